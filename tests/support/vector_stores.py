"""The vector stores that the contract is held to, by name, and vectors that are near to each other or not."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from qdrant_client import QdrantClient

from omny.model.vectors import Vector
from omny.storage.memory_vectors import MemoryVectorStore
from omny.storage.port.vectors import VectorStore
from omny.storage.postgres.connection import Server
from omny.storage.postgres.vectors import PostgresVectorStore
from omny.storage.qdrant.points import FolderPoints, ServerPoints
from omny.storage.qdrant.store import QdrantVectorStore
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.sqlite.vectors import SqliteVectorStore
from tests.support.deltas import apply, created, named
from tests.support.postgres import beside, project_url

ATOMS = ("a.py::one", "a.py::two", "b.py::three", "b.py::four")
"""The atoms of the index beside an empty vector store."""


class VectorPlace(Protocol):
    """Where one vector store can be; each call gives another view of the same."""

    def open(self) -> AbstractContextManager[VectorStore]: ...

    def open_reading(self) -> AbstractContextManager[VectorStore]: ...


class SqliteVectors:
    """In the file of an index."""

    def __init__(self, file: Path) -> None:
        self._file = str(file)
        with SqliteRepository.open(self._file) as repository:
            apply(
                repository,
                created("a.py", *(named("a.py", id_.partition("::")[2]) for id_ in ATOMS[:2])),
                created("b.py", *(named("b.py", id_.partition("::")[2]) for id_ in ATOMS[2:])),
            )

    def open(self) -> SqliteVectorStore:
        return SqliteVectorStore.open(self._file)

    def open_reading(self) -> SqliteVectorStore:
        return SqliteVectorStore.open_reading(self._file)


class MemoryVectors:
    """In this process."""

    def __init__(self) -> None:
        self._store = MemoryVectorStore()

    def open(self) -> MemoryVectorStore:
        return self._store

    def open_reading(self) -> MemoryVectorStore:
        return self._store


class PostgresVectors:
    """On a server with pgvector."""

    def __init__(self, server: str, database: str) -> None:
        with psycopg.connect(beside(server, database), autocommit=True) as admin:
            admin.execute("CREATE EXTENSION IF NOT EXISTS vector")
        self._url = project_url(database)
        self.name = Server.of(self._url, "").name

    def open(self) -> PostgresVectorStore:
        return PostgresVectorStore.open(self._url, "")

    def open_reading(self) -> PostgresVectorStore:
        return PostgresVectorStore.open_reading(self._url, "")


class QdrantFolder:
    """In a folder of the embedded engine."""

    def __init__(self, folder: Path) -> None:
        self._store = QdrantVectorStore(FolderPoints(folder), "project")

    def open(self) -> QdrantVectorStore:
        return self._store

    def open_reading(self) -> QdrantVectorStore:
        return self._store


class QdrantServer:
    """Over the client of a server, which is one in this process."""

    def __init__(self) -> None:
        self._store = QdrantVectorStore(ServerPoints(QdrantClient(":memory:"), exact=False), "project")

    def open(self) -> QdrantVectorStore:
        return self._store

    def open_reading(self) -> QdrantVectorStore:
        return self._store


def _sqlite(request: pytest.FixtureRequest) -> VectorPlace:
    return SqliteVectors(request.getfixturevalue("tmp_path") / "omny.db")


def _postgres(request: pytest.FixtureRequest) -> VectorPlace:
    return PostgresVectors(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_database"))


VECTOR_STORES: dict[str, Callable[[pytest.FixtureRequest], VectorPlace]] = {
    "memory": lambda _: MemoryVectors(),
    "sqlite": _sqlite,
    "postgres": _postgres,
    "qdrant folder": lambda request: QdrantFolder(request.getfixturevalue("tmp_path") / "qdrant"),
    "qdrant server": lambda _: QdrantServer(),
}


def vector(*numbers: int, size: int = 16) -> Vector:
    """A vector with those first numbers, and zeros."""
    whole = [*numbers, *([0] * (size - len(numbers)))]
    return Vector(pack_signs(whole), array("b", whole).tobytes())


def pack_signs(numbers: Sequence[float]) -> bytes:
    """The bits of a vector, made in another way than Omny's."""
    text = "".join("1" if number > 0 else "0" for number in numbers)
    return int(text, 2).to_bytes(len(text) // 8, "big")
