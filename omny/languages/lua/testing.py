"""The tests of Lua: those of busted (https://lunarmodules.github.io/busted) and of LuaUnit."""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.facets.testing import Testing

_FILE = re.compile(r"(?:.*[_.-](?:spec|test)|test[_-].*)\.lua")


class LuaTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the file's name, or below a first folder `spec`."""
        return _FILE.fullmatch(basename(path)) is not None or path.startswith("spec/")


TESTING = LuaTesting()
