"""F1: the first index of a worktree takes the facts of equal content from the index of its main checkout, if that can
be believed, and equals a fresh index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
import pytest

from omny.cli import run
from omny.cli.place import Place
from omny.config import Settings
from omny.extract.worker import Task, analyse
from omny.indexer import index
from omny.languages import LANGUAGES
from omny.model import Analysis
from omny.paths import Root
from omny.seed import facts_of_main
from omny.storage.port import AtomRepository
from omny.watch.gitfiles import main_checkout
from tests.helpers import assert_equals_fresh, in_process, index_tree, memory_repository, write_tree
from tests.real_daemon import RealDaemon, Starter, git, needs_daemon, needs_git

pytestmark = [needs_git, pytest.mark.skipif(os.name != "posix", reason="speaks of modes and owners")]

FILES = {
    "a.py": "from sub.b import inner\n\n\ndef old_name():\n    return inner()\n",
    "sub/__init__.py": "",
    "sub/b.py": "def inner():\n    return 2\n",
    "web/c.ts": "export const late = (x: number) => x\n",
    "web/d.js": "import { late } from './c'\nexport function go() { return late(1) }\n",
    "web/package.json": '{"name": "web"}\n',
    "broken.py": "def whole():\n    return 1\n\n\ndef half(:\n",
}


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A checkout with one commit, and an index."""
    main = write_tree(tmp_path / "main", FILES)
    git(main, "init", "-q", "-b", "main")
    git(main, "add", "-A")
    git(main, "commit", "-qm", "1")
    indexed(main)
    return main


@pytest.fixture
def worktree(main: Path, tmp_path: Path) -> Path:
    """A worktree of it, beside."""
    git(main, "worktree", "add", "-q", str(tmp_path / "w"), "-b", "f")
    return tmp_path / "w"


def indexed(path: Path) -> int:
    """Indexes a tree in its own database; how many files were parsed."""
    root = Root.of(path)
    place = Place.of(str(path), None)
    with place.writing() as repository:
        report = index(root, repository, settings=Settings(), jobs=1, executors=in_process, seed=facts_of_main)
        assert_equals_fresh(path, repository)
        assert report.parsed + report.seeded == report.files
        return report.parsed


def test_f1_no_file_is_parsed_where_the_content_is_equal(main: Path, worktree: Path) -> None:
    before = (main / ".omny" / "omny.db").read_bytes()
    assert indexed(worktree) == 0
    assert (main / ".omny" / "omny.db").read_bytes() == before
    assert git(main, "status", "--porcelain") == ""


def test_f1_what_differs_is_parsed_and_nothing_else(main: Path, worktree: Path) -> None:
    write_tree(worktree, {"a.py": "def new_name():\n    return 1\n", "e.py": "import a\n\n\na.new_name()\n"})
    (worktree / "sub" / "b.py").unlink()
    shutil.move(worktree / "web" / "d.js", worktree / "d.js")
    assert indexed(worktree) == 2


def test_a_worktree_inside_the_checkout_and_one_with_relative_pointers(main: Path) -> None:
    inside = main / ".claude" / "worktrees" / "w"
    git(main, "worktree", "add", "-q", str(inside), "-b", "g")
    names = main / ".git" / "worktrees" / "w"
    (inside / ".git").write_text("gitdir: ../../../.git/worktrees/w\n")
    (names / "gitdir").write_text("../../../.claude/worktrees/w/.git\n")
    assert main_checkout(inside) == main
    assert indexed(inside) == 0


def move_away(main: Path, worktree: Path) -> Path:
    return Path(shutil.move(worktree, worktree.with_name("moved")))  # gitdir names where it was


def other_pointer(main: Path, worktree: Path) -> Path:
    other = write_tree(worktree.with_name("other"), FILES)
    shutil.copy(worktree / ".git", other / ".git")  # the one that gitdir names is `worktree`
    return other


def own_gitdir(main: Path, worktree: Path) -> Path:
    """A tree that brings its own gitdir, mutual, with a `commondir` that leads to a repository of the user."""
    return write_tree(
        worktree.with_name("fake"),
        {
            **FILES,
            ".git": "gitdir: meta/worktrees/x\n",
            "meta/worktrees/x/gitdir": f"{worktree.with_name('fake')}/.git\n",
            "meta/worktrees/x/commondir": str(main / ".git"),
        },
    )


def broken_pointer(main: Path, worktree: Path) -> Path:
    (worktree / ".git").write_text("gitdir: /nowhere\n")
    return worktree


def nul_in_pointer(main: Path, worktree: Path) -> Path:
    (worktree / ".git").write_bytes(b"gitdir: \0\n" + b"x" * 9000)
    return worktree


def link_for_pointer(main: Path, worktree: Path) -> Path:
    (worktree / ".git").rename(worktree / "kept")
    (worktree / ".git").symlink_to("kept")
    return worktree


def unsealed(main: Path, worktree: Path) -> Path:
    (main / ".omny" / ".gitignore").chmod(0o600)  # as an index that came with the tree
    return worktree


def writable_by_others(main: Path, worktree: Path) -> Path:
    (main / ".omny").chmod(0o777)
    return worktree


