"""Writing a project, for the shared writers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

from omny.model.meta import Meta
from omny.storage.postgres.connection import Connection, read_meta
from omny.storage.postgres.dialect import STATEMENTS
from omny.storage.postgres.stage import insert_atoms, insert_staged, insert_terms, update_ranked
from omny.storage.sql.rows import Row
from omny.storage.sql.session import Session
from omny.storage.sql.terms import Tokenizer

STAGED_ROWS = 20_000
"""Rows that are sent in one statement: some 30 MiB of atoms."""


class PostgresSession(Session):
    """A transaction over one project."""

    sql = STATEMENTS

    def __init__(self, connection: Connection, project: int, tokenizer: Tokenizer) -> None:
        self.connection = connection
        self.project = project
        self._tokenizer = tokenizer

    @property
    def tokenizer(self) -> Tokenizer:
        return self._tokenizer

    def lock(self) -> Meta:
        return read_meta(self.connection, self.project, lock=True)

    def rows(self, sql: str, **values: Any) -> list[Row]:
        return self.connection.execute(sql, {"project": self.project, **values}).fetchall()

    def run(self, sql: str, **values: Any) -> int:
        return self.connection.execute(sql, {"project": self.project, **values}).rowcount

    def insert(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        left = iter(rows)
        for first in left:
            some = chain((first,), islice(left, STAGED_ROWS))
            insert_staged(self.connection, self.project, table, columns, some)

    def insert_atoms(self, rows: Iterable[Row]) -> None:
        left = iter(rows)
        while batch := list(islice(left, STAGED_ROWS)):
            insert_atoms(self.connection, self.project, self.tokenizer, batch)

    def insert_texts(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        left = iter(rows)
        while batch := list(islice(left, STAGED_ROWS)):
            update_ranked(self.connection, self.project, batch)

    def as_list(self, values: Iterable[Any]) -> list[Any]:
        return list(values)

    def announce(self, after: Meta) -> None:
        """The channel has the uuid in its name, so that nobody hears of a project who may not see it."""
        self.connection.execute(
            "SELECT pg_notify(%s, json_build_object('project', name, 'generation', %s::INTEGER)::TEXT) "
            "FROM projects WHERE number = %s",
            (channel(after.uuid), after.generation, self.project),
        )

    def derive_terms(self) -> None:
        self.run("DELETE FROM terms WHERE project = %(project)s")
        found = self.rows(
            "SELECT number, function_name, signature, words FROM atoms WHERE project = %(project)s ORDER BY number"
        )
        rows = ((number, name, signature, words) for number, name, signature, words in found)
        insert_terms(self.connection, self.project, self.tokenizer, rows)


def channel(uuid: str) -> str:
    """Where the commits of a project are announced."""
    return f"omny_{uuid.replace('-', '')}"
