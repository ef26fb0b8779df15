"""Whether the tables, views and triggers of a database are those of `schema.sql`, word for word.

A view or a trigger is code that SQLite runs. One that is not ours could lie, or never end; so none is looked at before
it is known that there is none. `sqlite_schema` keeps the text of each statement as it was written.
"""

from __future__ import annotations

from functools import lru_cache

import apsw

_SHADOWS = ("data", "idx", "docsize", "config")  # tables of FTS5's own, https://www.sqlite.org/fts5.html section 9
_SEARCHED = ("atoms_fts", "atoms_text")
_INDEX = "CREATE INDEX "
_SQLITES = ("sqlite_sequence", "sqlite_stat1", "sqlite_stat4")


def has_meta(connection: apsw.Connection) -> bool:
    """Whether `meta` is a table of rows, so that reading it runs nothing."""
    sql = "SELECT sql FROM sqlite_schema WHERE name = 'meta' AND type = 'table'"
    return str(connection.execute(sql).get or "").startswith("CREATE TABLE meta (")


def index_statements(schema: str) -> list[str]:
    """The statements of `schema` that make indexes."""
    return [each.partition(";")[0] for each in _statements(schema) if each.startswith(_INDEX)]


def find_foreign(connection: apsw.Connection, schema: str, *, indexes: bool = True) -> str:
    """What in the database is not of `schema`, or is missing; "" without such a thing. Without `indexes` it must have
    none."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return _compare(tuple(rows), schema, indexes)


@lru_cache(maxsize=4)
def _compare(rows: tuple[tuple[object, ...], ...], schema: str, indexes: bool) -> str:
    """The same, of the rows. A process that asks many projects finds the same rows in each."""
    statements = [each for each in _statements(schema) if indexes or not each.startswith(_INDEX)]
    for type_, name, sql in rows:
        ours = next((statement for statement in statements if statement.startswith(f"{sql};")), None)
        if ours is not None:
            statements.remove(ours)
        elif not (type_ == "table" and _is_made_by_sqlite(str(name), str(sql))):
            return f"its {type_} {name!r} is not Omny's"
    return f"it lacks what begins with {statements[0].partition('(')[0].strip()!r}" if statements else ""


@lru_cache(maxsize=1)
def _statements(schema: str) -> tuple[str, ...]:
    """The statements that make something, each with the text up to the next one."""
    return tuple("CREATE " + rest for rest in f"\n{schema}".split("\nCREATE ")[1:])


def _is_made_by_sqlite(name: str, sql: str) -> bool:
    """Whether SQLite or FTS5 makes a table of that name by itself; one with rows, no virtual one."""
    known = name in _SQLITES or name in [f"{table}_{shadow}" for table in _SEARCHED for shadow in _SHADOWS]
    return known and sql.startswith("CREATE TABLE ")
