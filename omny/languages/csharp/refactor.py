"""What an edit asks about C# (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.cautious import CautiousReferences
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Families, Refactor, Reference, Unrelated
from omny.languages.facets.source import SourceText, is_field
from omny.model.places import WhyLeft

_ATTRIBUTE = "Attribute"
_EXTENDS = re.compile(rb"\s*(?:<[^()]*>)?\s*\(\s*(?:\[[^\]]*\]\s*)*this\s")


class CSharpReferences(CautiousReferences):
    """See there. A key of an initializer or a pattern is a property, and no property is renamed."""

    unrelated = {  # noqa: RUF012
        "argument name": WhyLeft.ARGUMENT,
        "attribute_argument name": WhyLeft.ARGUMENT,
        "catch_declaration name": WhyLeft.OTHER,
        "declaration_expression name": WhyLeft.OTHER,
        "declaration_pattern name": WhyLeft.OTHER,
        "delegate_declaration name": WhyLeft.OTHER,
        "enum_member_declaration name": WhyLeft.OTHER_MEMBER,
        "event_declaration name": WhyLeft.OTHER_MEMBER,
        "foreach_statement left": WhyLeft.OTHER,
        "from_clause name": WhyLeft.OTHER,
        "goto_statement": WhyLeft.OTHER,
        "implicit_parameter": WhyLeft.PARAMETER,
        "labeled_statement": WhyLeft.OTHER,
        "namespace_declaration name": WhyLeft.MODULE_NAME,
        "parameter name": WhyLeft.PARAMETER,
        "property_declaration name": WhyLeft.OTHER_MEMBER,
        "recursive_pattern name": WhyLeft.OTHER,
        "subpattern": WhyLeft.OTHER_KEY,
        "tuple_pattern name": WhyLeft.OTHER,
        "type_parameter name": WhyLeft.OTHER,
        "using_directive name": WhyLeft.ALIAS,
        "var_pattern name": WhyLeft.OTHER,
        "variable_declarator name": WhyLeft.OTHER,
    }
    patterns = frozenset(("qualified_name",))
    packages = ("file_scoped_namespace_declaration",)
    followed = (
        ("anonymous_object_creation_expression", rb"\s*=(?!=)", WhyLeft.OTHER_KEY),
        ("with_initializer", rb"\s*=(?!=)", WhyLeft.OTHER_KEY),
    )
    claims = rb"\b(?:override|extern)\b"  # what is external has its name in a library

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Keys of initializers, and the destructor, which has the name of its class."""
        around = node.parent
        holder = around.parent if around is not None else None
        if around is None or holder is None:
            return None
        if around.type == "assignment_expression" and holder.type == "initializer_expression":
            return Unrelated(WhyLeft.OTHER_KEY) if is_field(around, node, "left") else None
        if around.type == "destructor_declaration":
            return Unrelated(WhyLeft.UNKNOWN)
        return super().special(source, node, name, scope)

    def forms(self, source: SourceText, node: Node, name: str) -> list[str]:
        """A type has the number of its parameters in its name, and a function has not."""
        around = node.parent
        if around is None or around.type != "generic_name":
            return super().forms(source, node, name)
        typed = cast("ScopedWalk", source.walk).speller.type_name(around).rpartition(" ")[2]
        return [typed or name, *super().forms(source, node, name)]

    def is_extension(self, source: SourceText, draft: Draft) -> bool:
        """A method whose first parameter is `this`."""
        return _EXTENDS.match(source.content, draft.name_end) is not None

    def objection(self, old: str, new: str) -> str:
        """An attribute is applied without the end of its name."""
        is_attribute = old.endswith(_ATTRIBUTE) or new.endswith(_ATTRIBUTE)
        return "an attribute is applied by a shorter name as well" if is_attribute else super().objection(old, new)

    def is_private(self, source: SourceText, draft: Draft) -> bool:
        """An interface asks for what is public, or names the interface before it."""
        before = source.content[draft.start : draft.defined_at]
        return b"static" in before or not (b"public" in before or before.rstrip().endswith(b"."))


_ASKED = """
    Add Clear Clone Close Compare CompareTo Contains CopyTo Count Current Dispose DisposeAsync Equals GetEnumerator
    GetHashCode GetObjectData IndexOf Insert IsFixedSize IsReadOnly IsSynchronized MoveNext MoveNextAsync Remove
    RemoveAt Reset SyncRoot ToString
    """
_ASKING = """
    Attribute EventArgs Exception IAsyncDisposable ICloneable ICollection IComparable IComparer IDisposable IEnumerable
    IEnumerator IEqualityComparer IEquatable IList IReadOnlyCollection IReadOnlyList ISerializable Object ValueType
    """

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("verbatim_string_literal", "raw_string_literal", "interpolated_string_expression")),
        leads=frozenset(("comment",)),
        heads=frozenset(("extern_alias_directive", "using_directive", "file_scoped_namespace_declaration")),
    ),
    references=CSharpReferences(),
    families=Families(unsaid=True, outside=frozenset(_ASKED.split()), roots=frozenset(_ASKING.split())),
)
