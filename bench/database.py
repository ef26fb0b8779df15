"""What the bench reads from a finished database: with SQLite alone, as any reader may."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

_TABLES = (
    "meta", "generations", "files", "facts", "dependencies", "names", "atoms", "atom_events", "atom_snapshots", "edges",
    "unresolved",
)  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """What an index holds, and how its bytes are spent."""

    files: int
    lines: int
    source_bytes: int
    atoms: int
    edges: int
    generation: int
    bytes: int
    event_bytes: int
    largest: dict[str, int]  # bytes of the largest tables and indexes, by name


def read_contents(database: Path) -> Contents:
    """Reads a finished database."""
    connection = _open(database)
    files, lines, source_bytes = _row(
        connection,
        "SELECT count(*), coalesce(sum(lines), 0), coalesce(sum(size), 0) FROM files WHERE status != 'skipped'",
    )
    sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"))
    return Contents(
        files=files,
        lines=lines,
        source_bytes=source_bytes,
        atoms=_row(connection, "SELECT count(*) FROM atoms")[0],
        edges=_row(connection, "SELECT count(*) FROM edges")[0],
        generation=_row(connection, "SELECT generation FROM meta")[0],
        bytes=sum(sizes.values()),
        event_bytes=sum(size for name, size in sizes.items() if name.startswith("atom_events")),
        largest=dict(list(sizes.items())[:12]),
    )


def indexed_paths(database: Path) -> list[str]:
    """The files that were indexed, as the ledger names them."""
    return [
        path
        for (path,) in _open(database).execute(
            "SELECT path FROM files WHERE status NOT IN ('skipped', 'excluded') ORDER BY path"
        )
    ]


def busiest_atom(database: Path) -> tuple[str, str]:
    """Id and name of the function or method that most atoms call: the hardest to answer for."""
    identity, name = _row(
        _open(database),
        "SELECT a.id, a.function_name FROM edges e JOIN atoms a ON a.id = e.target_id"
        " WHERE e.edge_type = 'call' AND a.type IN ('function', 'method')"
        " GROUP BY e.target_id ORDER BY count(*) DESC, a.id LIMIT 1",
    )
    return identity, name


def hash_rows(database: Path) -> Counter[bytes]:
    """A hash of every row of every table, to be compared with those of another moment."""
    connection = _open(database)
    rows: Counter[bytes] = Counter()
    for table in _TABLES:
        for row in connection.execute(f"SELECT * FROM {table}"):
            rows[hashlib.blake2b(repr((table, row)).encode(), digest_size=16).digest()] += 1
    return rows


def count_changes(before: Counter[bytes], after: Counter[bytes]) -> int:
    """How many rows went, came or changed."""
    return max((before - after).total(), (after - before).total())


def _open(database: Path) -> apsw.Connection:
    return apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)


def _row(connection: apsw.Connection, question: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = next(iter(connection.execute(question)))
    return row
