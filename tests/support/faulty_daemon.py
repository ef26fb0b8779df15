"""A simulated daemon on a disk whose calls fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from omny.storage.sqlite.repository import SqliteRepository
from tests.support.crash_workload import fast_place, small_log
from tests.support.fault_disk import FaultyVfs
from tests.support.helpers import write_tree
from tests.support.simulation import Simulated

TREE = {
    "a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n",
    "b.py": "from a import f\n\n\ndef use():\n    return f()\n",
    "c.py": "class C:\n    def m(self):\n        return 1\n",
}


class Faulty(Simulated):
    """A simulated daemon that does not wait long for a lock."""

    def open_repository(self, database: Path) -> SqliteRepository:
        return SqliteRepository.open(database, busy_timeout_seconds=0.001)

    def turn_for(self, seconds: float) -> None:
        """Lets so much time pass, in steps."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            self.daemon.turn()
            self.clock.advance(0.25)

    def recover(self) -> None:
        """Lets it try again when all is well."""
        self.clock.advance(60)
        self.settle(compare=False)

    def edit_number(self, number: int) -> None:
        """Makes some change and tells of it."""
        name = f"{'abc'[number % 3]}.py"
        body = f"def made{number}():\n    return {number}\n" * (1 + number % 4)
        self.tell(self.change(lambda root: (root / name).write_text(f"{TREE[name]}\n\n{body}")))

    @property
    def generation(self) -> int:
        return self.repository.meta().generation

    def health_problems(self) -> tuple[str, ...]:
        return self.daemon.health.problems


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader waits long for a lock either."""
    monkeypatch.setitem(vars(SqliteRepository)["open_reading"].__func__.__kwdefaults__, "busy_timeout_seconds", 0.001)


@contextmanager
def on_faulty_disk(tmp_path: Path) -> Iterator[tuple[Faulty, FaultyVfs]]:
    with fast_place(tmp_path) as place, small_log():
        tree = write_tree(place / "tree", TREE)
        (tree / ".omny").mkdir(mode=0o700)
        disk = FaultyVfs(tree / ".omny")
        with disk.mounted():
            daemon = Faulty(tree)
            try:
                daemon.settle()
                yield daemon, disk
            finally:
                disk.disarm()
                daemon.close()
