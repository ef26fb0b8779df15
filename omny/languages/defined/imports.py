"""The import rules of a language whose files are known one by one: no import leads to another file."""

from __future__ import annotations

from omny.languages.units import UnitImports
from omny.model.surfaces import Surface
from omny.resolve.lookup import SymbolLookup


class NoImports(UnitImports):
    """See `omny.resolve.lookup.ImportRules`. Nothing is located."""

    def space(self, path: str, mark: str) -> str:
        """Nothing: there are no units."""
        return ""

    def names(self, path: str, surface: Surface) -> list[str]:
        """None: no other file finds it."""
        return []

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """None."""
        return None

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """Nothing."""
        return False


RULES = NoImports()
