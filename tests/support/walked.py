"""What the walk of a language leaves of a source."""

from __future__ import annotations

import json

from omny.languages import detect_language
from omny.languages.base import GrammarLanguage
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface


def analysed(source: str | bytes, path: str = "a.js") -> tuple[FileFacts, Surface]:
    language = detect_language(path)
    assert language is not None
    return language.analyse(path, source.encode() if isinstance(source, str) else source)


def details(source: str | bytes, path: str = "a.js") -> dict[str, dict]:
    facts, _ = analysed(source, path)
    return {d.qualname: json.loads(d.detail) | {"type": d.type, "signature": d.signature} for d in facts.definitions}


def surface(source: str, path: str = "a.js") -> Surface:
    return analysed(source, path)[1]


def grammar_of(path: str) -> GrammarLanguage:
    """The language of a path, which has a grammar."""
    language = detect_language(path)
    assert isinstance(language, GrammarLanguage)
    return language
