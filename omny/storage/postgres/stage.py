"""Many rows at once: copied into a temporary table, and from there into one of Omny's, in one statement.

`COPY` is the fast way into PostgreSQL, and closed for tables with row-level security. The temporary tables live as long
as their connection, and are empty outside of a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from omny.storage.postgres.connection import Connection
from omny.storage.sql.rows import ATOM_ROW, Row
from omny.storage.sql.terms import Tokenizer

_NUMBER, _NAME, _SIGNATURE, _WORDS = 0, 3, 7, 9  # places in ATOM_ROW


def stage(connection: Connection, table: str, columns: str, rows: Iterable[Row], kind: str = "") -> str:
    """Fills a temporary table like some columns of `table` with the rows; its name. `kind` tells apart those that are
    like other columns."""
    name = f"pg_temp.staged_{table}{kind}"
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {name.removeprefix('pg_temp.')} ON COMMIT DELETE ROWS "
        f"AS SELECT {columns} FROM omny.{table} WITH NO DATA; TRUNCATE {name}"
    )
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return name


def insert_staged(
    connection: Connection, project: int, table: str, columns: str, rows: Iterable[Row], conflict: str = ""
) -> int:
    """Inserts the rows; how many that were. `conflict` is what follows ON CONFLICT."""
    staged = stage(connection, table, columns, rows)
    sql = f"INSERT INTO omny.{table} (project, {columns}) SELECT %s, {columns} FROM {staged}"
    return connection.execute(f"{sql}{conflict and f' ON CONFLICT {conflict}'}", (project,)).rowcount


def insert_atoms(connection: Connection, project: int, tokenizer: Tokenizer, rows: Iterable[Row]) -> None:
    """Inserts atoms, each as ATOM_ROW, with what they are found by."""
    rows = list(rows)
    insert_staged(connection, project, "atoms", ATOM_ROW, rows)
    found = ((row[_NUMBER], row[_NAME], row[_SIGNATURE], row[_WORDS]) for row in rows)
    insert_terms(connection, project, tokenizer, found)


def insert_terms(
    connection: Connection, project: int, tokenizer: Tokenizer, rows: Iterable[tuple[int, str, str, str]]
) -> None:
    """Puts the terms of atoms into the search index: (number, name, signature, words) each."""
    terms = ((number, *(" ".join(tokenizer.terms(text)) for text in texts)) for number, *texts in rows)
    update = ", ".join(f"{column} = excluded.{column}" for column in ("function_name", "signature", "words"))
    columns = "number, function_name, signature, words"
    insert_staged(connection, project, "terms", columns, terms, f"(project, number) DO UPDATE SET {update}")


def update_ranked(connection: Connection, project: int, rows: Iterable[tuple[int, list[str]]]) -> None:
    """Has atoms be ranked by these terms: the number of an atom, and its terms. No term has a quote or a backslash."""
    own = f"':{project}'"
    texts = ((number, " ".join([own, *(f"'{term}'" for term in terms)])) for number, terms in rows)
    staged = stage(connection, "terms", "number, ranked", texts, "_ranked")
    connection.execute(
        f"UPDATE omny.terms t SET ranked = s.ranked FROM {staged} s WHERE t.project = %s AND t.number = s.number",
        (project,),
    )
