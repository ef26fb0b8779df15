"""The tests of PHP, as PHPUnit and Pest run them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_FILE = re.compile(r"(?:^|/)[Tt]ests?/|(?:Test|TestCase|Cest)\.\w+$")
_RUN = re.compile(r"test(?![a-z])|(?:setUp|tearDown)(?:BeforeClass|AfterClass)?$")


def is_test_path(path: str) -> bool:
    """Whether a file is a test: by a folder of tests, or by the end of its name."""
    return _FILE.search(path) is not None


class PhpTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """See `is_test_path`."""
        return is_test_path(path)

    def is_test_name(self, name: str) -> bool:
        """A method whose name begins with the word."""
        return re.match(r"test(?![a-z])", name) is not None

    def is_run(self, name: str) -> bool:
        """A test, or what PHPUnit runs before and after."""
        return _RUN.match(name) is not None
