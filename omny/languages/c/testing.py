"""The tests of C and C++: GoogleTest, Catch2, doctest, Unity, Check, and programs in folders of tests."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FOLDER = re.compile(r"(?:^|/)(?:tests?|unittests?|gtest|testing|testsuite)/")
_FILE = re.compile(r"(?:^|/)(?:test[_-][^/]*|[^/]*(?:[_-](?:unit)?tests?|Tests?))\.\w+$")
_RUN = re.compile(r"test|Test|setUp$|tearDown$|SetUp$|TearDown$|suite(?:SetUp|TearDown)$")


def is_test_path(path: str) -> bool:
    """Whether a file holds tests, by its folder or its name."""
    return _FOLDER.search(path) is not None or _FILE.search(path) is not None


class CTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the folder, or by the name."""
        return is_test_path(path)

    def is_run(self, name: str) -> bool:
        """What begins with the word, and what prepares a test."""
        return _RUN.match(name) is not None


TESTING = CTesting()
