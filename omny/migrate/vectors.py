"""Copies the vectors of one store to another, and compares all of them. A run that is cut off is finished by the next:
what is there is not copied again, and the state that the vectors show is written last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

import msgspec

from omny.base.errors import DamagedError, UsageError
from omny.model.vectors import Vector
from omny.storage.port.vectors import VectorStore

BATCH = 2_000
"""Vectors that are read, written and compared at once: less than a megabyte."""

_OP = "migrate vectors"

_Row = TypeVar("_Row")


class CopiedVectors(msgspec.Struct, frozen=True):
    """What was copied, or would be."""

    model: str
    generation: int  # that the vectors show
    texts: int  # with a vector
    atoms: int  # with a text
    copied: int  # texts that the target did not have
    unplaced: int  # atoms that the index beside the target does not have
    dry_run: bool


def copy_vectors(source: VectorStore, target: VectorStore, *, dry_run: bool) -> CopiedVectors:
    """Copies the vectors of a project, and compares both. Raises UsageError for a source without vectors, DamagedError
    if the copy differs, StorageError."""
    settled = {model: state for model, state in source.models().items() if state.generation}
    if not settled:
        raise UsageError(_OP, "there are no vectors to copy", hint="'omny index' makes them")
    model, state = next(iter(settled.items()))
    texts = copied = 0
    for batch in _batches(source.texts(model)):
        vectors = dict(batch)
        known = target.find_known(vectors)
        new = {text: vector for text, vector in vectors.items() if text not in known}
        texts, copied = texts + len(vectors), copied + len(new)
        if not dry_run:
            target.add(model, new)
            _compare(target, vectors)
    places = dict(source.places())
    unplaced = 0
    if not dry_run:
        unplaced = _place(target, places)
        target.settle(model, state)
    return CopiedVectors(model, state.generation, texts, len(places), copied, unplaced, dry_run)


def _place(target: VectorStore, places: dict[str, int]) -> int:
    """Places the atoms, and returns how many the target could not place. Raises DamagedError."""
    gone = [atom for atom, _ in target.places() if atom not in places]
    target.place({}, gone)
    for batch in _batches(iter(places.items())):
        target.place(dict(batch), [])
    there = dict(target.places())
    if any(places.get(atom) != text for atom, text in there.items()):
        raise DamagedError(_OP, "an atom of the copy has another text", hint="run it again")
    return len(places) - len(there)


def _compare(target: VectorStore, vectors: dict[int, Vector]) -> None:
    if target.vectors(vectors) != vectors:
        raise DamagedError(_OP, "a vector of the copy is another one", hint="empty the target, and run it again")


def _batches(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
