"""The tests of JavaScript and TypeScript, by the habits of jest, mocha, vitest and cypress."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_TEST = re.compile(
    r"(?:^|/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress)/"  # folders of jest, mocha, cypress
    r"|[._-](?:test|tests|spec|e2e-spec|cy|stories)\.[cm]?[jt]sx?$"
    r"|(?:^|/)(?:test|tests|spec)\.[cm]?[jt]sx?$"
)
_ROOT = re.compile("test|Test|setUp|tearDown|runTest")


class ScriptTesting(Testing):
    """See `omny.languages.facets.testing.Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the name of the file, or of a folder above it."""
        return _TEST.search(path) is not None

    def is_run(self, name: str) -> bool:
        """By the names that runners after the model of xUnit look for; others are given functions."""
        return _ROOT.match(name) is not None


TESTING = ScriptTesting()
