"""How languages of the Java virtual machine find types and functions: by full names, wherever the files stand.

Their files share one space, so code of one language calls that of another. A file publishes its names as `::pkg.Type`,
and the first part of its package under `unit`: a name that nothing binds can be the beginning of a full name.

Sources: chapters 6 (names) and 7 (packages) of the Java Language Specification; Maven's standard directory layout.
"""

from __future__ import annotations

import re
from functools import lru_cache

from omny.languages.modules import keep_depended
from omny.languages.units import UnitImports, keep_nearest
from omny.resolve.lookup import NameEvaluator

SPACE = "jvm"

_TEST_FOLDER = re.compile(r"(?:^|/)src/(?:test|it|\w+Test|testFixtures)/|^tests?/")
_TEST_FILE = re.compile(r"(?:^|/)(?:Test[A-Z0-9_][^/]*|[^/]*(?:Test|Tests|TestCase|IT|ITCase))\.\w+$")


@lru_cache(maxsize=65536)  # a program asks it of the same files for each name
def is_test_path(path: str) -> bool:
    """Whether a file holds tests, or code for tests alone, by its folder or the end of its name."""
    return _TEST_FOLDER.search(path) is not None or _TEST_FILE.search(path) is not None


def first_package(name: str) -> str:
    """The first part of a package name."""
    return name.partition(".")[0]


class JvmImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all: packages have names of their own."""
        return SPACE

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Of several modules with one full name those that the own one depends on, and of these the nearest ones.
        Only tests see what tests define."""
        if not importer:
            return paths
        if not is_test_path(importer):
            paths = tuple(path for path in paths if not is_test_path(path))
        return keep_nearest(keep_depended(paths, importer, evaluator) if len(paths) > 1 else paths, importer)

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """The first part of a full name."""
        return head if "/" not in head and evaluator.publishers(f"{SPACE}@{head}") != () else None
