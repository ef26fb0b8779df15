"""Testing: the tests of a language, and what its runners do with names.

Each answer here is that for an unknown language: a file holds no tests, a function is no fixture.
"""

from __future__ import annotations

from collections.abc import Sequence


class Testing:
    """The tests of a language. Immutable, without state."""

    __slots__ = ()

    fixture_decorators: tuple[str, ...] = ()
    """The last parts of decorators that make a fixture of a function."""

    fixture_requests: tuple[str, ...] = ()
    """The last parts of decorators that name, as text, fixtures that a test or the tests of a class get."""

    def is_test(self, path: str) -> bool:
        """Whether the file of that path holds tests."""
        return False

    def is_test_name(self, name: str) -> bool:
        """Whether a function of a test file with that name is a test."""
        return name.lower().startswith("test")

    def is_run(self, name: str) -> bool:
        """Whether a runner runs what has that name in a test file: tests, set-up and tear-down."""
        return name.startswith(("test", "Test"))

    def is_runnable(self, path: str, name: str) -> bool:
        """Whether a runner gets the file of that path for an atom of that name; the name "" stands for the module."""
        return True

    def fixture_name(self, function: str, decorators: Sequence[str]) -> str:
        """The name of the fixture that a function with these decorators is; "" where it is none."""
        return ""

    def is_automatic(self, decorators: Sequence[str]) -> bool:
        """Whether tests get the fixture with these decorators although they do not ask for it."""
        return False

    def gets_fixtures(self, name: str, *, is_test: bool) -> bool:
        """Whether the parameters of a function that is no fixture get fixtures; `is_test` is that of its file."""
        return False

    def is_shared(self, path: str) -> bool:
        """Whether the fixtures of the file are those of each test in its folder and below it."""
        return False


NO_TESTS = Testing()
"""Of a language that has none, and of a file in no language."""
