"""Which tests reach an atom, or what has changed: by calls, and by the rules that give a test its fixtures."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from omny.base.errors import UsageError
from omny.base.plain import plain
from omny.cli import run
from omny.cli.analyses import affected_files
from tests.support.graph_project import ask, ids, project
from tests.support.helpers import index_tree, write_tree

TREE = {
    "shop/db.py": """\
        LIMIT = 3

        def connect():
            return LIMIT

        def close():
            pass

        class Store:
            size = 1

            def put(self):
                pass
        """,
    "tests/conftest.py": """\
        import pytest
        from shop.db import close, connect

        @pytest.fixture
        def db():
            return connect()

        @pytest.fixture(name="ended")
        def _ended():
            close()

        @pytest.fixture
        def user(db):
            return db
        """,
    "tests/test_direct.py": """\
        from shop.db import Store, connect

        def helper():
            connect()

        def test_direct():
            helper()

        def test_store():
            Store().put()
        """,
    "tests/test_fixture.py": """\
        import pytest

        def test_db(db):
            pass

        def test_user(user):
            pass

        @pytest.mark.usefixtures("ended")
        class TestEnd:
            def test_end(self):
                pass
        """,
    "tests/api/conftest.py": """\
        import pytest

        @pytest.fixture
        def db():
            return None
        """,
    "tests/api/test_api.py": """\
        def test_other_db(db):
            pass
        """,
    "tests/ui/conftest.py": """\
        import pytest
        from shop.db import Store

        @pytest.fixture(autouse=True)
        def stored():
            Store().put()
        """,
    "tests/ui/test_ui.py": """\
        def test_ui():
            pass
        """,
}  # fmt: skip


@pytest.fixture
def shop(tree: Path):
    with project(tree, {path: dedent(text) for path, text in TREE.items()}) as repository:
        yield repository, tree


def names(document) -> list[str]:
    return [id_.partition("::")[2] for id_ in ids(document)]


def test_tests_come_nearest_first_with_their_ways(shop):
    found = ask(shop, "tests", atom="connect")
    assert [(each["id"].partition("::")[2], each["depth"]) for each in found["results"]] == [
        ("test_direct", 2),
        ("test_db", 2),
        ("test_user", 3),
    ]
    assert found["files"] == ["tests/test_direct.py", "tests/test_fixture.py"]
    by_name = {each["id"].partition("::")[2]: each["way"] for each in found["results"]}
    assert by_name["test_user"] == [
        "tests/test_fixture.py::test_user", "tests/conftest.py::user", "tests/conftest.py::db", "shop/db.py::connect",
    ]  # fmt: skip


def test_a_test_gets_the_nearest_fixture_of_a_name(shop):
    assert "test_other_db" not in names(ask(shop, "tests", atom="connect"))
    assert names(ask(shop, "tests", atom="tests/api/conftest.py::db")) == ["test_other_db"]


def test_fixtures_by_another_name_by_mark_and_without_asking_count(shop):
    assert names(ask(shop, "tests", atom="close")) == ["TestEnd.test_end"]
    assert names(ask(shop, "tests", atom="Store.put")) == ["test_store", "test_ui"]


def test_in_javascript_the_module_is_the_test(tree):
    files = {
        "a.js": "export function f() {}\n",
        "a.test.js": "import { f } from './a.js'\ndescribe('a', () => { it('b', () => { f() }) })\n",
    }
    with project(tree, files) as repository:
        found = ask((repository, tree), "tests", atom="f")
        assert (ids(found), found["files"]) == (["a.test.js::<module>"], ["a.test.js"])


def changed(shop, path: str, before: str, after: str):
    """What is affected by that edit."""
    repository, tree = shop
    text = dedent(TREE[path])
    assert before in text
    write_tree(tree, {path: text.replace(before, after)})
    index_tree(tree, repository)
    return ask((repository, tree), "affected", since="1")


def test_a_changed_body_affects_the_tests_that_reach_it(shop):
    found = changed(shop, "shop/db.py", "return LIMIT", "return LIMIT + 1")
    assert [(each["id"], each["kind"]) for each in found["changed"]] == [("shop/db.py::connect", "changed")]
    assert {each["changed"] for each in found["results"]} == {"shop/db.py::connect"}
    assert found["files"] == ["tests/test_direct.py", "tests/test_fixture.py"]


def test_a_changed_test_is_affected_itself(shop):
    found = changed(shop, "tests/test_direct.py", "Store().put()", "Store()")
    assert (names(found), found["files"]) == (["test_store"], ["tests/test_direct.py"])


def test_a_changed_class_changes_its_methods_and_a_module_its_file(shop):
    found = changed(shop, "shop/db.py", "size = 1", "size = 2")
    assert names(found) == ["test_store", "test_ui"]
    found = changed(shop, "shop/db.py", "LIMIT = 3", "LIMIT = 4")
    assert found["files"] == ["tests/test_direct.py", "tests/test_fixture.py", "tests/ui/test_ui.py"]


def test_a_new_function_affects_who_uses_it_only_and_a_new_statement_the_whole_file(shop):
    found = changed(shop, "shop/db.py", "def close", "def reset():\n    pass\n\ndef close")
    assert [(each["id"], each["kind"]) for each in found["changed"]] == [("shop/db.py::reset", "added")]
    assert (found["results"], found["files"]) == ([], [])
    found = changed(shop, "shop/db.py", "LIMIT = 3", "import os\nLIMIT = 3")
    assert {each["id"]: each["fields"] for each in found["changed"]} == {"shop/db.py::<module>": ["data.own_hash"]}
    assert "tests/ui/test_ui.py" in found["files"]


def test_what_was_only_moved_or_documented_affects_nothing(shop):
    found = changed(shop, "shop/db.py", "def close", "# moved down\n\n\ndef close")
    assert (found["changed"], found["results"], found["files"]) == ([], [], [])
    found = changed(shop, "shop/db.py", "def connect():", 'def connect():\n    "Opens it."')
    assert all(each["fields"] for each in found["changed"])


def test_what_used_something_that_is_gone_is_affected(shop):
    found = changed(shop, "shop/db.py", "def close", "def shut")
    assert {each["kind"] for each in found["changed"]} >= {"added", "removed"}
    assert "TestEnd.test_end" in names(found)


def test_files_are_printed_one_a_line_for_a_runner(shop, monkeypatch, capsys):
    _, tree = shop
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(tree, {"tests/test_direct.py": dedent(TREE["tests/test_direct.py"]).replace("Store().put()", "Store()")})
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["affected", "--since", "1", "--files"]) == 0
    assert capsys.readouterr().out == "tests/test_direct.py\n"
    assert run(["affected", "--since", "now", "--files"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["affected", "--since", "1"]) == 0
    assert "~  tests/test_direct.py::test_store" in capsys.readouterr().out


def test_a_name_that_is_no_plain_word_to_a_runner_is_left_out_of_its_list(capsys):
    harmless = ["tests/test_a.py", "test b - c.py", ".t.py", "año.py", "'q.py"]
    evil = ["a\n--pdb.py", "a\x1b[2J.py", "a\u202e.py", "a -p evil.py", "a '-p' evil.py", "a /tmp/x.py", "a @x.py"]
    affected_files({"files": [*harmless, *evil, "-p.py", "@x.py", '"-p".py']})
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "tests/test_a.py", ".t.py", "año.py", "./'q.py", "./-p.py", "./@x.py", './"-p".py',
    ]  # fmt: skip
    left_out = [line.partition(": ")[2] for line in printed.err.splitlines()]
    assert left_out == ["test b - c.py", *map(plain, evil)]
    assert all(line.startswith("left out, ") for line in printed.err.splitlines())


# ── of some atoms only ──


def test_the_tests_of_some_files_or_types_are_listed_and_their_files(shop):
    found = ask(shop, "tests", atom="connect", path="tests/test_fixture.py")
    assert (names(found), found["total"], found["files"]) == (["test_db", "test_user"], 2, ["tests/test_fixture.py"])
    assert names(ask(shop, "tests", atom="close", types=["method"])) == ["TestEnd.test_end"]
    assert names(ask(shop, "tests", atom="close", types=["function"])) == []
    assert ask(shop, "tests", atom="connect", tests=True) == ask(shop, "tests", atom="connect")


def test_tests_that_are_none_are_not_to_be_had(shop):
    with pytest.raises(UsageError, match="--no-tests leaves nothing to list; see 'omny impact connect --no-tests'"):
        ask(shop, "tests", atom="connect", tests=False)


def test_only_changes_of_such_atoms_count_as_changes(shop):
    changed(shop, "tests/test_direct.py", "Store().put()", "Store()")
    both = changed(shop, "shop/db.py", "return LIMIT", "return LIMIT + 1")
    assert (both["changed_total"], "test_store" in names(both)) == (2, True)
    for narrowed in ({"path": "shop/"}, {"tests": False}):
        found = ask(shop, "affected", since="1", **narrowed)
        assert ([each["id"] for each in found["changed"]], found["changed_total"]) == (["shop/db.py::connect"], 1)
        assert names(found) == ["test_direct", "test_db", "test_user"]
    found = ask(shop, "affected", since="1", tests=True)
    assert (names(found), found["files"]) == (["test_store"], ["tests/test_direct.py"])
    assert ask(shop, "affected", since="1", types=["class"])["results"] == []


def test_what_was_taken_away_counts_by_what_it_was_and_affects_those_that_used_it(shop):
    changed(shop, "shop/db.py", "def close():\n    pass\n", "")
    for narrowed in ({"path": "shop/"}, {"types": ["function"]}, {"tests": False}):
        found = ask(shop, "affected", since="1", **narrowed)
        assert ("shop/db.py::close", "removed") in [(each["id"], each["kind"]) for each in found["changed"]]
        assert "TestEnd.test_end" in names(found)
    for narrowed in ({"path": "tests/api/"}, {"types": ["class"]}):
        found = ask(shop, "affected", since="1", **narrowed)
        assert (found["changed"], found["results"]) == ([], [])
    removed = changed(shop, "tests/test_direct.py", "def test_direct():\n    helper()\n", "")
    assert "tests/test_direct.py::test_direct" in ids({"results": removed["changed"]})
    among_tests = ask(shop, "affected", since="1", tests=True)
    assert "tests/test_direct.py::test_direct" in ids({"results": among_tests["changed"]})
    assert "tests/test_direct.py::test_direct" not in ids(
        {"results": ask(shop, "affected", since="1", tests=False)["changed"]}
    )
