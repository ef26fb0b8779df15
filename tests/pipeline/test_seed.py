"""F1: the first index of a checkout takes the facts of equal content from the indexes of other checkouts of its
repository, if they can be believed, and equals a fresh index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
import pytest

from omny.base.config import Settings
from omny.base.paths import Root
from omny.cli import run
from omny.executors.worker import Task, analyse
from omny.languages import own_languages
from omny.model.facts import Analysis
from omny.pipeline.indexer import index
from omny.pipeline.seed import facts_of_checkouts
from omny.service.place import Place
from omny.storage.port.repository import AtomRepository
from omny.watch.git.checkouts import MAX_WORKTREES, other_checkouts
from omny.watch.sources.mounts import Mount
from tests.support.helpers import assert_equals_fresh, in_process, index_tree, memory_repository, write_tree
from tests.support.real_daemon import RealDaemon, Starter, git, needs_daemon, needs_git

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
        report = index(root, repository, settings=Settings(), jobs=1, executors=in_process, seed=facts_of_checkouts)
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
    assert list(other_checkouts(inside)) == [main]
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


# ── checkouts that have no main checkout with an index ──


@pytest.fixture
def bare(main: Path, tmp_path: Path) -> Path:
    """A bare repository with two worktrees, `one` and `two`; `one` has an index."""
    git(tmp_path, "clone", "-q", "--bare", str(main), "x.git")
    for name in ("one", "two"):
        git(tmp_path / "x.git", "worktree", "add", "-q", str(tmp_path / name), "-b", name)
    indexed(tmp_path / "one")
    return tmp_path / "x.git"


def with_submodule(outer: Path, source: Path, place: str) -> None:
    """Adds a submodule to a repository, with a commit; its git directory has another name than its place."""
    allowed = ("-c", "protocol.file.allow=always")
    git(outer, *allowed, "submodule", "--quiet", "add", "--name", f"deep/{Path(place).name}-x", str(source), place)
    git(outer, "commit", "-qam", "submodule")


def worktree_with_submodules(outer: Path, path: Path) -> Path:
    """A linked worktree whose submodules are checked out, too."""
    git(outer, "worktree", "add", "-q", str(path), "-b", path.name)
    git(path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive")
    return path


def test_a_worktree_of_a_bare_repository_takes_them_from_another_one(bare: Path, tmp_path: Path) -> None:
    before = (tmp_path / "one" / ".omny" / "omny.db").read_bytes()
    write_tree(tmp_path / "two", {"new.py": "def new():\n    return 1\n"})
    assert indexed(tmp_path / "two") == 1
    assert (tmp_path / "one" / ".omny" / "omny.db").read_bytes() == before


def test_a_bare_repository_beside_its_worktrees_in_one_folder(main: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    git(tmp_path, "clone", "-q", "--bare", str(main), str(folder / ".bare"))
    write_tree(folder, {".git": "gitdir: ./.bare\n"})
    for name in ("one", "two"):
        git(folder, "worktree", "add", "-q", str(folder / name), "-b", name)
    assert list(other_checkouts(folder)) == []  # names a repository that does not name it
    assert indexed(folder / "one") == len(FILES)
    assert indexed(folder / "two") == 0


def test_a_worktree_takes_them_from_another_one_where_the_main_checkout_has_no_index(
    main: Path, worktree: Path, tmp_path: Path
) -> None:
    git(main, "worktree", "add", "-q", str(tmp_path / "w2"), "-b", "f2")
    shutil.rmtree(main / ".omny")
    indexed(worktree)
    assert indexed(tmp_path / "w2") == 0
    assert indexed(main) == 0  # and so does the main checkout


def test_the_next_index_is_asked_for_what_the_first_does_not_know(main: Path, worktree: Path, tmp_path: Path) -> None:
    git(main, "worktree", "add", "-q", str(tmp_path / "w2"), "-b", "f2")
    late = {"late.py": "def late():\n    return 1\n"}
    indexed(write_tree(worktree, late))
    assert indexed(write_tree(tmp_path / "w2", {**late, "own.py": "def own():\n    return late()\n"})) == 1


def test_a_damaged_index_of_one_checkout_does_not_hide_that_of_another(
    main: Path, worktree: Path, tmp_path: Path
) -> None:
    git(main, "worktree", "add", "-q", str(tmp_path / "w2"), "-b", "f2")
    indexed(worktree)
    damaged(main, worktree)
    assert indexed(tmp_path / "w2") == 0


def test_a_submodule_takes_them_from_where_it_is_checked_out_in_another_worktree(main: Path, tmp_path: Path) -> None:
    outer = write_tree(tmp_path / "outer", {"own.py": "OWN = 1\n"})
    git(outer, "init", "-q", "-b", "main")
    with_submodule(outer, main, "lib/part")
    one = worktree_with_submodules(outer, tmp_path / "one")
    two = worktree_with_submodules(outer, tmp_path / "two")
    assert list(other_checkouts(one / "lib" / "part")) == [outer / "lib" / "part", two / "lib" / "part"]
    assert indexed(one / "lib" / "part") == len(FILES)  # of another clone of the same commits nothing is taken
    assert indexed(two / "lib" / "part") == 0
    shutil.rmtree(one / "lib" / "part" / ".omny")
    assert indexed(outer / "lib" / "part") == 0


def test_a_submodule_of_a_submodule_is_found_in_the_other_worktrees(main: Path, tmp_path: Path) -> None:
    middle = write_tree(tmp_path / "middle", {"middle.py": "MIDDLE = 1\n"})
    git(middle, "init", "-q", "-b", "main")
    with_submodule(middle, main, "inner")
    outer = write_tree(tmp_path / "outer", {"own.py": "OWN = 1\n"})
    git(outer, "init", "-q", "-b", "main")
    with_submodule(outer, middle, "middle")
    one = worktree_with_submodules(outer, tmp_path / "one")
    two = worktree_with_submodules(outer, tmp_path / "two")
    indexed(one / "middle" / "inner")
    assert indexed(two / "middle" / "inner") == 0


def test_a_worktree_of_a_submodule_takes_them_from_the_submodule(main: Path, tmp_path: Path) -> None:
    outer = write_tree(tmp_path / "outer", {"own.py": "OWN = 1\n"})
    git(outer, "init", "-q", "-b", "main")
    with_submodule(outer, main, "part")
    git(outer / "part", "sparse-checkout", "set", "--no-cone", "/*")  # its work tree is named in `config.worktree` then
    for name in ("one", "two"):
        git(outer / "part", "worktree", "add", "-q", str(tmp_path / name), "-b", name)
    indexed(outer / "part")
    assert indexed(tmp_path / "one") == 0
    shutil.rmtree(outer / "part" / ".omny")
    assert indexed(tmp_path / "two") == 0


def moved_sibling(bare: Path, one: Path, two: Path) -> None:
    shutil.move(one, one.with_name("moved"))


def sibling_in_place_of_a_moved_one(bare: Path, one: Path, two: Path) -> None:
    shutil.move(one, one.with_name("moved"))
    shutil.copytree(one.with_name("moved") / ".omny", write_tree(one, FILES) / ".omny")


def pruned_sibling(bare: Path, one: Path, two: Path) -> None:
    (one / ".git").rename(one / "kept")
    git(bare, "worktree", "prune")
    (one / "kept").rename(one / ".git")


def gitdir_of_another_place(bare: Path, one: Path, two: Path) -> None:
    other = write_tree(one.with_name("other"), {**FILES, ".git": f"gitdir: {bare}/worktrees/one\n"})
    indexed(other)
    shutil.rmtree(one / ".omny")


def gitdir_that_names_another_tree(bare: Path, one: Path, two: Path) -> None:
    other = write_tree(one.with_name("other"), FILES)
    git(other, "init", "-q")
    indexed(other)
    (bare / "worktrees" / "one" / "gitdir").write_text(f"{other}/.git\n")


def gitdir_that_is_no_git_file(bare: Path, one: Path, two: Path) -> None:
    (bare / "worktrees" / "one" / "gitdir").write_text(f"{one}/a.py\n")


def sibling_of_another_user(bare: Path, one: Path, two: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(one / ".git", 12345, -1)


def folder_of_another_user(bare: Path, one: Path, two: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(one, 12345, -1)


def repository_of_another_user(bare: Path, one: Path, two: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(bare, 12345, -1)


def symlink_to_the_sibling(bare: Path, one: Path, two: Path) -> None:
    """A directory that somebody has made in the place of a symlink; the pointers name the symlink."""
    one.rename(one.with_name("real"))
    write_tree(one.with_name("fake"), {**FILES, ".git": (one.with_name("real") / ".git").read_text()})
    indexed(one.with_name("fake"))
    shutil.rmtree(one.with_name("real"))
    (bare / "worktrees" / "one" / "gitdir").write_text(f"{one}/.git\n")


def symlinked_git_file(bare: Path, one: Path, two: Path) -> None:
    (one / ".git").rename(one / "kept")
    (one / ".git").symlink_to("kept")


def symlinked_git_directory(bare: Path, one: Path, two: Path) -> None:
    """The sibling's git directory lies elsewhere."""
    shutil.move(bare / "worktrees" / "one", bare / "one")
    (bare / "worktrees" / "one").symlink_to(bare / "one")


