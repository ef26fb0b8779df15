"""Every construct of the languages parses, alone and in each other, and no call in it or behind it is lost.

`tests/support/constructs/` holds the constructs. `python -m tests.support.constructs.validity` asks the compilers about
them.
"""

from __future__ import annotations

import ast
import re
import sys

import pytest

from omny.languages import detect_language
from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.facts import FileFacts
from tests.support.constructs import ecmascript as js
from tests.support.constructs import read
from tests.support.constructs.cases import LONG, PATHS, SEED, Case, alone, nested, python_alone
from tests.support.places import DOCS


def facts_of(path: str, source: str) -> FileFacts:
    language = detect_language(path)
    assert language is not None
    return language.analyse(path, source.encode())[0]


def lost(case: Case) -> list[str]:
    """What of a case is not as it should be: the first line that does not parse, calls that are no calls."""
    facts = facts_of(case.path, case.made.source)
    called = {
        value.removeprefix("@")
        for chain in facts.chains
        if EDGE_TYPES[chain.kind] == EdgeType.CALL
        for value in chain.values
    }
    faulty = [f"line {facts.error_line}"] if facts.error_ratio else []
    return faulty + [name for name in case.made.called if name not in called]


@pytest.mark.parametrize("path", PATHS)
def test_each_construct_parses_and_keeps_its_calls(path):
    cases = list(alone(path))
    assert len(cases) > 150
    assert [(case.made.source, told) for case in cases if (told := lost(case))] == []


@pytest.mark.parametrize("path", PATHS)
def test_each_construct_in_another_parses_and_keeps_its_calls(path):
    bad = [(case.made.source, told) for case in nested(path) if (told := lost(case))]
    assert len(bad) <= (ALLOWED.get(path, 0) if LONG else 0), f"seed {SEED}: {bad[:5]}"


ALLOWED = {"a.ts": 15, "a.tsx": 15}
"""Pairs that are limits of the grammar: see `typescript-limits.txt`."""


def test_python_itself_takes_the_constructs_of_its_version():
    for case in python_alone():
        if case.since <= sys.version_info[:2] and "1if" not in case.made.source and "1for" not in case.made.source:
            compile(case.made.source, "a.py", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def test_what_the_grammars_cannot_read_is_what_the_documentation_lists():
    told = re.findall(
        r"^- `(JavaScript|TypeScript)`: ``(.+?) ?``,", (DOCS / "languages.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    limits = [("JavaScript", "a.js", "ecmascript-limits.txt"), ("TypeScript", "a.ts", "typescript-limits.txt")]
    found = []
    for name, path, file in limits:
        for each in read(file):
            made = js.made(each.text, {})
            assert lost(Case(path, made)), f"the grammar reads this now: {each.text}"
            found.append((name, each.text.replace("$E", "f()").replace("\n", " ⏎ ")))
    assert told == found
