"""How C# finds types: a namespace is what the files state, wherever these stand.

Source: "Namespaces" and "Namespace and type names" of the C# language specification.
"""

from __future__ import annotations

from omny.languages.csharp.testing import is_test_path
from omny.languages.units import UnitImports
from omny.resolve.lookup import NameEvaluator

SPACE = "csharp"


class CSharpImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all files."""
        return SPACE

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """All: a type can have its parts in several folders. Only tests see what tests define."""
        if importer and not is_test_path(importer):
            return tuple(path for path in paths if not is_test_path(path))
        return paths

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """The first part of a full name."""
        return head if "/" not in head and evaluator.publishers(f"{SPACE}@{head}") != () else None
