"""Real mounts under a real daemon: an overlay, FUSE, a loop device, a bind mount, put over directories and taken away.

By root only. Whatever is mounted, after `sync` the index is what a fresh one would be.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.daemon.polling import POLL_SECONDS
from omny.daemon.process.background import STOP_SECONDS
from omny.watch.sources.patience import ANSWER_SECONDS
from tests.support.fuse import FuseMount
from tests.support.helpers import write_tree
from tests.support.mounting import MNT_DETACH, MS_BIND, loop_mounted, mount, mounted, unmount
from tests.support.real_daemon import LONG, RealDaemon, kill_holder, needs_daemon, omny, patience

pytestmark = [needs_daemon, pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")]

A = "def a():\n    return b()\n"
B = "def b():\n    return 1\n"


def polled(daemon: RealDaemon) -> dict[str, str]:
    found: dict[str, str] = daemon.ask("status")["freshness"]["polled"]
    return found


@pytest.fixture
def overlay(tmp_path: Path, starter) -> Iterator[RealDaemon]:
    """A daemon on an overlay, whose layers are the directories `lower` and `upper` beside the tree."""
    for name in ("lower", "upper", "work", "merged"):
        (tmp_path / name).mkdir()
    write_tree(tmp_path / "lower", {"a.py": A})
    options = f"lowerdir={tmp_path}/lower,upperdir={tmp_path}/upper,workdir={tmp_path}/work"
    with mounted("overlay", tmp_path / "merged", "overlay", options) as root:
        daemon = RealDaemon(root, starter).start()
        try:
            daemon.settle()
            yield daemon
        finally:
            daemon.kill()
            kill_holder(root)


@pytest.fixture
def fuse(live: RealDaemon, tmp_path: Path) -> Iterator[FuseMount]:
    """FUSE at `remote` in the tree of `live`; `behind` is what it shows."""
    write_tree(tmp_path / "behind", {"a.py": A})
    write_tree(live.path, {"local.py": "from remote.a import a\n\n\ndef local():\n    a()\n"})
    shown = FuseMount(tmp_path / "behind", live.path / "remote")
    yield shown
    shown.close()


def test_f2_what_changes_below_an_overlay_is_there_after_sync_and_it_is_told_to_be_polled(overlay, tmp_path):
    write_tree(tmp_path / "upper", {"b.py": B})
    overlay.sync()
    assert "b.py::b" in overlay.ids()
    overlay.settle()
    assert polled(overlay) == {".": "overlay"}
    root = str(overlay.path)
    said = omny("status", "--root", root)
    assert "; . (overlay) is polled, last looked at " in said.stdout
    assert ". (overlay) is polled" in omny("doctor", "--root", root).stdout


def test_what_changes_below_an_overlay_is_found_without_a_sync(overlay, tmp_path):
    write_tree(tmp_path / "upper", {"b.py": B})
    overlay.eventually(lambda: "b.py::b" in overlay.ids())
    overlay.settle()


def test_what_changes_behind_fuse_is_found_and_the_rest_of_the_tree_is_told_of_by_events(live, fuse, tmp_path):
    live.start()
    live.settle()
    assert polled(live) == {"remote": "fuse"}
    write_tree(tmp_path / "behind", {"a.py": "def a():\n    return 2\n\n\ndef more():\n    pass\n", "in/b.py": B})
    live.settle()
    assert {"remote/a.py::more", "remote/in/b.py::b"} <= live.ids()
    shutil.rmtree(tmp_path / "behind/in")
    live.eventually(lambda: "remote/in/b.py::b" not in live.ids())
    live.settle()
    said = live.ask("daemon")
    assert (said["polled_below"], said["unwatched"]) == ({"remote": "fuse"}, 0)
    assert said["polled_seconds"] < 30


def test_a_file_system_that_comes_over_a_directory_and_goes_again_is_followed(live, tmp_path):
    write_tree(live.path, {"a.py": A, "sub/in/hidden.py": B})
    live.start()
    live.settle()
    with loop_mounted(tmp_path / "disk", live.path / "sub") as point:
        live.eventually(lambda: "sub/in/hidden.py::b" not in live.ids())  # nobody asked
        write_tree(point, {"in/shown.py": B})
        live.settle()
        assert "sub/in/shown.py::b" in live.ids()
        assert polled(live) == {}
        write_tree(point, {"in/shown.py": A})  # an event
        live.settle()
        assert unmount(point)  # no watch holds it
        live.eventually(lambda: "sub/in/hidden.py::b" in live.ids())
        live.settle()
        write_tree(live.path, {"sub/in/hidden.py": A})
        live.settle()


def test_bind_mounts_that_come_and_go_in_a_storm_leave_what_is_there(live, tmp_path):
    write_tree(tmp_path, {"one/x.py": A, "two/deep/y.py": B})
    write_tree(live.path, {"sub/z.py": B})
    live.start()
    live.settle()
    point = live.path / "sub"
    mount(tmp_path / "one", point, "", flags=MS_BIND)
    unmount(point, MNT_DETACH)
    try:
        for number in range(40):
            if number % 3 != 2:
                mount(tmp_path / ("one", "two")[number % 2], point, "", flags=MS_BIND)
            else:
                unmount(point, MNT_DETACH)
            if number % 10 == 9:
                live.settle()
        write_tree(tmp_path, {"one/x.py": "def other():\n    pass\n", "two/deep/y.py": A})
        live.settle()
    finally:
        while unmount(point, MNT_DETACH):
            pass
    live.settle()
    assert "sub/z.py::b" in live.ids()


def test_a_bind_mount_of_a_file_is_polled_since_its_events_are_another_directorys(live, tmp_path):
    write_tree(tmp_path, {"outside.py": A})
    write_tree(live.path, {"a.py": B})
    mount(tmp_path / "outside.py", live.path / "a.py", "", flags=MS_BIND)
    try:
        live.start()
        live.settle()
        assert "a.py::a" in live.ids()
        assert [why.endswith("a mounted file") for why in polled(live).values()] == [True]
        (tmp_path / "outside.py").write_text("def other():\n    pass\n")
        live.eventually(lambda: "a.py::other" in live.ids())
    finally:
        unmount(live.path / "a.py", MNT_DETACH)
    live.settle()
    assert "a.py::b" in live.ids()
    assert polled(live) == {}


@pytest.mark.skipif(not LONG, reason="takes 20 s; tests/watch/sources/test_patience.py has it in small")
def test_a_daemon_whose_root_hangs_obeys_a_signal(starter, tmp_path):
    write_tree(tmp_path / "behind", {"a.py": A})
    shown = FuseMount(tmp_path / "behind", tmp_path / "root")
    daemon = RealDaemon(tmp_path / "root", starter)
    try:
        omny("start", "--root", str(daemon.path))  # by this test, in whose home the state of the root is
        daemon.adopt()
        daemon.settle()
        shown.hang()
        threading.Event().wait(2 * POLL_SECONDS)  # by then the loop may wait in the kernel
        daemon.signal(signal.SIGTERM)
        ends = ("ended in the middle of a pass", "stopped: a stop was requested")
        daemon.eventually(lambda: any(end in daemon.log() for end in ends), STOP_SECONDS * patience())
        shown.go_on()
        omny("start", "--root", str(daemon.path))  # the lock is free, and nothing was lost
        daemon.adopt()
        daemon.settle()
    finally:
        shown.go_on()
        daemon.kill()
        shown.close()


@pytest.mark.skipif(not LONG, reason="takes 20 s; tests/watch/sources/test_patience.py has it in small")
def test_a_file_system_that_hangs_holds_up_neither_the_rest_nor_sync_nor_stop_and_is_told(live, fuse, tmp_path):
    live.start()
    live.settle()
    fuse.hang()
    write_tree(live.path, {"local.py": "def after():\n    pass\n"})
    live.eventually(lambda: "local.py::after" in live.ids(), 30)
    started = time.monotonic()
    live.sync()  # what can be looked at was
    assert time.monotonic() - started < 4 * ANSWER_SECONDS * patience()
    fresh = live.ask("search", text="a")["freshness"]
    assert any(f"{live.path}/remote does not answer" in problem for problem in fresh["problems"])
    assert {"remote/a.py::a", "local.py::after"} <= live.ids()  # nothing is taken for deleted
    write_tree(tmp_path / "behind", {"a.py": "def renamed():\n    pass\n"})
    fuse.go_on()
    live.eventually(lambda: "remote/a.py::renamed" in live.ids(), 30)
    live.eventually(lambda: live.ask("daemon")["problems"] == [], 30)
    live.settle()
    fuse.hang()
    live.eventually(lambda: live.ask("daemon")["problems"] != [], 30)
    started = time.monotonic()
    omny("stop", "--root", str(live.path))
    assert time.monotonic() - started < 10 * patience()
    live.start()  # the one before may still wait in the kernel, for an answer that it can no longer use
    live.sync()
    fuse.go_on()
    live.eventually(lambda: live.ask("daemon")["problems"] == [], 30)
    live.settle()
