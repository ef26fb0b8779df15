"""Who calls whom: every fixture below tests/languages/*/callgraph says it itself, see
tests/support/callgraph_notation.py."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from omny.model.atoms import VALUE_TYPES
from tests.support.callgraph_notation import SUFFIXES, Fixture, Place, Site, compare, read
from tests.support.helpers import index_tree, memory_repository
from tests.support.places import CASES

FILES = [
    (case, file.relative_to(case).as_posix())
    for case in CASES
    for file in sorted(case.rglob("*"))
    if file.suffix in SUFFIXES and file.read_text(encoding="utf-8").strip()
]


def fixtures_of(case: Path) -> dict[str, Fixture]:
    """The fixtures of a case by path."""
    return {path: read(path, (case / path).read_text(encoding="utf-8")) for of, path in FILES if of == case}


@cache
def faults_of(case: Path) -> dict[str, list[str]]:
    """What is wrong with the index of a case, by file."""
    places, sites, faults = [], [], []
    with memory_repository() as repository:
        index_tree(case, repository)
        stored_edges = {(edge.source_id, edge.target_id, edge.edge_type) for edge in repository.edges()}
        listed_edges = set()
        for stored in repository.atoms():
            atom, data = stored.atom, json.loads(stored.atom.data)
            if atom.type in VALUE_TYPES:
                continue  # what their initialisers call, the module calls
            places.append(
                Place(
                    id=atom.id,
                    path=atom.file_path,
                    line=atom.line,
                    end_line=atom.end_line,
                    source_line=data.get("source_line", atom.line),
                    is_module=atom.type == "module",
                    unresolved=frozenset(data.get("unresolved", ())),
                )
            )
            kinds = ("call", "callback", "decorator", "inherit", "implicit", "route")
            targets: dict[str, list[str]] = {kind: [] for kind in kinds}
            for site in data.get("call_sites", ()):
                targets[site["type"]].append(site["target"])
                listed_edges.add((atom.id, site["target"], site["type"]))
                if site["type"] in ("implicit", "route"):
                    continue  # the fixtures do not say these; `cases` do
                sites.append(
                    Site(atom.file_path, atom.line + site["offset"], atom.id, site["type"], site["target"], site["how"])
                )
            summary = {
                "call": data.get("calls", []),
                "callback": data.get("callbacks", []),
                "decorator": data.get("decorated_by", []),
                "inherit": sorted(data.get("inherits", [])),
                "implicit": data.get("implicit_calls", []),
                "route": data.get("routes", []),
            }
            for kind, listed in summary.items():
                if listed != sorted(set(targets[kind])):
                    faults.append(f"{atom.id}: its {kind} edges are not those of its call sites")
        if stored_edges != listed_edges:
            faults.append("the table of edges is not what the atoms say")
        ids = {place.id for place in places}
        faults += [f"an edge leads to {target}, which is no atom" for _, target, _ in stored_edges if target not in ids]
    found = compare(fixtures_of(case), places, sites)
    return {**found, "": faults}


@pytest.mark.parametrize(
    ("case", "path"), FILES, ids=[f"{case.parents[1].name}/{case.name}/{path}" for case, path in FILES]
)
def test_every_call_of_the_fixture_reaches_what_it_reaches_and_nothing_else(case, path):
    assert "\n".join(faults_of(case).get(path, [])) == ""


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parents[1].name}/{case.name}" for case in CASES])
def test_edges_call_sites_and_the_lists_of_ids_tell_the_same(case):
    assert "\n".join(faults_of(case)[""]) == ""


@pytest.mark.parametrize(
    ("case", "path"), FILES, ids=[f"{case.parents[1].name}/{case.name}/{path}" for case, path in FILES]
)
def test_the_fixture_parses_and_is_written_in_the_notation(case, path):
    assert fixtures_of(case)[path].faults == []


SOURCE = """\
def f():
    return g()  #> ::g

def g():
    return f()
"""
PLACES = [
    Place("a.py::<module>", "a.py", 1, 5, 1, is_module=True),
    Place("a.py::f", "a.py", 1, 2, 1, is_module=False),
    Place("a.py::g", "a.py", 4, 5, 4, is_module=False),
]


def checked(source: str, *sites: Site) -> list[str]:
    return compare({"a.py": read("a.py", source)}, PLACES, sites).get("a.py", [])


F_TO_G = Site("a.py", 2, "a.py::f", "call", "a.py::g", "exact")


def test_the_checker_reports_a_call_that_no_comment_speaks_of():
    assert checked(SOURCE, F_TO_G) == ["a.py:5: calls something, and no comment says what comes of it"]


def test_the_checker_reports_a_missing_edge():
    assert checked(SOURCE.replace("f()\n", "f\n")) == ["a.py:2: missing a.py::f -> call a.py::g"]


def test_the_checker_reports_an_invented_edge():
    source = SOURCE.replace("return f()", "return f()  #> !")
    invented = Site("a.py", 5, "a.py::g", "call", "a.py::f", "inferred")
    assert checked(source, F_TO_G, invented) == ["a.py:5: invented a.py::g -> call a.py::f inferred"]


def test_the_checker_reports_an_edge_on_a_line_that_calls_nothing():
    source = SOURCE.replace("return f()", "return f")
    invented = Site("a.py", 5, "a.py::g", "callback", "a.py::f", "exact")
    assert checked(source, F_TO_G, invented) == ["a.py:5: invented a.py::g -> callback a.py::f exact"]


def test_the_checker_reports_an_edge_that_is_known_otherwise():
    source = SOURCE.replace("return f()", "return f()  #> ::f inferred")
    exact = Site("a.py", 5, "a.py::g", "call", "a.py::f", "exact")
    assert checked(source, F_TO_G, exact) == ["a.py:5: not inferred but otherwise: ::f inferred"]


def test_the_checker_reports_an_edge_from_the_wrong_atom():
    source = SOURCE.replace("return f()", "return f()  #> <module> -> ::f")
    inner = Site("a.py", 5, "a.py::g", "call", "a.py::f", "exact")
    assert checked(source, F_TO_G, inner) == [
        "a.py:5: missing a.py::<module> -> call a.py::f",
        "a.py:5: invented a.py::g -> call a.py::f exact",
    ]


def test_the_checker_takes_an_optional_edge_both_ways():
    source = SOURCE.replace("return f()", "return f()  #> ?::f any")
    assert checked(source, F_TO_G) == []
    assert checked(source, F_TO_G, Site("a.py", 5, "a.py::g", "call", "a.py::f", "inferred")) == []


def test_the_checker_reports_a_target_that_is_no_atom():
    assert checked(SOURCE.replace("return f()", "return f()  #> ::h"), F_TO_G) == ["a.py:5: no atom is ::h"]


def test_the_checker_reports_a_comment_that_it_does_not_understand():
    source = SOURCE.replace("return f()", "return f()  #> perhaps something or other")
    assert checked(source, F_TO_G) == ["a.py:5: not in the notation: 'perhaps something or other'"]
