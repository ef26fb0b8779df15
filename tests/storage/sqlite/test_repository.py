"""The SQLite repository as a state: what is written comes back, all of it or nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import apsw
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.errors import BusyError, DamagedError, SchemaError, StorageError
from omny.integrity import ConsistencyValidator
from omny.model.atoms import StoredAtom
from omny.model.delta import Delta, FileDelta
from omny.model.events import atom_state, step_back, step_forward, update_delta
from omny.model.facts import Analysis
from omny.storage.port.records import Commit, EdgeRow
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite import first_load
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.deltas import WHEN, apply, atom, created, entry, stored_facts


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[SqliteRepository]:
    with SqliteRepository.open(tmp_path / "omny.db") as opened:
        yield opened


def test_what_is_written_comes_back(repository: SqliteRepository) -> None:
    analysis = Analysis(b"facts", b"surface", 7, 0.25, 3)
    one = atom("a.py", "one", calls=["a.py::<module>"], unresolved=["requests.get"])
    apply(repository, created("a.py", one, analysis=analysis, names=("py:a",), dependencies=(-(2**63), 2**63 - 1)))
    assert repository.ledger() == {"a.py": entry("a.py")}
    assert stored_facts(repository) == {("0" * 32, "python", "e1")}
    assert repository.analysis("0" * 32, "python", "e1") == analysis
    assert repository.surface("0" * 32, "python", "e1") == b"surface"
    assert repository.find_publishers("py:a", 5) == ["a.py"]
    assert repository.dependants({2**63 - 1, 5}) == {"a.py"}
    assert repository.file_atoms("a.py")[1] == StoredAtom(one, 1, WHEN, WHEN)
    assert list(repository.edges()) == [EdgeRow("a.py::one", "a.py::<module>", "call")]
    assert [row.name for row in repository.unresolved_callers("get")] == ["requests.get"]


def test_the_generation_goes_up_by_one_with_each_change_and_not_without(repository: SqliteRepository) -> None:
    assert repository.meta().generation == 0
    assert apply(repository, created("a.py")) == 1
    assert apply(repository) == 1
    assert apply(repository, FileDelta("a.py")) == 1
    assert apply(repository, head="abc") == 2
    assert apply(repository, head="abc") == 2
    assert repository.meta().indexed_head == "abc"


def test_a_removed_file_takes_its_names_and_dependencies_along(repository: SqliteRepository) -> None:
    apply(repository, created("a.py", names=("py:a",), dependencies=(1, 2)))
    apply(repository, FileDelta("a.py", deleted=tuple(repository.file_atoms("a.py")), removed=True))
    assert repository.ledger() == {}
    assert repository.find_publishers("py:a", 5) == []
    assert repository.dependants({1, 2}) == set()
    assert not [*repository.atoms(), *repository.edges(), *repository.search_rows()]


def test_an_update_writes_only_what_changed_into_the_event(repository: SqliteRepository) -> None:
    apply(repository, created("a.py", atom("a.py", "one", line=3, calls=[], doc="x")))
    stored = repository.file_atoms("a.py")[1]
    after = atom("a.py", "one", line=3, calls=["a.py::<module>"], doc="x")
    apply(repository, FileDelta("a.py", modified=((stored, after),)))
    event = list(repository.events("a.py::one"))[-1]
    assert (event.operation, event.previous_version, event.new_version, event.transaction_id) == ("update", 1, 2, 2)
    assert msgspec.json.decode(event.delta) == {"data": {"calls": [[], ["a.py::<module>"]]}}


def test_a_delta_that_does_not_fit_changes_nothing(repository: SqliteRepository) -> None:
    apply(repository, created("a.py", atom("a.py", "one")))
    before = list(repository.atoms()), repository.meta(), list(repository.events())
    stored = repository.file_atoms("a.py")[1]
    wrong = msgspec.structs.replace(stored, version=9)
    for file in (
        FileDelta("a.py", deleted=(wrong,)),
        FileDelta("a.py", modified=((wrong, atom("a.py", "one", line=5)),)),
        FileDelta("b.py", names=("py:b",)),
    ):
        with pytest.raises(StorageError, match="does not fit"):
            apply(repository, created("c.py"), file)
        assert (list(repository.atoms()), repository.meta(), list(repository.events())) == before


def test_a_delta_made_from_a_state_that_another_process_replaced_is_refused(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as ours, SqliteRepository.open(tmp_path / "db") as theirs:
        ours.ledger()
        apply(theirs, created("a.py"))
        with pytest.raises(BusyError, match="another process changed it"):
            apply(ours, created("b.py"))
        ours.ledger()
        assert apply(ours, created("b.py")) == 2


def test_a_held_write_lock_is_a_busy_error_and_no_damage(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db", busy_timeout_seconds=0.01) as repository:
        apply(repository, created("a.py"))
        other = apsw.Connection(str(tmp_path / "db"))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            apply(repository, created("b.py"))
        assert repository.meta().generation == 1
        other.close()
        assert apply(repository, created("b.py")) == 2


def test_a_commit_that_raises_although_it_is_durable_counts_as_done(repository: SqliteRepository) -> None:
    apply(repository, created("a.py"))

    class RaisesAfterCommit:
        def __init__(self, connection: apsw.Connection) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> object:
            return getattr(self._connection, name)

        def execute(self, sql: str, *arguments: object) -> object:
            result = self._connection.execute(sql, *arguments)  # type: ignore[arg-type]
            if sql == "COMMIT":
                raise apsw.IOError("the disk coughed")
            return result

    repository._connection = RaisesAfterCommit(repository._connection)  # type: ignore[assignment]
    assert apply(repository, created("b.py")) == 2
    assert "b.py" in repository.ledger()


def test_a_reader_sees_one_generation_while_another_writes(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as writer:
        apply(writer, created("a.py"))
        with SqliteRepository.open_reading(tmp_path / "db") as reader:
            with reader.reading():
                assert reader.meta().generation == 1
                apply(writer, created("b.py"))
                assert reader.meta().generation == 1
                assert set(reader.ledger()) == {"a.py"}
            assert set(reader.ledger()) == {"a.py", "b.py"}


def test_a_reading_connection_cannot_write(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as writer:
        apply(writer, created("a.py"))
    with SqliteRepository.open_reading(tmp_path / "db") as reader, pytest.raises(StorageError):
        apply(reader, created("b.py"))


def test_the_file_is_private_and_durable(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as repository:
        apply(repository, created("a.py"))
        assert stat.S_IMODE(os.stat(tmp_path / "db").st_mode) == 0o600
        assert repository._connection.pragma("journal_mode") == "wal"
        assert repository._connection.pragma("synchronous") == 2


def test_what_is_no_omny_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DamagedError, match="not an Omny database"):
        SqliteRepository.open(path)
    assert path.read_bytes() == b"not a database at all" * 100
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    with pytest.raises(DamagedError, match="not an Omny database"):
        SqliteRepository.open(path)


def test_a_newer_schema_is_refused_with_the_cure(tmp_path: Path) -> None:
    SqliteRepository.open(tmp_path / "db").close()
    raw = apsw.Connection(str(tmp_path / "db"))
    raw.execute("UPDATE meta SET schema_version = 99")
    raw.close()
    with pytest.raises(SchemaError, match="upgrade Omny"):
        SqliteRepository.open(tmp_path / "db")


def test_reading_where_nothing_is_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="omny index"):
        SqliteRepository.open_reading(tmp_path / "none")
    (tmp_path / "empty").touch()
    with pytest.raises(StorageError, match="omny index"):
        SqliteRepository.open_reading(tmp_path / "empty")


def test_the_search_index_survives_vacuum_and_plain_sqlite_can_read_it(tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as repository:
        apply(repository, created("a.py", atom("a.py", "get_user"), atom("a.py", "other", calls=["a.py::get_user"])))
        apply(repository, FileDelta("a.py", deleted=(repository.file_atoms("a.py")[0],)))
    ours = apsw.Connection(str(tmp_path / "db"))
    ours.execute("VACUUM")
    ours.close()
    raw = sqlite3.connect(tmp_path / "db")
    query = "SELECT a.id FROM atoms_fts f JOIN atoms a ON a.number = f.rowid WHERE atoms_fts MATCH 'user'"
    assert raw.execute(query).fetchall() == [("a.py::get_user",)]
    assert raw.execute("SELECT * FROM graph_edges").fetchall() == [
        ("a.py::other", "a.py", "other", "a.py::get_user", "call")
    ]
    raw.close()


# ── laws ──

_NAMES = st.sampled_from(["one", "two", "getUserById", "get_user", "é", "_"])
_IDS = st.sampled_from(["a.py::one", "a.py::two", "b.py::one", "b.py::getUserById"])
_DATA = st.fixed_dictionaries(
    {"calls": st.lists(_IDS, unique=True).map(sorted)},
    optional={
        "callbacks": st.lists(_IDS, unique=True),
        "inherits": st.lists(_IDS),
        "decorated_by": st.lists(_IDS),
        "unresolved": st.lists(st.sampled_from(["len", "a.b.get", "x.get"]), unique=True),
        "doc": st.text(st.characters(exclude_categories=["Cs"])),
        "provenance": st.one_of(st.none(), st.integers(0, 1), st.booleans()),  # of any shape
    },
)
_ATOMS = st.dictionaries(_NAMES, st.tuples(st.integers(1, 9), st.text("aB_, ("), _DATA))
TREES = st.dictionaries(st.sampled_from(["a.py", "b.py"]), _ATOMS)


def delta_to(repository: AtomRepository, tree: dict[str, dict[str, tuple[int, str, dict[str, object]]]]) -> Delta:
    files = []
    for path in sorted(repository.ledger().keys() | tree.keys()):
        old = {stored.atom.id: stored for stored in repository.file_atoms(path)}
        new = {}
        if path in tree:
            new = {f"{path}::<module>": atom(path, "<module>")}
            for name, (line, signature, data) in tree[path].items():
                new[f"{path}::{name}"] = atom(path, name, line=line, signature=signature, **data)
        files.append(
            FileDelta(
                path,
                created=tuple(new[id_] for id_ in new.keys() - old.keys()),
                modified=tuple((old[i], new[i]) for i in new.keys() & old.keys() if old[i].atom != new[i]),
                deleted=tuple(old[id_] for id_ in old.keys() - new.keys()),
                entry=entry(path) if path in tree else None,
                removed=path not in tree,
            )
        )
    return Delta(tuple(files))


@pytest.mark.slow
@given(st.lists(TREES, max_size=6))
def test_after_any_deltas_edges_search_and_events_agree_with_the_atoms(trees: list) -> None:
    with SqliteRepository.in_memory() as repository:
        for tree in trees:
            repository.apply(delta_to(repository, tree), Commit("reindex", WHEN))
            findings = ConsistencyValidator(repository).check()
            assert [found for found in findings if found.kind != "dangling edge"] == []


@pytest.mark.slow
@given(st.lists(TREES, max_size=6))
def test_events_give_the_state_of_every_generation_in_both_directions(trees: list) -> None:
    with SqliteRepository.in_memory() as repository:
        states: dict[int, dict] = {0: {}}
        for tree in trees:
            meta = repository.apply(delta_to(repository, tree), Commit("reindex", WHEN))
            states[meta.generation] = {stored.atom.id: atom_state(stored.atom) for stored in repository.atoms()}
        events = list(repository.events())
        now: dict = {}
        for event in events:
            now[event.atom_id] = step_forward(now.get(event.atom_id), event.operation, event.delta)
        for generation in sorted(states, reverse=True):
            for event in reversed(events):
                if event.transaction_id == generation + 1:
                    now[event.atom_id] = step_back(now[event.atom_id], event.operation, event.delta)
            assert {id_: state for id_, state in now.items() if state is not None} == states[generation]


@given(_DATA, _DATA)
def test_an_update_can_be_walked_both_ways(before: dict, after: dict) -> None:
    one, other = atom("a.py", "f", **before), atom("a.py", "f", line=2, **after)
    delta, _ = update_delta(one, other)
    assert step_forward(atom_state(one), "update", delta) == atom_state(other)
    assert step_back(atom_state(other), "update", delta) == atom_state(one)


def test_facts_of_former_contents_are_swept_but_for_the_newest(repository: SqliteRepository) -> None:
    analysis = Analysis(b"facts", b"surface", 7, 0.25, 3)
    for number in range(6):
        row = entry("a.py", f"{number:032}")
        apply(repository, FileDelta("a.py", entry=row, analysis=analysis))
    apply(repository, FileDelta("a.py", entry=entry("a.py", f"{1:032}")))  # what it once was
    before = repository.meta()
    assert repository.sweep(2) == 3
    assert {hash_ for hash_, _, _ in stored_facts(repository)} == {f"{number:032}" for number in (1, 4, 5)}
    assert repository.sweep(2) == 0
    assert repository.meta() == before


def test_a_first_load_makes_the_same_database_with_its_indexes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        created(f"{name}.py", atom(f"{name}.py", "f", calls=["b.py::f"], unresolved=["x.y"]), dependencies=(3, 7))
        for name in ("a", "b", "c")
    ]
    contents = []
    for least in (1, 1_000):
        monkeypatch.setattr(first_load, "MIN_ATOMS", least)
        with SqliteRepository.open(tmp_path / f"{least}.db") as repository:
            apply(repository, *files)
            assert not repository.damage()
            contents.append([list(repository.edges()), repository.dependants([7])])
        with sqlite3.connect(tmp_path / f"{least}.db") as plain:
            schema = plain.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
            rows = [plain.execute(f"SELECT * FROM {table}").fetchall() for table in ("dependencies", "unresolved")]
            contents[-1] += [sorted(schema), rows]
    assert contents[0] == contents[1]


def test_a_first_load_that_fails_leaves_an_empty_database_with_all_indexes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_load, "MIN_ATOMS", 1)
    with SqliteRepository.open(tmp_path / "x.db") as repository:
        with pytest.raises(StorageError, match=r"x\.py"):
            apply(repository, created("a.py"), FileDelta("x.py", dependencies=(1,)))
        assert repository.meta().generation == 0
        assert apply(repository, created("a.py")) == 1
    SqliteRepository.open(tmp_path / "x.db").close()  # judges the schema
