"""Mechanism 9: watcher, indexer and status ask the same rules, and notice when these change."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.daemon.loop import TICK_SECONDS
from tests.support.faults import rough
from tests.support.field_cases import Act, append, files_of, ids, put, put_all, remove
from tests.support.helpers import everything, write_tree
from tests.support.simulation import simulated

CODE = "def f():\n    return 1\n"
MODULES = {f"node_modules/p{i}/lib/index.js": f"export function p{i}() {{}}\n" for i in range(12)}
OUTPUT = {f"out/gen{i}.py": f"def gen{i}():\n    return {i}\n" for i in range(12)}


def test_case_056_and_080_what_is_left_out_is_neither_listed_nor_watched_at_any_time(tree):
    write_tree(tree, {"a.py": CODE, "src/b.py": CODE, ".gitignore": "out/\n", **MODULES, **OUTPUT})
    with rough(tree) as daemon:
        assert daemon.source.asked == {"", "src"}
        for act in (append("a.py", text="\n\ndef g():\n    return 2\n"), put("src/new.py", CODE)):
            daemon.disk.calls.clear()
            daemon.edit(act)
            assert not [path for _, path in daemon.disk.calls if path.startswith(("node_modules/", "out/"))]
        daemon.disk.calls.clear()
        daemon.let_doubt()
        assert [path for what, path in daemon.disk.calls if what == "scandir"] == ["", "src"]
        assert daemon.source.asked == {"", "src"}


def test_case_080_a_build_that_writes_to_what_is_left_out_is_no_work(tree):
    write_tree(tree, {"a.py": CODE, ".gitignore": "out/\n", **OUTPUT})
    with rough(tree) as daemon:
        before, passes = everything(daemon.repository), daemon.daemon.health.passes
        for number in range(20):
            hints = daemon.change(put_all({f"out/gen{i}.py": f"x = {number}\n" for i in range(12)}))
            assert hints == []
            daemon.tell(hints)
            daemon.clock.advance(0.2)
            daemon.daemon.turn()
        assert daemon.daemon.health.passes == passes
        for i in range(12):  # a source that tells too much
            daemon.source.emit(f"out/gen{i}.py")
        daemon.settle()
        assert everything(daemon.repository) == before


@pytest.mark.parametrize(
    ("leave_out", "bring_back"),
    [
        (put(".gitignore", "lib/\n"), remove(".gitignore")),
        (put(".omnyignore", "lib\n"), remove(".omnyignore")),
        (put(".omny.toml", 'exclude = ["lib/"]\n'), remove(".omny.toml")),
        (put(".omny.toml", 'exclude = ["lib/"]\n'), put(".omnyignore", "!lib/\n")),
        (put("lib/.gitignore", "*\n"), put("lib/.gitignore", "# nothing\n")),
        (put("lib/pyvenv.cfg", "home = /usr\n"), remove("lib/pyvenv.cfg")),
    ],
)
def test_case_079_rules_that_change_while_it_is_watched_take_files_out_and_bring_them_back(
    tree: Path, leave_out: Act, bring_back: Act
) -> None:
    write_tree(tree, {"use.py": "from lib.a import f\nf()\n", "lib/a.py": CODE, "lib/deep/b.py": CODE})
    with rough(tree) as daemon:
        daemon.edit(leave_out)
        assert files_of(daemon.repository) == {"use.py"}
        assert not list(daemon.repository.edges())
        assert "lib/deep" not in daemon.source.asked
        daemon.edit(bring_back)
        assert files_of(daemon.repository) == {"use.py", "lib/a.py", "lib/deep/b.py"}
        daemon.edit(put("lib/deep/c.py", CODE))  # and it is watched again
        assert "lib/deep/c.py::f" in ids(daemon.repository)


def test_case_079_a_directory_that_another_one_takes_the_place_of_brings_its_own_rules(tree):
    write_tree(tree, {"lib/.gitignore": "a.py\n", "lib/a.py": CODE, "lib/b.py": CODE})
    write_tree(tree, {"next/.gitignore": "b.py\n", "next/a.py": CODE, "next/b.py": CODE})

    def swap(root: Path) -> None:
        for source, target in (("lib", "away"), ("next", "lib"), ("away", "next")):
            (root / source).rename(root / target)

    with rough(tree) as daemon:
        for first, second in (("a.py", "b.py"), ("b.py", "a.py")):
            daemon.edit(swap)  # all that is told is that the directories have other names
            assert files_of(daemon.repository) == {f"lib/{first}", f"next/{second}"}


@pytest.mark.parametrize("where", ["info", "above", "users", "config"])
def test_case_079_rules_outside_of_the_tree_count_as_soon_as_somebody_waits_or_after_some_seconds(
    tree: Path, where: str
) -> None:
    """No event of the tree tells of them."""
    root = tree / "part"
    write_tree(root, {"use.py": "from lib.a import f\nf()\n", "lib/a.py": CODE})
    write_tree(tree, {".git/HEAD": "ref: refs/heads/main\n", ".git/info/exclude": ""})
    file = {
        "info": tree / ".git/info/exclude",
        "above": tree / ".gitignore",
        "users": Path.home() / ".config/git/ignore",
        "config": Path.home() / "mine",
    }[where]
    if where == "config":
        write_tree(Path.home(), {".gitconfig": "[core]\n\texcludesFile = ~/mine\n"})
    file.parent.mkdir(parents=True, exist_ok=True)
    with simulated(root) as daemon:
        for rule, files in (("lib/\n", {"use.py"}), ("", {"use.py", "lib/a.py"})):
            file.write_text(rule)
            daemon.sync()
            assert files_of(daemon.repository) == files
            daemon.compare()
        file.write_text("lib/\n")
        daemon.clock.advance(TICK_SECONDS)
        daemon.settle()
        assert files_of(daemon.repository) == {"use.py"}
        passes = daemon.daemon.health.passes
        daemon.clock.advance(TICK_SECONDS)
        daemon.settle()
        assert daemon.daemon.health.passes == passes


def test_case_085_worktrees_submodules_and_clones_inside_are_left_out_and_that_is_told(tree):
    inside = {f"{place}/code.py": CODE for place in ("trees/one", "trees/two", "sub", "clone")}
    git = {
        "trees/one/.git": "gitdir: ../../.git/worktrees/one\n",
        "trees/two/.git": "gitdir: ../../.git/worktrees/two\n",
        "sub/.git": "gitdir: ../.git/modules/sub\n",
        "clone/.git/HEAD": "ref: refs/heads/main\n",
    }
    write_tree(tree, {"a.py": CODE, ".git/HEAD": "ref: refs/heads/main\n", **inside, **git})
    with simulated(tree) as daemon:
        assert files_of(daemon.repository) == {"a.py"}
        told = {row.path: row.explanation for row in daemon.repository.excluded_files()}
        assert told == {
            "trees/one": "worktree",
            "trees/two": "worktree",
            "sub": "submodule",
            "clone": "nested repository",
        }
        daemon.edit(append("trees/one/code.py", "clone/code.py", text="\n\ndef g():\n    return 2\n"))
        assert files_of(daemon.repository) == {"a.py"}
        daemon.edit(remove("sub/.git"))
        assert files_of(daemon.repository) == {"a.py", "sub/code.py"}
        daemon.edit(put("sub/.git", git["sub/.git"]))
        assert files_of(daemon.repository) == {"a.py"}
