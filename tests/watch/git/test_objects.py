"""What git keeps is read as git wrote it: the real git makes each kind, and what it prints is the truth."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from omny.watch.git.head import git_commit
from omny.watch.git.log import read_commit
from omny.watch.git.objects import GitObjects

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="the truth is what git prints")

ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}


def git(tree: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", *arguments]
    done = subprocess.run(command, cwd=tree, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)
    return done.stdout.decode().strip()


def lived(tree: Path, *options: str) -> Path:
    """A repository with three commits of files that git can keep as differences, and a merge."""
    chance = random.Random(4)
    git(tree, "init", "-q", "-b", "main", *options)
    lines = [f"x_{chance.random()} = {number}\n" for number in range(400)]
    for commit in range(3):
        lines[chance.randrange(400)] = f"changed = {commit}\n"
        (tree / "deep" / "er").mkdir(parents=True, exist_ok=True)
        (tree / "deep" / "er" / "big.py").write_text("".join(lines))
        (tree / f"own{commit}.py").write_text(f"own = {commit}\n")
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", f"commit {commit}")
    git(tree, "tag", "light", "HEAD~1")
    git(tree, "tag", "-a", "v1.0", "-m", "annotated", "HEAD~1")
    git(tree, "checkout", "-qb", "side", "HEAD~1")
    (tree / "side.py").write_text("side = 1\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "side")
    git(tree, "checkout", "-q", "main")
    git(tree, "merge", "-q", "--no-ff", "-m", "merged", "side")
    return tree


def everything(tree: Path) -> list[str]:
    printed = git(tree, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return printed.split("\n")


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)], ids=["sha1", "sha256"])
@pytest.mark.parametrize("keep", ["loose", "packed", "by name", "both"])
def test_each_object_is_what_git_says_it_is(tmp_path: Path, options: tuple[str, ...], keep: str) -> None:
    tree = lived(tmp_path, *options)
    if keep == "packed":
        git(tree, "gc", "-q", "--aggressive")
    elif keep == "by name":
        git(tree, "-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50")
    elif keep == "both":
        git(tree, "repack", "-adq")
        (tree / "late.py").write_text("late = 1\n")
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", "late")
    with GitObjects(tree / ".git") as objects:
        for name in everything(tree):
            found = objects.read(name)
            assert found is not None, name
            assert found.kind == git(tree, "cat-file", "-t", name)
            printed = subprocess.run(["git", "cat-file", found.kind, name], cwd=tree, capture_output=True, check=True)
            assert found.content == printed.stdout
            assert objects.find(name[:12]) == name
        listed = git(tree, "ls-tree", "-r", "HEAD").split("\n")
        paths = {line.partition("\t")[2]: line.split()[2] for line in listed}
        assert objects.files(git(tree, "rev-parse", "HEAD")) == {
            os.fsencode(path): name for path, name in paths.items()
        }
        below = objects.files(git(tree, "rev-parse", "HEAD"), b"deep")
        assert below == {b"er/big.py": paths["deep/er/big.py"]}


@pytest.mark.parametrize("packed", [False, True])
def test_a_revision_is_the_commit_that_git_says(tmp_path: Path, packed: bool) -> None:
    tree = lived(tmp_path)
    if packed:
        git(tree, "gc", "-q")
    short = git(tree, "rev-parse", "--short=8", "HEAD~1")
    for name in (
        "HEAD", "@", "main", "HEAD~1", "HEAD~2", "main~1", "main^", "HEAD^2", "HEAD^2~1", "HEAD~1^", "HEAD^^", "HEAD~0",
        "HEAD^0", "light", "v1.0", "v1.0~1", "side", "side~1", "refs/heads/side", short, f"{short}~1",
    ):  # fmt: skip
        assert git_commit(tree, name) == git(tree, "rev-parse", f"{name}^{{commit}}"), name
    for name in ("HEAD~9", "HEAD^3", "nobody", "../x", "main:own0.py", "HEAD~999999", "a" * 12, "", "~1"):
        assert git_commit(tree, name) == "", name


@pytest.mark.parametrize("seed", range(20))
def test_what_is_malformed_is_missing_and_never_an_error(tmp_path: Path, seed: int) -> None:
    tree = lived(tmp_path)
    git(tree, "repack", "-adfq")
    chance = random.Random(seed)
    names = everything(tree)
    for pack in (tree / ".git" / "objects" / "pack").iterdir():
        content = bytearray(pack.read_bytes())
        for _ in range(30):
            content[chance.randrange(8 if seed % 2 else 0, len(content))] = chance.randrange(256)
        pack.chmod(0o600)
        pack.write_bytes(content[: chance.randrange(len(content))] if seed % 3 == 0 else content)
    with GitObjects(tree / ".git") as objects:
        for name in names:
            objects.read(name)
            objects.files(name)
            objects.find(name[:6])
            read_commit(objects, name)
    assert isinstance(git_commit(tree, "HEAD~1"), str)
