"""The router that a mount leads to: a variable of a module, or all routes of one.

A mount has a chain that stands for the router where it is mounted: `^app.api::users router`, or a name of the same
file. Imports and re-exports are followed to the variable. A function that makes routes stands for its file.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import NamedTuple

from omny.model.routes import FILE, MAKER, PATTERNS
from omny.resolve.lookup import NameEvaluator
from omny.resolve.semantics import Semantics
from omny.resolve.values import Defined, Module

MAX_HOPS = 8
"""Names that a router is followed through."""

Router = tuple[str, str]
"""A file, and the name of a variable there; "" for all of the file."""


class Reader(NamedTuple):
    """What reads the chains of a file, by the rules of its language."""

    evaluator: NameEvaluator
    semantics: Semantics


def find_router(reader: Reader, path: str, chain: str) -> Router | None:
    """The router that a chain in a file is; None for one outside of the tree."""
    if chain[:1] == FILE:
        return _find_file(reader, path, chain[1:])
    if chain[:1] == MAKER:
        makers = [each for each in reader.evaluator.evaluate(path, chain[1:]) if type(each) is Defined]
        return (makers[0].path, makers[0].qualname) if len(makers) == 1 else None
    head, _, rest = chain.partition(" ")
    names = rest.split(" ") if rest else []
    for _ in range(MAX_HOPS):
        if head[:1] != "^":
            return _find_variable(reader, path, head) if not names else None
        modules = [each.path for each in reader.evaluator.evaluate(path, head) if type(each) is Module]
        spec, _, name = head[1:].partition("::")
        if len(modules) == 1:
            if modules[0].endswith("/"):
                return None
            path = modules[0]
            if not names:
                return _find_whole(reader, path)
            name = names.pop(0)
        else:
            target = reader.evaluator.locate(spec, path)
            if target is None or target.endswith("/") or names:
                return None
            path = target
        exported = _find_exported(reader, path, name)
        if exported is None:
            return None
        head = exported
        if head[:1] != "^":
            return _find_variable(reader, path, head)
    return None


def _find_file(reader: Reader, path: str, named: str) -> Router | None:
    """All routes of a file that is named by its path: below the nearest folder above, or from the file itself."""
    folder = dirname(path)
    if named.startswith("./"):
        near = normpath(join(folder, named))
        return (near, "") if reader.evaluator.ask(near, PATTERNS) is not None else None
    while reader.evaluator.ask(join(folder, named), PATTERNS) is None:
        if not folder:
            return None
        folder = dirname(folder)
    return join(folder, named), ""


def _find_exported(reader: Reader, path: str, name: str) -> str | None:
    """The name, or the chain that begins with `^`, that a module shows under a name; "" for what has no name."""
    semantics = reader.semantics
    entries = reader.evaluator.ask(path, semantics.export_mark + name)
    if entries is None and name == semantics.default_export and semantics.has_module_values:
        entries = reader.evaluator.ask(path, "=")
    if entries is None or len(entries) != 1:
        return None if semantics.export_mark or entries is None else name
    value = entries[0].removeprefix("~")
    if value[:1] == "^" and " " not in value:
        return value
    if not semantics.export_mark:
        return name
    if value[:1] == "@":
        return value[1:]
    return value if value.isidentifier() else ""


def _find_whole(reader: Reader, path: str) -> Router:
    """The router that a module as a whole is."""
    exported = _find_exported(reader, path, reader.semantics.default_export or "=")
    return _find_variable(reader, path, exported or "")


def _find_variable(reader: Reader, path: str, name: str) -> Router:
    entries = reader.evaluator.ask(path, name) if name else None
    is_function = entries is not None and entries[0] == f"@{name}"
    return path, "" if is_function else name
