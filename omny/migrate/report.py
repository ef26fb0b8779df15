"""What became of each file of a legacy store: as JSON, kept beside the database that was made of it.

A report is written before the database has its name, and tells the uuid of that. So whichever report has the uuid of
the database that is there is the one of how it came to be, and one whose run was cut off is of none.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec

from omny.base.disk import DISK
from omny.base.errors import SourceError, StorageError
from omny.base.paths import describe_failure, read_user_file
from omny.migrate.plan import Counts, Plan
from omny.storage.sqlite.staging import DocumentRow

MAX_BYTES = 1 << 30
"""Of a report that is read: that of some million files."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How a database came to be."""

    store: str
    digest: str  # of all files of the store
    migrated_at: str  # ISO 8601, UTC
    root: str | None  # whose sources were indexed afterwards
    legacy_root: str  # that absolute paths of the store began with
    database: str
    uuid: str = ""  # of the database; "" where nothing was made
    aside: str = ""  # where the database before is now; "" where there was none
    counts: Counts
    indexed: dict[str, int] | None = None  # what the index of the sources then changed
    seconds: float = 0.0


def write(report: Report, plan: Plan, target: TextIO) -> None:
    """The report with a line for each file, as one JSON document."""
    head = msgspec.json.encode(report).decode()
    target.write(f'{head[:-1]},"lost_before":{_list(plan.find_lost())},"files":[')
    for number, row in enumerate(plan.documents()):
        target.write(("," if number else "") + "\n" + msgspec.json.encode(as_json(row)).decode())
    target.write("\n]}\n")


def as_json(row: DocumentRow) -> dict[str, Any]:
    """What a report says of a file."""
    told: dict[str, Any] = {"file": row.place, "kind": row.kind, "read": row.read, "status": status(row)}
    told |= {"why": row.why} if row.why else {}
    told |= {"id": row.became} if row.accounts == 1 else {}
    return told | ({"atoms": row.accounts} if row.accounts > 1 else {})


def status(row: DocumentRow) -> str:
    """One word for what became of a file: ok, salvaged, duplicate, ghost, foreign id, unreadable; "other" for one that
    says nothing of atoms."""
    if row.read == "not read":
        return "unreadable"
    if not row.accounts:
        return "other"
    if row.fate == "ok" or row.accounts > 1:
        return "ok" if row.read == "clean" else "salvaged"
    return row.fate


def keep(report: Report, plan: Plan, stamp: str) -> str:
    """Writes the report beside the database, durably and at once; its path."""
    path = f"{report.database}.migration-{stamp}.json"
    part = f"{path}.part-{secrets.token_hex(4)}"
    save(report, plan, part)
    try:
        os.replace(part, path)
    except OSError as error:
        raise StorageError("write report", describe_failure(error), path=path) from error
    return path


def save(report: Report, plan: Plan, path: str) -> None:
    """Writes the report to a file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as target:
            write(report, plan, target)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        raise StorageError("write report", describe_failure(error), path=path, hint="name another file") from error


def find_report(database: str, uuid: str) -> Report | None:
    """The report of how the database of that uuid came to be; None where no migration made it."""
    directory, name = os.path.split(database)
    pattern = re.compile(rf"{re.escape(name)}\.migration-[0-9TZ]+\.json")
    try:
        names = sorted((entry.name for entry in DISK.scandir(directory) if pattern.fullmatch(entry.name)), reverse=True)
    except OSError:
        return None
    for each in names:
        try:
            content = read_user_file(os.path.join(directory, each), MAX_BYTES)
            report = msgspec.json.decode(content or b"", type=Report)
        except (SourceError, msgspec.DecodeError):  # it is of a run that was cut off, or of nobody's
            continue
        if report.uuid == uuid:
            return report
    return None


def _list(ids: Iterator[str]) -> str:
    return "[" + ",".join(msgspec.json.encode(id_).decode() for id_ in ids) + "]"
