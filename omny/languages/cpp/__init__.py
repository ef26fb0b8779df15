"""C++, and headers, which are of C or C++ by what they say."""

from __future__ import annotations

import re
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage
from omny.languages.c import C
from omny.languages.table import ENDINGS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.walk import Walk
    from omny.languages.facets.refactor import Refactor
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface

_SHARED = "omny.languages.c"
_SIGNS = re.compile(
    rb"^[ \t]*(?:(?:class|namespace|using)\s+\w|template\s*<|namespace\s*\{|(?:public|private|protected)\s*:)"
    rb"|\bstd::|\w::~?\w|\bvirtual\s+\w|\bconstexpr\b|\bnullptr\b|\bstatic_cast\b|\boperator\s*[=<>+*()\[\]!-]",
    re.MULTILINE,
)
_WORDS = (
    b"::", b"class", b"namespace", b"using", b"template", b"virtual", b"constexpr", b"nullptr", b"static_cast",
    b"operator", b"public", b"private", b"protected",
)  # fmt: skip
"""One of them is in each of these signs, and a word is found sooner than a pattern."""


def _shows(source: bytes) -> bool:
    """Whether a header is one of C++."""
    from omny.languages.c.masks import find_bare

    has_word = any(word in source for word in _WORDS)
    return has_word and _SIGNS.search(source) is not None and _SIGNS.search(find_bare(source)) is not None


def _count_faulty(faults: list[Node]) -> int:
    """The bytes that the parser could not read."""
    return sum(max(1, node.end_byte - node.start_byte) for node in faults)


class _Headers(GrammarLanguage):
    """Files that both languages include."""

    @cached_property
    def refactor(self) -> Refactor:
        """That of C++, but for the references in a header of C."""
        from omny.languages.cpp.refactor import OF_HEADERS

        return OF_HEADERS

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """By the language that a header shows; by the other one if more of it parses then."""
        first, second = (super().analyse, C.analyse) if _shows(source) else (C.analyse, super().analyse)
        found = first(path, source)
        if found[0].error_line:
            other = second(path, source)
            if other[0].error_ratio < found[0].error_ratio:
                return other
        return found

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """By the same language as `analyse`."""
        first, second = super().start_walk, C.start_walk
        found = first(source) if _shows(source) else second(source)
        if found[1]:
            other = second(source) if _shows(source) else first(source)
            if _count_faulty(other[1]) < _count_faulty(found[1]):
                return other
        return found

    @cached_property
    def fingerprint(self) -> str:
        """Both grammars."""
        return f"{version('tree-sitter-c')}-{super().fingerprint}"


CPP = GrammarLanguage(
    "cpp",
    ENDINGS["cpp"],
    grammar="tree_sitter_cpp",
    package=__name__,
    shares=_SHARED,
    captures=("common.scm", "captures.scm"),
)

HEADERS = _Headers(
    "header",
    ENDINGS["header"],
    grammar="tree_sitter_cpp",
    package=__name__,
    shares=_SHARED,
    captures=("common.scm", "captures.scm"),
)

LANGUAGES = (CPP, HEADERS)
