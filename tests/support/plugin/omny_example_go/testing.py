"""The tests of this Go."""

from __future__ import annotations

from omny.languages.facets.testing import Testing


class GoTesting(Testing):
    """Tests are told by the names of files."""

    def is_test(self, path: str) -> bool:
        """See `Testing`."""
        return path.endswith("_test.golite")


TESTING = GoTesting()
