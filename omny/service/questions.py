"""The questions as methods, written once: for the present index and for a past one, each also awaitable.

Names, types and defaults are those of `omny/query/questions.py:QUESTIONS`; a test compares each with the struct there.
They are written out, and not made at run time, so that a type checker and `help()` know them. Those of `Narrowing`,
which most questions take, stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from omny.query.documents import DEFAULT_BUDGET, MAX_DEPTH, MAX_PATH_EDGES

A = TypeVar("A", covariant=True)
"""What a question gives: a `Document`, or what one is awaited from."""


class Narrowing(TypedDict, total=False):
    """What an answer is narrowed to; without any of it, it is of all atoms."""

    types: Sequence[str]  # atoms of these types
    path: str  # files whose path begins so
    tests: bool | None  # only tests, or only what is none


class Questions(Generic[A]):
    """What one state of an index is asked.

    An atom is named by its id, its qualified name, its name, a dotted import path or FILE:LINE. Most questions also
    take `types`, `path` and `tests`: they narrow an answer to atoms of these types, to files with this prefix, to tests
    only (true) or to no tests (false). Without an answer each raises an `OmnyError`: `UnknownNameError`,
    `AmbiguousError`, `UsageError`.
    """

    def _ask(self, question: str, arguments: dict[str, Any]) -> A:
        raise NotImplementedError

    def search(self, text: str = "", *, similar: str = "", limit: int = 20, **narrowing: Unpack[Narrowing]) -> A:
        """The atoms that a search finds, best first; or those that are near in meaning to the atom `similar`."""
        return self._ask("search", {"text": text, "similar": similar, "limit": limit, **narrowing})

    def show(self, atom: str, *, source: bool = False, secrets: bool = False) -> A:
        """One atom; with `source` also its text, with `secrets` that text with the secrets in it."""
        return self._ask("show", {"atom": atom, "source": source or secrets, "secrets": secrets})

    def outline(self, file: str) -> A:
        """The atoms of a file in source order."""
        return self._ask("outline", {"file": file})

    def callers(
        self, atom: str, *, depth: int = 1, possible: bool = False, types: Sequence[str] = (), limit: int = 100
    ) -> A:
        """Who calls an atom, with the places where that happens, up to `depth` calls away."""
        around = {"atom": atom, "depth": depth, "possible": possible, "types": types}
        return self._ask("callers", {**around, "limit": limit})

    def callees(
        self, atom: str, *, depth: int = 1, possible: bool = False, types: Sequence[str] = (), limit: int = 100
    ) -> A:
        """Whom an atom calls, with the places where that happens, up to `depth` calls away."""
        around = {"atom": atom, "depth": depth, "possible": possible, "types": types}
        return self._ask("callees", {**around, "limit": limit})

    def references(
        self, atom: str, *, uses: Sequence[str] = (), path: str = "", possible: bool = False, limit: int = 200
    ) -> A:
        """The places that refer to an atom: calls, imports, reads, types; with `possible` also its mere name."""
        return self._ask("references", {"atom": atom, "uses": uses, "path": path, "possible": possible, "limit": limit})

    def status(self) -> A:
        """How much the index holds, what it left out, and what the daemon says of itself."""
        return self._ask("status", {})

    def impact(
        self,
        atom: str = "",
        *,
        since: str = "",
        depth: int = MAX_DEPTH,
        limit: int = 100,
        **narrowing: Unpack[Narrowing],
    ) -> A:
        """What depends on an atom, or on all that has changed since a state, and the tests that reach it."""
        return self._ask("impact", {"atom": atom, "since": since, "depth": depth, "limit": limit, **narrowing})

    def path(
        self,
        source: str,
        target: str,
        *,
        all: bool = False,  # noqa: A002
        max_depth: int = MAX_PATH_EDGES,
        limit: int = 20,
        **narrowing: Unpack[Narrowing],
    ) -> A:
        """The shortest path from one atom to another, or with `all` the simple ones, shortest first."""
        between = {"source": source, "target": target, "all": all, "max_depth": max_depth}
        return self._ask("path", {**between, "limit": limit, **narrowing})

    def cycles(self, *, limit: int = 50, **narrowing: Unpack[Narrowing]) -> A:
        """Groups of atoms that call each other in a ring, the largest first."""
        return self._ask("cycles", {"limit": limit, **narrowing})

    def dead(self, *, certainty: Sequence[str] = (), limit: int = 200, **narrowing: Unpack[Narrowing]) -> A:
        """Atoms that nothing seems to use. A `certainty` is certain, likely or possible; by default the first two."""
        return self._ask("dead", {"certainty": certainty, "limit": limit, **narrowing})

    def tests(self, atom: str, *, limit: int = 100, **narrowing: Unpack[Narrowing]) -> A:
        """The tests that reach an atom, nearest first, each with its path."""
        return self._ask("tests", {"atom": atom, "limit": limit, **narrowing})

    def affected(self, since: str, *, limit: int = 1_000, **narrowing: Unpack[Narrowing]) -> A:
        """What has changed since a state (a commit, a token, a generation, a time), and the tests that reach that."""
        return self._ask("affected", {"since": since, "limit": limit, **narrowing})

    def hubs(self, *, limit: int = 30, **narrowing: Unpack[Narrowing]) -> A:
        """The atoms that most others call."""
        return self._ask("hubs", {"limit": limit, **narrowing})

    def clusters(self, *, limit: int = 50, **narrowing: Unpack[Narrowing]) -> A:
        """Groups of files that have more to do with each other than with the rest."""
        return self._ask("clusters", {"limit": limit, **narrowing})

    def duplicates(self, *, lines: int = 5, limit: int = 50, **narrowing: Unpack[Narrowing]) -> A:
        """Groups of functions with the same body, of at least `lines` lines of code."""
        return self._ask("duplicates", {"lines": lines, "limit": limit, **narrowing})

    def external(self, name: str = "", *, limit: int = 50, **narrowing: Unpack[Narrowing]) -> A:
        """Who calls something that the index does not hold; without a name, what of that is called most."""
        return self._ask("external", {"name": name, "limit": limit, **narrowing})

    def stats(self, *, limit: int = 10, **narrowing: Unpack[Narrowing]) -> A:
        """Figures of the code: how much there is, how it is spread, what stands out."""
        return self._ask("stats", {"limit": limit, **narrowing})

    def boundaries(self, *, limit: int = 1_000, **narrowing: Unpack[Narrowing]) -> A:
        """The calls that cross a boundary which .omny.toml draws."""
        return self._ask("boundaries", {"limit": limit, **narrowing})

    def query(self, expression: str, *, sort: str = "", limit: int = 100, **narrowing: Unpack[Narrowing]) -> A:
        """The atoms that an expression is true of; see docs/query.md."""
        return self._ask("query", {"expression": expression, "sort": sort, "limit": limit, **narrowing})


class QuestionsOfNow(Questions[A]):
    """Questions for the present index only: about its past, a picture, languages, other projects."""

    def explore(
        self,
        ask: str = "",
        *,
        atoms: Sequence[str] = (),
        files: Sequence[str] = (),
        since: str = "",
        budget: int = DEFAULT_BUDGET,
    ) -> A:
        """The atoms that matter to words, names, files, a stack trace or changes, with source, callers, callees and
        tests, under a budget of tokens."""
        named = {"atoms": atoms, "files": files}
        return self._ask("explore", {"ask": ask, **named, "since": since, "budget": budget})

    def grep(
        self, pattern: str, *, literal: bool = False, ignore_case: bool = False, path: str = "", limit: int = 200
    ) -> A:
        """The lines of all text files that match a regular expression of RE2, each with the atom around it."""
        how = {"literal": literal, "ignore_case": ignore_case}
        return self._ask("grep", {"pattern": pattern, **how, "path": path, "limit": limit})

    def owners(self, name: str = "", *, limit: int = 10) -> A:
        """Who knows a file, a folder or the file of an atom: owners by CODEOWNERS, authors of the newest commits."""
        return self._ask("owners", {"name": name, "limit": limit})

    def hot(self, *, path: str = "", tests: bool | None = None, limit: int = 20) -> A:
        """The files that change often and are complex, each with the files that change together with it."""
        return self._ask("hot", {"path": path, "tests": tests, "limit": limit})

    def notes(self, atom: str = "", *, path: str = "", limit: int = 100) -> A:
        """What people and agents have written about an atom, or about all atoms."""
        return self._ask("notes", {"atom": atom, "path": path, "limit": limit})

    def history(self, atom: str, *, limit: int = 100) -> A:
        """All changes of an atom, existing or not, oldest first."""
        return self._ask("history", {"atom": atom, "limit": limit})

    def diff(self, before: str, after: str = "now", *, limit: int = 1_000) -> A:
        """The atoms and edges that differ between two states."""
        return self._ask("diff", {"before": before, "after": after, "limit": limit})

    def graph(self, target: str = "", *, modules: bool = False, depth: int | None = None, most: int | None = None) -> A:
        """Nodes and edges of a picture: what is around an atom or a file; with `modules`, how files use each other."""
        return self._ask("graph", {"target": target, "modules": modules, "depth": depth, "most": most})

    def languages(self) -> A:
        """Which languages are read, how far and by which grammar, and how many files of each are here."""
        return self._ask("languages", {})

    def search_everywhere(self, text: str, *, limit: int = 20, **narrowing: Unpack[Narrowing]) -> A:
        """The atoms that a search finds in all projects of a PostgreSQL server, each with its `project`."""
        return self._ask("search everywhere", {"text": text, "limit": limit, **narrowing})

    def callers_everywhere(self, atom: str, *, limit: int = 100) -> A:
        """Who calls something by the name of an atom in other projects of a PostgreSQL server."""
        return self._ask("callers everywhere", {"atom": atom, "limit": limit})
