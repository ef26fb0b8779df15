"""The atoms and what hangs on them: edges, unresolved calls, entries of the search index, the ledger, the graph.

Everything is compared row by row, never by counting: swapped rows have the right number. A piece is read in one
transaction, and compared with the graph only where that shows the same generation, so that no commit can come between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from omny.base.errors import DamagedError
from omny.derived.graph import BROKEN, AtomGraph, GraphView
from omny.integrity.finding import Finding, arrow
from omny.model.atom_data import AtomData, read_data
from omny.model.atoms import StoredAtom
from omny.model.cures import Cure
from omny.model.files import FileStatus
from omny.storage.port.pieces import AtomsPiece
from omny.storage.port.records import EdgeRow, UnresolvedRow
from omny.storage.port.repository import AtomRepository

PIECE_ATOMS = 100
"""Atoms of a piece: some milliseconds."""

PIECE_NODES = 2_000
"""Atoms of the graph whose checksum is made in one go: some milliseconds."""

INDEXED = (FileStatus.OK, FileStatus.DEGRADED, "held")
"""Of a path with another status, in a piece, the index holds no atom."""

Walk = Iterator[list[Finding]]
"""A check in pieces: each step does one, and gives what it has found."""

GraphSource = Callable[[], AtomGraph | None]
"""Returns the graph that must equal the repository; None while there is none."""


def rows_walk(repository: AtomRepository, graph: GraphSource = lambda: None) -> Walk:
    """Compares all atoms with what is derived from them."""
    after: int | None = -1
    while after is not None:
        with repository.reading():
            piece = _Piece(repository, repository.atoms_piece(after, PIECE_ATOMS))
            found = list(piece.findings())
            with _same_generation(repository, graph()) as view:
                found += piece.compare_graph(view) if view else []
        after = piece.last
        yield found
    what = "indexed by the ledger, and has no module atom"
    yield [Finding("file without atoms", path, what, Cure.FILE) for path in repository.files_without_atoms()]
    with repository.reading():
        found = _check_counts(repository, graph())
    yield found


def graph_walk(graph: AtomGraph, generation: int, right: int | None, told: Callable[[int], None]) -> Walk:
    """Compares the checksum of the graph at that generation with the right one, if known, and yields a finding for a
    difference; yields nothing if the graph moves to another generation meanwhile."""
    with graph.reading() as view:
        ids = view.ids()
    total = 0
    for first in range(0, len(ids), PIECE_NODES):
        with graph.reading() as view:
            if view.generation != generation:
                return
            total += view.checksum(ids[first : first + PIECE_NODES])
        yield []
    if right is not None and total != right:
        yield [Finding("graph", "", "it is not what it was when it was compared with the database", Cure.GRAPH)]
    told(total)


class _Piece:
    """One piece, with the data of its atoms."""

    def __init__(self, repository: AtomRepository, piece: AtomsPiece) -> None:
        self.last = piece.last
        self._piece = piece
        self._data: dict[str, AtomData] = {}
        self._broken: list[str] = []
        for stored in piece.atoms:
            try:
                self._data[stored.atom.id] = read_data(stored.atom.data)
            except DamagedError:
                self._broken.append(stored.atom.id)
        self._edges = {
            EdgeRow(id_, target, edge_type, held)
            for id_, said in self._data.items()
            for target, edge_type, held in said.edges()
        }
        named = {edge.target_id for edge in self._edges} | {edge.target_id for edge in piece.edges}
        named |= {said.parent for said in self._data.values() if said.parent}
        self._missing = repository.not_atoms(named - {stored.atom.id for stored in piece.atoms})

    def findings(self) -> Iterator[Finding]:
        for id_ in self._broken:
            yield Finding("data", id_, "data is no JSON object of its kind", Cure.FILE)
        for stored in self._piece.atoms:
            yield from self._columns(stored)
        yield from self._check_derived()
        for number in self._piece.orphans:
            yield Finding("orphan search row", "", f"search lists number {number}, which is no atom", Cure.DERIVE)
        for id_ in self._piece.unsearchable:
            yield Finding("missing search row", id_, "search does not find it", Cure.DERIVE)

    def compare_graph(self, view: GraphView) -> list[Finding]:
        """What the graph holds otherwise than the data of the atoms says."""
        edges: dict[str, list[EdgeRow]] = {id_: [] for id_ in self._data}
        for edge in self._edges:
            edges[edge.source_id].append(edge)
        what = "its callers and callees are not those of the database"
        return [Finding("graph", id_, what, Cure.GRAPH) for id_ in view.otherwise(edges)]

    def _columns(self, stored: StoredAtom) -> Iterator[Finding]:
        atom = stored.atom
        if self._piece.statuses.get(atom.file_path) not in INDEXED:
            yield Finding("ghost file", atom.id, f"{atom.file_path} is not indexed, by the ledger", Cure.FILE)
        said = self._data.get(atom.id)
        if said is None:
            return
        if said.held and self._piece.statuses.get(atom.file_path) not in ("held", None):
            yield Finding("held atom", atom.id, "its file has no former content that is held over", Cure.FILE)
        if atom.id != f"{atom.file_path}::{said.qualified_name}":
            what = f"data is of {atom.file_path}::{said.qualified_name}"
            yield Finding("data", atom.id, what, Cure.FILE)
        if said.parent in self._missing:
            yield Finding("data", atom.id, f"its parent {said.parent} is no atom", Cure.FILE)
        if atom.line > atom.end_line:
            yield Finding("data", atom.id, f"ends in line {atom.end_line}, before it begins", Cure.FILE)

    def _check_derived(self) -> Iterator[Finding]:
        stored = set(self._piece.edges)
        for edge in self._edges - stored:
            what = f"{edge.edge_type} is in data of the source and not in edges"
            yield Finding("missing edge", arrow(edge), what, Cure.DERIVE)
        for edge in stored - self._edges:
            what = f"{edge.edge_type} is in edges and not in data of the source"
            yield Finding("extra edge", arrow(edge), what, Cure.DERIVE)
        for edge in stored | self._edges:
            if edge.target_id in self._missing:
                what = f"the target of this {edge.edge_type} is no atom"
                cure = Cure.FILE if edge in self._edges else Cure.DERIVE
                yield Finding("dangling edge", arrow(edge), what, cure)
        names = {
            UnresolvedRow(id_, name, name.rpartition(".")[2])
            for id_, said in self._data.items()
            for name in said.unresolved
        }
        held = set(self._piece.unresolved)
        for row in names - held:
            what = f"{row.name} is in data and not in unresolved"
            yield Finding("missing unresolved", row.source_id, what, Cure.DERIVE)
        for row in held - names:
            what = f"{row.name} is in unresolved and not in data"
            yield Finding("extra unresolved", row.source_id, what, Cure.DERIVE)


# ── the graph ──


def _check_counts(repository: AtomRepository, graph: AtomGraph | None) -> list[Finding]:
    """Whether the graph holds more: where each atom is there with its edges, the numbers are right if that is all."""
    with _same_generation(repository, graph) as view:
        if view is None:
            return []
        held = view.sizes()
    pairs = repository.pair_count()
    right = (repository.atom_count(), pairs, pairs)
    what = f"it has {held} atoms, callees and callers, the database {right}"
    return [] if held == right else [Finding("graph", "", what, Cure.GRAPH)]


@contextmanager
def _same_generation(repository: AtomRepository, graph: AtomGraph | None) -> Iterator[GraphView | None]:
    """The graph, if it shows the generation that is read: else there is nothing to compare."""
    if graph is None or graph.generation == BROKEN:
        yield None
        return
    with graph.reading() as view:
        yield view if view.generation == repository.meta().generation else None
