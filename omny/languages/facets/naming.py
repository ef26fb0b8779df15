"""Naming: which text is an identifier of a language, and which identifiers a rename may neither give nor take."""

from __future__ import annotations

import re

import msgspec


class Naming(msgspec.Struct, frozen=True):
    """How a language writes names. The default is one of letters, digits and underscores without a keyword."""

    identifier: re.Pattern[str] = re.compile(r"[^\W\d]\w*")
    reserved: frozenset[str] = frozenset()
    """Identifiers that no definition can get: keywords, and names that would make it something else."""

    fixed: re.Pattern[str] | None = None
    """Names by which the language itself finds a definition. Such a definition keeps its name."""

    title: str = ""
    """The language, as people and other tools write it; "" where its own name will do."""

    stub: str = "// {name}\n"
    """The least source with a name: a function, or a comment where no function can be added to every file."""

    inside: bytes = rb"\w$\x80-\xff"
    """The bytes that go on a name, as they stand in a class of a regular expression. Templates write `$name`."""

    def is_name(self, text: str) -> bool:
        """Whether a definition can get that name."""
        return self.identifier.fullmatch(text) is not None and text not in self.reserved

    def is_fixed(self, name: str) -> bool:
        """Whether the language finds a definition by that name."""
        return self.fixed is not None and self.fixed.fullmatch(name) is not None

    def occurrences(self, name: str) -> re.Pattern[bytes]:
        """The pattern of the places where a source has the name, and not as a part of a longer one."""
        return re.compile(rb"(?<![%b])%b(?![%b])" % (self.inside, re.escape(name.encode()), self.inside))


NAMING = Naming()
"""Of a language that says nothing else."""
