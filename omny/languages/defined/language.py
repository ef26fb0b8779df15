"""A defined language as the engines see it, and which of them a path belongs to.

The table is asked by ending. No language is made, and nothing of it is loaded, before a path has its ending.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from omny.base.errors import LanguageError
from omny.base.grammars import BUNDLE_ENDS, Source, can_install_bundle, find_source, load_grammar
from omny.languages.base import GrammarLanguage, code_fingerprint
from omny.languages.defined.table import TABLE, Row

if TYPE_CHECKING:
    from omny.languages.defined.walk import DefinedWalk
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface

_BY_NAME = {row.name: row for row in TABLE}
_BY_FILE = {each: row for row in TABLE for each in row.files.split()}


class DefinedLanguage(GrammarLanguage):
    """A language with a row in the table and a query."""

    takes_whole_matches = True

    def __init__(self, row: Row) -> None:
        endings = tuple(each for each in row.files.split() if each.startswith("."))
        query = f"queries/{row.like or row.name}.scm"
        super().__init__(row.name, endings, grammar="", package=str(__package__), captures=(query,))
        self.row = row

    @property
    def source(self) -> Source | None:
        """Where its grammar is installed; None: nowhere."""
        return find_source(self.row.wheel, self.row.pack, self.row.bundle)

    def find_grammar(self) -> tuple[str, str]:
        """See `GrammarLanguage`."""
        source = self.source
        return (source.package, source.version) if source is not None else ("", "")

    @property  # a package can come while the process runs
    def fingerprint(self) -> str:
        """The package of the grammar with its version, and our own code."""
        source = self.source
        told = f"{source.package}-{source.version}" if source is not None else "none"
        return f"{self.name}-{told}-{code_fingerprint()}"

    def accepts(self, path: str) -> bool:
        """By the file's name, if its grammar is installed."""
        return find_row(path) is self.row and self.source is not None

    def capsule(self) -> object:
        """See `GrammarLanguage`. Raises LanguageError where the grammar is not installed or cannot be used."""
        source = self.source
        if source is None:
            hint = find_cure(self.row)
            raise LanguageError("load language", "its grammar is not installed", path=self.name, hint=hint)
        return load_grammar(source, self.name)

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        facts, surface = super().analyse(path, source)
        if not self.row.page:
            return facts, surface
        from omny.languages.embedded.browser import add_scripts
        from omny.languages.embedded.html import without_templates

        return add_scripts(without_templates(source), facts, surface)

    @cached_property
    def walk(self) -> type[DefinedWalk]:
        """See `GrammarLanguage`."""
        from omny.languages.defined.walk import make_walk

        return make_walk(self.row)


def find_row(path: str) -> Row | None:
    """The row of a file by its name alone, whether its grammar is installed or not."""
    name = path.rpartition("/")[2].lower()
    if name.startswith(".#"):
        return None
    at = 0
    while at >= 0:  # the whole name, then each ending, the longest first
        row = _BY_FILE.get(name[at:])
        if row is not None:
            return row
        at = name.find(".", at + 1)
    return None


def find_defined(path: str) -> DefinedLanguage | None:
    """The defined language that a path belongs to; None: there is none, or its grammar is not installed."""
    row = find_row(path)
    language = make_language(row) if row is not None else None
    return language if language is not None and language.source is not None else None


def find_named(name: str) -> DefinedLanguage | None:
    """The defined language of that name, whether its grammar is installed or not."""
    row = _BY_NAME.get(name)
    return make_language(row) if row is not None else None


@cache
def make_language(row: Row) -> DefinedLanguage:
    """The language of a row: the same one each time."""
    return DefinedLanguage(row)


def find_cure(row: Row) -> str:
    """How a person gets the grammar of a language."""
    if row.bundle and not (row.wheel or row.pack) and not can_install_bundle():
        return f"needs a Python below {'.'.join(map(str, BUNDLE_ENDS))}"
    return "pip install 'omny-index[languages]'"
