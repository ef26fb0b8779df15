"""A file as an edit sees it: where its atoms are in its bytes, and how they are laid out.

Pure: bytes in, places and bytes out. The bytes outside of an edit stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from omny.base.errors import UsageError
from omny.extract.digest import content_hash
from omny.extract.draft import Draft
from omny.extract.encoding import UTF_8, encode, find_codec
from omny.languages import decode_text, detect_language
from omny.languages.base import GrammarLanguage
from omny.languages.facets.source import BOM, LINE_END, SourceText
from omny.model.atoms import MODULE_NAME
from omny.model.places import Span
from omny.references.facets import find_refactor


def text_hash(content: bytes, first: int, last: int) -> str:
    """The hash of the lines `first` to `last` (1-based, inclusive), with any line ends."""
    return content_hash(b"\n".join(LINE_END.split(content)[first - 1 : last]))


class SourceFile(SourceText):
    """The bytes of one file, walked."""

    def __init__(self, path: str, raw: bytes) -> None:
        """`raw` are the bytes on disk. Raises UsageError where the language of the file has no refactoring."""
        language = detect_language(path)
        if language is None:
            raise UsageError("edit", "not a source file of a language that is indexed", path=path)
        refactor = find_refactor(path)
        if refactor is None or not isinstance(language, GrammarLanguage):
            hint = "edit the file by hand: the index follows"
            raise UsageError("edit", f"{language.name} has no refactoring in Omny", path=path, hint=hint)
        self.raw = raw
        self.decoded = decode_text(path, raw)
        self.language = language
        self.refactor = refactor
        self.layout = refactor.layout
        super().__init__(path, self.decoded.content, *language.start_walk(self.decoded.content))

    def ends_line(self, at: int) -> bool:
        """Whether there is only white space, or a comment, after a byte on its line."""
        rest = self.content[at : self.line_start(self.row(at) + 1)].strip()
        return not rest or rest.startswith(self.layout.line_comments)

    # Atoms

    def extent(self, draft: Draft) -> Span:
        """The span of an atom with its decorators, `export`, `const`, and a `;` or `,` after it."""
        if draft.qualname == MODULE_NAME:
            return (len(BOM) if self.content.startswith(BOM) else 0), len(self.content)
        node = self._node(draft)
        start, end = min(draft.start, node.start_byte), max(draft.end, node.end_byte)
        is_listed = node.parent is not None and node.parent.type != self.layout.block
        closing = re.compile(rb"[ \t]*[;,]" if is_listed else rb"[ \t]*;")
        if (match := closing.match(self.content, end)) and node.type not in self.layout.unclosed:
            end = match.end()
        return start, end

    def _node(self, draft: Draft) -> Node:
        node = self.root.named_descendant_for_byte_range(draft.start, draft.end) or self.root
        while node.parent is not None and node.parent.type in self.layout.wrappers:
            if sum(child.type not in self.layout.beside for child in node.parent.named_children) > 1:
                break
            node = node.parent
        return node

    def draft_lines(self, draft: Draft) -> tuple[int, int]:
        """The 1-based first and last line of an atom's text, as `omny show --source` shows it."""
        if draft.qualname == MODULE_NAME:
            return 1, max(1, len(self.line_starts) - (not self.content or self.content.endswith((b"\n", b"\r"))))
        return self.row(draft.start) + 1, self.row(draft.end - 1) + 1

    def hash_draft(self, draft: Draft) -> str:
        """The hash of an atom's text."""
        return text_hash(self.content, *self.draft_lines(draft))

    def draft_text(self, draft: Draft) -> str:
        """The text of an atom, for people."""
        first, last = self.draft_lines(draft)
        lines = LINE_END.split(self.content)[first - 1 : last]
        return b"\n".join(lines).decode("utf-8", "replace")

    def start_with_leads(self, draft: Draft) -> int:
        """Where the text of an atom begins with the attributes and comments that stand right above it."""
        node, start = self._node(draft), self.extent(draft)[0]
        above = node.parent.children if node.parent is not None else []
        for child in reversed([each for each in above if each.end_byte <= start]):
            end = child.start_byte + len(self.content[child.start_byte : child.end_byte].rstrip())
            is_near = self.row(start) - self.row(end - 1) <= 1 and self.begins_line(child.start_byte)
            if child.type not in self.layout.leads or not is_near or self.content[end:start].strip():
                break
            start = child.start_byte
        return start

    def end_of_heads(self) -> int:
        """Where what comes before all definitions ends; 0 without such a thing."""
        found, layout = 0, self.layout
        for child in self.root.children:
            if child.type in layout.heads and child.child_by_field_name("body") is None:
                found = child.end_byte
            elif child.is_named and child.type not in layout.leads:
                break
        return found

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
        if parent is None or parent.type != self.layout.block:
            return False
        return sum(child.type != "comment" for child in parent.named_children) == 1

    # What is faulty, and what is no text

    def encode(self, content: bytes) -> bytes:
        """The bytes on disk of another text of this file, in the encoding that it names. Raises UsageError where that
        encoding does not have all of it."""
        encoding = self.decoded.encoding
        if not self.decoded.mark and encoding != UTF_8:
            encoding = find_codec(self.language.declared_encoding(content)) or UTF_8
        raw = encode(content, encoding, self.decoded.mark)
        if raw is None or decode_text(self.path, raw).content != content:
            hint = "use other characters, or another encoding"
            raise UsageError(
                "edit", f"the encoding {encoding} does not have all of the text", path=self.path, hint=hint
            )
        return raw

    @property
    def fault_bytes(self) -> int:
        """The bytes of the file in syntax errors. A missing token counts as one byte."""
        return sum(max(1, node.end_byte - node.start_byte) for node in self.faults)

    @property
    def first_fault(self) -> int:
        """The 1-based line of the first syntax error; 0 if there is none."""
        return min((node.start_point.row + 1 for node in self.faults), default=0)

    @property
    def takes_text(self) -> bool:
        """Whether text that is not ASCII may be put into the file."""
        declared = self.language.declared_encoding(self.content)
        is_named = not declared or find_codec(declared) in (UTF_8, self.decoded.encoding) or self.content.isascii()
        return is_named and self.is_text((0, len(self.content)))

    def strings_over_lines(self) -> Iterator[Node]:
        """The string literals that go over several lines, but for those that are statements: docstrings."""
        left = [self.root]
        while left:
            node = left.pop()
            if node.start_point.row == node.end_point.row:
                continue
            if node.type not in self.layout.strings:
                left += node.children
            elif node.parent is None or node.parent.type != self.layout.statement:
                yield node
