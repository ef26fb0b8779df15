"""The daemon in the background: what its starter is told, what it survives, and how it is ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import DaemonError
from omny.base.lock import LOCK_NAME, DaemonLock, holder
from omny.base.paths import Root
from omny.daemon.process import background
from tests.support.fake_clock import FakeClock

# A daemon that holds the lock until SIGTERM, and its starters. `TALK` is a FIFO, where a test has made one.
LIVES = """
import json, os, signal, sys, threading
from omny.daemon.process import background
from omny.base.lock import DaemonLock
from omny.base.errors import OmnyError, UsageError
from omny.base.paths import Root

root = Root.of(sys.argv[1])

def daemon(ready):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    with DaemonLock(root):
        ready("a note")
        ready("said twice")
        signal.sigwait([signal.SIGTERM])
    return 0

def stubborn(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with DaemonLock(root):
        ready("")
        while True:
            signal.pause()

def slow(ready):
    with DaemonLock(root):
        open(root.path / "TALK").read()  # until the test lets it go on
        ready("")
        signal.pause()

def refused(ready):
    raise UsageError("watch", "nothing to see", path="there", hint="go on")

def broken(ready):
    raise ValueError("no good")

def silent(ready):
    os.kill(os.getpid(), signal.SIGKILL)

def surroundings(ready):
    said = [os.getcwd(), os.umask(0), os.getsid(0), [os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2, 50)]]
    ready(json.dumps(said))

def outcome(run, **more):
    try:
        started = background.start(root, run, **more)
        return {"pid": started.pid, "ready": started.is_ready, "note": started.note}
    except OmnyError as error:
        return {"error": type(error).__name__, "says": str(error)}
"""
SAY = "print(json.dumps(outcome({})), flush=True)\n"


@pytest.fixture
def root(tree: Path) -> Iterator[Root]:
    """A root; a daemon that a test has left is killed."""
    root = Root.of(tree)
    yield root
    left = holder(root)
    if left is not None and left.pid != os.getpid():
        os.kill(left.pid, signal.SIGKILL)


def begin(root: Root, script: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LIVES + script, str(root.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **more,
    )


def started(root: Root, call: str) -> dict[str, Any]:
    """What a starter was told. That its output ends shows that the daemon has not kept it."""
    said, _ = begin(root, SAY.format(call)).communicate()
    return json.loads(said)


def test_a_start_returns_when_the_daemon_watches_and_a_stop_when_it_has_ended(root: Root) -> None:
    said = started(root, "daemon")
    found = holder(root)
    assert found is not None
    assert said == {"pid": found.pid, "ready": True, "note": "a note"}
    assert background.stop(root) == found.pid
    assert holder(root) is None
    assert background.stop(root) is None


def test_an_error_before_the_daemon_watches_is_the_starters(root: Root) -> None:
    assert started(root, "refused") == {"error": "UsageError", "says": "watch there: nothing to see; go on"}
    said = started(root, "broken")
    assert said["error"] == "InternalError"
    assert said["says"].startswith("this is a bug in Omny: ValueError: no good")


def test_a_daemon_that_dies_without_a_word_is_told_with_its_log(root: Root) -> None:
    said = started(root, "silent")
    assert said["error"] == "DaemonError"
    assert "the daemon ended before it was ready" in said["says"]
    assert str(root.state_dir / "daemon.log") in said["says"]


def test_a_daemon_that_takes_long_to_start_is_not_waited_for(root: Root) -> None:
    os.mkfifo(root.path / "TALK")
    said = started(root, "slow, timeout=0")
    assert said["ready"] is False
    with open(root.path / "TALK", "w"):  # it is there, and reads
        found = holder(root)
        assert found is not None
        assert found.pid == said["pid"]
    os.kill(said["pid"], signal.SIGKILL)


def test_a_daemon_keeps_nothing_of_where_it_was_started(root: Root) -> None:
    script = "os.dup2(1, 50, inheritable=True)\n" + SAY.format("surroundings")
    said, _ = begin(root, script).communicate()
    told = json.loads(said)
    folder, mask, session, streams = json.loads(told["note"])
    assert (folder, mask) == ("/", 0o077)
    assert streams == ["/dev/null"] * 4
    assert session not in (told["pid"], os.getsid(0))  # not the leader: it can get no terminal again


def test_closed_standard_streams_are_no_obstacle(root: Root) -> None:
    script = "keep = os.dup(1)\nfor n in (0, 1, 2): os.close(n)\nsaid = json.dumps(outcome(daemon))\n"
    said, _ = begin(root, script + "os.write(keep, said.encode())\n").communicate()
    assert json.loads(said)["ready"] is True
    assert background.stop(root) == json.loads(said)["pid"]


def test_a_daemon_survives_the_end_of_the_session_that_it_was_started_in(root: Root) -> None:
    starter = begin(root, SAY.format("daemon") + "sys.stdin.read()\n", start_new_session=True)
    assert starter.stdout is not None
    told = json.loads(starter.stdout.readline())
    assert os.getsid(told["pid"]) != os.getsid(starter.pid)
    os.killpg(starter.pid, signal.SIGHUP)
    starter.communicate()
    assert starter.returncode == -signal.SIGHUP
    found = holder(root)
    assert found is not None
    assert background.stop(root) == told["pid"] == found.pid


def test_of_twenty_starts_at_once_one_watches_and_the_others_name_it(root: Root) -> None:
    script = """
