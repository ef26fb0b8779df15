"""The backends that the contract is held to, by name. A new one gets an entry here and nothing else.

A *place* is where one store can be. `open` gives it for writing, `open_reading` another view of the same store, `spoil`
changes it behind Omny's back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import apsw
import psycopg
import pytest

from omny.migrate.legacy_repository import LegacyRepository
from omny.storage.port.repository import AtomRepository
from omny.storage.postgres.connection import Server
from omny.storage.postgres.repository import PostgresRepository
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.legacy_store import quirky
from tests.support.postgres import project_url


class Place(Protocol):
    """Where one store can be."""

    def open(self) -> AtomRepository: ...

    def open_reading(self) -> AtomRepository: ...

    def spoil(self, *statements: str) -> None:
        """Runs SQL of the backend's own, past all triggers; `{project}` stands for the number of a project."""
        ...


@dataclass(frozen=True)
class Backend:
    """A kind of store, and what can be asked of it besides being read."""

    place: Callable[
        [pytest.FixtureRequest], Place
    ]  # another one each time, whatever the scope: of an empty store; where it is only read, of one with content
    writes: bool = True
    shared: bool = True  # whether `open_reading` is there
    dialect: str = ""  # of `spoil`; "": it has none


class SqlitePlace:
    """A file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> AtomRepository:
        return SqliteRepository.open(self._path, busy_timeout_seconds=0.05)

    def open_reading(self) -> AtomRepository:
        return SqliteRepository.open_reading(self._path)

    def spoil(self, *statements: str) -> None:
        raw = apsw.Connection(str(self._path))
        raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        for statement in statements:
            raw.execute(statement)
        raw.close()


class MemoryPlace:
    """The memory of the process."""

    def open(self) -> AtomRepository:
        return SqliteRepository.in_memory()

    def open_reading(self) -> AtomRepository:
        raise NotImplementedError

    def spoil(self, *statements: str) -> None:
        raise NotImplementedError


class PostgresPlace:
    """A project on a server."""

    def __init__(self, url: str) -> None:
        self._url = url

    def open(self) -> AtomRepository:
        return PostgresRepository.open(self._url, busy_timeout_seconds=0.05)

    def open_reading(self) -> AtomRepository:
        return PostgresRepository.open_reading(self._url)

    def spoil(self, *statements: str) -> None:
        server = Server.of(self._url, "")
        with psycopg.connect(server.conninfo, autocommit=True) as raw:
            raw.execute("SET search_path = omny")
            sql = "SELECT number FROM projects WHERE name = %s"
            (number,) = raw.execute(sql, (server.project,)).fetchone() or (0,)
            for of_table in ("atoms", "files"):
                raw.execute(f"ALTER TABLE {of_table} DISABLE TRIGGER USER")
            try:
                for statement in statements:
                    raw.execute(statement.replace("{project}", str(number)))
            finally:
                for of_table in ("atoms", "files"):
                    raw.execute(f"ALTER TABLE {of_table} ENABLE TRIGGER USER")


class JsonPlace:
    """A store of a legacy tool."""

    def __init__(self, project: Path) -> None:
        quirky(project)
        self._project = project

    def open(self) -> AtomRepository:
        return self.open_reading()

    def open_reading(self) -> AtomRepository:
        return LegacyRepository.open_reading(self._project)

    def spoil(self, *statements: str) -> None:
        raise NotImplementedError


def _sqlite(request: pytest.FixtureRequest) -> Place:
    return SqlitePlace(request.getfixturevalue("tmp_path_factory").mktemp("store") / "omny.db")


def _postgres(request: pytest.FixtureRequest) -> Place:
    return PostgresPlace(project_url(request.getfixturevalue("postgres_database")))


BACKENDS = {
    "sqlite": Backend(_sqlite, dialect="sqlite"),
    "memory": Backend(lambda request: MemoryPlace(), shared=False),
    "postgres": Backend(_postgres, dialect="postgres"),
    "json": Backend(lambda request: JsonPlace(request.getfixturevalue("tmp_path") / "legacy"), writes=False),
}
