"""Tools about text and tests, which the front door asks."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from omny.mcp.replies import Hit, Reply, TestOf
from omny.mcp.toolbox import Atom, Limit, Prefix, Question, Tool, count_noun, cut
from omny.query.documents import DEFAULT_BUDGET, MAX_BUDGET, MIN_BUDGET, Document
from omny.query.explore_text import render
from omny.query.explored import ExploreAnswer, ExploredAtom

MAX_LINE = 200  # characters of a line that was found
MAX_UNREAD = 10  # files that are named


class ExploreIndex(Tool, frozen=True, kw_only=True):
    """Find the atoms that matter to a question in words, or to names and files: ranked, with the source of the best,
    their callers, what they call and the tests that reach them, in one answer under a budget of tokens."""

    name: ClassVar[str] = "explore_index"
    title: ClassVar[str] = "Explore"
    result: ClassVar[type[msgspec.Struct]] = ExploredAtom

    ask: Annotated[str, msgspec.Meta(max_length=100_000, description="words, names, files or a stack trace")] = ""
    atoms: Annotated[list[str], msgspec.Meta(max_length=50, description="names of atoms")] = []  # noqa: RUF012
    files: Annotated[list[str], msgspec.Meta(max_length=50, description="paths of files")] = []  # noqa: RUF012
    since: Annotated[str, msgspec.Meta(max_length=200, description="what has changed since a commit or a time")] = ""
    budget: Annotated[int, msgspec.Meta(ge=MIN_BUDGET, le=MAX_BUDGET, description="tokens of the text")] = (
        DEFAULT_BUDGET
    )

    def question(self, most: int) -> Question:
        asked = {"ask": self.ask, "atoms": self.atoms, "files": self.files, "budget": self.budget}
        return "explore", asked | ({"since": self.since} if self.since else {})

    def results(self, document: Document) -> tuple[list[Any], int]:
        found = msgspec.convert(document, ExploreAnswer)
        return found.results, found.total

    def text(self, document: Document) -> list[str]:
        """The lines of the text, which keeps to the budget."""
        return render(msgspec.convert(document, ExploreAnswer)).split("\n")

    def head(self, answer: Reply) -> str:
        return count_noun(answer.total, "atom")

    def line(self, result: ExploredAtom) -> str:
        return f"{result.id}  {result.type} {result.line}-{result.end_line}"


class GrepTree(Tool, frozen=True, kw_only=True):
    """List the lines of all text files that match a regular expression (RE2), read from disk now, each with the atom
    around it. Use it for text that is no name: a message, a configuration key, a comment."""

    name: ClassVar[str] = "grep"
    title: ClassVar[str] = "Lines that match"
    result: ClassVar[type[msgspec.Struct]] = Hit

    pattern: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000, description="regular expression of RE2")]
    path: Prefix = ""
    limit: Limit = 50

    def question(self, most: int) -> Question:
        return "grep", {"pattern": self.pattern, "path": self.path, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        found = [
            Hit(path=each["path"], line=each["line"], text=cut(each["text"], MAX_LINE), atom=each.get("atom", ""))
            for each in document["results"]
        ]
        return found, document["total"]

    def notes(self, document: Document) -> list[str]:
        unread = document["unread"]
        return [f"not read: {', '.join(unread[:MAX_UNREAD])}"] if unread else []

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'line')} that match {self.pattern!r}"

    def line(self, result: Hit) -> str:
        return f"{result.path}:{result.line}  {result.text}{f'  in {result.atom}' if result.atom else ''}"


class TestsOf(Tool, frozen=True, kw_only=True):
    """List the tests that reach an atom, over any number of calls, nearest first. Use it after an edit to know what to
    run."""

    name: ClassVar[str] = "tests"
    title: ClassVar[str] = "Tests that reach an atom"
    result: ClassVar[type[msgspec.Struct]] = TestOf

    atom: Atom
    limit: Limit = 50

    def question(self, most: int) -> Question:
        return "tests", {"atom": self.atom, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        found = [TestOf(id=each["id"], line=each["line"], depth=each["depth"]) for each in document["results"]]
        return found, document["total"]

    def notes(self, document: Document) -> list[str]:
        return [] if document["complete"] else ["there are more tests than were looked for"]

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'test')} of {answer.about}"

    def line(self, result: TestOf) -> str:
        return f"{result.id}  line {result.line}, depth {result.depth}"


MORE: tuple[type[Tool], ...] = (ExploreIndex, GrepTree, TestsOf)
"""These tools."""
