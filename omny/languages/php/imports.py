"""How PHP finds names: a namespace is what its files say, wherever these stand.

Source: "Name resolution rules" of the PHP manual. Autoloading (PSR-4) only says which file to load for a name.
"""

from __future__ import annotations

from omny.languages.php.testing import is_below_tests
from omny.languages.units import UnitImports, keep_nearest
from omny.resolve.lookup import NameEvaluator


class PhpImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all files."""
        return "php"

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """A file that defines a name means its own, else the nearest counts. Only tests see folders of tests."""
        if not importer or importer in paths:
            return (importer,) if importer else paths
        if not is_below_tests(importer):
            paths = tuple(path for path in paths if not is_below_tests(path))
        return keep_nearest(paths, importer)


RULES = PhpImports()
