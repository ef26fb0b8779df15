"""`Commits`: how much the commits of a daemon have changed since its start."""

from __future__ import annotations

import msgspec
from msgspec.structs import astuple

from omny.model.delta import Delta


class Commits(msgspec.Struct, frozen=True):
    """How much the commits of this daemon have changed."""

    number: int = 0
    created: int = 0  # atoms
    modified: int = 0
    deleted: int = 0

    def with_delta(self, delta: Delta) -> Commits:
        """With one more commit. One that changes no atom does not count."""
        if delta.is_empty:
            return self
        return Commits(
            self.number + 1,
            self.created + sum(len(file.created) for file in delta.files),
            self.modified + sum(len(file.modified) for file in delta.files),
            self.deleted + sum(len(file.deleted) for file in delta.files),
        )

    def since(self, before: Commits) -> Commits:
        """Without those before."""
        return Commits(*(now - then for now, then in zip(astuple(self), astuple(before), strict=True)))
