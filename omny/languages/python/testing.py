"""The tests of Python: unittest's by the names of methods, pytest's by the names of files, functions and fixtures.

See https://docs.pytest.org/en/stable/reference/fixtures.html and https://docs.python.org/3/library/unittest.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename, dirname

from omny.languages.facets.testing import Testing

CONFTEST = "conftest.py"
"""The file whose fixtures are those of its folder."""

FIXTURE = re.compile(r"(?:\w+\.)*fixture(?:\(|$)")
"""The decorator of a fixture."""

_TEST_FOLDERS = frozenset(("test", "tests", "testing"))
_NAME = re.compile(r"""\bname\s*=\s*(["'])(\w+)\1""")
_AUTOUSE = re.compile(r"\bautouse\s*=\s*True\b")
_ROOT = re.compile(r"test|Test|setUp|tearDown|setup_|teardown_|pytest_|asyncSetUp|asyncTearDown|runTest")
_RUN = re.compile(r"test|setUp|tearDown|setup_|teardown_")
_FILE = re.compile(r"tests?\.py|test_.*\.py|.*_test\.py")
"""The files that runners look for by default."""


class PythonTesting(Testing):
    """See `omny.languages.facets.testing.Testing`."""

    __slots__ = ()

    fixture_decorators = ("fixture",)
    fixture_requests = ("usefixtures",)

    def is_test(self, path: str) -> bool:
        """By the name of the file, or of a folder above it."""
        return is_test(path)

    def is_run(self, name: str) -> bool:
        """By the names of unittest and pytest."""
        return _ROOT.match(name) is not None

    def is_runnable(self, path: str, name: str) -> bool:
        """A module where runners look for it; in any file a test, a set-up or a tear-down."""
        return _RUN.match(name) is not None if name else _FILE.fullmatch(basename(path)) is not None

    def fixture_name(self, function: str, decorators: Sequence[str]) -> str:
        """By pytest's decorator, which may give it another name."""
        return fixture_name(function, decorators)

    def is_automatic(self, decorators: Sequence[str]) -> bool:
        """By `autouse`."""
        return any(_AUTOUSE.search(decorator) for decorator in decorators)

    def gets_fixtures(self, name: str, *, is_test: bool) -> bool:
        """The tests that pytest collects."""
        return is_test and name.startswith("test")

    def is_shared(self, path: str) -> bool:
        """A `conftest.py`."""
        return basename(path) == CONFTEST


def is_test(path: str) -> bool:
    """Whether a file holds tests, by its path."""
    name = basename(path)
    return (
        name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
        or name in ("tests.py", CONFTEST)
        or not _TEST_FOLDERS.isdisjoint(dirname(path).split("/"))
    )


def fixture_name(function: str, decorators: Sequence[str]) -> str:
    """The name of the fixture that a function with these decorators is; "" where it is none."""
    for decorator in decorators:
        if FIXTURE.match(decorator):
            named = _NAME.search(decorator)
            return named[2] if named is not None else function
    return ""


TESTING = PythonTesting()
