"""The tests of Ruby: those of RSpec (https://rspec.info), Minitest and test-unit."""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.facets.testing import Testing

_FILE = re.compile(r"(?:.*_(?:spec|test)|test_.*|(?:spec|test|rails)_helper)\.rb")
_FOLDERS = re.compile(r"(?:^|/)(?:spec|test|features)/")
_AROUND = frozenset(("setup", "teardown", "before_setup", "after_teardown"))


class RubyTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the file's name, or below a folder of tests."""
        return _FILE.fullmatch(basename(path)) is not None or _FOLDERS.search(path) is not None

    def is_test_name(self, name: str) -> bool:
        """As Minitest finds them."""
        return name.startswith("test_")

    def is_run(self, name: str) -> bool:
        """A test, or what is run around it."""
        return self.is_test_name(name) or name in _AROUND


TESTING = RubyTesting()
