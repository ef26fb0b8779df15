"""Where a file names modules: import and export statements, and the calls that take a specifier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from omny.edit.source import SourceFile
from omny.edit.texts import absolute, named_by
from omny.languages.javascript.naming import SPECIFIER_CALLS


class Specifier(NamedTuple):
    """A module as a file names it. For Python's `from a import b`, which may mean the module `a.b`, `name` is b and the
    statement is `node`."""

    text: str
    start: int  # bytes, of the text
    end: int
    node: Node
    name: str = ""
    alias: str = ""
    goes_on: bool = False  # in a string that may name something in the module, too
    within: str = ""  # in a string: the package that the name is relative to

    def written(self, new: str) -> str:
        """Another module as it is written there."""
        return new.removeprefix(self.within) if new.startswith(f"{self.within}.") and self.within else new


def specifiers_of(source: SourceFile) -> Iterator[Specifier]:
    """All that a file names modules by, in no order."""
    left = [source.root]
    is_python = source.language.name == "python"
    while left:
        node = left.pop()
        if is_python and node.type in ("import_statement", "import_from_statement", "future_import_statement"):
            yield from _python(source, node)
        elif not is_python and node.type in ("import_statement", "export_statement", "import_require_clause"):
            written = node.child_by_field_name("source")
            if written is not None:
                yield _script(source, written)
            left += node.named_children
        else:
            if not is_python and node.type in ("call_expression", "new_expression", "module"):
                yield from _called(source, node)
            elif is_python and node.type == "call":
                for named in named_by(source, node):
                    text, start, end = named.literal
                    package = named.package if text.startswith(".") else ""
                    text = absolute(text, package) if package else text
                    yield Specifier(text, start, end, named.node, goes_on=named.goes_on, within=package)
            left += node.named_children


def _python(source: SourceFile, node: Node) -> Iterator[Specifier]:
    text = source.walk.text
    module = node.child_by_field_name("module_name")
    if node.type == "import_from_statement" and module is not None:
        yield Specifier("".join(text(module).split()), *module.byte_range, module)
        for part in node.children_by_field_name("name"):
            name = part.child_by_field_name("name") if part.type == "aliased_import" else part
            alias = part.child_by_field_name("alias") if part.type == "aliased_import" else None
            if name is not None:
                told = text(alias) if alias is not None else ""
                yield Specifier("".join(text(module).split()), *part.byte_range, node, text(name), told)
    elif node.type == "import_statement":
        for part in node.children_by_field_name("name"):
            name = part.child_by_field_name("name") if part.type == "aliased_import" else part
            alias = part.child_by_field_name("alias") if part.type == "aliased_import" else None
            if name is not None:
                yield Specifier(text(name), *name.byte_range, node, alias=text(alias) if alias is not None else "")


def _script(source: SourceFile, written: Node) -> Specifier:
    return Specifier(source.walk.text(written)[1:-1], written.start_byte + 1, written.end_byte - 1, written)


def _called(source: SourceFile, node: Node) -> Iterator[Specifier]:
    """`require(...)` and its like, `new URL("./x", import.meta.url)`, `declare module "./x"`."""
    if node.type == "module":
        written = node.child_by_field_name("name")
    else:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        given = node.child_by_field_name("arguments")
        passed = [child for child in given.named_children if child.type != "comment"] if given is not None else []
        if function is None or not passed or not _takes_specifier(source.walk.text(function), source, passed):
            return
        written = passed[0]
    if written is not None and (written.type == "string" or _is_plain_template(written)):
        yield _script(source, written)


def _takes_specifier(function: str, source: SourceFile, passed: list[Node]) -> bool:
    if function == "URL":
        return len(passed) == 2 and source.walk.text(passed[1]) == "import.meta.url"
    return function in SPECIFIER_CALLS


def _is_plain_template(node: Node) -> bool:
    return node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children)
