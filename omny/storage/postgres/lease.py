"""The lease of a project on a PostgreSQL server: only one connection at a time writes the project.

An advisory lock of the session belongs to its connection and ends with it, however that ends. But any role that can
connect may take any such lock. So each lease is a lock of a new random number, and `projects` names the number with the
process and the role of the holder, which only a writer of the project can write there. No other lock is a lease.
"""

from __future__ import annotations

import secrets
import time

from omny.base.errors import BusyError
from omny.storage.postgres.connection import Connection
from omny.storage.postgres.driver import pg

LEASE_SECONDS = 3.0
"""How long to wait for the lease of a project: as long as a server takes to notice that the holder has died. A living
holder keeps the lease for hours."""

POLL_SECONDS = 0.05
"""Pause between two looks whether the holder has ended."""

_HELD = """
    FROM pg_locks l JOIN pg_stat_activity a USING (pid), projects p
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::BIGINT = p.lease_key >> 32 AND l.objid::BIGINT = p.lease_key & 4294967295
        AND l.pid = p.lease_pid AND a.usesysid = p.lease_role
        AND (%(project)s::INTEGER IS NULL OR p.number = %(project)s)
"""
"""The locks of holders. The role is compared because numbers of processes come again."""


def take_lease(connection: Connection, project: int, name: str, *, seconds: float) -> None:
    """Makes this connection the only writer of the project, until the connection ends. Raises BusyError, which names
    the holder, and psycopg.Error."""
    end = time.monotonic() + min(seconds, LEASE_SECONDS)
    before = connection.execute("SELECT current_setting('lock_timeout')").fetchone()
    assert before is not None
    try:
        while not _try_lease(connection, project, end - time.monotonic()):
            if time.monotonic() >= end:
                holder = next((holder_text for _, holder_text in holders(connection, project)), "another process")
                hint = "stop that one first, or ask it"
                raise BusyError("open index", f"{holder} writes this project", path=name, hint=hint)
            time.sleep(POLL_SECONDS)
    finally:
        if not connection.closed:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", before)


def holders(connection: Connection, project: int | None = None) -> list[tuple[str, str]]:
    """The holders of the lease of one project or of all, if this role may see them: (project, holder)."""
    sql = f"SELECT p.name, a.application_name, a.usename, host(a.client_addr) {_HELD}"
    rows = connection.execute(sql, {"project": project})
    return [(of, who(application, role, address)) for of, application, role, address in rows.fetchall()]


def who(application: str, role: str, address: str) -> str:
    """A connection, for people."""
    return f"{application or 'another process'}, role {role}{f', from {address},' if address else ','}"


def _try_lease(connection: Connection, project: int, seconds: float) -> bool:
    """Takes the lease if it is free."""
    if holders(connection, project):
        return False
    connection.execute(f"SET lock_timeout = {max(int(seconds * 1000), 1)}")
    try:
        with connection.transaction():
            connection.execute("SELECT FROM projects WHERE number = %s FOR UPDATE", (project,))
            if holders(connection, project):  # another process was quicker
                return False
            key = secrets.randbits(63)
            connection.execute("SELECT pg_advisory_lock(%s)", (key,))
            connection.execute(
                "UPDATE projects SET lease_key = %s, lease_pid = pg_backend_pid(), lease_role = "
                "(SELECT usesysid FROM pg_stat_activity WHERE pid = pg_backend_pid()) WHERE number = %s",
                (key, project),
            )
    except pg.LockNotAvailable:  # by a holder that writes, or one that is just coming to be
        return False
    return True
