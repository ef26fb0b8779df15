"""Types in the comments of a JavaScript file: what a comment before a definition says, and the types that it names.

`jsdoc` reads the text of a comment. A type of a comment is read as an annotation of TypeScript is, and names in it are
names of the scope. A file of TypeScript has its types in annotations alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from tree_sitter import Node

from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Value
from omny.extract.text import DOC_CHARS, one_line
from omny.languages.javascript.annotations import read_annotation
from omny.languages.javascript.expressions import Expressions
from omny.languages.javascript.jsdoc import NO_DOC, Doc, read_definitions, read_doc

_TAGS = re.compile(rb"@(?:param|arg|argument|type|returns?|this|class|constructor)\b")
_DEFINING = re.compile(rb"@(?:typedef|callback|import)\b")
_BINDING = re.compile(rb"\b(?:class|function\*?|var|let|const)\s+\Z")
"""What stands before a name that the source may bind, if no comma and no brace does."""

_BINDING_ENDS = (b"s", b"n", b"*", b"r", b"t")
"""The last characters of these words."""

_BINDING_BYTES = 40  # of a word and white space before a name

_BLANK_BYTES = 200  # between a comment and what it is about
_COMMENT_BYTES = 20_000
_DISTANT_BYTES = 4000  # between a definition and its summary


class Comments(Expressions):
    """What comments tell."""

    HAS_DOCS = True
    """Whether types stand in comments."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._aliases: dict[str, list[Value]] = {}  # the values of something of a named type
        self.named_types: dict[str, str] = {}  # keys of the types that comments define
        self._known_names: dict[str, bool] = {}  # of types: whether the file binds them
        self.is_documented = self.HAS_DOCS and _TAGS.search(source) is not None

    def visit(self, events: object, handlers: object) -> None:
        """See `Walk`. Types that comments define are known everywhere in the file."""
        if self.HAS_DOCS and _DEFINING.search(self.source) is not None:
            self._define_types()
        GenericWalk.visit(self, events, handlers)

    def _define_types(self) -> None:
        for start, end in self.comments:
            comment = self.source[start:end]
            if comment.startswith(b"/**") and _DEFINING.search(comment) is not None:
                for name, written in read_definitions(comment.decode("utf-8", "replace")):
                    key = self.named_types[name] = f"{name}<>"
                    chains = [Value(chain, self.tree.module) for chain in read_annotation(written)]
                    self._aliases.setdefault(key, []).extend(chains)

    def bind_types(self) -> None:
        """Binds the names of these types, where no value has the name: that is what the type is of."""
        for name, key in self.named_types.items():
            if name not in self.tree.module.names:
                self.tree.module.bind(name, f"@{key}")

    def read_noted(self, written: str) -> tuple[str, ...]:
        """The chains of a type in a comment. The name of a class that the file neither has nor imports tells nothing:
        comments can speak of any class of a program."""
        if not written:
            return ()
        return tuple([chain for chain in read_annotation(written) if self._knows(chain)])

    def _knows(self, chain: str) -> bool:
        head = chain.lstrip("*%(").partition(" ")[0]
        if not head or head[0] in "^{[@|!" or head == "this":
            return True
        known = self._known_names.get(head)
        if known is None:
            known = self.scope.find(head) is not None or head in self.named_types
            if not known:
                known = self._may_bind(head)
            self._known_names[head] = known
        return known

    def _may_bind(self, name: str) -> bool:
        text = name.encode()
        at = self.source.find(text)
        while at >= 0:
            following = self.source[at + len(text) : at + len(text) + 1]
            is_whole = not following.isalnum() and following not in (b"_", b"$")
            if is_whole and self._is_bound_at(at):
                index = bisect_left(self.comments, (at, 0)) - 1
                if index < 0 or self.comments[index][1] <= at:
                    return True
            at = self.source.find(text, at + len(text))
        return False

    def _is_bound_at(self, at: int) -> bool:
        """Whether what stands before a place binds the name that is there."""
        before = self.source[max(0, at - _BINDING_BYTES) : at]
        left = before.rstrip()
        last = left[-1:]
        if last in (b",", b"{"):
            return True
        if len(left) == len(before) or last not in _BINDING_ENDS:
            return False
        return _BINDING.search(self.source, max(0, at - _BINDING_BYTES), at) is not None

    def find_summary(self, at: int) -> str:
        """The first line of the comment before a definition, which is for people; "" where it says something else."""
        blank = self.source[max(0, at - _DISTANT_BYTES) : at]
        end = at - len(blank) + len(blank.rstrip())
        if self.source[end - 2 : end] == b"*/" and end > 4:
            begin = self.source.rfind(b"/*", 0, end - 2)
            if self.source[begin : begin + 3] == b"/**":
                first = _first_line(self.source[begin + 3 : end - 2])
                if first and not first.startswith(b"@"):
                    return one_line(first, DOC_CHARS)
        return ""

    def find_doc(self, at: int) -> Doc:
        """What the comment right before a place says."""
        if not self.is_documented:
            return NO_DOC
        begin = max(0, at - _BLANK_BYTES)
        blank = self.source[begin:at].rstrip()
        if not blank.endswith(b"*/"):
            return NO_DOC
        end = begin + len(blank)
        start = self.source.rfind(b"/*", max(0, end - _COMMENT_BYTES), end - 2)
        if start < 0 or not self.source.startswith(b"/**", start):
            return NO_DOC
        return read_doc(self.source[start:end].decode("utf-8", "replace"))

    def find_type(self, at: int) -> tuple[str, ...]:
        """The chains that `@type` before a place tells."""
        doc = self.find_doc(at)
        return self.read_noted(doc.type)

    def find_cast(self, node: Node | None) -> tuple[str, ...]:
        """The chains of the type that a comment gives the expression in parentheses after it."""
        if not self.is_documented or node is None or node.type != "parenthesized_expression":
            return ()
        return self.find_type(node.start_byte)

    def cast_inside(self, node: Node) -> str | None:
        """The chain of `(/** @type {Foo} */ (value))`, by the comment that stands first inside."""
        first = node.named_children[0] if self.is_documented and node.named_child_count == 2 else None
        if first is None or first.type != "comment":
            return None
        told = self.find_type(node.named_children[1].start_byte)
        return told[0] if len(told) == 1 else None


def _first_line(comment: bytes) -> bytes:
    """The first line of a comment that is not empty, without stars."""
    for line in comment.split(b"\n"):
        text = line.strip().lstrip(b"*").strip()
        if text:
            return text
    return b""
