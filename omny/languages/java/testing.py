"""The tests of Java, as Maven, Gradle and their plug-ins find them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FOLDER = re.compile(r"(?:^|/)src/(?:test|it|\w+Test|testFixtures)/|^tests?/")
_FILE = re.compile(r"(?:^|/)(?:Test[A-Z0-9_][^/]*|[^/]*(?:Test|Tests|TestCase|IT|ITCase))\.\w+$")
_RUN = re.compile(r"test(?![a-z])|(?:setUp|tearDown)$")


def is_test_path(path: str) -> bool:
    """Whether a file holds tests, or code for tests alone, by its folder or the end of its name."""
    return _FOLDER.search(path) is not None or _FILE.search(path) is not None


class JavaTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the source folder, or by the names that runners look for."""
        return is_test_path(path)

    def is_test_name(self, name: str) -> bool:
        """The names of JUnit 3; annotations say it elsewhere."""
        return name.startswith("test")

    def is_run(self, name: str) -> bool:
        """The same, with what prepares a test."""
        return _RUN.match(name) is not None
