"""The history side: folding the events gives the atoms, and every state that is kept can be looked back at."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from omny.base.errors import UsageError
from omny.integrity import ConsistencyValidator
from omny.model.delta import Delta
from omny.model.events import atom_state, step_forward
from omny.storage.port.records import Commit, GenerationRow
from omny.storage.port.repository import AtomRepository
from tests.support.consumer import Consumer, atoms, lines, without_words
from tests.support.deltas import WHEN, apply, atom, created
from tests.support.faults import SCRATCH
from tests.support.helpers import memory_repository
from tests.support.remembered import PIECES, Remembered, assert_is_as_it_was, states_at_start

TREES = (
    {"a.py": PIECES[0]},
    {"a.py": PIECES[1], "b.py": PIECES[0]},
    {"b.py": PIECES[0] + PIECES[1]},
    {"a.py": PIECES[0], "b.py": PIECES[0] + PIECES[1], "c/d.py": PIECES[2]},
    {"c/d.py": PIECES[2]},
)


@pytest.fixture
def made(store: AtomRepository) -> Remembered:
    """A store with a past of some generations, and what it was at each."""
    remembered = Remembered(store)
    with TemporaryDirectory(dir=SCRATCH) as scratch:
        for tree in TREES:
            remembered.index(Path(scratch), tree)
    return remembered


def test_folding_the_events_gives_the_atoms(made: Remembered) -> None:
    store = made.repository
    now: dict = {}
    for event in store.events():
        now[event.atom_id] = step_forward(now.get(event.atom_id), event.operation, event.delta)
    states = {stored.atom.id: atom_state(stored.atom) for stored in store.atoms()}
    assert {id_: state for id_, state in now.items() if state is not None} == states


def test_every_state_can_be_looked_back_at_also_after_pruning(made: Remembered) -> None:
    store = made.repository
    last = store.meta().generation
    assert last >= len(TREES) - 1
    for until in (0, 1, last - 1):
        old = [event for event in store.events() if event.transaction_id <= until]
        assert store.prune(until) == len(old)
        assert store.prune(until) == 0
        assert store.history_start() == until
        assert ConsistencyValidator(store).check(deep=True) == []
        for generation in made.dumps:
            if generation >= until:
                assert_is_as_it_was(made, generation)
            else:
                with pytest.raises(UsageError, match="no state"):
                    store.as_of(generation)
    with pytest.raises(UsageError, match="no state"):
        store.as_of(last + 1)
    assert [row.generation for row in store.generations()] == list(range(max(last - 1, 1), last + 1))


def test_pruning_everything_leaves_a_snapshot_of_each_atom(made: Remembered) -> None:
    store = made.repository
    store.prune(10**9)
    assert not [*store.events()]
    states = states_at_start(store)
    assert states == {stored.atom.id: atom_state(stored.atom) for stored in store.atoms()}
    assert list(states) == sorted(states)
    assert apply(store, created("new.py")) == store.history_start() + 1
    assert [event.atom_id for event in store.events()] == ["new.py::<module>"]


def test_ids_of_events_go_up_and_never_come_back(made: Remembered) -> None:
    store = made.repository
    ids = [event.id for event in store.events()]
    assert ids == list(range(1, len(ids) + 1))
    store.prune(store.meta().generation)
    apply(store, created("new.py"))
    assert [event.id for event in store.events()] == [ids[-1] + 1]


def test_events_are_told_by_atom_and_by_range(made: Remembered) -> None:
    store = made.repository
    every = list(store.events())
    for after in range(store.meta().generation + 1):
        for until in range(after, store.meta().generation + 1):
            expected = [event for event in every if after < event.transaction_id <= until]
            assert list(store.events(after=after, until=until)) == expected
    one = every[0].atom_id
    assert list(store.events(one, after=1)) == [event for event in every if event.atom_id == one][1:]


def test_the_events_are_those_that_sqlite_would_write(made: Remembered) -> None:
    with memory_repository() as reference:
        other = Remembered(reference)
        with TemporaryDirectory(dir=SCRATCH) as scratch:
            for tree in TREES:
                other.index(Path(scratch), tree)
        ours, theirs = (
            [
                (event.id, event.atom_id, event.operation, msgspec.json.decode(event.delta), event.new_version)
                for event in each.events()
            ]
            for each in (made.repository, reference)
        )
    assert ours == theirs


def test_a_consumer_of_the_feed_that_dies_anywhere_goes_on_without_a_gap(made: Remembered) -> None:
    store = made.repository
    for pruned in (0, 1, 2):
        store.prune(pruned)
        whole = lines(store)
        for cut in range(len(whole) + 1):
            consumer = Consumer()
            for line in whole[:cut]:
                consumer.read(line)
            consumer.crash()
            for line in lines(store, consumer.token):
                consumer.read(line)
            assert without_words(consumer.kept) == atoms(store)
            assert consumer.token == f"{store.meta().uuid}:{store.meta().generation}"


def test_commits_are_found_by_number_by_time_and_by_head(store: AtomRepository) -> None:
    by = ("agent 1.0", "because")
    for number, (head, when) in enumerate((("aa1", "1"), ("aa1", "2"), ("ab2", "4"), ("aa1", "3"), ("b", "5")), 1):
        store.apply(Delta((created(f"{number}.py"),)), Commit("reindex", f"{when}{WHEN[1:]}", head, *by))
    rows = list(store.generations())
    assert [row.indexed_head for row in rows] == ["aa1", "aa1", "ab2", "aa1", "b"]
    assert list(store.generations(after=3)) == rows[3:]
    assert store.generation(3) == rows[2] == GenerationRow(3, f"4{WHEN[1:]}", "reindex", "ab2", "agent 1.0", "because")
    assert store.generation(9) is None
    assert store.generation_at(f"3{WHEN[1:]}") == rows[3]  # the last commit, though the clock was set back
    assert store.generation_at("0") is None
    assert store.generations_of_head("a") == [rows[0], rows[2]]
    assert store.generations_of_head("c") == []


def test_a_name_of_the_past_is_an_id_or_a_qualified_name_or_a_name(store: AtomRepository) -> None:
    apply(store, created("a.py", atom("a.py", "A.run"), atom("a.py", "run"), atom("a.py", "B.run~2")))
    store.prune(1)
    apply(store, created("b.py", atom("b.py", "C.run")))
    assert store.ids_in_history("a.py::run") == ["a.py::run"]
    assert store.ids_in_history("A.run") == ["a.py::A.run"]
    assert store.ids_in_history("run") == ["a.py::run"]
    assert store.ids_in_history("C.run") == ["b.py::C.run"]
    assert store.ids_in_history("walk") == []


def test_the_last_change_of_some_atoms_is_told(store: AtomRepository) -> None:
    apply(store, created("a.py"))
    assert store.last_event_time(["a.py::<module>", "none"]) == WHEN
    assert store.last_event_time(["none"]) == store.last_event_time([]) == ""
    assert (store.has_deletions_since(0), store.has_deletions_since(1)) == (False, False)
