"""Rows as records, and records as rows: the one place that knows the order of columns, in SQLite and elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import astuple

from omny.base.errors import DamagedError
from omny.base.filestat import FileStat
from omny.base.skip_reason import NO_REASON, Reason
from omny.model.atoms import Atom, AtomType, StoredAtom
from omny.model.files import FileStatus, LedgerEntry
from omny.storage.port.records import SkippedFile

Row = tuple[Any, ...]

ATOM_COLUMNS = (
    "id, file_path, function_name, line, end_line, type, signature, data, words, version, created_at, updated_at"
)
"""The columns of `atoms` that `stored_atom` takes; with an alias: `atom_columns`."""

ATOM_ROW = f"number, {ATOM_COLUMNS}"
"""The columns of `atoms` that an atom is inserted with."""

LEDGER_COLUMNS = (
    "path, hash, size, mtime_ns, ctime_ns, inode, seen_ns, language, extractor, status, code, detail, lines, "
    "held_hash, held_generation"
)

SKIPPED_COLUMNS = "path, code, detail, held_generation"

EVENT_COLUMNS = "id, atom_id, operation, delta, previous_version, new_version, timestamp, source, transaction_id"

SNAPSHOT_COLUMNS = "atom_id, state, version, created_at, updated_at"

GENERATION_COLUMNS = "generation, committed_at, source, indexed_head, actor, reason"

REPAIR_COLUMNS = "generation, repaired_at, kind, place, what, since, cure, lost"

NOTE_COLUMNS = "number, atom_id, text, actor, written_at, written_for, body_hash, changed_at, gone_at"

FACTS_COLUMNS = "hash, language, extractor, facts, surface, lines, error_ratio, error_line"

META_COLUMNS = "uuid, schema_version, generation, indexed_head, indexed_at"

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_UNSIGNED = (1 << 64) - 1
_TYPES = {str(member): member for member in AtomType}
_STATUSES = {str(member): member for member in FileStatus}


def _malformed_error(what: str) -> DamagedError:
    return DamagedError("read row", f"malformed: {what}", hint="run 'omny verify --repair'")


def atom_columns(alias: str) -> str:
    """ATOM_COLUMNS of the table `alias`."""
    return ", ".join(f"{alias}.{column}" for column in ATOM_COLUMNS.split(", "))


def stored_atom(row: Row) -> StoredAtom:
    """From ATOM_COLUMNS."""
    id_, path, name, line, end_line, type_, signature, data, words, version, created, updated = row
    try:
        atom = Atom(id_, path, name, line, end_line, _TYPES[type_], signature, data, words)
    except KeyError:
        raise _malformed_error(f"{id_} has the type {type_!r}") from None
    return StoredAtom(atom, version, created, updated)


def atom_row(stored: StoredAtom) -> Row:
    """To ATOM_COLUMNS."""
    return (*astuple(stored.atom), stored.version, stored.created_at, stored.updated_at)


def counts_of_uses(rows: Iterable[Row]) -> tuple[dict[str, int], int]:
    """Edges by type, and the number beside the type ""."""
    found: dict[str, int] = dict(rows)
    unknown = found.pop("", 0)
    return dict(sorted(found.items())), unknown


def ledger_entry(row: Row) -> LedgerEntry:
    """From LEDGER_COLUMNS."""
    path, hash_, size, mtime, ctime, inode, seen, language, extractor, status, code, detail, lines, *held = row
    stat = FileStat(size, mtime, ctime, inode & _UNSIGNED)
    try:
        known = _STATUSES[status]
    except KeyError:
        raise _malformed_error(f"{path} has the status {status!r}") from None
    reason = decode_reason(path, code, detail)
    return LedgerEntry(path, stat, seen, hash_, language, extractor, known, reason, lines, *held)


def skipped_file(row: Row) -> SkippedFile:
    """From SKIPPED_COLUMNS."""
    path, code, detail, held_generation = row
    return SkippedFile(path, decode_reason(path, code, detail), held_generation)


def decode_reason(path: str, code: str, detail: str) -> Reason:
    """The reason in the row of a file. Raises DamagedError if no version of Omny could have written it."""
    if not code:
        return NO_REASON
    try:
        data = _decode(detail) if detail else {}
        return msgspec.convert({**data, "code": code}, Reason)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise _malformed_error(f"{path} has the reason {code!r} with the detail {detail!r}") from None


def reason_detail(reason: Reason) -> str:
    """The data of a reason as JSON; "" if there is none. A whole limit is written as one: 4.0 and 4 are equal."""
    data = msgspec.to_builtins(reason)
    data.pop("code", None)
    if float(reason.limit).is_integer() and reason.limit:
        data["limit"] = int(reason.limit)
    return msgspec.json.encode(data).decode() if data else ""


def ledger_row(entry: LedgerEntry) -> Row:
    """To LEDGER_COLUMNS."""
    stat = entry.stat
    return (
        entry.path,
        entry.hash,
        stat.size,
        stat.mtime_ns,
        stat.ctime_ns,
        _to_signed(stat.inode),
        entry.seen_ns,
        entry.language,
        entry.extractor,
        entry.status,
        entry.reason.code,
        reason_detail(entry.reason),
        entry.lines,
        entry.held_hash,
        entry.held_generation,
    )


def _to_signed(number: int) -> int:
    """SQLite's integers have 64 bits and a sign; inodes of some file systems have 64 bits and none."""
    return number - (1 << 64) if number >= 1 << 63 else number
