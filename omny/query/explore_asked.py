"""Reads a question of `explore`: names, files, words, a stack trace, a diff, changes since a state."""

from __future__ import annotations

from collections.abc import Sequence

from omny.query.explore_places import add_lines, add_trace
from omny.query.explore_seeds import Seeds
from omny.query.explore_words import add_mentioned, add_named, add_text
from omny.query.pasted_diff import read_diff
from omny.query.question import View
from omny.query.stack_trace import read_trace


def read_question(view: View, ask: str, atoms: Sequence[str], files: Sequence[str], since: str) -> Seeds:
    """The atoms that the question leads to. Raises UsageError for an unknown state."""
    seeds = Seeds()
    add_named(seeds, view, atoms, files)
    if since:
        from omny.query.explore_changes import add_changes  # here, since it loads the languages

        add_changes(seeds, view, since)
    if lines := read_diff(ask):
        add_lines(seeds, view.repository, lines)
    elif trace := read_trace(ask):
        add_trace(seeds, view.repository, trace)
        add_mentioned(seeds, view, "\n".join(trace.rest))
    elif ask.strip():
        add_text(seeds, view, ask)
    return seeds
