"""The import rules of a script in no language: it imports nothing. Those of others are their language's."""

from __future__ import annotations

from omny.languages.units import UnitImports
from omny.model.surfaces import Surface
from omny.resolve.lookup import SymbolLookup


class NoImports(UnitImports):
    """See `omny.resolve.lookup.ImportRules`."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """None."""
        return []

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """Nothing."""
        return None


RULES = NoImports()
