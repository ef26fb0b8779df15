"""Writes which functions of a tree call which while its tests run. As `sitecustomize.py` on PYTHONPATH.

TRACED_TREE is the tree, TRACED_OUT a folder in which each process writes a file. Each call in the source of the tree is
compiled as a call of what `__traced__` gives back, which notes the function that the called expression gave: so only
calls that are written count, also of coroutines and generators, and nothing that native code calls back. A line is a
JSON list: path, line and column of the called name, path, first line and name of the function, and those of the
function that a decorator wrapped, where there is one.
"""

from __future__ import annotations

import ast
import atexit
import builtins
import json
import os
import sys
from functools import lru_cache, partial
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType, MethodType
from typing import Any

_TREE = os.path.realpath(os.environ["TRACED_TREE"]) + os.sep
_FORWARDS = "manager_method"
"""What Django calls the methods of a manager that forward to those of its query set: these are what was called."""

_CACHED = type(lru_cache(str))

_seen: dict[tuple[tuple[str, int, int], int, int], tuple[Any, Any]] = {}


def _note(site: tuple[str, int, int], function: Any, wrapped: Any) -> None:
    _seen[site, id(function), id(wrapped)] = function, wrapped


def _note_called(site: tuple[str, int, int], called: Any) -> Any:
    kind = type(called)
    if kind is MethodType:
        function = called.__func__
        if type(function) is FunctionType and function.__code__.co_name == _FORWARDS:
            function = getattr(called.__self__._queryset_class, function.__name__, function)
    else:
        function = called
    if type(function) is FunctionType:
        wrapped = function
        while (inner := wrapped.__dict__.get("__wrapped__")) is not None and type(inner) is FunctionType:
            wrapped = inner
        _note(site, function.__code__, wrapped.__code__)
    elif isinstance(function, type):
        _note(site, function, function)
    elif kind is partial:
        _note_called(site, called.func)
    elif kind is _CACHED:
        _note_called(site, called.__wrapped__)
    else:
        method = next((each.__dict__["__call__"] for each in kind.__mro__ if "__call__" in each.__dict__), None)
        if type(method) is FunctionType:
            _note(site, method.__code__, method.__code__)
    return called


class _Rewriter(ast.NodeTransformer):
    """Wraps what is called."""

    def __init__(self, path: str) -> None:
        self.path = path

    def visit_Call(self, node: ast.Call) -> ast.Call:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        self.generic_visit(node)
        if name != "super":
            column = (called.end_col_offset or 0) - len(name.encode()) + 1
            site = ast.Constant((self.path, called.end_lineno or 0, column))  # type: ignore[arg-type]
            node.func = ast.Call(ast.Name("__traced__", ast.Load()), [site, node.func], [])
            for each in (node.func, node.func.func, site):
                ast.copy_location(each, called)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:  # An annotation can be read as text.
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = self.visit(node.value) if node.value else None
        return node

    def _visit_function(self, node: Any) -> Any:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return self._visit_function(node)


def _compile(loader: SourceFileLoader, data: Any, path: str, *, _optimize: int = -1) -> CodeType:
    if str(path).startswith(_TREE):
        module = ast.parse(data, path)
        data = _Rewriter(os.path.realpath(path)[len(_TREE) :]).visit(module)
    return compile(data, path, "exec", dont_inherit=True, optimize=_optimize)


def _place(function: Any) -> tuple[str, int, str] | None:
    """Path, first line and name of code, or of what makes the objects of a class; line 0 and the whole name of a class
    that has nothing in the tree which makes them."""
    if isinstance(function, type):
        made = next((each for each in function.__mro__ if {"__init__", "__new__"} & each.__dict__.keys()), object)
        maker = made.__dict__.get("__init__") or made.__dict__.get("__new__")
        code = getattr(getattr(maker, "__func__", maker), "__code__", None)
        if code is None or not code.co_filename.startswith(_TREE):
            file = getattr(sys.modules.get(function.__module__), "__file__", None) or ""
            name = function.__qualname__.replace(".<locals>", "")
            return (file[len(_TREE) :], 0, name) if file.startswith(_TREE) else None
        function = code
    file = function.co_filename
    return (file[len(_TREE) :], function.co_firstlineno, function.co_name) if file.startswith(_TREE) else None


def _write() -> None:
    rows = set()
    for (site, _, _), (function, wrapped) in list(_seen.items()):
        target, inner = _place(function), _place(wrapped)
        if target or inner:
            rows.add((*site, *(target or inner or ()), *(inner or target or ())))
    with open(os.path.join(os.environ["TRACED_OUT"], f"{os.getpid()}.jsonl"), "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in sorted(rows))


builtins.__traced__ = _note_called  # type: ignore[attr-defined]
SourceFileLoader.source_to_code = _compile  # type: ignore[assignment]
sys.pycache_prefix = os.path.join(os.environ["TRACED_OUT"], "compiled")
atexit.register(_write)
