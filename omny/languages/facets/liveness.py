"""Liveness: why code of a language may run although nothing in the index calls it.

Each default is the answer for an unknown language: its dead code is never certain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from omny.model.atom_data import CONSTRUCTOR
from omny.model.atoms import AtomType

HOOKS = frozenset(
    (
        "main", "setup", "teardown", "handler", "application", "upgrade", "downgrade", "install", "activate",
        "deactivate", "register", "plugin", "run", "ready", "configure", "loader", "action", "middleware",
    )
)  # fmt: skip
"""Names that tools look for, in any language."""

MEMBERS = frozenset(
    name for kind in (str, bytes, dict, list, set, int, float, complex, type, BaseException, memoryview)
    for name in dir(kind) if not name.startswith("_")
) | frozenset(
    (
        "read", "readline", "readlines", "readinto", "write", "writelines", "flush", "close", "fileno", "isatty",
        "seek", "seekable", "tell", "truncate", "readable", "writable", "detach", "closed", "name", "mode", "encoding",
        "errors", "tzname", "utcoffset", "dst", "fromutc", "emit", "filter", "format", "toJSON", "toString", "valueOf",
        "then", "catch", "finally", "next", "return", "throw", "render",
    )
)  # fmt: skip
"""Members by which built-in code uses its arguments: those of strings, numbers, collections, files, promises."""


class Candidate(NamedTuple):
    """An atom that nothing is known to use."""

    path: str
    name: str
    qualified_name: str  # without the number of a further definition
    type: AtomType
    is_exported: bool
    is_test: bool
    class_id: str  # of the class that it is a member of, or ""
    parent_id: str  # of the atom that it stands in, or ""
    parent_name: str  # the qualified name of that
    parent_type: AtomType


class FileText(NamedTuple):
    """The text around a candidate."""

    words: frozenset[str]  # those of `Liveness.words` that its file has
    line: str  # that the candidate begins on
    before: str  # the code before that line; see `Liveness.code_before`


class MadeUpNames(NamedTuple):
    """Names that the text of a tree puts together at run time."""

    beginnings: set[str]
    ends: set[str]
    private: set[str]  # the files that make up private names


Names = Iterable[tuple[str, str]]
"""Modules, each with an attribute."""


class Liveness:
    """The reasons of one language. Immutable, without state.

    A reason is a sentence for a person who is about to delete something; "" stands for none.
    """

    __slots__ = ()

    roots: frozenset[str] = frozenset(("main",))
    """Names of functions that are run without a call."""

    hooks: frozenset[str] = HOOKS
    """Names that tools and frameworks look for."""

    members: frozenset[str] = MEMBERS
    """Members by which built-in code uses its arguments."""

    plain_bases: frozenset[str] = frozenset()
    """Classes of the language itself that know nothing of their subclasses."""

    words: frozenset[str] = frozenset()
    """Words that a reason depends on: whether a file has them."""

    owns_last_line: bool = False
    """Whether no other code stands on the last line of a definition."""

    has_method_sets: bool = False
    """Whether a type implements an interface by having its methods, without naming it."""

    manifests: tuple[str, ...] = ()
    """The files that describe the package of their folder."""

    framework_files: Mapping[str, str] = MappingProxyType({})
    """Files without their endings that show the use of a framework, each with the framework."""

    def is_protocol(self, name: str, kind: str) -> bool:
        """Whether the language itself calls a definition of that name and kind."""
        return kind == CONSTRUCTOR

    def is_declaration(self, path: str) -> bool:
        """Whether the file of that path declares code of other files."""
        return False

    def is_harmless(self, decorator: str) -> bool:
        """Whether the decorator of that name hands what it decorates to nobody."""
        return False

    def owner(self, candidate: Candidate) -> str | None:
        """The object that a candidate without a class is a member of; None: it stands by itself."""
        return None

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """Whether only its own file or package can use the candidate, and only by its name."""
        return False

    def export_reason(self, candidate: Candidate) -> str:
        """Why files that are not indexed may use it."""
        return ""

    def text_reason(self, candidate: Candidate, text: FileText, names: MadeUpNames, family: Collection[str]) -> str:
        """Why it may be used, by the text of the files; `family` are the paths of its class and the related ones."""
        return ""

    def entry_reason(self, candidate: Candidate, depends_on: Callable[[str], bool]) -> str:
        """Which framework runs it; `depends_on` tells whether its package depends on a framework of that name."""
        return ""

    def word(self, name: str) -> str:
        """The word by which a text speaks of that name."""
        return name

    def code_before(self, rows: list[bytes]) -> bytes:
        """The last line of code among these, without its comment; nothing where `text_reason` asks for none."""
        return b""

    def note_names(self, names: MadeUpNames, path: str, content: bytes, words: Collection[bytes]) -> None:
        """Adds the names that a file of the language makes up; `words` are all words of its content."""

    def is_published(self, contents: list[bytes]) -> bool | None:
        """Whether manifests with these contents offer the package to others; None: they do not tell."""
        return None

    def dependencies(self, content: bytes) -> frozenset[str]:
        """The packages that a manifest depends on."""
        return frozenset()

    def reader(self, path: str) -> Callable[[str], Names] | None:
        """How to find the names of what is run in the text of a file; None: such a file names nothing."""
        return None

    def is_module(self, path: str, module: str) -> bool:
        """Whether a file is the module that has that name in such a text."""
        return False


NO_LIVENESS = Liveness()
"""Of a language that says nothing of it, and of a file in no language."""
