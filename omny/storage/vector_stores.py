"""`VectorPlace`: where the vectors of an index are kept. By default beside the index, in its own store.

As `omny/storage/stores.py` for indexes: the one place that opens vector stores, and knows how a text names one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.user_settings import OFF
from omny.storage.memory_vectors import MemoryVectorStore
from omny.storage.port.vectors import VectorStore
from omny.storage.stores import MemoryStore, PostgresStore, SqliteStore, Store, parse_store

if TYPE_CHECKING:
    from omny.storage.qdrant.points import FolderPoints

_OP = "open vectors"
_FORMS = (
    "name postgresql://HOST/NAME, qdrant+https://HOST:PORT, qdrant:FOLDER, memory: or 'off'; without a name they are "
    "kept with the index"
)

_QDRANT_FOLDER = "qdrant:"
_QDRANT_SERVERS = ("qdrant+http://", "qdrant+https://")

_folders: dict[str, FolderPoints] = {}
"""Those of this process, by path."""

_memories: dict[str, MemoryVectorStore] = {}
"""Those of this process, by the name of the index."""


class VectorPlace(msgspec.Struct, frozen=True):
    """Where vectors are kept, and what opens that for writing and for reading."""

    kind: str  # sqlite, memory, postgres, qdrant
    name: str  # for people; holds no password
    open: Callable[[], VectorStore]
    open_reading: Callable[[], VectorStore]
    beside: bool = True  # whether that is where the index is


def place_vectors(named: str, key: str, store: Store, root: Root) -> VectorPlace | None:
    """The place that a URL names for an index; beside the index if it is empty. None where vectors are switched off, or
    the index is in a store that cannot hold them. `key` lets the user into a server. Raises UsageError where it names
    none."""
    if named == OFF:
        return None
    if not named:
        return _beside(store)
    place = name_place(named, root, key)
    if place.kind == "sqlite" and place.name != store.name:
        reason = "vectors in a SQLite file stand beside their index, and this is another file"
        raise UsageError(_OP, reason, path=place.name, hint=_FORMS)
    return msgspec.structs.replace(place, beside=place.name == store.name)


def name_place(named: str, root: Root, key: str = "") -> VectorPlace:
    """The place that a URL or a path names, of any index. Raises UsageError where it names none."""
    if named.startswith(_QDRANT_FOLDER) and "//" not in named:
        return _in_folder(named.removeprefix(_QDRANT_FOLDER), root)
    if named.startswith(_QDRANT_SERVERS):
        return _on_qdrant(named.partition("+")[2], key, root)
    target = parse_store(named, root)
    if isinstance(target, MemoryStore):
        return _in_memory(f"memory {root.path}")
    if isinstance(target, PostgresStore):
        return _on_server(target)
    if isinstance(target, SqliteStore):
        return _in_file(target.file)
    raise UsageError(_OP, f"{named[:80]!r} is no place for vectors", hint=_FORMS)


def _beside(store: Store) -> VectorPlace | None:
    if isinstance(store, SqliteStore):
        return _in_file(store.file)
    if isinstance(store, PostgresStore):
        return _on_server(store)
    return _in_memory(f"memory {id(store)}") if isinstance(store, MemoryStore) else None


def _in_file(file: str) -> VectorPlace:
    def open_(*, writing: bool) -> VectorStore:
        from omny.storage.sqlite.vectors import SqliteVectorStore  # here, since most questions need none

        return SqliteVectorStore.open(file) if writing else SqliteVectorStore.open_reading(file)

    return VectorPlace("sqlite", file, lambda: open_(writing=True), lambda: open_(writing=False))


def _on_server(store: PostgresStore) -> VectorPlace:
    def open_(*, writing: bool) -> VectorStore:
        from omny.storage.postgres.vectors import PostgresVectorStore

        opens = PostgresVectorStore.open if writing else PostgresVectorStore.open_reading
        return opens(store.url, store.project)

    return VectorPlace("postgres", store.name, lambda: open_(writing=True), lambda: open_(writing=False))


def _in_memory(key: str) -> VectorPlace:
    def open_() -> VectorStore:
        return _memories.setdefault(key, MemoryVectorStore())

    return VectorPlace("memory", "memory:", open_, open_)


def _in_folder(folder: str, root: Root) -> VectorPlace:
    path = Path(folder).expanduser().absolute()

    def open_() -> VectorStore:
        from omny.storage.qdrant.points import FolderPoints
        from omny.storage.qdrant.store import QdrantVectorStore

        key = str(path)
        if key not in _folders:  # the engine lets one user in at a time: all of this process share it
            _folders[key] = FolderPoints(path)
        return QdrantVectorStore(_folders[key], root.label, keeps_open=True)

    return VectorPlace("qdrant", f"{_QDRANT_FOLDER}{path}", open_, open_)


def _on_qdrant(url: str, key: str, root: Root) -> VectorPlace:
    address, _, query = url.partition("?")
    project = dict(parse_qsl(query)).get("project") or root.label

    def open_() -> VectorStore:
        from omny.storage.qdrant.points import ServerPoints
        from omny.storage.qdrant.store import QdrantVectorStore

        return QdrantVectorStore(ServerPoints.of_url(address, key), project)

    host = address.partition("//")[2].rpartition("@")[2]
    return VectorPlace("qdrant", f"qdrant at {host}, project {project}", open_, open_)
