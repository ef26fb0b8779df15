"""Who waits for another process's write lock is told so, and which process it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from omny.cli import run
from omny.storage.sqlite import patience as sqlite_patience
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import write_tree

HOLD = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="Linux tells who holds a lock")
def test_a_wait_for_the_write_lock_names_the_process_that_holds_it(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(tree, {"b.py": "def g():\n    pass\n"})
    monkeypatch.setattr(sqlite_patience, "SILENT_SECONDS", 0.01)
    monkeypatch.setitem(SqliteRepository.open.__func__.__kwdefaults__, "busy_timeout_seconds", 0.3)  # type: ignore[attr-defined]
    database = str(tree / ".omny" / "omny.db")
    command = [sys.executable, "-c", HOLD, database]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        capsys.readouterr()
        assert run(["index", "--jobs", "1"]) == 2
        said = capsys.readouterr().err
        assert f"omny: waiting: pid {process.pid}, since " in said
        assert f"holds the write lock of {database}; gives up after 0.3 s" in said
        process.stdin.close()
    assert run(["index", "--jobs", "1"]) == 0
    assert "waiting" not in capsys.readouterr().err
    assert sqlite_patience.tellers == []
