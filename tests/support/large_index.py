"""An index that is larger than every page cache, with changes that are in its log and not yet in its file.

Small indexes fit into a page cache whole, and a log that was copied back is no log: whatever spills a cache, or copies
pages out of a log, goes another way here. The tree is indexed once a session, and copied for each test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

import omny.storage.sqlite.connection as connections
from omny.base.config import Settings
from omny.base.paths import Root
from omny.pipeline.indexer import Indexer
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import in_process, index_tree

FILES, FUNCTIONS = 40, 100  # 8.5 MB of index, in half a second
SQLITE_CACHE_KIB = 2_000  # what SQLite gives a connection that asks for nothing

SMALL_CACHE_KIB = 1_024
"""What the test gives those that have larger ones: the index shall be larger than any."""


def function(file: int, number: int) -> str:
    """The source of one function, which calls the next."""
    return (
        f"def function_{file}_{number}(argument_one, argument_two):\n"
        f"    return function_{file}_{(number + 1) % FUNCTIONS}(argument_one, argument_two)\n\n\n"
    )


class LargeIndex:
    """A tree with its index. `writer` is open, so that nobody empties the log."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.database = tree / ".omny" / "omny.db"
        self._edits = 0
        self._open()

    def _open(self) -> None:
        self.writer = SqliteRepository.open(self.database)
        self._indexer = Indexer(Root.of(self.tree), self.writer, settings=Settings(), jobs=1, executors=in_process)

    def edit(self) -> None:
        """Adds a function, and has that in the log, as a daemon would."""
        self._edits += 1
        file = self.tree / f"m{self._edits % FILES}.py"
        file.write_text(file.read_text() + f"def edit_{self._edits}():\n    return {self._edits}\n\n\n")
        self._indexer.reload()
        self._indexer.run()  # one pass: `index` makes another one, which has nothing to do and copies the log

    def as_older_ones(self) -> None:
        """Makes the index anew as Omny made it before a file could give pages back. There the first pages that a copy
        writes are among those in the log."""
        self.writer.close()
        for path in self.database.parent.glob("omny.db*"):
            path.unlink()
        made, connections.INCREMENTAL = connections.INCREMENTAL, 0
        try:
            self._open()
        finally:
            connections.INCREMENTAL = made
        self.edit()  # the first index
        self.edit()

    @property
    def has_log(self) -> bool:
        """Whether the log holds something that is not yet in the file."""
        pages, copied = self.writer.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        return bool(pages > copied)

    def close(self) -> None:
        """Ends the use of the database."""
        self.writer.close()


@pytest.fixture(scope="session")
def large_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree, indexed, and the database closed."""
    tree = tmp_path_factory.mktemp("large") / "tree"
    tree.mkdir()
    Root.of(tree).make_state_dir()
    for file in range(FILES):
        (tree / f"m{file}.py").write_text("".join(function(file, number) for number in range(FUNCTIONS)))
    with SqliteRepository.open(tree / ".omny" / "omny.db") as repository:
        index_tree(tree, repository)
    return tree


@pytest.fixture
def small_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Page caches that the large index does not fit into."""
    for name in ("CACHE_KIB", "CHANGING_CACHE_KIB", "READING_CACHE_KIB"):
        monkeypatch.setattr(connections, name, SMALL_CACHE_KIB)


@pytest.fixture
def large(large_template: Path, small_caches: None, tmp_path: Path) -> Iterator[LargeIndex]:
    """A copy of it, with one change in the log."""
    tree = tmp_path / "large"
    shutil.copytree(large_template, tree)
    with closing(LargeIndex(tree)) as made:
        made.edit()
        assert made.has_log
        assert made.database.stat().st_size > SQLITE_CACHE_KIB * 1024 * 2
        yield made
