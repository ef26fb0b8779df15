"""The calls of a tree of Python as Pyright resolves them, and what its functions are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from bench.accuracy.truth import Call, Function, Truth
from bench.truth.language_server import Server

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Name = tuple[str, str]
"""Path, and name with its owners."""

_BINDERS = {
    ast.AnnAssign: "variable: type", ast.For: "variable of a loop", ast.comprehension: "variable of a loop",
    ast.withitem: "variable of with", ast.ExceptHandler: "variable of except", ast.alias: "import",
    ast.ClassDef: "class",
}  # fmt: skip
"""How a name is bound: what misses are grouped by."""

_MAKERS = ("__init__", "__new__")


def read_functions(tree: Path) -> tuple[list[Function], dict[str, ast.Module]]:
    """The functions and classes of the tree, and its modules by path."""
    modules = {}
    for file in sorted(tree.rglob("*.py")):
        if not any(part.startswith(".") for part in file.relative_to(tree).parts):
            with suppress(SyntaxError):  # A test may need a file that is none.
                modules[file.relative_to(tree).as_posix()] = ast.parse(file.read_bytes())
    found = [each for path, module in modules.items() for each in find_scopes(path, module, "")]
    last = {(path, name): node for path, name, node in found}
    classes = {(path, name): node for (path, name), node in last.items() if isinstance(node, ast.ClassDef)}
    makers = {key for key in classes if any((key[0], f"{key[1]}.{maker}") in last for maker in _MAKERS)}
    functions = []
    for path, name, node in found:
        counted = path, name
        if name.rpartition(".")[2] in _MAKERS and (path, name.rpartition(".")[0]) in classes:
            counted = path, name.rpartition(".")[0]
        elif isinstance(node, ast.ClassDef):
            counted = _find_maker(counted, classes, makers)
        span = node.lineno, node.col_offset + 1, node.end_lineno or 0, node.end_col_offset or 0
        as_line, as_name = last[counted].lineno, counted[1].rpartition(".")[2]
        functions.append(Function(path, node.lineno, node.name, *span, counted[0], as_line, as_name))
    return functions, modules


def read_truth(tree: Path, command: list[str]) -> Truth:
    """What Pyright says, whose language server `command` starts."""
    functions, modules = read_functions(tree)
    counted = {
        (each.path, each.line, each.first_column + words): (each.as_path, each.as_line)
        for each in functions
        for words in map(len, ("def ", "class ", "async def "))
    }
    server = Server(command, tree)
    calls = []
    for path, module in modules.items():
        uri = (tree / path).as_uri()
        text = (tree / path).read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        server.tell("textDocument/didOpen", textDocument=document)
        lines = [line.encode() for line in text.split("\n")]
        sites = list(find_calls(module))
        asked = []
        for line, column, _, _ in sites:
            units = len(lines[line - 1][: column - 1].decode().encode("utf-16-le")) // 2
            asked.append({"textDocument": {"uri": uri}, "position": {"line": line - 1, "character": units}})
        for (line, column, name, how), said in zip(
            sites, server.ask_all("textDocument/definition", asked), strict=True
        ):
            places = {
                _read_place(place, tree) for place in (said if isinstance(said, list) else [said] if said else [])
            }
            targets = {counted.get(place) if place[0] else ("", 0) for place in places}
            target = targets.pop() if len(targets) == 1 and name != "__class__" else None
            target_path, target_line = target or (None, 0)
            calls.append(Call(path, line, column, how, target_path, target_line, name))
        server.tell("textDocument/didClose", textDocument={"uri": uri})
    return Truth(functions, calls)


def find_calls(module: ast.Module) -> Iterator[tuple[int, int, str, str]]:
    """Line, column and text of the name of each call, and how the name is reached."""
    for scope, node in _walk(module, (module,)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                column = (called.end_col_offset or 0) - len(called.attr.encode()) + 1
                yield called.end_lineno or 0, column, called.attr, _reach(called.value, scope) + "."
            elif isinstance(called, ast.Name):
                yield called.lineno, called.col_offset + 1, called.id, _reach(called, scope)


def _walk(node: ast.AST, scope: tuple[ast.AST, ...]) -> Iterator[tuple[tuple[ast.AST, ...], ast.AST]]:
    for child in ast.iter_child_nodes(node):
        yield scope, child
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _walk(child, (child, *scope) if is_function else scope)


def find_scopes(path: str, node: ast.AST, owner: str) -> Iterator[tuple[str, str, _Scope]]:
    """Path, name with its owners and node of each function and class."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Scope):
            name = f"{owner}.{child.name}" if owner else child.name
            yield path, name, child
            yield from find_scopes(path, child, name)
        else:
            yield from find_scopes(path, child, owner)


def _find_maker(key: _Name, classes: dict[_Name, ast.ClassDef], makers: set[_Name]) -> _Name:
    """The class whose `__init__` makes objects of a class: its own, or that of a base that only one class can be."""
    seen = [key]
    for each in seen:
        if each in makers:
            return each
        for base in classes[each].bases:
            name = ast.unparse(base).rpartition(".")[2].partition("[")[0]
            named = [other for other in classes if other[1] == name]
            near = [other for other in named if other[0] == each[0]] or named
            seen += [near[0]] if len(near) == 1 and near[0] not in seen else []
    return key


def _reach(node: ast.expr, scope: tuple[ast.AST, ...]) -> str:
    """How the value of an expression is known: what misses are grouped by."""
    if isinstance(node, ast.Call):
        return "super()" if isinstance(node.func, ast.Name) and node.func.id == "super" else "call()"
    if isinstance(node, ast.Attribute):
        return "field"
    if not isinstance(node, ast.Name):
        return {ast.Subscript: "element[]", ast.Await: "await"}.get(type(node), type(node).__name__)
    if node.id in ("self", "cls"):
        return "self"
    for each in scope:
        if how := _find_binding(each, node.id):
            return how
    return "name"


@cache
def _find_binding(scope: ast.AST, name: str) -> str:
    arguments = getattr(scope, "args", None)
    if isinstance(arguments, ast.arguments):
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if each.arg == name:
                return "parameter: type" if each.annotation else "parameter: untyped"
    for _, node in _walk(scope, ()):
        bound = [getattr(node, "target", None), getattr(node, "optional_vars", None), *getattr(node, "targets", ())]
        if any(target is not None and name in _find_names(target) for target in bound):
            value = "call()" if isinstance(getattr(node, "value", None), ast.Call) else ""
            return f"{_BINDERS.get(type(node), 'variable')} {value}".strip()
        if name == (getattr(node, "asname", None) or getattr(node, "name", None)):
            return _BINDERS.get(type(node), "function")
    return ""


def _find_names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _read_place(place: dict[str, Any], tree: Path) -> tuple[str, int, int]:
    """Path, line and column of a definition; an empty path where it is outside of the tree."""
    file = Path(unquote(urlparse(place.get("uri") or place["targetUri"]).path))
    if not file.is_relative_to(tree):
        return "", 0, 0
    start = (place.get("range") or place["targetSelectionRange"])["start"]
    return file.relative_to(tree).as_posix(), start["line"] + 1, start["character"] + 1
