"""What an edit asks about C++ (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.c.refactor import REFACTOR as OF_C
from omny.languages.c.refactor import CReferences
from omny.languages.cpp.walk import CppWalk
from omny.languages.facets.cautious import CautiousReferences
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Families, Locate, Refactor, Reference, Unrelated
from omny.languages.facets.source import SourceText
from omny.model.atom_data import CONSTRUCTOR
from omny.model.places import WhyLeft

_DESTROYED = re.compile(rb"((?:\w+\s*(?:<[^<>]*>)?\s*::\s*)*)~\s*\Z")
_OVERRIDES = re.compile(rb"\b(?:override|final)\b")
_MACRO = "preproc_arg"


class CppReferences(CautiousReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        **CReferences.unrelated,
        "alias_declaration name": WhyLeft.OTHER,
        "field_declaration declarator": WhyLeft.OTHER_MEMBER,
        "namespace_definition name": WhyLeft.MODULE_NAME,
        "optional_parameter_declaration declarator": WhyLeft.PARAMETER,
        "structured_binding_declarator": WhyLeft.OTHER,
        "type_parameter_declaration": WhyLeft.OTHER,
        "variadic_declarator": WhyLeft.PARAMETER,
    }
    owned = re.compile(rb"(?:->|::|\.)\s*\Z")
    patterns = CReferences.patterns | frozenset(("reference_declarator", "variadic_declarator"))

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there. A declaration means what it declares, a constructor its class, and the body of a macro is text."""
        draft = source.named.get(start)
        if draft is not None and draft.detail.get("kind") == "declaration":
            return ChainOf(f"@{draft.qualname}", source.walk.tree.module)
        if draft is not None and draft.detail.get("kind") == CONSTRUCTOR:
            return ChainOf(draft.qualname.rpartition(".")[0].replace(".", " "), source.walk.tree.module)
        node = source.node_at((start, start + len(name.encode())))
        if node is not None and node.type == _MACRO:
            is_member = source.content[:start].rstrip()[-1:] in (b".", b">", b":", b"#")
            chain = "?" if is_member else name
            return ChainOf(chain, source.walk.tree.module, otherwise=WhyLeft.UNKNOWN)
        return super().reference(source, start, name, scope, locate)

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Labels, and destructors, which have the name of their class."""
        around = node.parent
        if node.type == "statement_identifier":
            return Unrelated(WhyLeft.OTHER)
        if around is not None and around.type == "destructor_name":
            path = _DESTROYED.search(source.content[max(0, node.start_byte - 500) : node.start_byte])
            speller = cast("ScopedWalk", source.walk).speller
            text = path[1].decode("utf-8", "replace") if path is not None else ""
            return ChainOf(speller.path(text.rstrip().removesuffix("::")) or name, scope)
        return super().special(source, node, name, scope)

    def claims_base(self, source: SourceText, draft: Draft) -> bool:
        """The word stands after the parameters."""
        head = source.content[draft.name_end : draft.end].partition(b"{")[0].partition(b";")[0]
        return _OVERRIDES.search(head) is not None

    def is_private(self, source: SourceText, draft: Draft) -> bool:
        """No base asks for a function without an object."""
        return b"static" in source.content[draft.start : draft.defined_at]


class HeaderReferences(CppReferences):
    """Of a file that is C or C++ by its text."""

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See `References`."""
        if isinstance(source.walk, CppWalk) or OF_C.references is None:
            return super().reference(source, start, name, scope, locate)
        return OF_C.references.reference(source, start, name, scope, locate)


REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "raw_string_literal")),
        leads=frozenset(("comment",)),
        heads=frozenset(("preproc_include",)),
    ),
    references=CppReferences(),
    families=Families(unsaid=True),
)

OF_HEADERS = replace(REFACTOR, references=HeaderReferences())
