"""What a name is, by the tables of a language that the generic walk reads: the last part of an expression or of a type,
whose chain says what it means."""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.refactor import ChainOf, Locate, Reference, References, Unrelated
from omny.languages.facets.source import SourceText
from omny.model.places import Span, WhyLeft

_LITERALS = ("string", "char", "heredoc", "text", "regex")  # parts of the kinds of nodes that are texts
MAX_AROUND = 64  # nodes that a name stands in


class TableReferences(References):
    """See there. A subclass says what its language imports, and where a name is one of its own."""

    follows_edges = True
    is_strict = True

    unrelated: dict[str, WhyLeft] = {}  # noqa: RUF012 (none of a facet is set)
    """What a name is by the node and the field that it stands in, `keyed_element key`; without a field in any of it."""

    claims: bytes = b""
    """The pattern of the word before a method that says it is one of a base."""

    private: bytes = b""
    """The pattern of the word before a method for which no base asks."""

    patterns: frozenset[str] = frozenset()
    """Nodes that are looked through for that: lists and patterns."""

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See `References`."""
        span = (start, start + len(name.encode()))
        node = source.node_at(span)
        if node is None or node.byte_range != span or node.named_children or _is_text(node):
            return self.in_text(source, node, span)
        found = self.special(source, node, name, scope)
        if found is not None:
            return found
        if start in source.defined:
            return Unrelated(WhyLeft.OTHER)
        why = self._find_unrelated(node)
        return Unrelated(why) if why is not None else self.spell(source, node, scope)

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """What a name is that no table can describe; None for all others."""
        return None

    def in_text(self, source: SourceText, node: Node | None, span: Span) -> Reference:
        """A name in a comment or a string, or what no name is."""
        if node is not None and "comment" in node.type:
            return Unrelated(WhyLeft.COMMENT)
        return Unrelated(WhyLeft.STRING if node is not None and _is_text(node) else WhyLeft.PART_OF_NAME)

    def spell(self, source: SourceText, node: Node, scope: Scope) -> ChainOf:
        """A name by the expression or type that it ends."""
        walk = cast("ScopedWalk", source.walk)
        shapes, speller, around = walk.shapes, walk.speller, node.parent
        if around is None:
            return ChainOf(source.text(node), scope)
        for table in (shapes.types, shapes.expressions):
            shape = table.get(around.type, ("",))
            is_last = shape[0] in ("member", "method") and _is_in_field(around, node, shape[2])
            if shape[0] == "path":
                is_last = around.named_children[-1].byte_range == node.byte_range and around.named_child_count > 1
            if is_last and table is shapes.types:
                return ChainOf(speller.type_name(around) or "?", scope, is_member=True)
            if is_last:
                is_member = shape[0] == "member" or around.child_by_field_name(shape[1]) is not None
                return ChainOf(speller.callee(around), scope, is_member=is_member)
        return ChainOf(source.text(node), scope)

    def _find_unrelated(self, node: Node) -> WhyLeft | None:
        for _ in range(MAX_AROUND):
            around = node.parent
            if around is None:
                break
            for key, why in self.unrelated.items():
                kind, _, field = key.partition(" ")
                if kind == around.type and (not field or _is_in_field(around, node, field)):
                    return why
            if around.type not in self.patterns:
                break
            node = around
        return None

    def claims_base(self, source: SourceText, draft: Draft) -> bool:
        """See `References`."""
        return _has_before(source, draft, self.claims)

    def is_private(self, source: SourceText, draft: Draft) -> bool:
        """See `References`."""
        return _has_before(source, draft, self.private)


def _has_before(source: SourceText, draft: Draft, pattern: bytes) -> bool:
    before = source.content[draft.start : draft.defined_at]
    return bool(pattern) and re.search(pattern, before) is not None


def _is_text(node: Node) -> bool:
    return "comment" in node.type or any(word in node.type for word in _LITERALS)


def _is_in_field(around: Node, node: Node, field: str) -> bool:
    return any(each.byte_range == node.byte_range for each in around.children_by_field_name(field))


def find_around(node: Node | None, *kinds: str) -> Node | None:
    """The innermost node around that is of one of these kinds, or the node itself."""
    for _ in range(MAX_AROUND):
        if node is None or node.type in kinds:
            return node
        node = node.parent
    return None
