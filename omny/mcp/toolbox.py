"""What all tools share: arguments that every one takes, and the way from a document to an answer.

A tool is a struct of its arguments, whose field descriptions and bounds are its input schema, and whose docstring is
what an agent reads to choose it. It says which question it asks, and how the document becomes results and text. No I/O.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from omny.base.errors import OmnyError
from omny.base.hints import Command, Option, Part
from omny.base.plain import with_signature
from omny.mcp import replies, reply
from omny.mcp.asked import Asked
from omny.mcp.fence import neutralize
from omny.mcp.replies import AtomLine, Dependent, Edge, Reply, Step
from omny.model.edges import EdgeType, How
from omny.query.documents import MAX_RESULTS, Document
from omny.query.unlisted import TOOLS, sentences

DEFAULT_BYTES = 20_000
"""About 5,000 tokens: a screen or two, and no part of a context that is missed."""

MIN_BYTES, MAX_BYTES = 4_000, 1_000_000

WAIT_SECONDS = 2.0
"""What was just written is in an answer after some milliseconds; after a branch was switched, after some seconds."""

MAX_TEXT = 1_000  # characters of a search
MAX_NAME = 5_000  # characters of an id: a path has 4,096 bytes at most
MAX_SIGNATURE = 300
MAX_SHORT = 120  # of a signature where the atom is only mentioned
MAX_DOC = 200
MAX_LINES = 20  # of one edge

Question = tuple[str, dict[str, Any]]

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
Prefix = Annotated[
    str,
    msgspec.Meta(
        max_length=MAX_NAME, description="only files whose path from the root begins with this text: 'src/shop/'"
    ),
]
Atom = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=MAX_NAME,
        description="id ('src/a.py::Cart.price', best), qualified name ('Cart.price') or name ('price')",
    ),
]
Project = Annotated[
    str, msgspec.Meta(max_length=MAX_NAME, description="folder of another project; by default the server's own")
]
Limit = Annotated[int, msgspec.Meta(ge=1, le=1_000, description="most results")]


class Tool(Asked, frozen=True, kw_only=True):
    """A call of a tool that asks one question; `limit` is a field of those that have several results."""

    result: ClassVar[type[msgspec.Struct]]
    form: ClassVar[type[Reply]] = Reply
    last: ClassVar[tuple[str, ...]] = ("cursor", "wait_seconds", "max_bytes", "project")

    cursor: Annotated[
        str,
        msgspec.Meta(max_length=100, description="the `next` of an answer to these arguments, for the rest"),
    ] = ""
    wait_seconds: Annotated[
        float,
        msgspec.Meta(ge=0, le=60, description="wait at most so long until files saved before the call are in; 0: not"),
    ] = WAIT_SECONDS
    max_bytes: Annotated[int, msgspec.Meta(ge=MIN_BYTES, le=MAX_BYTES, description="size of the answer")] = (
        DEFAULT_BYTES
    )

    project: Project = ""

    # ── what a tool says of itself ──

    def question(self, most: int) -> Question:
        """The question to be asked, with the first `most` results wanted."""
        raise NotImplementedError

    def results(self, document: Document) -> tuple[list[Any], int]:
        """All results of a document from the first on, and how many there are."""
        return [atom_line(found) for found in document["results"]], document["total"]

    def head(self, answer: Reply) -> str:
        """The first line of the text."""
        raise NotImplementedError

    def line(self, result: Any) -> str:
        """A result as text."""
        return atom_text(result)

    def why_empty(self, document: Document) -> Question | None:
        """The question why a document has no result; None where that needs no words."""
        return None

    def notes(self, document: Document) -> list[str]:
        """What the document itself says to be known of the answer."""
        return []

    def more(self, document: Document) -> dict[str, Any]:
        """Fields of the reply beside the common ones."""
        return {}

    # ── the way to an answer ──

    @property
    def at(self) -> reply.Cursor:
        """Where the answer begins. Raises UsageError."""
        return reply.read_cursor(self.cursor, self.call)

    @property
    def call(self) -> str:
        """The call without what may differ from page to page."""
        bare = msgspec.structs.replace(self, cursor="", wait_seconds=0.0, max_bytes=MIN_BYTES)
        if hasattr(bare, "limit"):
            bare = msgspec.structs.replace(bare, limit=1)
        return self.name + msgspec.json.encode(bare).decode()

    @property
    def page(self) -> reply.Page:
        """What an answer has to fit."""
        return reply.Page(self.max_bytes, self.call, self.line)

    @property
    def most(self) -> int:
        """How many results from the first on have to be known."""
        wanted: int = getattr(self, "limit", 1)
        return min(self.at.offset + wanted, MAX_RESULTS)

    def answer(self, document: Document, notes: list[str]) -> reply.Sent:
        """What is sent for a document."""
        found, total = self.results(document)
        whole = self.make_reply(document, found[self.at.offset :], total, notes)
        return reply.send(whole, self.page, head=neutralize(self).head(whole), offset=self.at.offset)

    def make_reply(self, document: Document, results: list[Any], total: int, notes: list[str]) -> Reply:
        """The reply before it is cut to its size."""
        fresh = reply.short_freshness(document)
        notes = [*notes, *_of_name(document), *self.notes(document), *sentences(document, TOOLS)]
        before, now = self.at.generation, document["freshness"]["generation"]
        if before and before != now:
            notes.append(f"the index has changed since the page before ({before} to {now}): compare, or start again")
        about = document.get("atom", "")
        more = self.more(document)
        whole = self.form(results=results, total=total, about=about, notes=notes, freshness=fresh, **more)
        cleaned: Reply = neutralize(whole)
        return cleaned

    def ambiguous(self, ids: tuple[str, ...], document: Document) -> reply.Sent:
        """What is sent where a name means several atoms."""
        note = f"the name means {len(ids):,} atoms: ask again with one of these ids"
        return self._empty(document, note, list(ids))

    def answer_unknown(self, error: OmnyError, document: Document) -> reply.Sent:
        """The answer for an unknown name."""
        hint = hint_for_tools(error)
        return self._empty(document, f"{error.reason}{f'; {hint}' if hint else ''}", [])

    def _empty(self, document: Document, note: str, ids: list[str]) -> reply.Sent:
        fresh = reply.short_freshness(document)
        whole = self.form(results=[], total=0, ambiguous=ids, notes=[note], freshness=fresh)
        return reply.send(neutralize(whole), self.page)


_TOOLS = {
    "search": "search",
    "outline": "get",
    **{f"edit {operation}": f"operation {operation}" for operation in ("delete", "move", "replace")},
}
"""The tools that do what a command does. What only a command can do is said as it is."""


def _of_name(document: Document) -> list[str]:
    """What else the name that was asked for can mean."""
    said = []
    if "definitions" in document and "also" not in document:
        said.append(f"also defined there, without the code: {', '.join(document['definitions'])}")
    if "code_in" in document:
        said.append(f"an overload without code; the code is in {document['code_in']}")
    if document.get("file") and "also" in document:
        said.append("it is a file: get lists its atoms")
    if "others" not in document:
        return said
    more = document["others_total"] - len(document["others"])
    return [*said, f"other atoms of this name: {', '.join(document['others'])}{more_text(more)}"]


def value_or_none(value: bool | msgspec.UnsetType) -> bool | None:
    """An argument of three values for a question, in which None is the third."""
    return None if isinstance(value, msgspec.UnsetType) else value


def hint_for_tools(error: OmnyError) -> str:
    """The hint of an error, with tools and arguments in place of commands and options."""
    return error.hint if error.advice is None else error.advice.phrase(_name_for_tools)


def _name_for_tools(part: Part) -> str:
    if isinstance(part, Command):
        return _TOOLS.get(part.words, str(part))
    return part.name if isinstance(part, Option) else part


def output_schema(tool: type[Tool]) -> dict[str, Any]:
    """The JSON Schema of its answers."""
    return replies.schema(tool.result, tool.form)


def atom_line(found: Document) -> AtomLine:
    """An atom of a document, in a list."""
    return AtomLine(**atom_fields(found))


def atom_fields(found: Document) -> dict[str, Any]:
    """What a list says of an atom."""
    data = found.get("data", {})
    return {
        "id": found["id"],
        "type": found.get("type", ""),
        "line": found.get("line", 0),
        "end_line": found.get("end_line", 0),
        "signature": cut(found.get("signature", ""), MAX_SIGNATURE),
        "doc": cut(data.get("doc", ""), MAX_DOC),
        "held": found.get("held", 0),
    }


def mention_fields(found: Document) -> dict[str, Any]:
    """What is said of an atom that is there for its edges."""
    fields = atom_fields(found)
    return {**fields, "signature": cut(fields["signature"], MAX_SHORT), "doc": ""}


def atom_text(atom: AtomLine) -> str:
    """An atom in a line of text."""
    place = f"  {atom.type} {atom.line}-{atom.end_line}" if atom.line else ""
    held = f"  held, of generation {atom.held}" if atom.held else ""
    return f"{with_signature(atom.id, atom.signature)}{place}{held}{f'  {atom.doc}' if atom.doc else ''}"


def edge_fields(how: str, basis: str, lines: list[int]) -> dict[str, Any]:
    """What is said of an edge: how it is known, and where it is."""
    return {
        "how": how,
        "basis": basis if how == How.INFERRED else "",
        "lines": lines[:MAX_LINES],
        "more_lines": max(0, len(lines) - MAX_LINES),
    }


def lines_text(edge: Edge | Step | Dependent) -> str:
    """Where an edge is, as text."""
    return f" line {', '.join(map(str, edge.lines))}{more_text(edge.more_lines)}" if edge.lines else ""


def more_text(number: int) -> str:
    """What ends a list that was cut."""
    return f" and {number:,} more" if number else ""


def edge_kind(edge_type: str) -> str:
    """What is said of the type of an edge beside how it is known."""
    return "" if edge_type == EdgeType.CALL else f" {edge_type}"


def cut(text: str, most: int) -> str:
    """The text on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def count_noun(number: int, noun: str) -> str:
    """'1 caller', '2,345 callers'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
