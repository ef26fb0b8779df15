"""Whole daemons, run by a seed: edits whose events are lost, doubled, late and out of order, a disk and a database that
fail, deaths in the midst of a pass. However bad it was: once it is quiet, and everything was looked at once more, the
index is what is on disk.

`OMNY_SIMULATION_SEEDS=20000` is the long run; `OMNY_SEED=n` runs one seed and prints what it does.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from random import Random

import apsw
import pytest

from omny.base.config import RECONCILE_SECONDS, SETTINGS_NAME, load_settings
from omny.base.errors import BusyError, StorageError, UsageError
from omny.base.paths import Root
from omny.daemon.events import HeadMoved, ReloadRequested
from omny.daemon.inbox import Waiter
from omny.daemon.loop import MAX_RETRY_SECONDS, TICK_SECONDS, Daemon
from omny.integrity import ConsistencyValidator
from tests.support.faults import SCRATCH, Died, Rough
from tests.support.projects import EDITS, LANGUAGES, Project
from tests.support.simulation import Hint

SEEDS = int(os.environ.get("OMNY_SIMULATION_SEEDS", "500"))
ONLY = os.environ.get("OMNY_SEED")
CHUNKS = 10  # pytest shows how far it is
STEPS = 9

QUIET_SECONDS = max(MAX_RETRY_SECONDS, TICK_SECONDS) + 1  # by then what failed was tried again, a dead source replaced

SQLITE_ERRORS = (apsw.BusyError, apsw.FullError, apsw.IOError, apsw.LockedError, apsw.NoMemError)
DISK_ERRORS = (errno.EACCES, errno.EIO, errno.EMFILE)


class Story:
    """What happens under one seed."""

    def __init__(self, seed: int, root: Path) -> None:
        self.random = Random(seed)
        self.project = Project(LANGUAGES[seed % len(LANGUAGES)])
        self.project.write(root)
        self.daemon = Rough(root)
        self.script: list[str] = []
        self.late: list[Hint] = []
        self.waiters: list[tuple[Daemon, Waiter]] = []
        self.is_calm = True  # whether nothing has happened that the daemon may learn of at the next doubt only
        self.actions = [
            *[self.edit] * 8,
            *[self.wait] * 3,
            self.deliver,
            self.lose,
            self.kill_source,
            self.crash,
            self.die_at_some_call,
            self.break_disk,
            self.break_database,
            self.break_commits,
            self.mend,
            self.be_quiet,
            self.doubt,
            self.sync,
            self.call,
            self.move_head,
            self.limit_watches,
            self.silence,
            self.write_beside,
        ]

    def tell(self, what: str) -> None:
        """Notes it for whoever has to find out why a seed fails."""
        self.script.append(what)
        if ONLY:
            print(what)

    def run(self) -> None:
        """All of it, up to the end at which everything has to be right."""
        self.daemon.settle()
        for _ in range(self.random.randint(2, STEPS)):
            self.random.choice(self.actions)()
        self.end()

    def turn(self, seconds: float = 0.0) -> None:
        """Lets the loop go round until that time is over."""
        end = self.daemon.clock.monotonic() + seconds
        with self.daemon.mortal():
            while True:
                self.daemon.daemon.turn()
                if self.daemon.clock.monotonic() >= end:
                    break
                self.daemon.clock.advance(min(max(seconds / 20, 0.01), 1.0))

    # ── actions ──

    def edit(self) -> None:
        names = self.random.choices(sorted(EDITS), k=self.random.choice((1, 1, 1, 2, 4)))
        self.project.remember()
        for name in names:
            EDITS[name](self.project, self.random)
        hints = self.daemon.change(self.project.write)
        self.tell(f"edit {', '.join(names)}: {hints}")
        mood = self.random.choice(("as it is", "as it is", "mess", "lost", "late"))
        if mood == "as it is":
            self.give(hints)
        elif mood == "late":
            self.late += hints
        elif mood == "lost":
            self.lose()
        else:
            self.mess(hints)
        self.turn(self.random.choice((0.0, 0.01, 0.1, 1.0)))

    def mess(self, hints: list[Hint]) -> None:
        """Drops, doubles, delays and shuffles."""
        given: list[Hint] = []
        for hint in hints:
            fate = self.random.choice(("drop", "double", "delay", "pass"))
            self.is_calm = self.is_calm and fate != "drop"
            given += [hint] * {"drop": 0, "double": 2, "delay": 0, "pass": 1}[fate]
            self.late += [hint] if fate == "delay" else []
        self.random.shuffle(given)
        self.tell(f"  given {given}, late {self.late}")
        self.give(given)

    def give(self, hints: list[Hint]) -> None:
        if self.daemon.source.is_alive():
            self.daemon.tell(hints)

    def wait(self) -> None:
        seconds = self.random.choice((0.01, 0.06, 0.5, 5.0, 31.0))
        self.tell(f"wait {seconds}")
        self.turn(seconds)

    def deliver(self) -> None:
        self.tell(f"deliver {self.late}")
        self.random.shuffle(self.late)
        self.give(self.late)
        self.late = []

    def lose(self) -> None:
        self.tell("lost")
        if self.daemon.source.is_alive():
            self.daemon.source.emit_lost()

    def kill_source(self) -> None:
        self.tell("the source dies")
        self.daemon.source.die()

    def crash(self) -> None:
        self.tell("crash")
        self.daemon.crash()
        self.daemon.begin()
        self.turn(self.random.choice((0.0, 0.1)))

    def die_at_some_call(self) -> None:
        calls = self.random.choice((1, 3, 10, 20, 40, 60))
        self.tell(f"death at call {calls} of the disk or the database")
        self.daemon.fuse.left = calls
        self.edit()
        self.lose()
        self.turn(1.0)
        self.daemon.fuse.left = -1

    def break_disk(self) -> None:
        paths = [*sorted(self.project.contents()), "pkg", "pkg/sub", "lib", ""]
        for path in self.random.sample(paths, self.random.choice((1, 1, 2))):
            self.daemon.disk.faults[path] = self.random.choice(DISK_ERRORS)
        self.is_calm = False  # that it can be read again is no event
        self.tell(f"disk fails {self.daemon.disk.faults}")

    def break_database(self) -> None:
        error, chance = self.random.choice(SQLITE_ERRORS), self.random.choice((0.02, 0.1, 1.0))
        self.tell(f"database fails {error.__name__} {chance}")
        self.daemon.faults.fails = lambda _: error if self.random.random() < chance else None

    def break_commits(self) -> None:
        errors: list[BaseException] = [StorageError("write", "x"), BusyError("write", "x"), RuntimeError("x"), Died()]
        error = self.random.choice(errors)
        where = self.random.choice(("before", "after"))
        self.tell(f"{error!r} {where} the next commit")
        (self.daemon.faults.before_apply if where == "before" else self.daemon.faults.after_apply).append(error)

    def mend(self) -> None:
        self.tell("mended")
        self.daemon.disk.faults.clear()
        self.daemon.faults.fails = lambda _: None
        self.daemon.faults.before_apply.clear()
        self.daemon.faults.after_apply.clear()

    def mend_settings(self) -> None:
        """While they are faulty it depends on what was seen which were the last good ones."""
        try:
            load_settings(Root.of(self.daemon.path))
        except UsageError:
            self.tell("settings mended")
            del self.project.others[SETTINGS_NAME]
            self.give(self.daemon.change(self.project.write))

    def be_quiet(self) -> None:
        """Where no event was lost, it must be right without a doubt."""
        self.mend()
        self.deliver()
        self.mend_settings()
        if self.is_calm and not self.daemon.source.limits:  # what is silent was looked at by then
            self.tell("quiet")
            self.turn(QUIET_SECONDS)
            self.daemon.settle()

    def doubt(self) -> None:
        self.tell("doubt")
        self.daemon.clock.advance(RECONCILE_SECONDS)
        self.turn(0.1)

    def sync(self) -> None:
        """Somebody waits; the cookie comes back, or not."""
        comes_back = self.random.choice((True, False)) and not self.late and self.daemon.source.is_alive()
        self.tell(f"sync, cookie {'comes' if comes_back else 'is lost'}")
        self.waiters.append((self.daemon.daemon, self.daemon.daemon.sync()))
        if comes_back:
            for name in self.daemon.daemon.inbox.expected:
                self.daemon.daemon.inbox.cookie(name)

    def call(self) -> None:
        event = self.random.choice((ReloadRequested(), HeadMoved()))
        self.tell(f"post {event}")
        self.daemon.daemon.inbox.post(event)

    def move_head(self) -> None:
        commit = f"{self.random.randrange(16**8):040x}"
        self.tell(f"head {commit}")
        git = self.daemon.path / ".git"
        (git / "refs").mkdir(parents=True, exist_ok=True)
        (git / "HEAD").write_text(commit)
        self.daemon.daemon.inbox.post(HeadMoved())
        self.daemon.source.emit_lost() if self.daemon.source.is_alive() else None  # `.git` is new: rules may differ

    def limit_watches(self) -> None:
        self.daemon.limits = self.random.choice((frozenset(), frozenset({"pkg"}), frozenset({"", "lib"})))
        self.tell(f"limits {self.daemon.limits}")
        self.daemon.source.limits = self.daemon.limits

    def silence(self) -> None:
        """From now on no event tells of what changes there, or it does again."""
        silent = self.random.choice(({}, {"lib": "nfs"}, {"pkg/sub": "overlay", "lib": "9p"}, {"": "fuse"}))
        self.tell(f"silent {silent}")
        self.daemon.source.silent = silent

    def write_beside(self) -> None:
        """Another process writes to the database."""
        self.tell("another process writes")
        self.is_calm = False
        with apsw.Connection(str(self.daemon.root.state_file("omny.db"))) as other:
            other.execute("UPDATE meta SET generation = generation + 1")

    # ── the end ──

    def end(self) -> None:
        """All is well again, and everything is looked at once more."""
        self.mend()
        self.deliver()
        self.mend_settings()
        self.tell("end")
        self.turn(QUIET_SECONDS)
        self.daemon.let_doubt()
        lives = self.daemon.daemon  # who asked a daemon that has died since knows by other ways
        assert all(waiter.done.is_set() for asked, waiter in self.waiters if asked is lives), "somebody still waits"
        assert self.daemon.daemon.health.failures == 0
        assert ConsistencyValidator(self.daemon.repository).check() == []


def run(seed: int) -> None:
    """One seed; where it fails, all that happened is part of what is said."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as directory:
        story = Story(seed, Path(directory))
        try:
            story.run()
        except BaseException as error:
            script = "\n".join(story.script)
            raise AssertionError(f"{error!r}\nOMNY_SEED={seed} fails; what happened:\n{script}") from error
        finally:
            story.daemon.close()


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(1 if ONLY else CHUNKS))
def test_when_it_is_quiet_and_was_looked_at_the_index_is_what_is_on_disk(chunk):
    seeds = [int(ONLY)] if ONLY else range(chunk, SEEDS, CHUNKS)
    for seed in seeds:
        run(seed)
