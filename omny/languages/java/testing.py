"""The tests of Java, as Maven, Gradle and their plug-ins find them. Kotlin's are found alike."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing
from omny.languages.jvm import is_test_path

_RUN = re.compile(r"test(?![a-z])|(?:setUp|tearDown)$")


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


TESTING = JavaTesting()
