"""How definitions are laid out in the files of a language: data, which the edits of text go by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node


class BodyKind(Enum):
    """How the body of a definition is written."""

    BRACES = "braces"
    INDENTED = "indented"
    ENDED = "ended"  # a word ends it
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Layout:
    """How definitions are laid out. Words that name types of nodes are those of the language's grammar."""

    indent: bytes = b"  "
    """A level of indentation, where a file shows none."""

    line_comments: tuple[bytes, ...] = ()
    """The marks that begin a comment which ends with its line."""

    wrappers: frozenset[str] = frozenset()
    """Statements that are there for the one thing in them, and go with it."""

    beside: frozenset[str] = frozenset(("comment", "decorator"))
    """Parts of a wrapper that do not count as another thing in it."""

    statement: str = "expression_statement"
    """The statement that is one expression: a string alone in it is a docstring."""

    block: str = ""
    """The block that indentation makes; "" where braces make all of them."""

    empty_block: bytes = b""
    """The statement that an indented block has where it has nothing else."""

    expressions: frozenset[str] = frozenset()
    """Expressions in braces, which are no blocks."""

    strings: frozenset[str] = frozenset()
    """Literals that may go over several lines."""

    ended: frozenset[str] = frozenset()
    """Blocks that end before a word, such as `end`."""

    leads: frozenset[str] = frozenset()
    """What belongs to the definition right below it, and is no part of its text: attributes, comments."""

    heads: frozenset[str] = frozenset()
    """What comes before all definitions of a file: the statement of its package, its imports."""

    unclosed: frozenset[str] = frozenset()
    """Definitions that a comma or semicolon after them does not belong to."""

    blank_lines: int = 1
    """Blank lines between two definitions of a module, by custom; inside of a class it is one."""

    def body_kind(self, node: Node, content: bytes) -> BodyKind:
        """How the body that is that node is written."""
        if node.type in self.ended:
            return BodyKind.ENDED
        if self.block:
            return BodyKind.INDENTED if node.type == self.block else BodyKind.EXPRESSION
        is_braced = content[node.start_byte : node.start_byte + 1] == b"{" and content[: node.end_byte].endswith(b"}")
        return BodyKind.BRACES if is_braced and node.type not in self.expressions else BodyKind.EXPRESSION


PLAIN = Layout()
"""Of a language that says nothing else: blocks in braces."""
