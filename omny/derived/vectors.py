"""The follower that brings a vector store to the generation of an index.

The vectors have a generation of their own: nothing waits for them, and the index does not change when they do. What a
run needs is in the store: the generation that the vectors show. So a run that ends at any point leaves less to do for
the next one, and nothing to undo: a text is embedded once, and the generation is written last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from omny.model.atoms import Atom
from omny.model.meta import Meta
from omny.model.vectors import FollowedIndex, Vector
from omny.storage.port.repository import AtomRepository
from omny.storage.port.vectors import VectorStore

BATCH = 2_000
"""Texts that are embedded and written at once: about 50 ms of embedding, and 10 ms of a transaction."""

MAX_EVENTS = 20_000
"""Changes of atoms that are followed one by one. For more, all atoms are read."""

SPARE_SHARE = 0.25
"""Vectors without an atom that are kept, as a share of all atoms: those of a branch that was left, for when it is
checked out again."""

MIN_SPARE = 1_000


class Embeds(Protocol):
    """What the follower needs of a model; `omny/embedding/` has them."""

    @property
    def model(self) -> str: ...

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]: ...


class Progress(msgspec.Struct, frozen=True):
    """The result of a run."""

    atoms: int  # that were looked at
    embedded: int  # texts
    generation: int  # that the vectors show now


def follow(
    repository: AtomRepository,
    store: VectorStore,
    embedder: Embeds,
    text_of: Callable[[Atom], str],
    key_of: Callable[[str, str], int],
    proceed: Callable[[], bool] = lambda: True,
) -> Progress:
    """Brings the vectors to the generation of the index. `text_of` is the text of an atom, `key_of` the key of a text
    of a model. Stops early where `proceed` says so, with all that was embedded kept. Raises StorageError."""
    model = embedder.model
    state = store.read_state(model)
    meta = repository.meta()
    target = FollowedIndex(meta.uuid, meta.generation)
    if state == target:
        return Progress(0, 0, state.generation)
    changed = _changed_atoms(repository, state, meta)
    seen: set[str] = set()
    embedded = 0
    for some in _all_atoms(repository, meta) if changed is None else _these_atoms(repository, sorted(changed)):
        if not proceed():
            return Progress(len(seen), embedded, state.generation)
        texts = {atom.id: text_of(atom) for atom in some}
        seen.update(texts)
        embedded += _add(store, embedder, texts, key_of)
    gone = [atom for atom, _ in store.places()] if changed is None else changed
    store.place({}, [atom for atom in gone if atom not in seen])
    store.settle(model, target)
    if changed is None:
        store.sweep(max(MIN_SPARE, int(len(seen) * SPARE_SHARE)))
    return Progress(len(seen), embedded, target.generation)


def _all_atoms(repository: AtomRepository, meta: Meta) -> Iterator[list[Atom]]:
    """All atoms, some at a time. No read lasts while they are embedded: a commit in between has a later generation, and
    is followed by the next run."""
    last = -1
    while some := repository.numbered_atoms(last, BATCH, since=meta.generation):
        yield [stored.atom for _, stored, _ in some]
        last = some[-1][0]


def _these_atoms(repository: AtomRepository, ids: Sequence[str]) -> Iterator[list[Atom]]:
    """Those of the atoms that are still there, some at a time."""
    for begin in range(0, len(ids), BATCH):
        yield [stored.atom for stored in repository.get_many(ids[begin : begin + BATCH]).values()]


def _changed_atoms(repository: AtomRepository, state: FollowedIndex, meta: Meta) -> set[str] | None:
    """The ids of the atoms that changed since the state; None where all have to be looked at."""
    known = state.uuid == meta.uuid and repository.history_start() <= state.generation <= meta.generation
    if not known or not state.generation:
        return None
    if any(row.source == "repair" for row in repository.generations(after=state.generation)):
        return None  # what a repair changes has no events
    events = islice(repository.events(after=state.generation), MAX_EVENTS + 1)
    changed = [event.atom_id for event in events]
    return set(changed) if len(changed) <= MAX_EVENTS else None


def _add(store: VectorStore, embedder: Embeds, texts: dict[str, str], key_of: Callable[[str, str], int]) -> int:
    """Embeds the texts that have no vector, and places the atoms. Returns how many were embedded."""
    keys = {atom: key_of(embedder.model, text) for atom, text in texts.items()}
    by_key = {keys[atom]: text for atom, text in texts.items()}
    known = store.find_known(by_key)
    new = {key: text for key, text in by_key.items() if key not in known}
    if new:
        vectors = embedder.make_vectors(list(new.values()))
        store.add(embedder.model, dict(zip(new, vectors, strict=True)))
    store.place(keys, [])
    return len(new)
