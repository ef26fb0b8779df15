"""The calls of a tree of C or C++ as Clang reads them, for `bench.truth.compare`.

    python bench/truth/c/truth.py TREE OUT.jsonl.gz PATTERN[,PATTERN] [--without PATTERN[,PATTERN]] [-- CLANG'S FLAGS]

It needs the package `libclang` of PyPI, which Omny does not. Files that match a PATTERN are read with the flags; calls
in headers of the tree count once. A line is a JSON list: path, line and column of a called name, the kind of what is
called, path and line of its definition if the tree has one (else ""), and the name. A call that a macro makes has no
line, nor has one of an operator, or of a constructor that the source does not name: Clang alone sees them. What the
flags leave out by `#if` and what a template leaves open have no truth.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from clang.cindex import CursorKind, Index, TranslationUnit, conf  # type: ignore[import-not-found]

_NAMES = (CursorKind.DECL_REF_EXPR, CursorKind.MEMBER_REF_EXPR)
_FUNCTIONS = (
    CursorKind.FUNCTION_DECL,
    CursorKind.CXX_METHOD,
    CursorKind.CONSTRUCTOR,
    CursorKind.DESTRUCTOR,
    CursorKind.FUNCTION_TEMPLATE,
    CursorKind.CONVERSION_FUNCTION,
)


_TYPES = (CursorKind.CLASS_DECL, CursorKind.STRUCT_DECL, CursorKind.CLASS_TEMPLATE, CursorKind.UNION_DECL)


class Reader:
    """Reads the units of one tree."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree.resolve()
        self.index = Index.create()
        self.places: dict[str, tuple[str, int]] = {}  # of definitions, by USR
        self.declared: dict[str, tuple[str, int]] = {}
        self.sites: dict[tuple[str, int, int], tuple[str, str, str]] = {}
        self.sources: dict[str, list[bytes]] = {}
        self.read: set[str] = set()  # headers whose calls are known
        self.errors = 0

    def find_path(self, location: Any) -> str:
        """The path of a place in the tree, or ""."""
        if location.file is None:
            return ""
        path = Path(location.file.name).resolve()
        return str(path.relative_to(self.tree)) if path.is_relative_to(self.tree) else ""

    def text_at(self, path: str, line: int, column: int) -> bytes:
        """The text of a file from a place on."""
        if path not in self.sources:
            self.sources[path] = (self.tree / path).read_bytes().split(b"\n")
        lines = self.sources[path]
        return lines[line - 1][column - 1 :] if line <= len(lines) else b""

    def read_unit(self, path: Path, flags: list[str]) -> None:
        """Reads a file and what it includes."""
        options = TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD * 0
        unit = self.index.parse(str(path), args=flags, options=options)
        self.errors += sum(each.severity >= 3 for each in unit.diagnostics)
        inside: set[str] = set()
        for child in unit.cursor.get_children():
            if self.find_path(child.location):
                inside.add(self.find_path(child.location))
                self.visit(child, None)
        self.read |= inside

    def visit(self, cursor: Any, parent: Any) -> None:
        """Takes definitions and calls below a cursor."""
        if cursor.kind in _FUNCTIONS or cursor.kind in _TYPES:
            place = (self.find_path(cursor.location), cursor.location.line)
            if place[0]:
                (self.places if cursor.is_definition() else self.declared).setdefault(cursor.get_usr(), place)
        if cursor.kind == CursorKind.CALL_EXPR:
            self.take_call(cursor, parent)
        for child in cursor.get_children():
            self.visit(child, cursor)

    def take_call(self, cursor: Any, parent: Any) -> None:
        """Takes one call."""
        target = cursor.referenced
        if target is None or target.kind not in _FUNCTIONS:
            return
        name = target.spelling.partition("<")[0]
        location = self.find_name(cursor, parent, target)
        path = self.find_path(location) if location is not None else ""
        if not path or name.startswith("operator"):
            return
        text = self.text_at(path, location.line, location.column)
        is_maker = target.kind == CursorKind.CONSTRUCTOR
        if not is_maker and not re.match(rf"{re.escape(name)}(?!\w)".encode(), text):
            return  # a macro, whose name can begin like that
        if is_maker and not (text[:1].isalpha() or text[:1] == b"_"):
            return
        template = conf.lib.clang_getSpecializedCursorTemplate(target)
        target = template if template is not None and not template.kind.is_invalid() else target
        parent = target.semantic_parent
        if is_maker and parent is not None and target.location == parent.location:  # one that nobody wrote
            if cursor.location == location and not text.startswith(name.encode()):
                return
            target = parent
        self.sites.setdefault((path, location.line, location.column), (target.get_usr(), str(target.kind), name))

    def find_name(self, cursor: Any, parent: Any, target: Any) -> Any:
        """Where the name of what is called stands; None where there is none."""
        if target.kind == CursorKind.CONSTRUCTOR:
            if target.is_copy_constructor() or target.is_move_constructor() or parent is None:
                return None
            if parent.kind == CursorKind.VAR_DECL and cursor.location == parent.location:
                return cursor.location
            is_named = self.text_at_location(cursor.location).startswith(target.spelling.partition("<")[0].encode())
            return cursor.location if is_named or parent.kind == CursorKind.CONSTRUCTOR else None
        node = next(iter(cursor.get_children()), None)
        for _ in range(8):
            if node is None or node.kind in _NAMES:
                break
            node = next(iter(node.get_children()), None)
        return node.location if node is not None else None

    def text_at_location(self, location: Any) -> bytes:
        """The text of the tree from a place on."""
        path = self.find_path(location)
        return self.text_at(path, location.line, location.column) if path else b""

    def rows(self) -> list[tuple[str, int, int, str, str, int, str]]:
        """The lines of the truth."""
        found = []
        for (path, line, column), (usr, kind, name) in sorted(self.sites.items()):
            place = self.places.get(usr) or self.declared.get(usr) or ("", 0)
            found.append((path, line, column, kind.rpartition(".")[2].lower(), *place, name))
        return found


def main() -> None:
    """See the module."""
    given, flags = sys.argv[1:], []
    if "--" in given:
        flags, given = given[given.index("--") + 1 :], given[: given.index("--")]
    without = given[given.index("--without") + 1].split(",") if "--without" in given else []
    reader, patterns = Reader(Path(given[0])), given[2].split(",")
    for path in sorted(reader.tree.rglob("*")):
        name = str(path.relative_to(reader.tree))
        if any(fnmatch(name, each) for each in patterns) and not any(fnmatch(name, each) for each in without):
            reader.read_unit(path, flags)
    rows = reader.rows()
    with gzip.GzipFile(given[1], "wb", mtime=0) as file:
        file.writelines(f"{json.dumps(row)}\n".encode() for row in rows)
    print(len(rows), "calls,", sum(bool(row[4]) for row in rows), "to the tree;", reader.errors, "errors")


if __name__ == "__main__":
    main()
