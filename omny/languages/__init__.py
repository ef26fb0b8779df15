"""The languages. A language is added by adding its folder and its line here; see docs/languages.md.

This part knows what each language says of its files: captures, walks, imports. It opens no file and asks no index.
"""

from __future__ import annotations

from functools import lru_cache

from omny.extract.encoding import Text, decoded
from omny.languages.base import Language
from omny.languages.configs import CONFIG
from omny.languages.javascript import JAVASCRIPT
from omny.languages.python import PYTHON
from omny.languages.typescript import TSX, TYPESCRIPT

LANGUAGES: tuple[Language, ...] = (PYTHON, JAVASCRIPT, TYPESCRIPT, TSX, CONFIG)

_BY_NAME = {language.name: language for language in LANGUAGES}


@lru_cache(maxsize=65536)
def language_of(path: str) -> Language | None:
    """The language of a file by its path, or None: not one that is indexed."""
    return next((language for language in LANGUAGES if language.accepts(path)), None)


def language_named(name: str) -> Language:
    """The language of that name, as stored in the ledger."""
    return _BY_NAME[name]


def accepts(path: str) -> bool:
    """Whether a file of that path is one to be indexed."""
    return language_of(path) is not None


def text_of(path: str, content: bytes) -> Text:
    """The text of a file of the tree, in UTF-8; a file of no language is read by its mark alone."""
    language = language_of(path)
    return decoded(content, language.declared_encoding(content) if language is not None else "")
