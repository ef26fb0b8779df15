"""Nothing outside of the tree, and nothing in it that is no source, is ever written: not by a path, not by a race."""

from __future__ import annotations

import contextlib
import os
import random
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.errors import OmnyError
from omny.base.paths import Root
from omny.edit.request import Body, EditRequest, Move
from omny.edit.tree import FileEdit, TreeEdit
from tests.support.editing import Edited, apply, edited
from tests.support.helpers import write_tree

SEED = int(os.environ.get("OMNY_SEED", "1"))
RACES = 1_000

FILES = {
    "a.py": "def f():\n    return 1\n",
    "pkg/b.py": "def g():\n    return 1\n",
    ".gitignore": "ignored/\n",
    "nested/c.py": "",
    "plain.txt": "text\n",
}


def tricks(root: Path, outside: Path) -> Iterator[str]:
    """Paths that mean, to some system or some reader, another place than a source file below the root."""
    far = str(outside)
    ups = ("..", "../..", "../../..", "pkg/..", "pkg/../..", "pkg/../../x", "./..", "pkg/./../..", "..//..")
    yield from (f"{up}/evil.py" for up in ups)
    yield from (up for up in ups)
    absolute = (
        far,
        "/",
        "/etc",
        "/tmp",
        "//tmp",
        "///tmp",
        "/proc/self/root/tmp",
        "/proc/self/cwd",
        "/dev/fd/3",
        "/dev",
    )
    yield from (f"{place}/evil.py" for place in absolute)
    yield from (f"{place}" for place in (*absolute, "/dev/stdout", "/dev/null", "/proc/self/fd/1", "/proc/self/mem"))
    yield from (
        "",
        " ",
        ".",
        "./",
        "/",
        "//",
        "a//b.py",
        "/a.py",
        "a.py/",
        "a.py/.",
        "a.py/x.py",
        "./",
        "pkg/",
        "pkg//b2.py",
    )
    yield from (
        f"pkg/{name}/x.py"
        for name in (".", "..", " ", "...", ". .", ".. ", " ..", "..\u200b", "\u2025", "\uff0e\uff0e")
    )
    for character in map(chr, (*range(32), 127, *range(128, 160), 0xD800, 0xDFFF)):
        yield f"new{character}.py"
        yield f"{character}/new.py"
    windows = (
        "C:",
        "C:\\",
        "c:/",
        "C:/Windows",
        "\\\\server\\share",
        "\\\\?\\C:",
        "\\\\.\\pipe",
        "//server/share",
        "\\",
    )
    yield from (f"{place}{join}evil.py" for place in windows for join in ("/", "\\", ""))
    yield from (
        "..\\evil.py",
        "pkg\\..\\..\\evil.py",
        "pkg\\b.py",
        "a.py:stream.py",
        "a.py::$DATA.py",
        "x.py:",
        "x:y.py",
    )
    git = [
        ".git",
        ".GIT",
        ".Git",
        ".gIt",
        ".git.",
        ".git ",
        ".git..",
        ".git . ",
        "git~1",
        "GIT~1",
        ".g\u200cit",
        ".gi\u200dt",
    ]
    git += [
        ".\u200egit",
        ".git\ufeff",
        ".\uff47it",
        "\uff0egit",
        ".ᵍit",
        ".g\u0131t\u0307",
        ".git\u00ad",
        ".g\u0456t\u200b",
        ".ⓖit",
    ]
    git += [
        ".hg",
        ".HG",
        ".svn",
        ".Svn",
        ".jj",
        ".omny",
        ".OMNY",
        ".Omny.",
        ".om\u200bny",
        "omny~1",
        "OMNY~1",
        ".\uff4fmny",
    ]
    for name in git:
        yield f"{name}/hooks/x.py"
        yield f"pkg/{name}/x.py"
        yield f"{name}"
        yield f"pkg/{name}"
    left_out = ("node_modules", ".venv", "site-packages", "__pycache__", "ignored", ".tox", ".mypy_cache", "x.egg-info")
    yield from (f"{place}{name}/x.py" for name in left_out for place in ("", "pkg/", "pkg/deep/"))
    yield from ("x.min.js", "pkg/x.min.js", "x", "x.txt", "x.py.txt", "Makefile", ".omny.toml", ".gitignore", ".bashrc")
    yield from (
        "nested/x.py",
        "nested/deep/x.py",
        "link/x.py",
        "pkg/link/x.py",
        "pkg/deep/link/x.py",
        "loop/x.py",
        "up/x.py",
    )
    yield from (
        "symlink.py",
        "pkg/symlink.py",
        "dangling.py",
        "fifo.py",
        "socket.py",
        "directory.py",
        "directory.py/x.txt",
    )
    yield from ("a" * 300 + ".py", "é" * 200 + ".py", "/".join(["d"] * 3_000) + "/x.py", "d/" * 2_100 + "x.py")
    yield from ("a.py/../../x.py", "link/../../x.py", "pkg/link/../x.py", "plain.txt/x.py", "fifo.py/x.py")
    yield from (f"{root}/evil.py", f"{root}/../evil.py", f"file://{far}/x.py", "~/x.py:", "$HOME:/x.py", "%2e%2e:/x.py")


