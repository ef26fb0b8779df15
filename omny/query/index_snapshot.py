"""`IndexSnapshot`: all atoms and edges of one state, for questions that cannot be answered from a neighbourhood.

It is read from a repository and nothing else; a daemon's repository takes the edges from the graph in memory.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from omny.model.atom_data import AtomDetail, read_detail
from omny.model.atoms import StoredAtom
from omny.query.answer import BriefAtom, brief, brief_fields
from omny.query.dispatch import list_edges
from omny.query.question import Narrowed
from omny.storage.port.records import EdgeRow
from omny.storage.port.repository import AtomRepository

if TYPE_CHECKING:
    from omny.query.digraph import Digraph


class IndexSnapshot:
    """All atoms by id, with their details, and all edges; those of dispatch only where they are asked for."""

    def __init__(self, repository: AtomRepository, *, dispatch: bool = False) -> None:
        self.atoms: list[StoredAtom] = list(repository.atoms())
        self.details: list[AtomDetail] = [read_detail(stored.atom.data) for stored in self.atoms]
        self.number: dict[str, int] = {stored.atom.id: number for number, stored in enumerate(self.atoms)}
        self.edges: list[EdgeRow] = list_edges(repository) if dispatch else list(repository.edges())

    def digraph(self, types: Collection[str], among: Collection[int] | None = None) -> Digraph:
        """The edges of those types, between atoms by their place in `atoms`; with `among` only between those."""
        from omny.query.digraph import Digraph  # here, since most ask this module for details only

        number = self.number
        arrows = ((number[edge.source_id], number[edge.target_id]) for edge in self.edges if edge.edge_type in types)
        if among is not None:
            arrows = ((source, target) for source, target in arrows if source in among and target in among)
        return Digraph(len(self.atoms), arrows)

    def select(self, asked: Narrowed) -> set[int]:
        """The places of the atoms that the question is about."""
        return {
            number
            for number, (stored, detail) in enumerate(zip(self.atoms, self.details, strict=True))
            if is_wanted(asked, stored, detail)
        }

    def brief(self, number: int) -> BriefAtom:
        """An atom, as `brief`."""
        return brief(self.atoms[number])

    def brief_fields(self, number: int) -> dict[str, Any]:
        """The fields of an atom, as `brief_fields`."""
        return brief_fields(self.atoms[number])


def is_wanted(asked: Narrowed, stored: StoredAtom, detail: AtomDetail) -> bool:
    """Whether the question is about this atom."""
    return asked.wants(stored.atom.type, stored.atom.file_path, detail.is_test)
