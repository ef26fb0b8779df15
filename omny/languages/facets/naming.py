"""Naming: the identifiers of a language, those that a rename may neither give nor take, and how people write the name
of a definition or module."""

from __future__ import annotations

import re

import msgspec


class Naming(msgspec.Struct, frozen=True):
    """How a language writes names. The default is one of letters, digits and underscores without a keyword."""

    identifier: str = r"[^\W\d]\w*"
    """The pattern of an identifier. A string, as below: questions load this module and match no name."""

    reserved: frozenset[str] = frozenset()
    """Identifiers that no definition can get: keywords, and names that would make it something else."""

    fixed: str = ""
    """The pattern of names by which the language itself finds a definition. Such a definition keeps its name."""

    title: str = ""
    """The language, as people and other tools write it; "" where its own name will do."""

    stub: str = "// {name}\n"
    """The least source with a name: a function, or a comment where no function can be added to every file."""

    inside: bytes = rb"\w$\x80-\xff"
    """The bytes that continue a name, as a class of a regular expression lists them. Templates write `$name`."""

    ignores_case: bool = False
    """Whether a name means the same in small and in capital letters."""

    folder_stems: tuple[str, ...] = ()
    """The names without endings of files that stand for their folder where it is imported."""

    long_endings: tuple[str, ...] = ()
    """Endings of files with a dot inside; any other ending begins at the last dot."""

    constructor: str = ""
    """The method by which a class makes an object; "" in a language without classes."""

    function_words: frozenset[str] = frozenset(("def", "fn", "fun", "func", "function", "function*", "method", "sub"))
    """Words that stand before the name of a function or method where it is defined, in one language or another."""

    class_words: frozenset[str] = frozenset(("class", "enum", "interface", "new", "struct", "trait"))
    """The same before the name of a class, or where it is used."""

    other_words: frozenset[str] = frozenset(
        """
        abstract async await const default export extern final get let override private protected pub public readonly
        set static type var
        """.split()  # noqa: SIM905
    )
    """The same before any name."""

    empty_parts: frozenset[str] = frozenset(("<locals>", "prototype"))
    """Parts of the name that a runtime gives to a definition which say only how it hangs together."""

    aliases: tuple[str, ...] = ("@/", "~/", "~~/", "#/")
    """Beginnings of module specifiers that stand for a source folder."""

    receivers: frozenset[str] = frozenset(("self", "cls", "super()", "this", "base", "static", "parent"))
    """Names by which the code of a class calls its object, and what hangs on it."""

    def is_name(self, text: str) -> bool:
        """Whether a definition can get that name."""
        return re.fullmatch(self.identifier, text) is not None and text not in self.reserved

    def is_fixed(self, name: str) -> bool:
        """Whether the language finds a definition by that name."""
        return self.fixed != "" and re.fullmatch(self.fixed, name) is not None

    def occurrences(self, name: str) -> re.Pattern[bytes]:
        """The pattern of the places where a source has the name, and not as a part of a longer one."""
        flags = re.IGNORECASE if self.ignores_case else re.NOFLAG
        return re.compile(rb"(?<![%b])%b(?![%b])" % (self.inside, re.escape(name.encode()), self.inside), flags)


NAMING = Naming()
"""Of a language that says nothing else."""
