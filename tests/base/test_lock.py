"""The daemon's lock: one holder a root, told by the operating system and by nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from omny.base.errors import AlreadyRunningError, UsageError
from omny.base.lock import LOCK_NAME, DaemonLock, holder
from omny.base.paths import Root
from tests.support.fake_clock import FakeClock

HOLD = """
import os, sys
from omny.base.lock import DaemonLock
from omny.base.paths import Root
lock = DaemonLock(Root.of(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""

LEAVE_A_WORKER = """
import os, sys
from omny.base.lock import DaemonLock
from omny.base.paths import Root
lock = DaemonLock(Root.of(sys.argv[1]))
lock.acquire()
if os.fork() == 0:
    lock.release()  # as a `with` does that a fork leaves
    print("forked", flush=True)
    sys.stdin.read()
    os._exit(0)
os.wait()
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def root(tree: Path) -> Root:
    return Root.of(tree)


@pytest.fixture
def start(root: Root) -> Iterator[Start]:
    """Starts a script with the root as its argument, and returns when it has printed a line."""
    started = []

    def begin(script: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(root.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline()
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_daemon_is_told_which_one_is_the_first(root: Root) -> None:
    with DaemonLock(root, clock=FakeClock()) as first:
        with pytest.raises(AlreadyRunningError) as caught:
            DaemonLock(root).acquire()
        assert first.is_still_ours()
    assert f"pid {os.getpid()}, since 2026-01-02T03:04:05.000000Z" in caught.value.reason
    assert "omny stop" in caught.value.hint
    with DaemonLock(root):
        pass


def test_the_holder_is_named_while_it_holds(root: Root) -> None:
    with DaemonLock(root, clock=FakeClock()):
        found = holder(root)
        assert found is not None
        assert (found.pid, found.started_at) == (os.getpid(), "2026-01-02T03:04:05.000000Z")
    assert holder(root) is None


def test_to_look_for_a_holder_makes_nothing(root: Root) -> None:
    assert holder(root) is None
    assert not root.state_dir.exists()


def test_a_lock_file_alone_holds_nothing(root: Root) -> None:
    said = {"pid": os.getpid(), "started_at": "2026", "version": "0", "pid_space": ""}
    root.state_file("daemon.gate")
    root.state_file(LOCK_NAME).write_text(json.dumps(said))
    assert holder(root) is None


def test_a_holder_that_is_killed_holds_nothing_any_more(root: Root, start: Start) -> None:
    process = start(HOLD)
    found = holder(root)
    assert found is not None
    assert found.pid == process.pid
    process.kill()
    process.wait()
    assert holder(root) is None
    with DaemonLock(root) as lock:
        assert lock.is_still_ours()


def test_a_worker_that_outlives_the_daemon_does_not_hold_its_lock(root: Root, start: Start) -> None:
    process = start(LEAVE_A_WORKER)
    assert holder(root) is not None, "the worker's release is not the daemon's"
    process.kill()
    process.wait()
    assert holder(root) is None


def test_a_suspended_holder_holds(root: Root, start: Start) -> None:
    process = start(HOLD)
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    with pytest.raises(AlreadyRunningError, match=f"pid {process.pid}"):
        DaemonLock(root).acquire()


def test_whoever_locks_the_file_by_other_means_is_no_daemon_of_ours(root: Root) -> None:
    import fcntl

    root.state_file("daemon.gate")
    for content in ("", "[1]", '{"pid": "x"}', "\0\xff"):
        with open(root.state_file(LOCK_NAME), "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            fcntl.flock(file, fcntl.LOCK_EX)
            found = holder(root)
            assert found is not None
            assert found.pid == 0
            with pytest.raises(AlreadyRunningError, match="an unknown process"):
                DaemonLock(root).acquire()


def test_with_the_state_directory_the_lock_is_gone(root: Root) -> None:
    with DaemonLock(root) as first:
        shutil.rmtree(root.state_dir)
        assert not first.is_still_ours()
        assert holder(root) is None
        with DaemonLock(root) as second:
            assert second.is_still_ours()
            assert not first.is_still_ours()
        first.release()
        assert not first.is_still_ours()


def test_a_symlink_in_place_of_a_lock_file_is_refused(root: Root, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    root.make_state_dir()
    (root.state_dir / LOCK_NAME).symlink_to(other)
    with pytest.raises(UsageError, match="symlink"):
        DaemonLock(root).acquire()
    assert other.read_text() == "mine"


def test_the_lock_files_are_private(root: Root) -> None:
    with DaemonLock(root):
        modes = {file.name: file.stat().st_mode & 0o777 for file in root.state_dir.glob("daemon.*")}
    assert modes == {"daemon.lock": 0o600, "daemon.gate": 0o600}


def test_a_disk_without_room_leaves_no_lock_behind(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(UsageError, match="no space left"):
            DaemonLock(root).acquire()
    assert holder(root) is None
