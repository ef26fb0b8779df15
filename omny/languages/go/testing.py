"""The tests of Go, as `go test` runs them (https://pkg.go.dev/testing)."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_RUN = re.compile(r"(?:Test|Benchmark|Example|Fuzz)(?![a-z])")


class GoTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the end of the file's name."""
        return path.endswith("_test.go")

    def is_test_name(self, name: str) -> bool:
        """A word that `go test` looks for, and no small letter after it."""
        return _RUN.match(name) is not None

    def is_run(self, name: str) -> bool:
        """The same."""
        return self.is_test_name(name)


TESTING = GoTesting()
