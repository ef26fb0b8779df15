"""`ConsistencyValidator`: whether a repository says what it must, checked without trusting what keeps it in step.

Everything is compared row by row, never by counting: swapped rows have the right number. What is checked from the
repository alone: the store's own checks, the search index against the atoms, edges and unresolved calls against the
lists in `atoms.data`, targets, the ledger, and the events, replayed from the first, against the atoms. `deep` also
compares with a fresh index of the same files. Nothing is changed; each finding names the atom, edge or file.

What it cannot see: a wrong value that is consistent everywhere, unless `deep`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from omny.errors import DamagedError
from omny.model import CONFIG_LANGUAGE, MODULE_NAME, FileStatus, StoredAtom
from omny.storage.events import State, forward, state_of
from omny.storage.port import AtomRepository
from omny.storage.records import EdgeRow, SearchRow, UnresolvedRow

REINDEX = "run 'omny index'"
REBUILD = "remove the database and run 'omny index'"

LISTS = {"calls": "call", "callbacks": "callback", "decorated_by": "decorator", "inherits": "inherit"}
"""Which list of `atoms.data` gives which type of edge; `schema.sql` says the same to SQLite."""

INDEXED = (FileStatus.OK, FileStatus.DEGRADED)
"""Of a path with another status the index holds no atom."""

FreshIndex = Callable[[], AbstractContextManager[AtomRepository]]
"""Gives a fresh index of the same files."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong."""

    kind: str
    where: str  # id of an atom, path of a file, or "source -> target" of an edge
    what: str
    repair: str


