"""What a name in a file of JavaScript or TypeScript is by its syntax: a bare name, a member, a key, an import."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.facets.refactor import ItemOf, Locate, MemberOf, NameIn, Reference, References, Unrelated
from omny.languages.facets.source import SourceText, is_field
from omny.model.places import WhyLeft

_IDENTIFIERS = frozenset(
    (
        "identifier",
        "type_identifier",
        "property_identifier",
        "private_property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    )
)
_SPECIFIERS = frozenset(("import_specifier", "export_specifier"))
_STATEMENTS = ("import_statement", "export_statement")
_PARAMETERS = frozenset(("required_parameter", "optional_parameter"))
_EXPORTS = ("module.exports", "exports")
_TEXTS = frozenset(("string", "string_fragment", "template_string"))


class ScriptReferences(References):
    """See `omny.languages.facets.refactor.References`."""

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there."""
        span = (start, start + len(name.encode()))
        node = source.node_at(span)
        if node is None or node.byte_range != span or node.type not in _IDENTIFIERS:
            return _in_text(node)
        parent = node.parent
        if parent is None:
            return Unrelated(WhyLeft.UNKNOWN)
        if parent.type == "member_expression" and is_field(parent, node, "property"):
            return _member(source, parent, name, scope)
        if parent.type in _SPECIFIERS:
            return _classify_import(source, parent, node, name, scope)
        if parent.type in _PARAMETERS and is_field(parent, node, "pattern"):
            return Unrelated(WhyLeft.PARAMETER)
        if parent.type == "pair_pattern" and is_field(parent, node, "key"):
            return _classify_pattern(source, parent, scope)
        if parent.type == "pair" and is_field(parent, node, "key"):
            return _key(source, parent, node, name, scope)
        if node.type == "property_identifier":
            return Unrelated(WhyLeft.OTHER_MEMBER)
        is_both = node.type == "shorthand_property_identifier" and not _is_exported(source, node)
        return NameIn(name, scope, prefix=f"{name}: " if is_both else "")


def _member(source: SourceText, member: Node, name: str, scope: Scope) -> Reference:
    """`owner.name`. `exports.name = name` is the name of what it gets as a value."""
    owner = member.child_by_field_name("object")
    if owner is None:
        return Unrelated(WhyLeft.UNKNOWN_OWNER)
    if source.text(owner) not in _EXPORTS:
        return MemberOf(owner, scope)
    assignment = member.parent
    if assignment is None or assignment.type != "assignment_expression" or not is_field(assignment, member, "left"):
        return Unrelated(WhyLeft.OTHER_EXPORT)
    right = assignment.child_by_field_name("right")
    if right is None or source.text(right) != name:
        return Unrelated(WhyLeft.OTHER_EXPORT)
    return NameIn(name, scope, WhyLeft.OTHER_EXPORT)


def _classify_import(source: SourceText, specifier: Node, node: Node, name: str, scope: Scope) -> Reference:
    """The name in an import or a re-export."""
    original = specifier.child_by_field_name("name")
    is_repeated = original is not None and source.text(original) == name  # `name as name` is one name
    if not is_field(specifier, node, "name") and not is_repeated:
        return Unrelated(WhyLeft.ALIAS)
    module = _find_module(source, specifier)
    return ItemOf(f"^{module}::{name}") if module else NameIn(name, scope)


def _find_module(source: SourceText, node: Node) -> str:
    """The module that an import or export statement names; "" where it names none."""
    statement: Node | None = node
    while statement is not None and statement.type not in _STATEMENTS:
        statement = statement.parent
    written = statement.child_by_field_name("source") if statement is not None else None
    return source.text(written)[1:-1].replace(" ", "%20") if written is not None else ""


def _key(source: SourceText, pair: Node, node: Node, name: str, scope: Scope) -> Reference:
    """`{name: value}`: in what a module exports it is the name of what it has as a value."""
    value = pair.child_by_field_name("value")
    if value is not None and source.text(value) == name and _is_exported(source, node):
        return NameIn(name, scope)
    return Unrelated(WhyLeft.OTHER_KEY)


def _classify_pattern(source: SourceText, pattern: Node, scope: Scope) -> Reference:
    """`const {name: other} = ...`: it is what the other name means."""
    value = pattern.child_by_field_name("value")
    if value is None or value.type != "identifier":
        return Unrelated(WhyLeft.OTHER_KEY)
    return NameIn(source.text(value), scope)


def _is_exported(source: SourceText, node: Node) -> bool:
    """Whether the object that a key or shorthand is in is what the module exports."""
    around = node.parent
    while around is not None and around.type in ("pair", "object"):
        around = around.parent
    left = around.child_by_field_name("left") if around is not None else None
    return left is not None and source.text(left) in _EXPORTS


def _in_text(node: Node | None) -> Reference:
    if node is not None and node.type == "comment":
        return Unrelated(WhyLeft.COMMENT)
    if node is None or node.type not in _TEXTS:
        return Unrelated(WhyLeft.PART_OF_NAME)
    string = node.parent if node.type == "string_fragment" and node.parent is not None else node
    is_source = string.parent is not None and string.parent.type in _STATEMENTS
    return Unrelated(WhyLeft.MODULE_NAME if is_source else WhyLeft.STRING)
