"""Roots that change places while their daemons run."""

from __future__ import annotations

import os
from pathlib import Path

from omny.base.errors import OmnyError
from omny.base.lock import holder
from omny.base.paths import Root
from omny.daemon.process.registry import list_daemons
from tests.support.helpers import write_tree
from tests.support.real_daemon import END_SECONDS, RealDaemon, Starter, connect_and_close, kill_holder, needs_daemon

pytestmark = needs_daemon


def test_two_roots_with_daemons_that_change_places_have_each_a_daemon_again(
    live: RealDaemon, tmp_path: Path, starter: Starter
) -> None:
    """Each found the lock of the other's, and ended."""
    other = RealDaemon(write_tree(tmp_path / "other", {"b.py": "def b():\n    pass\n"}), starter)
    write_tree(live.path, {"a.py": "def a():\n    pass\n"})
    live.start().settle()
    other.start().settle()
    try:
        pids = {live.pid, other.pid}
        live.hang_up()
        other.hang_up()
        os.rename(live.path, tmp_path / "aside")
        os.rename(other.path, live.path)
        os.rename(tmp_path / "aside", other.path)
        live.eventually(lambda: all(names_root(daemon.root) for daemon in (live, other)), 2 * END_SECONDS)
        write_tree(live.path, {"late.py": "def late():\n    pass\n"})
        for daemon, expected in ((live, {"b.py::b", "late.py::late"}), (other, {"a.py::a"})):
            daemon.adopt()
            daemon.settle()
            assert {identity for identity in daemon.ids() if not identity.endswith("<module>")} == expected
        assert {live.pid, other.pid} == pids
    finally:
        other.kill()
        kill_holder(other.path)


def names_root(root: Root) -> bool:
    """Whether the daemon that listens there was started for that place, and watches it."""
    try:
        found = holder(root)
        return found is not None and connect_and_close(root) and str(root.path) in registered(found.pid)
    except OmnyError:
        return False


def registered(pid: int) -> str:
    """The root that a daemon keeps, as the registry says."""
    return next((each.entry.root for each in list_daemons() if each.entry.pid == pid), "")
