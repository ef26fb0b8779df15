"""A delta as rows, and the refusals of a delta, for every backend that speaks SQL. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec

from omny.base.errors import BusyError, StorageError
from omny.model.delta import Delta, FileDelta
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.model.texts import NO_TEXT, Document, describe
from omny.storage.port.records import Commit
from omny.storage.sql.rows import Row


def unchanged_state(read: Callable[[], Meta], delta: Delta, commit: Commit, base_generation: int | None) -> Meta | None:
    """The state, where delta and commit leave it as it is; None if there is something to write. Raises BusyError
    where the delta was made from another generation."""
    if any(file != FileDelta(file.path) for file in delta.files):
        return None
    meta = read()
    if base_generation not in (None, meta.generation):
        raise concurrent_change_error()
    return meta if commit.indexed_head in (None, meta.indexed_head) else None


def state_after(before: Meta, commit: Commit, base_generation: int | None) -> Meta:
    """The state that a commit leads to; without a head, that of before stays. Raises BusyError where the delta was made
    from another generation."""
    if base_generation not in (None, before.generation):
        raise concurrent_change_error()
    return Meta(
        before.uuid,
        before.schema_version,
        before.generation + 1,
        before.indexed_head if commit.indexed_head is None else commit.indexed_head,
        commit.timestamp,
    )


def ledger_changes(files: Iterable[FileDelta]) -> tuple[list[str], list[LedgerEntry]]:
    """The paths that leave the ledger, and the entries that come in or change, by path."""
    removed: list[str] = []
    entries: list[LedgerEntry] = []
    for file in files:
        if file.removed:
            removed.append(file.path)
        if file.entry is not None:
            entries.append(file.entry)
    return removed, sorted(entries, key=lambda entry: entry.path)


def facts_rows(files: Iterable[FileDelta]) -> list[Row]:
    """The facts of each content, as FACTS_COLUMNS, by their key. Raises StorageError."""
    rows: dict[tuple[str, str, str], Row] = {}
    for file in files:
        if file.analysis is None:
            continue
        if file.entry is None:
            raise misfit("facts without a ledger row to name their content", file.path)
        key = (file.entry.hash, file.entry.language, file.entry.extractor)
        rows[key] = (*key, *msgspec.structs.astuple(file.analysis))
    return [rows[key] for key in sorted(rows)]


def names_and_dependencies(files: Iterable[FileDelta]) -> tuple[dict[str, Collection[str]], dict[str, Collection[int]]]:
    """The names of files and the keys that they asked, of the files for which they are written; each by path."""
    kept = [file for file in files if not file.removed]
    return (
        {file.path: file.names for file in kept if file.names is not None},
        {file.path: file.dependencies for file in kept if file.dependencies is not None},
    )


def ranked_documents(files: Iterable[FileDelta]) -> list[Document]:
    """The texts that atoms are ranked by from now on, by id. An atom that is created without one has what it says
    itself."""
    texts: dict[str, Document] = {}
    for file in files:
        texts.update((each.id, each) for each in file.texts)
        for atom in file.created:
            if atom.id not in texts:
                texts[atom.id] = describe(atom, NO_TEXT)
    return [texts[id_] for id_ in sorted(texts)]


def concurrent_change_error() -> BusyError:
    """For a delta that was made from another state than the current one."""
    return BusyError("write index", "another process changed it meanwhile", hint="run the command again")


def misfit(what: str, path: str = "") -> StorageError:
    """For a delta that names rows which are missing or different."""
    return StorageError(
        "write index", f"the change does not fit the index: {what}", path=path, hint="see 'omny verify'"
    )


def not_in_ledger(path: str) -> StorageError:
    """For names or dependencies of a file that is not in the ledger."""
    return misfit("names or dependencies of a file that is not in the ledger", path)
