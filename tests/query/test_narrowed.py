"""What all analyses share: they answer in JSON and of the past, of some atoms only, and tell where they are cut."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.errors import UsageError
from omny.cli import app, run
from omny.cli.declare import COMMANDS, Option, parameters
from omny.query.question import Narrowed
from omny.query.registry import ANALYSES
from tests.support.graph_project import ask, atom, hold, hold_calls, ids, numbered, project
from tests.support.helpers import memory_repository, write_tree

SHARED = {"--json", "--at", "--at-least", "--type", "--path", "--tests/--no-tests", "--limit", "--root", "--db"}

WORDS = {
    "impact": ["a"], "path": ["go", "end", "--all"], "tests": ["end"], "affected": ["--since", "1"],
    "query": ["complexity > 0"],
}  # fmt: skip
"""What a command needs beside its options."""


def long(name: str, does: str) -> str:
    return f"def {name}(rows):\n    kept = []\n    for row in rows:\n        kept.append({does})\n    return kept\n"


TREE = {
    "red/a.py": "from red.b import b\nfrom core import end\n\ndef a():\n    b()\n    end()\n",
    "red/go.py": "from red.a import a\nfrom red.b import b\n\ndef go():\n    a()\n    b()\n",
    "red/b.py": "from red.a import a\nfrom core import end\n\ndef b():\n    a()\n    end()\n",
    "blue/a.py": "from blue.b import b2\n\ndef a2():\n    b2()\n    print(1)\n",
    "blue/b.py": "from blue.a import a2\n\ndef b2():\n    a2()\n    len([])\n",
    "blue/c.py": long("c1", "row + 1") + "\n" + long("c2", "row - 1"),
    "red/c.py": long("d1", "row + 1") + "\n" + long("d2", "row - 1"),
    "core.py": "def end():\n    pass\n",
    "tests/test_all.py": "from core import end\n\ndef test_one():\n    end()\n\ndef test_two():\n    end()\n",
    ".omny.toml": '[[boundaries]]\nfrom = "red/**"\nmay_not_call = "core.py"\n',
}


@pytest.fixture
def two_of_all(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An indexed tree about which every analysis has two things to tell at least."""
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(tree, {"core.py": "def end():\n    return 1\n"})
    assert run(["index", "--jobs", "1"]) == 0
    return tree


# ── what all of them have ──


def test_every_command_about_the_graph_asks_an_analysis_and_the_other_way_round():
    assert app
    commands = [name for name, each in COMMANDS.items() if each.__module__ == "omny.cli.commands.analyses"]
    assert sorted(commands) == sorted(ANALYSES)


@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_is_declared_with_the_options_that_all_have(name):
    declared = {each.place.names[0]: each for each in parameters(COMMANDS[name]) if isinstance(each.place, Option)}
    assert declared.keys() >= SHARED
    question = ANALYSES[name]
    assert issubclass(question, Narrowed)
    defaults = {field.name: field.default for field in msgspec.structs.fields(question)}
    assert declared["--limit"].default == defaults["limit"]
    assert [declared[option].default for option in ("--path", "--tests/--no-tests")] == ["", None]


@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_tells_where_it_is_cut(name, two_of_all, capsys):
    words = [name, *WORDS.get(name, []), "--limit", "1"]
    status = 1 if name == "boundaries" else 0
    capsys.readouterr()
    assert run([*words, "--json"]) == status
    document = json.loads(capsys.readouterr().out)
    assert (len(document["results"]), document["truncated"]) == (1, True)
    assert document["total"] > 1
    assert run(words) == status
    assert "--limit" in capsys.readouterr().out


