"""Exports: what a module shows to the files that import it."""

from __future__ import annotations

from typing import cast

from omny.model.surfaces import Surface
from omny.resolve.declarations import Declarations
from omny.resolve.lookup import LanguageRules
from omny.resolve.recording import RecordingLookup
from omny.resolve.shared import MAX_FOLLOWED, Shared
from omny.resolve.stars import SteppingEvaluator, choose_star_export, find_in_chain, find_in_named
from omny.resolve.values import Defined, Module, Values


class Exports(Declarations):
    """Answers questions about the names that modules export, for one file."""

    def __init__(
        self, path: str, surface: Surface, language: LanguageRules, lookup: RecordingLookup, shared: Shared
    ) -> None:
        Declarations.__init__(self, path, surface, language, lookup, shared)
        self._export_mark = language.semantics.export_mark
        self._exporting: set[tuple[str, str]] = set()

    def _find_in_module_value(self, path: str, name: str) -> Values | None:
        """The values of `name` in the value that the module as a whole is."""
        raise NotImplementedError

    def _find_export_member(self, path: str, name: str) -> Values | None:
        """See `Definitions`."""
        return self.export(path, name)

    def module_value(self, module: Module) -> Values:
        """The values that a module as a whole is."""
        path = module.path
        entries = None if path.endswith("/") or path[0] == "/" else self.ask(path, "=")
        return self._read(path, entries) if entries else {}

    def export(self, path: str, name: str) -> Values | None:
        """The values that the module `path` shows as `name` to an importer; None where it has no such name."""
        if path[0] == "/":
            return self._export_from_unit(path, name, path)
        key = (path, name)
        if key in self._exporting or len(self._exporting) >= MAX_FOLLOWED:
            self._cuts += 1
        elif not path.endswith("/"):
            self._exporting.add(key)
            try:
                found = self._find_export(path, name)
            finally:
                self._exporting.discard(key)
            if found is not None:
                return found
        return self._find_submodule(path, name)

    def _find_export(self, path: str, name: str) -> Values | None:
        """The values that the file of a module itself shows as `name`."""
        entries = self.ask(path, self._export_mark + name)
        if entries is not None:
            return self._read(path, entries)
        found = self._find_star_export(path, name, "", "*")
        if found is None and self._semantics.has_module_values:
            return self._find_in_module_value(path, name)
        return found

    def find_starred(self, module: Defined, name: str) -> Values | None:
        """The values that a module inside a file shows as `name` from the modules that it takes in whole."""
        key = (f"{module.path} {module.qualname}", name)
        if key in self._exporting or len(self._exporting) >= MAX_FOLLOWED:
            self._cuts += 1
            return None
        self._exporting.add(key)
        try:
            return self._find_star_export(module.path, name, "", f"{module.qualname}.*")
        finally:
            self._exporting.discard(key)

    def _find_star_export(self, path: str, name: str, limit: str, key: str) -> Values | None:
        """The values that a file gets as `name` from the modules that it takes in whole."""
        found: list[tuple[str, Values]] = []
        specs = self.ask(path, key) or []
        for spec in specs[: int(limit)] if limit.isdigit() else specs:
            if spec[0] == "." and "::" in spec:
                found += find_in_chain(cast("SteppingEvaluator", self), path, spec, name)
                continue
            target = self.locate(spec, path)
            if target is None and self._semantics.names_extended_types:
                found += find_in_named(self, path, spec, name)
            if target is None or target.endswith("/") or not self._rules.reexports(target, name, self._lookup):
                continue
            values = self._export_from_unit(target, name, path) if target[0] == "/" else self.export(target, name)
            if values is not None:
                found.append((target, values))
        if len(found) < 2:
            return found[0][1] if found else None
        return choose_star_export(self, self._semantics, found, name)
