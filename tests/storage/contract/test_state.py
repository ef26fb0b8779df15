"""The state side: what is written comes back, all of it or nothing, of one generation."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from omny.base.errors import BusyError, StorageError, UsageError
from omny.base.skip_reason import Reason, SkipReason
from omny.integrity import ConsistencyValidator
from omny.model.atom_data import EDGE_LISTS
from omny.model.atoms import AtomType, StoredAtom
from omny.model.delta import Delta, FileDelta, Move
from omny.model.edges import EdgeType
from omny.model.facts import Analysis
from omny.model.files import FileStatus
from omny.storage.port.records import Commit, EdgeRow, GenerationRow, SkippedFile
from omny.storage.port.repository import AtomRepository
from tests.support.backends import Place
from tests.support.deltas import WHEN, apply, atom, created, entry, stored_facts
from tests.support.helpers import everything


def test_an_empty_store_is_at_generation_0_and_holds_nothing(store: AtomRepository) -> None:
    meta = store.meta()
    assert (meta.generation, meta.indexed_head, meta.indexed_at) == (0, "", "")
    assert meta.uuid
    assert store.ledger() == {}
    assert not [*store.atoms(), *store.events(), *store.edges(), *store.search_rows(), *store.generations()]
    assert (store.totals(), store.atom_count(), store.pair_count(), store.history_start()) == ((0, 0), 0, 0, 0)


def test_what_is_written_comes_back(store: AtomRepository) -> None:
    analysis = Analysis(b"facts\0\xff", b"surface", 7, 0.25, 3)
    one = atom("a.py", "one", calls=["a.py::<module>"], unresolved=["requests.get"])
    keys = (-(2**63), 0, 2**63 - 1)
    apply(store, created("a.py", one, analysis=analysis, names=("py:a", "py:a"), dependencies=(*keys, 0)))
    assert store.ledger() == {"a.py": entry("a.py")}
    assert store.ledger_entry("a.py") == entry("a.py")
    assert stored_facts(store) == {("0" * 32, "python", "e1")}
    assert store.analysis("0" * 32, "python", "e1") == analysis
    assert store.analysis("0" * 32, "python", "e2") is None
    assert store.surface("0" * 32, "python", "e1") == b"surface"
    assert store.surface("1" * 32, "python", "e1") is None
    assert (store.find_publishers("py:a", 5), store.published_names("a.py")) == (["a.py"], ("py:a",))
    assert (store.dependants({2**63 - 1, 5}), store.dependants(())) == ({"a.py"}, set())
    assert store.dependency_keys("a.py") == keys
    assert store.file_atoms("a.py")[1] == StoredAtom(one, 1, WHEN, WHEN)
    assert list(store.edges()) == [EdgeRow("a.py::one", "a.py::<module>", "call")]
    assert list(store.generations()) == [GenerationRow(1, WHEN, "reindex", "")]


def test_atoms_and_edges_of_every_type_are_stored(store: AtomRepository) -> None:
    lists: dict[str, Any] = {key: ["a.py::<module>"] for key in EDGE_LISTS}
    atoms = [
        msgspec.structs.replace(atom("a.py", f"a_{type_}", **(lists if type_ == AtomType.ROUTE else {})), type=type_)
        for type_ in AtomType
    ]
    later = atom("a.py", "later", held_edges={"generation": 1, **lists})
    apply(store, created("a.py", *atoms, later))
    assert {stored.atom.type for stored in store.atoms()} == {*AtomType}
    edges = [(edge.source_id.partition("::")[2], edge.edge_type, edge.held) for edge in store.edges()]
    for name, held in (("a_route", 0), ("later", 1)):
        assert [each[1:] for each in edges if each[0] == name] == [(type_, held) for type_ in sorted(EdgeType)]
    assert ConsistencyValidator(store).check(deep=True) == []


def test_the_generation_goes_up_by_one_with_each_change_and_not_without(store: AtomRepository) -> None:
    assert apply(store, created("a.py")) == 1
    assert apply(store) == 1
    assert apply(store, FileDelta("a.py")) == 1
    assert apply(store, head="abc") == 2
    assert apply(store, head="abc") == 2
    assert apply(store, FileDelta("a.py", names=("py:a",))) == 3
    assert (store.meta().indexed_head, store.meta().indexed_at) == ("abc", WHEN)


def test_files_are_listed_by_their_status(store: AtomRepository) -> None:
    for status in FileStatus:
        stored = msgspec.structs.replace(
            entry(f"{status}.py", status=status), reason=Reason(SkipReason.READ_FAILED, text=f"it is {status}\0")
        )
        apply(store, FileDelta(stored.path, entry=stored))
    assert store.skipped_files() == [SkippedFile("skipped.py", Reason(SkipReason.READ_FAILED, text="it is skipped\0"))]
    assert store.excluded_files() == [
        SkippedFile("excluded.py", Reason(SkipReason.READ_FAILED, text="it is excluded\0"))
    ]
    assert store.degraded_files() == [
        SkippedFile("degraded.py", Reason(SkipReason.READ_FAILED, text="it is degraded\0"))
    ]
    assert store.paths() == {f"{status}.py": str(status) for status in sorted(FileStatus)}
    counts = store.counts()
    assert (counts.files, counts.languages, counts.lines) == (dict.fromkeys(sorted(FileStatus), 1), {"python": 4}, 28)


def test_a_removed_file_takes_its_names_and_dependencies_along(store: AtomRepository) -> None:
    apply(store, created("a.py", names=("py:a",), dependencies=(1, 2)), created("b.py", names=("py:a",)))
    apply(store, FileDelta("a.py", deleted=tuple(store.file_atoms("a.py")), removed=True))
    assert (set(store.ledger()), store.find_publishers("py:a", 5), store.dependants({1, 2})) == (
        {"b.py"},
        ["b.py"],
        set(),
    )
    assert {stored.atom.file_path for stored in store.atoms()} == {"b.py"} == store.atom_paths()
    assert [row.id for row in store.search_rows()] == ["b.py::<module>"]


def test_names_and_dependencies_are_replaced_as_a_whole_and_else_stay(store: AtomRepository) -> None:
    apply(store, created("a.py", names=("py:a", "py:b"), dependencies=(1, 2)))
    apply(store, FileDelta("a.py", names=("py:b", "py:c")))
    assert (store.published_names("a.py"), store.dependency_keys("a.py")) == (("py:b", "py:c"), (1, 2))
    apply(store, FileDelta("a.py", dependencies=()))
    assert (store.published_names("a.py"), store.dependency_keys("a.py")) == (("py:b", "py:c"), ())


def test_facts_that_no_file_has_are_swept_but_for_the_newest(store: AtomRepository) -> None:
    for number in range(5):
        analysis = Analysis(f"{number}".encode(), b"", 7, 0.0, 0)
        apply(store, FileDelta("a.py", entry=entry("a.py", str(number) * 32), analysis=analysis))
    before = store.meta()
    assert store.sweep(9) == 0
    assert store.sweep(2) == 2
    assert {hash_[0] for hash_, _, _ in stored_facts(store)} == {"2", "3", "4"}
    assert store.sweep(0) == 2
    assert (stored_facts(store), store.meta()) == ({("4" * 32, "python", "e1")}, before)


def test_an_update_writes_only_what_changed_into_the_event(store: AtomRepository) -> None:
    apply(store, created("a.py", atom("a.py", "one", line=3, calls=[], doc="x")))
    stored = store.file_atoms("a.py")[1]
    after = atom("a.py", "one", line=3, calls=["a.py::<module>"], doc="x")
    apply(store, FileDelta("a.py", modified=((stored, after),)))
    event = list(store.events("a.py::one"))[-1]
    assert (event.operation, event.previous_version, event.new_version, event.transaction_id) == ("update", 1, 2, 2)
    assert msgspec.json.decode(event.delta) == {"data": {"calls": [[], ["a.py::<module>"]]}}
    assert list(store.edges()) == [EdgeRow("a.py::one", "a.py::<module>", "call")]


def test_both_ends_of_a_move_name_the_other(store: AtomRepository) -> None:
    apply(store, created("a.py", atom("a.py", "one")))
    (gone,) = [stored for stored in store.file_atoms("a.py") if stored.atom.id == "a.py::one"]
    file = FileDelta("a.py", deleted=(gone,), created=(atom("a.py", "two"),))
    delta = Delta((file,), moves=(Move("a.py::one", "a.py::two"),))
    store.apply(delta, Commit("file-watcher", WHEN))
    deleted, came = store.events(after=1)
    assert (deleted.operation, msgspec.json.decode(deleted.delta)["moved_to"]) == ("delete", "a.py::two")
    assert (came.operation, msgspec.json.decode(came.delta)["moved_from"]) == ("create", "a.py::one")
    assert (deleted.id, came.id, came.source) == (3, 4, "file-watcher")


@pytest.mark.parametrize(
    "text", ["\0", "\x01", "a\0b\x01\0", "\x01\x02", "\\u0000", '"\\', "é\U0001f600", "\r\n\t", " "]
)
def test_any_text_comes_back_and_is_found_by_itself(store: AtomRepository, text: str) -> None:
    path, name = f"{text}.py", f"n{text}"
    one = atom(path, name, signature=f"({text})", doc=text, calls=[f"{path}::<module>"], unresolved=[f"m.{text}x"])
    one = msgspec.structs.replace(one, words=text)
    apply(store, created(path, one, names=(f"py:{text}",)))
    assert store.file_atoms(path)[1].atom == one
    assert store.get(one.id) == store.file_atoms(path)[1] == store.by_name(one.function_name)[0]
    assert store.published_names(path) == (f"py:{text}",)
    assert msgspec.json.decode(next(iter(store.events(one.id))).delta)["signature"] == [None, f"({text})"]


def test_what_is_no_character_is_refused_with_one_line(store: AtomRepository) -> None:
    with pytest.raises(UsageError, match="no character"):
        apply(store, created("\udcff.py"))
    assert store.meta().generation == 0
    assert apply(store, created("a.py")) == 1


def test_a_delta_that_does_not_fit_changes_nothing(store: AtomRepository) -> None:
    apply(store, created("a.py", atom("a.py", "one")))
    before = everything(store)
    stored = store.file_atoms("a.py")[1]
    wrong = msgspec.structs.replace(stored, version=9)
    same = FileDelta("a.py", modified=((stored, stored.atom),))
    unknown = FileDelta("b.py", names=("py:b",))
    facts = FileDelta("b.py", analysis=Analysis(b"", b"", 1, 0.0, 0))
    for file in (
        FileDelta("a.py", deleted=(wrong,)),
        FileDelta("a.py", modified=((wrong, atom("a.py", "one", line=5)),)),
        *(same, unknown, facts),
    ):
        with pytest.raises(StorageError, match="does not fit"):
            apply(store, created("c.py"), file)
        assert everything(store) == before
    with pytest.raises(StorageError):
        apply(store, created("a.py"))  # they are there
    assert everything(store) == before
    assert apply(store, created("c.py")) == 2


def test_readers_see_one_generation_while_another_writes(shared_place: Place) -> None:
    with shared_place.open() as writer:
        apply(writer, created("a.py"))
        with shared_place.open_reading() as reader:
            with reader.reading(), reader.reading():
                atoms = reader.atoms()
                assert reader.meta().generation == 1
                apply(writer, created("b.py"))
                assert (reader.meta().generation, set(reader.ledger())) == (1, {"a.py"})
                assert [stored.atom.id for stored in atoms] == ["a.py::<module>"]
            assert (reader.meta().generation, set(reader.ledger())) == (2, {"a.py", "b.py"})


def test_a_reader_cannot_write(shared_place: Place) -> None:
    with shared_place.open() as writer:
        apply(writer, created("a.py"))
    with shared_place.open_reading() as reader:
        with pytest.raises(StorageError):
            apply(reader, created("b.py"))
        with pytest.raises(StorageError):
            reader.prune(1)
        with pytest.raises(StorageError):
            reader.repair([], [], derive=True, timestamp=WHEN)
        assert reader.meta().generation == 1


def test_there_is_nothing_to_read_where_nothing_is(shared_place: Place) -> None:
    with pytest.raises(StorageError, match="omny index"):
        shared_place.open_reading()


def test_a_delta_made_from_a_state_that_was_replaced_is_refused(shared_place: Place) -> None:
    with shared_place.open() as ours:
        apply(ours, created("a.py"))
        ours.ledger()
        table = "projects" if "Postgres" in type(ours).__name__ else "meta"
        shared_place.spoil(f"UPDATE {table} SET generation = generation + 1")
        with pytest.raises(BusyError, match="another process changed it"):
            apply(ours, created("b.py"))
        with pytest.raises(BusyError, match="another process changed it"):
            apply(ours)
        ours.ledger()
        assert apply(ours, created("b.py")) == 3


def test_a_stamp_tells_that_somebody_has_written(shared_place: Place) -> None:
    with shared_place.open() as writer:
        apply(writer, created("a.py"))
        with shared_place.open_reading() as reader:
            stamp = reader.stamp()
            apply(writer, created("b.py"))
            assert reader.stamp() != stamp


def test_what_was_closed_fails_and_says_so(place: Place) -> None:
    store = place.open()
    store.close()
    with pytest.raises(Exception, match="closed"):
        store.meta()
