"""Mechanism 3: a first index, a saved file and a switched branch go one way, so none of them can say something else."""

from __future__ import annotations

import json

import pytest

from omny.cli import run
from omny.daemon.events import HeadMoved
from omny.storage.port.records import SearchScope
from tests.support.field_cases import append, callees, callers, files_of, ids, kinds, move_head, put, put_all, remove
from tests.support.helpers import dumped, index_tree, memory_repository, write_tree
from tests.support.packages import HUB, SIGNED
from tests.support.simulation import simulated

# Four classes with a method of one name; whoever looks by name alone binds each call to all of them.
NAMESAKES = {
    f"{name}.py": (
        f"class {name.title()}:\n    def run(self):\n        return self.step()\n\n"
        "    def step(self):\n        return 1\n"
    )
    for name in ("alpha", "beta", "gamma", "delta")
} | {
    "use.py": (
        "from alpha import Alpha\nfrom beta import Beta\n\n\ndef one():\n    return Alpha().run()\n\n\n"
        "def two(beta: Beta, what):\n    what.run()\n    return beta.run()\n"
    )
}

EVERY_KIND = {
    "base.py": "class Base:\n    def go(self):\n        return 1\n\n\ndef wrap(function):\n    return function\n",
    "child.py": (
        "from base import Base, wrap\n\n\n"
        "class Child(Base):\n    @wrap\n    def go(self):\n        return super().go()\n"
    ),
    "use.py": (
        "from base import wrap\nfrom child import Child\n\nTABLE = {'go': Child}\n\n\n"
        "def use(items):\n    map(wrap, items)\n    child = Child()\n    child.go()\n"
    ),
}


def test_case_002_names_are_spelt_alike_by_a_first_index_and_by_a_delta(tree):
    files = {
        f"src/deep/{name}.ts": f"export class {name} {{ hum() {{ return 1 }} }}\n" for name in ("Bee", "Aye", "Cee")
    }
    write_tree(tree, files)
    with simulated(tree) as daemon:
        before = {(stored.atom.id, stored.atom.file_path) for stored in daemon.repository.atoms()}
        daemon.edit(append("src/deep/Bee.ts", text="// touched\n"))
        assert {(stored.atom.id, stored.atom.file_path) for stored in daemon.repository.atoms()} == before
        assert files_of(daemon.repository) == set(files)


def test_case_013_five_touched_files_lose_no_edge_with_one_worker_or_with_more(tree):
    write_tree(tree, {**HUB, **SIGNED})
    with simulated(tree) as daemon:
        before = kinds(daemon.repository)
        daemon.edit(append("src/logger.js", "src/index.js", "src/user.js", "src/file.js", "src/old.js", text="// x\n"))
        assert kinds(daemon.repository) == before
        with memory_repository() as other:
            index_tree(tree, other, jobs=2, executors=None)
            assert dumped(other) == dumped(daemon.repository)


@pytest.mark.parametrize("path", sorted(NAMESAKES))
def test_case_016_a_comment_adds_no_edge_by_a_looser_way(tree, path):
    write_tree(tree, NAMESAKES)
    with simulated(tree) as daemon:
        before = list(daemon.repository.edges())
        daemon.edit(append(path, text="# only a comment\n"))
        assert list(daemon.repository.edges()) == before
        assert callers(daemon.repository, "alpha.py::Alpha.run") == ["use.py::one"]
        assert callers(daemon.repository, "beta.py::Beta.run") == ["use.py::two"]
        assert callers(daemon.repository, "gamma.py::Gamma.run") == []


@pytest.mark.parametrize("path", sorted(EVERY_KIND))
def test_case_017_every_kind_of_edge_survives_an_edit_of_every_file(tree, path):
    write_tree(tree, EVERY_KIND)
    with simulated(tree) as daemon:
        before = kinds(daemon.repository)
        assert before.keys() == {"call", "callback", "decorator", "inherit"}
        daemon.edit(append(path, text="\n\ndef more():\n    return 1\n"))
        assert kinds(daemon.repository) == before
        daemon.edit(remove(path))
        daemon.edit(put(path, EVERY_KIND[path]))
        assert kinds(daemon.repository) == before


