"""How PHP finds names: a namespace is what its files say, wherever these stand.

Source: "Name resolution rules" of the PHP manual. Where several files have a class, autoloading says which is loaded.
"""

from __future__ import annotations

from omny.languages.php.projects import is_loaded
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
        return keep_nearest(self._keep_visible(paths, importer), importer) if importer else paths

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """As `choose`, of those that are loaded by their names, where some are."""
        if not importer:
            return paths
        paths = self._keep_visible(paths, importer)
        if len(paths) > 1:
            name = key.removeprefix("::")
            paths = tuple(path for path in paths if is_loaded(path, name, evaluator)) or paths
        return keep_nearest(paths, importer)

    @staticmethod
    def _keep_visible(paths: tuple[str, ...], importer: str) -> tuple[str, ...]:
        if importer in paths:
            return (importer,)
        return paths if is_below_tests(importer) else tuple(path for path in paths if not is_below_tests(path))


RULES = PhpImports()
