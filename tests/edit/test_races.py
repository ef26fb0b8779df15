"""What another program writes while an edit is made is never lost."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from omny.base.errors import OmnyError, SourceError
from omny.base.paths import Root
from omny.edit.request import Body
from omny.edit.steps import Guard, Steps
from omny.edit.tree import FileEdit, TreeEdit
from tests.support.editing import apply, edited
from tests.support.helpers import assert_equals_fresh, write_tree

CHANGES = 500  # of another program

FOREIGN = """
import os, sys, time
path, count, manner = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for number in range(count):
    line = f"# foreign {number}\\n"
    if manner == "append" or (manner == "both" and number % 2):
        with open(path, "a") as file:
            file.write(line)
    else:
        with open(path) as file:
            text = file.read()
        with open(path + ".tmp", "w") as file:
            file.write(text + line)
        seen = os.stat(path)
        os.rename(path + ".tmp", path)
    time.sleep(0.001)
"""


@pytest.mark.parametrize("manner", ["append", "both"])
def test_a_writer_at_any_moment_loses_nothing(tmp_path, manner):
    """A process adds line after line, in place or by a new file, while edits are made: each is there in the end, or in
    a file beside it that the edit has named."""
    path = write_tree(tmp_path, {"a.py": "def f():\n    return 0\n"}) / "a.py"
    root = Root.of(tmp_path)
    ends = {"applied": 0, "refused": 0}
    told: list[str] = []
    with subprocess.Popen([sys.executable, "-c", FOREIGN, str(path), str(CHANGES), manner]) as process:
        number = 0
        while process.poll() is None:
            number += 1
            before = path.read_bytes()
            head, rest = before.split(b"\n", 2)[:2], before.split(b"\n", 2)[2]
            after = b"\n".join([head[0], b"    return %d" % number, rest])
            attempt = TreeEdit(root, [FileEdit("a.py", before, after)], f"{number:016x}")
            with contextlib.closing(attempt):
                try:
                    attempt.prepare(())
                    attempt.commit()
                    late = attempt.late()
                    if late:
                        raise SourceError("edit", "late")
                    told += attempt.clean()
                    ends["applied"] += 1
                except OmnyError:
                    told += attempt.roll_back()
                    ends["refused"] += 1
    print(ends)
    assert process.returncode == 0
    aside = [file for file in tmp_path.iterdir() if file.name.startswith(".a.py.")]
    assert all(any(file.name in line for line in told) for file in aside)
    texts = [file.read_text().splitlines() for file in (path, *aside)]
    assert {line for text in texts for line in text if "foreign" in line} == {f"# foreign {n}" for n in range(CHANGES)}
    if not aside:
        assert [line for line in texts[0] if "foreign" in line] == [f"# foreign {n}" for n in range(CHANGES)]
    assert ends["applied"] > 0
    assert set(os.listdir(tmp_path)) <= {"a.py", ".omny", *(file.name for file in aside)}


class Meddling(Steps):
    """Another program does something at a moment of the edit."""

    def __init__(self, moment: str, deed) -> None:
        self.moment = moment
        self.deed = deed

    def meddle(self, moment: str) -> None:
        if moment == self.moment:
            self.moment = ""
            self.deed()

    def draft(self, *arguments):
        self.meddle("before the draft") if not arguments[0].startswith("0") else None
        found = super().draft(*arguments)
        self.meddle("after the draft") if not arguments[0].startswith("0") else None
        return found

    def exchange(self, one, other, directory):
        self.meddle("before the exchange")
        super().exchange(one, other, directory)
        self.meddle("after the exchange")

    def guard(self, descriptor) -> Guard | None:
        self.meddle("before the guard")
        return None


MOMENTS = ("before the draft", "after the draft", "before the guard", "before the exchange")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("manner", ["replaced", "appended", "rewritten", "removed", "made a symlink"])
def test_a_file_that_is_changed_during_an_edit_keeps_that_change(tmp_path, moment, manner):
    """Without the leases of Linux, so that contents and inodes alone have to tell."""
    path = tmp_path / "a.py"

    def deed() -> None:
        if manner == "replaced":
            (tmp_path / "new").write_text("foreign = 1\n")
            os.replace(tmp_path / "new", path)
        elif manner == "appended":
            with path.open("a") as file:
                file.write("foreign = 1\n")
        elif manner == "rewritten":
            path.write_text("foreign = 1\n")
        elif manner == "removed":
            path.unlink()
        else:
            path.unlink()
            path.symlink_to("elsewhere.txt")

    with edited(tmp_path, {"a.py": "def f():\n    return 1\n", "elsewhere.txt": "foreign = 1\n"}) as tree:
        tree.steps = Meddling(moment, deed)
        with contextlib.suppress(OmnyError):
            assert apply(tree.context, Body(atom="f", text="return 2")).status == "refused"
        assert tree.steps.moment == ""
        if manner == "removed":
            assert not path.exists()
        else:
            assert "foreign = 1" in path.read_text()
        assert path.is_symlink() == (manner == "made a symlink")
        assert (tmp_path / "elsewhere.txt").read_text() == "foreign = 1\n"
        assert tree.drafts() == []
        assert_equals_fresh(tmp_path, tree.repository)


class Busy(Steps):
    """Another program does something before, or after, the exchange of that number."""

    def __init__(self, deeds) -> None:
        self.deeds = deeds
        self.exchanges = 0

    def exchange(self, one, other, directory):
        self.exchanges += 1
        self.deeds.pop(("before", self.exchanges), lambda: None)()
        super().exchange(one, other, directory)
        self.deeds.pop(("after", self.exchanges), lambda: None)()


def aside_of(tmp_path: Path) -> dict[str, str]:
    """What an edit has left beside the file, by its name."""
    return {file.name: file.read_text() for file in tmp_path.iterdir() if file.name.startswith(".a.py.")}


@pytest.mark.parametrize(
    ("moments", "aside"),
    [
        ([("before", 1), ("after", 1)], "1"),
        ([("before", 1), ("before", 2)], "1"),
        ([("before", 1), ("before", 2), ("before", 3)], "2"),
        ([("before", 1), ("before", 2), ("before", 3), ("before", 4)], "3"),
        ([("before", 1), ("before", 2), ("after", 2)], "2"),
    ],
)
def test_of_a_file_that_is_replaced_again_and_again_the_newest_stays(tmp_path, moments, aside):
    path = tmp_path / "a.py"

    def replacing(text: str):
        def deed() -> None:
            (tmp_path / "new").write_text(text)
            os.replace(tmp_path / "new", path)

        return deed

    with edited(tmp_path, {"a.py": "def f():\n    return 1\n"}) as tree:
        tree.steps = Busy({moment: replacing(f"foreign = {n}\n") for n, moment in enumerate(moments, 1)})
        result = apply(tree.context, Body(atom="f", text="return 2"))
        assert tree.steps.deeds == {}
        assert result.status == "refused"
        assert path.read_text() == f"foreign = {len(moments)}\n"
        ((name, text),) = aside_of(tmp_path).items()
        assert text == f"foreign = {aside}\n"
        assert [name in line for line in result.warnings] == [True]
        assert_equals_fresh(tmp_path, tree.repository)


def test_who_has_opened_the_new_file_of_an_edit_that_is_taken_back_writes_to_a_file_that_stays(tmp_path, monkeypatch):
    """A draft with a writer is not removed, though nothing has been written to it yet."""
    monkeypatch.setattr("omny.edit.steps.WRITER_SECONDS", 0.0)
    path = write_tree(tmp_path, {"a.py": "x = 1\n"}) / "a.py"
    descriptor = os.open(path, os.O_RDONLY)
    if Guard.over(descriptor) is None:
        pytest.skip("no leases here")
    os.close(descriptor)
    files = []

    def replace() -> None:
        (tmp_path / "new").write_text("foreign = 1\n")
        os.replace(tmp_path / "new", path)

    with edited(tmp_path, {"a.py": "def f():\n    return 1\n"}) as tree:
        tree.steps = Busy({("before", 1): replace, ("after", 1): lambda: files.append(path.open("a"))})
        result = apply(tree.context, Body(atom="f", text="return 2"))
        (file,) = files
        file.write("foreign = 2\n")
        file.close()
        assert path.read_text() == "foreign = 1\n"
        ((name, text),) = aside_of(tmp_path).items()
        assert text == "def f():\n    return 2\nforeign = 2\n"
        assert [name in line for line in result.warnings] == [True]


def test_who_had_the_file_open_and_writes_after_the_exchange_is_noticed(tmp_path):
    path = tmp_path / "a.py"
    with edited(tmp_path, {"a.py": "def f():\n    return 1\n"}) as tree:
        with path.open("a") as file:

            def deed() -> None:
                file.write("foreign = 1\n")
                file.flush()

            tree.steps = Meddling("after the exchange", deed)
            result = apply(tree.context, Body(atom="f", text="return 2"))
        assert result.status == "refused"
        assert path.read_text() == "def f():\n    return 1\nforeign = 1\n"
        assert_equals_fresh(tmp_path, tree.repository)


def test_a_program_that_keeps_the_file_open_for_writing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("omny.edit.steps.WRITER_SECONDS", 0.0)
    with edited(tmp_path, {"a.py": "def f():\n    return 1\n"}) as tree:
        descriptor = os.open(tmp_path / "a.py", os.O_RDONLY)
        can_tell = Guard.over(descriptor) is not None
        os.close(descriptor)
        with (tmp_path / "a.py").open("a"):
            result = apply(tree.context, Body(atom="f", text="return 2"))
        if can_tell:
            assert (result.status, result.reason) == ("refused", "a.py: another program has the file open for writing")
        assert result.status in ("refused", "applied")


def test_who_opens_the_file_while_it_is_exchanged_waits_and_finds_it(tmp_path):
    """A lease holds up whoever opens the old file for writing; they get it after it is back under its name."""
    path = write_tree(tmp_path, {"a.py": "x = 1\n"}) / "a.py"
    descriptor = os.open(path, os.O_RDONLY)
    guard = Guard.over(descriptor)
    if guard is None:
        pytest.skip("no leases here")
    program = "import sys; file = open(sys.argv[1], 'a'); file.write('# foreign\\n')"
    with subprocess.Popen([sys.executable, "-c", program, str(path)]) as process:
        end = time.monotonic() + 30
        while not guard.is_broken and time.monotonic() < end:
            time.sleep(0.001)
        assert guard.is_broken
        assert process.poll() is None
        guard.release()
        assert process.wait(30) == 0
    os.close(descriptor)
    assert path.read_text() == "x = 1\n# foreign\n"