gun, trigger = os.pipe()
ends = []
for _ in range(20):
    mine, its = os.pipe()
    if os.fork() == 0:
        os.close(trigger)
        os.read(gun, 1)  # all of them wait here until the other end is closed
        os.write(its, json.dumps(outcome(daemon)).encode())
        os._exit(0)
    os.close(its)
    ends.append(mine)
os.close(trigger)
for end in ends:
    print(open(end).read(), flush=True)
"""
    said, _ = begin(root, script).communicate()
    outcomes = [json.loads(line) for line in said.splitlines()]
    [first] = [told for told in outcomes if "pid" in told]
    refusals = [told for told in outcomes if "error" in told]
    assert len(refusals) == 19
    assert {told["error"] for told in refusals} == {"AlreadyRunningError"}
    assert all(f"already running for this root: pid {first['pid']}, since" in told["says"] for told in refusals)
    assert background.stop(root) == first["pid"]


def test_a_stop_that_takes_too_long_says_so_and_what_to_do(root: Root) -> None:
    pid = started(root, "stubborn")["pid"]
    clock = FakeClock()
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        clock.advance(seconds)

    with pytest.raises(DaemonError, match=f"pid {pid} still runs after 5 s; 'kill -9 {pid}' is safe"):
        background.stop(root, timeout=5, clock=clock, nap=nap)
    assert naps == sorted(naps)
    assert (naps[0], naps[-1]) == (0.01, 0.25)


def test_a_stop_signals_nobody_whom_the_lock_does_not_speak_for(root: Root) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        left = {"pid": stranger.pid, "started_at": "2026", "version": "0", "pid_space": ""}
        root.state_file("daemon.gate")
        root.state_file(LOCK_NAME).write_text(json.dumps(left))  # by a daemon that was killed
        assert background.stop(root) is None
        stranger.communicate(b"\n")
        assert stranger.returncode == 0


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "held by no daemon of Omny"),
        ({"pid": 0}, "held by no daemon of Omny"),
        ({"pid": -1}, "held by no daemon of Omny"),
        ({"pid_space": "elsewhere 1"}, "of another container or machine"),
    ],
)
def test_a_stop_refuses_where_a_pid_means_nothing(root: Root, said: Any, reason: str) -> None:
    with DaemonLock(root):
        lock = root.state_file(LOCK_NAME)
        lock.write_text("" if said == "" else json.dumps(json.loads(lock.read_text()) | said))
        with pytest.raises(DaemonError, match=reason):
            background.stop(root)


def test_a_daemon_that_ends_by_itself_before_it_is_told_to_is_not_signalled(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = DaemonLock(root)
    lock.acquire()
    opened = os.pidfd_open

    def ends_now(pid: int) -> int:
        lock.release()
        return opened(pid)

    monkeypatch.setattr(os, "pidfd_open", ends_now)
    assert background.stop(root) is None  # else this test would not have lived to say so
