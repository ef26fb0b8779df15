"""What an edit asks about Rust (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Refactor, Reference, Unrelated
from omny.languages.facets.references import MAX_AROUND, TableReferences, find_around
from omny.languages.facets.source import SourceText, is_field
from omny.languages.rust.paths import spell_path
from omny.model.places import WhyLeft

_PATH_BEFORE = re.compile(rb"(?:[\w$]+\s*::\s*)+\Z")
_MAX_PATH = 500  # bytes before a name that are looked at
_ATTRIBUTES = ("attribute_item", "inner_attribute_item")
_TYPED_PATTERNS = ("tuple_struct_pattern", "struct_pattern")


class RustReferences(TableReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        "let_declaration pattern": WhyLeft.OTHER,
        "let_condition pattern": WhyLeft.OTHER,
        "for_expression pattern": WhyLeft.OTHER,
        "match_pattern": WhyLeft.OTHER,
        "const_item name": WhyLeft.OTHER,
        "static_item name": WhyLeft.OTHER,
        "type_parameter name": WhyLeft.OTHER,
        "const_parameter name": WhyLeft.OTHER,
        "lifetime": WhyLeft.OTHER,
        "label": WhyLeft.OTHER,
        "shorthand_field_pattern": WhyLeft.OTHER,
        "parameter pattern": WhyLeft.PARAMETER,
        "closure_parameters": WhyLeft.PARAMETER,
        "field_declaration name": WhyLeft.OTHER_MEMBER,
        "enum_variant name": WhyLeft.OTHER_MEMBER,
        "associated_type name": WhyLeft.OTHER_MEMBER,
        "field_initializer field": WhyLeft.OTHER_KEY,
        "field_pattern name": WhyLeft.OTHER_KEY,
        "type_binding name": WhyLeft.ARGUMENT,
        "mod_item name": WhyLeft.MODULE_NAME,
        "extern_crate_declaration": WhyLeft.MODULE_NAME,
    }
    patterns = frozenset(
        """
        tuple_pattern tuple_struct_pattern slice_pattern ref_pattern mut_pattern reference_pattern captured_pattern
        or_pattern field_pattern struct_pattern
        """.split()  # noqa: SIM905
    )

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """`use` trees, the arguments of macros, patterns, and the methods of a trait in an `impl` block."""
        around = node.parent
        if around is None:
            return None
        if node.type == "shorthand_field_identifier":
            return Unrelated(WhyLeft.OTHER)
        if around.type == "shorthand_field_initializer":
            return ChainOf(name, scope, prefix=f"{name}: ")
        if (statement := find_around(node, "use_declaration")) is not None:
            return _read_use(source, node, statement, scope)
        if around.type == "token_tree":
            return _read_token(source, node, name, scope)
        if around.type in _TYPED_PATTERNS and is_field(around, node, "type"):
            return self.spell(source, node, scope)
        if around.type == "macro_invocation":
            return ChainOf(f"{name}!", scope)
        if around.type in ("match_pattern", *self.patterns) and name[0].isupper() and node.type == "identifier":
            return ChainOf(name, scope)
        if around.type in ("function_item", "function_signature_item") and is_field(around, node, "name"):
            trait = _find_trait(around)
            chain = cast("ScopedWalk", source.walk).speller.type_name(trait) if trait is not None else ""
            return ChainOf(f"{chain} {name}", scope.parent or scope, is_member=True) if chain else None
        return None

    def claims_base(self, source: SourceText, draft: Draft) -> bool:
        """A method or a type in an `impl` block of a trait."""
        return _find_trait(source.node_at((draft.defined_at, draft.name_end))) is not None


def _find_trait(node: Node | None) -> Node | None:
    """The trait of the `impl` block that a function or a type stands in."""
    item = find_around(node, "function_item", "function_signature_item", "type_item")
    body = item.parent if item is not None else None
    holder = body.parent if body is not None else None
    return holder.child_by_field_name("trait") if holder is not None and holder.type == "impl_item" else None


def _read_use(source: SourceText, node: Node, statement: Node, scope: Scope) -> Reference:
    """A name in a `use` tree, by the path that it ends."""
    text, child, around = source.text(node), node, node.parent
    for _ in range(MAX_AROUND):
        if around is None or child.byte_range == statement.byte_range:
            break
        if around.type == "use_as_clause" and is_field(around, child, "alias"):
            return Unrelated(WhyLeft.ALIAS)
        path = around.child_by_field_name("path")
        if (
            around.type in ("scoped_identifier", "scoped_use_list")
            and path is not None
            and not is_field(around, child, "path")
        ):
            text = f"{source.text(path)}::{text}"
        child, around = around, around.parent
    chain = spell_path(text)
    if not chain:
        return Unrelated(WhyLeft.UNKNOWN)
    chains = [chain] if chain[0] == "^" or chain.partition(" ")[0][-2:] == "::" else [chain, f"^{chain}"]
    return ChainOf("|".join([*chains, *(f"{each}!" for each in chains)]), scope)


def _read_token(source: SourceText, node: Node, name: str, scope: Scope) -> Reference:
    """A name in the arguments of a macro, which the grammar leaves as tokens."""
    if find_around(node, *_ATTRIBUTES) is not None:
        return Unrelated(WhyLeft.UNKNOWN)
    before = source.content[max(0, node.start_byte - _MAX_PATH) : node.start_byte]
    after = source.content[node.end_byte : node.end_byte + 2].lstrip()
    if (path := _PATH_BEFORE.search(before)) is not None:
        chain = spell_path(path[0].decode() + name)
        return ChainOf(chain or "?", scope, is_member=True)
    if before.rstrip().endswith(b".") and not before.rstrip().endswith(b".."):
        return ChainOf("?", scope, is_member=True)
    if after[:1] == b":" and after != b"::":  # a key, or what the macro makes a definition of
        return ChainOf("?", scope, is_member=True)
    return ChainOf(f"{name}!" if after[:1] == b"!" and after != b"!=" else name, scope, is_member=True)


REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "raw_string_literal")),
        leads=frozenset(("attribute_item", "line_comment", "block_comment")),
        heads=frozenset(("inner_attribute_item",)),
    ),
    references=RustReferences(),
)
