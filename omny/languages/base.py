"""What a language is to the rest of Omny, and the kind that tree-sitter parses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import resources
from importlib.metadata import version
from posixpath import basename
from typing import Protocol

from tree_sitter import Language as Grammar
from tree_sitter import Parser, Query

from omny.extract.walk import ERRORS, Walk, parse_and_walk
from omny.model import FileFacts, Surface
from omny.resolve.lookup import ImportRules


class Language(Protocol):
    """A language: which files are its own, what they say, and how their imports are found."""

    name: str
    rules: ImportRules

    @property
    def fingerprint(self) -> str:
        """Changes whenever the facts of the same bytes could."""
        ...

    def accepts(self, path: str) -> bool:
        """Whether a file of that path is written in this language."""
        ...

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """Facts and surface of a file's bytes. Raises nothing for bad source.

        `path` tells dialects apart by its ending; nothing else of it counts.
        """
        ...

    def names(self, path: str, surface: Surface) -> list[str]:
        """The names by which the file can be found from anywhere, sorted."""
        ...

    def is_test(self, path: str) -> bool:
        """Whether a file of that path holds tests."""
        ...


class GrammarLanguage:
    """A language with a tree-sitter grammar from a wheel, and a query `captures.scm` in its folder."""

    def __init__(
        self,
        name: str,
        suffixes: tuple[str, ...],
        *,
        wheel: str,
        grammar: Callable[[], object],
        package: str,
        walk: type[Walk],
        rules: ImportRules,
        names: Callable[[str], list[str]],
        is_test: Callable[[str], bool],
        revision: int,
    ) -> None:
        """`grammar` gives the capsule of the wheel's language; `revision` goes up when walk or query change."""
        self.name = name
        self.rules = rules
        self._suffixes = suffixes
        self._wheel = wheel
        self._grammar = grammar
        self._package = package
        self._walk = walk
        self._names = names
        self._is_test = is_test
        self._revision = revision

    @cached_property
    def fingerprint(self) -> str:
        """Grammar version and our own revision."""
        return f"{self.name}-{version(self._wheel)}-{self._revision}"

    def accepts(self, path: str) -> bool:
        """By the file's ending."""
        return path.endswith(self._suffixes) and not basename(path).startswith(".#")

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        parser, query, errors = self._tools
        return parse_and_walk(source, parser, query, errors, self._walk)

    def names(self, path: str, surface: Surface) -> list[str]:
        """See `Language`."""
        return self._names(path)

    def is_test(self, path: str) -> bool:
        """See `Language`."""
        return self._is_test(path)

    @cached_property
    def _tools(self) -> tuple[Parser, Query, Query]:
        grammar = Grammar(self._grammar())
        text = resources.files(self._package).joinpath("captures.scm").read_text(encoding="utf-8")
        return Parser(grammar), Query(grammar, text), Query(grammar, ERRORS)
