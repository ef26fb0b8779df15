"""Every construct of the languages that are indexed, alone and nested in each other, with calls in and behind each.

A construct is a text with holes: `$E` takes an expression, `$B` statements, `$T` a type. A hole that is filled with
nothing else takes a call of a function that nothing else calls, so that a call that is lost has a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HOLE = re.compile(r"^([ ]*)\$B$|\$[ET]", re.MULTILINE)


class Construct(NamedTuple):
    """One construct of a language."""

    text: str
    since: tuple[int, int] = (3, 8)  # the version of Python that has it
    top: bool = False  # whether it stands outside of functions alone


class Made(NamedTuple):
    """A source that holds constructs, and the functions that it calls."""

    source: str
    called: list[str]


class Calls:
    """Calls of functions that nothing else calls."""

    def __init__(self, prefix: str = "hit") -> None:
        self.names: list[str] = []
        self._prefix = prefix

    def next(self) -> str:
        """A call of one more."""
        self.names.append(f"{self._prefix}_{len(self.names)}")
        return f"{self.names[-1]}()"


def holes(text: str) -> set[str]:
    """Which kinds of holes a construct has."""
    return {match[0].strip() for match in HOLE.finditer(text)}


def filled(text: str, calls: Calls, inner: dict[str, str], *, ends: str) -> str:
    """The construct with its first hole of each kind filled by what `inner` gives for it, and calls in all others.
    `ends` is what ends a statement."""
    left = dict(inner)

    def fill(match: re.Match[str]) -> str:
        kind = match[0].strip()
        given = left.pop(kind, None)
        if given is not None:
            given = filled(given, calls, {}, ends=ends)
        if kind == "$T":
            return given or "string"
        if kind == "$E":
            return given or calls.next()
        indent = match[1]
        return "\n".join(indent + line for line in (given or calls.next() + ends).split("\n"))

    return HOLE.sub(fill, text)


def pairs(
    outers: Iterable[Construct], inners: Mapping[str, Iterable[Construct]]
) -> Iterator[tuple[Construct, str, Construct]]:
    """Each construct with each that fits into a hole of it."""
    for outer in outers:
        for kind in sorted(holes(outer.text)):
            for inner in inners.get(kind, ()):
                yield outer, kind, inner


def read(name: str, *, top: bool = False) -> list[Construct]:
    """The constructs of a file in this folder, with a line `---` between them."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [Construct(part.strip("\n"), top=top) for part in f"\n{text}".split("\n---\n") if part.strip()]
