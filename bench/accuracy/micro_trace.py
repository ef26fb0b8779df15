"""What a small Python program calls: its calls are rewritten to say so, and a profiler sees the rest.

    python -m bench.accuracy.micro_trace FOLDER ...

Runs `main.py` of each folder and prints one JSON object: the folder -> `[[source, kind, target], ...]`. The kind is
`->` for a call that stands in the source, and `~>` for one that does not: of a property, an operator, a statement, or a
function that a library runs. A function without a name counts for the one around it, and
the second one of a name is `name~2`.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import sys
from collections.abc import Callable
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

OF_THEIR_FRAME = {"super", "globals", "locals", "vars", "eval", "exec"}
IS_FUNCTION = 0x1
GENERATES = 0x20 | 0x80 | 0x200


class _Calls(ast.NodeTransformer):
    """Puts `__called__(function, line and column)` around what is called, and notes the names of lambdas."""

    def __init__(self, names: dict[tuple[int, int], str]) -> None:
        self.names = names

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self.names[node.value.lineno, node.value.col_offset] = node.targets[0].id
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id in OF_THEIR_FRAME):
            name = ast.copy_location(ast.Name("__called__", ast.Load()), node.func)
            node.func = ast.copy_location(ast.Call(name, [node.func], []), node.func)
        return node


class Tracer:
    """What the programs below a folder call while it is on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.called: set[tuple[str, str]] = set()
        self.entered: set[tuple[str, str]] = set()
        self.generators: set[str] = set()
        self.owners: dict[CodeType, str] = {}
        self.functions: dict[CodeType, str] = {}
        self.seen: dict[str, int] = {}

    def loader(self) -> type[SourceFileLoader]:
        """Loads the modules of the program, rewritten."""
        tracer = self

        class Loader(SourceFileLoader):
            def source_to_code(self, data: Any, path: Any, **_: Any) -> CodeType:  # type: ignore[override]
                return tracer.compile(Path(path))

        return Loader

    def compile(self, path: Path) -> CodeType:
        """The code of a file, with each function's name beside it."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names: dict[tuple[int, int], str] = {}
        tree = ast.fix_missing_locations(_Calls(names).visit(tree))
        code = compile(tree, str(path), "exec")
        self.seen = {}
        self.owners[code] = f"{path.relative_to(self.root).as_posix()}::<module>"
        self._name(code, "", path.relative_to(self.root).as_posix(), names)
        return code

    def _name(self, code: CodeType, around: str, file: str, lambdas: dict[tuple[int, int], str]) -> None:
        for each in code.co_consts:
            if not isinstance(each, CodeType):
                continue
            name = each.co_name
            if name == "<lambda>":
                name = next((known for at, known in lambdas.items() if at[0] == each.co_firstlineno), name)
            if name.startswith("<"):
                self.owners[each] = self.owners[code]
                self._name(each, around, file, lambdas)
                continue
            full = f"{around}.{name}" if around else name
            self.seen[full] = self.seen.get(full, 0) + 1
            full += f"~{self.seen[full]}" if self.seen[full] > 1 else ""
            self.owners[each] = f"{file}::{full}"
            if each.co_flags & IS_FUNCTION:
                self.functions[each] = self.owners[each].removesuffix(".__init__").removesuffix(".__new__")
            self._name(each, full, file, lambdas)

    def call(self, function: Any) -> Any:
        """Notes that the frame above calls a value, and gives it back."""
        source = self.owners.get(sys._getframe(1).f_code)
        target = self.resolve(function)
        if source and target:
            self.called.add((source, target))
        return function

    def resolve(self, value: Any) -> str | None:
        """The function or class of the program that a value stands for."""
        value = getattr(value, "__func__", value)
        code = getattr(value, "__code__", None)
        if code is not None:
            if code.co_flags & GENERATES:
                self.generators.add(self.functions.get(code, ""))
            return self.functions.get(code)
        if isinstance(value, type):
            module = sys.modules.get(value.__module__)
            path = Path(getattr(module, "__file__", None) or "/")
            if not path.is_relative_to(self.root):
                return None
            return f"{path.relative_to(self.root).as_posix()}::{value.__qualname__.replace('.<locals>', '')}"
        made = vars(type(value)).get("__call__")
        return self.functions.get(made.__code__) if isinstance(made, FunctionType) else None

    def profile(self, frame: FrameType, event: str, _: object) -> None:
        """Called by the interpreter."""
        code = frame.f_code
        if event != "call" or code not in self.functions:
            return
        target, above = self.functions[code], frame.f_back
        while above and above.f_code not in self.owners:
            above = above.f_back
        if above:
            self.entered.add((self.owners[above.f_code], target))

    def pairs(self) -> list[tuple[str, str, str]]:
        """What was called, and how."""
        found = {(source, "->", target) for source, target in self.called}
        found |= {(s, "~>", t) for s, t in self.entered - self.called if t not in self.generators}
        return sorted(found)


def run(folder: Path) -> list[tuple[str, str, str]]:
    """What the program of a folder calls."""
    tracer = Tracer(folder)
    before = set(sys.modules)
    of_folder: Callable[[str], Any] = FileFinder.path_hook((tracer.loader(), [".py"]))

    def hook(path: str) -> Any:
        if not Path(path).is_relative_to(folder):
            raise ImportError
        return of_folder(path)

    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()
    sys.path.insert(0, str(folder))
    builtins.__dict__["__called__"] = tracer.call
    sys.setprofile(tracer.profile)
    try:
        importlib.import_module("main")
    finally:
        sys.setprofile(None)
        sys.path.remove(str(folder))
        sys.path_hooks.remove(hook)
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
                del sys.modules[name]
    return tracer.pairs()


if __name__ == "__main__":
    print(json.dumps({folder: run(Path(folder).resolve()) for folder in sys.argv[1:]}))
