"""The question about one file."""

from __future__ import annotations

from omny.query.answer import Answer, AtomEntry
from omny.query.lookup import find_file
from omny.query.question import Question, View


class OutlineAnswer(Answer, frozen=True, kw_only=True):
    """The atoms in source order."""

    results: list[AtomEntry]
    file: str  # the path of the file, from the root on


class Outline(Question, frozen=True, kw_only=True):
    """The atoms of a file in source order."""

    file: str  # as it was named
    path: str = ""  # the same from the root on, where it may have been named from elsewhere: that one and no other

    def answer(self, view: View) -> OutlineAnswer:
        path = find_file(view.repository, self.file, view.top, self.path)
        found = [AtomEntry.of(stored) for stored in view.repository.in_file(path)]
        return OutlineAnswer(results=found, freshness=view.freshness([path]), file=path)
