"""Deltas made by hand, applied to a repository, and what a search then finds."""

from __future__ import annotations

from typing import Any

import msgspec

from omny.base.filestat import FileStat
from omny.model.atoms import Atom, AtomType
from omny.model.delta import Delta, FileDelta
from omny.model.files import FileStatus, LedgerEntry
from omny.storage.port.records import Commit, SearchScope
from omny.storage.port.repository import AtomRepository

WHEN = "2026-01-02T03:04:05.000006Z"


def atom(path: str, name: str, *, line: int = 1, signature: str = "()", **data: object) -> Atom:
    said = {"qualified_name": name, "calls": [], **data}
    kind = AtomType.MODULE if name == "<module>" else AtomType.FUNCTION
    text = msgspec.json.encode(said).decode()
    return Atom(f"{path}::{name}", path, name.rpartition(".")[2], line, line + 2, kind, signature, text, "")


def entry(path: str, content: str = "0" * 32, status: FileStatus = FileStatus.OK) -> LedgerEntry:
    return LedgerEntry(path, FileStat(10, 20, 30, 2**64 - 5), 40, content, "python", "e1", status, lines=7)


def created(path: str, *atoms: Atom, **more: object) -> FileDelta:
    every = (atom(path, "<module>"), *atoms)
    return FileDelta(path, created=every, entry=entry(path), **more)  # type: ignore[arg-type]


def apply(repository: AtomRepository, *files: FileDelta, head: str | None = None) -> int:
    return repository.apply(Delta(files), Commit("reindex", WHEN, head)).generation


def named(path: str, name: str, words: str = "", signature: str = "()", **data: Any) -> Atom:
    return msgspec.structs.replace(atom(path, name, signature=signature, **data), words=words)


def found(repository: AtomRepository, text: str, **more: Any) -> list[str]:
    hits = repository.search(text, limit=20, scope=SearchScope(**more))
    return [stored.atom.id.partition("::")[2] for stored in hits.atoms]


def stored_facts(repository: AtomRepository) -> set[tuple[str, str, str]]:
    """(hash, language, extractor) of all facts."""
    with repository.archive() as archive:
        return {(row.hash, row.language, row.extractor) for row in archive.facts}
