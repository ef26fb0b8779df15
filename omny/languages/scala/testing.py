"""The tests of Scala, as sbt, Mill and their plug-ins find them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing
from omny.languages.jvm import is_test_path

_FILE = re.compile(r"(?:Spec|Specs|Suite|Properties|Props|Check|Checks)\.(?:scala|sc)$")
_FOLDER = re.compile(r"(?:^|/)(?:test|it|tests)/(?:src|scala|unit)/")
_RUN = re.compile(r"test(?![a-z])|(?:setUp|tearDown|before(?:All|Each)|after(?:All|Each))$")


def is_test_file(path: str) -> bool:
    """Whether a file holds tests by its folder, or the end of its name."""
    return is_test_path(path) or _FILE.search(path) is not None or _FOLDER.search(path) is not None


class ScalaTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the source folder, or by the names of suites."""
        return is_test_file(path)

    def is_test_name(self, name: str) -> bool:
        """The names of JUnit 3; suites of Scala name their tests in texts."""
        return name.startswith("test")

    def is_run(self, name: str) -> bool:
        """The same, with what prepares a test."""
        return _RUN.match(name) is not None


TESTING = ScalaTesting()
