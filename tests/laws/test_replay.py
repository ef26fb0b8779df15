"""A daemon that lives through a git history holds the index of the commit that is checked out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.live import Differences, LiveDaemon
from scripts.replay import main, replay

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

WHO = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "somebody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
COMMITS = 20


class Repository:
    """A git repository that is made commit by commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env={**os.environ, **WHO}, capture_output=True, text=True, check=True
        )
        return done.stdout

    def commit(self, why: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={why}")

    def write(self, **files: str) -> None:
        """`pkg__money_py` is the file pkg/money.py."""
        for name, text in files.items():
            path, _, suffix = name.replace("__", "/").rpartition("_")
            file = self.root / f"{path}.{suffix}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def move(self, source: str, target: str) -> None:
        (self.root / target).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", source, target)


MONEY = "def total(prices):\n    return add(prices)\n\n\ndef add(prices):\n    return sum(prices)\n"
CART = "from pkg.money import total\n\n\nclass Cart:\n    def price(self):\n        return total(self.items)\n"
MAIN = "from pkg.cart import Cart\n\n\ndef report():\n    return Cart().price()\n"
VIEW = "import { label } from './text.js'\n\nexport function view(x) {\n  return label(x)\n}\n"
TEXT = "export function label(x) {\n  return String(x)\n}\n"


def history(root: Path) -> Path:
    """Twenty commits with what is hard to follow: renames, moves, deletions, merges, a file for a directory."""
    made = Repository(root)
    made.write(pkg__money_py=MONEY, pkg__cart_py=CART, main_py=MAIN)
    (root / "pkg" / "__init__.py").write_text("")
    made.commit("1: begin")
    made.write(web__view_js=VIEW, web__text_js=TEXT)
    made.commit("2: another language")
    made.write(pkg__money_py=MONEY.replace("add", "add_up"))
    made.commit("3: rename a function")
    made.move("pkg/money.py", "pkg/coins.py")
    made.commit("4: move a file, its importer does not know")
    made.write(pkg__cart_py=CART.replace("money", "coins"))
    made.commit("5: now it does")
    made.git("checkout", "--quiet", "-b", "side")
    made.write(pkg__cart_py=CART.replace("money", "coins").replace("price", "cost"))
    made.commit("6: rename a method on a branch")
    made.write(extra__one_ts="export const one = () => 1\n", extra__two_ts="import { one } from './one'\none()\n")
    made.commit("7: a third language on the branch")
    made.git("checkout", "--quiet", "main")
    made.write(web__text_js=TEXT.replace("label", "caption"))
    made.commit("8: break an import on the main line")
    made.git("merge", "--quiet", "--no-ff", "--message=9: merge", "side")
    made.move("extra/one.ts", "extra/one/index.ts")
    made.commit("10: a file becomes a directory of the same import")
    made.git("rm", "-r", "--quiet", "web")
    made.commit("11: delete a directory")
    made.write(web_js=VIEW.replace("./text.js", "./web/text.js"))
    made.commit("12: a file beside where the directory was")
    made.git("rm", "--quiet", "pkg/coins.py")
    made.write(pkg__coins__parts_py=MONEY)
    (root / "pkg" / "coins" / "__init__.py").write_text("from pkg.coins.parts import total\n")
    made.commit("13: a module becomes a package")
    made.move("pkg", "shop")
    made.commit("14: move the package, nobody knows")
    made.write(main_py=MAIN.replace("pkg", "shop"))
    made.commit("15: one knows")
    made.git("mv", "extra", "web")
    made.commit("16: a directory gets the name of one that was there")
    (root / ".gitignore").write_text("web/\n")
    made.commit("17: leave out what is committed")
    made.git("rm", "-r", "--quiet", "shop/coins")
    made.write(shop__coins_py=MONEY)
    made.commit("18: the package becomes a module again")
    made.git("checkout", "--quiet", "-b", "old", "HEAD~8")
    made.write(main_py=MAIN + "\n\nreport()\n")
    made.commit("19: on an old state")
    made.git("checkout", "--quiet", "main")
    made.git("merge", "--quiet", "--no-ff", "-X", "ours", "--message=20: merge that, too", "old")
    assert int(made.git("rev-list", "--count", "HEAD")) == COMMITS
    return root


@pytest.mark.slow
def test_the_index_is_right_after_each_checkout_of_a_history(tmp_path, capsys):
    source = history(tmp_path / "source")
    before = made_files(source)
    result = replay(source, commits=100)
    assert result.is_right, capsys.readouterr().out
    assert result.checkouts == 2 * COMMITS - 1
    assert result.parsed_back <= 1  # all of it has been seen, but for a file that git has half written
    assert result.parsed > 10
    assert made_files(source) == before  # a clone was replayed


@pytest.mark.slow
def test_a_part_of_a_history_can_be_replayed(tmp_path, capsys):
    source = history(tmp_path / "source")
    assert main([str(source), "--commits", "3", "--every", "4", "--seed", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines[:-1]] == [">", ">", ">", "<", "<"]
    assert "0 lines differ" in lines[-1]


@pytest.mark.slow
def test_a_difference_is_counted_by_kind_and_ends_with_1(tmp_path, capsys, monkeypatch):
    source = history(tmp_path / "source")
    differences = Differences(('{"kind":"atom","id":"a"}',), ('{"kind":"edge","source":"a"}', '{"kind":"edge"}'))
    monkeypatch.setattr(LiveDaemon, "differences", lambda self: differences)
    assert main([str(source), "--commits", "1"]) == 1
    assert "3 lines differ" in capsys.readouterr().out
    assert (differences.of("atom"), differences.of("edge")) == ((1, 0), (0, 2))


def test_an_index_that_lacks_a_file_is_noticed(tmp_path):
    (tmp_path / ".omny.toml").write_text("debounce_ms = 2000\n")
    (tmp_path / "a.py").write_text("def f(): pass\n")
    with LiveDaemon(tmp_path) as daemon:
        daemon.sync()
        assert not daemon.differences()
        with daemon.open_reading() as live:
            assert live.get("a.py::f") is not None
        (tmp_path / "b.py").write_text("from a import f\nf()\n")
        different = daemon.differences()  # not synced: the daemon waits for more
        daemon.sync()
        assert not daemon.differences()
    assert different.of("atom") == (1, 0)


def made_files(root: Path) -> set[str]:
    return {file.relative_to(root).as_posix() for file in root.rglob("*")}
