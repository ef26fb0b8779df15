"""What happens to an index larger than the page cache, on the disk that is cut off, while its log is not empty.

A first index, edits, a backup, pruning, a repair, an upgrade from the schema before, a restore and a rebuild. Each is a
stage; the images of a stage are those after some of its steps. No process ends by closing the database: it dies with
its log, as a killed one does.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import apsw

from omny.base.config import Settings
from omny.base.paths import Root
from omny.integrity import ConsistencyValidator
from omny.integrity.repair import rebuild_database, repair
from omny.pipeline.indexer import Indexer
from omny.storage.sqlite.checksums import checksum_vfs, first_wrong_page
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.sqlite.upgrade import upgrade
from tests.support.crash_disk import Image, Step
from tests.support.crash_workload import BACKUP, DATABASE, Judge, Workload, content, small_log
from tests.support.fake_clock import FakeClock
from tests.support.helpers import in_process
from tests.support.large_index import SQLITE_CACHE_KIB, function

FILES, FUNCTIONS = 12, 140  # 2.4 MB of index
CACHE_KIB = 512
CHECKPOINT_PAGES = 4_000  # more than the log ever has: it is copied by who takes the file, or never

LEFT_OUT = {"binary.py": "\0", "broken.py": "def fine(): pass\n\n\ndef (:\n"}

OLDER = """
    ALTER TABLE files ADD COLUMN reason TEXT NOT NULL DEFAULT '';
    UPDATE files SET reason = iif(code = 'binary', 'binary', 'does not parse at line 4') WHERE code != '';
    ALTER TABLE files DROP COLUMN code;
    ALTER TABLE files DROP COLUMN detail;
    UPDATE meta SET schema_version = 5;