def hostile(root: Path, outside: Path) -> None:
    """Symlinks at each level to a place outside, and what is no file."""
    outside.mkdir()
    (outside / "x.py").write_text("def outside():\n    return 1\n")
    for link in ("link", "pkg/link", "pkg/deep/link"):
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(outside)
    (root / "loop").symlink_to("loop")
    (root / "up").symlink_to("..")
    for link in ("symlink.py", "pkg/symlink.py"):
        (root / link).symlink_to(outside / "x.py")
    (root / "dangling.py").symlink_to(outside / "new.py")
    os.mkfifo(root / "fifo.py")
    os.mknod(root / "socket.py", stat.S_IFSOCK | 0o600)
    (root / "directory.py").mkdir()
    (root / "nested" / ".git").mkdir()
    for name in ("node_modules", ".git/hooks", "ignored", "pkg/.GIT", "pkg/deep"):
        (root / name).mkdir(parents=True, exist_ok=True)


def seen(place: Path) -> dict[str, object]:
    """All that is at a place, by path."""
    return {
        str(path.relative_to(place)): os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in place.rglob("*")
        if ".omny" not in path.parts and not path.is_fifo()
    }


def is_done(tree: Edited, request: EditRequest) -> bool:
    """Whether an edit is made."""
    try:
        return apply(tree.context, request).status == "applied"
    except OmnyError:
        return False


def test_no_path_leads_an_edit_out_of_the_tree(tmp_path):
    root, outside = tmp_path / "tree", tmp_path / "outside"
    root.mkdir()
    with edited(root, FILES) as tree:
        hostile(root, outside)
        before, far = seen(root), seen(tmp_path)
        corpus = list(dict.fromkeys(tricks(root, outside)))
        assert len(corpus) >= 300
        for path in corpus:
            for request in (Move(path="a.py", target=path), Move(path=path, target="fine.py")):
                assert not is_done(tree, request), request
        assert seen(root) == before
        assert {path: what for path, what in seen(tmp_path).items() if not path.startswith("tree/.omny")} == far


def test_a_state_directory_of_the_tree_is_not_written_through_a_symlink(tmp_path):
    root, outside = tmp_path / "tree", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    with edited(root, FILES) as tree:
        (Root.of(root).state_dir / "edits").symlink_to(outside)
        with pytest.raises(OmnyError):
            apply(tree.context, Body(atom="f", text="return 2"))
    assert os.listdir(outside) == []
    assert (root / "a.py").read_text() == FILES["a.py"]


def test_a_directory_that_is_swapped_for_a_symlink_leads_nowhere(tmp_path):
    """A thread swaps `pkg` for a symlink to outside, all the time, while edits of a file in it are made."""
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    root, outside = tmp_path / "tree", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    text = FILES["pkg/b.py"]
    (outside / "b.py").write_text(text)
    write_tree(root, FILES)
    tree_root = Root.of(root)
    swaps, ending = 0, threading.Event()

    def swap() -> None:
        nonlocal swaps
        while not ending.is_set():
            os.rename(root / "pkg", root / "kept")
            os.symlink(outside, root / "pkg")
            os.unlink(root / "pkg")
            os.rename(root / "kept", root / "pkg")
            swaps += 1
            ending.wait(chance.random() / 2_000)

    thread = threading.Thread(target=swap)
    thread.start()
    ends, before, number = {"written": 0, "refused": 0}, text.encode(), 0
    try:
        while swaps < RACES:
            number += 1
            after = f"def g():\n    return {number}\n".encode()
            attempt = TreeEdit(tree_root, [FileEdit("pkg/b.py", before, after)], f"{number:016x}")
            with contextlib.closing(attempt):
                try:
                    attempt.prepare(())
                    attempt.commit()
                    attempt.clean()
                    before = after
                    ends["written"] += 1
                except OmnyError:
                    assert attempt.roll_back() == []
                    ends["refused"] += 1
    finally:
        ending.set()
        thread.join()
    print(ends, swaps)
    assert os.listdir(outside) == ["b.py"]
    assert (outside / "b.py").read_text() == text
    assert min(ends.values()) > 0
    assert (root / "pkg/b.py").read_bytes() == before
    assert os.listdir(root / "pkg") == ["b.py"]