def symlinked_gitdir(bare: Path, one: Path, two: Path) -> None:
    (bare / "worktrees" / "one" / "gitdir").rename(bare / "worktrees" / "one" / "kept")
    (bare / "worktrees" / "one" / "gitdir").symlink_to("kept")


def other_common_directory(bare: Path, one: Path, two: Path) -> None:
    (bare / "worktrees" / "one" / "commondir").write_text("../../../main/.git\n")


def loops(bare: Path, one: Path, two: Path) -> None:
    (one / ".git").write_text("gitdir: .git\n")
    (bare / "worktrees" / "loop").symlink_to("loop")
    (bare / "worktrees" / "self").symlink_to(".")


def index_that_came_with_the_tree(bare: Path, one: Path, two: Path) -> None:
    (one / ".omny" / ".gitignore").chmod(0o600)


def symlinked_index(bare: Path, one: Path, two: Path) -> None:
    (one / ".omny").rename(one.with_name("state"))
    (one / ".omny").symlink_to(one.with_name("state"))


def sibling_that_is_a_fifo(bare: Path, one: Path, two: Path) -> None:
    (one / ".git").unlink()
    os.mkfifo(one / ".git")


@pytest.mark.parametrize(
    "spoil",
    [
        moved_sibling,
        sibling_in_place_of_a_moved_one,
        pruned_sibling,
        gitdir_of_another_place,
        gitdir_that_names_another_tree,
        gitdir_that_is_no_git_file,
        sibling_of_another_user,
        folder_of_another_user,
        repository_of_another_user,
        symlink_to_the_sibling,
        symlinked_git_file,
        symlinked_git_directory,
        symlinked_gitdir,
        other_common_directory,
        loops,
        index_that_came_with_the_tree,
        symlinked_index,
        sibling_that_is_a_fifo,
    ],
)
def test_nothing_is_believed_of_a_worktree_that_does_not_name_this_repository(
    bare: Path, tmp_path: Path, spoil: Callable[[Path, Path, Path], None]
) -> None:
    spoil(bare, tmp_path / "one", tmp_path / "two")
    assert indexed(tmp_path / "two") == len(FILES)


