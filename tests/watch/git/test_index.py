"""Git's index is read as git wrote it: the real git makes each kind, and its own list is the truth."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from omny.watch.git.index import NOTHING_TRACKED, TrackedFiles, tracked_files

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="the truth is git's own list")

ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}
NAMES = [
    "a.py", "b/c.py", "b/c/d.py", "dist/x.js", "ü/naïve.py", "with space.py", "line\nbreak.py", "z" * 200 + ".py",
    "deep/" * 60 + "e.py", "b.py", "b-c.py", "b/c-d.py",
]  # fmt: skip


def git(tree: Path, *arguments: str) -> bytes:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", *arguments]
    return subprocess.run(command, cwd=tree, env=ENVIRONMENT, check=True, capture_output=True, timeout=60).stdout


def filled(tree: Path, names: list[str] = NAMES) -> None:
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(f"x = {name!r}\n")


def listed(tree: Path) -> set[bytes]:
    return {name for name in git(tree, "ls-files", "-z").split(b"\0") if name}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    filled(tmp_path)
    git(tmp_path, "add", "-A")
    return tmp_path


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_each_version_lists_what_git_lists(tree: Path, version: str) -> None:
    if version == "3":  # git writes 3 where an entry has extended flags
        filled(tree, ["intended.py"])
        git(tree, "add", "--intent-to-add", "intended.py")
    else:
        git(tree, "update-index", "--index-version", version)
    assert (tree / ".git" / "index").read_bytes()[4:8] == bytes((0, 0, 0, int(version)))
    assert set(tracked_files(tree / ".git")) == listed(tree)


def test_hashes_of_256_bits_are_told_by_where_the_file_ends(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    filled(tmp_path)
    git(tmp_path, "add", "-A")
    assert set(tracked_files(tmp_path / ".git")) == listed(tmp_path)


@pytest.mark.parametrize("version", ["2", "4"])
def test_a_split_index_is_read_with_its_shared_part(tree: Path, version: str) -> None:
    many = [f"many/f{number}.py" for number in range(300)]
    filled(tree, many)
    git(tree, "add", "-A")
    git(tree, "update-index", "--index-version", version)
    git(tree, "config", "splitIndex.maxPercentChange", "100")
    git(tree, "update-index", "--split-index")
    shuffled = random.Random(7).sample(many, 150)
    git(tree, "rm", "-q", "--cached", *shuffled, "a.py")
    filled(tree, ["new.py"])
    (tree / "b.py").write_text("y = 1\n")
    git(tree, "add", "new.py", "b.py")
    assert list((tree / ".git").glob("sharedindex.*"))
    found = listed(tree)
    assert set(tracked_files(tree / ".git")) == found
    assert len(found) == len(NAMES) + 300 - 150 - 1 + 1


def test_of_a_sparse_index_all_is_listed_but_what_it_folds_up(tree: Path) -> None:
    git(tree, "commit", "-qm", "1")
    git(tree, "sparse-checkout", "set", "--cone", "--sparse-index", "b")
    found = set(tracked_files(tree / ".git"))
    assert {b"a.py", b"b/c.py", b"b/c/d.py"} <= found
    assert not {name for name in found if name.startswith((b"dist", b"deep"))}
    assert all((tree / os.fsdecode(name)).exists() for name in found)


def test_a_conflict_and_a_submodule_are_what_git_makes_of_them(tree: Path) -> None:
    git(tree, "commit", "-qm", "1")
    git(tree, "checkout", "-qb", "other")
    (tree / "a.py").write_text("other = 1\n")
    git(tree, "commit", "-qam", "2")
    git(tree, "checkout", "-q", "-")
    (tree / "a.py").write_text("mine = 1\n")
    git(tree, "commit", "-qam", "3")
    subprocess.run(["git", "merge", "-q", "other"], cwd=tree, env=ENVIRONMENT, check=False, capture_output=True)
    git(tree, "update-index", "--add", "--cacheinfo", f"160000,{git(tree, 'rev-parse', 'HEAD').decode().strip()},sub")
    found = set(tracked_files(tree / ".git"))
    assert found == listed(tree) - {b"sub"}
    assert b"a.py" in found


def test_what_is_no_index_tracks_nothing_and_raises_nothing(tree: Path) -> None:
    index = tree / ".git" / "index"
    whole = index.read_bytes()
    assert tracked_files(tree / "nowhere") is NOTHING_TRACKED
    chance = random.Random(11)
    for number in range(400):
        broken = bytearray(whole)
        if number % 2:
            del broken[chance.randrange(len(broken)) :]
        for _ in range(chance.randrange(1, 6)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        index.write_bytes(bytes(broken))
        assert isinstance(tracked_files(tree / ".git"), TrackedFiles)


def test_files_and_directories_are_found_among_names_that_sort_around_them() -> None:
    found = TrackedFiles([b"b/c.py", b"b-c.py", b"b.py", b"a", b"b/c.py"])
    assert len(found) == 4
    assert b"b/c.py" in found
    assert b"b/c" not in found
    assert found.has_below(b"b")
    assert not found.has_below(b"b-c.py")
    assert not found.has_below(b"c")
    assert b"a" not in NOTHING_TRACKED