def test_case_023_a_clean_tree_gives_no_finding_after_a_small_batch(tree, capsys):
    """The check itself: it compares row by row, and never a batch with the whole."""
    write_tree(tree, {**HUB, **SIGNED, **NAMESAKES})
    with simulated(tree) as daemon:
        for path in ("pkg/exc.py", "use.py", "src/logger.js"):
            daemon.edit(append(path, text="\n"))
            assert run(["verify", "--deep", "--json", "--root", str(tree)]) == 0
            assert json.loads(capsys.readouterr().out)["results"] == []


@pytest.mark.parametrize("suffix", ["py", "js", "ts"])
def test_case_026_a_file_that_is_made_while_it_is_watched_has_its_calls(tree, suffix):
    python = suffix == "py"
    old = "def old():\n    return 1\n" if python else "export function old() { return 1 }\n"
    new = "from lib.old import old\n\n\ndef new():\n    return old()\n"
    if not python:
        new = "import { old } from './old'\nexport function new_() { return old() }\n".replace("new_", "newer")
    write_tree(tree, {f"lib/old.{suffix}": old, "lib/__init__.py": ""})
    with simulated(tree) as daemon:
        daemon.edit(put(f"lib/new.{suffix}", new))
        caller = f"lib/new.{suffix}::{'new' if python else 'newer'}"
        assert callees(daemon.repository, caller) == [f"lib/old.{suffix}::old"]
        daemon.edit(put(f"lib/fresh/newer.{suffix}", new.replace("'./old'", "'../old'")))
        assert len(callers(daemon.repository, f"lib/old.{suffix}::old")) == 2


def test_case_035_what_is_known_of_tests_follows_each_edit(tree):
    write_tree(
        tree,
        {
            "money.py": "def total():\n    return 1\n",
            "tests/test_money.py": "from money import total\n\n\ndef test_total():\n    assert total()\n",
        },
    )
    with simulated(tree) as daemon:
        for text in ("# a comment\n", "\n\ndef spare():\n    return total()\n"):
            daemon.edit(append("money.py", text=text))
            assert "tests/test_money.py::test_total" in callers(daemon.repository, "money.py::total")
            hits = daemon.repository.search("total", limit=10, scope=SearchScope(tests=True))
            assert [stored.atom.id for stored in hits.atoms] == ["tests/test_money.py::test_total"]
        daemon.edit(lambda root: (root / "tests/test_money.py").rename(root / "tests_money.py"))
        assert daemon.repository.search("total", limit=10, scope=SearchScope(tests=True)).total == 0


def test_case_067_a_switched_branch_advances_everything_that_is_derived_in_one_step(tree):
    """Atoms, edges, search and graph have one generation; no answer mixes two."""
    write_tree(tree, EVERY_KIND)
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        before = daemon.repository.meta()
        branch = {
            "child.py": None,
            "use.py": "from base import renamed\n\n\ndef use(items):\n    return renamed(items)\n",
            "base.py": "def renamed(items):\n    return items\n",
        }

        def checkout(root):
            put_all(branch)(root)
            move_head("2" * 40)(root)

        daemon.edit(checkout)
        daemon.daemon.inbox.post(HeadMoved())
        daemon.settle()
        meta = daemon.repository.meta()
        assert (before.indexed_head, meta.indexed_head) == ("1" * 40, "2" * 40)
        assert ids(daemon.repository) == {"base.py::renamed", "use.py::use"}
        assert callers(daemon.repository, "base.py::renamed") == ["use.py::use"]
        assert [stored.atom.id for stored in daemon.repository.search("renamed", limit=5).atoms] == ["base.py::renamed"]
        assert daemon.repository.search("child", limit=5).total == 0
        made = [delta for delta, after in daemon.commits if after.generation > before.generation and delta.files]
        assert len(made) == 1
        graph = daemon.graph.graph
        assert graph is not None
        assert graph.generation == meta.generation
