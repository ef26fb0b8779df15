"""`SqliteVectorStore`: the vectors of atoms in the database of the index, over a connection of their own.

The distances are those of sqlite-vec, an extension of SQLite that is loaded for its functions alone: the vectors stand
in ordinary tables, and what is written to them needs no extension.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Self

import apsw

from omny import install_command
from omny.base.errors import VectorsMissingError
from omny.model.vectors import CANDIDATES, NOTHING_FOLLOWED, FollowedIndex, Near, Vector
from omny.storage.sqlite.connection import checkpoint, connect, transaction, translated
from omny.storage.sqlite.reader import as_list
from omny.storage.sqlite.signs import Signs

_READ, _WRITE = "read vectors", "write vectors"

_BY_BITS = f"""
    SELECT number, text FROM vectors WHERE model = (SELECT number FROM vector_models WHERE name = :model)
    ORDER BY vec_distance_hamming(vec_bit(bits), vec_bit(:bits)), text LIMIT {CANDIDATES}
"""

_BY_NUMBER = "SELECT number, text FROM json_each(:numbers) JOIN vectors ON number = value"

_NEAREST = """
    WITH near AS MATERIALIZED ({near}), ordered AS MATERIALIZED (
        SELECT number, text, coalesce(1.0 - vec_distance_cosine(vec_int8(int8), vec_int8(:values)), 0.0) AS similarity
        FROM near JOIN vector_values ON vector = number
    )
    SELECT a.id, o.text, o.similarity
    FROM ordered o CROSS JOIN vector_places p ON p.vector = o.number JOIN atoms a ON a.number = p.atom
    ORDER BY o.similarity DESC, a.id LIMIT :most