def test_a_tree_that_brings_a_git_directory_is_given_nothing_of_the_users_repositories(
    main: Path, worktree: Path, tmp_path: Path
) -> None:
    """A `.git` that says to be a main checkout, a submodule or a worktree of what is elsewhere."""
    said = {".git/commondir": f"{main}/.git\n", ".git/worktrees/w/gitdir": f"{worktree}/.git\n", ".git/HEAD": "x\n"}
    assert indexed(write_tree(tmp_path / "one", {**FILES, **said})) == len(FILES)
    (tmp_path / "one" / ".git" / "commondir").unlink()
    assert list(other_checkouts(tmp_path / "one")) == []
    (tmp_path / "one" / ".git" / "config").write_text(f"[core]\n\tworktree = {main}\n")
    assert list(other_checkouts(tmp_path / "one")) == []
    submodule = write_tree(main / "sub" / "part", {".git": "gitdir: ../../.git/modules/part\n"})
    (main / ".git" / "modules" / "part").mkdir(parents=True)
    (main / ".git" / "modules" / "part" / "config").write_text(f"[core]\n\tworktree = {worktree}\n")
    assert list(other_checkouts(submodule)) == []


def test_of_hundreds_of_worktrees_those_that_git_wrote_to_last_are_looked_at(bare: Path, tmp_path: Path) -> None:
    for number in range(MAX_WORKTREES + 20):
        gone = bare / "worktrees" / f"gone{number}"
        write_tree(gone, {"gitdir": f"/nowhere/{number}/.git\n", "commondir": "../..\n"})
        os.utime(gone, (number, number))
    assert list(other_checkouts(tmp_path / "two")) == [tmp_path / "one"]


def test_a_checkout_on_a_mount_that_may_not_answer_is_not_touched(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mounts:
        def below(self, top: str) -> dict[str, Mount]:
            return {"": Mount("nfs4", is_telling=False) if "one" in top else Mount("ext4", is_telling=True)}

        def close(self) -> None:
            pass

    monkeypatch.setattr("omny.pipeline.seed.system_mounts", Mounts)
    assert indexed(tmp_path / "two") == len(FILES)


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
        for language in own_languages():
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
