"""What a name is there for, by the syntax around it: an import, a type, something that is written, or a plain read.

Grammars share most of their words for that, so one table serves them all, and a language adds its own by
`References.use`. Calls, callbacks, decorators and bases are no part of it: the index has an edge for these.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tree_sitter import Node

from omny.languages.facets.source import SourceText, is_field
from omny.model.places import Span

MAX_AROUND = 64
"""Nodes that a name stands in which are looked at."""


class Use(StrEnum):
    """What a place with the name of an atom is there for."""

    CALL = "call"
    CALLBACK = "callback"
    DECORATOR = "decorator"
    INHERIT = "inherit"
    IMPORT = "import"
    EXPORT = "export"
    TYPE = "type"
    WRITE = "write"
    READ = "read"
    DOC = "doc"  # a comment, a string, a document


USES: Mapping[str, Use] = {
    **dict.fromkeys(
        """
        import_statement import_from_statement future_import_statement import_declaration import_spec import_header
        import import_list use_declaration namespace_use_declaration using_directive using_declaration
        """.split(),  # noqa: SIM905
        Use.IMPORT,
    ),
    **dict.fromkeys(("export_clause", "export_specifier", "export_declaration", "default_export"), Use.EXPORT),
    **dict.fromkeys(
        """
        type type_annotation type_arguments type_parameters type_alias_declaration user_type nullable_type generic_type
        scoped_type_identifier qualified_type type_identifier type_constraint named_type implements_clause type_list
        """.split(),  # noqa: SIM905
        Use.TYPE,
    ),
}
"""Kinds of nodes: what each name inside of one is there for. The innermost counts."""

WRITTEN: Mapping[str, frozenset[str]] = {
    "left": frozenset(
        """
        assignment augmented_assignment assignment_expression augmented_assignment_expression assignment_statement
        compound_assignment_expr for_statement for_in_statement for_in_clause short_var_declaration
        """.split()  # noqa: SIM905
    ),
    "name": frozenset(("named_expression",)),
    "argument": frozenset(("update_expression",)),
    "": frozenset(("delete_statement", "inc_statement", "dec_statement")),
}
"""Fields, with the kinds of nodes that write what stands in them; "" for the only part of one."""

_PATTERNS = frozenset(("pattern_list", "tuple_pattern", "list_pattern", "array_pattern", "expression_list"))


def find_use(source: SourceText, span: Span) -> Use:
    """What the name is there for that stands at a span of a file."""
    node = source.node_at(span)
    if node is None:
        return Use.READ
    if _is_written(node):
        return Use.WRITE
    around: Node | None = node
    for _ in range(MAX_AROUND):
        if around is None:
            break
        if (use := USES.get(around.type)) is not None:
            return use
        if around.child_by_field_name("body") is not None:
            break
        around = around.parent
    return Use.READ


def _is_written(node: Node) -> bool:
    """Whether an assignment writes what the name ends: `name`, or `owner.name`."""
    for _ in range(MAX_AROUND):
        around = node.parent
        if around is None:
            return False
        for field, kinds in WRITTEN.items():
            if around.type in kinds and (not field or is_field(around, node, field)):
                return True
        if around.type not in _PATTERNS and (around.end_byte != node.end_byte or not around.is_named):
            return False
        node = around
    return False
