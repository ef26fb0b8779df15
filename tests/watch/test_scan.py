"""The list of what a tree holds."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import Root, text_name
from omny.base.skip_reason import Reason, SkipReason
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.scan import Scan, Skip, scan

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def is_source(path: str) -> bool:
    return path.endswith((".py", ".js", ".ts"))


def scanned(tree: Path, **options) -> Scan:
    root = Root.of(tree)
    return scan(root, IgnoreRules(root, environ={}), is_source, Settings(**options), runs=lambda _: False)


def write(tree: Path, *paths: str, content: str = "x\n") -> None:
    for path in paths:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(content)


def test_files_that_are_accepted_are_listed_with_their_stat_in_order(tmp_path):
    write(tmp_path, "b.py", "a/z.js", "a.ts", "README.md", "a/b/c.txt")
    found = scanned(tmp_path)
    assert list(found.files) == ["a.ts", "a/z.js", "b.py"]
    result = (tmp_path / "b.py").stat()
    entry = found.files["b.py"]
    assert (entry.size, entry.mtime_ns, entry.ctime_ns) == (2, result.st_mtime_ns, result.st_ctime_ns)
    assert entry.inode == result.st_ino
    assert (dict(found.skipped), found.directories) == ({}, 3)


def test_what_accepts_is_asked_is_the_whole_path(tmp_path):
    write(tmp_path, "a/package.json", "package.json")
    root = Root.of(tmp_path)
    found = scan(
        root, IgnoreRules(root, environ={}), lambda path: path == "a/package.json", Settings(), runs=lambda _: False
    )
    assert list(found.files) == ["a/package.json"]


def test_what_is_ignored_is_neither_listed_nor_entered(tmp_path):
    write(tmp_path, "node_modules/a.js", "gen/a.py", "src/a.py", "src/b.py")
    write(tmp_path, ".gitignore", content="gen/\n")
    write(tmp_path, "src/.gitignore", content="/b.py\n")
    found = scanned(tmp_path)
    assert list(found.files) == ["src/a.py"]
    assert (dict(found.skipped), found.directories) == ({}, 2)


def test_symlinks_are_not_followed_and_those_that_matter_are_told(tmp_path):
    tree = tmp_path / "tree"
    write(tmp_path, "outside/secret.py", "tree/real/a.py", "tree/notes.txt")
    (tree / "link.py").symlink_to("real/a.py")
    (tree / "up").symlink_to("..")
    (tree / "away").symlink_to(tmp_path / "outside")
    (tree / "broken.py").symlink_to("gone")
    (tree / "loop").symlink_to("loop")
    (tree / "text").symlink_to("notes.txt")
    found = scanned(tree)
    assert list(found.files) == ["real/a.py"]
    told = {path for path, skip in found.skipped.items() if skip == Skip(Reason(SkipReason.SYMLINK), problem=False)}
    assert told >= {"link.py", "up", "away", "broken.py"}
    assert found.problems == {}
    assert "text" not in found.skipped


def test_085_other_repositories_inside_are_left_out_and_told(tmp_path):
    write(tmp_path, ".git/HEAD", "a.py", "inner/.git/HEAD", "inner/a.py")
    write(tmp_path, "copy/a.py")
    write(tmp_path, "copy/.git", content="gitdir: ../.git/worktrees/copy\n")
    found = scanned(tmp_path)
    assert list(found.files) == ["a.py"]
    assert dict(found.skipped) == {
        "copy": Skip(Reason(SkipReason.WORKTREE), False),
        "inner": Skip(Reason(SkipReason.NESTED_REPOSITORY), False),
    }


def test_output_and_minified_names_are_told_as_policy(tmp_path):
    write(tmp_path, "dist/a.js", "lib/a.min.js", "env/pyvenv.cfg", "env/a.py")
    found = scanned(tmp_path)
    assert list(found.files) == []
    assert list(found.skipped) == ["dist", "env", "lib/a.min.js"]
    assert found.problems == {}


def texts(problems: Mapping[str, Reason]) -> dict[str, str]:
    return {path: str(reason) for path, reason in problems.items()}


@posix
def test_what_has_the_name_of_a_source_and_is_no_file_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo.py")
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.py")
        write(tmp_path, "folder.py/a.py")
        found = scanned(tmp_path)
    assert list(found.files) == ["folder.py/a.py"]
    assert texts(found.problems) == {"fifo.py": "not a regular file", "socket.py": "not a regular file"}


def test_a_file_over_the_cap_is_a_problem_and_is_told_with_both_sizes(tmp_path):
    write(tmp_path, "at.py", content="x" * 2048)
    write(tmp_path, "over.py", content="x" * 2049)
    with (tmp_path / "huge.py").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert scanned(tmp_path).knows("huge.py")
    assert texts(scanned(tmp_path).problems) == {"huge.py": "larger than 4 MiB: 100.0 MiB"}
    assert list(scanned(tmp_path, max_file_bytes=2048).files) == ["at.py"]


def test_076_below_a_directory_that_cannot_be_read_nothing_is_known_and_the_rest_is_listed(tmp_path, monkeypatch):
    write(tmp_path, "a.py", "locked/b.py", "locked/deep/c.py", "open/d.py")
    really = os.scandir

    def listing(path):
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return really(path)

    monkeypatch.setattr(os, "scandir", listing)
    found = scanned(tmp_path)
    assert list(found.files) == ["a.py", "open/d.py"]
    assert texts(found.problems) == {"locked": "permission denied"}
    assert all(map(found.knows, ("a.py", "gone.py", "locked-not/e.py")))
    assert not any(map(found.knows, ("locked/b.py", "locked/deep/c.py")))


def test_a_directory_that_vanishes_during_the_walk_is_simply_not_there(tmp_path, monkeypatch):
    write(tmp_path, "a/x.py", "b/y.py")
    really = os.scandir

    def listing(path):
        if str(path).endswith("b"):
            (tmp_path / "b" / "y.py").unlink()
            (tmp_path / "b").rmdir()
        return really(path)

    monkeypatch.setattr(os, "scandir", listing)
    found = scanned(tmp_path)
    assert (list(found.files), dict(found.skipped)) == (["a/x.py"], {})


def test_a_root_that_is_gone_is_an_error_and_no_empty_tree(tmp_path):
    (tmp_path / "tree").mkdir()
    root = Root.of(tmp_path / "tree")
    rules = IgnoreRules(root, environ={})
    (tmp_path / "tree").rmdir()
    with pytest.raises(SourceError, match="vanished"):
        scan(root, rules, is_source, Settings(), runs=lambda _: False)


def test_a_rule_file_that_cannot_be_used_is_among_what_is_skipped(tmp_path):
    write(tmp_path, "a/.gitignore/x.txt", "a/b.py")
    (tmp_path / ".gitignore").symlink_to("nowhere")
    found = scanned(tmp_path)
    assert texts(found.problems) == {"a/.gitignore": "rules not read: not a regular file"}
    assert found.skipped[".gitignore"] == Skip(Reason(SkipReason.SYMLINK), problem=False)


@pytest.mark.skipif(not hasattr(os, "uname") or os.uname().sysname != "Linux", reason="needs names that are not UTF-8")
def test_names_that_are_not_utf_8_or_hold_newlines_are_listed_as_text(tmp_path):
    names = [b"\xff.py", rb"\xff.py", b"a\nb.py", b"d\xfe/c.py", b"ign\xff.py"]
    top = os.fsencode(tmp_path)
    os.mkdir(os.path.join(top, b"d\xfe"))
    for name in names:
        Path(os.fsdecode(os.path.join(top, name))).touch()
    (tmp_path / ".gitignore").write_bytes(b"/ign\xff.py\n")
    found = scanned(tmp_path)
    assert list(found.files) == sorted(["\\xff.py", "\\\\xff.py", "a\nb.py", "d\\xfe/c.py"])
    assert text_name(os.fsdecode(names[0])) in found.files


@pytest.fixture
def nested(tmp_path):
    """Makes directories `d/d/d/...` with an `a.py` in the innermost, and takes them away again: for more than a
    thousand of them pytest cannot."""
    here, made = os.getcwd(), 0
    os.chdir(tmp_path)

    def make(depth: int) -> None:
        nonlocal made
        for made in range(1, depth + 1):  # noqa: B007
            os.mkdir("d")
            os.chdir("d")
        Path("a.py").touch()

    yield make
    os.unlink("a.py")
    for _ in range(made):
        os.chdir("..")
        os.rmdir("d")
    os.chdir(here)


@pytest.fixture
def any_path(monkeypatch):
    """Has the length of a path be no reason to skip it."""
    monkeypatch.setattr("omny.watch.scan.MAX_PATH_BYTES", 1 << 16)


def test_a_tree_deeper_than_pythons_stack_is_walked(tmp_path, nested, any_path):
    nested(1200)
    assert list(scanned(tmp_path).files) == ["d/" * 1200 + "a.py"]


@posix
def test_directories_deeper_than_a_path_can_say_are_a_problem(tmp_path, nested, any_path):
    nested(2200)
    found = scanned(tmp_path)
    assert list(texts(found.problems).values()) == ["file name too long"]
    assert not found.knows("d/" * 2200 + "a.py")


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
def test_the_files_are_those_that_git_would_add(tmp_path):
    write(tmp_path, *(f"p{i}/q{j}/f{k}.py" for i in range(5) for j in range(5) for k in range(8)))
    write(tmp_path, ".gitignore", content="f1.py\n/p1/\nq[23]/*\n!q3/f4.py\n**/q4/f5*\n")
    write(tmp_path, "p2/.gitignore", content="!f1.py\n/q0/**/f2.py\n*.py\n!/q1/*.py\n")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for command in (["init", "-q"], ["ls-files", "-coz", "--exclude-standard"]):
        answer = subprocess.check_output(["git", *command], cwd=tmp_path, env=environment, text=True)
    assert list(scanned(tmp_path).files) == sorted(path for path in answer.split("\0") if is_source(path))
