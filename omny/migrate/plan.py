"""`Plan`: a whole legacy store, read once, as what an index will hold of it, and what became of each file.

First every file is read, in the order of names, and what it says is staged. Then, atom by atom, everything that is said
of one is made a life. Nothing but the file at hand and one atom's accounts is held in memory.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any

import msgspec

from omny.base.errors import SourceError
from omny.base.filestat import FileStat
from omny.base.paths import Root, os_path
from omny.migrate.documents import NOTHING, Document, Fields, Kind, Read, document
from omny.migrate.histories import GENERATION, SOURCE, Elsewhere, Life, lives
from omny.migrate.legacy_store import MAX_BYTES, LegacyStore
from omny.migrate.names import below, common_root, is_absolute, plain_path, qualify, split_id
from omny.migrate.records import Account, accounts, moment
from omny.migrate.redaction import Redaction
from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.files import FileStatus, LedgerEntry
from omny.model.meta import Meta
from omny.storage.port.archive import Archive
from omny.storage.port.records import AtomEvent, GenerationRow
from omny.storage.sqlite.staging import DocumentRow, Staging

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and how much there is."""

TOLD_FILES = 200  # read between two tellings: some hundredths of a second

_LEFT_OUT = Document(Kind.OTHER, Read.LEFT, Fields())

_TOO_LARGE = f"larger than {MAX_BYTES >> 20} MiB: a map of everything, and no document"

_encode_json = msgspec.json.Encoder(order="sorted").encode


class Counts(msgspec.Struct, frozen=True):
    """How much there is, before and after."""

    documents: dict[str, dict[str, int]]  # by kind and by how they were read
    accounts: dict[str, dict[str, int]]  # what they say of atoms: by kind and by what became of it
    atoms: int
    files: int
    events: dict[str, int]  # by operation
    moved: int  # ids that became others: each has two events more
    unknown_callers: int  # ids that are said to call, of which no document speaks
    lost_before: int  # functions that files are said to define, of which no document speaks