"""

_VECTOR = "SELECT v.text, v.bits, w.int8 FROM vectors v JOIN vector_values w ON w.vector = v.number"


class SqliteVectorStore:
    """A `VectorStore` in the file of an index. An atom that the index does not have cannot be placed."""

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        self._connection = connection
        self._path = path
        self._measures = False  # whether the functions of sqlite-vec are there
        self._signs: Signs | None = None  # from the second search on
        self._searched = ""  # the model that was searched last

    @classmethod
    def open(cls, path: str) -> Self:
        """For writing, too; the database has to be there. Raises StorageErrors as `connect`."""
        connection = connect(path, "write")
        connection.pragma("cache_size", -4_096)  # it only adds rows
        return cls(connection, path)

    @classmethod
    def open_reading(cls, path: str) -> Self:
        """For reading only. Raises StorageErrors as `connect`."""
        return cls(connect(path, "read"), path)

    def read_state(self, model: str) -> FollowedIndex:
        return self.models().get(model, NOTHING_FOLLOWED)

    def find_known(self, texts: Collection[int]) -> set[int]:
        sql = "SELECT text FROM vectors WHERE text IN (SELECT value FROM json_each(?))"
        with translated(_READ, self._path):
            return {text for (text,) in self._connection.execute(sql, (as_list(texts),))}

    def add(self, model: str, vectors: Mapping[int, Vector]) -> None:
        with translated(_WRITE, self._path), transaction(self._connection):
            number = self._number(model)
            rows = vectors.items()
            self._connection.executemany(
                "INSERT OR IGNORE INTO vectors (text, model, bits) VALUES (?, ?, ?)",
                ((text, number, vector.bits) for text, vector in rows),
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO vector_values (vector, int8) SELECT number, ? FROM vectors WHERE text = ?",
                ((vector.values, text) for text, vector in rows),
            )
        self._copy_log()

    def place(self, places: Mapping[str, int], gone: Collection[str]) -> None:
        with translated(_WRITE, self._path), transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO vector_places (atom, vector) "
                "SELECT a.number, v.number FROM atoms a, vectors v WHERE a.id = ? AND v.text = ?",
                places.items(),
            )
            self._connection.execute(
                "DELETE FROM vector_places WHERE atom IN "
                "(SELECT number FROM atoms WHERE id IN (SELECT value FROM json_each(?)))",
                (as_list(gone),),
            )
        self._copy_log()

    def settle(self, model: str, state: FollowedIndex) -> None:
        with translated(_WRITE, self._path), transaction(self._connection):
            number = self._number(model)
            run = self._connection.execute
            if run("SELECT count(*) FROM vector_models").get > 1:
                run("DELETE FROM vector_models WHERE number <> ?", (number,))
                run("DELETE FROM vectors WHERE model <> ?", (number,))
                run("DELETE FROM vector_values WHERE vector NOT IN (SELECT number FROM vectors)")
            run(
                "UPDATE vector_models SET uuid = ?, generation = ? WHERE number = ?",
                (state.uuid, state.generation, number),
            )
        self._copy_log()

    def sweep(self, keep: int) -> int:
        unused = "FROM vectors WHERE number NOT IN (SELECT vector FROM vector_places)"
        with translated(_WRITE, self._path):
            self._connection.execute("DELETE FROM vector_places WHERE atom NOT IN (SELECT number FROM atoms)")
            if self._connection.execute(f"SELECT count(*) {unused}").get <= keep:
                return 0
            with transaction(self._connection):
                self._connection.execute(f"DELETE {unused}")
                swept = self._connection.changes()
                self._connection.execute("DELETE FROM vector_values WHERE vector NOT IN (SELECT number FROM vectors)")
        self._copy_log()
        return swept

    def nearest(self, model: str, vector: Vector, most: int) -> list[Near]:
        self._load_distances()
        values = {"model": model, "values": vector.values, "most": most}
        with translated(_READ, self._path):
            self._connection.execute("BEGIN")
            try:
                numbers = self._nearest_in_memory(model, vector)
                near, told = (_BY_BITS, vector.bits) if numbers is None else (_BY_NUMBER, as_list(numbers))
                values["bits" if numbers is None else "numbers"] = told
                return [Near(*row) for row in self._connection.execute(_NEAREST.format(near=near), values)]
            finally:
                self._connection.execute("ROLLBACK")  # nothing was written

    def _nearest_in_memory(self, model: str, vector: Vector) -> list[int] | None:
        """The candidates, or None where the database compares them: in the first search of a model."""
        is_first, self._searched = self._searched != model, model
        if is_first:
            self._signs = None
            return None
        if self._signs is None:
            self._signs = Signs.open(self._connection, model)
        return None if self._signs is None else self._signs.find_nearest(vector.bits, CANDIDATES)

    def vectors(self, texts: Collection[int]) -> dict[int, Vector]:
        sql = f"{_VECTOR} WHERE v.text IN (SELECT value FROM json_each(?))"
        with translated(_READ, self._path):
            return {
                text: Vector(bits, values) for text, bits, values in self._connection.execute(sql, (as_list(texts),))
            }

    def texts(self, model: str) -> Iterator[tuple[int, Vector]]:
        sql = f"{_VECTOR} WHERE v.model = (SELECT number FROM vector_models WHERE name = ?)"
        with translated(_READ, self._path):
            for text, bits, int8 in self._connection.execute(sql, (model,)):
                yield text, Vector(bits, int8)

    def places(self) -> Iterator[tuple[str, int]]:
        sql = (
            "SELECT a.id, v.text FROM vector_places p JOIN atoms a ON a.number = p.atom "
            "JOIN vectors v ON v.number = p.vector"
        )
        with translated(_READ, self._path):
            yield from self._connection.execute(sql)

    def models(self) -> dict[str, FollowedIndex]:
        sql = "SELECT name, uuid, generation FROM vector_models ORDER BY name"
        with translated(_READ, self._path):
            return {name: FollowedIndex(uuid, generation) for name, uuid, generation in self._connection.execute(sql)}

    def close(self) -> None:
        self._connection.close(True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _number(self, model: str) -> int:
        sql = "INSERT INTO vector_models (name, uuid, generation) VALUES (?, '', 0) ON CONFLICT DO NOTHING"
        self._connection.execute(sql, (model,))
        return int(self._connection.execute("SELECT number FROM vector_models WHERE name = ?", (model,)).get)

    def _copy_log(self) -> None:
        """What was written goes into the database at once: the next commit of the index finds a short log."""
        checkpoint(self._connection)

    def _load_distances(self) -> None:
        if self._measures:
            return
        try:
            import sqlite_vec
        except ImportError:
            raise VectorsMissingError(_READ, "sqlite-vec is not installed", hint=install_command("semantic")) from None
        try:
            self._connection.enable_load_extension(True)
            self._connection.load_extension(sqlite_vec.loadable_path())
        except apsw.Error as error:
            raise VectorsMissingError(_READ, f"sqlite-vec cannot be loaded: {error}", path=self._path) from error
        finally:
            self._connection.enable_load_extension(False)
        self._measures = True
