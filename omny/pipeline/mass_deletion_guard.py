"""A sudden collapse: a change that deletes most of the index although the files are still there.

Somebody may have emptied every file. More likely, a disk, a mount or a running program shows wrong contents for a
moment, and an index that follows at once loses everything. So such a change is held back until a second pass, which
trusts nothing stored, shows the same.

A deleted file or directory is no collapse: people delete files.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from omny.base.progress import Look, interleave_looks, never
from omny.model.atom_data import read_data
from omny.model.atoms import Atom
from omny.model.delta import Delta, FileDelta
from omny.storage.port.repository import AtomRepository

MIN_ATOMS = 200
"""In a smaller index an afternoon's work can remove half of it."""

_Outcome = dict[str, tuple[object, ...]]


class Loss(msgspec.Struct, frozen=True):
    """The atoms and edges that a change would delete."""

    atoms: int
    edges: int
    outcome: _Outcome  # of each file that loses: what would become of it

    def is_confirmed_by(self, other: Loss) -> bool:
        """Whether another look shows the same of all these files."""
        return all(other.outcome.get(path) == outcome for path, outcome in self.outcome.items())

    def __str__(self) -> str:
        return f"{self.atoms:,} atoms and {self.edges:,} edges of files that are still there would go at once"


def collapse(repository: AtomRepository, delta: Delta, share: float, look: Look = never) -> Loss | None:
    """The loss by a delta, if it is more than this share of the atoms or edges in the repository."""

    def count_edges(atoms: Iterable[Atom]) -> int:  # what is held over is not lost
        return sum(1 for atom in interleave_looks(atoms, look) for _ in read_data(atom.data).edges())

    losing = [file for file in delta.files if not file.removed and (file.deleted or file.modified)]
    atoms = sum(len(file.deleted) for file in losing)
    edges = (
        count_edges(stored.atom for file in losing for stored in file.deleted)
        + count_edges(before.atom for file in losing for before, _ in file.modified)
        - count_edges(after for file in losing for _, after in file.modified)
    )
    if max(atoms, edges) <= share * MIN_ATOMS:  # as are almost all changes
        return None
    atoms -= sum(len(file.created) for file in delta.files)  # what was moved is not lost
    edges -= count_edges(atom for file in delta.files for atom in file.created)
    held = repository.atom_count()
    if held < MIN_ATOMS:
        return None
    if atoms <= share * held and edges <= share * max(sum(repository.counts().edges.values()), MIN_ATOMS):
        return None
    return Loss(max(atoms, 0), max(edges, 0), {file.path: _outcome(file) for file in losing})


def _outcome(file: FileDelta) -> tuple[object, ...]:
    """What becomes of the atoms of a file, apart from when it was looked at."""
    return (
        file.created,
        tuple(atom for _, atom in file.modified),
        tuple(stored.atom.id for stored in file.deleted),
        file.entry is not None and file.entry.hash,
    )