class Plan:
    """What a migration will do. To be closed."""

    def __init__(self, store: LegacyStore, root: Root | None, now: str) -> None:
        """`root` is where the sources are, if they are there; `now` the time of the migration."""
        self.store = store
        self.now = now
        self.started = time.perf_counter()
        self.legacy_root = ""  # what absolute paths of the store begin with
        self.digest = ""  # of all files of the store
        self._root = root
        self._staging = Staging()
        self._redaction = Redaction()
        self._counts: Counts | None = None

    def __enter__(self) -> Plan:
        return self

    def __exit__(self, *_: object) -> None:
        self._staging.close()

    def read(self, progress: Progress = lambda what, done, total: None) -> None:
        """Reads the store. Raises SourceError where a directory of it cannot be listed."""
        total = sum(1 for _ in self.store.files())
        hashed = hashlib.blake2b(digest_size=16)
        for done, (place, size) in enumerate(self.store.files()):
            if not done % TOLD_FILES:
                progress("reading", done, total)
            hashed.update(f"{place}\0{size}\0".encode())
            self._take(place, size, hashed.update)
        progress("reading", total, total)
        self.digest = hashed.hexdigest()
        self._place()
        self._settle()

    @property
    def counts(self) -> Counts:
        """How much there is."""
        assert self._counts is not None
        return self._counts

    def documents(self) -> Iterator[DocumentRow]:
        """What became of each file."""
        return self._staging.documents()

    def find_lost(self) -> Iterator[str]:
        """The ids of functions that files are said to define, and that have no document in the legacy store."""
        return self._staging.find_lost()

    def archive(self) -> Archive:
        """Everything, at the generation of the migration. A stream can be read once; each call makes a new one."""
        return Archive(
            meta=Meta(str(uuid.uuid4()), 0, GENERATION, "", self.now),
            history_start=0,
            generations=[GenerationRow(GENERATION, self.now, SOURCE, "")],
            ledger=map(_ledger_entry, self._staging.files()),
            atoms=self._atoms(),
            events=self._events(),
        )

    # ── reading ──

    def _take(self, place: str, size: int, hashed: Callable[[bytes], None]) -> None:
        stat, found, why = FileStat(0, 0, 0, 0), NOTHING, ""
        if size > MAX_BYTES:
            found, why = _LEFT_OUT, _TOO_LARGE
        else:
            try:
                content, stat = self.store.read(place)
                hashed(content)
                found, why = _read_document(place, content)
            except SourceError as error:
                why = error.reason
        modified = moment(stat.mtime_ns / 1e6)
        number = self._staging.add_document(self._redaction.text(place), found.kind, found.read, why)
        for account in accounts(found, modified):
            self._add(number, account)
        self._add_elsewhere(found)

    def _add(self, document_number: int, account: Account) -> None:
        itself = account.path, account.qualified  # which its declaration was taken for a call of
        callers = [caller for id_ in account.callers if (caller := _caller(id_)) != itself]
        account.callers = []
        said = self._redaction.account(account)
        path, name = account.path, account.qualified
        clean = self._redaction.name
        self._staging.add_calls((clean(of), clean(caller), account.name) for of, caller in callers)
        self._staging.add_account(document_number, f"{path}::{name}" if path else account.legacy_id, path, name, said)

    def _add_elsewhere(self, found: Document) -> None:
        fields, clean = found.fields, self._redaction.name
        if found.kind is Kind.VERSIONS:
            saved = ((*split_id(id_), moment(_get(said, "lastModified"))) for id_, said in fields.atoms.items())
            self._staging.add_saved((clean(path), clean(name), at) for path, name, at in saved if at)
        elif found.kind is Kind.INDEX:
            files = ((plain_path(path), moment(_get(said, "lastAnalyzed"))) for path, said in fields.fileIndex.items())
            self._staging.add_saved((clean(path), MODULE_NAME, at) for path, at in files if at)
        elif found.kind is Kind.FILE:
            self._staging.add_defined((clean(path), clean(name)) for path, name in _defined_functions(fields))
        elif found.kind is Kind.CONNECTIONS:
            told = ((path, self._redaction.value(said)) for path, said in _connections(fields.connections))
            self._staging.add_connections((clean(path), _encode_json(said).decode()) for path, said in told)

    # ── putting in order ──

    def _place(self) -> None:
        """Makes absolute paths relative to the project."""
        absolute = [path for path in self._staging.paths() if is_absolute(path)]
        roots = [root.path.as_posix() for root in (self._root, self.store.project) if root is not None]
        ours = [self._redaction.text(root) for root in roots]  # as in the paths below it
        if all(any(below(path, root) for root in ours) for path in absolute):
            found = ours
        else:
            self.legacy_root = common_root(absolute, self._is_known)
            found = [*ours, self.legacy_root]
        for path in absolute:
            relative = next((inner for root in found if (inner := below(path, root))), None)
            if relative is not None:
                self._staging.rename_path(path, relative)

    def _is_known(self, path: str) -> bool:
        if self._staging.has_path(path):
            return True
        return self._root is not None and os.path.isfile(os.path.join(self._root.path, os_path(path)))

    def _settle(self) -> None:
        atoms, moved = 0, 0
        events: dict[str, int] = {"create": 0, "update": 0, "delete": 0}
        for life in self._lives():
            self._staging.settle(life.fates)
            if life.stored is not None:
                atoms += 1
                self._staging.add_file(life.stored.atom.file_path)
            for event in life.events:
                events[event.operation] += 1
                moved += event.atom_id != life.id and event.operation == "create"
        self._counts = Counts(
            documents=self._staging.documents_by_kind(),
            accounts=self._staging.accounts_by_fate(),
            atoms=atoms,
            files=sum(1 for _ in self._staging.files()),
            events=events,
            moved=moved,
            unknown_callers=self._staging.calls_of_nobody(),
            lost_before=sum(1 for _ in self._staging.find_lost()),
        )

    def _lives(self) -> Iterator[Life]:
        staging = self._staging
        for path, name, copies in staging.groups():
            elsewhere = Elsewhere(
                staging.called_names(path, name),
                staging.last_save(path, name),
                staging.last_save(path, MODULE_NAME),
                staging.shared_data(path) if name == MODULE_NAME else [],
            )
            yield from lives(path, name, copies, elsewhere, self.now)

    def _atoms(self) -> Iterator[StoredAtom]:
        repeated: list[tuple[str, StoredAtom]] = []  # `x~2` comes behind `x2`, which is read after it
        for life in self._lives():
            while repeated and repeated[0][0] < life.first_id:
                yield heappop(repeated)[1]
            if life.stored is not None:
                heappush(repeated, (life.id, life.stored))
        while repeated:
            yield heappop(repeated)[1]

    def _events(self) -> Iterator[AtomEvent]:
        number = 0
        for life in self._lives():
            for event in life.events:
                number += 1
                yield msgspec.structs.replace(event, id=number)


def _read_document(place: str, content: bytes) -> tuple[Document, str]:
    """What a file says, or why it says nothing."""
    found = document(content)
    if found.read is not Read.NOT:
        return found, ""
    if not content.strip(b" \t\r\n\0"):
        return found, "empty"
    return (found if place.endswith(".json") else _LEFT_OUT), "no JSON document"


def _caller(id_: str) -> tuple[str, str]:
    """The path and name of a caller; a bare path is the body of its module."""
    path, name = split_id(id_)
    return (path, name) if path else (plain_path(id_), MODULE_NAME)


def _defined_functions(fields: Fields) -> Iterator[tuple[str, str]]:
    """The functions that a file is said to define; classes had no documents."""
    path = plain_path(fields.path)
    for each in fields.definitions if isinstance(fields.definitions, list) else ():
        name = _get(each, "name")
        if isinstance(name, str) and _get(each, "type") != "class":
            yield path, qualify(name, _get(each, "className"), "")


def _connections(said: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What files have in common, by the file that it is said of first; both shapes that this had."""
    for each in said:
        source, target = _get(each, "sourceFile"), _get(each, "targetFile")
        if not isinstance(source, str) or not isinstance(target, str):
            continue
        names = [_get(each, key) for key in ("key", "property", "event", "globalProperty")]
        events = _get(each, "eventNames")
        names += events if isinstance(events, list) else []
        over = sorted({name for name in names if isinstance(name, str)})
        kind = _get(each, "via") or _get(each, "type")
        told = {"with": plain_path(target), "by": kind if isinstance(kind, str) else "", "over": over}
        yield plain_path(source), told


def _get(said: object, key: str) -> object:
    return said.get(key) if isinstance(said, dict) else None


def _ledger_entry(path: str) -> LedgerEntry:
    """A file with known atoms only: the next pass reads it."""
    return LedgerEntry(path, FileStat(0, 0, 0, 0), 0, "", "", "", FileStatus.OK)