class ConsistencyValidator:
    """Checks one repository."""

    def __init__(self, repository: AtomRepository, fresh: FreshIndex | None = None) -> None:
        self._repository = repository
        self._fresh = fresh
        self._findings: list[Finding] = []

    def check(self, *, deep: bool = False) -> list[Finding]:
        """All findings, sorted; none where all is well. Raises StorageError where the store cannot be read at all."""
        self._findings = []
        for kind, what in self._repository.damage():
            self._find(kind, "", what, REBUILD)
        try:
            with self._repository.reading():
                self._check_rows()
                if deep and self._fresh is not None:
                    with self._fresh() as fresh:
                        self._compare(fresh)
        except DamagedError as error:
            self._find("unreadable", error.path, error.reason, REBUILD)
        return sorted(set(self._findings))

    def _find(self, kind: str, where: str, what: str, repair: str = REBUILD) -> None:
        self._findings.append(Finding(kind, where, what, repair))

    def _check_rows(self) -> None:
        atoms: dict[str, StoredAtom] = {}
        data: dict[str, dict[str, Any]] = {}
        for stored in self._repository.atoms():
            atoms[stored.atom.id] = stored
            try:
                data[stored.atom.id] = msgspec.json.decode(stored.atom.data, type=dict[str, Any])
            except msgspec.DecodeError:
                self._find("data", stored.atom.id, "data is no JSON object")
        self._check_columns(atoms, data)
        self._check_edges(atoms, data)
        self._check_search(atoms)
        self._check_ledger(atoms)
        self._check_events(atoms)

    # ── each kind ──

    def _check_columns(self, atoms: dict[str, StoredAtom], data: dict[str, dict[str, Any]]) -> None:
        for id_, said in data.items():
            atom = atoms[id_].atom
            if id_ != f"{atom.file_path}::{said.get('qualified_name')}":
                self._find("data", id_, f"data is of {atom.file_path}::{said.get('qualified_name')}")
            parent = said.get("parent")
            if parent is not None and parent not in atoms:
                self._find("data", id_, f"its parent {parent} is no atom")
            if atom.line > atom.end_line:
                self._find("data", id_, f"ends in line {atom.end_line}, before it begins")

    def _check_edges(self, atoms: dict[str, StoredAtom], data: dict[str, dict[str, Any]]) -> None:
        expected = {
            EdgeRow(id_, target, edge_type)
            for id_, said in data.items()
            for name, edge_type in LISTS.items()
            for target in said.get(name, ())
        }
        stored = set(self._repository.edges())
        for edge in expected - stored:
            self._find("missing edge", _arrow(edge), f"{edge.edge_type} is in data of the source and not in edges")
        for edge in stored - expected:
            self._find("extra edge", _arrow(edge), f"{edge.edge_type} is in edges and not in data of the source")
        for edge in expected | stored:
            if edge.target_id not in atoms:
                self._find("dangling edge", _arrow(edge), f"the target of this {edge.edge_type} is no atom", REINDEX)
        names = {
            UnresolvedRow(id_, name, name.rpartition(".")[2])
            for id_, said in data.items()
            for name in said.get("unresolved", ())
        }
        held = set(self._repository.unresolved())
        for row in names - held:
            self._find("missing unresolved", row.source_id, f"{row.name} is in data and not in unresolved")
        for row in held - names:
            self._find("extra unresolved", row.source_id, f"{row.name} is in unresolved and not in data")

    def _check_search(self, atoms: dict[str, StoredAtom]) -> None:
        terms = self._repository.search_terms
        unseen = dict(atoms)
        for row in self._repository.search_rows():
            stored = unseen.pop(row.id, None)
            if stored is None:
                self._find("orphan search row", row.id, f"search finds {row.function_name!r}, which is no atom")
                continue
            atom = stored.atom
            right = SearchRow(row.id, terms(atom.function_name), terms(atom.signature), terms(atom.words))
            if row != right:
                self._find("stale search row", row.id, "search finds it by other words than it has")
        for id_ in unseen:
            self._find("missing search row", id_, "search does not find it")

    def _check_ledger(self, atoms: dict[str, StoredAtom]) -> None:
        paths = self._repository.paths()
        without_atoms = {
            entry.path for entry in self._repository.ledger().values() if entry.language == CONFIG_LANGUAGE
        }
        with_module: set[str] = set()
        for stored in atoms.values():
            atom = stored.atom
            if paths.get(atom.file_path) not in INDEXED:
                self._find("ghost file", atom.id, f"{atom.file_path} is not indexed, by the ledger", REINDEX)
            if atom.id == f"{atom.file_path}::{MODULE_NAME}":
                with_module.add(atom.file_path)
        for path, status in paths.items():
            if status in INDEXED and path not in with_module and path not in without_atoms:
                self._find("file without atoms", path, "indexed by the ledger, and has no module atom")

    def _check_events(self, atoms: dict[str, StoredAtom]) -> None:
        states: dict[str, State] = {}
        histories: dict[str, tuple[int, str, str]] = {}  # version, created, updated
        for snapshot in self._repository.snapshots():
            states[snapshot.atom_id] = msgspec.json.decode(snapshot.state)
            histories[snapshot.atom_id] = (snapshot.version, snapshot.created_at, snapshot.updated_at)
        broken: set[str] = set()
        newest = self._repository.meta().generation
        last_transaction = 0
        for event in self._repository.events():
            id_ = event.atom_id
            if event.transaction_id < last_transaction or event.transaction_id > newest:
                self._find("events", id_, f"event {event.id} is of generation {event.transaction_id}, out of order")
            last_transaction = max(last_transaction, event.transaction_id)
            if id_ in broken:
                continue
            version, created, _ = histories.get(id_, (None, event.timestamp, ""))
            try:
                if event.previous_version != version:
                    raise DamagedError("replay events", f"follows version {event.previous_version}, not {version}")
                after = forward(states.get(id_), event.operation, event.delta)
            except (DamagedError, KeyError, TypeError, ValueError) as error:
                reason = error.reason if isinstance(error, DamagedError) else "its delta is malformed"
                self._find("events", id_, f"event {event.id}: {reason}")
                broken.add(id_)
                continue
            if after is None or event.new_version is None:
                states.pop(id_, None)
                histories.pop(id_, None)
            else:
                states[id_] = after
                histories[id_] = (event.new_version, created, event.timestamp)
        for id_ in states.keys() - atoms.keys() - broken:
            self._find("events", id_, "the events leave an atom that is not there")
        for id_, stored in atoms.items():
            if id_ in broken:
                continue
            if id_ not in states:
                self._find("events", id_, "no event created it")
            elif histories[id_][0] != stored.version:
                self._find("version", id_, f"has version {stored.version}, by its events {histories[id_][0]}")
            elif histories[id_][1:] != (stored.created_at, stored.updated_at):
                self._find("events", id_, "its times are not those of its events")
            elif fields := _differing(states[id_], stored):
                self._find("events", id_, f"replaying the events gives other values of {', '.join(fields)}")

    # ── against a fresh index ──

    def _compare(self, fresh: AtomRepository) -> None:
        """Differences from a fresh index of the same files, each by name."""
        ours, theirs = self._repository.ledger(), fresh.ledger()
        for path in sorted(ours.keys() | theirs.keys()):
            mine, right = ours.get(path), theirs.get(path)
            if mine is None:
                self._find("stale", path, "on disk, and not in the ledger", REINDEX)
            elif right is None:
                self._find("stale", path, "in the ledger, and no longer on disk", REINDEX)
            elif (mine.hash, mine.status, mine.extractor) != (right.hash, right.status, right.extractor):
                self._find("stale", path, "on disk it is not what the ledger says", REINDEX)
            elif mine.extractor:
                key = (mine.hash, mine.language, mine.extractor)
                if self._repository.analysis(*key) != fresh.analysis(*key):
                    self._find("facts", path, "the stored facts are not those of its content")
        known = {stored.atom.id: stored.atom for stored in self._repository.atoms()}
        for stored in fresh.atoms():
            right_atom, mine_atom = stored.atom, known.pop(stored.atom.id, None)
            if mine_atom is None:
                self._find("missing atom", right_atom.id, "a fresh index has it", REINDEX)
            elif state_of(mine_atom) != state_of(right_atom):
                fields = [name for name, value in state_of(right_atom).items() if state_of(mine_atom)[name] != value]
                self._find(
                    "wrong atom", right_atom.id, f"a fresh index has other values of {', '.join(fields)}", REINDEX
                )
        for id_ in known:
            self._find("extra atom", id_, "a fresh index does not have it", REINDEX)
        self._compare_edges(self._repository.edges(), fresh.edges())

    def _compare_edges(self, ours: Iterable[EdgeRow], theirs: Iterable[EdgeRow]) -> None:
        mine, right = set(ours), set(theirs)
        for edge in right - mine:
            self._find("missing edge", _arrow(edge), f"a fresh index has this {edge.edge_type}", REINDEX)
        for edge in mine - right:
            self._find("extra edge", _arrow(edge), f"a fresh index does not have this {edge.edge_type}", REINDEX)


def _arrow(edge: EdgeRow) -> str:
    return f"{edge.source_id or 'no atom'} -> {edge.target_id}"


def _differing(state: State, stored: StoredAtom) -> list[str]:
    """The fields in which an atom is not in the state."""
    try:
        actual = state_of(stored.atom)
    except msgspec.DecodeError:
        return ["data"]
    return [field for field, value in actual.items() if state.get(field) != value]
