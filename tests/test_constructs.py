"""Every construct of the languages parses, alone and in each other, and no call in it or behind it is lost.

`tests/constructs/` holds the constructs. `python -m tests.constructs.validity` asks the compilers about them.
"""

from __future__ import annotations

import ast
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from omny.languages import language_of
from omny.model import EDGE_TYPES, EdgeType, FileFacts
from tests.constructs import Construct, Made, pairs, read
from tests.constructs import ecmascript as js
from tests.constructs import python as py
from tests.constructs import typescript as ts

LONG = bool(os.environ.get("OMNY_LONG"))
SEED = 13
PAIRS = 1_500  # of each grammar; OMNY_LONG tries all of them, some 260,000
PATHS = ("a.py", "a.js", "a.ts", "a.tsx")
DOCS = Path(__file__).parents[1] / "docs" / "languages.md"


Pair = tuple[Construct, str, Construct]


class Case(NamedTuple):
    """A source that somebody could have written."""

    path: str
    made: Made
    since: tuple[int, int] = (3, 8)


def chosen(found: Iterator[Pair]) -> list[Pair]:
    """Some of the pairs, or all of them."""
    return list(found) if LONG else random.Random(SEED).sample(list(found), PAIRS)


def python_alone() -> Iterator[Case]:
    expressions = [each._replace(text=f"x = {each.text}") for each in py.EXPRESSIONS]
    for each in (*py.STATEMENTS, *expressions, *py.TOPS):
        yield Case("a.py", py.made(each, {}), each.since)


def python_nested() -> Iterator[Case]:
    outers = [*py.STATEMENTS, *(each._replace(text=f"x = {each.text}") for each in py.EXPRESSIONS)]
    inside = [each._replace(text=f"({each.text})") for each in py.EXPRESSIONS]
    for outer, kind, inner in chosen(pairs(outers, {"$E": inside, "$B": py.STATEMENTS})):
        yield Case("a.py", py.made(outer, {kind: inner.text}), max(outer.since, inner.since))


def script_parts(path: str) -> tuple[list[Construct], list[Construct], list[Construct]]:
    """The expressions, statements and types of a language; the statements with what stands at the top alone."""
    expressions = [*js.EXPRESSIONS, *(js.ELEMENTS if path != "a.ts" else ())]
    statements, types = [*js.STATEMENTS, *js.TOPS], []
    if path != "a.js":
        expressions += [*ts.EXPRESSIONS, *(ts.ANGLES if path == "a.ts" else ())]
        statements += [*ts.STATEMENTS, *ts.TOPS]
        types = ts.TYPES
    return expressions, statements, types


def script_outers(path: str) -> list[Construct]:
    expressions, statements, types = script_parts(path)
    return [
        *statements,
        *(Construct(js.as_statement(each.text)) for each in expressions),
        *(Construct(f"let v: {each.text} = $E") for each in types),
    ]


def script_alone(path: str) -> Iterator[Case]:
    only = [each._replace(top="import" in each.text) for each in js.ONLY] if path == "a.js" else []
    for each in (*script_outers(path), *only):
        yield Case(path, js.made(each.text, {}, top=each.top))


def script_nested(path: str) -> Iterator[Case]:
    expressions, statements, types = script_parts(path)
    inners = {
        "$E": [each._replace(text=f"({each.text})") for each in expressions],
        "$B": [each for each in statements if not each.top],
        "$T": [each._replace(text=f"({each.text})") for each in types],
    }
    for outer, kind, inner in chosen(pairs(script_outers(path), inners)):
        yield Case(path, js.made(outer.text, {kind: inner.text}, top=outer.top))


def alone(path: str) -> Iterator[Case]:
    return python_alone() if path == "a.py" else script_alone(path)


def nested(path: str) -> Iterator[Case]:
    return python_nested() if path == "a.py" else script_nested(path)


def facts_of(path: str, source: str) -> FileFacts:
    language = language_of(path)
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
    told = re.findall(r"^- `(JavaScript|TypeScript)`: ``(.+?) ?``,", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    limits = [("JavaScript", "a.js", "ecmascript-limits.txt"), ("TypeScript", "a.ts", "typescript-limits.txt")]
    found = []
    for name, path, file in limits:
        for each in read(file):
            made = js.made(each.text, {})
            assert lost(Case(path, made)), f"the grammar reads this now: {each.text}"
            found.append((name, each.text.replace("$E", "f()").replace("\n", " ⏎ ")))
    assert told == found