def of_another_user(main: Path, worktree: Path) -> Path:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(main / ".git" / "worktrees" / "w" / "gitdir", 12345, -1)
    return worktree


def index_of_another_user(main: Path, worktree: Path) -> Path:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(main / ".omny", 12345, -1)
    return worktree


def no_index(main: Path, worktree: Path) -> Path:
    shutil.rmtree(main / ".omny")
    return worktree


def damaged(main: Path, worktree: Path) -> Path:
    database = main / ".omny" / "omny.db"
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    database.write_bytes(content)
    return worktree


def other_fingerprint(main: Path, worktree: Path) -> Path:
    connection = apsw.Connection(str(main / ".omny" / "omny.db"))
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE facts SET extractor = extractor || 'x'")
    connection.close()
    return worktree


@pytest.mark.parametrize(
    "spoil",
    [
        move_away,
        other_pointer,
        own_gitdir,
        broken_pointer,
        nul_in_pointer,
        link_for_pointer,
        unsealed,
        writable_by_others,
        of_another_user,
        index_of_another_user,
        no_index,
        damaged,
        other_fingerprint,
    ],
)
def test_f1_nothing_is_believed_of_a_checkout_that_is_not_this_worktrees(
    main: Path, worktree: Path, spoil: Callable[[Path, Path], Path]
) -> None:
    assert indexed(spoil(main, worktree)) == len(FILES)


def test_a_bare_repository_and_a_submodule_have_no_main_checkout(main: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(main), "bare.git")
    git(tmp_path / "bare.git", "worktree", "add", "-q", str(tmp_path / "w2"), "main")
    git(main, "-c", "protocol.file.allow=always", "submodule", "-q", "add", str(main), "part")
    assert main_checkout(tmp_path / "w2") is None
    assert main_checkout(main / "part") is None
    assert main_checkout(main) is None
    assert indexed(tmp_path / "w2") == len(FILES)


@needs_daemon
def test_the_commands_and_the_daemon_take_them(
    main: Path, worktree: Path, starter: Starter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(worktree), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["parsed"], document["seeded"]) == (0, len(FILES))
    shutil.rmtree(worktree / ".omny")
    assert run(["sync", str(worktree)]) == 0
    shutil.rmtree(worktree / ".omny")
    daemon = RealDaemon(worktree, starter)
    try:
        daemon.start().settle()
        assert daemon.ask("daemon")["parsed"] == 0
    finally:
        daemon.kill()
        daemon.hang_up()


def test_only_a_first_index_is_seeded(main: Path, worktree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    indexed(worktree)
    write_tree(main, {"late.py": "def late():\n    return 1\n"})
    assert run(["index", str(main)]) == 0
    shutil.copy(main / "late.py", worktree / "late.py")
    capsys.readouterr()
    assert run(["index", str(worktree), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parsed"] == 1


# ── facts hold no path ──

PATHS = (
    "a.py", "sub/__init__.py", "tests/test_a.py", "conftest.py", "a.pyi", "a.js", "a.jsx", "a.mjs", "a.cjs",
    "x.test.js", "a.ts", "a.mts", "a.d.ts", "a.tsx", "package.json", "sub/package.json", "tsconfig.json",
    "tsconfig.base.json", "jsconfig.json",
)  # fmt: skip

SOURCES = (
    "import a\n\n\ndef f(x):\n    return a.g(x)\n",
    "import { g } from './a'\nexport function f(x) { return g(x) }\nconst o = { m() { return f(1) } }\n",
    '{"name": "n", "main": "m.js", "extends": "./b.json", "compilerOptions": {"baseUrl": "src", "paths": {"@/*": []}}}',
)


def test_facts_of_equal_content_in_a_language_are_equal_whatever_the_path(tmp_path: Path) -> None:
    root = Root.of(tmp_path)
    for source in SOURCES:
        for language in LANGUAGES:
            found: dict[bytes, str] = {}
            for path in filter(language.accepts, PATHS):
                write_tree(tmp_path, {path: source})
                analysis = analyse(root, Task(path, language.name, len(source)), 10**6).analysis
                assert isinstance(analysis, Analysis)
                found[msgspec.msgpack.encode(analysis)] = path
            assert len(found) <= 1, (language.name, list(found.values()))


def test_a_package_json_equal_to_a_tsconfig_is_not_taken_for_it(tree: Path, repository: AtomRepository) -> None:
    """The facts of the one were taken for the other's: a delta that differed from a fresh index."""
    config = '{"name": "n", "compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'
    use = "import { f } from '@/f'\nexport function g() { return f() }\n"
    write_tree(tree, {"package.json": config, "src/f.ts": "export function f() { return 1 }\n", "g.ts": use})
    index_tree(tree, repository)
    write_tree(tree, {"tsconfig.json": config})
    index_tree(tree, repository)
    assert_equals_fresh(tree, repository)
    with memory_repository() as fresh:
        index_tree(tree, fresh)
        assert [edge.target_id for edge in fresh.edges()] == [edge.target_id for edge in repository.edges()] != []
