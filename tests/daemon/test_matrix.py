"""What people, editors and git do to a tree, under a real daemon: after each, the index is what a fresh one would be.

The daemon is one for all tests that leave it alive: each finds it as the ones before have left it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.helpers import write_tree
from tests.support.real_daemon import (
    RealDaemon,
    connect_and_close,
    git,
    kill_holder,
    needs_daemon,
    needs_git,
    omny,
    omny_document,
    remove,
)

pytestmark = needs_daemon

PROJECT = {
    "app/__init__.py": "",
    "app/main.py": """\
from app.util import helper
from app.deep.leaf import Leaf

def run():
    Leaf().grow(helper())
""",
    "app/util.py": "def helper():\n    return 1\n\n\ndef spare():\n    return helper()\n",
    "app/deep/__init__.py": "",
    "app/deep/leaf.py": """\
from app.util import helper

class Leaf:
    def grow(self, by):
        return helper()
""",
    "app/deep/er/core.py": "from app.deep.leaf import Leaf\n\n\ndef core():\n    return Leaf().grow(2)\n",
    "web/index.ts": 'import { add } from "./add";\nexport function twice(x: number) { return add(x, x); }\n',
    "web/add.ts": "export function add(a: number, b: number) { return a + b; }\n",
    "lone.py": "from app import util\n\n\ndef lone():\n    util.helper()\n",
}
OTHER = "from app.util import helper\n\n\ndef other():\n    return helper()\n"

Act = Callable[[Path], object]


@pytest.fixture
def daemon(shared: RealDaemon) -> RealDaemon:
    """The daemon of the module, at rest over the project."""
    write_tree(shared.path, PROJECT)
    shared.settle()
    return shared


def to_directory(root: Path) -> None:
    (root / "app/util.py").unlink()
    write_tree(root, {"app/util.py/inner.py": OTHER})


def to_file(root: Path) -> None:
    remove(root / "app/deep")
    write_tree(root, {"app/deep": "no source"})


def to_package(root: Path) -> None:
    remove(root / "app/deep")
    write_tree(root, {"app/deep.py": PROJECT["app/deep/leaf.py"]})


def to_empty(root: Path) -> None:
    (root / "void").mkdir()
    os.rename(root / "web", root / "void")


def rename(old: str, new: str) -> Act:
    def act(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        os.rename(root / old, root / new)

    return act


def write(path: str, content: str) -> Act:
    return lambda root: write_tree(root, {path: content})


OPERATIONS: dict[str, Act] = {
    "edit": write("app/util.py", "def helper():\n    return spare()\n\n\ndef spare():\n    return 2\n"),
    "edit of a name that others import": write("app/util.py", "def helped():\n    return 1\n"),
    "delete": lambda root: remove(root / "app/util.py"),
    "create": write("app/new.py", OTHER),
    "create in a new directory": write("app/new/er/est.py", OTHER),
    "rename": rename("app/util.py", "app/tool.py"),
    "rename over another": rename("app/main.py", "app/util.py"),
    "rename to another language": rename("web/add.ts", "web/add.js"),
    "rename to no source": rename("app/util.py", "app/util.txt"),
    "file to directory": to_directory,
    "directory to file": to_file,
    "directory to module": to_package,
    "move deeper": rename("app/util.py", "app/deep/er/util.py"),
    "move deeper into a new directory": rename("app/util.py", "app/x/y/z/util.py"),
    "move up": rename("app/deep/er/core.py", "core.py"),
    "move a directory": rename("app/deep", "deep"),
    "move a directory deeper": rename("web", "app/deep/er/web"),
    "move a directory over an empty one": to_empty,
    "delete a directory": lambda root: remove(root / "app/deep"),
    "case only": rename("app/util.py", "app/Util.py"),
    "case only of a directory": rename("app/deep", "app/Deep"),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_index_follows(operation: str, daemon: RealDaemon) -> None:
    OPERATIONS[operation](daemon.path)
    daemon.settle()
    for path in [path for path in daemon.path.iterdir() if path.name != ".omny"]:
        remove(path)
    write_tree(daemon.path, PROJECT)  # and back
    daemon.settle()


def test_a_new_directory_can_be_moved_and_written_to_at_once(daemon: RealDaemon) -> None:
    for number in range(20):
        write_tree(daemon.path, {f"a{number}/b/c.py": OTHER})
        os.rename(daemon.path / f"a{number}", daemon.path / f"z{number}")
        write_tree(daemon.path, {f"z{number}/b/d.py": OTHER, f"a{number}/e.py": OTHER})
    daemon.settle()
    assert {f"z{number}/b/{name}.py::other" for number in range(20) for name in "cd"} <= daemon.ids()


def test_directories_that_swap_their_names_swap_their_content(daemon: RealDaemon) -> None:
    for number in range(5):
        for old, new in (("app", "tmp"), ("web", "app"), ("tmp", "web")):
            os.rename(daemon.path / old, daemon.path / new)
        write_tree(daemon.path, {"web/main.py": f"def there{number}():\n    pass\n"})  # where a watch was before
        daemon.settle()


# ── how editors save ──


def truncate(path: Path, text: str) -> None:
    path.write_text(text)


def replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


def replace_from_outside(path: Path, text: str) -> None:
    temporary = path.parents[2] / "saved"
    temporary.write_text(text)
    os.replace(temporary, path)


def backup(path: Path, text: str) -> None:
    """vim: tests that it can write, moves the old file away, writes a new one, removes the old."""
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    kept = path.with_name(path.name + "~")
    os.rename(path, kept)
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    kept.unlink()


def in_pieces(path: Path, text: str) -> None:
    with path.open("w") as file:
        for line in text.splitlines(keepends=True):
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def recreate(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def exchange_by_link(path: Path, text: str) -> None:
    """A new file beside, hard-linked into place."""
    temporary = path.with_name("x.tmp")
    temporary.write_text(text)
    path.unlink()
    os.link(temporary, path)
    temporary.unlink()


def held_open(path: Path, text: str) -> None:
    """Written by a descriptor that stays open for long: no close tells of it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
    HELD.append(descriptor)
    os.write(descriptor, text.encode())


