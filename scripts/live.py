"""A real daemon over a tree, and whether its index is what a fresh one of the same files would be.

What `replay.py` and the benches of the daemon share. A `LiveDaemon` is a process of its own, started and ended by the
commands that a user has; it is asked through its socket, and its database is read beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from omny.base.config import default_jobs, load_settings
from omny.base.paths import DATABASE_NAME, Root
from omny.daemon.server import IDLE_SECONDS
from omny.integrity import ConsistencyValidator, Finding
from omny.pipeline.indexer import index
from omny.query.documents import Document
from omny.query.dump import dump
from omny.service.client import Client, connect
from omny.storage.sqlite.repository import SqliteRepository

OMNY = (sys.executable, "-m", "omny")
TOP = Path(__file__).resolve().parent.parent
SYNC_SECONDS = 540.0  # a first index of 300,000 atoms takes some minutes


@dataclass(frozen=True)
class Differences:
    """Lines of two canonical dumps: what the index lacks, and what it has too much."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.missing) + len(self.extra)

    def of(self, kind: str) -> tuple[int, int]:
        """How many lines of that kind ("atom", "edge", "search") are missing and extra."""
        begin = f'{{"kind":"{kind}"'
        return sum(line.startswith(begin) for line in self.missing), sum(line.startswith(begin) for line in self.extra)

    def show(self, most: int) -> str:
        """The first lines as text."""
        lines = [*(f"- {line}" for line in self.missing), *(f"+ {line}" for line in self.extra)]
        return "\n".join(lines[:most])


@dataclass(frozen=True)
class Synced:
    """What a sync took, and what was done since the one before it."""

    milliseconds: float
    parsed: int  # files
    passes: int


class LiveDaemon:
    """The daemon of a tree, from `start` to the end of the `with`; ends also where that is left by an exception."""

    def __init__(self, tree: Path) -> None:
        self.root = Root.of(tree)
        self.database = self.root.state_dir / DATABASE_NAME
        self.pid = 0
        self._client: Client | None = None
        self._asked = 0.0  # monotonic, last
        self._before = (0, 0)  # files parsed and passes at the last sync

    def __enter__(self) -> LiveDaemon:
        try:
            self._run("start")
            self.pid = self.state()["pid"]
        except BaseException:
            self._run("stop")
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disconnect()
        self._run("stop")

    def ask(self, question: str, arguments: dict[str, Any], at_least: str | None = None) -> Document:
        """What it answers."""
        if time.monotonic() - self._asked > IDLE_SECONDS / 2:  # the daemon closes what is idle for longer
            self._disconnect()
        if self._client is None:
            self._client = connect(self.root)
        if self._client is None:
            raise RuntimeError(f"{self.root.path}: no daemon listens")
        try:
            return self._client.ask(question, arguments, at_least, timeout=SYNC_SECONDS + 10)
        finally:
            self._asked = time.monotonic()

    def state(self) -> Document:
        """What it says of itself."""
        return self.ask("daemon", {})

    def sync(self) -> Synced:
        """Returns when everything that was written is indexed."""
        started = time.perf_counter()
        self.ask("sync", {"timeout": SYNC_SECONDS})
        taken = (time.perf_counter() - started) * 1000
        state = self.state()
        now, before = (state["parsed"], state["passes"]), self._before
        self._before = now
        return Synced(taken, now[0] - before[0], now[1] - before[1])

    def differences(self, copy: Path | None = None) -> Differences:
        """What its index has otherwise than a fresh index, made here and now: of the tree, or of a `copy` of it, which
        knows nothing of the index."""
        with self.open_reading() as live, SqliteRepository.in_memory() as fresh:
            root = self.root if copy is None else Root.of(copy)
            index(root, fresh, settings=load_settings(root), jobs=default_jobs())
            ours, right = list(dump(live, held=False)), list(dump(fresh))
        if ours == right:
            return Differences((), ())
        have, want = set(ours), set(right)
        missing = tuple(line for line in right if line not in have)
        extra = tuple(line for line in ours if line not in want)
        return Differences(missing, extra if missing or extra else ("the same lines in another order",))

    def findings(self) -> list[Finding]:
        """What the validator finds."""
        with self.open_reading() as live:
            return ConsistencyValidator(live).check()

    def open_reading(self) -> SqliteRepository:
        """Its database, as any reader opens it."""
        return SqliteRepository.open_reading(self.database)

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _run(self, command: str) -> None:
        run([*OMNY, command, str(self.root.path)], cwd=TOP)


def run(command: Sequence[str], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints. Raises RuntimeError where it fails."""
    paths = filter(None, (str(TOP), os.environ.get("PYTHONPATH", "")))  # the daemon and its workers are of this tree
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(env or {})}
    environment.pop("OMNY_DATABASE_URL", None)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {said[-1000:]}")
    return done.stdout.decode(errors="replace")
