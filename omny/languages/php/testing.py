"""The tests of PHP, as PHPUnit and Pest run them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FOLDER = re.compile(r"(?:^|/)[Tt]ests?/")
_FILE = re.compile(r"(?:Test|TestCase|Cest)\.\w+$")
_RUN = re.compile(r"test(?![a-z])|(?:setUp|tearDown)(?:BeforeClass|AfterClass)?$")


def is_below_tests(path: str) -> bool:
    """Whether a file is in a folder of tests."""
    return _FOLDER.search(path) is not None


class PhpTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By a folder of tests, or by the end of the file's name."""
        return is_below_tests(path) or _FILE.search(path) is not None

    def is_test_name(self, name: str) -> bool:
        """A method whose name begins with the word."""
        return re.match(r"test(?![a-z])", name) is not None

    def is_run(self, name: str) -> bool:
        """A test, or what PHPUnit runs before and after."""
        return _RUN.match(name) is not None


TESTING = PhpTesting()
