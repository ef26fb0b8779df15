"""Which questions ask vectors, and the vectors of a place for one of them. Others load nothing that reads vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.derived.meaning import Meaning
    from omny.service.place import Place

BY_MEANING = ("search", "status", "explore")


@contextmanager
def meaning_for(place: Place, question: str) -> Iterator[Meaning | None]:
    """A block with the search by vectors that the question asks; None where it asks none, or they are switched off."""
    if question not in BY_MEANING:
        yield None
        return
    from omny.service.vectors import find_meaning

    meaning = find_meaning(place.root, place.store)
    try:
        yield meaning
    finally:
        if meaning is not None:
            meaning.close()
