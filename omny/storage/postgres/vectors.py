"""`PostgresVectorStore`: the vectors of a project on a PostgreSQL server, beside its index or without one.

The distances are those of pgvector. The tables do without it, so an owner may add the extension later.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from omny.base.errors import UnreachableError, VectorsAwayError, VectorsMissingError
from omny.model.vectors import CANDIDATES, NOTHING_FOLLOWED, FollowedIndex, Near, Vector
from omny.storage.postgres.connection import Connection, Server, connect, judge, project_number, set_up, translated

if TYPE_CHECKING:
    from omny.storage.sql.rows import Row

LOCK_SECONDS = 5.0
"""How long something is waited for that holds a lock on these tables. Nothing waits for this store."""

PAGE_ROWS = 2_000
"""Rows that are fetched at once: about 2 MB."""

_READ, _WRITE = "read vectors", "write vectors"

_NEAREST = """
    WITH near AS MATERIALIZED (
        SELECT text, int8 FROM vectors
        WHERE project = %(project)s AND model = %(model)s
        ORDER BY bits OPERATOR({schema}.<~>) %(bits)s::BIT VARYING, text LIMIT {candidates}
    )
    SELECT p.atom, n.text, coalesce(nullif(1.0 - (n.int8::INTEGER[]::{schema}.VECTOR OPERATOR({schema}.<=>)
        %(values)s::INTEGER[]::{schema}.VECTOR), 'NaN'), 0.0)
    FROM near n JOIN vector_places p ON p.project = %(project)s AND p.text = n.text
    ORDER BY 3 DESC, p.atom LIMIT %(most)s
