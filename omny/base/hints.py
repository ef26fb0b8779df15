"""`Hint`: what to do about an error, as data. The hint names commands and options, and each face phrases them: a person
types commands, an agent calls tools.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Command(msgspec.Struct, frozen=True, tag=True):
    """A command, without "omny": `status --skipped`."""

    words: str

    def __str__(self) -> str:
        return f"'omny {self.words}'"


class Option(msgspec.Struct, frozen=True, tag=True):
    """An option of the command at hand: `force`."""

    name: str

    def __str__(self) -> str:
        return f"--{self.name}"


Part = Command | Option | str


class Hint(msgspec.Struct, frozen=True):
    """A text with `{}` in place of each of its parts. As a text it is for a person at a command line."""

    text: str
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, text: str, *parts: Part) -> Hint:
        """A hint with its parts in order."""
        return cls(text, parts)

    def phrase(self, name: Callable[[Part], str]) -> str:
        """The hint with the names that a face has for its parts."""
        return self.text.format(*map(name, self.parts))

    def map(self, change: Callable[[str], str]) -> Hint:
        """The hint with its own texts changed."""
        return Hint(self.text, tuple(change(part) if isinstance(part, str) else part for part in self.parts))

    def __str__(self) -> str:
        return self.phrase(str)
