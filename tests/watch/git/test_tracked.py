"""What git tracks is source for Omny too, whatever patterns and names of build output say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.paths import Root
from omny.pipeline.indexer import Indexer
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import assert_equals_fresh, in_process, memory_repository, write_tree
from tests.support.real_daemon import git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

CODE = "def f():\n    return 1\n"


class Tree:
    """A tree in git with an indexer over it."""

    def __init__(self, path: Path, repository: AtomRepository) -> None:
        self.path = path
        self.repository = repository
        root, settings = Root.of(path), Settings()
        self.indexer = Indexer(root, repository, settings=settings, jobs=1, executors=in_process)

    def indexed(self) -> set[str]:
        """What a pass over the whole tree leaves in the index."""
        self.indexer.run()
        assert_equals_fresh(self.path, self.repository)
        return {path for path, entry in self.repository.ledger().items() if entry.is_indexed}


@pytest.fixture
def tree(tmp_path):
    git(tmp_path, "init", "-q")
    with memory_repository() as repository:
        yield Tree(tmp_path, repository)


def test_f09_folders_named_like_output_are_source_where_git_tracks_files_of_them(tree):
    write_tree(tree.path, dict.fromkeys(("dist/a.py", "lib/dist/b.py", "c.py"), CODE))
    assert tree.indexed() == {"c.py"}
    git(tree.path, "add", "dist/a.py")
    assert tree.indexer.has_other_rules()
    assert tree.indexed() == {"c.py", "dist/a.py"}


@pytest.mark.parametrize("name", ["dist", "build", "target", "coverage"])
def test_f09_folders_named_like_output_are_source_below_a_source_folder(tmp_path, name):
    write_tree(tmp_path, {f"src/{name}/a.py": CODE, f"src/deep/er/{name}/b.py": CODE, f"other/{name}/c.py": CODE})
    with memory_repository() as repository:
        assert Tree(tmp_path, repository).indexed() == {f"src/{name}/a.py", f"src/deep/er/{name}/b.py"}


def test_f10_tracked_files_that_a_pattern_ignores_are_source_and_only_they(tree):
    write_tree(tree.path, dict.fromkeys(("gen/deep/a.py", "gen/deep/b.py", "gen/c.py", "d.gen.py"), CODE))
    write_tree(tree.path, {".gitignore": "gen/\n*.gen.py\n", "gen/.gitignore": "*\n"})
    assert tree.indexed() == set()
    git(tree.path, "add", "-f", "gen/deep/a.py", "d.gen.py")
    assert tree.indexed() == {"gen/deep/a.py", "d.gen.py"}
    git(tree.path, "rm", "-q", "--cached", "gen/deep/a.py")
    assert tree.indexer.has_other_rules()
    assert tree.indexed() == {"d.gen.py"}


def test_what_names_say_is_stronger_than_git(tree):
    """Secrets, installed packages, and what the user leaves out himself."""
    write_tree(tree.path, dict.fromkeys((".aws/a.py", "node_modules/p/index.js", "mine/a.py"), CODE))
    write_tree(tree.path, {".omnyignore": "mine/\n", "id_rsa.py": CODE})
    git(tree.path, "add", "-f", ".")
    assert tree.indexed() == set()


def test_a_root_below_the_top_of_the_work_tree_asks_for_its_own_files(tree):
    write_tree(tree.path, {".gitignore": "*.gen.py\n", "a.gen.py": CODE, "in/a.gen.py": CODE, "in/b.gen.py": CODE})
    (tree.path / "in" / ".omny").mkdir()
    git(tree.path, "add", "-f", "a.gen.py", "in/b.gen.py")
    with memory_repository() as repository:
        assert Tree(tree.path / "in", repository).indexed() == {"b.gen.py"}


def test_a_change_of_the_index_that_changes_no_answer_is_no_news(tree):
    write_tree(tree.path, {".gitignore": "*.gen.py\n", "a.gen.py": CODE, "b.py": CODE, "c.py": CODE})
    tree.indexed()
    for arguments in (("add", "b.py"), ("add", "c.py"), ("rm", "-q", "--cached", "b.py"), ("status",)):
        git(tree.path, *arguments)
        assert not tree.indexer.has_other_rules()
    git(tree.path, "add", "-f", "a.gen.py")
    assert tree.indexer.has_other_rules()
    assert "a.gen.py" in tree.indexed()
    assert not tree.indexer.has_other_rules()
