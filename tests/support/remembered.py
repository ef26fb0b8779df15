"""A repository with what it was at each generation, to compare its past with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omny.model.atoms import StoredAtom
from omny.model.events import State, atom_state
from omny.storage.port.horizon import state_at_start
from omny.storage.port.records import AtomEvent
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import dumped, index_tree, write_tree

LONG = "def {}(a):\n    b = a + 1\n    c = b * 2\n    return {}(c)\n\n\n"

PIECES = (
    *(LONG.format(name, call) for name in ("f", "g") for call in ("print", "g", "h")),
    "from a import f\nfrom b import g\n",
    "class C:\n    def m(self):\n        return self.n()\n\n    def n(self):\n        return f(1)\n\n\n",
    "# moves what follows\n\n",
)


class Remembered:
    """A repository, and what it was at each generation."""

    def __init__(self, repository: AtomRepository) -> None:
        self.repository = repository
        self.dumps: dict[int, bytes] = {}
        self.atoms: dict[int, list[StoredAtom]] = {}
        self.events: dict[int, list[AtomEvent]] = {}

    def index(self, root: Path, tree: dict[str, str]) -> None:
        """Makes the files those of the tree, indexes them, remembers."""
        for file in [path for path in root.rglob("*.py") if path.relative_to(root).as_posix() not in tree]:
            file.unlink()
        index_tree(write_tree(root, tree), self.repository)
        generation = self.repository.meta().generation
        self.dumps[generation] = dumped(self.repository, ranked=False)
        self.atoms[generation] = list(self.repository.atoms())
        self.events[generation] = list(self.repository.events())

    def states(self, generation: int) -> dict[str, State]:
        return {stored.atom.id: atom_state(stored.atom) for stored in self.atoms[generation]}


def states_at_start(repository: AtomRepository) -> dict[str, State]:
    """The atoms where the events begin, as validator and pruning know them."""
    atoms = {stored.atom.id: stored for stored in repository.atoms()}
    with repository.archive() as archive:
        snapshots = list(archive.snapshots)
    return {
        it.atom_id: state_at_start(it, list(repository.events(it.atom_id)), atoms.get(it.atom_id)) for it in snapshots
    }


def assert_is_as_it_was(made: Remembered, generation: int) -> None:
    past, start = made.repository.as_of(generation), made.repository.history_start()
    try:
        assert dumped(past, ranked=False) == made.dumps[generation]
        assert [_exactly(stored) for stored in past.atoms()] == [_exactly(stored) for stored in made.atoms[generation]]
        assert past.meta().generation == generation
        assert list(past.events()) == [event for event in made.events[generation] if event.transaction_id > start]
        assert past.paths().keys() == {stored.atom.file_path for stored in made.atoms[generation]}
    finally:
        past.close()


def _exactly(stored: StoredAtom) -> tuple[Any, ...]:
    """With version, times and words, which a dump leaves out."""
    return stored.atom.id, atom_state(stored.atom), stored.version, stored.created_at, stored.updated_at


def body(name: str, number: int = 1) -> str:
    return f"def {name}(a):\n    b = a + {number}\n    c = b * 2\n    return c\n"
