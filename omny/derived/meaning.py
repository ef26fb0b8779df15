"""`Meaning`: the search by vectors, as a question asks for it. Opens store and model when they are first needed.

What is found is checked against the present text of each atom, so a vector of a former text finds nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from omny.base.errors import OmnyError, StorageError, VectorsAwayError
from omny.derived.vectors import Embeds
from omny.model.atoms import Atom
from omny.model.meta import Meta
from omny.model.vectors import NOTHING_FOLLOWED, FollowedIndex, Near, Vector, VectorReport, VectorWord
from omny.storage.port.vectors import VectorStore


class Meaning:
    """Vectors to be asked. For any thread."""

    def __init__(
        self,
        *,
        store: str,
        embedder: str,
        open_store: Callable[[], VectorStore],
        load: Callable[[], Embeds],
        text_of: Callable[[Atom], str],
        words_of: Callable[[str], str],
        key_of: Callable[[str, str], int],
        is_installed: Callable[[], bool] = lambda: True,
    ) -> None:
        """`words_of` is the text of a question, as it is embedded; the others are as for the follower."""
        self._names = (store, embedder)
        self._open = open_store
        self._load = load
        self._text_of = text_of
        self._words_of = words_of
        self._key_of = key_of
        self._is_installed = is_installed
        self._lock = threading.Lock()
        self._store: VectorStore | None = None
        self._embedder: Embeds | None = None

    def near_text(self, text: str, most: int) -> list[Near]:
        """The atoms near to a text. Raises StorageError."""
        return self._near(lambda embedder, _: embedder.make_vectors([self._words_of(text)])[0], most)

    def near_atom(self, atom: Atom, most: int) -> list[Near]:
        """The atoms near to an atom, itself among them. Raises StorageError."""

        def find(embedder: Embeds, store: VectorStore) -> Vector:
            text = self._text_of(atom)
            key = self._key_of(embedder.model, text)
            return store.vectors([key]).get(key) or embedder.make_vectors([text])[0]

        return self._near(find, most)

    def describe(self, atom: Atom) -> str:
        """The text that stands for an atom."""
        return self._text_of(atom)

    def fits(self, near: Near, atom: Atom) -> bool:
        """Whether a vector is that of the atom's present text."""
        assert self._embedder is not None
        return self._key_of(self._embedder.model, self._text_of(atom)) == near.text

    def word(self, meta: Meta) -> VectorWord:
        """How far the vectors show the index at that state. Raises StorageError."""
        with self._lock:
            state = self._state()
        return self._compare(state, meta)

    def report(self, meta: Meta) -> VectorReport:
        """The state of the vectors, with the problem instead of an error."""
        store, embedder = self._names
        try:
            with self._lock:
                models = self._get_store().models()
        except VectorsAwayError as error:
            return VectorReport(store=store, embedder=embedder, word=VectorWord(error.word), problem=str(error))
        except OmnyError as error:
            return VectorReport(store=store, embedder=embedder, word=VectorWord.AWAY, problem=str(error))
        for model, state in models.items():
            if state.generation:
                word = self._compare(state, meta)
                return VectorReport(store=store, embedder=embedder, model=model, generation=state.generation, word=word)
        return VectorReport(store=store, embedder=embedder, word=self._compare(NOTHING_FOLLOWED, meta))

    def close(self) -> None:
        """Ends the use of the store."""
        with self._lock:
            self._forget()

    def _near(self, find: Callable[[Embeds, VectorStore], Vector], most: int) -> list[Near]:
        with self._lock:
            try:
                store, embedder = self._get_store(), self._model()
                near = store.nearest(embedder.model, find(embedder, store), most)
                return [each for each in near if each.similarity > 0.0]
            except StorageError:
                self._forget()
                raise

    def _compare(self, state: FollowedIndex, meta: Meta) -> VectorWord:
        if not state.generation:
            return VectorWord.EMPTY if self._is_installed() else VectorWord.MISSING
        return VectorWord.USED if state == FollowedIndex(meta.uuid, meta.generation) else VectorWord.LATE

    def _state(self) -> FollowedIndex:
        """The state of the model's vectors. A store that holds nothing needs no model, which takes long to load."""
        try:
            store = self._get_store()
            return store.read_state(self._model().model) if store.models() else NOTHING_FOLLOWED
        except StorageError:
            self._forget()
            raise

    def _get_store(self) -> VectorStore:
        if self._store is None:
            self._store = self._open()
        return self._store

    def _model(self) -> Embeds:
        if self._embedder is None:
            self._embedder = self._load()
        return self._embedder

    def _forget(self) -> None:
        """The next call opens the store again: a lost connection is no use, and a file may be another one."""
        store, self._store = self._store, None
        if store is not None:
            with suppress(OmnyError):
                store.close()
