"""What a name in a file of Python is by its syntax: a bare name, an attribute, an imported name, a string."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.facets.refactor import ItemOf, Locate, MemberOf, NameIn, Reference, References, Unrelated
from omny.languages.facets.source import SourceText, is_field
from omny.languages.facets.uses import Use, find_use
from omny.languages.python.refactor.texts import PATCHES, function_around, may_be_run, plain_literal, split_name
from omny.model.places import Span, WhyLeft

_PARAMETERS = {  # and which of their fields the name is; "": any
    "parameters": "",
    "lambda_parameters": "",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}
_SPLATS = frozenset(("list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern"))
_TEXTS = frozenset(("string", "string_content"))


class PythonReferences(References):
    """See `omny.languages.facets.refactor.References`."""

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there."""
        span = (start, start + len(name.encode()))
        node = source.node_at(span)
        if node is None or node.byte_range != span or node.type != "identifier":
            return _in_text(source, node, start, name, locate)
        parent = node.parent
        if parent is None:
            return Unrelated(WhyLeft.UNKNOWN)
        if parent.type == "attribute" and is_field(parent, node, "attribute"):
            owner = parent.child_by_field_name("object")
            return MemberOf(owner, scope) if owner is not None else Unrelated(WhyLeft.UNKNOWN_OWNER)
        if (imported := _classify_import(source, node, name, scope)) is not None:
            return imported
        if _is_parameter(node):
            return Unrelated(WhyLeft.PARAMETER)
        if parent.type == "keyword_argument" and is_field(parent, node, "name"):
            return Unrelated(WhyLeft.ARGUMENT)
        return NameIn(name, scope)

    def use(self, source: SourceText, span: Span) -> Use:
        """See there. A string in `__all__` exports, one that names something in a module is a document of it."""
        node = source.node_at(span)
        string = node.parent if node is not None and node.type == "string_content" else node
        if string is None or string.type != "string":
            return find_use(source, span)
        return Use.EXPORT if is_in_all(source, string) else Use.READ


def _classify_import(source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
    """The name in an import; None where it stands in none."""
    parent = node.parent
    if parent is not None and parent.type == "aliased_import":
        original = parent.child_by_field_name("name")  # `name as name` says that the name is exported: it is one name
        is_repeated = original is not None and source.text(original) == name
        return NameIn(name, scope) if is_repeated else Unrelated(WhyLeft.ALIAS)
    if parent is None or parent.type != "dotted_name" or parent.named_child_count != 1:
        return None
    statement = parent.parent
    if statement is not None and statement.type == "aliased_import":
        statement = statement.parent
    if statement is None or statement.type != "import_from_statement":
        return None
    module = statement.child_by_field_name("module_name")
    if module is None or module.start_byte == parent.start_byte:
        return Unrelated(WhyLeft.MODULE_NAME)
    return ItemOf(f"^{''.join(source.text(module).split())}::{name}")


def _is_parameter(node: Node) -> bool:
    """Whether a name is what a function calls an argument: bound inside of it, and written outside of its body."""
    while node.parent is not None and node.parent.type in _SPLATS:
        node = node.parent
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "typed_parameter":
        return parent.named_children[0].id == node.id
    field = _PARAMETERS.get(parent.type)
    return field is not None and (not field or is_field(parent, node, field))


def _in_text(source: SourceText, node: Node | None, start: int, name: str, locate: Locate) -> Reference:
    if node is not None and node.type == "comment":
        return Unrelated(WhyLeft.COMMENT)
    if node is None or node.type not in _TEXTS:
        return Unrelated(WhyLeft.PART_OF_NAME)
    string = node.parent if node.type == "string_content" and node.parent is not None else node
    is_alone = string.end_byte - string.start_byte == len(name.encode()) + 2
    if is_alone and is_in_all(source, string):
        return NameIn(name, source.walk.tree.module)
    if chain := _dotted_chain(source, string, start, name, locate):
        is_sure = PATCHES.fullmatch(function_around(source, string)) is not None
        return ItemOf(chain, None if is_sure else WhyLeft.NAMED_EXACTLY, WhyLeft.STRING)
    return Unrelated(WhyLeft.STRING)


def _dotted_chain(source: SourceText, string: Node, start: int, name: str, locate: Locate) -> str:
    """The chain that `"module.name"` or `"module:name"` stands for up to the name at `start`; "" where it is none."""
    literal = plain_literal(source, string)
    if literal is None or not may_be_run(source, string):
        return ""
    found = split_name(literal.text, locate)
    end = start + len(name.encode()) - literal.start
    rest = literal.text[: len(literal.text.encode()[:end].decode())]
    parts = re.split(r"[.:]", rest[len(found.module) :])[1:] if found is not None else []
    if found is None or not parts or parts[-1] != name:
        return ""
    return " ".join([f"^{found.module}::{parts[0]}", *parts[1:]])


def is_in_all(source: SourceText, string: Node) -> bool:
    """Whether a string stands in the value of `__all__`."""
    node = string.parent
    while node is not None and node.type not in ("assignment", "augmented_assignment", "call"):
        node = node.parent
    left = node.child_by_field_name("left") or node.child_by_field_name("function") if node is not None else None
    return left is not None and source.text(left).partition(".")[0] == "__all__"
