"""`IndexSnapshot`: all atoms and edges of one state, for questions that cannot be answered from a neighbourhood.

It is read from a repository and nothing else; a daemon's repository takes the edges from the graph in memory. A daemon
keeps the last one for its generation (`omny/query/kept.py`), so it holds what analyses need of an atom and no more.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from omny.base.wanted import check_wanted
from omny.model.atom_data import AtomDetail, AtomSummary, read_summary
from omny.model.atoms import Atom, AtomType, StoredAtom
from omny.model.edges import EdgeType
from omny.query.answer import BriefAtom
from omny.query.dispatch import Dispatch, KnownAtoms
from omny.query.question import Narrowed
from omny.storage.port.records import EdgeRow
from omny.storage.port.repository import AtomRepository

if TYPE_CHECKING:
    from omny.query.digraph import Digraph

T = TypeVar("T")

MAX_WORKED_OUT = 16
"""Results of analyses that a snapshot remembers; of more the oldest is forgotten."""


class SnapshotAtom(msgspec.Struct, frozen=True, gc=False):
    """An atom, without its data."""

    id: str
    file_path: str
    function_name: str
    line: int
    end_line: int
    type: AtomType

    @classmethod
    def of(cls, atom: Atom) -> SnapshotAtom:
        """The atom, with texts that stand in many atoms only once in memory."""
        path, name = sys.intern(atom.file_path), sys.intern(atom.function_name)
        return cls(sys.intern(atom.id), path, name, atom.line, atom.end_line, atom.type)


class IndexSnapshot:
    """All atoms by id, with their details, and all edges once they are loaded; those of dispatch only where they are
    asked for. For any thread."""

    def __init__(self, repository: AtomRepository) -> None:
        self.atoms: list[SnapshotAtom] = []
        self.details: list[AtomSummary] = []
        for stored in repository.atoms():
            check_wanted()
            self.atoms.append(SnapshotAtom.of(stored.atom))
            self.details.append(read_summary(stored.atom.data).thin())
        self.number: dict[str, int] = {atom.id: number for number, atom in enumerate(self.atoms)}
        self._stored: _Arrows | None = None
        self._dispatched: _Arrows | None = None
        self._worked_out: dict[Any, Any] = {}
        self._lock = RLock()

    def work_out(self, key: Any, work: Callable[[], T]) -> T:
        """The result of `work`, remembered by the key. Another thread that asks waits for it."""
        with self._lock:
            if key not in self._worked_out:
                result = work()
                while len(self._worked_out) >= MAX_WORKED_OUT:
                    del self._worked_out[next(iter(self._worked_out))]
                self._worked_out[key] = result
            found: T = self._worked_out[key]
            return found

    def load_edges(self, repository: AtomRepository) -> None:
        """Reads the stored edges, once, from the repository that the atoms were read from, at the same state."""
        with self._lock:
            if self._stored is None:
                self._stored = _Arrows(self.number, repository.edges())

    def arrows(self) -> Iterator[tuple[int, int, str]]:
        """The stored edges, as the places of both ends with the type, by source, target and type."""
        assert self._stored is not None, "nobody has loaded them"
        return iter(self._stored)

    def list_dispatched(self, repository: AtomRepository) -> Iterator[tuple[int, int, str]]:
        """The edges of dispatch in the same form; `repository` is the one that the snapshot was read from."""
        with self._lock:
            if self._dispatched is None:
                elsewhere: dict[tuple[str, str], list[str]] = {}
                for atom, detail in zip(self.atoms, self.details, strict=True):
                    if detail.of:
                        elsewhere.setdefault((detail.of, atom.function_name), []).append(atom.id)
                dispatch = Dispatch(repository, KnownAtoms(self.number, elsewhere))
                self._dispatched = _Arrows(self.number, dispatch.all(list(repository.edges())))
            return iter(self._dispatched)

    def count_calls(self) -> tuple[Counter[str], Counter[str]]:
        """The numbers of callees and callers of each atom, itself apart."""
        called: Counter[str] = Counter()
        callers: Counter[str] = Counter()
        for source, target, type_ in self.arrows():
            if type_ == EdgeType.CALL and source != target:
                called[self.atoms[source].id] += 1
                callers[self.atoms[target].id] += 1
        return called, callers

    def digraph(self, types: Collection[str], among: Collection[int] | None = None) -> Digraph:
        """The edges of those types, between atoms by their place in `atoms`; with `among` only between those."""
        from omny.query.digraph import Digraph  # here, since most ask this module for details only

        arrows = ((source, target) for source, target, type_ in self.arrows() if type_ in types)
        if among is not None:
            arrows = ((source, target) for source, target in arrows if source in among and target in among)
        return Digraph(len(self.atoms), arrows)

    def select(self, asked: Narrowed) -> set[int]:
        """The places of the atoms that the question is about."""
        if not asked.is_narrowed:
            return set(range(len(self.atoms)))
        return {
            number
            for number, (atom, detail) in enumerate(zip(self.atoms, self.details, strict=True))
            if asked.wants(atom.type, atom.file_path, detail.is_test)
        }

    @cached_property
    def tests(self) -> frozenset[int]:
        """The places of the atoms that are tests."""
        return frozenset(number for number, detail in enumerate(self.details) if detail.is_test)

    def brief(self, number: int) -> BriefAtom:
        """An atom, as `brief`."""
        return BriefAtom(**self.brief_fields(number))

    def brief_fields(self, number: int) -> dict[str, Any]:
        """The fields of an atom, as `brief_fields`."""
        atom, held = self.atoms[number], self.details[number].held
        return {"id": atom.id, "type": str(atom.type), "file_path": atom.file_path, "line": atom.line, "held": held}


class _Arrows:
    """Edges by the places of their ends: nine bytes and a pointer each."""

    def __init__(self, number: dict[str, int], edges: Collection[EdgeRow] | Iterator[EdgeRow]) -> None:
        self._sources, self._targets = array("I"), array("I")
        self._types: list[str] = []
        for edge in edges:
            self._sources.append(number[edge.source_id])
            self._targets.append(number[edge.target_id])
            self._types.append(sys.intern(str(edge.edge_type)))

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        return zip(self._sources, self._targets, self._types, strict=True)


def is_wanted(asked: Narrowed, stored: StoredAtom, detail: AtomDetail) -> bool:
    """Whether the question is about this atom."""
    return asked.wants(stored.atom.type, stored.atom.file_path, detail.is_test)
