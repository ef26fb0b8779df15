"""Copies one store to another as a stream, and compares all rows of both.

A SQLite file is built beside the one that it replaces. A server gets everything in one transaction.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from datetime import UTC

import msgspec

from omny.base.clock import Clock
from omny.base.errors import DamagedError, NoIndexError, UsageError
from omny.query.dump import dump
from omny.storage.port.archive import Archive, Digest, Digesting, Passing, digest
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.archive import close_up
from omny.storage.sqlite.backup import part_file, put_in_place
from omny.storage.stores import SqliteStore, Store

_OP = "migrate storage"


class Copied(msgspec.Struct, frozen=True):
    """What was copied, or would be."""

    rows: dict[str, int]  # by stream of the archive
    generation: int
    dump: str  # digest of the canonical dump of both; "" where nothing was compared
    seconds: float  # for the copy, without the comparison
    done: bool  # False: there is nothing to do, the target holds the same
    aside: str = ""  # where the file before is now

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


def copy(source: Store, target: Store, *, replace: bool, dry_run: bool, clock: Clock, passing: Passing) -> Copied:
    """Copies the content of `source` to `target`, under a new uuid: the two stores develop independently from then on.

    Raises UsageError if the target holds another index that must not be replaced, or cannot be a target; DamagedError
    if the copy differs; StorageError. A former file is unchanged then.
    """
    if source.name == target.name:
        raise UsageError(_OP, "both are the same store", path=source.name, hint="name another target")
    if target.kind == "memory":
        raise UsageError(_OP, "what is in memory is gone when this command ends", hint="name a file or a server")
    if target.kind == "json":
        raise UsageError(_OP, "a store of JSON files is only read", path=target.name, hint="name a file or a server")
    if not source.exists():
        raise UsageError(_OP, "there is no index", path=source.name, hint="name a store that holds one")
    with source.open_reading() as here, here.reading():  # one generation, however often it is read
        generation = here.meta().generation
        if not generation:
            raise UsageError(_OP, "there is no index", path=source.name, hint="name a store that holds one")
        held = _content_digest(target)
        if held is not None or dry_run:
            with here.archive() as archive:
                ours = digest(archive, passing)
            _refuse(target, ours, held, replace)
            if ours == held or dry_run:
                return Copied(ours.rows, generation, "", 0.0, done=ours != held)
        with here.archive() as archive:
            return _copy(here, archive, target, clock, passing)


def _refuse(target: Store, ours: Digest, held: Digest | None, replace: bool) -> None:
    """Raises UsageError where the target holds something else, and stays."""
    if held is None or ours == held or (replace and target.file is not None):
        return
    hint = "--replace sets it aside" if target.file is not None else "name another project"
    what = ", ".join(ours.differing_streams(held))
    raise UsageError(_OP, f"the target holds another index (other {what})", path=target.name, hint=hint)


def _copy(here: AtomRepository, archive: Archive, target: Store, clock: Clock, passing: Passing) -> Copied:
    archive = msgspec.structs.replace(archive, meta=msgspec.structs.replace(archive.meta, uuid=str(uuid.uuid4())))
    digesting = Digesting(archive, passing)
    started = time.perf_counter()
    if target.file is None:
        with target.open() as there:
            there.load(digesting.archive)
            seconds = time.perf_counter() - started
            same = _compare(here, digesting.result(), there, target.name)
        return Copied(digesting.result().rows, archive.meta.generation, same, seconds, done=True)
    aside = f"{target.file}.before-migration-{clock.now().astimezone(UTC).strftime('%Y%m%dT%H%M%S%fZ')}"
    if os.path.lexists(aside):
        raise UsageError(_OP, "there is a file already", path=aside, hint="try again")
    with part_file(target.file, _OP) as part:
        with SqliteStore(part).open() as there:
            there.load(digesting.archive)
            seconds = time.perf_counter() - started
            same = _compare(here, digesting.result(), there, target.name)
        close_up(part)
        was_there = put_in_place(part, target.file, aside)
    rows = digesting.result().rows
    return Copied(rows, archive.meta.generation, same, seconds, done=True, aside=aside if was_there else "")


def _compare(here: AtomRepository, ours: Digest, there: AtomRepository, name: str) -> str:
    """The digest of the dumps of both. Raises DamagedError where they do not hold the same."""
    with there.archive() as archive:
        wrong = ours.differing_streams(digest(archive))
    if wrong:
        raise DamagedError(_OP, f"the copy is not the same: {', '.join(wrong)}", path=name, hint="see 'omny verify'")
    one, other = _dump(here), _dump(there)
    if one != other:
        raise DamagedError(_OP, "the dumps of both are not the same", path=name, hint="see 'omny verify' of both")
    return one


def _dump(repository: AtomRepository) -> str:
    hashed = hashlib.blake2b(digest_size=16)
    for line in dump(repository):
        hashed.update(f"{line}\n".encode())
    return hashed.hexdigest()


def _content_digest(target: Store) -> Digest | None:
    """What a target holds; None where it holds nothing."""
    if not target.exists():
        return None
    try:
        repository = target.open_reading()
    except NoIndexError:
        return None
    with repository, repository.archive() as archive:
        return digest(archive) if archive.meta.generation else None
