"""What an edit asks about Go (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.generic_scopes import MARKS, ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Families, Refactor, Reference, Unrelated
from omny.languages.facets.references import MAX_AROUND, TableReferences
from omny.languages.facets.source import SourceText
from omny.model.places import Span, WhyLeft

_DIRECTIVE = re.compile(r"//(?:export|go:linkname)\s")


class GoReferences(TableReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        "short_var_declaration left": WhyLeft.OTHER,
        "range_clause left": WhyLeft.OTHER,
        "receive_statement left": WhyLeft.OTHER,
        "var_spec name": WhyLeft.OTHER,
        "const_spec name": WhyLeft.OTHER,
        "type_switch_statement alias": WhyLeft.OTHER,
        "type_parameter_declaration name": WhyLeft.OTHER,
        "parameter_declaration name": WhyLeft.PARAMETER,
        "variadic_parameter_declaration name": WhyLeft.PARAMETER,
        "field_declaration name": WhyLeft.OTHER_MEMBER,
        "keyed_element key": WhyLeft.OTHER_KEY,
        "import_spec name": WhyLeft.ALIAS,
        "package_clause": WhyLeft.MODULE_NAME,
        "label_name": WhyLeft.OTHER,
    }
    patterns = frozenset(("expression_list", "literal_element"))

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Labels, and the keys of literals: that of an embedded field is the name of its type."""
        if node.type == "label_name":
            return Unrelated(WhyLeft.OTHER)
        element, pair = node.parent, node.parent.parent if node.parent is not None else None
        if element is None or pair is None or element.type != "literal_element" or pair.type != "keyed_element":
            return None
        key = pair.child_by_field_name("key")
        if key is None or key.byte_range != element.byte_range:
            return None
        chain = _type_of_literal(cast("ScopedWalk", source.walk), pair.parent)
        return ChainOf(f"{chain} {name}", scope, is_member=True, is_embedded=True) if chain else None

    def spell(self, source: SourceText, node: Node, scope: Scope) -> ChainOf:
        """An embedded field has the name of its type. The type of a field is not looked for among the fields."""
        walk = cast("ScopedWalk", source.walk)
        if node.type == "type_identifier" and walk.type_around(scope) and scope.parent is not None:
            scope = scope.parent
        return super().spell(source, node, scope)._replace(is_embedded=True)

    def in_text(self, source: SourceText, node: Node | None, span: Span) -> Reference:
        """A directive for the compiler is a comment that names what it is about."""
        if node is not None and node.type == "comment" and _DIRECTIVE.match(source.text(node)):
            return Unrelated(WhyLeft.NAMED_EXACTLY)
        return super().in_text(source, node, span)

    def objection(self, old: str, new: str) -> str:
        """Other packages see a name with a capital letter only."""
        is_hidden = old[:1].isupper() and not new[:1].isupper()
        return "other packages would not see it any more, nor what finds it by reflection" if is_hidden else ""


def _type_of_literal(walk: ScopedWalk, braces: Node | None) -> str:
    """The chain of what a literal is, by its braces; those inside of a list or a map may leave out the type."""
    levels = 0
    for _ in range(MAX_AROUND):
        around = braces.parent if braces is not None else None
        if around is None:
            break
        if around.type == "composite_literal":
            chain = walk.speller.instance_chain(around.child_by_field_name("type"))
            for _ in range(levels):
                chain = chain[1:] if chain[:1] in ("*", "%") else ""
            return chain if chain[:1] not in MARKS else ""
        levels += around.type == "literal_element"
        braces = around
    return ""


REFACTOR = Refactor(
    layout=Layout(
        indent=b"\t",
        line_comments=(b"//",),
        wrappers=frozenset(("type_declaration",)),
        strings=frozenset(("raw_string_literal",)),
        leads=frozenset(("comment",)),
        heads=frozenset(("package_clause", "import_declaration")),
    ),
    references=GoReferences(),
    families=Families(
        structural=True,
        implicit=True,
        outside=frozenset(
            """
            Alloc As Bool Clone Close CloseNotify Cookies Deadline Done Err Error ErrorContext Exec Fatal Flag Flush
            Format GoString Header Hijack Int Is Key Len Less Lstat Log MarshalBinary MarshalJSON MarshalText MarshalXML
            ModTime Mode Name Open Pop Push Read ReadAt ReadByte ReadFrom ReadRune RoundTrip Scan Seek ServeHTTP Set
            SetDeadline Size Stat String Swap Sys Timeout Type Unlock UnmarshalBinary UnmarshalJSON UnmarshalText
            UnmarshalXML UnreadByte UnreadRune Unwrap Value Wait Write WriteAt WriteByte WriteHeader WriteString WriteTo
            Lock RLock RUnlock
            """.split()  # noqa: SIM905
        ),
    ),
)
