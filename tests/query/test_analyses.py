"""Hubs, clusters, duplicates, what is outside, figures and boundaries, on projects small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from omny.base.config import Boundary, parse_settings
from omny.base.errors import UsageError
from omny.cli import run
from omny.query.registry import ANALYSES
from tests.support.graph_project import ask, hold_calls, ids, numbered, project
from tests.support.helpers import write_tree
from tests.support.layered import RULES, TREE


@pytest.fixture
def shop(tree: Path):
    with project(tree, {path: dedent(text) for path, text in TREE.items()}) as repository:
        yield repository, tree


def test_hubs_are_told_by_their_callers(shop):
    found = ask(shop, "hubs")
    assert [(each["id"], each["callers"], each["callees"]) for each in found["results"]] == [
        ("db/rows.py::rows", 4, 0),
        ("domain/shop.py::buy", 3, 2),
        ("domain/shop.py::helper", 1, 1),
        ("api/pages.py::page", 1, 2),
    ]
    without = ask(shop, "hubs", tests=False)
    assert {each["id"]: each["callers"] for each in without["results"]}["domain/shop.py::buy"] == 2


def test_a_hub_that_calls_itself_is_no_caller_of_its_own(tree, repository):
    hold_calls(repository, 3, {(0, 0), (1, 0), (2, 2)})
    found = ask((repository, tree), "hubs")
    assert [(each["id"], each["callers"]) for each in found["results"]] == [(numbered(0), 1)]


def test_clusters_are_the_same_each_time_and_hold_what_belongs_together(tree):
    files = {}
    for part in ("red", "blue"):
        for number in range(4):
            calls = "".join(f"from {part}.m{n} import f{n}\n" for n in range(4) if n != number)
            body = "".join(f"    f{n}()\n" for n in range(4) if n != number)
            files[f"{part}/m{number}.py"] = f"{calls}\n\ndef f{number}():\n{body}"
    files["alone.py"] = "def alone():\n    pass\n"
    with project(tree, files) as repository:
        found = ask((repository, tree), "clusters")
        assert found == ask((repository, tree), "clusters")
        assert [(each["name"], each["files_total"], each["edges_inside"]) for each in found["results"]] == [
            ("blue/m0.py", 4, 12),
            ("red/m0.py", 4, 12),
        ]
        assert found["alone"] == 1


def test_a_group_is_named_by_its_most_central_file_that_is_no_test_and_no_example(tree):
    files = {"core/parse.py": "def parse():\n    pass\n", "core/text.py": CALLS_PARSE.format("text")}
    files |= {f"examples/e{number}.py": CALLS_PARSE.format(f"e{number}") for number in range(6)}
    files |= {f"tests/test_{number}.py": CALLS_PARSE.format(f"test_{number}") for number in range(6)}
    with project(tree, files) as repository:
        assert [each["name"] for each in ask((repository, tree), "clusters")["results"]] == ["core/parse.py"]


CALLS_PARSE = "from core.parse import parse\n\n\ndef {}():\n    parse()\n"


def test_duplicates_have_the_same_body_whatever_their_names(shop):
    found = ask(shop, "duplicates")
    assert [(group["copies"], group["lines"], [a["id"] for a in group["atoms"]]) for group in found["results"]] == [
        (2, 5, ["db/rows.py::again", "domain/shop.py::helper"])
    ]
    assert found["lines_too_many"] == 5
    assert ask(shop, "duplicates", lines=6)["total"] == 0


def test_what_is_outside_is_told_by_the_name_that_imports_tell(shop):
    found = ask(shop, "external")
    assert {each["name"]: each["callers"] for each in found["results"]} == {
        "requests.get": 1, "requests.post": 1, "requests.post().json": 1,
    }  # fmt: skip
    assert ids(ask(shop, "external", name="requests.get")) == ["api/pages.py::page"]
    below = ask(shop, "external", name="requests")
    assert ids(below) == ["api/pages.py::other", "api/pages.py::page"]
    assert below["names"] == {"requests.get": 1, "requests.post": 1, "requests.post().json": 1}
    assert ids(ask(shop, "external", name="post")) == ["api/pages.py::other"]
    assert ask(shop, "external", name="nothing")["total"] == 0


def test_figures_are_counted(shop):
    found = ask(shop, "stats")
    assert found["atoms"] == {"function": 8, "module": 5}
    assert found["functions"] == {
        "total": 8, "async": 0, "generators": 0, "exported": 8, "documented": 0, "in_tests": 1, "called": 4,
    }  # fmt: skip
    assert found["complexity"] == {"mean": 1.5, "p50": 1, "p90": 2, "p99": 2, "most": 2}
    assert found["edges"] == {"call": 9}
    assert ask(shop, "stats", path="nowhere/")["functions"]["total"] == 0


# ── boundaries ──


def test_a_violation_has_its_rule_and_both_ends(shop):
    write_tree(shop[1], {".omny.toml": RULES})
    found = ask(shop, "boundaries")
    assert [(each["rule"], each["source"], each["target"], each["lines"]) for each in found["results"]] == [
        ("pages ask the domain", "api/pages.py::page", "db/rows.py::rows", [8]),
        ("layers: db/** is below", "db/back.py::back", "api/pages.py::page", [4]),
    ]
    assert ask(shop, "boundaries", path="db/")["total"] == 1


def test_a_broken_boundary_ends_with_1_and_a_kept_one_with_0(shop, monkeypatch, capsys):
    _, tree = shop
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["boundaries"]) == 2
    assert "none are drawn" in capsys.readouterr().err
    write_tree(tree, {".omny.toml": RULES})
    assert run(["boundaries"]) == 1
    assert "  api/pages.py:8  exact  page -> db/rows.py::rows" in capsys.readouterr().out
    assert run(["boundaries", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["total"] == 2
    write_tree(tree, {".omny.toml": '[[boundaries]]\nfrom = "domain/**"\nmay_not_call = "api/**"\n'})
    assert run(["boundaries"]) == 0
    assert capsys.readouterr().out == "1 rule kept\n"


def test_rules_are_read_whole():
    assert parse_settings(RULES.encode()).boundaries == (
        Boundary("pages ask the domain", ("api/**",), ("db/**",)),
        Boundary("layers: domain/** is below", ("domain/**",), ("api/**",)),
        Boundary("layers: db/** is below", ("db/**",), ("api/**", "domain/**")),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("boundaries = 1", "boundaries is not a list of tables"),
        ("boundaries = [1]", "boundaries is not a list of tables"),
        ("[[boundaries]]\nfrom = 'a'", "boundary 1"),
        ("[[boundaries]]\nfrom = 'a'\nmay_not_call = 'b'\nlayers = ['a', 'b']", "boundary 1"),
        ("[[boundaries]]\nfrom = 1\nmay_not_call = 'b'", "boundary 1: from is not a list of strings"),
        ("[[boundaries]]\nfrom = []\nmay_not_call = 'b'", "boundary 1: from is empty"),
        ("[[boundaries]]\nlayers = ['a']", "boundary 1: layers is not a list of two to 100 patterns"),
        ("[[boundaries]]\nlayers = 'a'", "boundary 1: layers is not a list of two to 100 patterns"),
        ("[[boundaries]]\nname = 1\nlayers = ['a', 'b']", "boundary 1: name is not a string"),
        ("[[boundaries]]\nlayers = ['a', 'b']\n" * 101, "more than 100 boundaries"),
    ],
)
def test_a_faulty_rule_is_one_clear_line(text, said):
    with pytest.raises(UsageError) as raised:
        parse_settings(text.encode())
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


# ── all of them ──


def test_every_analysis_can_be_asked_of_the_past(shop):
    write_tree(shop[1], {".omny.toml": RULES})
    arguments = {
        "impact": {"atom": "rows"}, "path": {"source": "page", "target": "rows"}, "tests": {"atom": "rows"},
        "affected": {"since": "1"}, "query": {"expression": "complexity > 1"},
    }  # fmt: skip
    for question in ANALYSES:
        asked = arguments.get(question, {})
        then = ask(shop, "at", when="1", question=question, arguments=asked)
        assert then["at"]["generation"] == 1
        if question != "dead":  # of the past no text is kept
            now = ask(shop, question, **asked)
            assert then["results"] == now["results"]


def test_every_analysis_is_told_to_people(shop, monkeypatch, capsys):
    _, tree = shop
    write_tree(tree, {".omny.toml": RULES})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    words = {
        "impact": ["rows"], "path": ["page", "rows"], "tests": ["rows"], "affected": ["--since", "1"],
        "query": ["complexity > 1"],
    }  # fmt: skip
    for question in ANALYSES:
        capsys.readouterr()
        assert run([question, *words.get(question, [])]) == (1 if question == "boundaries" else 0)
        assert capsys.readouterr().out.strip()
        assert run([question, *words.get(question, []), "--json"]) in (0, 1)
        document = json.loads(capsys.readouterr().out)
        assert {"results", "total", "truncated", "freshness"} <= document.keys()
