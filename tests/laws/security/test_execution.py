"""Promises S1 to S4: what a tree can make Omny do. Every process is watched, from its beginning."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.booby_trap import Trap, set_trap
from tests.support.places import TOP
from tests.support.real_daemon import kill_holder

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="speaks of Linux")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Trap:
    """A trap in which a whole life of Omny took place: an index, a daemon, workers of both, questions, checks."""
    trap = set_trap(tmp_path_factory.mktemp("trap"))
    large = trap.tree / "pkg" / "large.py"
    told = [trap.omny("index", "--jobs", "2"), trap.omny("search", "of the tree")]
    daemon = subprocess.Popen([*trap.script, "watch"], cwd=trap.tree, env=trap.environment, stderr=subprocess.PIPE)
    try:
        assert daemon.stderr is not None
        while b"Ctrl-C ends it" not in (line := daemon.stderr.readline()):
            assert line, "it has ended"
        large.write_text(large.read_text() + "\n\ndef saved():\n    return large_1(1, 2)\n")
        (trap.tree / "json.py").write_text("def saved_too():\n    pass\n")
        told += [
            trap.omny("sync"),
            trap.omny("callers", "large_1", "--depth", "2", "--json"),
            trap.omny("show", "saved", "--source"),
            trap.omny("at", "1", "search", "large"),
            trap.omny("verify", "--deep"),
            trap.omny("status", "--skipped"),
            trap.omny("stop"),
            trap.omny("dump", "--fresh"),
            trap.omny("backup", str(trap.tree / ".omny" / "copy.db")),
            trap.omny("grep", "of_the_tree"),
            *(
                trap.omny("outline", path)
                for path in ("rust/src/lib.rs", "jvm/src/main/java/shop/Trap.java", "c/trap.c")
            ),
        ]
    finally:
        daemon.terminate()
        daemon.communicate()
    assert [(each.args, each.stderr) for each in told if each.returncode != 0] == []
    return trap


@pytest.mark.slow
@linux
def test_s1_nothing_of_the_tree_is_executed_or_imported(lived: Trap) -> None:
    assert lived.sprung() == []
    assert lived.wrong() == []
    starts = [arguments for event, arguments in lived.seen() if event == "start"]
    # The witness was there: the commands, the fork server and its kin are Python, and nothing else was started.
    assert len(starts) >= 13, starts
    assert any("multiprocessing.forkserver" in " ".join(arguments) for arguments in starts)
    assert all(os.path.samefile(arguments[0], sys.executable) for arguments in starts)


@linux
def test_s1_workers_that_are_fresh_interpreters_import_nothing_from_the_current_folder(tmp_path: Path) -> None:
    """As a system without fork has them, and a process with threads."""
    trap = set_trap(tmp_path)
    code = """
import threading
from omny.executors.pool import ExtractPool, process_pool
from omny.executors.worker import Task
from omny.base.paths import Root

if __name__ == "__main__":
    done = threading.Event()
    threading.Thread(target=done.wait).start()
    pool = ExtractPool(Root.of("."), 2, max_bytes=10**7, seconds=60, executors=process_pool)
    tasks = [Task("pkg/large.py", "python", 300_000), Task("json.py", "python", 9)]
    print([str(outcome.reason) for outcome in pool.run(tasks)])
    done.set()
"""
    script = tmp_path / "outside" / "script.py"
    script.write_text(code)
    done = trap.run(sys.executable, str(script))
    assert (done.stdout, done.stderr) == ("['', '']\n", "")
    assert sum("spawn_main" in " ".join(arguments) for event, arguments in trap.seen() if event == "start") >= 1
    assert (trap.sprung(), trap.wrong()) == ([], [])


@pytest.mark.slow
@linux
def test_s1_python_m_omny_in_a_tree_takes_none_of_its_modules(tmp_path: Path) -> None:
    """None, that is, but those that Python itself imports before anything of ours is run."""
    trap = set_trap(tmp_path)
    python = (sys.executable, "-m", "omny")
    try:
        for arguments in (["index"], ["search", "large"], ["--help"], ["start"], ["stop"]):
            done = trap.run(*python, *arguments)
            assert (done.returncode, done.stderr) == (0, ""), done.args
    finally:
        kill_holder(trap.tree)
    assert (trap.sprung(), trap.wrong()) == ([], [])


@linux
def test_s1_a_checkout_can_still_be_run_from_its_own_folder(tmp_path: Path) -> None:
    code = "import runpy, sys; sys.argv = ['omny', '--version']; runpy.run_module('omny', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:5]) == (0, "omny "), done.stderr


def test_s2_nothing_is_read_through_a_symlink_of_the_tree(lived: Trap) -> None:
    assert "outside_of_the_tree" not in lived.omny("dump").stdout
    read = [arguments[0] for event, arguments in lived.seen() if event == "open"]
    assert read
    assert [path for path in read if str(path).startswith(str(lived.outside / "private"))] == []
    # Paths below the root are opened component by component, from a descriptor: none of them is a whole path.
    told = json.loads(lived.omny("status", "--json").stdout)["results"]
    assert {(each["path"], each["reason"]) for each in told if each["path"].startswith("linked")} == {
        ("linked", "symlink not followed"),
        ("linked.py", "symlink not followed"),
    }


def test_s3_nothing_is_written_outside_the_state_directory(lived: Trap) -> None:
    """Neither by Python, which the witness saw, nor by SQLite, which it cannot see."""
    assert [entry.name for entry in (lived.outside / "home").iterdir()] == []
    assert [entry.name for entry in (lived.outside / "tmp").iterdir()] == []
    state = lived.tree / ".omny"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    files = [path for path in state.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in files} == {0}
    others = set_trap(lived.outside / "untouched").tree
    ours = {path.relative_to(lived.tree).as_posix() for path in lived.tree.rglob("*") if state not in path.parents}
    assert ours - {".omny"} == {path.relative_to(others).as_posix() for path in others.rglob("*")}


def test_s4_no_network_is_spoken_to(lived: Trap) -> None:
    sockets = {arguments[0] for event, arguments in lived.seen() if event == "socket.__new__"}
    assert sockets <= {1}, "AF_UNIX"
    assert [arguments for event, arguments in lived.seen() if event.startswith("socket.get")] == []


def test_s5_the_log_holds_no_source(lived: Trap) -> None:
    """At its most talkative, of a daemon that read, parsed, resolved and checked the whole tree."""
    log = (lived.tree / ".omny" / "daemon.log").read_text()
    assert " debug omny" in log
    assert [word for word in ("of_the_tree", "large_1", "def ", "open(", "canaries", "function") if word in log] == []
