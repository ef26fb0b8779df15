"""A plugin of pytest that writes the calls between functions of a tree while tests run: `-p bench_traced`.

TRACED_TREE is the tree, TRACED_OUT the file. A line is a JSON list: path, line and column of the called name, path and
line of the function that ran, and its name. Only calls that are written as such count: no property, no operator, and
nothing that native code called back.
"""

from __future__ import annotations

import ast
import atexit
import dis
import json
import os
import sys
import threading
from types import CodeType, FrameType
from typing import Any

_TREE = os.path.realpath(os.environ["TRACED_TREE"]) + os.sep
_CALLS = {code for name, code in dis.opmap.items() if name.startswith(("CALL", "PRECALL")) and "INTRINSIC" not in name}
_seen: set[tuple[CodeType, int, CodeType]] = set()
_local = threading.local()


def _profile(frame: FrameType, event: str, _argument: Any) -> None:
    native = _local.__dict__.setdefault("native", [])
    if event == "c_call":
        native.append(frame)
    elif event in ("c_return", "c_exception"):
        if native:
            native.pop()
    elif event == "call" and frame.f_back and not (native and native[-1] is frame.f_back):
        back = frame.f_back
        if frame.f_code.co_filename.startswith(_TREE) and back.f_code.co_filename.startswith(_TREE):
            _seen.add((back.f_code, back.f_lasti, frame.f_code))


def _find_names(file: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Line and column of the called name, by the end of the call."""
    with open(file, encoding="utf-8") as source:
        module = ast.parse(source.read())
    names = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            column = (node.func.end_col_offset or 0) - len(name.encode()) + 1
            names[node.end_lineno or 0, node.end_col_offset or 0] = node.func.end_lineno or 0, column
    return names


def _write() -> None:
    sys.setprofile(None)
    names: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}
    rows = set()
    for caller, offset, callee in _seen:
        if caller.co_code[offset] in _CALLS:
            file = caller.co_filename
            if file not in names:
                names[file] = _find_names(file)
            _, line, _, column = list(caller.co_positions())[offset // 2]
            if at := names[file].get((line or 0, column or 0)):
                target = callee.co_filename[len(_TREE) :]
                rows.add((file[len(_TREE) :], *at, target, callee.co_firstlineno, callee.co_name))
    with open(os.environ["TRACED_OUT"], "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in sorted(rows))


threading.setprofile(_profile)
sys.setprofile(_profile)
atexit.register(_write)
