"""The tests of shells: those of Bats (https://bats-core.readthedocs.io) and of shUnit2."""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.facets.testing import Testing

_FILE = re.compile(r".*\.bats|(?:test[_-].*|.*[_.-](?:test|spec))\.(?:sh|bash|zsh|ksh)")
_HOOKS = frozenset(("setup", "teardown", "setup_file", "teardown_file", "setup_suite", "teardown_suite"))
_MORE = frozenset(("setUp", "tearDown", "oneTimeSetUp", "oneTimeTearDown", "suite"))


class BashTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the file's name."""
        return _FILE.fullmatch(basename(path)) is not None

    def is_test_name(self, name: str) -> bool:
        """As shUnit2 finds them."""
        return name.startswith("test")

    def is_run(self, name: str) -> bool:
        """A test, or what a runner calls around it."""
        return self.is_test_name(name) or name in _HOOKS or name in _MORE


TESTING = BashTesting()
