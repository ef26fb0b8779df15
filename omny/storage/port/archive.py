"""`Archive`: all that a store holds, as streams of records: what one store gives away and another takes in.

What can be derived is not part of it: edges, unresolved calls and the search index follow from the atoms, in every
store. Row numbers are not part of it either, apart from those of the events, by which the log is ordered.

Streams are read once, each from its beginning to its end, and best in the order of the fields. They come in a canonical
order (bytes of UTF-8, numbers as such), so that two stores which hold the same give the same streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from omny.base.errors import UsageError
from omny.model.atoms import StoredAtom
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.model.notes import Note
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, GenerationRow, Snapshot


class FactsRow(NamedTuple):
    """The facts of a content."""

    hash: str
    language: str
    extractor: str
    analysis: Analysis


class NameRow(NamedTuple):
    """A name by which a file is found."""

    name: str
    path: str


class DependencyRow(NamedTuple):
    """A key that the resolution of a file asked of other files."""

    key: int  # signed, 64 bits
    path: str


class Archive(msgspec.Struct, frozen=True):
    """All that a store holds, at one generation."""

    meta: Meta  # `schema_version` is that of the store it comes from, and of no use to another
    history_start: int
    generations: Iterable[GenerationRow] = ()  # by generation
    ledger: Iterable[LedgerEntry] = ()  # by path; before the names and dependencies that hang on it
    facts: Iterable[FactsRow] = ()  # by hash, language and extractor
    names: Iterable[NameRow] = ()  # by name and path
    dependencies: Iterable[DependencyRow] = ()  # by key and path
    atoms: Iterable[StoredAtom] = ()  # by id
    events: Iterable[AtomEvent] = ()  # by id
    snapshots: Iterable[Snapshot] = ()  # by atom
    repairs: Iterable[RepairRow] = ()  # oldest first
    notes: Iterable[Note] = ()  # by number


STREAMS = (
    *("generations", "ledger", "facts", "names", "dependencies", "atoms", "events", "snapshots", "repairs", "notes"),
)
"""The streams of an archive, in the order in which they are read."""


class Digest(msgspec.Struct, frozen=True):
    """What two archives are compared by.

    Two that hold the same have the same: the uuid, which every store may have one of its own, is not in it.
    """

    rows: dict[str, int]  # by stream
    hashes: dict[str, str]  # by stream: hex, over all of its records

    @property
    def total(self) -> int:
        """How many records there are in all."""
        return sum(self.rows.values())

    def differing_streams(self, other: Digest) -> list[str]:
        """The streams that are not the same."""
        return [name for name in STREAMS if self.hashes[name] != other.hashes[name]]


Passing = Callable[[str, int], None]
"""Told now and then which stream passes, and how many of its records have."""

TOLD_RECORDS = 1_000  # pass between two tellings: some milliseconds


class Digesting:
    """An archive whose records are hashed while somebody reads them. `archive` has to be read to its end."""

    def __init__(self, archive: Archive, passing: Passing = lambda name, records: None) -> None:
        import hashlib  # here, since OpenSSL takes longer to load than a question to answer

        meta = archive.meta
        self._rows: dict[str, int] = {}
        self._hashes = {name: hashlib.blake2b(digest_size=16) for name in STREAMS}
        self._passing = passing
        head = (meta.generation, meta.indexed_head, meta.indexed_at, archive.history_start)
        self._hashes["generations"].update(_encode(head))
        streams = {name: self._hash_records(name, getattr(archive, name)) for name in STREAMS}
        self.archive = msgspec.structs.replace(archive, **streams)

    def result(self) -> Digest:
        """The digest of all that has been read."""
        return Digest(dict(self._rows), {name: hashed.hexdigest() for name, hashed in self._hashes.items()})

    def _hash_records(self, name: str, records: Iterable[Any]) -> Iterator[Any]:
        update, count = self._hashes[name].update, 0
        for count, record in enumerate(records, 1):
            update(_encode(record))
            if not count % TOLD_RECORDS:
                self._passing(name, count)
            yield record
        self._rows[name] = count


def digest(archive: Archive, passing: Passing = lambda name, records: None) -> Digest:
    """Reads an archive to its end; the digest of what it holds."""
    digesting = Digesting(archive, passing)
    for name in STREAMS:
        for _ in getattr(digesting.archive, name):
            pass
    return digesting.result()


def not_empty(path: str) -> UsageError:
    """What `load` raises where the store holds something."""
    return UsageError("load index", "the store is not empty", path=path, hint="name one that is")


_encode = msgspec.msgpack.Encoder().encode
