"""The tests of Swift, as the package manager and Xcode run them: those of XCTest, and of Swift Testing."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FOLDER = re.compile(r"(?:^|/)(?:[Tt]ests|[^/]*(?:Tests|TestCase|Specs))/")
_FILE = re.compile(r"(?:Tests?|TestCase|Spec)\.swift$")


def is_test_path(path: str) -> bool:
    """Whether a file is in a folder of tests, or has the name of one."""
    return _FOLDER.search(path) is not None or _FILE.search(path) is not None


class SwiftTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the folder of its target, or by the end of its name."""
        return is_test_path(path)

    def is_test_name(self, name: str) -> bool:
        """The names of XCTest; an attribute says so elsewhere."""
        return name.startswith("test")

    def is_run(self, name: str) -> bool:
        """The same, with what prepares a test."""
        return name.startswith(("test", "setUp", "tearDown"))


TESTING = SwiftTesting()
