"""Where a string of Python names a module, or something in one: `import_module("pkg.a")`, `patch("pkg.a.f")`,
`"pkg.a:app"`. Pure: what a name means is asked of the rules of import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from omny.languages.facets.refactor import Locate
from omny.languages.facets.source import SourceText

IMPORT_CALLS = frozenset(
    ("import_module", "__import__", "find_spec", "find_loader", "run_module", "resolve_name", "importorskip", "reload")
)
"""Functions that take the name of a module as text."""

PATCHES = re.compile(r"(?:\w+\.)*(?:patch(?:\.dict|\.multiple)?|setattr|delattr)")
"""Functions that take the name of something in a module as text, by which they put something else there."""

ATTRIBUTE_CALLS = frozenset(("getattr", "hasattr", "setattr", "delattr", "object", "attrgetter"))
"""Functions that take the name of an attribute as text; `object` is that of `mock.patch.object`."""

_LABEL_CALLS = frozenset(("getLogger", "get_logger", "print", "debug", "info", "warning", "error", "exception"))
"""Functions for which the name of a module is a label."""

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")
_RELATIVE = re.compile(r"\.+(?:[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")
_OWN_PACKAGE = frozenset(("__package__", "__spec__.parent"))


class Literal(NamedTuple):
    """A string that is one piece of plain text."""

    text: str
    start: int  # bytes, without the quotes
    end: int


class NamedModule(NamedTuple):
    """A call that is given the name of a module. Where `goes_on`, names in the module may follow."""

    literal: Literal
    node: Node
    goes_on: bool
    package: str = ""  # that a relative name is relative to, where it is not the file's own


class SplitName(NamedTuple):
    """A dotted name as the module and what it names in there."""

    module: str
    rest: str  # with its dot or colon
    path: str


def plain_literal(source: SourceText, node: Node) -> Literal | None:
    """The text of a string without escapes, interpolations and neighbours; None for others."""
    inner = [child for child in node.named_children if child.type == "string_content"] if node.type == "string" else []
    if len(inner) != 1 or len(node.named_children) > 3 or inner[0].named_children:
        return None
    quotes = source.content[node.start_byte : inner[0].start_byte].rstrip(b"\"'").lower()
    return Literal(source.text(inner[0]), *inner[0].byte_range) if b"b" not in quotes else None


def function_around(source: SourceText, node: Node) -> str:
    """The function that a string is an argument of, as written; "" where it is of none."""
    argument = node.parent
    if argument is not None and argument.type == "keyword_argument":
        argument = argument.parent
    call = argument.parent if argument is not None and argument.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    return source.text(function) if function is not None else ""


def last_name_around(source: SourceText, node: Node) -> str:
    """The last name of that function: `import_module` of `importlib.import_module`."""
    return function_around(source, node).rpartition(".")[2]


def find_modules(source: SourceText, call: Node) -> Iterator[NamedModule]:
    """The modules that a call names by a string which is certain to mean one."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    passed = [child for child in arguments.named_children if child.type != "comment"] if arguments is not None else []
    if function is None or not passed:
        return
    written, first = source.text(function), passed[0]
    if first.type == "keyword_argument":
        first = first.child_by_field_name("value") or first
    literal = plain_literal(source, first)
    if literal is None:
        return
    if PATCHES.fullmatch(written):
        if _DOTTED.fullmatch(literal.text):
            yield NamedModule(literal, first, goes_on=True)
        return
    last = written.rpartition(".")[2]
    if last not in IMPORT_CALLS or (last == "__import__" and not _takes_names(source, call, passed)):
        return
    if _DOTTED.fullmatch(literal.text):
        yield NamedModule(literal, first, goes_on=last == "resolve_name")
    elif _RELATIVE.fullmatch(literal.text) and len(passed) > 1:
        package = passed[1].child_by_field_name("value") if passed[1].type == "keyword_argument" else passed[1]
        name = source.text(package) if package is not None else ""
        is_package = source.path.rpartition("/")[2].startswith("__init__.")
        is_own = name in _OWN_PACKAGE or (name == "__name__" and is_package)
        other = plain_literal(source, package) if package is not None else None
        if is_own or other is not None:
            yield NamedModule(literal, first, goes_on=False, package=other.text if other is not None else "")


def _takes_names(source: SourceText, call: Node, passed: list[Node]) -> bool:
    """Whether what `__import__` gives is the module, or is not used: else it is the outermost package."""
    is_alone = call.parent is not None and call.parent.type == "expression_statement"
    written = [source.text(each) for each in passed]
    names = [text.partition("=")[2] for text in written if text.startswith("fromlist")] or written[3:4]
    return is_alone or any(text.strip("[](), \n") for text in names)


def absolute_name(relative: str, package: str) -> str:
    """A relative name as seen from a package; "" where it is above it."""
    dots = len(relative) - len(relative.lstrip("."))
    above = package.split(".")
    above = above[: len(above) - dots + 1]
    return ".".join([*above, *filter(None, [relative[dots:]])]) if above else ""


def split_name(text: str, locate: Locate) -> SplitName | None:
    """The longest module that a dotted name begins with; None without one in the tree."""
    if not _DOTTED.fullmatch(text):
        return None
    dotted, colon, _ = text.partition(":")
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1) if not colon else (len(parts),):
        module = ".".join(parts[:count])
        path = locate(module)
        if path is not None and not path.endswith("/"):
            return SplitName(module, text[len(module) :], path)
    return None


def may_be_run(source: SourceText, node: Node) -> bool:
    """Whether a string may be run as a name, so far as its place shows: it is neither a statement nor a label."""
    around = node.parent
    is_statement = around is not None and around.type == "expression_statement"
    return not is_statement and last_name_around(source, node) not in _LABEL_CALLS
