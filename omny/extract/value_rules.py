"""Values by the tables of a language: which declarations are constants, variables and names of types.

A walk by tables keeps its declarations as brackets. When all of the file is read, those of the kinds that the tables
name are looked at once more, each with the scope where it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from omny.extract.values import is_at_top, note_value
from omny.model.atoms import AtomType, is_class_like

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.generic_walk import GenericWalk
    from omny.extract.scopes import Scope

_WORD = re.compile(rb"\w+")
_MAX_NAMES = 200  # of a declaration
_MAX_LEVELS = 8  # of declarators in each other
_OF_NOTHING = "_"
_MAX_TYPE = 60  # characters
_AROUND = 3  # nodes from a declaration to what it is a member of


class ValueRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a declaration says."""

    type: AtomType
    names: str = "name"
    """The way from the declaration to its names: fields or kinds of nodes. `field*` is followed to the innermost,
    and `field:kind` has to be of that kind."""

    at: str = "file"  # or "type": a member of a type; "both"
    words: tuple[str, ...] = ()  # that stand before the name
    but: tuple[str, ...] = ()  # that do not
    inside: str = ""  # the kind of what it is a member of
    declaration: str = ""  # the kind of the node around that is the whole, where it holds no other such node
    told: str = ""  # the field with the type, if it stands before the name
    needs: str = ""  # a field that has to be there
    private: tuple[str, ...] = ()  # words of what other files cannot see
    public: tuple[str, ...] = ()  # words without which they cannot
    kind: str = ""  # see `data.kind`
    joined: str = ""  # what stands between name and value, where the source has nothing there
    without: tuple[str, ...] = ()  # kinds of nodes on the way to the name that make it something else


ValueRules = dict[str, list[ValueRule]]
"""By the kind of a node."""


def note_declared(walk: GenericWalk, rules: ValueRules) -> None:
    """Notes the values of a file."""
    found = [bracket for bracket in walk._brackets if bracket.kind[:6] != "import" and bracket.node.type in rules]
    scopes = walk.scopes_at([bracket.position for bracket in found])
    for bracket, (_, scope) in zip(found, scopes, strict=True):
        place = _find_place(walk, scope)
        for rule in rules[bracket.node.type] if place else ():
            if rule.at in (place, "both") and _note(walk, scope, rule, bracket.node):
                break


def _find_place(walk: GenericWalk, scope: Scope) -> str:
    """Whether code of a scope stands at the top of the file or in a type; "" in any other."""
    owner = walk.drafts[scope.owner]
    if walk.type_around(scope) or (scope is owner.body and is_class_like(owner.type)):
        return "type"
    is_top = scope is walk.file or is_at_top(scope) or any(scope is each for _, each in walk._namespaces)
    return "file" if is_top else ""


def _note(walk: GenericWalk, scope: Scope, rule: ValueRule, node: Node) -> bool:
    """Notes what a rule says of a declaration; whether it says anything."""
    if rule.needs and node.child_by_field_name(rule.needs) is None:
        return False
    if rule.inside and not _is_inside(node, rule.inside):
        return False
    names = _follow(node, rule)[:_MAX_NAMES]
    outer = node
    around = node.parent
    if around is not None and around.type == rule.declaration:
        outer = node if sum(each.type == node.type for each in around.named_children) > 1 else around
        words = set(_WORD.findall(walk.source[around.start_byte : names[0].start_byte])) if names else set()
    else:
        words = set(_WORD.findall(walk.source[node.start_byte : names[0].start_byte])) if names else set()
    if not all(word.encode() in words for word in rule.words) or any(word.encode() in words for word in rule.but):
        return False
    is_exported = None
    if rule.private or rule.public:
        is_exported = not any(word.encode() in words for word in rule.private)
        is_exported = is_exported and (not rule.public or any(word.encode() in words for word in rule.public))
    type_node = node.child_by_field_name(rule.told) if rule.told else None
    told = f": {walk.node_signature(type_node)}"[:_MAX_TYPE] if type_node is not None else rule.joined
    declarators = [name.parent or name for name in names]
    are_apart = len(names) > 1 and any(each.id != node.id for each in declarators)
    for name, declarator in zip(names, declarators, strict=True):
        whole, last = (name if declarator.id == node.id else declarator, name) if are_apart else (outer, names[-1])
        if walk.text(name) != _OF_NOTHING:
            note_value(walk, scope, rule.type, name, whole, whole=last, kind=rule.kind, told=told, exported=is_exported)
    return bool(names)


def _is_inside(node: Node, kind: str) -> bool:
    around = node.parent
    for _ in range(_AROUND):
        if around is None:
            return False
        if around.type == kind:
            return True
        around = around.parent
    return False


def _follow(node: Node, rule: ValueRule) -> list[Node]:
    """The names of a declaration."""
    found = [node]
    for step in rule.names.split(" "):
        is_repeated = step[-1:] == "*"
        field, _, kind = step.removesuffix("*").partition(":")
        for level in range(_MAX_LEVELS if is_repeated else 1):
            following: list[Node] = []
            for each in found:
                parts = each.children_by_field_name(field) or [p for p in each.named_children if p.type == field]
                following += parts or ([each] if is_repeated and level else [])
            following = [each for each in following if each.type not in rule.without and kind in ("", each.type)]
            if following == found:
                break
            found = following
    return [each for each in found if each.is_named and each.named_child_count == 0 and each.end_byte > each.start_byte]
