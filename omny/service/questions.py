"""The questions as methods, written once: for the present index and for a past one, each also awaitable.

Names, types and defaults are those of `omny/query/questions.py:QUESTIONS`; a test compares each with the struct there.
They are written out, and not made at run time, so that a type checker and `help()` know them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from omny.query.documents import MAX_DEPTH, MAX_PATH_EDGES

A = TypeVar("A", covariant=True)
"""What a question gives: a `Document`, or what one is awaited from."""


class Questions(Generic[A]):
    """What one state of an index is asked.

    An atom is named by its id, its qualified name, its name, a dotted import path or FILE:LINE. The arguments `types`,
    `path` and `tests` narrow an answer to atoms of these types, to files with this prefix, to tests only or to no
    tests. Without an answer each raises an `OmnyError`: `UnknownNameError`, `AmbiguousError`, `UsageError`.
    """

    def _ask(self, question: str, arguments: dict[str, Any]) -> A:
        raise NotImplementedError

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The atoms that a search of names and signatures finds, best first."""
        return self._ask("search", {"text": text, "limit": limit, **_narrowed(types, path, tests)})

    def show(self, atom: str, *, source: bool = False, secrets: bool = False) -> A:
        """One atom; with `source` also its text, with `secrets` that text with the secrets in it."""
        return self._ask("show", {"atom": atom, "source": source or secrets, "secrets": secrets})

    def outline(self, file: str) -> A:
        """The atoms of a file in source order."""
        return self._ask("outline", {"file": file})

    def callers(
        self,
        atom: str,
        *,
        depth: int = 1,
        possible: bool = False,
        types: Sequence[str] = (),
        limit: int = 100,
    ) -> A:
        """Who calls an atom, with the places where that happens, up to `depth` calls away."""
        return self._ask(
            "callers", {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
        )

    def callees(
        self,
        atom: str,
        *,
        depth: int = 1,
        possible: bool = False,
        types: Sequence[str] = (),
        limit: int = 100,
    ) -> A:
        """Whom an atom calls, with the places where that happens, up to `depth` calls away."""
        return self._ask(
            "callees", {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
        )

    def status(self) -> A:
        """How much the index holds, what it left out, and what the daemon says of itself."""
        return self._ask("status", {})

    def impact(
        self,
        atom: str,
        *,
        depth: int = MAX_DEPTH,
        limit: int = 100,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """What depends on an atom, directly or not, and the tests that reach it."""
        return self._ask("impact", {"atom": atom, "depth": depth, "limit": limit, **_narrowed(types, path, tests)})

    def path(
        self,
        source: str,
        target: str,
        *,
        all: bool = False,  # noqa: A002
        max_depth: int = MAX_PATH_EDGES,
        limit: int = 20,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The shortest path from one atom to another, or with `all` the simple ones, shortest first."""
        return self._ask(
            "path",
            {
                "source": source,
                "target": target,
                "all": all,
                "max_depth": max_depth,
                "limit": limit,
                **_narrowed(types, path, tests),
            },
        )

    def cycles(self, *, limit: int = 50, types: Sequence[str] = (), path: str = "", tests: bool | None = None) -> A:
        """Groups of atoms that call each other in a ring, the largest first."""
        return self._ask("cycles", {"limit": limit, **_narrowed(types, path, tests)})

    def dead(
        self,
        *,
        certainty: Sequence[str] = (),
        limit: int = 200,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """Atoms that nothing seems to use. A `certainty` is certain, likely or possible; by default the first two."""
        return self._ask("dead", {"certainty": certainty, "limit": limit, **_narrowed(types, path, tests)})

    def tests(
        self,
        atom: str,
        *,
        limit: int = 100,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The tests that reach an atom, nearest first, each with its path."""
        return self._ask("tests", {"atom": atom, "limit": limit, **_narrowed(types, path, tests)})

    def affected(
        self,
        since: str,
        *,
        limit: int = 1_000,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """What has changed since a state (a commit, a token, a generation, a time), and the tests that reach that."""
        return self._ask("affected", {"since": since, "limit": limit, **_narrowed(types, path, tests)})

    def hubs(self, *, limit: int = 30, types: Sequence[str] = (), path: str = "", tests: bool | None = None) -> A:
        """The atoms that most others call."""
        return self._ask("hubs", {"limit": limit, **_narrowed(types, path, tests)})

    def clusters(self, *, limit: int = 50, types: Sequence[str] = (), path: str = "", tests: bool | None = None) -> A:
        """Groups of files that have more to do with each other than with the rest."""
        return self._ask("clusters", {"limit": limit, **_narrowed(types, path, tests)})

    def duplicates(
        self,
        *,
        lines: int = 5,
        limit: int = 50,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """Groups of functions with the same body, of at least `lines` lines of code."""
        return self._ask("duplicates", {"lines": lines, "limit": limit, **_narrowed(types, path, tests)})

    def external(
        self,
        name: str = "",
        *,
        limit: int = 50,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """Who calls something that the index does not hold; without a name, what of that is called most."""
        return self._ask("external", {"name": name, "limit": limit, **_narrowed(types, path, tests)})

    def stats(self, *, limit: int = 10, types: Sequence[str] = (), path: str = "", tests: bool | None = None) -> A:
        """Figures of the code: how much there is, how it is spread, what stands out."""
        return self._ask("stats", {"limit": limit, **_narrowed(types, path, tests)})

    def boundaries(
        self,
        *,
        limit: int = 1_000,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The calls that cross a boundary which .omny.toml draws."""
        return self._ask("boundaries", {"limit": limit, **_narrowed(types, path, tests)})

    def query(
        self,
        expression: str,
        *,
        sort: str = "",
        limit: int = 100,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The atoms that an expression is true of; see docs/query.md."""
        return self._ask(
            "query", {"expression": expression, "sort": sort, "limit": limit, **_narrowed(types, path, tests)}
        )


class QuestionsOfNow(Questions[A]):
    """Questions for the present index only: about its past, a picture, other projects."""

    def history(self, atom: str, *, limit: int = 100) -> A:
        """All changes of an atom, existing or not, oldest first."""
        return self._ask("history", {"atom": atom, "limit": limit})

    def diff(self, before: str, after: str = "now", *, limit: int = 1_000) -> A:
        """The atoms and edges that differ between two states."""
        return self._ask("diff", {"before": before, "after": after, "limit": limit})

    def graph(self, target: str = "", *, modules: bool = False, depth: int | None = None, most: int | None = None) -> A:
        """Nodes and edges of a picture: what is around an atom or a file; with `modules`, how files use each other."""
        return self._ask("graph", {"target": target, "modules": modules, "depth": depth, "most": most})

    def search_everywhere(
        self,
        text: str,
        *,
        limit: int = 20,
        types: Sequence[str] = (),
        path: str = "",
        tests: bool | None = None,
    ) -> A:
        """The atoms that a search finds in all projects of a PostgreSQL server, each with its `project`."""
        return self._ask("search everywhere", {"text": text, "limit": limit, **_narrowed(types, path, tests)})

    def callers_everywhere(self, atom: str, *, limit: int = 100) -> A:
        """Who calls something by the name of an atom in other projects of a PostgreSQL server."""
        return self._ask("callers everywhere", {"atom": atom, "limit": limit})


def _narrowed(types: Sequence[str], path: str, tests: bool | None) -> dict[str, Any]:
    return {"types": list(types), "path": path, "tests": tests}
