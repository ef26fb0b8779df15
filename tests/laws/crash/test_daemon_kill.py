"""A daemon is killed at any moment of a storm of edits: nothing that it acknowledged is lost, nothing is half done."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from omny.base.errors import DaemonError, OmnyError
from omny.integrity import ConsistencyValidator
from omny.service.client import connect
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import write_tree
from tests.support.real_daemon import LONG, SYNC_SECONDS, RealDaemon, needs_daemon, patience

pytestmark = needs_daemon

SEED = int(os.environ.get("OMNY_SEED", "1"))
STORMS = 20 if LONG else 1
KILLS = 50  # of one storm
READY_SECONDS = 2.0
EARLY_SECONDS, LATE_SECONDS = 0.05, 0.3  # after the start: in the first pass, or among the edits
FILES = [f"pack{number % 4}/m{number}.py" for number in range(24)]
COMPARE_EVERY = 5  # kills; a fresh index takes as long as all the rest
MANY = 60  # files of an edit that is large enough to be met in its commit

State = dict[str, str]
"""Path to the name of the function that the file defines."""


@dataclass
class Storm:
    """Edits of a tree, with what was acknowledged of them."""

    path: Path
    random: random.Random
    now: State = field(default_factory=dict)
    acknowledged: State = field(default_factory=dict)
    since: set[str] = field(default_factory=set)  # paths that were written to after that
    generation: int = 0
    acknowledgements: int = 0
    count: int = 0

    def step(self) -> None:
        """One edit."""
        kind = self.random.random()
        if kind < 0.05:
            for number in range(MANY):
                self.put(f"many/m{number}.py")
        elif kind < 0.15 and len(self.now) > 4:
            path = self.random.choice(sorted(self.now))
            self.since.add(path)
            (self.path / path).unlink()
            del self.now[path]
        elif kind < 0.25 and self.now:
            old, new = self.random.choice(sorted(self.now)), self.random.choice(FILES)
            self.since |= {old, new}
            (self.path / new).parent.mkdir(exist_ok=True)
            os.rename(self.path / old, self.path / new)
            self.now[new] = self.now.pop(old)
        else:
            self.put(self.random.choice(FILES))

    def put(self, path: str) -> None:
        """Writes a file, at once or by renaming; it calls what another one may define."""
        self.count += 1
        self.since.add(path)
        module = self.random.choice(FILES).removesuffix(".py").replace("/", ".")
        text = f"import {module}\n\n\ndef f{self.count}():\n    {module}.f{self.count - 1}()\n    helper()\n"
        target = self.path / path
        target.parent.mkdir(exist_ok=True)
        if self.random.random() < 0.5:
            target.write_text(text)
        else:
            temporary = target.with_name("saved.tmp")
            temporary.write_text(text)
            os.replace(temporary, target)
        self.now[path] = f"f{self.count}"

    def acknowledge(self, token: str) -> None:
        """A sync that was asked for after the last edit has answered."""
        generation = int(token.rpartition(":")[2])
        assert generation >= self.generation, "a generation was given back"
        self.generation, self.acknowledged, self.since = generation, dict(self.now), set()
        self.acknowledgements += 1

    def request_rescan(self, repository: SqliteRepository) -> list[str]:
        """What of the acknowledged is not in the index."""
        ids = {stored.atom.id for stored in repository.atoms()}
        files = {identity.partition("::")[0] for identity in ids}
        missing = [
            f"{path}::{name}"
            for path, name in self.acknowledged.items()
            if path not in self.since and f"{path}::{name}" not in ids
        ]
        ghosts = sorted(files - self.acknowledged.keys() - self.since)
        return missing + [f"{path} is still there" for path in ghosts]


def rage(daemon: RealDaemon, storm: Storm, seconds: float) -> None:
    """Edits and syncs until the daemon is killed, which is after so many seconds, whatever it does then."""
    killed = threading.Event()

    def kill() -> None:
        daemon.ended(seconds)
        killed.set()
        daemon.signal(9)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with contextlib.suppress(DaemonError):  # it went away
            while not killed.is_set():
                for _ in range(storm.random.randrange(1, 6)):
                    storm.step()
                storm.acknowledge(daemon.sync())
    finally:
        killer.join()
    daemon.kill()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + STORMS))
def test_a_daemon_that_is_killed_at_any_moment_loses_nothing(seed: int, live: RealDaemon) -> None:
    storm = Storm(live.path, random.Random(seed))
    write_tree(live.path, {"helper.py": "def helper():\n    pass\n"})
    storm.now, storm.since = {"helper.py": "helper"}, {"helper.py"}  # indexed, perhaps, and not acknowledged
    slowest, total = 0.0, 0.0
    live.start()
    for number in range(KILLS):
        early = storm.random.random() < 0.3
        rage(live, storm, storm.random.uniform(0, EARLY_SECONDS if early else LATE_SECONDS))
        if live.database.with_name("omny.db-journal").exists():
            assert storm.generation == 0, "only the first commit has a rollback journal, and it is not done"
        elif live.database.stat().st_size:
            with SqliteRepository.open_reading(live.database) as repository:
                assert repository.meta().generation >= storm.generation, number
                assert ConsistencyValidator(repository).check() == [], number
                assert storm.request_rescan(repository) == [], number
        storm.step()  # while nobody watches
        started = time.monotonic()
        live.start()
        storm.acknowledge(live.sync())
        took = time.monotonic() - started
        slowest, total = max(slowest, took), total + took
        if number % COMPARE_EVERY == 0:
            live.settle()
    live.settle()
    print(
        f"{KILLS} kills, {storm.acknowledgements} acknowledgements of {storm.count} edits, none lost; "
        f"ready again after {total / KILLS:.3f} s, at most {slowest:.3f} s"
    )
    assert slowest < READY_SECONDS * patience()


def test_a_killed_daemon_answers_nobody(live: RealDaemon) -> None:
    """Who waits is told at once, and not after a timeout."""
    write_tree(live.path, {"a.py": "def f():\n    pass\n"})
    live.start().settle()
    said: list[object] = []
    live.signal(19)  # SIGSTOP

    def wait() -> None:
        try:
            said.append(live.client.ask("sync", {"timeout": SYNC_SECONDS}))
        except OmnyError as error:
            said.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    live.signal(9)
    waiting.join(SYNC_SECONDS / 2)
    assert isinstance(said[0], DaemonError)
    assert live.ended()
    assert connect(live.root) is None, "the socket that it left is nobody's"
