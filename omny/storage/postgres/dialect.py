"""The words of PostgreSQL in the shared statements."""

from __future__ import annotations

import re

from omny.storage.sql.dialect import Dialect
from omny.storage.sql.statements import Statements

_PARAMETER = re.compile(r"(?<!:):([a-z]+)")  # and no cast


class _Postgres(Dialect):
    state = ("projects", " WHERE number = :project")
    is_test = "coalesce(said -> 'is_test' IN ('true', '1'), false)"
    indexed = ("terms", "number")
    size = (  # of all projects: tables and indexes belong to all of them
        "SELECT sum(pg_total_relation_size(c.oid))::BIGINT FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'omny' AND c.relkind = 'r'"
    )
    in_order = "JOIN"  # the planner has statistics

    def spell(self, sql: str) -> str:
        return _PARAMETER.sub(r"%(\1)s", sql)

    def scope(self, alias: str = "") -> str:
        return f"{alias and f'{alias}.'}project = :project AND "

    def join(self, left: str, right: str) -> str:
        return f"{left}.project = {right}.project AND "

    def among(self, name: str, kind: str = "TEXT") -> str:
        return f"= ANY (:{name}::{kind}[])"

    def holds(self, text: str, name: str) -> str:
        return f"position(:{name} IN {text}) > 0"


STATEMENTS = Statements(_Postgres())