@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_is_about_such_atoms_only(name, two_of_all, capsys):
    for narrowed in (["--path", "nowhere/"], ["--type", "class"]):
        capsys.readouterr()
        assert run([name, *WORDS.get(name, []), *narrowed, "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert (document["results"], document["total"]) == ([], 0)


@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_refuses_a_type_that_no_atom_has(name, two_of_all, capsys):
    capsys.readouterr()
    assert run([name, *WORDS.get(name, []), "--type", "functoin"]) == 2
    assert "unknown type 'functoin'; types are function" in capsys.readouterr().err


# ── path ──

LONG_WAY = ["app.py::start", "lib/tools.py::helper", "lib/tools.py::middle", "core.py::end"]
SHORT_WAY = ["app.py::start", "tests/util.py::checked", "core.py::end"]
WAYS = {
    "app.py": """\
        from lib.tools import helper
        from tests.util import checked

        def start():
            helper()
            checked()

        class Box:
            def go(self):
                start()
        """,
    "lib/tools.py": """\
        from core import end

        def helper():
            middle()

        def middle():
            end()
        """,
    "tests/util.py": """\
        from core import end

        def checked():
            end()
        """,
    "core.py": "def end():\n    pass\n",
}  # fmt: skip


@pytest.fixture
def ways(tree: Path):
    with project(tree, {path: dedent(text) for path, text in WAYS.items()}) as repository:
        yield repository, tree


def way(found) -> list[str]:
    (path,) = found["results"]
    return ids({"results": path["atoms"]})


def test_a_path_leads_over_such_atoms_only_and_its_ends_may_be_any(ways):
    assert way(ask(ways, "path", source="start", target="end")) == SHORT_WAY
    assert way(ask(ways, "path", source="start", target="end", tests=False)) == LONG_WAY
    assert way(ask(ways, "path", source="start", target="end", path="lib/")) == LONG_WAY
    assert way(ask(ways, "path", source="start", target="end", tests=True)) == SHORT_WAY
    assert way(ask(ways, "path", source="Box", target="start", types=["class"])) == ["app.py::Box.go", "app.py::start"]


def test_of_all_paths_those_over_such_atoms_are_told(ways):
    assert ask(ways, "path", source="start", target="end", all=True)["total"] == 2
    assert way(ask(ways, "path", source="start", target="end", all=True, tests=False)) == LONG_WAY


def test_where_only_other_atoms_make_a_path_that_is_told(ways):
    found = ask(ways, "path", source="start", target="end", types=["class"])
    assert (found["results"], found["reverse"]) == ([], [])
    assert [each["id"] for each in found["unfiltered"][0]["atoms"]] == SHORT_WAY
    back = ask(ways, "path", source="end", target="start", tests=False)
    assert ([each["id"] for each in back["reverse"][0]["atoms"]], back["unfiltered"]) == (LONG_WAY, [])
    assert "unfiltered" not in ask(ways, "path", source="end", target="start")


def test_a_path_over_others_is_printed_as_such(ways, monkeypatch, capsys):
    monkeypatch.chdir(ways[1])
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["path", "start", "end", "--type", "class"]) == 0
    first, second, *steps = capsys.readouterr().out.splitlines()
    assert first == "no path of at most 30 edges leads from app.py::start to core.py::end over such atoms"
    assert second == "a path over other atoms:"
    assert [line.split()[-1] for line in steps[1:]] == SHORT_WAY[1:]


NODES = st.integers(0, 5)


@pytest.mark.slow
@given(st.sets(st.tuples(NODES, NODES), max_size=14), st.sets(NODES), NODES, NODES, st.booleans())
def test_paths_over_some_atoms_are_those_of_a_graph_without_the_others(arrows, tests, source, target, every):
    asked = {"source": numbered(source), "target": numbered(target), "all": every}
    gone = tests - {source, target}
    with memory_repository() as whole, memory_repository() as without:
        calls = {n: [numbered(b) for a, b in arrows if a == n] for n in range(6)}
        hold(whole, [atom(numbered(n), {"call": calls[n]}, is_test=n in tests) for n in range(6)])
        hold_calls(without, 6, {(a, b) for a, b in arrows if not gone & {a, b}})
        found = ask((whole, Path.cwd()), "path", tests=False, **asked)
        expected = ask((without, Path.cwd()), "path", **asked)
    assert [ids({"results": each["atoms"]}) for each in found["results"]] == [
        ids({"results": each["atoms"]}) for each in expected["results"]
    ]
    assert bool(found.get("reverse")) == bool(expected.get("reverse"))


# ── others ──


def test_an_outside_name_that_nobody_calls_is_told_with_the_nearest(two_of_all, capsys):
    capsys.readouterr()
    assert run(["external", "prnt"]) == 0
    assert capsys.readouterr().out.splitlines() == ["0 callers", "similar names: print"]
    assert run(["external", "print", "--path", "nowhere/"]) == 0
    assert capsys.readouterr().out == "0 callers\n"


def test_a_field_that_is_none_is_told_with_the_nearest(ways):
    with pytest.raises(UsageError, match="similar names: complexity"):
        ask(ways, "query", expression="complexity > 0", sort="complexty")
