"""`AcrossSide`: questions about all projects of a shared store."""

from __future__ import annotations

from typing import Protocol

from omny.storage.port.records import EVERYTHING, ForeignCall, ProjectHits, SearchScope


class AcrossSide(Protocol):
    """Questions about all projects that the role may see. An embedded store has one
    project: its searches raise UsageError."""

    def projects(self) -> list[str]:
        """Their names, sorted."""

    def search_projects(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> ProjectHits:
        """As `search`, in all projects; equal hits are ordered by id and project. If nothing is found: the atoms
        whose names are most similar to `text`, if the store can compare names."""

    def callers_across(self, name: str, *, limit: int) -> tuple[list[ForeignCall], int]:
        """Who in the other projects calls something that is not in theirs by that name, or by a longer one that ends in
        it: by project, caller and name; and how many such calls there are."""
