"""A file as an edit sees it: where its atoms are in its bytes, and how they are laid out.

Pure: bytes in, places and bytes out. Lines end with LF, CRLF or CR; whatever is outside of an edit keeps its bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from tree_sitter import Node

from omny.base.errors import UsageError
from omny.extract.digest import content_hash
from omny.extract.draft import Draft
from omny.extract.encoding import UTF_8, codec_named, encoded
from omny.languages import language_of, text_of
from omny.languages.base import GrammarLanguage
from omny.model.atoms import MODULE_NAME

BOM = b"\xef\xbb\xbf"

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BLANK = re.compile(rb"[ \t\f]*")
_WRAPPERS = frozenset(
    """
    lexical_declaration variable_declaration export_statement ambient_declaration expression_statement
    decorated_definition
    """.split()  # noqa: SIM905
)
"""Statements that are there for the one thing in them."""

Span = tuple[int, int]
"""Where something begins and ends, in bytes."""


def line_ends(content: bytes) -> list[bytes]:
    """The ends of the lines of a text, in order."""
    return _LINE_END.findall(content)


def usual_line_end(content: bytes) -> bytes:
    """The one that most lines have; LF where there are none."""
    ends = line_ends(content)
    return max((b"\n", b"\r\n", b"\r"), key=ends.count) if ends else b"\n"


def text_hash(content: bytes, first: int, last: int) -> str:
    """The hash of the lines `first` to `last` (1-based, inclusive), whatever they end with."""
    return content_hash(b"\n".join(_LINE_END.split(content)[first - 1 : last]))


class SourceFile:
    """The bytes of one file, walked."""

    def __init__(self, path: str, raw: bytes) -> None:
        """`raw` are the bytes on disk. Raises UsageError where the file is of no language whose atoms are known."""
        language = language_of(path)
        if not isinstance(language, GrammarLanguage):
            raise UsageError("edit", "not a source file of a language that is indexed", path=path)
        self.path = path
        self.raw = raw
        self.text = text_of(path, raw)
        self.content = self.text.content  # in UTF-8, as all offsets are
        self.language = language
        self.walk, self.faults = language.walked(self.content)
        self.root: Node = self.walk.root

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The definitions by qualified name, in source order; the module first."""
        return {draft.qualname: draft for draft in self.walk.drafts}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.content))]

    # Lines

    def row(self, at: int) -> int:
        """The 0-based number of the line that a byte is in."""
        return bisect_right(self._starts, at) - 1

    def line_start(self, row: int) -> int:
        """Where a line begins; behind the last one the end of the file."""
        return self._starts[row] if row < len(self._starts) else len(self.content)

    def line_text(self, row: int) -> bytes:
        """A line, without its end."""
        return self.content[self.line_start(row) : self.line_start(row + 1)].rstrip(b"\r\n")

    def indent_at(self, at: int) -> bytes:
        """What the line of a byte begins with."""
        start = self.line_start(self.row(at))
        start += len(BOM) if start == 0 and self.content.startswith(BOM) else 0
        match = _BLANK.match(self.content, start)
        return match.group() if match else b""

    def begins_line(self, at: int) -> bool:
        """Whether there is only white space before a byte on its line."""
        return not self.content[self.line_start(self.row(at)) : at].removeprefix(BOM).strip()

    def ends_line(self, at: int) -> bool:
        """Whether there is only white space, or a comment, behind a byte on its line."""
        rest = self.content[at : self.line_start(self.row(at) + 1)].strip()
        return not rest or rest.startswith((b"#", b"//"))

    def line_end_near(self, span: Span) -> bytes:
        """How lines end there: as those in the span do, the last of them included, else as most in the file do."""
        start, end = self.line_start(self.row(span[0])), self.line_start(self.row(span[1]) + 1)
        inside = set(line_ends(self.content[start:end]))
        return inside.pop() if len(inside) == 1 else usual_line_end(self.content)

    # Atoms

    def extent(self, draft: Draft) -> Span:
        """The whole text of an atom: with decorators, `export`, `const` and the `;` or `,` behind it."""
        if draft.qualname == MODULE_NAME:
            return (len(BOM) if self.content.startswith(BOM) else 0), len(self.content)
        node = self._node(draft)
        start, end = min(draft.start, node.start_byte), max(draft.end, node.end_byte)
        closing = re.compile(rb"[ \t]*[;,]" if node.parent is not None and node.parent.type != "block" else rb"[ \t]*;")
        if (match := closing.match(self.content, end)) and node.type != "variable_declarator":
            end = match.end()
        return start, end

    def _node(self, draft: Draft) -> Node:
        node = self.root.named_descendant_for_byte_range(draft.start, draft.end) or self.root
        while node.parent is not None and node.parent.type in _WRAPPERS:
            if sum(child.type not in ("comment", "decorator") for child in node.parent.named_children) > 1:
                break
            node = node.parent
        return node

    def lines_of(self, draft: Draft) -> tuple[int, int]:
        """The 1-based first and last line of an atom's text, as `omny show --source` shows it."""
        if draft.qualname == MODULE_NAME:
            return 1, max(1, len(self._starts) - (not self.content or self.content.endswith((b"\n", b"\r"))))
        return self.row(draft.start) + 1, self.row(draft.end - 1) + 1

    def hash_of(self, draft: Draft) -> str:
        """The hash of an atom's text."""
        return text_hash(self.content, *self.lines_of(draft))

    def text_of(self, draft: Draft) -> str:
        """The text of an atom, for people."""
        first, last = self.lines_of(draft)
        lines = _LINE_END.split(self.content)[first - 1 : last]
        return b"\n".join(lines).decode("utf-8", "replace")

    def body(self, draft: Draft) -> Node | None:
        """The node of an atom's body; None where it has none."""
        node: Node | None = self.root.descendant_for_byte_range(
            draft.defined_at, max(draft.name_end - 1, draft.defined_at)
        )
        while node is not None and node.end_byte <= draft.end:
            for holder in (node, node.child_by_field_name("value"), node.child_by_field_name("right")):
                body = holder.child_by_field_name("body") if holder is not None else None
                if body is not None and body.start_byte >= draft.name_end:
                    return body
            node = node.parent
        return None

    def is_alone_in_block(self, draft: Draft) -> bool:
        """Whether there is nothing else in the indented block that the atom is in."""
        parent = self._node(draft).parent
        if parent is None or parent.type != "block" or self.content[parent.start_byte : parent.start_byte + 1] == b"{":
            return False
        return sum(child.type != "comment" for child in parent.named_children) == 1

    # What is faulty, and what is no text

    def encoded(self, content: bytes) -> bytes:
        """The bytes on disk of another text of this file, in the encoding that it names. Raises UsageError where that
        encoding does not have all of it."""
        encoding = self.text.encoding
        if not self.text.mark and encoding != UTF_8:
            encoding = codec_named(self.language.declared_encoding(content)) or UTF_8
        raw = encoded(content, encoding, self.text.mark)
        if raw is None or text_of(self.path, raw).content != content:
            hint = "use other characters, or another encoding"
            raise UsageError(
                "edit", f"the encoding {encoding} does not have all of the text", path=self.path, hint=hint
            )
        return raw

    @property
    def fault_bytes(self) -> int:
        """How much of the file stands in syntax errors; what is missing counts as a byte."""
        return sum(max(1, node.end_byte - node.start_byte) for node in self.faults)

    @property
    def first_fault(self) -> int:
        """The 1-based line of the first syntax error; 0 where there is none."""
        return min((node.start_point.row + 1 for node in self.faults), default=0)

    def is_text(self, span: Span) -> bool:
        """Whether the bytes of a span are UTF-8."""
        try:
            self.content[slice(*span)].decode()
        except UnicodeDecodeError:
            return False
        return True

    @property
    def takes_text(self) -> bool:
        """Whether text that is not ASCII may be put into the file."""
        declared = self.language.declared_encoding(self.content)
        named = not declared or codec_named(declared) in (UTF_8, self.text.encoding) or self.content.isascii()
        return named and self.is_text((0, len(self.content)))

    def strings_over_lines(self, span: Span) -> Iterator[Node]:
        """The string literals in a span that go over several lines, but for those that are statements: docstrings."""
        left = [self.root]
        while left:
            node = left.pop()
            if node.end_byte <= span[0] or node.start_byte >= span[1] or node.start_point.row == node.end_point.row:
                continue
            if "string" in node.type or "template" in node.type or "heredoc" in node.type:
                if node.parent is None or node.parent.type != "expression_statement":
                    yield node
            else:
                left += node.children
