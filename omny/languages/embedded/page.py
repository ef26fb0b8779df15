"""A file of a host language as the guest's grammar reads it: all bytes but code are spaces, and line ends stay.

Offsets and lines of the code are those of the file, so nothing has to be mapped. An expression of the template stands
in its place as a statement, with separators in the bytes around it, or as an argument where the template passes it on.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))
_NAMES = re.compile(
    rb"""(?:[A-Za-z_$\x80-\xff][\w$\x80-\xff]*)(?=\s*:)|["'][^"']*["']|=[^,}\]]*|([A-Za-z_$\x80-\xff][\w$\x80-\xff]*)"""
)
_LINE_COMMENT = re.compile(rb"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|//[^\n\r]*""", re.DOTALL)
_SCRIPT = re.compile(r"(?:text|application)/(?:x-)?(?:javascript|ecmascript|typescript|babel|jsx|tsx?)|module|[jt]sx?")
_TYPED = re.compile(r"(?:text/|application/)?(?:x-)?(?:ts|typescript)")

END = 0x7FFFFFFF
"""Where something ends whose end is not known yet."""


class Use(NamedTuple):
    """A name that the template uses, by the byte where it stands: the first of `chains` that the file binds."""

    at: int
    chains: tuple[str, ...]
    is_call: bool


class Local:
    """A part of the template with names of its own, each with the chain of its value, or "?"."""

    __slots__ = ("end", "names", "outer", "position")

    kind = "local"  # see `Bracket`

    def __init__(self, position: int, names: list[tuple[str, str]], outer: str = "") -> None:
        self.position = position
        self.end = END
        self.names = names
        self.outer = outer  # a name that it gives to what is around it


class Page:
    """A file while it is read, and what that gives."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.code = bytearray(source.translate(_BLANK))
        self.dialect = ""  # "", "ts" or "tsx"
        self.uses: list[Use] = []
        self.filters: list[tuple[int, str]] = []  # `value | name`, by the byte where the name stands
        self.locals: list[Local] = []
        self.template = (0, len(source))
        self.has_setup = True  # whether the template sees the names of the module

    def keep(self, start: int, end: int) -> None:
        """Code that stands for itself."""
        self.code[start:end] = self.source[start:end]

    def put(self, at: int, text: bytes) -> None:
        """Marks around code; never over the end of a line."""
        for place, byte in enumerate(text, at):
            if 0 <= place < len(self.code) and self.code[place] not in b"\n\r":
                self.code[place] = byte

    def statement(self, start: int, end: int, *, room: int = 1) -> None:
        """Code that is run. `room` is the number of bytes before it that are free."""
        self.keep(start, end)
        if room > 1 or self.source[start:end].lstrip()[:1] == b"{":
            self.put(start - room, b";("[-room:])
            self.put(end, b");")
        else:
            self.put(start - 1, b";")
            self.put(end, b";")

    def block(self, start: int, end: int) -> None:
        """Statements, with at least two free bytes before them."""
        self.keep(start, end)
        self.put(start - 2, b";{")
        self.put(end, b"}")

    def pass_on(self, start: int, end: int, *, separator: bytes = b";") -> None:
        """Code whose value is passed on, with at least three free bytes before it."""
        self.keep(start, end)
        self.put(start - 3, separator + b"0(")
        self.put(end, b")" + separator)

    def hide_comments(self, start: int, end: int) -> None:
        """Hides comments that go to the end of a line: no mark could follow them."""
        if b"//" in self.source[start:end]:
            for match in _LINE_COMMENT.finditer(self.source, start, end):
                if match[1] is None:
                    self.code[match.start() : match.end()] = b" " * (match.end() - match.start())

    def script(self, start: int, end: int, lang: str, type_: str) -> bool:
        """A block of code, if it is one in a language that is read."""
        for word in (lang, type_):
            word = word.strip().lower().partition(";")[0]
            if word and not _SCRIPT.fullmatch(word):
                return False
        self.keep(start, end)
        self.put(start - 1, b";")
        self.put(end, b";")
        if lang.lower() == "tsx":
            self.dialect = "tsx"
        elif not self.dialect and (_TYPED.fullmatch(lang.lower()) or _TYPED.fullmatch(type_.lower())):
            self.dialect = "ts"
        return True

    def use(self, at: int, *chains: str, is_call: bool = False) -> None:
        """Notes a use of a name."""
        self.uses.append(Use(at, chains, is_call))

    def open(self, start: int, names: list[tuple[str, str]], outer: str = "") -> Local:
        """A part of the template with names of its own."""
        local = Local(start, names, outer)
        self.locals.append(local)
        return local


def pattern_names(pattern: bytes) -> list[str]:
    """The names that a pattern of parameters binds."""
    return [match[1].decode("utf-8", "replace") for match in _NAMES.finditer(pattern) if match[1] is not None]


def component_chain(name: bytes) -> str:
    """The chain of a component's name as an element has it: `Form.Field`."""
    return name.decode("utf-8", "replace").replace(".", " ")
