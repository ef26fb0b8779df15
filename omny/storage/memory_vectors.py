"""`MemoryVectorStore`: vectors in the memory of this process, for an index that is there, too."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from heapq import nsmallest
from typing import Self

from omny.model.vectors import CANDIDATES, NOTHING_FOLLOWED, FollowedIndex, Near, Vector, similarity


class MemoryVectorStore:
    """A `VectorStore` of dictionaries; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._models: dict[str, FollowedIndex] = {}
        self._texts: dict[int, tuple[str, Vector, int]] = {}  # with its bits as a number
        self._places: dict[str, int] = {}

    def read_state(self, model: str) -> FollowedIndex:
        return self._models.get(model, NOTHING_FOLLOWED)

    def find_known(self, texts: Collection[int]) -> set[int]:
        with self._lock:
            return {text for text in texts if text in self._texts}

    def add(self, model: str, vectors: Mapping[int, Vector]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._texts.setdefault(text, (model, vector, int.from_bytes(vector.bits, "big")))

    def place(self, places: Mapping[str, int], gone: Collection[str]) -> None:
        with self._lock:
            self._places |= places
            for atom in gone:
                self._places.pop(atom, None)

    def settle(self, model: str, state: FollowedIndex) -> None:
        with self._lock:
            self._models = {model: state}
            self._texts = {text: row for text, row in self._texts.items() if row[0] == model}

    def sweep(self, keep: int) -> int:
        with self._lock:
            unused = self._texts.keys() - set(self._places.values())
            if len(unused) <= keep:
                return 0
            for text in unused:
                del self._texts[text]
            return len(unused)

    def nearest(self, model: str, vector: Vector, most: int) -> list[Near]:
        bits = int.from_bytes(vector.bits, "big")
        with self._lock:
            distances = (((row[2] ^ bits).bit_count(), text) for text, row in self._texts.items() if row[0] == model)
            candidates = {text: self._texts[text][1] for _, text in nsmallest(CANDIDATES, distances)}
            found = [
                Near(atom, text, similarity(vector, candidates[text]))
                for atom, text in self._places.items()
                if text in candidates
            ]
        return sorted(found, key=lambda near: (-near.similarity, near.atom))[:most]

    def vectors(self, texts: Collection[int]) -> dict[int, Vector]:
        with self._lock:
            return {text: self._texts[text][1] for text in texts if text in self._texts}

    def texts(self, model: str) -> Iterator[tuple[int, Vector]]:
        with self._lock:
            found = [(text, row[1]) for text, row in self._texts.items() if row[0] == model]
        yield from found

    def places(self) -> Iterator[tuple[str, int]]:
        with self._lock:
            found = list(self._places.items())
        yield from found

    def models(self) -> dict[str, FollowedIndex]:
        return dict(self._models)

    def close(self) -> None:
        """Keeps what it holds: the next reader of this process asks for it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
