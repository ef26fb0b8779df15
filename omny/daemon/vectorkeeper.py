"""`VectorKeeper`: brings the vectors of a daemon to each generation of the index, in a thread of its own.

Nothing waits for it. A failure is logged, and the work is tried again; what was embedded until then stays.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from omny.base.errors import OmnyError, VectorsMissingError
from omny.base.paths import Root
from omny.base.user_settings import UserSettings
from omny.derived.meaning import Meaning
from omny.embedding.choice import load_embedder
from omny.embedding.embedder import Embedder
from omny.service.vectors import bring_up, is_wanted, make_meaning, vector_place
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import Store
from omny.storage.vector_stores import VectorPlace

log = logging.getLogger("omny.daemon")

RETRY_SECONDS = 30.0
"""Interval of attempts while store or model are away: a server comes back within minutes."""

END_SECONDS = 2.0
"""Maximum wait for the end of a batch. A longer one ends with the process; the next run embeds it again."""


class VectorKeeper:
    """Follows one index. `note_commit` is for any thread."""

    def __init__(self, root: Root, store: Store) -> None:
        self._store = store
        self._embedder: Embedder | None = None
        self._loading = threading.Lock()
        try:
            self._place, self._settings = vector_place(root, store)
        except OmnyError as error:  # the index is served all the same
            log.warning("no vectors: %s", error)
            self._place, self._settings = None, UserSettings()
        self.meaning: Meaning | None = None
        """The search by these vectors; None where they are switched off."""
        if self._place is not None:
            self.meaning = make_meaning(self._place, self._settings, self._get_embedder)
        self._due = threading.Event()
        self._ending = threading.Event()
        self._is_at_work = False
        self._due.set()

    @property
    def is_idle(self) -> bool:
        """Whether the vectors show the index, or cannot be brought there at the moment."""
        return not self._is_at_work and not self._due.is_set()

    def note_commit(self) -> None:
        """Says that there may be a new generation."""
        self._due.set()

    def start(self) -> Callable[[], None]:
        """Starts the thread. Returns the function that ends it."""
        thread = threading.Thread(target=self._work, name="omny-vectors", daemon=True)
        thread.start()

        def end() -> None:
            self._ending.set()
            self._due.set()
            thread.join(END_SECONDS)

        return end

    def turn(self) -> bool:
        """Brings the vectors to the index as it is now. Returns whether it has to be tried again later."""
        self._is_at_work = True
        self._due.clear()
        try:
            if self._place is not None and is_wanted(self._settings):
                with self._store.open_reading() as repository:
                    if repository.meta().generation:
                        self._follow(repository, self._place)
            return False
        except VectorsMissingError as error:
            log.debug("no vectors: %s", error)
            return False
        except OmnyError as error:
            log.warning("the vectors do not follow the index: %s", error)
            return True
        except Exception:
            log.exception("the vectors do not follow the index")
            return True
        finally:
            self._is_at_work = False

    def _follow(self, repository: AtomRepository, place: VectorPlace) -> None:
        embedder = self._get_embedder()
        with place.open() as vectors:
            while not self._ending.is_set():
                done = bring_up(repository, vectors, embedder, lambda: not self._ending.is_set())
                if done.embedded:
                    log.info("vectors of generation %d: %d texts embedded", done.generation, done.embedded)
                if done.generation >= repository.meta().generation:
                    return

    def _get_embedder(self) -> Embedder:
        with self._loading:
            if self._embedder is None:
                self._embedder = load_embedder(self._settings)
            return self._embedder

    def _work(self) -> None:
        while not self._ending.is_set():
            is_late = self.turn()
            self._due.wait(RETRY_SECONDS if is_late else None)
            if is_late and not self._ending.is_set():
                self._due.set()
