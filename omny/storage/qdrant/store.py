"""`QdrantVectorStore`: the vectors of a project in Qdrant.

A collection holds the vectors of one model. Its points are of three kinds: a text with its vector as it is kept, an
atom with the vector of its text, which is searched, and the state of the index that they show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from math import sqrt
from typing import Self
from uuid import NAMESPACE_URL, UUID, uuid5

from omny.model.vectors import NOTHING_FOLLOWED, FollowedIndex, Near, Vector
from omny.storage.qdrant.points import Payload, Point, Points

_STATE = str(UUID(int=1))
_TEXTS = 1 << 64  # added to the key of a text, so that it is the id of no other kind


class QdrantVectorStore:
    """A `VectorStore` over the points of a project."""

    def __init__(self, points: Points, project: str, *, keeps_open: bool = False) -> None:
        """`project` keeps the collections of two projects apart. With `keeps_open` others use the points, too."""
        self._points = points
        self._keeps_open = keeps_open
        self._prefix = f"omny-{_digest(project)}-"

    def read_state(self, model: str) -> FollowedIndex:
        found = self._points.get(self._collection(model), [_STATE]).get(_STATE)
        return NOTHING_FOLLOWED if found is None else FollowedIndex(found["uuid"], found["generation"])

    def find_known(self, texts: Collection[int]) -> set[int]:
        ids = [_text_id(text) for text in texts]
        return {int(found["text"]) for name in self._collections() for found in self._points.get(name, ids).values()}

    def add(self, model: str, vectors: Mapping[int, Vector]) -> None:
        name = self._collection(model)
        there = self._points.get(name, [_text_id(text) for text in vectors])
        new = {text: vector for text, vector in vectors.items() if _text_id(text) not in there}
        points = [
            Point(
                _text_id(text), _floats(vector), {"kind": "text", "text": str(text), "model": model, **_encode(vector)}
            )
            for text, vector in new.items()
        ]
        self._points.insert(name, points)

    def place(self, places: Mapping[str, int], gone: Collection[str]) -> None:
        ids = [_text_id(text) for text in set(places.values())]
        for name in self._collections():
            vectors = {int(found["text"]): _vector(found) for found in self._points.get(name, ids).values()}
            points = [
                Point(_atom_id(atom), _floats(vectors[text]), {"kind": "atom", "atom": atom, "text": str(text)})
                for atom, text in places.items()
                if text in vectors
            ]
            self._points.insert(name, points)
            self._points.delete(name, [_atom_id(atom) for atom in gone])

    def settle(self, model: str, state: FollowedIndex) -> None:
        name = self._collection(model)
        for other in self._collections():
            if other != name:
                self._points.drop(other)
        size = next((len(found["values"]) // 2 for found in self._points.scan(name, "text")), 1)
        payload = {"kind": "state", "model": model, "uuid": state.uuid, "generation": state.generation}
        self._points.insert(name, [Point(_STATE, [1.0] * size, payload)])

    def sweep(self, keep: int) -> int:
        swept = 0
        for name in self._collections():
            used = {found["text"] for found in self._points.scan(name, "atom")}
            unused = [found["text"] for found in self._points.scan(name, "text") if found["text"] not in used]
            if len(unused) > keep:
                self._points.delete(name, [_text_id(int(text)) for text in unused])
                swept += len(unused)
        return swept

    def nearest(self, model: str, vector: Vector, most: int) -> list[Near]:
        found = self._points.nearest(self._collection(model), "atom", _floats(vector), most)
        near = [
            Near(payload["atom"], int(payload["text"]), score if score == score else 0.0) for payload, score in found
        ]
        return sorted(near, key=lambda each: (-each.similarity, each.atom))

    def vectors(self, texts: Collection[int]) -> dict[int, Vector]:
        ids = [_text_id(text) for text in texts]
        return {
            int(found["text"]): _vector(found)
            for name in self._collections()
            for found in self._points.get(name, ids).values()
        }

    def texts(self, model: str) -> Iterator[tuple[int, Vector]]:
        for found in self._points.scan(self._collection(model), "text"):
            yield int(found["text"]), _vector(found)

    def places(self) -> Iterator[tuple[str, int]]:
        for name in self._collections():
            for found in self._points.scan(name, "atom"):
                yield found["atom"], int(found["text"])

    def models(self) -> dict[str, FollowedIndex]:
        found: dict[str, FollowedIndex] = {}
        for name in self._collections():
            for state in self._points.get(name, [_STATE]).values():
                found[state["model"]] = FollowedIndex(state["uuid"], state["generation"])
        return found

    def close(self) -> None:
        if not self._keeps_open:
            self._points.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _collections(self) -> list[str]:
        return [name for name in self._points.list_collections() if name.startswith(self._prefix)]

    def _collection(self, model: str) -> str:
        return self._prefix + _digest(model)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _text_id(text: int) -> str:
    return str(UUID(int=_TEXTS + text + (1 << 63)))


def _atom_id(atom: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"omny:{atom}"))


def _encode(vector: Vector) -> Payload:
    return {"bits": vector.bits.hex(), "values": vector.values.hex()}


def _vector(payload: Payload) -> Vector:
    return Vector(bytes.fromhex(payload["bits"]), bytes.fromhex(payload["values"]))


def _floats(vector: Vector) -> list[float]:
    """The numbers of a vector, of length 1: Qdrant compares what it has made so itself."""
    numbers = vector.numbers
    norm = sqrt(sum(number * number for number in numbers)) or 1.0
    return [number / norm for number in numbers]
