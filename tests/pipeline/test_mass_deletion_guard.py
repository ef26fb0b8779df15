"""A change that takes away most of the index although the files are there is made when it was seen twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.errors import HeldBackError
from omny.base.paths import Root
from omny.pipeline.indexer import Indexer
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import in_process, index_tree, sync, write_tree
from tests.support.simulation import Simulated, simulated

FILES = {
    f"m{number}.py": "".join(f"def f{number}_{each}():\n    f{number}_{each // 2}()\n\n" for each in range(30))
    for number in range(10)
}
EMPTY = dict.fromkeys(FILES, "")


def held_back(daemon: Simulated) -> str:
    """What the daemon says that it holds back, after one look at what has changed."""
    daemon.clock.advance(1.0)
    daemon.daemon.turn()
    return "".join(problem for problem in daemon.daemon.health.problems if "would go at once" in problem)


def test_files_that_are_empty_all_at_once_are_looked_at_twice(tree: Path) -> None:
    write_tree(tree, FILES)
    with simulated(tree) as daemon:
        before = daemon.repository.atom_count()
        daemon.tell(daemon.change(lambda root: write_tree(root, EMPTY)))
        assert "300 atoms and 300 edges" in held_back(daemon)
        assert daemon.repository.atom_count() == before
        daemon.settle()  # and compares with a fresh index
        assert daemon.repository.atom_count() == len(FILES)
        assert daemon.daemon.health.problems == ()


def test_files_that_come_back_before_the_second_look_leave_no_trace(tree: Path) -> None:
    write_tree(tree, FILES)
    with simulated(tree) as daemon:
        before = daemon.repository.meta().generation
        daemon.tell(daemon.change(lambda root: write_tree(root, EMPTY)))
        assert held_back(daemon)
        daemon.tell(daemon.change(lambda root: write_tree(root, FILES)))
        daemon.settle()
        assert not [event for event in daemon.repository.events() if event.operation == "delete"]
        assert daemon.repository.meta().generation <= before + 1  # for the stats


def test_a_second_look_that_shows_something_else_is_no_confirmation(tree: Path) -> None:
    write_tree(tree, FILES)
    with simulated(tree) as daemon:
        daemon.tell(daemon.change(lambda root: write_tree(root, EMPTY)))
        assert held_back(daemon)
        daemon.tell(daemon.change(lambda root: write_tree(root, dict.fromkeys(FILES, "x = 1\n"))))
        assert held_back(daemon)
        daemon.settle()


def test_the_second_look_takes_nothing_from_what_is_stored(tree: Path) -> None:
    """It is not always the disk that is wrong: here the facts of a content that was there before say nothing."""
    write_tree(tree, {**FILES, "empty.py": ""})
    with simulated(tree) as daemon:
        daemon.edit(lambda root: write_tree(root, {name: f"{text}#\n" for name, text in FILES.items()}))
        daemon.repository.connection.execute(
            "UPDATE facts SET (facts, surface) = (SELECT facts, surface FROM facts WHERE hash = "
            "(SELECT hash FROM files WHERE path = 'empty.py')) WHERE hash NOT IN (SELECT hash FROM files)"
        )
        daemon.tell(daemon.change(lambda root: write_tree(root, FILES)))
        assert held_back(daemon)
        daemon.settle()
        assert daemon.repository.atom_count() == 311


@pytest.mark.parametrize(
    "change",
    [
        lambda root: [(root / name).unlink() for name in FILES],
        lambda root: [(root / name).rename(root / f"{name}.away") for name in FILES],
        lambda root: (root / ".gitignore").write_text("*.py\n"),
        lambda root: [(root / name).rename(root / f"new_{name}") for name in FILES],
        lambda root: write_tree(root, dict.fromkeys(list(FILES)[:4], "")),
    ],
    ids=["deleted", "moved away", "ignored", "renamed", "less than half"],
)
def test_what_is_no_collapse_is_done_at_once(change: Callable[[Path], object], tree: Path) -> None:
    write_tree(tree, FILES)
    with simulated(tree) as daemon:
        daemon.tell(daemon.change(change))
        assert not held_back(daemon)
        daemon.settle()


def test_a_small_index_may_lose_all_of_it(tree: Path) -> None:
    write_tree(tree, dict(list(FILES.items())[:5]))
    with simulated(tree) as daemon:
        daemon.tell(daemon.change(lambda root: write_tree(root, dict.fromkeys(list(FILES)[:5], ""))))
        assert not held_back(daemon)


def test_edges_count_like_atoms(tree: Path) -> None:
    write_tree(tree, FILES)
    with simulated(tree) as daemon:
        without = {name: text.replace("    f", "    pass  # f") for name, text in FILES.items()}
        daemon.tell(daemon.change(lambda root: write_tree(root, without)))
        assert "0 atoms and 300 edges" in held_back(daemon)
        daemon.settle()


def test_the_share_is_a_setting(tree: Path) -> None:
    write_tree(tree, {**FILES, ".omny.toml": "collapse_share = 1.0\n"})
    with simulated(tree) as daemon:
        daemon.tell(daemon.change(lambda root: write_tree(root, EMPTY)))
        assert not held_back(daemon)
        daemon.settle()


def test_a_single_run_looks_again_at_once(tree: Path, repository: AtomRepository) -> None:
    write_tree(tree, FILES)
    index_tree(tree, repository)
    report = sync(write_tree(tree, EMPTY), repository)
    assert report.deleted == 300
    assert report.parsed == len(FILES)


def test_a_pass_that_is_held_back_changes_nothing(tree: Path, repository: AtomRepository) -> None:
    write_tree(tree, FILES)
    index_tree(tree, repository)
    before = repository.meta()
    write_tree(tree, EMPTY)
    indexer = Indexer(Root.of(tree), repository, settings=Settings(), jobs=1, executors=in_process)
    with pytest.raises(HeldBackError):
        indexer.run()
    assert repository.meta() == before
    assert indexer.run().meta.generation == before.generation + 1
