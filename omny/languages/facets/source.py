"""A source file as a refactoring sees it: its bytes, its tree, its scopes and its lines.

Pure: bytes in, places out. Lines end with LF, CRLF or CR.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.values import list_values
from omny.extract.walk import Walk
from omny.model.places import Span

BOM = b"\xef\xbb\xbf"

LINE_END = re.compile(rb"\r\n|\n|\r")
BLANK = re.compile(rb"[ \t\f]*")


def line_ends(content: bytes) -> list[bytes]:
    """The ends of the lines of a text, in order."""
    return LINE_END.findall(content)


def usual_line_end(content: bytes) -> bytes:
    """The line ending that most lines have; LF without lines."""
    ends = line_ends(content)
    return max((b"\n", b"\r\n", b"\r"), key=ends.count) if ends else b"\n"


class Lines:
    """The text of one file, by its lines."""

    def __init__(self, path: str, content: bytes) -> None:
        """`content` is in UTF-8, as all offsets are."""
        self.path = path
        self.content = content

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins; after a final line end there is one more."""
        return [0, *(match.end() for match in LINE_END.finditer(self.content))]

    def row(self, at: int) -> int:
        """The 0-based number of the line that a byte is in."""
        return bisect_right(self.line_starts, at) - 1

    def line_start(self, row: int) -> int:
        """Where a line begins; after the last one the end of the file."""
        return self.line_starts[row] if row < len(self.line_starts) else len(self.content)

    def line_text(self, row: int) -> bytes:
        """A line, without its end."""
        return self.content[self.line_start(row) : self.line_start(row + 1)].rstrip(b"\r\n")

    def indent_at(self, at: int) -> bytes:
        """The indentation of the line of a byte."""
        start = self.line_start(self.row(at))
        start += len(BOM) if start == 0 and self.content.startswith(BOM) else 0
        match = BLANK.match(self.content, start)
        return match.group() if match else b""

    def begins_line(self, at: int) -> bool:
        """Whether there is only white space before a byte on its line."""
        return not self.content[self.line_start(self.row(at)) : at].removeprefix(BOM).strip()

    def line_end_near(self, span: Span) -> bytes:
        """How lines end there: as those in the span do, the last of them included, else as most in the file do."""
        start, end = self.line_start(self.row(span[0])), self.line_start(self.row(span[1]) + 1)
        inside = set(line_ends(self.content[start:end]))
        return inside.pop() if len(inside) == 1 else usual_line_end(self.content)

    def is_text(self, span: Span) -> bool:
        """Whether the bytes of a span are UTF-8."""
        try:
            self.content[slice(*span)].decode()
        except UnicodeDecodeError:
            return False
        return True


class SourceText(Lines):
    """The text of one file, walked."""

    def __init__(self, path: str, content: bytes, walk: Walk, faults: list[Node]) -> None:
        """`faults` are the error and missing nodes."""
        super().__init__(path, content)
        self.walk = walk
        self.faults = faults
        self.root: Node = walk.root

    @cached_property
    def definitions(self) -> list[Draft]:
        """The definitions in source order, the module first, then the values."""
        return [*self.walk.drafts, *list_values(self.walk)]

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The definitions by qualified name, in that order."""
        return {draft.qualname: draft for draft in self.definitions}

    @cached_property
    def defined(self) -> frozenset[int]:
        """Where the names of definitions begin."""
        return frozenset(self.named)

    @cached_property
    def named(self) -> dict[int, Draft]:
        """The definitions by where their names begin."""
        return {self.name_start(draft): draft for draft in self.definitions[1:]}

    def name_start(self, draft: Draft) -> int:
        """Where the name of a definition begins: after the name of its class, as in `Cart::sum`."""
        start, name = draft.defined_at, draft.name.encode()
        is_last = self.content[start : draft.name_end].endswith(b"::" + name)
        return draft.name_end - len(name) if is_last else start

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.walk.text(node)

    def node_at(self, span: Span) -> Node | None:
        """The innermost node that holds the span."""
        return self.root.descendant_for_byte_range(*span)


def is_field(parent: Node, node: Node, field: str) -> bool:
    """Whether a node is that field of its parent."""
    found = parent.child_by_field_name(field)
    return found is not None and found.id == node.id
