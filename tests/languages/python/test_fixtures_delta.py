"""Fixtures of pytest give types: after each change of a fixture its tests are what a fresh index says, and no other
file is resolved again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.storage.port.repository import AtomRepository
from tests.support.graph_project import ask, ids
from tests.support.helpers import assert_equals_fresh, data_of, index_tree, memory_repository, sync, write_tree

FIXTURE = "import pytest\nfrom shop import {0}\n\n@pytest.fixture{2}\ndef {1}():\n    return {0}()\n"
SHOP = "class Repo:\n    def save(self): ...\n\nclass Other:\n    def save(self): ...\n"
REPO, OTHER = "shop.py::Repo.save", "shop.py::Other.save"
TEST = "def test_save(repo):\n    repo.save()\n"
NEITHER = "def test_plain(thing):\n    thing.save()\n"
TREE = {"shop.py": SHOP, "tests/a/test_a.py": TEST, "tests/b/test_b.py": TEST, "tests/a/test_plain.py": NEITHER}


def fixture(of: str = "Repo", name: str = "repo", options: str = "") -> str:
    return FIXTURE.format(of, name, options)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        write_tree(tmp_path, TREE)
        index_tree(tmp_path, repository)
        yield repository


def calls(repository: AtomRepository, identity: str) -> list[str]:
    found: list[str] = data_of(repository, identity)["calls"]
    return found


def both(repository: AtomRepository) -> list[list[str]]:
    return [calls(repository, f"tests/{name}/test_{name}.py::test_save") for name in "ab"]


def changed(root: Path, repository: AtomRepository, files: dict[str, str]) -> int:
    """Writes the files, and brings the index up to date; how many files were resolved."""
    write_tree(root, files)
    report = sync(root, repository)
    assert_equals_fresh(root, repository)
    return report.resolved


def test_a_new_conftest_above_resolves_exactly_the_tests_that_asked(tmp_path, repository):
    assert both(repository) == [[], []]
    assert changed(tmp_path, repository, {"tests/conftest.py": fixture(name="unasked")}) == 1
    assert changed(tmp_path, repository, {"conftest.py": fixture()}) == 3  # itself and the two
    assert both(repository) == [[REPO], [REPO]]


def test_an_override_that_is_nearer_counts_for_what_is_below_it(tmp_path, repository):
    changed(tmp_path, repository, {"conftest.py": fixture()})
    assert changed(tmp_path, repository, {"tests/a/conftest.py": fixture("Other")}) == 2
    assert both(repository) == [[OTHER], [REPO]]
    assert changed(tmp_path, repository, {"tests/a/test_a.py": fixture() + TEST}) == 1
    assert both(repository) == [[REPO], [REPO]]
    (tmp_path / "tests/a/conftest.py").unlink()
    changed(tmp_path, repository, {"tests/a/test_a.py": TEST})
    assert both(repository) == [[REPO], [REPO]]


def test_a_fixture_that_is_renamed_or_taken_away_is_given_no_more(tmp_path, repository):
    changed(tmp_path, repository, {"conftest.py": fixture()})
    assert changed(tmp_path, repository, {"conftest.py": fixture(options='(name="other")')}) == 3
    assert both(repository) == [[], []]
    assert changed(tmp_path, repository, {"conftest.py": fixture(name="any_name", options='(name="repo")')}) == 3
    assert both(repository) == [[REPO], [REPO]]
    assert changed(tmp_path, repository, {"conftest.py": fixture("Other")}) == 3
    assert both(repository) == [[OTHER], [OTHER]]
    (tmp_path / "conftest.py").unlink()
    assert changed(tmp_path, repository, {}) == 2
    assert both(repository) == [[], []]


def test_another_body_of_a_fixture_that_gives_the_same_resolves_its_own_file_only(tmp_path, repository):
    changed(tmp_path, repository, {"conftest.py": fixture()})
    assert (
        changed(tmp_path, repository, {"conftest.py": fixture().replace("    return", "    print()\n    return")}) == 1
    )


def test_a_plugin_that_a_conftest_lists_later_gives_its_fixtures(tmp_path, repository):
    changed(tmp_path, repository, {"plugs/__init__.py": "", "plugs/more.py": fixture()})
    assert both(repository) == [[], []]
    changed(tmp_path, repository, {"conftest.py": 'pytest_plugins = ("plugs.more",)\n'})
    assert both(repository) == [[REPO], [REPO]]
    changed(tmp_path, repository, {"plugs/more.py": fixture("Other")})
    assert both(repository) == [[OTHER], [OTHER]]
    changed(tmp_path, repository, {"conftest.py": ""})
    assert both(repository) == [[], []]


def test_a_fixture_that_a_conftest_imports_is_followed_to_where_it_is(tmp_path, repository):
    changed(tmp_path, repository, {"plugs.py": fixture(), "conftest.py": "from plugs import repo\n"})
    assert both(repository) == [[REPO], [REPO]]
    changed(tmp_path, repository, {"conftest.py": "from plugs import *\n", "plugs.py": fixture("Other")})
    assert both(repository) == [[OTHER], [OTHER]]


def test_fixtures_that_ask_for_each_other_end(tmp_path, repository):
    one, other = (f"@pytest.fixture\ndef {a}({b}):\n    return {b}\n" for a, b in (("repo", "made"), ("made", "repo")))
    text = f"import pytest\n\n{one}\n{other}"
    changed(tmp_path, repository, {"conftest.py": text})
    assert both(repository) == [[], []]


def test_tests_impact_and_affected_see_who_gets_the_subject_and_who_the_fixture(tmp_path, repository):
    changed(tmp_path, repository, {"conftest.py": fixture(), "tests/a/conftest.py": fixture("Other")})
    asked = (repository, tmp_path)
    test_a, test_b = "tests/a/test_a.py::test_save", "tests/b/test_b.py::test_save"
    assert ids(ask(asked, "tests", atom="Repo.save")) == [test_b]
    assert ids(ask(asked, "tests", atom="Other.save")) == [test_a]
    assert ids(ask(asked, "tests", atom="conftest.py::repo")) == [test_b]
    assert [each["id"] for each in ask(asked, "impact", atom="tests/a/conftest.py::repo")["tests"]] == [test_a]
    changed(tmp_path, repository, {"shop.py": SHOP.replace("def save(self): ...", "def save(self): return 1", 1)})
    assert ids(ask(asked, "affected", since="2")) == [test_b]
