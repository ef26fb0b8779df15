"""Where a file names modules, and how it would name another one in the same manner."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from omny.edit.source import SourceFile

_CALLED = frozenset(("require", "import", "require.resolve", "jest.mock", "vi.mock", "jest.requireActual"))
_CODE = (".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")


class Specifier(NamedTuple):
    """A module as a file names it. For Python's `from a import b`, which may mean the module `a.b`, `name` is b and the
    statement is `node`."""

    text: str
    start: int  # bytes, of the text
    end: int
    node: Node
    name: str = ""
    alias: str = ""


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
            if not is_python and node.type == "call_expression":
                yield from _called(source, node)
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


def _called(source: SourceFile, call: Node) -> Iterator[Specifier]:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or source.walk.text(function) not in _CALLED:
        return
    first = next((child for child in arguments.named_children if child.type != "comment"), None)
    if first is not None and first.type == "string":
        yield _script(source, first)


def script_specifier(importer: str, target: str, like: str, before: str) -> str:
    """How a JavaScript file names `target` relative to itself, with an ending, or without one, as `like` has for
    `before`."""
    folder = posixpath.dirname(importer) or "."
    path = posixpath.relpath(target, folder)
    stem, ending = _split(path)
    written = posixpath.splitext(like)[1] if posixpath.basename(like).count(".") and _split(like)[1] else ""
    if written:
        old = _split(before)[1]
        path = stem + (ending if written == old else written)
    else:
        path = stem
        is_folder = _split(posixpath.basename(before))[0] == "index" and not like.rstrip("/").endswith("index")
        if posixpath.basename(stem) == "index" and is_folder:
            path = posixpath.dirname(stem) or "."
    return path if path.startswith(".") else f"./{path}"


def _split(path: str) -> tuple[str, str]:
    ending = next((each for each in _CODE if path.endswith(each)), "")
    return path[: len(path) - len(ending)], ending


def module_name(path: str, root: str) -> str:
    """The dotted name of a Python file as seen from the folder `root`."""
    stem = path.rpartition(".")[0].removesuffix("/__init__")
    inner = stem[len(root) + 1 :] if root else stem
    return "" if inner == "__init__" else inner.replace("/", ".")


def relative_name(importer: str, target: str) -> str:
    """How a Python file names another relative to itself; "" where it is above the root."""
    folder = posixpath.dirname(importer)
    stem = target.rpartition(".")[0].removesuffix("/__init__")
    steps = posixpath.relpath(stem or ".", folder or ".").split("/")
    ups = steps.count("..")
    return "." * (ups + 1) + ".".join(step for step in steps if step not in ("..", "."))
