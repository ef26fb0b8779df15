"""The vectors of a place: opened as the user has chosen, asked, and brought to what the index holds.

Where vectors are kept is decided as for the index (`docs/semantic.md`): a variable of the environment, the user's
settings, else beside the index. A tree has no say.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from omny.base.errors import OmnyError, VectorsMissingError
from omny.base.paths import Root
from omny.base.user_settings import UserSettings, read_user_settings
from omny.derived.meaning import Meaning
from omny.derived.vectors import Progress, follow
from omny.embedding.choice import describe_choice, is_installed, load_embedder
from omny.embedding.embedder import Embedder
from omny.embedding.text import embedded_text, question_text, text_key
from omny.storage.port.repository import AtomRepository
from omny.storage.port.vectors import VectorStore
from omny.storage.stores import Store
from omny.storage.vector_stores import VectorPlace, place_vectors


def vector_place(root: Root, store: Store) -> tuple[VectorPlace | None, UserSettings]:
    """Where the vectors of an index are, and the settings that say what makes them. Raises UsageError."""
    settings = read_user_settings(os.environ)
    return place_vectors(settings.vectors, settings.vectors_key, store, root), settings


def find_meaning(root: Root, store: Store) -> Meaning | None:
    """The search by vectors in an index; None where it is switched off. Nothing is opened yet. Raises UsageError."""
    place, settings = vector_place(root, store)
    return None if place is None else make_meaning(place, settings, lambda: load_embedder(settings))


def make_meaning(place: VectorPlace, settings: UserSettings, load: Callable[[], Embedder]) -> Meaning:
    """The search by the vectors of that place, with the model that `load` loads."""
    return Meaning(
        store="with the index" if place.beside else place.name,
        embedder=describe_choice(settings),
        open_store=place.open_reading,
        load=load,
        text_of=embedded_text,
        words_of=question_text,
        key_of=text_key,
        is_installed=lambda: is_wanted(settings),
    )


def follow_here(root: Root, store: Store, repository: AtomRepository) -> Progress | None:
    """Brings the vectors to the generation of the index, in this process; None if there are to be none. A failure is
    logged: the next run begins with what is left."""
    import logging  # here, since questions load this module

    log = logging.getLogger("omny.vectors")
    try:
        place, settings = vector_place(root, store)
        if place is None or not is_wanted(settings):
            return None
        with place.open() as vectors:
            return bring_up(repository, vectors, load_embedder(settings))
    except VectorsMissingError as error:
        log.debug("%s", error)
    except OmnyError as error:
        log.warning("vectors: %s", error)
    return None


def bring_up(
    repository: AtomRepository,
    vectors: VectorStore,
    embedder: Embedder,
    proceed: Callable[[], bool] = lambda: True,
) -> Progress:
    """As `omny/derived/vectors.py:follow`, with the texts that Omny embeds."""
    return follow(repository, vectors, embedder, embedded_text, text_key, proceed)


def is_wanted(settings: UserSettings) -> bool:
    """Whether there is a model: one that the user names, or the installed package."""
    return bool(settings.embedder) or is_installed()
