"""How PHP finds names: a namespace is what its files say, wherever these stand.

Source: "Name resolution rules" of the PHP manual. Autoloading (PSR-4) only says which file to load for a name.
"""

from __future__ import annotations

from omny.languages.units import UnitImports
from omny.resolve.lookup import NameEvaluator


class PhpImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all files."""
        return "php"

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """A file that defines the name itself means its own."""
        return (importer,) if importer in paths else paths
