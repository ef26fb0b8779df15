"""`Points`: the points of one collection of Qdrant, on a server (`qdrant-client`) or in a folder (`qdrant-edge-py`).

Both packages are optional, and imported from here alone. A point has an id (a UUID), a vector and a payload.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any, Protocol

import msgspec

from omny import install_command
from omny.base.errors import UsageError, VectorsAwayError, VectorsMissingError

PAGE = 1_000
"""Points of one request: some MB."""

SECONDS = 10  # of one request

_OP = "ask Qdrant"
_KIND = "kind"  # the field of a payload that says what a point is

Payload = dict[str, Any]


class Point(msgspec.Struct, frozen=True):
    """One point."""

    id: str
    vector: list[float]
    payload: Payload


class Points(Protocol):
    """The points of one collection. Every method raises VectorsAwayError where Qdrant does not do it."""

    def list_collections(self) -> list[str]:
        """The names of all collections."""

    def drop(self, collection: str) -> None:
        """Removes a collection, if it is there."""

    def insert(self, collection: str, points: Sequence[Point]) -> None:
        """Inserts points, or replaces those of the same ids. The collection is made for vectors of that length."""

    def delete(self, collection: str, ids: Collection[str]) -> None:
        """Deletes points."""

    def get(self, collection: str, ids: Collection[str]) -> dict[str, Payload]:
        """The payloads of those points that are there."""

    def scan(self, collection: str, kind: str) -> Iterator[Payload]:
        """The payloads of all points of a kind."""

    def nearest(self, collection: str, kind: str, vector: list[float], most: int) -> list[tuple[Payload, float]]:
        """The points of a kind with the largest cosine to a vector."""

    def close(self) -> None:
        """Ends the use."""


class ServerPoints:
    """The collections of a server, over its protocol."""

    def __init__(self, client: Any, *, exact: bool = True) -> None:
        """`client` is a QdrantClient. With `exact` a server looks at all vectors, although it may have an index."""
        from qdrant_client import models

        self._client = client
        self._search = models.SearchParams(exact=True) if exact else None
        self._models = models

    @classmethod
    def of_url(cls, url: str, key: str) -> ServerPoints:
        """Those of the server of a URL; `key` may be empty. Raises VectorsMissingError without the package."""
        try:
            from qdrant_client import QdrantClient
        except ImportError:
            raise VectorsMissingError(_OP, "qdrant-client is not installed", hint=install_command("qdrant")) from None
        with _translating(url):
            return cls(QdrantClient(url=url, api_key=key or None, timeout=SECONDS, check_compatibility=False))

    def list_collections(self) -> list[str]:
        with _translating():
            return [each.name for each in self._client.get_collections().collections]

    def drop(self, collection: str) -> None:
        with _translating():
            self._client.delete_collection(collection)

    def insert(self, collection: str, points: Sequence[Point]) -> None:
        models = self._models
        with _translating():
            if points and not self._client.collection_exists(collection):
                size = models.VectorParams(size=len(points[0].vector), distance=models.Distance.COSINE)
                self._client.create_collection(collection, vectors_config=size)
            for begin in range(0, len(points), PAGE):
                some = [
                    models.PointStruct(id=each.id, vector=each.vector, payload=each.payload)
                    for each in points[begin : begin + PAGE]
                ]
                self._client.upsert(collection, some, wait=True)

    def delete(self, collection: str, ids: Collection[str]) -> None:
        with _translating():
            if ids and self._client.collection_exists(collection):
                self._client.delete(collection, self._models.PointIdsList(points=list(ids)), wait=True)

    def get(self, collection: str, ids: Collection[str]) -> dict[str, Payload]:
        with _translating():
            if not ids or not self._client.collection_exists(collection):
                return {}
            found = self._client.retrieve(collection, list(ids), with_payload=True)
            return {str(each.id): each.payload for each in found}

    def scan(self, collection: str, kind: str) -> Iterator[Payload]:
        with _translating():
            if not self._client.collection_exists(collection):
                return
            offset: Any = None
            while True:
                some, offset = self._client.scroll(
                    collection, scroll_filter=self._of_kind(kind), limit=PAGE, offset=offset, with_payload=True
                )
                yield from (each.payload for each in some)
                if offset is None:
                    return

    def nearest(self, collection: str, kind: str, vector: list[float], most: int) -> list[tuple[Payload, float]]:
        with _translating():
            if not self._client.collection_exists(collection):
                return []
            found = self._client.query_points(
                collection,
                query=vector,
                query_filter=self._of_kind(kind),
                limit=most,
                with_payload=True,
                search_params=self._search,
            )
            return [(each.payload, each.score) for each in found.points]

    def close(self) -> None:
        self._client.close()

    def _of_kind(self, kind: str) -> Any:
        models = self._models
        return models.Filter(must=[models.FieldCondition(key=_KIND, match=models.MatchValue(value=kind))])


class FolderPoints:
    """The collections of a folder, each a shard of the embedded engine. One process at a time opens it."""

    def __init__(self, folder: Path) -> None:
        """Raises VectorsMissingError without the package."""
        try:
            import qdrant_edge
        except ImportError:
            raise VectorsMissingError(_OP, "qdrant-edge-py is not installed", hint=install_command("qdrant")) from None
        self._edge: Any = qdrant_edge
        self._folder = folder
        self._shards: dict[str, Any] = {}

    def list_collections(self) -> list[str]:
        return sorted(each.name for each in self._folder.iterdir()) if self._folder.is_dir() else []

    def drop(self, collection: str) -> None:
        shard = self._shards.pop(collection, None)
        with _translating(str(self._folder)):
            if shard is not None:
                shard.close()
            rmtree(self._folder / collection, ignore_errors=True)

    def insert(self, collection: str, points: Sequence[Point]) -> None:
        with _translating(str(self._folder)):
            shard = self._find(collection)
            if shard is None and points:
                shard = self._make(collection, len(points[0].vector))
            if shard is not None and points:
                some = [self._edge.Point(each.id, each.vector, each.payload) for each in points]
                shard.update(self._edge.UpdateOperation.upsert_points(some))
                shard.flush()

    def delete(self, collection: str, ids: Collection[str]) -> None:
        with _translating(str(self._folder)):
            shard = self._find(collection)
            if shard is not None and ids:
                shard.update(self._edge.UpdateOperation.delete_points(list(ids)))
                shard.flush()

    def get(self, collection: str, ids: Collection[str]) -> dict[str, Payload]:
        with _translating(str(self._folder)):
            shard = self._find(collection)
            if shard is None or not ids:
                return {}
            return {str(each.id): each.payload for each in shard.retrieve(list(ids), True, False)}

    def scan(self, collection: str, kind: str) -> Iterator[Payload]:
        with _translating(str(self._folder)):
            shard = self._find(collection)
            offset: Any = None
            while shard is not None:
                request = self._edge.ScrollRequest(
                    offset=offset, limit=PAGE, filter=self._of_kind(kind), with_payload=True, with_vector=False
                )
                some, offset = shard.scroll(request)
                yield from (each.payload for each in some)
                if offset is None:
                    return

    def nearest(self, collection: str, kind: str, vector: list[float], most: int) -> list[tuple[Payload, float]]:
        with _translating(str(self._folder)):
            shard = self._find(collection)
            if shard is None:
                return []
            request = self._edge.SearchRequest(
                query=self._edge.Query.Nearest(vector),
                limit=most,
                filter=self._of_kind(kind),
                params=self._edge.SearchParams(exact=True),
                with_payload=True,
            )
            return [(each.payload, each.score) for each in shard.search(request)]

    def close(self) -> None:
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()

    def _find(self, collection: str) -> Any:
        path = self._folder / collection
        if collection not in self._shards and path.is_dir():
            self._shards[collection] = self._edge.EdgeShard.load(str(path))
        return self._shards.get(collection)

    def _make(self, collection: str, size: int) -> Any:
        path = self._folder / collection
        path.mkdir(parents=True)
        params = self._edge.EdgeVectorParams(size, self._edge.Distance.Cosine)
        self._shards[collection] = self._edge.EdgeShard.create(str(path), self._edge.EdgeConfig(vectors=params))
        return self._shards[collection]

    def _of_kind(self, kind: str) -> Any:
        edge = self._edge
        return edge.Filter(must=[edge.FieldCondition(key=_KIND, match=edge.MatchValue(kind))])


@contextmanager
def _translating(path: str = "") -> Iterator[None]:
    """A block in which an error of the packages becomes one of Omny's. They share no class of errors."""
    try:
        yield
    except (VectorsAwayError, UsageError, GeneratorExit):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise VectorsAwayError(_OP, reason, path=path) from error
