"""The languages. A language is one folder here, or a package of its own; see docs/languages.md.

This part knows what each language says of its files: captures, walks, imports. It opens no file of an indexed tree and
asks no index.
"""

from __future__ import annotations

from omny.languages.registry import (
    accepts,
    added_languages,
    current_extractor,
    decode_text,
    detect_language,
    discover,
    examine,
    find_lacking,
    find_language,
    find_liveness,
    find_naming,
    find_rules,
    find_testing,
    has_bodies,
    have_changed,
    known_languages,
    known_plugins,
    own_languages,
    require_language,
    runs,
    use,
)

__all__ = [
    "accepts",
    "added_languages",
    "current_extractor",
    "decode_text",
    "detect_language",
    "discover",
    "examine",
    "find_lacking",
    "find_language",
    "find_liveness",
    "find_naming",
    "find_rules",
    "find_testing",
    "has_bodies",
    "have_changed",
    "known_languages",
    "known_plugins",
    "own_languages",
    "require_language",
    "runs",
    "use",
]
