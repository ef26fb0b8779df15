"""How Go finds packages: a package is a folder, and go.mod says by which path it is imported.

Sources: "Packages" and "Import declarations" of the Go specification; the Go Modules Reference (go.mod, `replace`).
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from omny.languages.units import UnitImports
from omny.model.surfaces import UNIT
from omny.resolve.lookup import NameEvaluator, SymbolLookup

MODULE, REPLACED = "module", "replace"  # keys of the surface of a go.mod
MAX_FOLDERS = 64  # above a file that are searched for a go.mod
TEST_FILE = "_test.go"
MAIN = "main"  # the package of a program: it cannot be imported
PARAMETER = "<"  # before the place of a type parameter: the member that is the type which limits it
ITEM = "[]"  # the member by which a named slice, map or channel gives its items

_VERSION = re.compile(r"/v[0-9]+$|\.v[0-9]+$")
_GO_ADDED = re.compile(r"^go-|[.-]go$")


def package_space(folder: str) -> str:
    """The space of the package in a folder."""
    return f"go={folder}"


def published_module(module: str) -> str:
    """The name by which the go.mod of a module is found."""
    return f"go:module:{module}"


def guess_name(spec: str) -> str:
    """The name that a package of that path most likely has, for one that is not in the tree."""
    return _GO_ADDED.sub("", _VERSION.sub("", spec).rpartition("/")[2])


class GoImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """The folder. A package whose name ends in `_test` is another one, in the same folder."""
        folder = package_space(dirname(path))
        return f"{folder}#test" if mark.endswith("_test") and path.endswith(TEST_FILE) else folder

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Only tests of its own package see what a file of tests defines. A program beside a package is left out of the
        build: it has names of its own."""
        if not importer.endswith(TEST_FILE):
            paths = tuple(path for path in paths if not path.endswith(TEST_FILE))
        return tuple(path for path in paths if self._is_in_package(path, importer, evaluator))

    def _is_in_package(self, path: str, importer: str, evaluator: NameEvaluator) -> bool:
        if path == importer:
            return True
        package = evaluator.ask(path, UNIT)
        if dirname(path) != dirname(importer):
            return package != [MAIN]
        return package == evaluator.ask(importer, UNIT) or importer.endswith(TEST_FILE)

    def vantage(self, importer: str) -> str:
        """The folder."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The package that is imported by a path, as a unit."""
        folder = self._find_folder(spec, dirname(importer), lookup)
        return None if folder is None else f"/{package_space(folder)}::"

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """An import of all names takes those that are exported."""
        return name[:1].isupper()

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """The import whose package gives itself that name; outside the tree, the one whose path ends with it."""
        outside = None
        for spec in evaluator.ask(path, "import") or ():
            unit = evaluator.locate(spec, path)
            if unit is None:
                if guess_name(spec) == head:
                    outside = spec
            elif evaluator.publishers(f"{unit[1:-2]}@{head}") != ():
                return spec
        return outside

    def _find_folder(self, spec: str, home: str, lookup: SymbolLookup) -> str | None:
        for _ in range(MAX_FOLDERS):
            manifest = join(home, "go.mod")
            module = lookup.values(manifest, MODULE)
            if module is not None:
                found = _below(spec, module[0], home) if module else None
                found = (
                    self._find_replaced(spec, home, lookup.values(manifest, REPLACED) or ()) if found is None else found
                )
                if found is not None:
                    return found
                break
            if not home:
                break
            home = dirname(home)
        return self._find_module(spec, lookup)

    def _find_replaced(self, spec: str, home: str, replaced: list[str] | tuple[str, ...]) -> str | None:
        for line in replaced:
            module, _, folder = line.partition(" ")
            place = normpath(join(home, folder))
            found = _below(spec, module, "" if place == "." else place) if not place.startswith("..") else None
            if found is not None:
                return found
        return None

    def _find_module(self, spec: str, lookup: SymbolLookup) -> str | None:
        """The folder of a package in another module of the tree."""
        module = spec
        while "." in module:
            manifests = lookup.publishers(published_module(module))
            if manifests:
                return _below(spec, module, dirname(manifests[0])) if len(manifests) == 1 else None
            module = module.rpartition("/")[0]
        return None


def _below(package: str, module: str, home: str) -> str | None:
    if package == module:
        return home
    inside = package.removeprefix(f"{module}/")
    return join(home, inside) if inside != package else None


RULES = GoImports()