"""


_VECTORS = "SELECT text, bits::TEXT, int8 FROM vectors WHERE project = %(project)s"


class PostgresVectorStore:
    """A `VectorStore` of one project."""

    def __init__(self, server: Server, connection: Connection, *, writing: bool) -> None:
        self._path = server.name
        self._connection = connection
        self._schema = ""  # that pgvector is in
        with translated("open vectors", self._path):
            self._project = project_number(connection, server, writing=writing)

    @classmethod
    def open(cls, url: str, project: str) -> Self:
        """For writing, too; schema and project are made if there are none. Raises VectorsAwayError, and StorageErrors
        as `PostgresRepository.open`."""
        return cls._open(url, project, writing=True)

    @classmethod
    def open_reading(cls, url: str, project: str) -> Self:
        """For reading only. Errors as `open`."""
        return cls._open(url, project, writing=False)

    @classmethod
    def _open(cls, url: str, project: str, *, writing: bool) -> Self:
        server = Server.of(url, project)
        try:
            connection = connect(server, writing=writing, lock_seconds=LOCK_SECONDS)
        except UnreachableError as error:
            raise VectorsAwayError("open vectors", error.reason, path=server.name, hint=error.hint) from error
        try:
            with translated("open vectors", server.name):
                (set_up if writing else judge)(connection, server.name)
            return cls(server, connection, writing=writing)
        except BaseException:
            connection.close()
            raise

    def read_state(self, model: str) -> FollowedIndex:
        return self.models().get(model, NOTHING_FOLLOWED)

    def find_known(self, texts: Collection[int]) -> set[int]:
        sql = "SELECT text FROM vectors WHERE project = %(project)s AND text = ANY (%(texts)s::BIGINT[])"
        return {text for (text,) in self._rows(sql, texts=list(texts))}

    def add(self, model: str, vectors: Mapping[int, Vector]) -> None:
        rows = sorted(vectors.items())
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO vector_models VALUES (%s, %s, '', 0) ON CONFLICT DO NOTHING", (self._project, model)
            )
            connection.execute(
                "INSERT INTO vectors (project, text, model, bits, int8) "
                "SELECT %s, text, %s, bits::BIT VARYING, int8::SMALLINT[] "
                "FROM unnest(%s::BIGINT[], %s::TEXT[], %s::TEXT[]) AS row (text, bits, int8) ON CONFLICT DO NOTHING",
                (
                    self._project,
                    model,
                    [text for text, _ in rows],
                    [_bits(vector) for _, vector in rows],
                    [_values(vector) for _, vector in rows],
                ),
            )

    def place(self, places: Mapping[str, int], gone: Collection[str]) -> None:
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO vector_places SELECT %s, row.* FROM unnest(%s::TEXT[], %s::BIGINT[]) AS row (atom, text) "
                "ON CONFLICT (project, atom) DO UPDATE SET text = excluded.text",
                (self._project, list(places), list(places.values())),
            )
            connection.execute(
                "DELETE FROM vector_places WHERE project = %s AND atom = ANY (%s::TEXT[])", (self._project, list(gone))
            )

    def settle(self, model: str, state: FollowedIndex) -> None:
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO vector_models VALUES (%s, %s, %s, %s) ON CONFLICT (project, name) "
                "DO UPDATE SET uuid = excluded.uuid, generation = excluded.generation",
                (self._project, model, state.uuid, state.generation),
            )
            for table, column in (("vector_models", "name"), ("vectors", "model")):
                connection.execute(f"DELETE FROM {table} WHERE project = %s AND {column} <> %s", (self._project, model))

    def sweep(self, keep: int) -> int:
        unused = (
            "FROM vectors v WHERE v.project = %(project)s AND NOT EXISTS (SELECT FROM vector_places p "
            "WHERE p.project = v.project AND p.text = v.text)"
        )
        if self._rows(f"SELECT count(*) {unused}")[0][0] <= keep:
            return 0
        with self._writing() as connection:
            return connection.execute(f"DELETE {unused}", {"project": self._project}).rowcount

    def nearest(self, model: str, vector: Vector, most: int) -> list[Near]:
        sql = _NEAREST.format(schema=self._find_extension(), candidates=CANDIDATES)
        rows = self._rows(sql, model=model, bits=_bits(vector), values=vector.numbers, most=most)
        return [Near(atom, text, similarity) for atom, text, similarity in rows]

    def vectors(self, texts: Collection[int]) -> dict[int, Vector]:
        sql = f"{_VECTORS} AND text = ANY (%(texts)s::BIGINT[])"
        return {text: _vector(bits, int8) for text, bits, int8 in self._rows(sql, texts=list(texts))}

    def texts(self, model: str) -> Iterator[tuple[int, Vector]]:
        for text, bits, int8 in self._pages(f"{_VECTORS} AND model = %(model)s", "text", -(2**63), model=model):
            yield text, _vector(bits, int8)

    def places(self) -> Iterator[tuple[str, int]]:
        sql = "SELECT atom, text FROM vector_places WHERE project = %(project)s"
        for row in self._pages(sql, "atom", ""):
            yield row[0], row[1]

    def _pages(self, sql: str, key: str, first: int | str, **values: Any) -> Iterator[Row]:
        """The rows of a statement that begins with a key, some at a time and by the key."""
        sql = f"{sql} AND {key} {{after}} %(last)s ORDER BY {key} LIMIT {PAGE_ROWS}"
        rows = self._rows(sql.format(after=">="), last=first, **values)
        while rows:
            yield from rows
            rows = self._rows(sql.format(after=">"), last=rows[-1][0], **values)

    def models(self) -> dict[str, FollowedIndex]:
        sql = "SELECT name, uuid, generation FROM vector_models WHERE project = %(project)s ORDER BY name"
        return {name: FollowedIndex(uuid, generation) for name, uuid, generation in self._rows(sql)}

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        with self._translating(_READ):
            return self._connection.execute(sql, {"project": self._project, **values}).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._translating(_WRITE), self._connection.transaction():
            yield self._connection

    @contextmanager
    def _translating(self, op: str) -> Iterator[None]:
        try:
            with translated(op, self._path):
                yield
        except UnreachableError as error:
            raise VectorsAwayError(op, error.reason, path=self._path, hint=error.hint) from error

    def _find_extension(self) -> str:
        """The quoted schema that pgvector is in."""
        if not self._schema:
            sql = (
                "SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
                "WHERE extname = 'vector'"
            )
            found = self._rows(sql)
            if not found:
                hint = "have its owner run CREATE EXTENSION vector"
                raise VectorsMissingError(_READ, "the database has no pgvector", path=self._path, hint=hint)
            self._schema = str(found[0][0])
        return self._schema


def _bits(vector: Vector) -> str:
    """The bits as a text of 0 and 1."""
    return f"{int.from_bytes(vector.bits, 'big'):0{len(vector.bits) * 8}b}"


def _values(vector: Vector) -> str:
    """The values as an array of PostgreSQL."""
    return f"{{{','.join(map(str, vector.numbers))}}}"


def _vector(bits: str, values: list[int]) -> Vector:
    return Vector(int(bits, 2).to_bytes(len(bits) // 8, "big"), array("b", values).tobytes())
