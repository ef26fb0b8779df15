"""Pruning gives space back, and what is kept in place of the events still tells damage from what was."""

from __future__ import annotations

from pathlib import Path

import apsw
import msgspec
import pytest

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import DamagedError
from omny.integrity import ConsistencyValidator
from omny.integrity.repair import rebuild_database
from omny.model.events import atom_state
from omny.storage.port.horizon import HASHED
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, index_tree, write_tree
from tests.support.remembered import Remembered, assert_is_as_it_was, body

FILES = 60


def tree_at(number: int) -> dict[str, str]:
    """The files of a tree whose every third file differs from one state to the next; a few move."""
    files = {}
    for file in range(FILES):
        folder = "moved" if file % 10 == 0 and number % 2 else "here"
        version = number if file % 3 == 0 else 0
        files[f"{folder}/f{file}.py"] = "".join(body(f"f{file}_{each}", version) for each in range(8))
    return files


def database_of(tree: Path, states: int) -> Path:
    """A database with so many states of the tree."""
    path = tree.parent / "index.db"
    with SqliteRepository.open(path) as repository:
        for number in range(states):
            for file in tree.rglob("*.py"):
                file.unlink()
            index_tree(write_tree(tree, tree_at(number)), repository)
    return path


def size_of(path: Path) -> int:
    """Bytes of the database without its log."""
    raw = apsw.Connection(str(path))
    raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    raw.close()
    return path.stat().st_size


def pruned(path: Path, generation: int) -> None:
    with SqliteRepository.open(path) as repository:
        repository.prune(generation)


@pytest.mark.parametrize("points", [(1,), (1, 2), (1, 2, 3, 4), (3,), (4,), (2, 4)])
def test_an_index_is_no_larger_after_each_pruning_however_young_its_history(
    tree: Path, points: tuple[int, ...]
) -> None:
    path = database_of(tree, 4)
    for point in points:
        before = size_of(path)
        pruned(path, point)
        assert size_of(path) <= before


def test_what_is_kept_of_an_atom_is_a_tenth_of_the_event_that_made_it(tree: Path) -> None:
    path = database_of(tree, 1)
    with SqliteRepository.open(path) as repository:
        events = sum(len(event.delta) for event in repository.events())
        repository.prune(1)
        with repository.archive() as archive:
            kept = [len(snapshot.state) for snapshot in archive.snapshots]
            assert len(kept) == repository.atom_count()
    assert sum(kept) < events / 10


def test_whole_copies_that_an_earlier_version_kept_give_way_at_the_next_pruning(tree: Path) -> None:
    path = database_of(tree, 3)
    pruned(path, 1)
    with SqliteRepository.open(path) as repository:
        with repository.as_of(1) as past:
            whole = [(msgspec.json.encode(atom_state(it.atom)).decode(), it.atom.id) for it in past.atoms()]
        repository.connection.executemany("UPDATE atom_snapshots SET state = ? WHERE atom_id = ?", whole)
        assert ConsistencyValidator(repository).check(deep=True) == []
        repository.prune(2)
        with repository.archive() as archive:
            assert all(snapshot.state.startswith(HASHED) for snapshot in archive.snapshots)
        assert ConsistencyValidator(repository).check(deep=True) == []


def test_a_copy_stays_where_the_events_do_not_lead_back_to_it(tree: Path) -> None:
    path = database_of(tree, 2)
    with SqliteRepository.open(path) as repository:
        id_ = next(event.atom_id for event in repository.events(after=1) if event.operation == "update")
        repository.connection.execute("UPDATE atoms SET line = line + 1 WHERE id = ?", (id_,))
        with pytest.raises(DamagedError, match="nothing leads back"):
            repository.prune(1)
        repository.connection.execute("UPDATE atoms SET line = line - 1 WHERE id = ?", (id_,))
        whole = [(event.delta, event.id) for event in repository.events()]  # as earlier versions have written them
        repository.connection.executemany("UPDATE atom_events SET delta = ? WHERE id = ?", whole)
        assert ConsistencyValidator(repository).check(deep=True) == []
        repository.connection.execute("UPDATE atoms SET line = line + 1 WHERE id = ?", (id_,))
        repository.prune(1)
        with repository.archive() as archive:
            copies = {it.atom_id for it in archive.snapshots if not it.state.startswith(HASHED)}
        assert copies == {id_}
        found = ConsistencyValidator(repository).check(deep=True)
        assert [(finding.where, finding.what) for finding in found] == [
            (id_, "replaying the events gives other values of line")
        ]


@pytest.mark.parametrize("generation", [1, 2])
def test_an_atom_that_is_not_what_it_was_when_its_events_were_pruned_is_found_and_read_again(
    tree: Path, generation: int
) -> None:
    path = database_of(tree, 2)
    pruned(path, generation)
    with SqliteRepository.open(path) as repository:
        id_ = next(stored.atom.id for stored in repository.atoms() if stored.version == 1)
        repository.connection.execute("UPDATE atoms SET line = line + 1 WHERE id = ?", (id_,))
        (found,) = ConsistencyValidator(repository).check(deep=True)
        assert (found.kind, found.where) == ("events", id_)
        assert "when its events were pruned" in found.what


def test_a_database_that_is_built_anew_keeps_the_past_from_where_it_was_pruned(tree: Path) -> None:
    path = tree.parent / "index.db"
    with SqliteRepository.open(path) as repository:
        made = Remembered(repository)
        for number in range(3):
            made.index(tree, tree_at(number))
        repository.prune(2)
    rebuild_database(str(path), SYSTEM_CLOCK)
    with SqliteRepository.open(path) as repository:
        made.repository = repository
        index_tree(tree, repository)
        assert_equals_fresh(tree, repository)
        for generation in (2, 3):
            assert_is_as_it_was(made, generation)
        assert ConsistencyValidator(repository).check(deep=True) == []
