"""The sources that the constructs make: each alone, and in each other."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.constructs import Construct, Made, pairs
from tests.support.constructs import ecmascript as js
from tests.support.constructs import python as py
from tests.support.constructs import typescript as ts

LONG = bool(os.environ.get("OMNY_LONG"))
SEED = 13
PAIRS = 1_500  # of each grammar; OMNY_LONG tries all of them, some 260,000
PATHS = ("a.py", "a.js", "a.ts", "a.tsx")
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
