"""`omny prove` finds nothing on a sound index, finds what is planted, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.paths import Root
from omny.prove.scratch import MAX_BYTES, make_scratch
from tests.support.helpers import write_tree
from tests.support.places import TOP
from tests.support.real_daemon import needs_daemon

TREE = {
    "shop/__init__.py": "",
    "shop/money.py": (
        "from typing import overload\n\n\n@overload\ndef total(prices: list) -> int: ...\n"
        "def total(prices):\n    return sum(prices)\n\n\ndef twice(x):\n    return total([x, x])\n"
    ),
    "shop/cart.py": "from shop.money import total\n\n\nclass Cart:\n    def price(self):\n        return total(self)\n",
    "main.py": "from shop.cart import Cart, total\n\n\ndef main():\n    total([])\n    Cart().price()\n",
    ".gitignore": "out/\n",
    "out/gen.py": "def gen():\n    return 1\n",
    ".env": "TOKEN=1\n",
}

_PLANTED = """
import os, sys
from omny.cli import run
{fault}
sys.exit(run(sys.argv[1:]))
"""
_MISSES_DELETIONS = """
import omny.pipeline.change_detection
parent, sound = os.getpid(), omny.pipeline.change_detection._Comparison.leave_out
omny.pipeline.change_detection._Comparison.leave_out = lambda *asked: sound(*asked) if os.getpid() == parent else None
"""


def proven(tree: Path, scratch: Path, *options: str, fault: str = "") -> subprocess.CompletedProcess[str]:
    scratch.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", _PLANTED.format(fault=fault), "prove", str(tree), *options],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"TMPDIR": str(scratch), "PYTHONPATH": str(TOP)},
    )


@pytest.mark.slow
@needs_daemon
def test_a_sound_index_is_proven_and_nothing_of_it_is_left_or_touched(tmp_path):
    tree = write_tree(tmp_path / "tree", TREE)
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    done = proven(tree, tmp_path / "scratch", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert (said["files"], said["of"], said["function"]) == (4, 4, "shop/money.py::total~2")
    assert [(step["differences"], step["lost"], step["stale"]) for step in said["results"]] == [(0, 0, 0)] * 11
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.slow
@needs_daemon
def test_a_tree_in_a_language_without_renames_is_proven_by_the_other_steps(tmp_path):
    files = {f"shop/f{n}.rb": f"def f{n}\n  f{(n + 1) % 6}()\nend\n" for n in range(6)}
    tree = write_tree(tmp_path / "tree", files)
    done = proven(tree, tmp_path / "s", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert [(step["differences"], step["lost"], step["stale"]) for step in said["results"]] == [(0, 0, 0)] * 9


@pytest.mark.slow
@needs_daemon
def test_a_daemon_that_misses_deletions_is_found_out(tmp_path):
    tree = write_tree(tmp_path / "tree", TREE)
    done = proven(tree, tmp_path / "scratch", fault=_MISSES_DELETIONS)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "NOT proven" in done.stdout
    [deleted] = [line for line in done.stdout.splitlines() if line.startswith("delete shop/money.py")]
    assert int(deleted.split()[2]) > 0
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("files", [{}, {"a.py": "x = 1\n"}, {"notes.txt": "x", "a.py": ""}])
def test_where_there_is_hardly_any_source_one_line_says_so(tmp_path, files):
    done = proven(write_tree(tmp_path / "tree", {"README": ""} | files), tmp_path / "scratch")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "there is hardly any source to try it on" in done.stderr


def test_a_copy_has_what_an_index_has_and_no_secret_and_is_a_work_tree_where_the_tree_is_one(tmp_path):
    tree = write_tree(
        tmp_path / "tree", TREE | {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "1" * 40}
    )
    scratch = make_scratch(Root.of(tree), Settings(), tmp_path / "copy")
    names = {path.relative_to(scratch.path).as_posix() for path in scratch.path.rglob("*") if path.is_file()}
    kept = set(TREE) - {".env", "out/gen.py"}
    assert names == kept | {".git/HEAD", ".git/refs/heads/main"}


def test_no_symlink_of_a_git_directory_is_followed_to_what_is_outside_of_it(tmp_path):
    outside = write_tree(tmp_path / "home", {"secret": "1" * 40, "heads/main": "1" * 40})
    tree = write_tree(tmp_path / "tree", TREE | {".git/HEAD": "ref: refs/heads/main\n"})
    (tree / ".git" / "index").symlink_to(outside / "secret")
    (tree / ".git" / "refs").symlink_to(outside)
    scratch = make_scratch(Root.of(tree), Settings(), tmp_path / "copy")
    copied = {path.relative_to(scratch.path / ".git").as_posix() for path in (scratch.path / ".git").rglob("*")}
    assert copied == {"HEAD", "objects", "refs"}


def test_of_a_large_tree_a_part_is_copied_that_begins_with_what_matters_most(tmp_path):
    bulk = "x = 1\n" * (MAX_BYTES // 60)  # ten of them are too many
    tree = write_tree(
        tmp_path / "tree", {f"d{number}/f.py": bulk for number in range(20)} | {"d7/beside.py": "y = 1\n"}
    )
    scratch = make_scratch(Root.of(tree), Settings(), tmp_path / "copy", first=["d7/f.py", "gone.py"])
    assert scratch.files[:3] == ("d7/f.py", "d7/beside.py", "d0/f.py")
    assert 8 <= len(scratch.files) < scratch.of == 21


@pytest.mark.slow
@needs_daemon
@pytest.mark.parametrize(
    ("files", "renamed"),
    [
        (
            {
                "go.mod": "module example.com/shop\n",
                **{f"f{n}.go": f"package shop\n\nfunc F{n}() int {{ return F{(n + 1) % 6}() }}\n" for n in range(6)},
            },
            "f0.go::F0",
        ),
        (
            {
                f"p/F{n}.java": f"package p;\n\nclass F{n} {{\n    static int f{n}() {{ return F{(n + 1) % 6}"
                f".f{(n + 1) % 6}(); }}\n}}\n"
                for n in range(6)
            },
            "p/F0.java::F0.f0",
        ),
    ],
    ids=["functions", "methods"],
)
def test_a_compiled_language_has_its_most_called_function_renamed(tmp_path, files, renamed):
    tree = write_tree(tmp_path / "tree", files)
    done = proven(tree, tmp_path / "s", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["function"] == renamed
    assert {(step["differences"], step["lost"], step["stale"]) for step in said["results"]} == {(0, 0, 0)}
