"""The source of an atom in an answer of `explore`: all of it if it is short, else its head and the lines that matter.

The file is checked against its hash before any line is shown, as `omny show --source` does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from omny.query.explored import Excerpt

MAX_HEAD = 12
"""Lines of a signature that is shown whole."""

AROUND = 1
"""Lines before and after one that matters."""

_SUFFIX = re.compile(r"(?:ing|ed|es|s)$")
_MIN_STEM = 4  # letters that an ending leaves


def stems(words: Iterable[str]) -> list[str]:
    """The beginnings of words by which a line is said to have them."""
    found = []
    for word in words:
        stem = _SUFFIX.sub("", word)
        found.append(stem if len(stem) >= _MIN_STEM else word)
    return list(dict.fromkeys(found))


def find_marks(text: str, first: int, beginnings: Collection[str], sites: Mapping[int, int]) -> dict[int, int]:
    """The lines that matter, each with its weight: those with words of the question, and `sites` with their weights."""
    marks = dict(sites)
    for number, line in enumerate(text.split("\n"), first):
        lower = line.lower()
        if hits := sum(stem in lower for stem in beginnings):
            marks[number] = marks.get(number, 0) + hits
    return marks


def cut_source(text: str, first: int, marks: Mapping[int, int], most: int) -> list[Excerpt]:
    """At most `most` lines of a text that begins at line `first`: its head, then the lines that weigh most with those
    around them, in the order of the source."""
    lines = text.split("\n")
    if len(lines) <= most:
        return [Excerpt(first, text)]
    last = first + len(lines) - 1
    chosen = set(range(first, first + min(_head(lines), most)))
    for number in sorted(marks, key=lambda each: (-marks[each], each)):
        if not first <= number <= last:
            continue
        more = set(range(max(first, number - AROUND), min(last, number + AROUND) + 1)) - chosen
        if len(chosen) + len(more) > most:
            more = {number} - chosen
        if len(chosen) + len(more) <= most:
            chosen |= more
    filler = first
    while len(chosen) < most and filler <= last:  # nothing else matters: the beginning does
        chosen.add(filler)
        filler += 1
    return _join(lines, first, sorted(chosen))


def outline_source(text: str, first: int, members: Iterable[int], most: int) -> list[Excerpt]:
    """The head of a class, and the line of each of its members."""
    lines = text.split("\n")
    if len(lines) <= most:
        return [Excerpt(first, text)]
    chosen = set(range(first, first + min(_head(lines), most)))
    for number in members:
        if len(chosen) < most and first <= number < first + len(lines):
            chosen.add(number)
    return _join(lines, first, sorted(chosen))


def _head(lines: list[str]) -> int:
    """How many lines the beginning has, up to the end of its parameters."""
    depth = 0
    for number, line in enumerate(lines[:MAX_HEAD], 1):
        depth += sum(line.count(each) for each in "([") - sum(line.count(each) for each in ")]")
        if depth <= 0 and not line.lstrip().startswith("@"):
            return number
    return 1


def _join(lines: list[str], first: int, chosen: list[int]) -> list[Excerpt]:
    """The chosen lines, those together that follow each other. A single blank line between two is taken in."""
    found: list[list[int]] = []
    for number in chosen:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [
        Excerpt(run[0], "\n".join(lines[number - first] for number in run))
        for run in found
        if any(lines[number - first].strip() for number in run)
    ]
