"""Who made the last change of an atom of an answer of `explore`, and why, by the commit of the index that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.storage.port.repository import AtomRepository

FIRST = 1
"""The generation of a first index: it holds what all commits before have made, and is nobody's change."""


class Authorship:
    """Actors and reasons of the commits of one answer, each looked up once by its time."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._found: dict[str, tuple[str, str]] = {}

    def find(self, stored: StoredAtom) -> tuple[str, str]:
        """The actor and the reason; "" for what nobody said."""
        time = stored.updated_at
        if time not in self._found:
            row = self._repository.generation_at(time)
            known = row is not None and row.generation > FIRST and row.committed_at == time
            self._found[time] = (row.actor, row.reason) if row is not None and known else ("", "")
        return self._found[time]
