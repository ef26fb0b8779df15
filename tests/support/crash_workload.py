"""What happens on the disk that is cut off, and the judge of what is left.

The workload is a first index, edits through the `TransactionManager` with a graph that follows, pruning, checkpoints,
backups, an end and a beginning. It counts its states: state 0 is an empty database, each commit makes the next one.
`begin` is noted before a change, `ack` as soon as anybody could know of it: the call has returned, or the graph shows
it. An image is right if it holds exactly one of the states from the last acknowledged to the last begun one.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import apsw

import omny.storage.sqlite.connection as connections
import omny.storage.sqlite.repository
from omny.base.config import Settings
from omny.base.errors import OmnyError, StorageError
from omny.base.paths import Root
from omny.derived.graph import AtomGraph
from omny.integrity import ConsistencyValidator
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.pipeline.indexer import Indexer
from omny.storage.sqlite.backup import back_up, restore
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.crash_disk import Image, RecordingDisk, Step
from tests.support.graph_differences import differences
from tests.support.helpers import in_process, write_tree

backend: Any = omny.storage.sqlite.repository  # whose names are replaced

DATABASE, BACKUP = "omny.db", "backup.db"

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'atoms_fts*' ORDER BY name"

_TREE = {
    "shop/cart.py": "from shop.money import total\n\n\nclass Cart:\n    def price(self):\n        return total(self)\n",
    "shop/money.py": "def total(cart):\n    return round(cart.sum())\n",
    "main.ts": "export function main() {\n    return start()\n}\nfunction start() {}\n",
}


def fast_directory(fallback: Path) -> Path:
    """A directory in memory, where the machine has one: images are made by the thousand."""
    shared = Path("/dev/shm")
    if shared.is_dir() and os.access(shared, os.W_OK):
        directory = shared / f"omny-crash-{os.getpid()}-{random.randrange(1 << 30)}"
        directory.mkdir()
        return directory
    return fallback


class Workload:
    """Runs once, on a recording disk."""

    def __init__(
        self,
        directory: Path,
        *,
        edits: int,
        seed: int = 1,
        cache_kib: int | None = None,
        files: dict[str, str] = _TREE,
    ) -> None:
        self.tree = write_tree(directory / "tree", files)
        self.place = directory / "db"
        self.place.mkdir()
        self.database = self.place / DATABASE
        self.states: list[str] = ["empty"]  # what each state holds, as `content`
        self.graph = AtomGraph()
        self._chance = random.Random(seed)
        self._edits = edits
        self._cache_kib = cache_kib
        self.disk = RecordingDisk(self.place)

    @property
    def log(self) -> list[Step]:
        """What was done to the disk."""
        return self.disk.log

    def run(self) -> Workload:
        """Does it all."""
        with self.disk.listening(), small_log(self._cache_kib):
            self._life(self._edits // 2, first=True)
            self._restore()
            self._life(self._edits - self._edits // 2, first=False)
        return self

    def _life(self, edits: int, *, first: bool) -> None:
        with SqliteRepository.open(self.database) as repository:
            indexer = Indexer(
                Root.of(self.tree),
                repository,
                settings=Settings(),
                jobs=1,
                executors=in_process,
                follower=self._follow,
            )
            if first:
                self._change(repository, indexer.run)
            for number in range(edits):
                self._edit(number)
                self._change(repository, indexer.run)
                if number % 7 == 5:
                    kept = max(0, repository.meta().generation - 3)
                    self._change(repository, partial(repository.prune, kept))
                    indexer.reload()
                if number % 6 == 3:
                    self._back_up()

    def _back_up(self) -> None:
        self.disk.say("begin backup", len(self.states) - 1)
        back_up(os.fspath(self.database), os.fspath(self.place / BACKUP), replace=True)
        self.disk.say("ack backup", len(self.states) - 1)

    def _restore(self) -> None:
        number = len(self.states)
        self.disk.say("begin", number)
        backup, database = os.fspath(self.place / BACKUP), os.fspath(self.database)
        restore(backup, database, f"{database}.aside", inspect=lambda _: None)
        self.disk.say("ack", number)
        with SqliteRepository.open_reading(database) as repository:
            self.states.append(content(repository.connection))
            self.graph.reload(repository)

    def _change(self, repository: SqliteRepository, make: Callable[[], Any]) -> None:
        number = len(self.states)
        self.disk.say("begin", number)
        make()
        self.disk.say("ack", number)
        self.states.append(content(repository.connection))

    def _follow(self, delta: Delta, meta: Meta) -> None:
        """Whoever asks the graph may see that state from now on."""
        if not self.graph.follow(delta, meta.generation):
            raise AssertionError("the graph cannot follow")
        self.disk.say("ack", len(self.states))

    def _edit(self, number: int) -> None:
        chance = self._chance
        names = [f"f{chance.randrange(6)}" for _ in range(chance.randint(1, 4))]
        body = "".join(f"def {name}(x):\n    return {chance.choice(names)}({number}), total(x)\n\n\n" for name in names)
        file = self.tree / chance.choice(("shop/cart.py", "shop/money.py", f"new{chance.randrange(2)}.py"))
        if file.exists() and chance.random() < 0.15:
            file.unlink()
        else:
            file.write_text(f"from shop.money import total\n\n\n# {number}\n{body}")


@contextmanager
def small_log(cache_kib: int | None = None, checkpoint_pages: int = 40) -> Iterator[None]:
    """Has checkpoints come after some commits and not after a thousand, and caches be too small for a commit."""
    before = backend.CHECKPOINT_PAGES, backend.WAL_LIMIT_BYTES, connections.WAL_LIMIT_BYTES, connections.CACHE_KIB
    backend.CHECKPOINT_PAGES = checkpoint_pages
    backend.WAL_LIMIT_BYTES = connections.WAL_LIMIT_BYTES = 50 * connections.PAGE_BYTES
    if cache_kib is not None:
        connections.CACHE_KIB = cache_kib
    try:
        yield
    finally:
        (
            backend.CHECKPOINT_PAGES,
            backend.WAL_LIMIT_BYTES,
            connections.WAL_LIMIT_BYTES,
            connections.CACHE_KIB,
        ) = before


def content(connection: apsw.Connection) -> str:
    """A digest of every row that the database holds, search index apart. An empty database has but one state."""
    if connection.execute("SELECT generation FROM meta").get == 0:
        return "empty"
    digest = hashlib.blake2b(digest_size=16)
    for (table,) in connection.execute(_TABLES).fetchall():
        digest.update(repr((table, connection.execute(f"SELECT * FROM {table}").fetchall())).encode())
    return digest.hexdigest()


class Judge:
    """Looks at images, in a directory of its own."""

    def __init__(self, work: Workload, directory: Path) -> None:
        self._states = work.states
        self._tree = work.tree
        self._place = directory
        self._place.mkdir(exist_ok=True)
        self.seen: set[bytes] = set()

    def is_new(self, image: Image, *words: Any) -> bool:
        """Whether no image like that was asked about before."""
        digest = hashlib.blake2b(repr(words).encode(), digest_size=16)
        for name in sorted(image):
            digest.update(name.encode() + b"\0" + len(image[name]).to_bytes(8, "big"))
            digest.update(image[name])
        key = digest.digest()
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def violations(self, image: Image, acked: int, begun: int, *, whole: bool = False) -> list[str]:
        """What is wrong with an image, of a disk on which `acked` was acknowledged and `begun` begun."""
        self._write(image)
        database = os.fspath(self._place / DATABASE)
        try:
            with SqliteRepository.open(database) as repository:
                found = self._of_rows(repository.connection, acked, begun)
                if whole and not found:
                    found = self._of_all(repository)
        except (OmnyError, apsw.Error) as error:
            found = [f"{type(error).__name__}: {error}"]
        return found

    def backup_violations(self, image: Image, acked: int, begun: int) -> list[str]:
        """What is wrong with the backup in an image; acked -1: none was yet acknowledged."""
        self._write(image)
        if BACKUP not in image:
            return ["the backup is gone"] if acked >= 0 else []
        try:
            with SqliteRepository.open_reading(self._place / BACKUP) as repository:
                return self._of_rows(repository.connection, max(acked, 0), begun, writes=False)
        except (OmnyError, apsw.Error) as error:
            return [f"backup: {type(error).__name__}: {error}"]

    def _of_rows(self, connection: apsw.Connection, acked: int, begun: int, *, writes: bool = True) -> list[str]:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check(3)") if line != "ok"]
        if writes:
            try:
                connection.execute("INSERT INTO atoms_fts (atoms_fts, rank) VALUES ('integrity-check', 1)")
            except apsw.CorruptError:
                found.append("the search index is not that of the atoms")
        held = content(connection)
        allowed = self._states[acked : begun + 1]
        if held not in allowed:
            which = self._states.index(held) if held in self._states else "no state that ever was"
            found.append(f"holds {which}, not one of {acked} to {begun}")
        return found

    def _of_all(self, repository: SqliteRepository) -> list[str]:
        """Everything that the product itself can check, and that life goes on."""
        found = [str(finding) for finding in ConsistencyValidator(repository).check()]
        graph = AtomGraph.load(repository)
        found += differences(graph, repository)
        try:
            indexer = Indexer(Root.of(self._tree), repository, settings=Settings(), jobs=1, executors=in_process)
            (self._tree / "after.py").write_text(f"def after():\n    return {len(self.seen)}\n")
            meta = indexer.run().meta
            if repository.get("after.py::after") is None:
                found.append(f"the next pass, of generation {meta.generation}, found nothing")
        except StorageError as error:
            found.append(f"the next pass failed: {error}")
        finally:
            with suppress(FileNotFoundError):
                (self._tree / "after.py").unlink()
        return found

    def _write(self, image: Image) -> None:
        for name in os.listdir(self._place):
            if name not in image:
                os.unlink(self._place / name)
        for name, data in image.items():
            with open(self._place / name, "wb") as file:
                file.write(data)


@contextmanager
def fast_place(fallback: Path) -> Iterator[Path]:
    """A directory for a workload and its judge; gone at the end."""
    directory = fast_directory(fallback)
    try:
        yield directory
    finally:
        if directory != fallback:
            shutil.rmtree(directory, ignore_errors=True)
