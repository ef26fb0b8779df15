"""An edit that fails or dies at any step is there whole or not at all, in the files and in the index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import OmnyError
from omny.edit.journal import EDITS_NAME, Journal
from omny.edit.request import EditRequest, Move, Rename, Replace, Undo
from omny.edit.steps import STEPS
from tests.support.editing import Edited, apply, edited
from tests.support.faulty_steps import FaultySteps, Killed
from tests.support.helpers import assert_equals_fresh, write_tree

LONG = bool(os.environ.get("OMNY_LONG"))

FILES = {
    "a.py": "def f():\n    return 1\n",
    "b.py": "from a import f\n\n\ndef g():\n    return f()\n",
    "d/c.py": "from a import f\n\n\ndef h():\n    return f()\n",
}
REQUESTS: dict[str, EditRequest] = {
    "rename": Rename(atom="a.py::f", name="first"),
    "move": Move(path="a.py", target="new/deep/e.py"),
    "replace": Replace(atom="a.py::f", text="def f():\n    return 2"),
}


def files_of(root: Path) -> dict[str, bytes]:
    """All files but those of Omny, drafts included."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".omny" not in path.relative_to(root).parts
    }


def prepared(root: Path, name: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files before and after an edit."""
    with edited(root, FILES) as tree:
        before = files_of(root)
        assert tree.applied(REQUESTS[name]).status == "applied"
        return before, files_of(root)


def dies(tree: Edited, name: str) -> bool:
    """Whether the process dies during the edit."""
    try:
        apply(tree.context, REQUESTS[name])
    except Killed:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", REQUESTS)
def test_an_edit_that_dies_at_any_step_is_all_there_or_not_at_all(tmp_path, name):
    before, after = prepared(tmp_path / "first", name)
    ends = set()
    with edited(tmp_path / "tree", FILES) as tree:
        for manner in ("before", "middle", "after"):
            for at in count(1):
                tree.steps = FaultySteps(manner, at)
                if not dies(tree, name):
                    tree.steps = STEPS
                    tree.applied(Undo())
                    break
                again = Edited(tree.path, tree.repository)
                found = files_of(tree.path)
                assert found in (before, after), (manner, at, tree.steps.log, found.keys())
                assert_equals_fresh(tree.path, again.repository)
                ends.add(found == after)
                left = (
                    os.listdir(tree.root.state_dir / EDITS_NAME) if (tree.root.state_dir / EDITS_NAME).exists() else []
                )
                assert not [each for each in left if each.endswith((".json", ".new"))]
                if found == after:  # and it can be undone as if nothing had been
                    assert again.applied(Undo()).status == "applied"
                assert files_of(tree.path) == before
                tree.indexer.reload()
    assert ends == {True, False}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_step_that_fails_leaves_everything_as_it_was(tmp_path, name):
    before, after = prepared(tmp_path / "first", name)
    with edited(tmp_path / "tree", FILES) as tree:
        for at in count(1, 1 if LONG else 2):
            tree.steps = FaultySteps("error", at)
            try:
                status: str = apply(tree.context, REQUESTS[name]).status
            except OmnyError:
                status = "error"
            if tree.steps.calls < at:
                break
            found = files_of(tree.path)
            again = Edited(tree.path, tree.repository)
            ended = files_of(tree.path)
            assert ended in (before, after), (at, tree.steps.log, ended.keys())
            assert (ended == after) == (status == "applied") or found != ended, (at, status, tree.steps.log[-1])
            assert_equals_fresh(tree.path, again.repository)
            if ended == after:
                again.applied(Undo())
            tree.indexer.reload()
            assert files_of(tree.path) == before


class Overtaken(FaultySteps):
    """Another program replaces the file just before the exchange, and the process dies just after it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def _step(self, name: str, real: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if name != "exchange":
            return super()._step(name, real, arguments, named)
        draft = self._file.with_suffix(".tmp")
        draft.write_text("foreign = 1\n")
        draft.replace(self._file)
        real(*arguments)
        self._is_dead = True
        raise Killed


def test_what_another_program_had_written_is_given_back_after_a_crash(tmp_path):
    with edited(tmp_path, FILES) as tree:
        tree.steps = Overtaken(tmp_path / "a.py")
        with pytest.raises(Killed):
            apply(tree.context, REQUESTS["replace"])
        again = Edited(tmp_path, tree.repository)
        assert tree.text("a.py") == "foreign = 1\n"
        assert again.drafts() == []
        assert_equals_fresh(tmp_path, again.repository)


def test_the_newest_edits_are_kept_for_undo_and_the_oldest_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr("omny.edit.journal.MAX_KEPT", 3)
    with edited(tmp_path, FILES) as tree:
        for number in range(5):
            tree.applied(Replace(atom="a.py::f", text=f"def f():\n    return {number + 5}"))
        journal = Journal(tree.root)
        assert len(journal.undoable()) == 3
        assert len(os.listdir(tree.root.state_dir / EDITS_NAME)) == 6
        assert {journal.edits(record)[0].path for record in journal.undoable()} == {"a.py"}


@pytest.mark.skipif(not LONG, reason="kills real processes for minutes; OMNY_LONG=1")
def test_a_killed_process_leaves_all_or_nothing(tmp_path):
    before, after = prepared(tmp_path / "first", "rename")
    ends = {"before": 0, "after": 0}
    root = write_tree(tmp_path / "tree", FILES)
    command = [sys.executable, "-m", "omny", "edit", "rename", "a.py::f", "first", "--root", str(root)]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    taken = time.monotonic() - started
    subprocess.run([*command[:4], "undo", "--root", str(root)], check=True, capture_output=True)
    for number in range(100):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(taken * (0.5 + 0.6 * number / 100))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with edited(root, {}) as tree:
            found = files_of(root)
            assert found in (before, after), number
            assert_equals_fresh(root, tree.repository)
            ends["after" if found == after else "before"] += 1
            if found == after:
                tree.applied(Undo())
    print(ends)
    shutil.rmtree(root)
