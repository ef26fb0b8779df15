"""The tests of C#, as xUnit, NUnit and MSTest run them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FOLDER = re.compile(r"(?:^|/)(?:[Tt]ests?|[^/]+\.(?:\w+)?Tests?)/")
_FILE = re.compile(r"(?:Test|Tests)\.cs$")


def is_below_tests(path: str) -> bool:
    """Whether a file is in a folder of tests, or of a project of tests."""
    return _FOLDER.search(path) is not None


class CSharpTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the folder of its project, or by the end of its name."""
        return is_below_tests(path) or _FILE.search(path) is not None

    def is_test_name(self, name: str) -> bool:
        """Any method can be a test: an attribute says so."""
        return name.startswith("Test") or name.endswith(("Test", "Tests"))

    def is_run(self, name: str) -> bool:
        """The same."""
        return self.is_test_name(name)


TESTING = CSharpTesting()
