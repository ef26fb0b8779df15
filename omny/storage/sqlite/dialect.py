"""The words of SQLite in the shared statements."""

from __future__ import annotations

from omny.storage.sql.dialect import Dialect
from omny.storage.sql.statements import Statements

# Ids go up with generations, so a range of generations is a range of ids. The `+` keeps SQLite from looking the range
# up by generation instead, after which it would have to sort all of it.
AFTER = (
    "id >= (SELECT id FROM atom_events WHERE transaction_id > :after ORDER BY transaction_id, id LIMIT 1) "
    "AND +transaction_id > :after"
)
"""Events of the generations after one."""


class _Sqlite(Dialect):
    state = ("meta", "")
    is_test = "coalesce(CASE WHEN json_valid(data) THEN data ->> '$.is_test' END, 0)"
    indexed = ("atoms_fts_docsize", "id")
    size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    in_order = "CROSS JOIN"  # SQLite does not change the order of its sides

    def spell(self, sql: str) -> str:
        return sql

    def scope(self, alias: str = "") -> str:
        return ""

    def join(self, left: str, right: str) -> str:
        return ""

    def among(self, name: str, kind: str = "TEXT") -> str:
        return f"IN (SELECT value FROM json_each(:{name}))"

    def holds(self, text: str, name: str) -> str:
        return f"instr({text}, :{name}) > 0"


STATEMENTS = Statements(_Sqlite())
