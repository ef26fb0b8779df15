"""The questions that look at more than an atom and its neighbours: what they are asked with.

What answers each is a module of its own, imported when it is asked: a question that looks at one atom need not load it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from omny.query.documents import MAX_DEPTH, Document
from omny.query.question import Depth, Limit, Narrowed, Question, View

MAX_PATH_EDGES = 30
"""Edges of the longest path that is looked for: nobody follows a longer one, and their number grows with the length."""


class Impact(Narrowed, frozen=True, kw_only=True):
    """What depends on an atom, directly or not, and the tests that reach it."""

    atom: str
    depth: Depth = MAX_DEPTH
    limit: Limit = 100

    def answer(self, view: View) -> Document:
        from omny.query import impact

        return impact.answer(view, self)


class Path(Narrowed, frozen=True, kw_only=True):
    """How one atom leads to another: the shortest path, or with `all` the simple ones, shortest first. Narrowed, over
    such atoms only; the two ends may be any."""

    source: str
    target: str
    all: bool = False
    max_depth: Annotated[int, msgspec.Meta(ge=1, le=MAX_PATH_EDGES)] = MAX_PATH_EDGES
    limit: Limit = 20

    def answer(self, view: View) -> Document:
        from omny.query import paths

        return paths.answer(view, self)


class Cycles(Narrowed, frozen=True, kw_only=True):
    """Groups of atoms each of which leads to all others of its group, the largest first."""

    limit: Limit = 50

    def answer(self, view: View) -> Document:
        from omny.query import cycles

        return cycles.answer(view, self)


class Dead(Narrowed, frozen=True, kw_only=True):
    """Atoms that nothing seems to use, with how certain that is, and why."""

    certainty: tuple[str, ...] = ()  # certain, likely, possible; none means the first two
    limit: Limit = 200

    def answer(self, view: View) -> Document:
        from omny.query import dead

        return dead.answer(view, self)


class Tests(Narrowed, frozen=True, kw_only=True):
    """The tests that reach an atom, nearest first, each with its path. Narrowed, those of them that are such atoms."""

    atom: str
    limit: Limit = 100

    def answer(self, view: View) -> Document:
        from omny.query import covering

        return covering.tests_of(view, self)


class Affected(Narrowed, frozen=True, kw_only=True):
    """What has changed since a state, and the tests that reach that. Narrowed, of changes of such atoms only."""

    since: str
    limit: Limit = 1_000

    def answer(self, view: View) -> Document:
        from omny.query import covering

        return covering.affected(view, self)


class Hubs(Narrowed, frozen=True, kw_only=True):
    """The atoms that most others call."""

    limit: Limit = 30

    def answer(self, view: View) -> Document:
        from omny.query import hubs

        return hubs.answer(view, self)


class Clusters(Narrowed, frozen=True, kw_only=True):
    """Groups of files that have more to do with each other than with the rest."""

    limit: Limit = 50

    def answer(self, view: View) -> Document:
        from omny.query import clusters

        return clusters.answer(view, self)


class Duplicates(Narrowed, frozen=True, kw_only=True):
    """Functions with the same body."""

    lines: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 5  # of code, at least
    limit: Limit = 50

    def answer(self, view: View) -> Document:
        from omny.query import duplicates

        return duplicates.answer(view, self)


class External(Narrowed, frozen=True, kw_only=True):
    """What is called that the index does not hold: who calls it, or without a name what is called most."""

    name: str = ""
    limit: Limit = 50

    def answer(self, view: View) -> Document:
        from omny.query import external

        return external.answer(view, self)


class Stats(Narrowed, frozen=True, kw_only=True):
    """Figures of the code."""

    limit: Limit = 10

    def answer(self, view: View) -> Document:
        from omny.query import stats

        return stats.answer(view, self)


class Boundaries(Narrowed, frozen=True, kw_only=True):
    """The edges that cross a boundary which the settings draw."""

    limit: Limit = 1_000

    def answer(self, view: View) -> Document:
        from omny.query import boundaries

        return boundaries.answer(view, self)


class Query(Narrowed, frozen=True, kw_only=True):
    """The atoms that an expression is true of; see docs/query.md."""

    expression: str
    sort: str = ""  # a field; numbers with the highest first
    limit: Limit = 100

    def answer(self, view: View) -> Document:
        from omny.query import filtering

        return filtering.answer(view, self)


ANALYSES: dict[str, type[Question]] = {
    "impact": Impact,
    "path": Path,
    "cycles": Cycles,
    "dead": Dead,
    "tests": Tests,
    "affected": Affected,
    "hubs": Hubs,
    "clusters": Clusters,
    "duplicates": Duplicates,
    "external": External,
    "stats": Stats,
    "boundaries": Boundaries,
    "query": Query,
}
"""These questions by name."""
