"""What an edit asks about C (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Locate, Refactor, Reference, Unrelated
from omny.languages.facets.references import MAX_AROUND, TableReferences
from omny.languages.facets.source import SourceText
from omny.model.places import WhyLeft

_BODY_OF_MACRO = "preproc_arg"


class CReferences(TableReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        "declaration declarator": WhyLeft.OTHER,
        "enumerator name": WhyLeft.OTHER_MEMBER,
        "field_declaration declarator": WhyLeft.OTHER_MEMBER,
        "field_designator": WhyLeft.OTHER_KEY,
        "parameter_declaration declarator": WhyLeft.PARAMETER,
        "preproc_params": WhyLeft.PARAMETER,
    }
    patterns = frozenset(("init_declarator", "pointer_declarator", "array_declarator", "parenthesized_declarator"))

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there. The body of a macro is one text to the grammar; its names mean what they mean in the file."""
        node = source.node_at((start, start + len(name.encode())))
        if node is not None and node.type == _BODY_OF_MACRO:
            return ChainOf(name, source.walk.tree.module, is_member=True)
        return super().reference(source, start, name, scope, locate)

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Labels, fields where they are declared, and functions that are only declared."""
        around = node.parent
        if around is not None and around.type == "function_declarator":
            for _ in range(MAX_AROUND):
                if around is None or around.type not in ("function_declarator", "pointer_declarator"):
                    break
                around = around.parent
            is_declared = around is not None and around.type == "declaration"
            return ChainOf(name, source.walk.tree.module) if is_declared else None
        if node.type == "statement_identifier":
            return Unrelated(WhyLeft.OTHER)
        if node.type == "field_identifier" and around is not None and around.type != "field_expression":
            return Unrelated(WhyLeft.OTHER_MEMBER)
        return None


REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "raw_string_literal")),
        leads=frozenset(("comment",)),
        heads=frozenset(("preproc_include",)),
    ),
    references=CReferences(),
)
