"""A database of an older schema, upgraded to the current one.

What it holds is read as an archive, with what each version since has added, and loaded into a new database in one
transaction. Only a complete one takes its place, in one step; the old one stays beside it. So nothing hangs on how an
old schema was worded, triggers derive their rows again, and a run that is cut off has changed nothing.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from functools import partial

import apsw

from omny.base.errors import DamagedError, OldSchemaError, StorageError
from omny.base.paths import describe_failure
from omny.storage.port.records import Upgrade
from omny.storage.sql.old_reasons import code_reason
from omny.storage.sqlite.archive import load
from omny.storage.sqlite.backup import part_file, put
from omny.storage.sqlite.checksums import checksum_vfs
from omny.storage.sqlite.connection import SCHEMA_VERSION, closing, connect, translated
from omny.storage.sqlite.history import PastReader
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS

log = logging.getLogger("omny.storage")

STEPS = {
    # version: what the next one has and that one has not, as tables that stand before its own
    1: """
        CREATE TEMP TABLE meta AS SELECT *, 0 AS history_start FROM main.meta;
        CREATE TEMP TABLE generations AS
            SELECT transaction_id AS generation, max(timestamp) AS committed_at, max(source) AS source,
                '' AS indexed_head
            FROM main.atom_events GROUP BY transaction_id;
        INSERT INTO temp.generations SELECT generation, indexed_at, 'reindex', '' FROM main.meta
            WHERE generation > 0 AND generation NOT IN (SELECT generation FROM temp.generations);
        UPDATE temp.generations SET indexed_head = (SELECT indexed_head FROM main.meta)
            WHERE generation = (SELECT generation FROM main.meta);
        CREATE TEMP TABLE atom_snapshots (atom_id, state, version, created_at, updated_at);
    """,
    2: """
        CREATE TEMP TABLE repairs (id, generation, repaired_at, kind, place, what, since, cure, lost);
    """,
    3: "",  # the pages had no checksums
    4: """
        CREATE TEMP TABLE files AS SELECT *, '' AS held_hash, 0 AS held_generation FROM main.files;
    """,
    # A reason was a text. A row with an unknown text becomes as that of a file never seen: the next pass looks at it.
    5: """
        CREATE TEMP TABLE coded AS SELECT *, code_of(reason) AS code, reason_detail(reason) AS detail FROM files;
        UPDATE temp.coded SET size = 0, mtime_ns = 0, ctime_ns = 0, inode = 0, seen_ns = 0,
            extractor = iif(extractor = '', '', code) WHERE code = 'forgotten';
        DROP TABLE IF EXISTS temp.files;
        ALTER TABLE temp.coded RENAME TO files;
    """,
    6: "",  # fewer types of atoms and edges
    # Nobody knew who had made a commit. There were no vectors, which a follower makes, no ranked text, and no notes.
    7: """
        CREATE TEMP TABLE acted AS SELECT *, '' AS actor, '' AS reason FROM generations;
        DROP TABLE IF EXISTS temp.generations;
        ALTER TABLE temp.acted RENAME TO generations;
        CREATE TEMP TABLE notes (
            number, atom_id, text, actor, written_at, written_for, body_hash, changed_at, gone_at
        );
    """,
}

_OP = "upgrade index"

_TABLES = ("meta", "files", "facts", "names", "dependencies", "atoms", "atom_events")


def upgrade(path: str, *, dry_run: bool = False) -> Upgrade:
    """Brings the database at `path` to SCHEMA_VERSION; with `dry_run` the new one is made and thrown away.

    Raises NoIndexError, SchemaError where a newer Omny wrote it, BusyError where another process uses it, DamagedError
    where it does not hold what its version says, StorageError where the new one cannot be written. Nothing is changed
    then.
    """
    try:
        connect(path, "read").close(True)
        return Upgrade(SCHEMA_VERSION, SCHEMA_VERSION)
    except OldSchemaError:
        pass
    with part_file(path, _OP) as part, translated(_OP, path):
        old = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=checksum_vfs())
        try:
            opened = os.stat(path).st_ino
            old.set_busy_timeout(int(BUSY_TIMEOUT_SECONDS * 1000))
            if not dry_run:
                old.pragma("journal_mode", "delete")
            old.execute("BEGIN" if dry_run else "BEGIN EXCLUSIVE")  # nobody else may read or write it from here on
            version = _version(old, path)
            if os.stat(path).st_ino != opened or version >= SCHEMA_VERSION:  # another process was quicker
                return Upgrade(SCHEMA_VERSION, SCHEMA_VERSION)
            for name, column in (("code_of", 0), ("reason_detail", 1)):
                old.create_scalar_function(name, partial(_column, column), 1, deterministic=True)
            for step in range(version, SCHEMA_VERSION):
                old.execute(STEPS[step])
            _fill(part, old, path)
            if dry_run:
                return Upgrade(version, SCHEMA_VERSION)
            aside = f"{path}.v{version}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
            try:
                os.link(path, aside, follow_symlinks=False)
            except (OSError, NotImplementedError):  # a file system without links
                os.replace(path, aside)
            put(part, path, _OP)
        except OSError as error:
            raise StorageError(_OP, describe_failure(error), path=path) from error
        finally:
            old.close(True)
    log.warning("the index was of schema %d and is now of %d; what it was is %s", version, SCHEMA_VERSION, aside)
    return Upgrade(version, SCHEMA_VERSION, aside)


def _column(column: int, text: apsw.SQLiteValue) -> apsw.SQLiteValue:
    """Of the columns `code` and `detail` that one, for the text of a reason."""
    return code_reason(str(text))[column]


def _version(old: apsw.Connection, path: str) -> int:
    """Its version, where all that is read of it are tables: a view would be code of somebody else."""
    tables = {name for (name,) in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    version = old.execute("SELECT schema_version FROM meta").get if "meta" in tables else None
    if (version not in STEPS and version != SCHEMA_VERSION) or not tables.issuperset(_TABLES):
        raise DamagedError(
            _OP,
            "it is not what its version says",
            path=path,
            hint="run 'omny verify --repair', or move it aside and run 'omny index'",
        )
    assert isinstance(version, int)
    return version


def _fill(part: str, old: apsw.Connection, path: str) -> None:
    with closing(connect(part, "write")) as new, PastReader(old, path).archive() as archive, translated(_OP, part):
        load(new, archive, part)
        new.pragma("journal_mode", "delete")
