"""All languages that this process knows, each with how far it is read, and with its grammar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from omny.languages.base import GrammarLanguage, Language
from omny.languages.defined.language import find_cure, make_language
from omny.languages.defined.table import TABLE
from omny.languages.registry import added_languages, own_languages
from omny.model.surfaces import is_configuration

RESOLVED = "resolved"
DEFINED = "defined"


class Listed(NamedTuple):
    """A language."""

    name: str
    title: str
    tier: str
    """`resolved`: calls are followed to other files; `defined`: to definitions of the same file."""

    endings: tuple[str, ...]
    grammar: str  # the package; "" for a language without one, and for a grammar that is not installed
    version: str
    cure: str  # what to do where the grammar is not installed


def list_languages() -> list[Listed]:
    """The languages in the order of their names, without configuration files."""
    return sorted([*_list_resolved(), *_list_defined()], key=lambda listed: listed.name)


def name_languages() -> list[str]:
    """Their names in order, whether or not their grammars are installed."""
    names = [language.name for language in (*own_languages(), *added_languages())]
    return sorted({*(name for name in names if not is_configuration(name)), *(row.name for row in TABLE)})


def _list_resolved() -> Iterator[Listed]:
    for language in (*own_languages(), *added_languages()):
        if not is_configuration(language.name):
            grammar, version = _find_grammar(language)
            title = language.naming.title or language.name
            endings = tuple(getattr(language, "suffixes", ()))
            yield Listed(language.name, title, RESOLVED, endings, grammar, version, "")


def _list_defined() -> Iterator[Listed]:
    taken = {language.name for language in added_languages()}
    for row in TABLE:
        source = make_language(row).source
        if row.name not in taken:
            grammar, version = (source.package, source.version) if source is not None else ("", "")
            endings = tuple(row.files.split())
            cure = find_cure(row) if source is None else ""
            yield Listed(row.name, row.title, DEFINED, endings, grammar, version, cure)


def _find_grammar(language: Language) -> tuple[str, str]:
    """The package of the grammar and its version; nothing for a language without a grammar of its own."""
    return language.find_grammar() if isinstance(language, GrammarLanguage) else ("", "")
