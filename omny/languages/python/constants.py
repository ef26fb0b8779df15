"""Values at the top of a Python file: what an assignment there declares.

The language has no word for a constant: a name in capitals is one, and a name that is annotated with `Final`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.text import DOC_CHARS, one_line
from omny.extract.values import note_value
from omny.model.atoms import AtomType

if TYPE_CHECKING:
    from omny.languages.python.names import PythonNames

_PATTERNS = frozenset(("pattern_list", "tuple_pattern", "list_pattern"))
_OF_LANGUAGE = frozenset(("_", "__all__", "__slots__"))

MAX_TARGETS = 64
"""Names of one assignment that are values: the text of each is all of it, so that further ones cost quadratic time."""

_DOC = re.compile(rb"""[rR]?("{3}|'{3}|["'])\s*([^\n]*?)(?:\1|\n)""")
_MAKERS = frozenset((b"NewType", b"ParamSpec", b"TypeVar", b"TypeVarTuple", b"NamedTuple", b"TypedDict", b"namedtuple"))
"""Calls whose result is a type."""


def note_assigned(walk: PythonNames, outer: Node) -> None:
    """Notes the names that an assignment at the top of the file binds, the first `MAX_TARGETS` of them. One inside of
    another, as in `A = B = value`, is noted with the outermost: to climb from each would take quadratic time."""
    if outer.parent is not None and outer.parent.type == "assignment":
        return
    for node, name, pattern in islice(_list_targets(outer), MAX_TARGETS):
        text = walk.text(name)
        if text in _OF_LANGUAGE:
            continue
        if pattern is None:
            annotation = node.child_by_field_name("type")
            type_, kind = _classify(walk, text, node.child_by_field_name("right"), annotation)
            note_value(walk, walk.scope, type_, name, outer, kind=kind)
        else:
            type_ = AtomType.CONSTANT if text.isupper() else AtomType.VARIABLE
            note_value(walk, walk.scope, type_, name, outer, whole=pattern)


def _list_targets(outer: Node) -> Iterator[tuple[Node, Node, Node | None]]:
    """The names that a chain of assignments binds, each with its assignment, and with the pattern that it stands in."""
    node: Node | None = outer
    while node is not None and node.type == "assignment":
        left = node.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            yield node, left, None
        elif left is not None and left.type in _PATTERNS:
            yield from ((node, part, left) for part in left.named_children if part.type == "identifier")
        node = node.child_by_field_name("right")


def find_doc(walk: PythonNames, draft: Draft) -> str:
    """The first line of the string that follows an assignment, or of the comment before it."""
    start = draft.end
    end = walk.source.find(b"\n", start) + 1
    if end and (found := _DOC.match(walk.source, end)) is not None:
        return one_line(found[2].strip(), DOC_CHARS)
    return walk.doc_before(draft.start).lstrip(": ")


def _classify(walk: PythonNames, name: str, right: Node | None, annotation: Node | None) -> tuple[AtomType, str]:
    """The type of a value, and the word of the language for what it is."""
    if right is not None and right.type == "call":
        function = right.child_by_field_name("function")
        word = walk.source[function.start_byte : function.end_byte].rpartition(b".")[2] if function else b""
        if word in _MAKERS:
            return AtomType.TYPE, word.decode()
    told = walk.text(annotation) if annotation is not None else ""
    if told.endswith("TypeAlias"):
        return AtomType.TYPE, ""
    is_constant = name.isupper() or told.partition("[")[0].rpartition(".")[2] == "Final"
    return AtomType.CONSTANT if is_constant else AtomType.VARIABLE, ""
