"""Indexes of a first load: made after the rows, and not row by row.

Rows of `edges` come in the order of their sources, and those of `dependencies` in that of files: an index by anything
else is written all over the place while they come. In one piece, from sorted entries, it takes a fraction of that, and
fewer pages. The text of each stays what `schema.sql` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from omny.model.delta import Delta

MIN_ATOMS = 1_000
"""For fewer, to drop and to make the indexes takes longer than they save."""

MAX_ATOMS = 300_000
"""Sorted entries stand in memory (`temp_store`): about 300 bytes for each atom."""

_TABLES = ("atoms", "edges", "unresolved", "dependencies")

_INDEXES = f"""
    SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
    AND tbl_name IN ({", ".join(f"'{table}'" for table in _TABLES)}) ORDER BY name
"""


def is_first_load(connection: apsw.Connection, delta: Delta) -> bool:
    """Whether a delta fills empty tables, with as many atoms as it pays for."""
    if any(connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").get for table in _TABLES):
        return False
    return MIN_ATOMS <= delta.atom_count <= MAX_ATOMS


@contextmanager
def indexes_last(connection: apsw.Connection) -> Iterator[None]:
    """A block in which the tables have no index but their keys. The others are made at its end. If the block raises,
    they are missing until its transaction is rolled back. Raises apsw.Error."""
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        connection.execute(str(sql))


def insert_sorted(connection: apsw.Connection) -> None:
    """Moves the rows of the temporary table `asked` into `dependencies`, in the order of their keys."""
    connection.execute("INSERT OR IGNORE INTO dependencies (key, file) SELECT key, file FROM asked ORDER BY key, file")
    connection.execute("DROP TABLE asked")
