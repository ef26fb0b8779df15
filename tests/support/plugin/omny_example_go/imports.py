"""How Go finds a name: a package is a folder, and each of its files may hold it.

A specifier is `PACKAGE#NAME`, where PACKAGE is an import path, or "." for the package of the importer itself.
"""

from __future__ import annotations

from posixpath import dirname, join

from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup
from omny_example_go.projects import KEY

MAX_FOLDERS = 64
"""Folders above a file that are searched for a golite.mod."""


def published_name(folder: str, name: str) -> str:
    """The name by which the file that holds `name` of the package in `folder` is found."""
    return f"golite:{folder}#{name}"


class GoImports:
    """See `omny.resolve.lookup.ImportRules`."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """`golite:FOLDER#NAME` for each name at the top of the file: the package is the folder, and has no file."""
        return sorted(published_name(dirname(path), key[1:]) for key in surface if key.startswith("="))

    def vantage(self, importer: str) -> str:
        """The folder: it is the package."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of the package that holds the name, if exactly one does."""
        package, _, name = spec.partition("#")
        folder = dirname(importer) if package == "." else self._folder(package, dirname(importer), lookup)
        holders = None if folder is None else lookup.publishers(published_name(folder, name))
        return holders[0] if holders is not None and len(holders) == 1 else None

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """Nothing is re-exported."""
        return False

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        """A package has no packages for attributes."""
        return None

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        """A specifier names a file, or nothing."""
        return None

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """No runner gives parameters."""
        return []

    def _folder(self, package: str, home: str, lookup: SymbolLookup) -> str | None:
        for _ in range(MAX_FOLDERS):
            module = lookup.values(join(home, "golite.mod"), KEY)
            if module:
                return self._below(package, module[0], home)
            if not home:
                break
            home = dirname(home)
        return None

    @staticmethod
    def _below(package: str, module: str, home: str) -> str | None:
        if package == module:
            return home
        inside = package.removeprefix(f"{module}/")
        return join(home, inside) if inside != package else None


RULES = GoImports()
