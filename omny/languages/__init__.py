"""The languages. A language is one folder here, or a package of its own; see docs/languages.md.

This part knows what each language says of its files: captures, walks, imports. It opens no file of an indexed tree and
asks no index.
"""

from __future__ import annotations

from omny.languages.registry import (
    LANGUAGES,
    accepts,
    current_extractor,
    discover,
    examine,
    find_language,
    have_changed,
    known_languages,
    known_plugins,
    language_named,
    language_of,
    liveness_of,
    naming_of,
    testing_of,
    text_of,
    use,
)

__all__ = [
    "LANGUAGES",
    "accepts",
    "current_extractor",
    "discover",
    "examine",
    "find_language",
    "have_changed",
    "known_languages",
    "known_plugins",
    "language_named",
    "language_of",
    "liveness_of",
    "naming_of",
    "testing_of",
    "text_of",
    "use",
]
