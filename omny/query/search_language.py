"""The language of a search: what a text asks for, besides words that rank. Pure.

    text      = part*
    part      = word | phrase | filter | "-" (word | phrase | filter)      apart by white space
    phrase    = '"' words '"'                    these words next to each other, in one part of an atom's text
    filter    = ("path:" | "type:" | "lang:") value      a value with white space stands in quotes
    value     = path: a part of a path, or a pattern (`matches_part` in omny/base/globs.py)
              | type: a type of atoms | lang: a language, by its name or an ending of its files

Several values of one filter: one of them. A `-` leaves out what follows it. All else is words, and so is a quote inside
of a word, a filter without a value, and a `-` before anything but a letter.
"""

from __future__ import annotations

import re

import msgspec

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.languages import detect_language, find_language
from omny.model.atoms import AtomType
from omny.storage.port.records import SearchScope

MAX_PARTS = 100
"""Phrases, filters and words to leave out in one text."""

_PART = re.compile(
    r'(?P<minus>-?)(?:(?P<key>path|type|lang):(?:"(?P<quoted>[^"]+)"|(?P<value>[^\s":][^\s"]*))'
    r'|"(?P<phrase>[^"]*\w[^"]*)"|(?<=-)(?P<word>[^\W\d]\S*))(?=\s|$)'
)

MAX_NEAREST = 5
"""Languages that are named in place of one that is unknown."""

_HINT = 'to search for the words, write them apart, or "in quotes"'


class ParsedSearch(msgspec.Struct, frozen=True):
    """A text of a search, in its parts."""

    words: str  # what ranks: the text without filters, and without what is left out
    named: str  # the same with its quotes, as a name is read
    phrases: tuple[str, ...] = ()
    not_phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()  # words
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()

    @property
    def has_filters(self) -> bool:
        """Whether it names atoms without any word."""
        return bool(
            self.paths or self.not_paths or self.types or self.not_types or self.languages or self.not_languages
        )

    def scope(self, narrowed: SearchScope) -> SearchScope:
        """What is looked at, of the atoms that a question is narrowed to."""
        types = set(narrowed.types) or set(map(str, AtomType))
        types &= set(_with_members(self.types)) if self.types else types
        types -= set(_with_members(self.not_types))
        languages = self.languages or (_all_languages() if self.not_languages else ())
        languages = tuple(name for name in languages if name not in self.not_languages)
        return msgspec.structs.replace(
            narrowed,
            types=(tuple(sorted(types)) or (_NONE,)) if self.types or self.not_types else narrowed.types,
            paths=self.paths,
            not_paths=self.not_paths,
            languages=languages,
            endings=tuple(ending for name in languages for ending in _endings(name)),
            required=self.phrases,
            excluded=self.excluded,
        )


_NONE = "none"  # the type of no atom


def parse_search(text: str) -> ParsedSearch:
    """The parts of a text. Raises UsageError, with what is possible, for a value that no filter has."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    named: list[str] = []
    at = parts = 0
    for part in re.finditer(r"\S+", text):
        if part.start() < at:
            continue
        match = _PART.match(text, part.start())
        if match is None or parts >= MAX_PARTS:
            words.append(part[0])
            named.append(part[0])
            continue
        at, parts = match.end(), parts + 1
        minus = "not_" if match["minus"] else ""
        if match["key"]:
            name, value = _FILTERS[match["key"]](match["quoted"] or match["value"])
            found.setdefault(minus + name, []).append(value)
        elif match["phrase"]:
            found.setdefault(f"{minus}phrases", []).append(match["phrase"].strip())
            if not minus:
                words.append(match["phrase"])
                named.append(match[0])
        else:
            found.setdefault("excluded", []).append(match["word"])
    rest = {name: tuple(dict.fromkeys(values)) for name, values in found.items()}
    if not found:
        return ParsedSearch(text.strip(), text.strip())
    return ParsedSearch(" ".join(words), " ".join(named), **rest)


def _parse_path(value: str) -> tuple[str, str]:
    from omny.base.globs import MAX_CHARACTERS  # here, since most searches name no file

    if len(value) > MAX_CHARACTERS:
        raise UsageError("read search", f"a pattern has at most {MAX_CHARACTERS:,} characters")
    return "paths", value


def _parse_type(value: str) -> tuple[str, str]:
    if value not in list(AtomType):
        hint = f"types are {', '.join(AtomType)}; {_HINT}"
        raise UsageError("read search", f"unknown type {value[:80]!r}", hint=hint)
    return "types", value


def _parse_language(value: str) -> tuple[str, str]:
    name = value.lower()
    language = find_language(name) or detect_language(f"x.{name}")
    if language is None or "/" in name:
        near = ", ".join(_nearest_languages(name))
        hint = Hint.of(f"the nearest are {near}, and {{}} lists all; {_HINT}", Command("languages --all"))
        raise UsageError("read search", f"unknown language {value[:80]!r}", hint=hint)
    return "languages", language.name


_FILTERS = {"path": _parse_path, "type": _parse_type, "lang": _parse_language}


def _with_members(types: tuple[str, ...]) -> list[str]:
    from omny.query.question import find_types  # here, since most searches name no type

    return find_types(types)


def _all_languages() -> tuple[str, ...]:
    from omny.languages.listing import name_languages  # here, since few searches ask for all

    return tuple(name_languages())


def _nearest_languages(name: str) -> list[str]:
    from difflib import get_close_matches  # here, since a language that is known asks for no other

    return get_close_matches(name, _all_languages(), MAX_NEAREST, 0.0)


def _endings(name: str) -> tuple[str, ...]:
    return tuple(getattr(find_language(name), "suffixes", ()))
