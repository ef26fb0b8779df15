"""What an edit asks about Java (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from typing import cast

from tree_sitter import Node

from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Refactor, Reference, Unrelated
from omny.languages.facets.references import TableReferences, find_around
from omny.languages.facets.source import SourceText, is_field
from omny.model.places import WhyLeft

_PATTERNS = ("type_pattern", "record_pattern_component")


class JavaReferences(TableReferences):
    """See there."""

    names_file = True
    claims = b"@Override"

    unrelated = {  # noqa: RUF012
        "labeled_statement": WhyLeft.OTHER,
        "break_statement": WhyLeft.OTHER,
        "continue_statement": WhyLeft.OTHER,
        "variable_declarator name": WhyLeft.OTHER,
        "enhanced_for_statement name": WhyLeft.OTHER,
        "resource name": WhyLeft.OTHER,
        "instanceof_expression name": WhyLeft.OTHER,
        "type_parameter": WhyLeft.OTHER,
        "enum_constant name": WhyLeft.OTHER_MEMBER,
        "formal_parameter name": WhyLeft.PARAMETER,
        "catch_formal_parameter name": WhyLeft.PARAMETER,
        "lambda_expression parameters": WhyLeft.PARAMETER,
        "inferred_parameters": WhyLeft.PARAMETER,
        "element_value_pair key": WhyLeft.ARGUMENT,
        "package_declaration": WhyLeft.MODULE_NAME,
    }
    patterns = frozenset(("scoped_identifier",))

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Imports, variables of patterns, the names after `::`, and the methods of unnamed classes."""
        walk, around = cast("ScopedWalk", source.walk), node.parent
        statement = find_around(node, "import_declaration")
        if around is None or statement is not None:
            return _read_import(source, node, statement) if statement is not None else None
        if around.type in _PATTERNS and node.type == "identifier":
            return Unrelated(WhyLeft.OTHER)
        if around.type == "method_reference" and around.named_children[0].byte_range != node.byte_range:
            return ChainOf(walk.chain(around), scope, is_member=True)
        if around.type == "method_declaration" and is_field(around, node, "name"):
            body = around.parent
            holder = body.parent if body is not None else None
            if holder is not None and holder.type == "object_creation_expression":
                chain = walk.speller.instance_chain(holder.child_by_field_name("type"))
                return ChainOf(f"{chain} {name}/*" if chain else "?", scope, is_member=True)
            if holder is not None and holder.type == "enum_constant":
                enum = find_around(holder, "enum_declaration")
                written = enum.child_by_field_name("name") if enum is not None else None
                return ChainOf(f"{source.text(written)} () {name}/*", scope, is_member=True) if written else None
        return None


def _read_import(source: SourceText, node: Node, statement: Node) -> Reference:
    path = next((each for each in statement.named_children if each.type == "scoped_identifier"), node)
    text = source.content[path.start_byte : node.end_byte].decode("utf-8", "replace")
    outer, _, name = "".join(text.split()).rpartition(".")
    if not outer:
        return Unrelated(WhyLeft.MODULE_NAME)
    chain = f"^{outer}::{name}"
    is_static = any(child.type == "static" for child in statement.children)
    return ChainOf(f"{chain}|{chain}/*" if is_static else chain, source.walk.tree.module)


REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal",)),
        leads=frozenset(("line_comment", "block_comment")),
        heads=frozenset(("package_declaration", "import_declaration")),
    ),
    references=JavaReferences(),
)