"""
"""Makes a database of schema 6 one of schema 5, whose reasons are texts."""


class Stage(NamedTuple):
    """A part of the log."""

    name: str
    first: int
    last: int

    def points(self, kinds: list[str], each: int, chance: random.Random) -> list[int]:
        """Steps after which to look: so many that write, and as many that sync, cut, name or remove."""
        steps = range(self.first, self.last)
        writes = [at for at in steps if kinds[at] == "write"]
        others = [at for at in steps if kinds[at] in ("sync", "syncdir", "truncate", "unlink", "rename", "link")]
        return sorted({at for some in (writes, others) for at in chance.sample(some, min(each, len(some)))})


class LargeWorkload(Workload):
    """Runs once, on a recording disk."""

    def __init__(self, directory: Path, *, seed: int) -> None:
        files = {f"m{file}.py": "".join(function(file, number) for number in range(FUNCTIONS)) for file in range(FILES)}
        files |= LEFT_OUT
        super().__init__(directory, edits=0, seed=seed, files=files)
        self.stages: list[Stage] = []
        self._clock = FakeClock()

    def run(self) -> LargeWorkload:
        """Does it all."""
        with self.disk.listening(), small_log(CACHE_KIB, CHECKPOINT_PAGES):
            with self._process() as (repository, indexer):
                with self._stage("first index"):
                    self._change(repository, indexer.run)
                assert self.database.stat().st_size > SQLITE_CACHE_KIB * 1024
                self._edited(repository, indexer, "edits")
                with self._stage("backup"):
                    self._back_up()
                with self._stage("prune"):
                    self._change(repository, partial(repository.prune, repository.meta().generation))
                self._edited(repository, indexer, "edits after pruning")
                with self._stage("repair"):
                    self._repair(repository, indexer)
            with self._stage("upgrade"):
                self._upgrade()
            with self._process() as (repository, indexer):
                self._edited(repository, indexer, "edits after an upgrade")
                with self._stage("second backup"):
                    self._back_up()
                self._edited(repository, indexer, "edits after a backup")
            with self._stage("restore"):
                self._restore()
            with self._process() as (repository, indexer):
                self._edited(repository, indexer, "edits after a restore")
            with self._stage("rebuild"):
                self._taken(lambda: rebuild_database(os.fspath(self.database), self._clock))
            with self._process() as (repository, indexer), self._stage("pass after a rebuild"):
                self._change(repository, indexer.run)
        return self

    @contextmanager
    def _process(self) -> Iterator[tuple[SqliteRepository, Indexer]]:
        """A process that dies at the end, with its log as it is."""
        with SqliteRepository.open(self.database) as repository:
            repository.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            root = Root.of(self.tree)
            yield (
                repository,
                Indexer(root, repository, settings=Settings(), jobs=1, executors=in_process, follower=self._follow),
            )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        first = len(self.log)
        yield
        self.stages.append(Stage(name, first, len(self.log)))

    def _edited(self, repository: SqliteRepository, indexer: Indexer, name: str) -> None:
        """Two files get and lose functions; what is new stands in the log alone."""
        with self._stage(name):
            for _ in range(2):
                number = self._chance.randrange(FILES)
                body = (function(number, self._chance.randrange(FUNCTIONS)) for _ in range(self._chance.randint(1, 20)))
                (self.tree / f"m{number}.py").write_text("".join(body) + f"# {len(self.states)}\n")
                indexer.reload()
                self._change(repository, indexer.run)
        pages, copied = repository.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        assert pages > copied, "the log holds nothing"

    def _repair(self, repository: SqliteRepository, indexer: Indexer) -> None:
        """Edges that are missing are found, and derived again."""
        self._change(repository, lambda: repository.connection.execute("DELETE FROM edges WHERE source % 3 = 0"))
        findings = ConsistencyValidator(repository).check()
        assert findings
        reload = partial(self.graph.reload, repository)
        self._change(repository, lambda: repair(repository, indexer, findings, self._clock, reload))

    def _upgrade(self) -> None:
        """The database of an older Omny that died, and what a newer one makes of it."""

        def older_and_upgraded() -> None:
            older = apsw.Connection(os.fspath(self.database), vfs=checksum_vfs())
            older.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            older.execute(f"BEGIN; {OLDER}; COMMIT")
            older.close()
            assert upgrade(os.fspath(self.database)).before == 5

        before = self._files()
        self._taken(older_and_upgraded)
        assert self._files() == before, "the texts of the older schema are the codes that they were made of"

    def _files(self) -> list[tuple[object, ...]]:
        """The ledger, without the numbers of its rows."""
        with SqliteRepository.open_reading(self.database) as repository:
            rows = repository.connection.execute("SELECT * FROM files ORDER BY path").fetchall()
        return [tuple(row[1:]) for row in rows]

    def _taken(self, make: Callable[[], object]) -> None:
        """A change of the whole file, which nobody has open."""
        number = len(self.states)
        self.disk.say("begin", number)
        make()
        self.disk.say("ack", number)
        with SqliteRepository.open_reading(self.database) as repository:
            self.states.append(content(repository.connection))
            self.graph.reload(repository)


def returning_logs(log: list[Step]) -> list[str]:
    """Where a database takes the name of another while a loss of power could still bring back the log of that one."""
    found: list[str] = []
    waiting: list[str] = []  # logs whose removal no sync of the directory has made durable
    for at, step in enumerate(log):
        if step.kind in ("unlink", "rename") and step.what in (f"{DATABASE}-wal", f"{DATABASE}-journal"):
            waiting.append(step.what)
        elif step.kind == "syncdir":
            waiting = []
        elif step.kind == "rename" and step.at == DATABASE:
            found += [f"{name}, before step {at}" for name in waiting]
    return found


class LargeJudge(Judge):
    """Compares the checksums of all pages, too."""

    def violations(self, image: Image, acked: int, begun: int, *, whole: bool = False) -> list[str]:
        found = super().violations(image, acked, begun, whole=whole)
        wrong = first_wrong_page(os.fspath(self._place / DATABASE))
        return [*found, f"page {wrong} has not its checksum"] if wrong and not found else found


def own(image: Image) -> Image:
    """Of an image, the database; what was set aside, and what was not yet complete, is nobody's index."""
    return {name: data for name, data in image.items() if name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal")}


def copies(image: Image) -> Image:
    """Of an image, the backup."""
    return {name: data for name, data in image.items() if name == BACKUP}
