"""The log of a repository equals what git itself says of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from omny.watch.git.files import GitPlaces, find_git
from omny.watch.git.head import git_head
from omny.watch.git.log import Log, LoggedCommit, read_log
from tests.support.helpers import write_tree
from tests.support.real_daemon import git, needs_git

pytestmark = needs_git


def places(tree: Path) -> GitPlaces:
    found = find_git(tree)
    assert found is not None
    return found


def log(tree: Path, known: dict[str, LoggedCommit] | None = None) -> Log:
    return read_log(places(tree), git_head(tree), known or {})


def commit(tree: Path, files: dict[str, str], subject: str) -> None:
    write_tree(tree, files)
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", subject)


@pytest.fixture
def lived(tree: Path) -> Path:
    """A repository with a merge, a move, a removal, and a file whose name is no ASCII."""
    git(tree, "init", "-q", "-b", "main")
    commit(tree, {"a.py": "a = 1\n", "deep/er/b.py": "b = 1\n", "gone.py": "x = 1\n"}, "first")
    git(tree, "checkout", "-qb", "side")
    commit(tree, {"side.py": "s = 1\n"}, "on the side")
    git(tree, "checkout", "-q", "main")
    commit(tree, {"a.py": "a = 2\n"}, "a again")
    git(tree, "merge", "-q", "--no-ff", "-m", "merged", "side")
    (tree / "deep/er/b.py").rename(tree / "deep/c.py")
    (tree / "gone.py").unlink()
    commit(tree, {"ümlaut.py": "u = 1\n"}, "moved and removed")
    return tree


@pytest.mark.parametrize("packed", [False, True])
def test_commits_and_their_files_are_those_of_git(lived: Path, packed: bool) -> None:
    if packed:
        git(lived, "gc", "-q", "--aggressive")
    read = log(lived)
    command = ["git", "-c", "core.quotePath=off", "log", "--no-renames", "--name-status"]
    said = subprocess.run(
        [*command, "--format=%x00%H%n%an%n%s"], cwd=lived, capture_output=True, text=True, check=True
    ).stdout.split("\0")[1:]
    theirs = {
        (lines[0], lines[1], lines[2], tuple(sorted(line[2:] for line in lines[3:] if line[:1] in ("A", "M"))))
        for lines in map(str.splitlines, said)
    }
    ours = {(c.name, c.author, c.subject, tuple(sorted(path for path, _ in c.files))) for c in read.commits}
    assert ours == theirs
    assert not read.is_shallow
    assert not read.is_cut


def test_a_file_that_moved_as_it_is_names_its_former_path(lived: Path) -> None:
    newest = log(lived).commits[0]
    assert dict(newest.files) == {"deep/c.py": "deep/er/b.py", "ümlaut.py": ""}


def test_commits_that_are_known_are_not_read_again(lived: Path) -> None:
    known = {each.name: each for each in log(lived).commits}
    commit(lived, {"a.py": "a = 3\n"}, "newest")
    for each in list((lived / ".git/objects").rglob("*")):
        name = each.parent.name + each.name
        if name in known:
            each.unlink()
    read = log(lived, known)
    assert [each.subject for each in read.commits][:2] == ["newest", "moved and removed"]
    assert len(read.commits) == len(known) + 1


def test_the_end_of_a_shallow_clone_is_told_and_has_no_files(lived: Path, tmp_path: Path) -> None:
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{lived}", str(clone))
    read = log(clone)
    assert read.is_shallow
    assert [each.files for each in read.commits] == [()]


def test_reading_ends_when_the_time_is_up(lived: Path) -> None:
    answers = iter([False, True])
    read = read_log(places(lived), git_head(lived), {}, lambda: next(answers))
    assert read.is_cut
    assert len(read.commits) == 1


def test_older_commits_than_two_years_before_the_newest_are_left_out(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tree, "init", "-q", "-b", "main")
    for at, date in enumerate(("2020-01-01T00:00:00Z", "2023-01-01T00:00:00Z", "2024-06-01T00:00:00Z")):
        write_tree(tree, {"a.py": f"a = {at}\n"})
        git(tree, "add", "-A")
        monkeypatch.setenv("GIT_COMMITTER_DATE", date)
        git(tree, "commit", "-qm", date)
    assert [each.subject[:4] for each in log(tree).commits] == ["2024", "2023"]
