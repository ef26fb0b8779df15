"""The rules of a language whose modules are no files: what most of them have in common."""

from __future__ import annotations

from omny.model.surfaces import UNIT, Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup, count_shared_folders


class UnitImports:
    """See `omny.resolve.lookup.UnitRules`. A subclass says which space a file belongs to, if others do, too."""

    def space(self, path: str, mark: str) -> str:
        """The file's own: it shares no name with others."""
        return f"file={path}"

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's names in its unit, and the name of the package that it states."""
        space = self.space(path, surface.get(UNIT, [""])[0])
        units = (f"{space}@{each}" for each in surface.get(UNIT, ()))
        return sorted([*units, *(space + key for key in surface if key[:2] == "::")])

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """All."""
        return paths

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """As `choose`."""
        return self.choose(paths, importer, evaluator)

    def find_program(self, space: str) -> str:
        """The space itself: a unit is no part of one."""
        return space

    def choose_published(
        self, key: str, paths: tuple[str, ...] | None, importer: str, evaluator: NameEvaluator
    ) -> tuple[str, ...]:
        """As `choose_for`; none of too many."""
        return self.choose_for(key, paths, importer, evaluator) if paths else ()

    def choose_defining(self, path: str, paths: tuple[str, ...], evaluator: NameEvaluator) -> tuple[str, ...]:
        """All."""
        return paths

    def find_reach(self, path: str, evaluator: NameEvaluator) -> frozenset[str]:
        """A file takes in no other one."""
        return frozenset((path,))

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """None: a file states what it imports."""
        return None

    def vantage(self, importer: str) -> str:
        """Nothing: a specifier means the same in each file."""
        return "*"

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The namespace that a specifier is, as a unit."""
        return f"/{self.space(importer, '')}::{spec}"

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """All names."""
        return True

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        """A unit has no files as attributes."""
        return None

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        """A specifier means a unit, or nothing."""
        return None

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """No runner gives parameters."""
        return []


def keep_nearest(paths: tuple[str, ...], importer: str) -> tuple[str, ...]:
    """Those of some files that have the most folders in common with another one."""
    if len(paths) < 2:
        return paths
    shared = {path: count_shared_folders(path, importer) for path in paths}
    most = max(shared.values())
    return tuple(path for path in paths if shared[path] == most)
