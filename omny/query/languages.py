"""The question which languages are read: how far, by which grammar, and how many files of each are here."""

from __future__ import annotations

from collections import Counter

import msgspec

from omny.base.config import Settings, load_settings
from omny.base.errors import UsageError
from omny.languages import accepts, find_lacking, runs
from omny.languages.listing import list_languages
from omny.query.answer import Answer
from omny.query.question import Question, View
from omny.watch.census import Lacking, take_census


class LanguageEntry(msgspec.Struct, frozen=True):
    """A language."""

    name: str
    title: str  # for people
    tier: str  # resolved: calls are followed to other files; defined: to definitions of the same file
    endings: list[str]  # of its files, and whole names
    grammar: str  # the package; "" where there is none, or none is installed
    version: str
    files: int  # that are indexed
    left_out: int  # files of it here that are not
    cure: str  # how to get a grammar that is not installed


class LanguagesAnswer(Answer, frozen=True, kw_only=True):
    """All languages: those with the most files first, then by name."""

    results: list[LanguageEntry]


class Languages(Question, frozen=True, kw_only=True):
    """Which languages are read, and which could be."""

    def answer(self, view: View) -> LanguagesAnswer:
        """Counts the files of the index, and those on disk that lack a grammar."""
        try:
            settings = load_settings(view.root)
        except UsageError:  # a fault in the file hides no language
            settings = Settings()
        rows = list(view.repository.ledger().values())
        indexed = Counter(row.language for row in rows if row.is_indexed)
        others = Counter(row.language for row in rows if not row.is_indexed)
        lacking = take_census(view.root, settings, accepts, find_lacking, runs).lacking
        entries = [
            LanguageEntry(
                name=each.name,
                title=each.title,
                tier=each.tier,
                endings=list(each.endings),
                grammar=each.grammar,
                version=each.version,
                files=indexed[each.name],
                left_out=others[each.name] + lacking.get(each.title, Lacking(0, "")).files,
                cure=each.cure,
            )
            for each in list_languages()
        ]
        entries.sort(key=lambda entry: (-entry.files - entry.left_out, entry.name))
        return LanguagesAnswer(results=entries, freshness=view.freshness(()))
