"""`omny index --history`: commits of git are states of the past, each equal to a fresh index of a clone at that one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.base.config import load_settings
from omny.base.paths import Root
from omny.cli import run
from omny.pipeline.indexer import index
from omny.query.dump import dump
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import SqliteStore
from omny.watch.git.index import Tracking
from tests.support.helpers import in_process, memory_repository, write_tree
from tests.support.real_daemon import git, needs_git

pytestmark = needs_git

STATES: list[dict[str, str | None]] = [
    {
        "shop/money.py": "def total(xs):\n    return sum(xs)\n",
        "shop/cart.py": "from shop.money import total\n\n\ndef price(xs):\n    return total(xs)\n",
        ".gitignore": "ignored/\n",
        "web/tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}\n',
        "web/src/a.ts": "export function a() {}\n",
        "web/b.ts": "import { a } from '@/a';\nexport function b() { a(); }\n",
    },
    {"shop/money.py": "def total(xs):\n    return max(xs)\n\n\ndef tax(x):\n    return total([x])\n"},
    {"README.md": "only words\n"},
    {"shop/money.py": None, "shop/cash.py": "def total(xs):\n    return max(xs)\n", "ignored/kept.py": "k = 1\n"},
    {".gitignore": "shop/\n", "web/src/a.ts": None, "web/src/c.ts": "export function a() {}\n"},
    {".omny.toml": 'exclude = ["web"]\n', "tool": "#!/usr/bin/env python3\ndef main():\n    pass\n\n\nmain()\n"},
    {"shop/broken.py": "def half(:\n    total(\n", "shop/cart.py": "def price(xs):\n    return xs\n"},
]


def commit(tree: Path, state: dict[str, str | None], subject: str) -> None:
    write_tree(tree, {path: text for path, text in state.items() if text is not None})
    for path, text in state.items():
        if text is None:
            (tree / path).unlink()
    git(tree, "add", "-A", "-f")
    git(tree, "commit", "-qm", subject)


@pytest.fixture
def lived(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with some commits, the last but one of them a merge, and a change that is in none."""
    git(tree, "init", "-q", "-b", "main")
    for at, state in enumerate(STATES):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-01-{at + 10}T12:00:00Z")
        commit(tree, state, f"state {at}")
    git(tree, "checkout", "-qb", "side", "HEAD~1")
    commit(tree, {"side.py": "def side():\n    pass\n"}, "on the side")
    git(tree, "checkout", "-q", "main")
    git(tree, "merge", "-q", "--no-ff", "-m", "merged", "side")
    commit(tree, {"last.py": "def last():\n    pass\n"}, "last")
    write_tree(tree, {"now.py": "def now():\n    pass\n"})
    monkeypatch.chdir(tree)
    return tree


def lines(repository: AtomRepository) -> list[str]:
    return list(dump(repository, held=False, ranked=False))


def fresh_lines(tree: Path) -> list[str]:
    root = Root.of(tree)
    with memory_repository() as repository:
        index(root, repository, settings=load_settings(root), jobs=1, executors=in_process)
        return lines(repository)


def test_each_commit_is_a_state_equal_to_a_fresh_index_of_a_clone(
    lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", "--history", "100", "--jobs", "1"]) == 0
    capsys.readouterr()
    commits = git(lived, "rev-list", "--first-parent", "--reverse", "HEAD").split()
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(lived), str(clone))
    with SqliteStore.of(Root.of(lived)).open_reading() as repository:
        rows = list(repository.generations())
        assert [row.indexed_head for row in rows][: len(commits)] == commits
        assert [row.committed_at[:10] for row in rows][: len(STATES)] == [
            f"2026-01-{at + 10}" for at in range(len(STATES))
        ]
        for row, name in zip(rows, commits, strict=False):
            git(clone, "checkout", "-qf", name)
            with repository.as_of(row.generation) as past:
                assert lines(past) == fresh_lines(clone), name
        assert lines(repository) == fresh_lines(lived)
    assert not list((lived / ".omny/replay").iterdir())


