"""Parameters, docstrings and decorators of Python functions."""

from __future__ import annotations

import re
from functools import lru_cache

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.text import DEFAULT_CHARS, DOC_CHARS, one_line
from omny.languages.python.annotations import annotated
from omny.model import FunctionFlag, Json
from omny.native import compiled

_PROPERTY = re.compile(r"(?:\w+\.)*(?:property|cached_property|cachedproperty|abstractproperty)")
_ACCESSOR = re.compile(r"(\w+)\.(setter|deleter|getter)")
_OVERLOAD = re.compile(r"(?:typing\.|t\.|typing_extensions\.)?overload")
_DOC = re.compile(r"""[rRuUbB]{0,2}("{3}|'{3}|"|')(.*?)\1""", re.DOTALL)
_IMPLICIT_CLASS_METHODS = frozenset(("__new__", "__init_subclass__", "__class_getitem__"))
_PLAIN_PARAMETERS = re.compile(rb"\(?\s*+(?:[A-Za-z_]\w*+\s*+,\s*+)*+(?:[A-Za-z_]\w*+\s*+)?\)?")
_WORD = re.compile(rb"\w+")


def node_text(source: bytes, node: Node) -> str:
    """The source text of a node."""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


@compiled("python")
def read_parameters(
    source: bytes, parameters: Node, scope: Scope
) -> tuple[list[Json], list[tuple[str, list[Binding]]]]:
    """Parameters as `data` shows them, and the names they bind with what their annotations say."""
    plain = _plain_parameters(source[parameters.start_byte : parameters.end_byte])
    if plain is not None:
        described, names = plain
        return described, [(name, []) for name in names]
    described = []
    bound: list[tuple[str, list[Binding]]] = []
    for child in parameters.named_children:
        kind = child.type
        name_node: Node | None = child
        if kind in ("default_parameter", "typed_default_parameter"):
            name_node = child.child_by_field_name("name")
        elif kind == "typed_parameter":
            name_node = child.named_children[0]
        elif kind in ("comment", "keyword_separator", "positional_separator", "ERROR"):
            continue
        if name_node is None:
            continue
        written = node_text(source, name_node)
        entry: Json = {"name": written}
        values: list[Binding] = []
        annotation = child.child_by_field_name("type")
        if annotation is not None:
            text = node_text(source, annotation)
            entry["annotation"] = one_line(text.encode())
            mark = {"list_splat_pattern": "*", "dictionary_splat_pattern": "%"}.get(name_node.type, "")
            values = [Value(mark + chain, scope) for chain in annotated(text)]
        default = child.child_by_field_name("value")
        if default is not None:
            entry["default"] = one_line(source[default.start_byte : default.end_byte], DEFAULT_CHARS)
        described.append(entry)
        if name_node.type == "tuple_pattern":
            bound.extend((node_text(source, leaf), []) for leaf in name_node.named_children)
        else:
            bound.append((written.lstrip("*"), values))
    return described, bound


@lru_cache(maxsize=4096)
def _plain_parameters(text: bytes) -> tuple[list[Json], list[str]] | None:
    """What is told of parameters that are names and nothing else, as most are; None for others."""
    if not _PLAIN_PARAMETERS.fullmatch(text):
        return None
    names = [name.decode() for name in _WORD.findall(text)]
    return [{"name": name} for name in names], names


@compiled("python")
def document(source: bytes, draft: Draft, body: Node) -> None:
    """Keeps the first line of a docstring."""
    first = body.named_child(0) if body.named_child_count else None
    while first is not None and first.type == "comment":
        first = first.next_named_sibling
    if first is None or first.type != "expression_statement":
        return
    text = first.named_child(0) if first.named_child_count else None
    if text is not None and text.type == "string" and (match := _DOC.fullmatch(node_text(source, text))):
        lines = match[2].strip().splitlines()
        if lines:
            draft.detail["doc"] = one_line(lines[0].encode(), DOC_CHARS)


def marks(name: str, decorators: list[str], in_class: bool) -> tuple[str, str]:
    """The kind that a function's name and decorators make it, and its flags."""
    kind, flags = "", ""
    for decorator in decorators:
        bare = decorator.partition("(")[0]
        last = bare.rpartition(".")[2]
        if _PROPERTY.fullmatch(bare):
            kind = "getter"
            flags += FunctionFlag.PROPERTY
        elif accessor := _ACCESSOR.fullmatch(bare):
            kind = accessor[2]
        elif in_class and last == "staticmethod":
            kind = "static"
            flags += FunctionFlag.STATIC
        elif in_class and last == "classmethod":
            flags += FunctionFlag.CLASS
        elif last == "abstractmethod":
            kind = kind or "abstract"
        elif _OVERLOAD.fullmatch(bare):
            kind = "signature"
    if in_class and name == "__init__":
        kind = kind or "constructor"
    if in_class and name in _IMPLICIT_CLASS_METHODS and FunctionFlag.CLASS not in flags:
        flags += FunctionFlag.CLASS
    return kind, flags


def is_own(annotation: str, returned: str, class_name: str) -> bool:
    """Whether a method gives what it is called on: `self: T -> T` or `cls: type[T] -> T`, where T is not the class."""
    names = (returned, f"type[{returned}]", f"Type[{returned}]", f"typing.Type[{returned}]")
    return bool(returned) and annotation in names and returned.strip("\"'") != class_name.rpartition(".")[2]