def same_size_and_time(path: Path, text: str) -> None:
    """Of the same length as before, with the mtime of before."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


HELD: list[int] = []
STYLES = (
    truncate,
    replace,
    replace_from_outside,
    backup,
    in_pieces,
    recreate,
    exchange_by_link,
    held_open,
    same_size_and_time,
)


@pytest.mark.parametrize("save", STYLES, ids=lambda save: save.__name__)
def test_each_way_to_save_is_seen_each_time(save: Callable[[Path, str], None], daemon: RealDaemon) -> None:
    file = daemon.path / "app/util.py"
    try:
        for name in ("first", "other", "third"):
            save(file, f"def {name}():\n    return 1\n\n\ndef helper():\n    return {name}()\n")
            daemon.sync()
            assert f"app/util.py::{name}" in daemon.ids()
            assert "app/util.py::helper" in daemon.ids()
    finally:
        while HELD:
            os.close(HELD.pop())
    daemon.settle()


def test_an_append_without_a_close_is_seen(daemon: RealDaemon) -> None:
    with (daemon.path / "app/util.py").open("a") as file:
        for number in range(5):
            file.write(f"\n\ndef more{number}():\n    helper()\n")
            file.flush()
            daemon.sync()
            assert f"app/util.py::more{number}" in daemon.ids()
    daemon.settle()


def test_a_touched_file_is_no_change(daemon: RealDaemon) -> None:
    before = daemon.generation()
    for stamp in (0, 2_000_000_000, 4_000_000_000):
        os.utime(daemon.path / "app/util.py", (stamp, stamp))
        daemon.settle()
    assert daemon.generation() == before


def test_a_file_that_cannot_be_read_for_a_while_keeps_what_it_held(daemon: RealDaemon) -> None:
    file = daemon.path / "app/util.py"
    file.chmod(0)  # root may read it all the same
    daemon.settle()
    assert "app/util.py::helper" in daemon.ids()
    file.chmod(0o644)
    daemon.settle()
    file.parent.chmod(0)
    daemon.settle()
    file.parent.chmod(0o755)
    file.write_text("def back():\n    pass\n")
    daemon.settle()
    assert "app/util.py::back" in daemon.ids()


def test_what_a_symlink_replaces_is_gone_and_comes_back(daemon: RealDaemon, tmp_path: Path) -> None:
    """Files, directories, and links that change their target; nothing behind a link is in the index."""
    outside = write_tree(tmp_path / "outside", {"util.py": "def hidden():\n    pass\n"})
    root = daemon.path
    for name, target in (("app/util.py", outside / "util.py"), ("app/deep", outside)):
        os.rename(root / name, root / "kept")
        (root / name).symlink_to(target)
        daemon.settle()
        assert not any("hidden" in identity for identity in daemon.ids())
        os.symlink(root / "lone.py", root / "swap")
        os.replace(root / "swap", root / name)
        (outside / "util.py").write_text("def hidden_too():\n    pass\n")
        daemon.settle()
        (root / name).unlink()
        os.rename(root / "kept", root / name)
        daemon.settle()
    assert {"app/util.py::helper", "app/deep/leaf.py::Leaf.grow"} <= daemon.ids()


# ── whole directories ──


def test_a_directory_that_leaves_the_tree_is_gone_and_one_that_comes_is_there(
    daemon: RealDaemon, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    os.rename(daemon.path / "app", away)
    daemon.settle()
    assert not any(identity.startswith("app/") for identity in daemon.ids())
    passes = daemon.ask("daemon")["passes"]
    write_tree(away, {"util.py": "def elsewhere():\n    pass\n"})  # silent
    daemon.sync()
    assert daemon.ask("daemon")["passes"] == passes + 1, "the sync's own"
    os.rename(away, daemon.path / "app")
    daemon.settle()
    assert "app/util.py::elsewhere" in daemon.ids()
    write_tree(daemon.path, {"app/util.py": OTHER, "app/deep/er/core.py": OTHER})
    daemon.settle()


def test_sources_that_are_removed_and_made_again_are_watched_again(daemon: RealDaemon) -> None:
    """Case 83."""
    for number in range(5):
        remove(daemon.path / "app")
        (daemon.path / "app").mkdir()
        if number % 2:
            daemon.settle()
        write_tree(daemon.path, {path: text for path, text in PROJECT.items() if path.startswith("app/")})
        daemon.settle()
        write_tree(daemon.path, {"app/util.py": f"def again{number}():\n    pass\n"})
        daemon.settle()
        assert f"app/util.py::again{number}" in daemon.ids()


def test_what_ignore_files_leave_out_goes_and_comes(daemon: RealDaemon) -> None:
    """Case 79."""
    ignore, nested = daemon.path / ".gitignore", daemon.path / "app/.gitignore"
    ignore.write_text("web/\n*_pb2.py\n")
    daemon.settle()
    assert not any(identity.startswith("web/") for identity in daemon.ids())
    write_tree(daemon.path, {"web/add.ts": "export function added() {}\n", "app/x_pb2.py": OTHER})
    daemon.settle()
    nested.write_text("deep/\n!x_pb2.py\n")
    daemon.settle()
    assert "app/x_pb2.py::other" in daemon.ids()
    assert "app/deep/leaf.py::Leaf" not in daemon.ids()
    os.rename(nested, daemon.path / "web/.gitignore")
    daemon.settle()
    assert "app/deep/leaf.py::Leaf" in daemon.ids()
    ignore.unlink()
    daemon.settle()
    assert "web/add.ts::added" in daemon.ids()
    write_tree(daemon.path, {"web/add.ts": PROJECT["web/add.ts"]})  # watched again
    daemon.settle()
    assert "web/add.ts::add" in daemon.ids()
    write_tree(daemon.path, {".omny.toml": 'exclude = ["web/"]\n'})
    daemon.settle()
    assert not any(identity.startswith("web/") for identity in daemon.ids())
    (daemon.path / ".omny.toml").unlink()
    daemon.settle()
    assert "web/add.ts::add" in daemon.ids()


def test_work_in_directories_that_are_left_out_is_none(daemon: RealDaemon) -> None:
    """Case 80."""
    write_tree(daemon.path, {".gitignore": "build/\n", "node_modules/x/index.js": "export function x() {}\n"})
    daemon.settle()
    said = daemon.ask("daemon")
    for number in range(50):
        write_tree(daemon.path, {f"build/{number}/out.py": OTHER, f"node_modules/{number}/index.js": "f()"})
        remove(daemon.path / f"build/{number}")
    daemon.sync()
    after = daemon.ask("daemon")
    assert after["watched"] == said["watched"]
    assert daemon.generation() == said["graph_generation"]
    daemon.settle()


# ── git ──


@pytest.fixture
def cloned(daemon: RealDaemon) -> RealDaemon:
    """The project as a git repository with one commit."""
    git(daemon.path, "init", "-q")
    git(daemon.path, "add", ".")
    git(daemon.path, "commit", "-qm", "first")
    daemon.settle()
    return daemon


def at_head(daemon: RealDaemon) -> None:
    daemon.settle()
    fresh = daemon.ask("status")["freshness"]
    assert (fresh["stale"], fresh["indexed_head"]) == (False, git(daemon.path, "rev-parse", "HEAD"))


@needs_git
def test_head_is_followed_where_no_file_changes(cloned: RealDaemon) -> None:
    """Cases 53 and 58."""
    at_head(cloned)
    for command in (
        ("commit", "-q", "--allow-empty", "-m", "second"),
        ("checkout", "-q", "--detach"),
        ("commit", "-q", "--allow-empty", "-m", "on no branch"),
        ("checkout", "-q", "main"),
        ("checkout", "-qb", "feature/deep/name"),
        ("commit", "-q", "--allow-empty", "-m", "third"),
        ("pack-refs", "--all", "--prune"),
        ("commit", "-q", "--allow-empty", "-m", "fourth"),
        ("update-ref", "HEAD", "main"),
        ("symbolic-ref", "HEAD", "refs/heads/main"),
        ("reset", "-q", "--hard", "HEAD@{1}"),
    ):
        git(cloned.path, *command)
        at_head(cloned)


@needs_git
def test_a_file_that_git_tracks_is_source_whatever_its_rules_and_the_index_of_git_is_followed(
    cloned: RealDaemon,
) -> None:
    root = cloned.path
    write_tree(root, {".gitignore": "gen/\n*.out.py\n"} | dict.fromkeys(("gen/a.py", "gen/b.py", "x.out.py"), OTHER))
    cloned.settle()
    assert indexed(cloned, "gen/a.py", "gen/b.py", "x.out.py") == []
    git(root, "add", "-f", "gen/a.py", "x.out.py")
    cloned.settle()
    assert indexed(cloned, "gen/a.py", "gen/b.py", "x.out.py") == ["gen/a.py", "x.out.py"]
    git(root, "rm", "-q", "--cached", "gen/a.py")
    cloned.settle()
    assert indexed(cloned, "gen/a.py", "gen/b.py", "x.out.py") == ["x.out.py"]


def indexed(daemon: RealDaemon, *paths: str) -> list[str]:
    with daemon.reading() as repository:
        ledger = repository.ledger()
    return [path for path in paths if path in ledger and ledger[path].is_indexed]


@needs_git
def test_a_switch_of_branches_brings_its_files_and_takes_them(cloned: RealDaemon) -> None:
    root = cloned.path
    git(root, "checkout", "-qb", "other")
    names = [f"pack{number % 7}/m{number}.py" for number in range(100)]
    write_tree(root, dict.fromkeys(names, OTHER) | {"app/util.py": "def helper(x):\n    pass\n"})
    remove(root / "app/deep")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "100 files")
    at_head(cloned)
    for branch in ("main", "other", "main", "other", "main"):
        git(root, "checkout", "-q", branch)
        at_head(cloned)
        assert ("pack0/m0.py::other" in cloned.ids()) == (branch == "other")
    assert "app/deep/leaf.py::Leaf" in cloned.ids()
    parsed = [line for line in cloned.log().splitlines() if " parsed, " in line]
    assert ", 0 parsed, " in parsed[-1], "what was parsed once is known"


@needs_git
def test_git_brings_back_what_was_removed(cloned: RealDaemon) -> None:
    """Cases 14, 39 and 86."""
    root = cloned.path
    for _ in range(3):
        remove(root / "app")
        cloned.settle()
        git(root, "checkout", "-q", "--", ".")
        cloned.settle()
        assert "app/deep/er/core.py::core" in cloned.ids()
        remove(root / "app")
        git(root, "checkout", "-q", "--", ".")
        write_tree(root, {"app/util.py": "def changed():\n    pass\n"})
        cloned.settle()
        git(root, "stash", "-q")
        cloned.settle()
        assert "app/util.py::helper" in cloned.ids()
        git(root, "stash", "pop", "-q")
        cloned.settle()
        git(root, "checkout", "-q", ".")
        git(root, "mv", "app/util.py", "app/tool.py")
        cloned.settle()
        git(root, "reset", "-q", "--hard")
        at_head(cloned)


@needs_git
def test_a_nested_repository_is_left_out_while_it_is_one(cloned: RealDaemon, tmp_path: Path) -> None:
    """Case 85."""
    root = cloned.path
    write_tree(root, {"vendor/lib/code.py": OTHER})
    cloned.settle()
    assert "vendor/lib/code.py::other" in cloned.ids()
    git(root / "vendor/lib", "init", "-q")
    cloned.settle()
    assert "vendor/lib/code.py::other" not in cloned.ids()
    os.rename(root / "vendor/lib", tmp_path / "lib")
    cloned.settle()
    os.rename(tmp_path / "lib", root / "vendor/lib")
    cloned.settle()
    remove(root / "vendor/lib/.git")
    cloned.settle()
    assert "vendor/lib/code.py::other" in cloned.ids()
    git(root, "worktree", "add", "-q", "tree", "HEAD")
    at_head(cloned)
    assert not any(identity.startswith("tree/") for identity in cloned.ids())
    git(root, "worktree", "remove", "--force", "tree")
    at_head(cloned)


@needs_git
def test_a_repository_that_appears_or_goes_is_noticed(daemon: RealDaemon) -> None:
    assert daemon.ask("status")["freshness"]["indexed_head"] == ""
    git(daemon.path, "init", "-q")
    git(daemon.path, "add", ".")
    git(daemon.path, "commit", "-qm", "first")
    at_head(daemon)
    remove(daemon.path / ".git")
    daemon.settle()
    assert daemon.ask("status")["freshness"]["indexed_head"] == ""


# ── the ground under the daemon ──


def test_where_the_root_is_replaced_the_daemon_starts_anew(live: RealDaemon, tmp_path: Path) -> None:
    """At once; and in between nobody is told of what is no longer there."""
    write_tree(live.path, {"ghost.py": "def ghost():\n    pass\n"})
    live.start().settle()
    os.rename(live.path, tmp_path / "moved")
    write_tree(live.path, {"real.py": "def real():\n    pass\n"})
    assert "ghost.py" not in omny("search", "ghost", "--root", str(live.path), check=False).stdout
    live.eventually(lambda: connect_and_close(live.root))
    pid = live.pid
    live.adopt()
    live.settle()
    assert live.pid == pid
    assert {identity for identity in live.ids() if not identity.endswith("<module>")} == {"real.py::real"}
    write_tree(live.path, {"real.py": "def more():\n    pass\n"})
    live.settle()
    moved = omny_document("search", "ghost", "--root", str(tmp_path / "moved"))
    assert moved["results"][0]["id"] == "ghost.py::ghost", "the tree that was moved keeps its own"


def test_where_the_state_directory_is_removed_the_daemon_ends(live: RealDaemon) -> None:
    write_tree(live.path, PROJECT)
    live.start().settle()
    remove(live.root.state_dir)
    assert live.ended()
    assert not live.root.state_dir.exists(), "it leaves nothing behind"
    asked = ("search", "helper", "--root", str(live.path))
    assert omny(*asked, "--no-index", check=False).returncode == 2


def test_where_the_database_is_removed_it_is_made_anew(live: RealDaemon) -> None:
    write_tree(live.path, PROJECT)
    live.start().settle()
    with live.reading() as repository:
        before = repository.meta().uuid
    for name in ("omny.db", "omny.db-wal", "omny.db-shm"):
        (live.root.state_dir / name).unlink(missing_ok=True)

    def is_anew() -> bool:
        if not live.database.exists() or not connect_and_close(live.root):
            return False
        with live.reading() as repository:
            return repository.meta().uuid != before

    live.eventually(is_anew)
    live.adopt()
    live.settle()
    assert "app/util.py::helper" in live.ids()


def test_a_tree_that_is_copied_with_its_state_is_another_tree(live: RealDaemon, tmp_path: Path) -> None:
    write_tree(live.path, PROJECT)
    live.start().settle()
    copy = tmp_path / "copy"
    shutil.copytree(live.path, copy, ignore=shutil.ignore_patterns("daemon.sock"))
    try:
        write_tree(copy, {"app/util.py": "def copied():\n    pass\n"})
        omny("start", str(copy))
        token = omny_document("sync", "--root", str(copy))["freshness"]["token"]
        found = omny_document("search", "copied", "--root", str(copy), "--at-least", token)
        assert found["total"] == 1
        live.settle()
        assert "app/util.py::copied" not in live.ids()
    finally:
        kill_holder(copy)
