"""Backups: complete, checked, private, and in place in one step; and the way back from one."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import apsw
import pytest

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import DamagedError, StorageError, UsageError
from omny.base.lock import DaemonLock
from omny.base.paths import Root
from omny.cli import run
from omny.integrity import backup as backups
from omny.integrity.backup import Backups
from omny.storage.sqlite import backup as sqlite_backup
from omny.storage.sqlite.backup import back_up
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.fake_clock import FakeClock
from tests.support.helpers import dump_of, index_tree, write_tree

Output = pytest.CaptureFixture[str]


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> Iterator[Path]:
    """A tree with an index, as the current folder."""
    write_tree(tree, {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    yield tree
    assert [name for name in os.listdir(tree / ".omny") if ".part-" in name] == []
    assert [name for name in os.listdir(tree) if ".part-" in name] == []


def database(tree: Path) -> Path:
    return tree / ".omny" / "omny.db"


def token(capsys: Output) -> str:
    assert run(["status", "--json"]) == 0
    said: str = json.loads(capsys.readouterr().out)["freshness"]["token"]
    return said


def test_a_backup_is_the_index_in_one_private_file(here: Path, capsys: Output) -> None:
    assert run(["backup", "kept.db"]) == 0
    assert "3 atoms of generation 1" in capsys.readouterr().out
    assert dump_of(here / "kept.db") == dump_of(database(here))
    assert stat.S_IMODE((here / "kept.db").stat().st_mode) == 0o600
    assert sorted(name for name in os.listdir(here) if name.startswith("kept")) == ["kept.db"]


def test_a_backup_says_what_it_holds(here: Path, capsys: Output) -> None:
    now = token(capsys)
    assert run(["backup", "kept.db", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["token"], said["generation"], said["atoms"]) == (now, 1, 3)
    assert said["bytes"] == (here / "kept.db").stat().st_size


def test_what_is_there_is_replaced_only_when_asked(here: Path, capsys: Output) -> None:
    (here / "kept.db").write_text("mine")
    assert run(["backup", "kept.db"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (here / "kept.db").read_text() == "mine"
    assert run(["backup", "kept.db", "--force"]) == 0
    assert dump_of(here / "kept.db") == dump_of(database(here))


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_a_backup_never_goes_onto_the_database_itself(here: Path, suffix: str, capsys: Output) -> None:
    before = database(here).read_bytes()
    assert run(["backup", f".omny/omny.db{suffix}", "--force"]) == 2
    assert "the database itself" in capsys.readouterr().err
    assert database(here).read_bytes() == before


@pytest.mark.parametrize("place", ["sub", "no/such/kept.db", "bad\0name"])
def test_where_nothing_can_be_written_there_is_one_line(here: Path, place: str, capsys: Output) -> None:
    (here / "sub").mkdir()
    assert run(["backup", place, "--force"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_backup_of_nothing_names_the_command_that_makes_an_index(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tree)
    assert run(["backup", "kept.db"]) == 2
    assert "omny index" in capsys.readouterr().err
    assert os.listdir(tree) == []


def test_a_backup_that_fails_leaves_the_one_before(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    assert run(["backup", "kept.db"]) == 0
    before = (here / "kept.db").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as context:
            context.setattr(os, name, full)
            assert run(["backup", "kept.db", "--force"]) == 2
        assert (here / "kept.db").read_bytes() == before
    assert "no space left" in capsys.readouterr().err.lower()


def test_a_damaged_index_gives_no_backup(here: Path, capsys: Output) -> None:
    connection = apsw.Connection(str(database(here)))
    connection.pragma("journal_mode", "delete")
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'atoms_by_name'").get
    connection.close()
    with open(database(here), "r+b") as file:
        file.seek((root - 1) * 8192 + 8)
        file.write(b"\xff" * 40)
    assert run(["backup", "kept.db"]) == 2
    assert not (here / "kept.db").exists()


def test_a_backup_is_of_one_generation_while_another_process_writes(tree: Path) -> None:
    write_tree(tree, {f"m{number}.py": "def f():\n    pass\n" * 20 for number in range(40)})
    place = tree / "omny.db"
    stop = threading.Event()
    with SqliteRepository.open(place) as repository:
        index_tree(tree, repository)

    def write() -> None:
        with SqliteRepository.open(place) as writer:
            number = 0
            while not stop.is_set():
                number += 1
                (tree / "m0.py").write_text(f"def f{number}():\n    pass\n")
                index_tree(tree, writer)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        generations = [back_up(str(place), str(tree / f"{n}.backup")).meta.generation for n in range(8)]
    finally:
        stop.set()
        thread.join()
    assert generations == sorted(generations)
    for number, generation in enumerate(generations):
        with SqliteRepository.open_reading(tree / f"{number}.backup") as copy:
            assert copy.meta().generation == generation
            assert copy.damage() == []


# ── the way back ──


def test_what_was_backed_up_comes_back_and_the_index_before_is_kept(here: Path, capsys: Output) -> None:
    assert run(["backup", "kept.db"]) == 0
    was = dump_of(database(here))
    (here / "a.py").write_text("def other():\n    pass\n")
    assert run(["index"]) == 0
    now = dump_of(database(here))
    assert run(["restore", "kept.db"]) == 0
    assert dump_of(database(here)) == was
    assert stat.S_IMODE(database(here).stat().st_mode) == 0o600
    (aside,) = (here / ".omny").glob("omny.db.before-restore-*")
    assert dump_of(aside) == now
    capsys.readouterr()
    assert run(["index"]) == 0
    assert dump_of(database(here)) == now
    assert run(["verify", "--deep"]) == 0


def test_a_token_from_before_is_not_taken_for_one_of_after(here: Path, capsys: Output) -> None:
    """Generation 2 of the restored index is another state than generation 2 of the one before."""
    assert run(["backup", "kept.db"]) == 0
    (here / "a.py").write_text("def second():\n    pass\n")
    assert run(["index"]) == 0
    capsys.readouterr()
    old = token(capsys)
    assert run(["restore", "kept.db"]) == 0
    (here / "a.py").write_text("def another():\n    pass\n")
    assert run(["index"]) == 0
    capsys.readouterr()
    new = token(capsys)
    assert (old.rpartition(":")[2], new.rpartition(":")[2]) == ("2", "2")
    assert run(["search", "another", "--at-least", old]) == 2
    assert "belongs to another index" in capsys.readouterr().err
    assert run(["search", "another", "--at-least", new]) == 0


def test_a_restore_where_there_is_no_index_makes_one(here: Path) -> None:
    assert run(["backup", "kept.db"]) == 0
    was = dump_of(database(here))
    for path in (here / ".omny").glob("omny.db*"):
        path.unlink()
    assert run(["restore", "kept.db"]) == 0
    assert dump_of(database(here)) == was
    assert list((here / ".omny").glob("*before-restore*")) == []


def test_a_damaged_index_is_moved_aside_as_it_is(here: Path) -> None:
    assert run(["backup", "kept.db"]) == 0
    was = dump_of(database(here))
    database(here).write_bytes(b"rubbish" * 1000)
    database(here).with_name("omny.db-wal").write_bytes(b"more rubbish")
    assert run(["restore", "kept.db"]) == 0
    assert dump_of(database(here)) == was
    asides = {path.name.partition("Z")[2]: path.read_bytes() for path in (here / ".omny").glob("*before-restore*")}
    asides.pop("-shm", None)  # what processes share while they run
    assert asides == {"": b"rubbish" * 1000, "-wal": b"more rubbish"}


def test_a_restore_is_refused_while_a_daemon_runs(here: Path, capsys: Output) -> None:
    assert run(["backup", "kept.db"]) == 0
    before = database(here).read_bytes()
    capsys.readouterr()
    with DaemonLock(Root.of(here)):
        assert run(["restore", "kept.db"]) == 2
    told = capsys.readouterr().err
    assert "omny stop" in told
    assert len(told.splitlines()) == 1
    assert database(here).read_bytes() == before


def test_a_restore_is_refused_while_another_process_writes(
    here: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["backup", "kept.db"]) == 0
    monkeypatch.setattr(sqlite_backup, "BUSY_TIMEOUT_SECONDS", 0.01)
    other = apsw.Connection(str(database(here)))
    other.execute("BEGIN IMMEDIATE")
    try:
        assert run(["restore", "kept.db"]) == 2
        assert "another process" in capsys.readouterr().err
    finally:
        other.close(True)
    assert list((here / ".omny").glob("*before-restore*")) == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-8192]),
        lambda path: path.unlink(),
        lambda path: _sql(path, "UPDATE meta SET schema_version = 99"),
        lambda path: _sql(path, "UPDATE meta SET generation = 0"),
        lambda path: _sql(path, "UPDATE atoms SET signature = '(wrong)' WHERE function_name = 'f'"),
        lambda path: _sql(path, "DELETE FROM edges"),
        lambda path: _sql(path, "PRAGMA application_id = 7"),
    ],
    ids=["foreign", "empty", "cut", "gone", "newer", "of nothing", "one value", "no edges", "other application"],
)
def test_a_backup_that_is_not_sound_is_refused_and_nothing_is_changed(here: Path, harm, capsys: Output) -> None:
    assert run(["backup", "kept.db"]) == 0
    before = database(here).read_bytes()
    harm(here / "kept.db")
    capsys.readouterr()
    assert run(["restore", "kept.db"]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "kept.db" in told
    assert database(here).read_bytes() == before
    assert list((here / ".omny").glob("*before-restore*")) == []


def test_the_database_itself_is_no_backup_of_it(here: Path, capsys: Output) -> None:
    assert run(["restore", ".omny/omny.db"]) == 2
    assert "the database itself" in capsys.readouterr().err


def _sql(path: Path, statement: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(statement)
    connection.close()


# ── by itself ──


class Clockwork:
    """Backups of a tree, at once instead of in a thread, with a clock of their own."""

    def __init__(self, here: Path) -> None:
        self.clock = FakeClock()
        self.root = Root.of(here)
        self.backups = Backups(self.root, str(database(here)), self.clock, lambda work: work(), settle_seconds=0)
        self._number = 0

    def look(self, hours: float = 1.0, kept: int = 3, room: float = 1.0) -> list[str]:
        self.backups.look(hours, kept, room)
        directory = self.root.state_dir / "backups"
        return sorted(os.listdir(directory)) if directory.exists() else []

    def edit(self) -> None:
        self._number += 1
        (self.root.path / "a.py").write_text(f"def f{self._number}():\n    pass\n")
        with SqliteRepository.open(database(self.root.path)) as repository:
            index_tree(self.root.path, repository)

    def pass_hours(self, hours: float) -> None:
        self.clock.advance(hours * 3600)


def test_without_the_setting_there_are_no_backups(here: Path) -> None:
    assert Clockwork(here).look(hours=0) == []


def test_a_backup_is_made_when_the_newest_is_too_old_and_something_has_changed(here: Path) -> None:
    clockwork = Clockwork(here)
    assert len(clockwork.look()) == 1
    clockwork.edit()
    clockwork.pass_hours(0.9)
    assert len(clockwork.look()) == 1
    clockwork.pass_hours(0.2)
    assert len(clockwork.look()) == 2
    clockwork.pass_hours(5)
    assert len(clockwork.look()) == 2
    assert [stat.S_IMODE(path.stat().st_mode) for path in (here / ".omny").glob("backups*")] == [0o700]


def test_the_newest_are_kept_and_nothing_else_is_touched(here: Path) -> None:
    clockwork = Clockwork(here)
    first = clockwork.look(kept=2)
    directory = here / ".omny" / "backups"
    (directory / "mine.db").write_text("mine")
    (directory / f"{first[0]}.part-0123").write_text("of a process that died")
    for _ in range(3):
        clockwork.edit()
        clockwork.pass_hours(2)
        found = clockwork.look(kept=2)
    assert len(found) == 3
    assert "mine.db" in found
    assert first[0] not in found
    assert dump_of(directory / found[-1]) == dump_of(database(here))


def test_a_backup_that_fails_is_told_and_tried_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clockwork = Clockwork(here)

    def fails(*_: object) -> None:
        raise StorageError("back up index", "the disk is full")

    with monkeypatch.context() as context:
        context.setattr(backups, "back_up", fails)
        assert clockwork.look() == []
        assert "the disk is full" in clockwork.backups.problem
        assert clockwork.look() == []
    clockwork.clock.advance(backups.RETRY_SECONDS + 1)
    assert len(clockwork.look()) == 1
    assert clockwork.backups.problem == ""


def test_a_clock_that_was_set_back_does_not_end_the_backups(here: Path) -> None:
    clockwork = Clockwork(here)
    directory = clockwork.root.private_dir("backups")
    ahead = (clockwork.clock.now() + timedelta(days=400)).astimezone(UTC)
    (directory / f"omny-{ahead:%Y%m%dT%H%M%S%fZ}.db").write_text("")
    assert len(clockwork.look()) == 2


def test_one_backup_is_made_at_a_time_and_the_loop_never_waits(here: Path) -> None:
    waiting: list = []
    looking = Backups(Root.of(here), str(database(here)), SYSTEM_CLOCK, waiting.append, settle_seconds=0)
    looking.look(1, 3, 1)
    looking.look(1, 3, 1)
    assert len(waiting) == 1
    waiting.pop()()
    assert len(os.listdir(here / ".omny" / "backups")) == 1


@pytest.mark.parametrize("error", [DamagedError, UsageError])
def test_whatever_is_wrong_with_a_backup_the_daemon_goes_on(here: Path, error, monkeypatch) -> None:
    clockwork = Clockwork(here)
    monkeypatch.setattr(Root, "private_dir", lambda *_: (_ for _ in ()).throw(error("make", "no")))
    clockwork.look()
    assert clockwork.backups.problem
