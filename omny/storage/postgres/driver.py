"""psycopg, the driver of PostgreSQL: an optional package, which this backend alone imports, and from here alone."""

from __future__ import annotations

from omny import install_command
from omny.base.errors import UsageError

try:
    import psycopg
except ImportError as error:
    hint = install_command("postgres")
    raise UsageError("open index", "the driver of PostgreSQL is missing", hint=hint) from error

from psycopg import errors as pg
from psycopg.adapt import Buffer, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.string import StrDumperUnknown

__all__ = ["Buffer", "Loader", "StrDumperUnknown", "conninfo_to_dict", "make_conninfo", "pg", "psycopg"]