def test_questions_about_commits_are_answered_at_once(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(*command: str) -> dict[str, Any]:
        assert run([*command, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    assert run(["index", "--history", "HEAD~4", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert "shop/cash.py::total" in {each["id"] for each in ask("search", "total", "--at", "HEAD~4")["results"]}
    found = ask("diff", "HEAD~1", "HEAD")
    assert found["has_edges"]
    assert {each["id"] for each in found["results"]} == {"last.py::<module>", "last.py::last"}
    assert run(["at", "HEAD~6", "search", "total"]) == 2  # older than what was asked for


def test_a_step_of_an_atom_tells_the_commit_that_it_came_with(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["index", "--history", "100", "--jobs", "1"]) == 0
    write_tree(lived, {"last.py": "def last():\n    return 1\n"})
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["history", "last", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["results"]
    assert [each["operation"] for each in steps] == ["create", "update"]
    assert steps[0]["commit"] == {"name": git(lived, "rev-parse", "HEAD"), "author": "t", "subject": "last"}
    assert "commit" not in steps[1]  # of a file that is in no commit
    assert run(["history", "last"]) == 0
    assert "by t: last" in capsys.readouterr().out
    assert run(["history", "shop/cart.py::price", "--json"]) == 0
    assert "commit" not in json.loads(capsys.readouterr().out)["results"][0]  # was there in the first state


def test_a_root_below_the_top_has_a_past_too(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["index", "--history", "100", "--jobs", "1", "--root", str(lived / "shop")]) == 0
    capsys.readouterr()
    assert run(["search", "tax", "--at", "HEAD~6", "--root", str(lived / "shop")]) == 0
    assert "money.py" in capsys.readouterr().out


def test_an_index_that_exists_keeps_its_history(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["index", "--history", "3"]) == 2
    assert "there is an index already" in capsys.readouterr().err


@pytest.mark.parametrize("since", ["nobody", "0", "side~9"])
def test_an_unknown_commit_is_one_line(lived: Path, capsys: pytest.CaptureFixture[str], since: str) -> None:
    assert run(["index", "--history", since]) == 2
    said = capsys.readouterr().err
    assert said.startswith("omny: index history: git has no commit")
    assert said.count("\n") == 1
    assert not (lived / ".omny/omny.db").exists()


def test_a_tree_that_somebody_made_up_writes_nothing_elsewhere(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tree, "init", "-q", "-b", "main")
    commit(tree, {"a.py": "def a():\n    pass\n"}, "first")
    blob = bytes.fromhex(git(tree, "rev-parse", "HEAD:a.py"))
    names = (b"../../out.py", b"..", b".git/HEAD", b"/tmp/omny-out.py", b"fine.py", b"fine.py/b.py", b".GIT")
    made = tree / "made"
    made.write_bytes(b"".join(b"100644 " + name + b"\0" + blob for name in names))
    evil = git(tree, "hash-object", "-t", "tree", "--literally", "-w", str(made))
    made.unlink()
    git(tree, "update-ref", "refs/heads/main", git(tree, "commit-tree", evil, "-p", "HEAD", "-m", "made up"))
    monkeypatch.chdir(tree)
    before = {path for path in tree.parent.rglob("*") if ".git" not in path.parts}
    assert run(["index", "--history", "5", "--jobs", "1"]) == 0
    after = {path for path in tree.parent.rglob("*") if ".git" not in path.parts and ".omny" not in path.parts}
    assert after == before
    assert not Path("/tmp/omny-out.py").exists()
    capsys.readouterr()
    assert run(["search", "a", "--at", "HEAD", "--json"]) == 0
    assert [each["id"] for each in json.loads(capsys.readouterr().out)["results"]] == ["fine.py::a"]


def test_git_reads_the_index_of_a_scratch_tree(lived: Path, tmp_path: Path) -> None:
    from omny.pipeline.scratch_tree import make_index

    files = {b"a.py": "1" * 40, b"deep/" + b"n" * 5000: "2" * 40, "ü.py".encode(): "3" * 40}
    (lived / ".git/index").write_bytes(make_index(files))
    assert git(lived, "-c", "core.quotePath=off", "ls-files").split() == sorted(map(bytes.decode, files))
    assert Tracking(lived / ".git", "") is not None
