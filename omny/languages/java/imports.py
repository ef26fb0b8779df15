"""How Java finds types: by their full names, wherever the files stand.

Sources: chapters 6 (names) and 7 (packages) of the Java Language Specification; Maven's standard directory layout.
"""

from __future__ import annotations

from omny.languages.java.testing import is_test_path
from omny.languages.units import UnitImports, keep_nearest
from omny.resolve.lookup import NameEvaluator

SPACE = "jvm"


def first_package(name: str) -> str:
    """The first part of a package name."""
    return name.partition(".")[0]


class JavaImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all: packages have names of their own."""
        return SPACE

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Of several modules with one full name those nearest to the importer. Only tests see what tests define."""
        if not importer:
            return paths
        if not is_test_path(importer):
            paths = tuple(path for path in paths if not is_test_path(path))
        return keep_nearest(paths, importer)

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """The first part of a full name."""
        return head if "/" not in head and evaluator.publishers(f"{SPACE}@{head}") != () else None
