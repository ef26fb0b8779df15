"""Whether a path is left out of a tree."""

from __future__ import annotations

from omny.watch.ignore.rules import IgnoreRules


def is_ignored(rules: IgnoreRules, path: str, is_directory: bool) -> bool:
    """The path need not exist."""
    return rules.verdict(path, is_directory) is not None
