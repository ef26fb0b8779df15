"""How Swift finds names: a module is a target of a package, and its files see each other without an import.

A name of another module is seen where the file imports that module, and if it is public. Which module a file belongs to
follows from the nearest Package.swift above it, or from the usual folders. Without a manifest the whole tree is one
module.

Sources: "Access Control" and "Import Declaration" of The Swift Programming Language; the documentation of the Swift
package manager.
"""

from __future__ import annotations

import re
from posixpath import dirname, join

from omny.languages.swift.manifest import TARGETS
from omny.languages.swift.overloads import find_parameter
from omny.languages.swift.testing import is_test_path
from omny.languages.units import UnitImports, keep_nearest
from omny.resolve.lookup import NameEvaluator, SymbolLookup
from omny.resolve.values import Defined

SPACE = "swift"
IMPORTS, TESTABLE, PUBLIC, EXPORTED = "imports", "testable", "public", "::@exported"
"""Keys of a surface: the modules that a file imports, those that show it more than public names, the names that it
shows to other modules, and the modules that come with its own in an import."""

MANIFEST = "Package.swift"
OWN = "@"  # the specifier of the module that the importer itself belongs to
DOCUMENTS = ".docc/"  # ends the name of a folder of documents: its files are compiled by nobody, each is an example
MAX_FOLDERS = 64  # above a file that are searched for a manifest

_SOURCES = ("Sources", "Source", "src", "srcs")
_USUAL = frozenset((*_SOURCES, "Tests", "Plugins"))
_NO_NAME = re.compile(r"\W")


class SwiftImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all files: only lookups tell the module of a file."""
        return SPACE

    def find_program(self, space: str) -> str:
        """The space of all modules."""
        return SPACE

    def vantage(self, importer: str) -> str:
        """The folder."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The module of that name, as a unit. Its place says where the package is that it belongs to."""
        return f"/{_find_module(importer, lookup)}::" if spec == OWN else f"/{SPACE}#{spec}::"

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Those of the module of the importer, then those that it imports. All of them for functions and members, which
        can stand in several."""
        if not importer:
            return paths
        modules = {path: _name_module(path, evaluator) for path in paths}
        if importer[0] == "/":
            wanted = importer[1:-2].rpartition("#")[2]
            return tuple(path for path in paths if modules[path].rpartition("#")[2] == wanted)
        own = _name_module(importer, evaluator)
        home = tuple(path for path in paths if modules[path] == own)
        if DOCUMENTS in importer:
            home = tuple(path for path in home if path == importer)
        if not is_test_path(importer):
            home = tuple(path for path in home if not is_test_path(path))
        is_several = key[2:3] == ">" or key[-2:] == "/*"
        if home and not is_several:
            return keep_nearest(home, importer)
        if len(home) == len(paths):
            return home
        seen = _find_imported(importer, evaluator)
        testable = evaluator.ask(importer, TESTABLE) or ()
        others = []
        for path in paths:
            name = modules[path].rpartition("#")[2]
            if modules[path] != own and name in seen and (not is_test_path(path) or is_test_path(importer)):
                if name in testable or key[2:] in (evaluator.ask(path, PUBLIC) or ()):
                    others.append(path)
        return (*home, *others) if is_several else keep_nearest(tuple(others), importer)

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """What a closure gets from the function that it is passed to; see `write_given`."""
        callee, place, index = head.rsplit("|", 2)
        callee = callee.replace("%20", " ").replace("%25", "%")
        words = callee.rpartition(" ")[2].partition("/")[2].partition(":")[2].split(",")
        found = []
        for value in evaluator.evaluate(path, callee):
            if type(value) is Defined:
                listed = evaluator.ask(value.path, f"{value.qualname}(") or []
                parameter = find_parameter(listed, words, int(place))
                given = evaluator.ask(value.path, f"{value.qualname}({parameter}") or [] if parameter >= 0 else []
                if int(index) < len(given) and given[int(index)] != "?":
                    found.append((value.path, given[int(index)]))
        return found

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """A module that the file imports, or its own."""
        if "/" in head:
            return None
        own = _name_module(path, evaluator).rpartition("#")[2]
        return head if head == own or head in (evaluator.ask(path, IMPORTS) or ()) else None


RULES = SwiftImports()


def write_given(callee: str, place: int, index: int) -> str:
    """The chain of what a closure gets as its parameter of that index, which is the argument at a place of a call."""
    whole = callee.replace("%", "%25").replace(" ", "%20")
    return f"&{whole}|{place}|{index}"


def _name_module(path: str, evaluator: NameEvaluator) -> str:
    """The module that a file belongs to, with the space and the folder of its package before it."""
    unit = evaluator.locate(OWN, path)
    return unit[1:-2] if unit is not None else SPACE


def _find_imported(path: str, evaluator: NameEvaluator) -> set[str]:
    """The names of the modules that a file imports, and of those that come with these."""
    found = set(evaluator.ask(path, IMPORTS) or ())
    if not found:
        return found
    exporting = {each: _name_module(each, evaluator) for each in evaluator.publishers(SPACE + EXPORTED) or ()}
    for _ in range(len(exporting)):
        count = len(found)
        for file, module in exporting.items():
            if module.rpartition("#")[2] in found:
                found.update(evaluator.ask(file, EXPORTED) or ())
        if len(found) == count:
            break
    return found


def _find_module(path: str, lookup: SymbolLookup) -> str:
    """The module of the files of a folder, by one of these: the target of the nearest manifest above."""
    folder = dirname(path)
    if DOCUMENTS in f"{folder}/":
        return f"{SPACE}={folder.partition(DOCUMENTS)[0]}#/documents"
    for _ in range(MAX_FOLDERS):
        targets = lookup.values(join(folder, MANIFEST), TARGETS)
        if targets is not None:
            inside = dirname(path)[len(folder) :].lstrip("/")
            return f"{SPACE}={folder}#{_find_target(inside, targets)}"
        if not folder:
            break
        folder = dirname(folder)
    return SPACE


def _find_target(inside: str, targets: list[str]) -> str:
    """The name of the module that has the files of a folder of a package; the first part of it where no target has."""
    best, name = -1, ""
    for line in targets:
        kind, target, path = line.split("\t")
        for place in (path,) if path else _usual_places(kind, target):
            is_root = place == "<root>"
            if is_root or inside == place or inside.startswith(f"{place}/"):
                length = 0 if is_root else len(place)
                if length > best:
                    best, name = length, target
    if best < 0:
        parts = inside.split("/")
        name = parts[1] if len(parts) > 1 and parts[0] in _USUAL else f"/{parts[0]}"
        alone = [line.split("\t")[1] for line in targets if line.split("\t")[0] != "testTarget"]
        if len(alone) == 1 and parts[0] in _SOURCES:
            name = alone[0]
    return name if name[:1] == "/" else _NO_NAME.sub("_", name)


def _usual_places(kind: str, name: str) -> tuple[str, ...]:
    if kind == "plugin":
        return (f"Plugins/{name}",)
    folders = ("Tests", *_SOURCES) if kind == "testTarget" else _SOURCES
    return tuple(f"{folder}/{name}" for folder in folders)
