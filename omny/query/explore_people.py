"""Who knows the files of an answer of `explore`, and what changes with them: owners, authors of commits, hot spots.

It is for questions about people, or about a change that somebody has to look at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.base.errors import OmnyError, UsageError
from omny.query.commits import is_person, read_recent_commits
from omny.query.explored import KnownFile
from omny.query.hot import find_together, measure_file
from omny.query.owners import count_authors, find_declared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omny.query.explore_seeds import Seeds
    from omny.query.question import View

MAX_FILES = 4
"""Files of the best atoms that are shown."""

MAX_AUTHORS = 3

MAX_TOGETHER = 3

MAX_SECONDS = 3.0
"""For commits that are read for the first time; what was read of them is kept."""

_WHO = re.compile(
    r"\bwho(?:m|se)?\b(?!\s+(?:calls?|uses?|invokes?|imports?|needs?)\b)"
    r"|\b(?:owns?|owners?|authors?|maintain(?:s|ed|ers?)|reviewers?|responsible)\b",
    re.IGNORECASE,
)


def wants_people(ask: str, seeds: Seeds) -> bool:
    """Whether a question is about people, or about a change."""
    is_change = "diff" in seeds.asked or "changes" in seeds.asked
    return is_change or ("trace" not in seeds.asked and _WHO.search(ask) is not None)


def find_known_files(view: View, paths: Sequence[str]) -> list[KnownFile]:
    """What the newest commits and CODEOWNERS say of files; nothing without a repository of git."""
    try:
        recent = read_recent_commits(view, "explore", MAX_SECONDS)
        entries = {path for path, entry in view.repository.ledger().items() if entry.is_indexed}
    except UsageError:
        return []
    found = []
    for path in list(dict.fromkeys(paths))[:MAX_FILES]:
        touches = recent.by_path.get(path, [])
        authors = count_authors([touch for touch in touches if is_person(touch.author)])
        try:
            declared = list(find_declared(view, path).owners)
        except OmnyError:
            declared = []
        measured = measure_file(view, recent, path) if touches else None
        if declared or measured is not None:
            found.append(
                KnownFile(
                    path=path,
                    owners=declared,
                    authors=authors[:MAX_AUTHORS],
                    commits=len(touches),
                    complexity=measured.complexity if measured is not None else 0,
                    together=find_together(recent, measured, entries)[:MAX_TOGETHER] if measured is not None else [],
                )
            )
    return found
