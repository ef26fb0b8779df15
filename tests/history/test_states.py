"""What was can be told: the state of any generation, the difference of two, and all that happened to an atom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omny.base.errors import AmbiguousError, DamagedError, UsageError
from omny.history.states import Change, atom_history, difference, prune, state_at
from omny.integrity import ConsistencyValidator
from omny.model.delta import Delta
from omny.model.events import State, merge_changes, step_forward
from omny.query.feed import feed
from omny.query.registry import PAST
from omny.storage.port.horizon import HASHED
from omny.storage.port.records import Commit, EdgeRow
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.faults import SCRATCH
from tests.support.helpers import assert_equals_fresh, dumped, index_tree, write_tree
from tests.support.remembered import PIECES, Remembered, assert_is_as_it_was, body, states_at_start

EXAMPLES = 40  # two hundred passes of a tree, each compared with all before it

TREES = st.dictionaries(
    st.sampled_from(["a.py", "b.py", "p/c.py"]), st.lists(st.sampled_from(PIECES), max_size=4).map("".join), max_size=3
)


def remembered(trees: list[dict[str, str]], repository: SqliteRepository) -> Remembered:
    """After all the trees, one after another, and some tree before them."""
    made = Remembered(repository)
    with TemporaryDirectory(dir=SCRATCH) as scratch:
        for tree in ({"a.py": PIECES[0]}, *trees):
            made.index(Path(scratch), tree)
    return made


@settings(max_examples=EXAMPLES)
@given(st.lists(TREES, min_size=1, max_size=6), st.integers(0, 6))
def test_each_state_is_told_as_it_was_also_after_pruning_at_any_point(trees: list, until: int) -> None:
    with SqliteRepository.in_memory() as repository:
        made = remembered(trees, repository)
        for generation in made.dumps:
            assert_is_as_it_was(made, generation)
        last = repository.meta().generation
        until = min(until, last)
        old = [event for event in repository.events() if event.transaction_id <= until]
        assert repository.prune(until) == len(old)
        assert repository.prune(until) == 0
        assert ConsistencyValidator(repository).check(deep=True) == []
        assert (repository.history_start(), dumped(repository, ranked=False)) == (until, made.dumps[last])
        for generation in made.dumps:
            if generation >= until:
                assert_is_as_it_was(made, generation)
            else:
                with pytest.raises(UsageError, match="no state"):
                    repository.as_of(generation)


@settings(max_examples=EXAMPLES)
@given(st.lists(TREES, min_size=1, max_size=6), st.lists(st.integers(0, 6), max_size=2))
def test_events_folded_from_the_start_of_history_give_the_atoms(trees: list, points: list[int]) -> None:
    with SqliteRepository.in_memory() as repository:
        made = remembered(trees, repository)
        for point in points:
            repository.prune(point)
        start = repository.history_start()
        states = states_at_start(repository)
        for generation in range(start, repository.meta().generation + 1):
            for event in repository.events(after=generation - 1, until=generation) if generation > start else ():
                after = step_forward(states.pop(event.atom_id, None), event.operation, event.delta)
                states |= {event.atom_id: after} if after is not None else {}
            if generation:
                assert states == made.states(generation)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(TREES, st.none() | st.integers(0, 6)), min_size=2, max_size=6))
def test_pruning_between_changes_takes_nothing_from_what_came_later(steps: list) -> None:
    with SqliteRepository.in_memory() as repository, TemporaryDirectory(dir=SCRATCH) as scratch:
        made, root = Remembered(repository), Path(scratch)
        for tree, point in steps:
            made.index(root, tree)
            start = min(point or 0, repository.meta().generation)
            if start <= repository.history_start():
                continue
            before = told_since(made, start)
            repository.prune(start)
            assert told_since(made, start) == before
            assert_equals_fresh(root, repository)
        for generation in made.dumps:
            if generation >= max(repository.history_start(), 1):
                assert_is_as_it_was(made, generation)
        assert ConsistencyValidator(repository).check(deep=True) == []
        with repository.archive() as archive, SqliteRepository.in_memory() as other:
            assert all(snapshot.state.startswith(HASHED) for snapshot in archive.snapshots)
            with repository.archive() as again:
                other.load(again)
            assert told_since(Remembered(other), other.history_start()) == told_since(made, other.history_start())
            assert ConsistencyValidator(other).check(deep=True) == []


def told_since(made: Remembered, start: int) -> list[Any]:
    """Differences, histories and the feed, from the state of that generation on."""
    repository = made.repository
    later = range(start, repository.meta().generation + 1)
    ids = sorted({event.atom_id for event in repository.events(after=start)})
    return [
        [difference(repository, one, other) for one in later for other in later if one and other],
        [[step for step in atom_history(repository, id_)[1] if step.generation > start] for id_ in ids],
        list(feed(repository, f"{repository.meta().uuid}:{start}")) if start else [],
        list(repository.events(after=start)),
        [row for row in repository.generations() if row.generation >= start],
    ]


@settings(max_examples=EXAMPLES)
@given(st.lists(TREES, min_size=2, max_size=5))
def test_each_change_of_each_atom_is_one_event_and_nothing_else_is(trees: list) -> None:
    with SqliteRepository.in_memory() as repository:
        made = remembered(trees, repository)
        for generation in list(made.dumps)[1:]:
            before, after = made.states(generation - 1), made.states(generation)
            changed = {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}
            events = [event.atom_id for event in repository.events(after=generation - 1, until=generation)]
            assert sorted(events) == sorted(changed)


@settings(max_examples=EXAMPLES)
@given(st.lists(TREES, min_size=2, max_size=5))
def test_a_difference_is_that_of_the_two_states(trees: list) -> None:
    with SqliteRepository.in_memory() as repository:
        made = remembered(trees, repository)
        for one in made.dumps:
            for other in made.dumps:
                before, after = made.states(one), made.states(other)
                found = difference(repository, one, other)
                kinds = {change.id: change.kind for change in found.atoms}
                assert kinds == {
                    **dict.fromkeys(after.keys() - before.keys(), "added"),
                    **dict.fromkeys(before.keys() - after.keys(), "removed"),
                    **{id_: "changed" for id_ in before.keys() & after.keys() if before[id_] != after[id_]},
                }
                for change in found.atoms:
                    if change.kind == "changed":
                        one_flat, other_flat = flat(before[change.id]), flat(after[change.id])
                        every = one_flat.keys() | other_flat.keys()
                        assert change.fields == sorted(key for key in every if one_flat.get(key) != other_flat.get(key))
                    if change.moved_from is not None:
                        assert (kinds[change.id], kinds[change.moved_from]) == ("added", "removed")
                assert found.edges_added == sorted(edges(made.dumps[other]) - edges(made.dumps[one]))
                assert found.edges_removed == sorted(edges(made.dumps[one]) - edges(made.dumps[other]))


def _alike(*names: str) -> str:
    return "".join(f"def {name}(a):\n    b = a + 1\n    c = b * 2\n    return print(c)\n\n\n" for name in names)


@settings(max_examples=EXAMPLES)
@given(st.lists(TREES, min_size=1, max_size=5))
@example([{"a.py": _alike("f", "f", "g")}, {"a.py": _alike("f", "f")}, {"a.py": _alike("f", "g")}])
def test_the_steps_of_an_atom_lead_from_nothing_to_what_it_is(trees: list) -> None:
    with SqliteRepository.in_memory() as repository:
        made = remembered(trees, repository)
        for id_, state in made.states(repository.meta().generation).items():
            named, steps = atom_history(repository, id_)
            assert (named, steps[-1].atom_id, steps[0].operation) == (id_, id_, "create")
            whole = merge_changes(step.changes for step in steps)
            assert {key: after for key, (_, after) in whole.items()} == flat(state)
            assert {before for before, _ in whole.values()} == {msgspec.UNSET}


def flat(state: State) -> dict[str, Any]:
    fields = {key: value for key, value in state.items() if key != "data"}
    return fields | {f"data.{key}": value for key, value in state["data"].items()}


def edges(dump: bytes) -> set[EdgeRow]:
    lines = [msgspec.json.decode(line) for line in dump.splitlines() if line.startswith(b'{"kind":"edge"')]
    return {EdgeRow(line["source"], line["target"], line["type"]) for line in lines}


def test_a_look_back_is_taken_from_the_state_that_is_read_while_another_writes(tree: Path, tmp_path: Path) -> None:
    with SqliteRepository.open(tmp_path / "db") as writer:
        lived(tree, writer, {"a.py": body("f")}, {"a.py": body("f", 2)})
        with SqliteRepository.open_reading(tmp_path / "db") as reader, reader.reading():
            dumps = dumped(reader, ranked=False), list(reader.events())
            lived(tree, writer, {"a.py": body("g", 3)})
            for past in (reader.as_of(2), writer.as_of(2)):
                assert (dumped(past, ranked=False), list(past.events())) == dumps
                past.close()
            with pytest.raises(UsageError):
                reader.as_of(3)


def test_a_history_that_does_not_fit_together_is_not_pruned(tree: Path, repository: SqliteRepository) -> None:
    lived(tree, repository, {"a.py": body("f")}, {"a.py": body("f", 2)})
    repository.connection.execute("UPDATE atom_events SET previous_version = 7 WHERE operation = 'update'")
    before = list(repository.events())
    with pytest.raises(DamagedError, match="follows version 7"):
        repository.prune(2)
    assert (list(repository.events()), repository.history_start()) == (before, 0)


# ── one atom ──


def lived(tree: Path, repository: AtomRepository, *states: dict[str, str]) -> None:
    for files in states:
        for file in tree.rglob("*.py"):
            file.unlink()
        index_tree(write_tree(tree, files), repository)


def told(repository: AtomRepository, named: str) -> list[tuple[int, str, str]]:
    return [(step.generation, step.operation, step.atom_id) for step in atom_history(repository, named)[1]]


def test_a_history_follows_an_atom_through_its_moves(tree: Path, repository: AtomRepository) -> None:
    lived(
        tree, repository,
        {"a.py": body("f")}, {"b.py": body("f")}, {"b.py": body("f", 2)}, {"b.py": body("g", 2)},
        {"a.py": body("g", 2)},
    )  # fmt: skip
    assert told(repository, "g") == [
        (1, "create", "a.py::f"), (2, "move", "b.py::f"), (3, "update", "b.py::f"),
        (4, "move", "b.py::g"), (5, "move", "a.py::g"),
    ]  # fmt: skip
    steps = atom_history(repository, "g")[1]
    assert steps[1].changes == {
        "file_path": ("a.py", "b.py"),
        "data.parent": ("a.py::<module>", "b.py::<module>"),
    }
    assert [step.moved_from for step in steps] == [None, "a.py::f", None, "b.py::f", "b.py::g"]
    assert set(steps[2].changes) == {"data.body_hash"}


def test_a_history_goes_there_and_back(tree: Path, repository: AtomRepository) -> None:
    lived(tree, repository, {"a.py": body("f")}, {"b.py": body("f")}, {"a.py": body("f")})
    assert told(repository, "a.py::f") == [(1, "create", "a.py::f"), (2, "move", "b.py::f"), (3, "move", "a.py::f")]
    assert told(repository, "b.py::f") == told(repository, "a.py::f")  # which is where it lives on


def test_what_is_gone_has_a_history_by_each_of_its_names(tree: Path, repository: AtomRepository) -> None:
    text = "class C:\n    def m(self):\n        return 1\n"
    lived(tree, repository, {"a.py": text}, {"a.py": "x = 1\n"})
    for named in ("a.py::C.m", "C.m", "m"):
        assert told(repository, named) == [(1, "create", "a.py::C.m"), (2, "delete", "a.py::C.m")]


def test_what_came_back_is_told_with_its_first_life(tree: Path, repository: AtomRepository) -> None:
    lived(tree, repository, {"a.py": body("f")}, {"a.py": "x = 1\n"}, {"a.py": body("f", 3)})
    assert [operation for _, operation, _ in told(repository, "f")] == ["create", "delete", "create"]


def test_another_atom_that_takes_a_name_does_not_take_the_history(tree: Path, repository: AtomRepository) -> None:
    """The first f lives on as g; what is called f afterwards is another one."""
    lived(tree, repository, {"a.py": body("f")}, {"a.py": body("g")}, {"a.py": body("g") + body("f", 7)})
    assert told(repository, "f") == [(3, "create", "a.py::f")]
    assert told(repository, "g") == [(1, "create", "a.py::f"), (2, "move", "a.py::g")]


def test_an_atom_that_is_there_is_meant_before_one_that_was(tree: Path, repository: AtomRepository) -> None:
    lived(tree, repository, {"a.py": body("f"), "b.py": body("f", 2)}, {"b.py": body("f", 2)})
    assert told(repository, "f") == [(1, "create", "b.py::f")]
    assert told(repository, "a.py::f") == [(1, "create", "a.py::f"), (2, "delete", "a.py::f")]
    lived(tree, repository, {"c.py": "x = 1\n"})
    with pytest.raises(AmbiguousError) as raised:
        atom_history(repository, "f")
    assert raised.value.ids == ("a.py::f", "b.py::f")


@pytest.mark.parametrize("named", ["nothing", "", "F", "a.py::", "%", "_", "\0", "::", "a.py"])
def test_what_never_was_has_no_history(tree: Path, repository: AtomRepository, named: str) -> None:
    lived(tree, repository, {"a.py": body("f")})
    with pytest.raises(UsageError, match="no atom was ever named"):
        atom_history(repository, named)


def test_a_history_that_was_pruned_goes_on_from_there(tree: Path, repository: AtomRepository) -> None:
    lived(tree, repository, {"a.py": body("f")}, {"b.py": body("f")}, {"b.py": body("f", 2)})
    repository.prune(2)
    assert told(repository, "f") == [(3, "update", "b.py::f")]
    repository.prune(3)
    assert atom_history(repository, "f") == ("b.py::f", [])
    with pytest.raises(UsageError):
        atom_history(repository, "a.py::f")


def test_a_difference_tells_what_was_only_moved(tree: Path, repository: AtomRepository) -> None:
    lived(tree, repository, {"a.py": body("f")}, {"b.py": body("f")}, {"b.py": body("g")})
    added, removed = Change("b.py::g", "added", moved_from="a.py::f"), Change("a.py::f", "removed")
    assert [change for change in difference(repository, 1, 3).atoms if change in (added, removed)] == [removed, added]
    assert Change("a.py::f", "added", moved_from="b.py::g") in difference(repository, 3, 1).atoms
    assert difference(repository, 2, 2).atoms == []


# ── when ──

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HEADS = ["", "a" * 40, "a" * 40, "b" * 40, "a" * 40, "ab" * 20]


@pytest.fixture
def dated() -> Iterator[SqliteRepository]:
    """Six generations, one a day, the last one yesterday."""
    with SqliteRepository.in_memory() as repository:
        for day, head in enumerate(HEADS):
            when = f"2026-03-{4 + day:02}T12:00:00.000000Z"
            # Where HEAD stays, something else has to change.
            delta = Delta(()) if not day or head != HEADS[day - 1] else Delta((_ledger_only(),))
            repository.apply(delta, Commit("reindex", when, head or "0" * 40))
        yield repository


def _ledger_only() -> Any:
    from omny.model.delta import FileDelta
    from tests.support.deltas import entry

    return FileDelta("a.toml", entry=entry("a.toml"))


@pytest.mark.parametrize(
    ("when", "generation"),
    [
        ("1", 1), ("6", 6), (" 3 ", 3), ("now", 6), ("0s", 6), ("2d", 5), ("2 d", None), ("49h", 4), ("1w", None),
        ("3d ago", 4), ("2026-03-06", 3), ("20260306", 3), ("2026-03-06T11:00+00:00", 2), ("2026-03-06T12:00Z", 3),
        ("2027-01-01", 6), ("2026-03-03", None), ("0001-01-01", None), ("0999-12-31", None), ("9999-12-31", 6),
        ("b" * 40, 4), ("bbbb", 4), ("aaaa", 2), ("abab", 6), ("cccc", None), ("7", None), ("0", None),
        ("999999w", None), ("999999999999", None), ("9" * 5000, None), ("", None), ("nonsense", None), ("-1", None),
        ("3x", None), ("2026-13-01", None), ("\0", None), ("\uff11", None),
    ],
)  # fmt: skip
def test_when_is_a_generation_a_time_or_a_commit(dated: SqliteRepository, when: str, generation: int | None) -> None:
    if generation is not None:
        assert state_at(dated, when, NOW).generation == generation
        return
    with pytest.raises(UsageError) as raised:
        state_at(dated, when, NOW)
    assert "history begins at 2026-03-04T12:00:00.000000Z, generation 1" in str(raised.value)
    assert len(str(raised.value)) < 500


def test_a_token_is_a_generation_of_this_index_only(dated: SqliteRepository) -> None:
    uuid = dated.meta().uuid
    assert state_at(dated, f"{uuid}:2", NOW).generation == 2
    for token in (f"{uuid}:7", f"{uuid[::-1]}:2", f"{uuid}:0"):
        with pytest.raises(UsageError):
            state_at(dated, token, NOW)


def test_a_beginning_of_several_commits_is_ambiguous(dated: SqliteRepository) -> None:
    dated.apply(Delta(()), Commit("reindex", "2026-03-10T11:00:00.000000Z", "aaaa" + "c" * 36))
    with pytest.raises(AmbiguousError, match="means 2 commits"):
        state_at(dated, "aaaa", NOW)


def test_what_is_older_than_a_time_is_pruned(dated: SqliteRepository) -> None:
    assert prune(dated, NOW - timedelta(days=400)) == 0
    assert dated.history_start() == 0
    prune(dated, NOW - timedelta(days=3))
    assert dated.history_start() == 4
    assert [row.generation for row in dated.generations()] == [4, 5, 6]
    assert state_at(dated, "2026-03-07", NOW).generation == 4
    with pytest.raises(UsageError, match="generation 4"):
        state_at(dated, "2026-03-06", NOW)


def test_every_question_about_the_past_says_what_it_is() -> None:
    assert all(question.__doc__ for question in PAST.values())
