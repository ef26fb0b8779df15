"""What an edit asks about Kotlin (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from typing import cast

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.facets.cautious import CautiousReferences, is_local, read_path
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Locate, Refactor, Reference
from omny.languages.facets.references import find_around
from omny.languages.facets.source import SourceText
from omny.languages.kotlin.spelling import find_child
from omny.languages.kotlin.walk import KotlinWalk
from omny.model.places import WhyLeft


class KotlinReferences(CautiousReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        "variable_declaration": WhyLeft.OTHER,
        "type_parameter": WhyLeft.OTHER,
        "enum_entry": WhyLeft.OTHER_MEMBER,
        "catch_block": WhyLeft.OTHER,
        "type_alias type": WhyLeft.OTHER,
        "parameter": WhyLeft.PARAMETER,
    }
    imports = ("import",)
    packages = ("package_header",)
    followed = (
        ("value_argument", rb"\s*=(?!=)", WhyLeft.ARGUMENT),
        ("class_parameter", rb"\s*:", WhyLeft.OTHER_MEMBER),
    )
    claims = rb"\boverride\b"

    def read_import(self, source: SourceText, node: Node, statement: Node) -> Reference:
        """An extension has a mark before its name."""
        return read_path(source, node, statement, "+")

    def find_unnamed_bases(self, source: SourceText, node: Node | None) -> list[str]:
        """Those of an object expression, or the class of an entry."""
        around = find_around(node, "object_literal", "enum_entry", "class_declaration", "function_declaration")
        if around is None or around.type.endswith("declaration"):
            return []
        if around.type == "enum_entry":
            name = find_child(find_around(around, "class_declaration"), "identifier")
            return [source.text(name)] if name is not None else []
        walk = cast("KotlinWalk", source.walk)
        bases = [find_child(each, "user_type") or each for each in walk.find_bases(around)]
        return [walk.speller.type_name(each) for each in bases]

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there. A name in a string is one after a dollar."""
        node = source.node_at((start, start + len(name.encode())))
        if node is not None and node.type == "string_content" and source.content[start - 1 : start] == b"$":
            otherwise = WhyLeft.OTHER if is_local(cast("KotlinWalk", source.walk), scope, name) else WhyLeft.UNKNOWN
            return ChainOf(name, scope, otherwise=otherwise)
        return super().reference(source, start, name, scope, locate)


REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "multiline_string_literal")),
        leads=frozenset(("line_comment", "block_comment")),
        heads=frozenset(("package_header", "import")),
    ),
    references=KotlinReferences(),
)
