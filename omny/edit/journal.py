"""The journal of edits. An intent is written before the edit begins, so that an interrupted edit ends all or nothing,
and a finished one can be undone.

    edits/ID.data    the contents before and after, one after the other
    edits/ID.json    the intent: while it is there the edit is at work, or was cut off
    edits/ID.done    the same when it is through; kept for `omny edit undo`, the newest of them

All in the state directory. Each is durable before the next step is taken.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from omny.base.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.base.disk import O_CLOEXEC, O_NOFOLLOW
from omny.base.errors import OmnyError, StorageError
from omny.base.paths import MIB, Root, describe_failure
from omny.edit.confine import path_components
from omny.edit.steps import STEPS, Steps, closing
from omny.edit.tree import FileEdit, content_at, descend, hash_or_none, remove_directories
from omny.model.authorship import NOBODY, Authorship

log = logging.getLogger("omny.daemon")

EDITS_NAME = "edits"
MAX_KEPT = 100
MAX_KEPT_BYTES = 50 * MIB
"""Of edits that can be undone: some days of work, and less than the index of a middling project."""

_INTENT, _DONE, _DATA, _NEW = ".json", ".done", ".data", ".new"


class Piece(msgspec.Struct, frozen=True):
    """A file of an edit, and the offsets of its contents in the data. A size of -1 means that there is no file."""

    path: str
    before: str  # hash, or ""
    after: str
    before_at: int
    before_size: int
    after_at: int
    after_size: int


class Record(msgspec.Struct, frozen=True):
    """An edit."""

    id: str
    operation: str
    summary: str = msgspec.field(name="told")  # one line for people; the name in the file is of earlier versions
    source: str  # the source in its events
    at: str  # ISO 8601, UTC
    pieces: list[Piece]
    made: list[str] = []  # directories
    undoes: str = ""  # id of another edit
    generation: int | None = None  # the generation of its commit; None before it
    actor: str = ""
    reason: str = ""


class Journal:
    """The records of one root."""

    def __init__(self, root: Root, clock: Clock = SYSTEM_CLOCK, steps: Steps = STEPS) -> None:
        self._root = root
        self._clock = clock
        self._steps = steps

    @property
    def _directory(self) -> Path:
        return self._root.state_dir / EDITS_NAME

    def begin(
        self,
        operation: str,
        summary: str,
        source: str,
        edits: Sequence[FileEdit],
        made: Sequence[str],
        undoes: str = "",
        by: Authorship = NOBODY,
    ) -> Record:
        """Writes an intent. Raises StorageError if that fails, and leaves no file."""
        now = self._clock.now()
        directory = self._root.private_dir(EDITS_NAME)
        number = int(now.timestamp() * 1_000_000)
        while any((directory / f"{number:016x}{ending}").exists() for ending in (_INTENT, _DONE, _DATA)):
            number += 1
        data, pieces = b"", []
        for edit in edits:
            places = []
            for content in (edit.before, edit.after):
                places += [len(data), -1 if content is None else len(content)]
                data += content or b""
            pieces.append(Piece(edit.path, hash_or_none(edit.before), hash_or_none(edit.after), *places))
        record = Record(f"{number:016x}", operation, summary, source, timestamp(now), pieces, list(made), undoes)
        record = msgspec.structs.replace(record, actor=by.actor, reason=by.reason)
        try:
            self._write(f"{record.id}{_DATA}", data)
            self._write(f"{record.id}{_INTENT}", msgspec.json.encode(record))
        except OSError as error:
            for ending in (_INTENT, _DATA):
                self._remove(f"{record.id}{ending}")
            raise StorageError("edit", describe_failure(error), path=str(directory)) from error
        return record

    def finish(self, record: Record, generation: int | None) -> None:
        """Records an edit as done."""
        done = msgspec.structs.replace(record, generation=generation)
        with _as_storage_error(self._directory):
            self._write(f"{record.id}{_DONE}", msgspec.json.encode(done))
        self._remove(f"{record.id}{_INTENT}")
        self.prune()

    def drop(self, record: Record) -> None:
        """Removes the record of an edit that did not happen."""
        for ending in (_INTENT, _DATA):
            self._remove(f"{record.id}{ending}")

    def intents(self) -> list[Record]:
        """The interrupted edits, the newest first."""
        return self._records(_INTENT)

    def undoable(self) -> list[Record]:
        """The edits that can be undone, the newest first."""
        return self._records(_DONE)

    def edits(self, record: Record) -> list[FileEdit]:
        """The contents of an edit. Raises StorageError where a hash does not match."""
        with _as_storage_error(self._directory):
            data = _read(self._directory / f"{record.id}{_DATA}")
        found = []
        for piece in record.pieces:
            before = _slice(data, piece.before_at, piece.before_size)
            after = _slice(data, piece.after_at, piece.after_size)
            if (hash_or_none(before), hash_or_none(after)) != (piece.before, piece.after):
                raise StorageError("edit", "the record of the edit is damaged", path=str(self._directory / record.id))
            found.append(FileEdit(piece.path, before, after))
        return found

    def _records(self, ending: str) -> list[Record]:
        try:
            names = sorted((name for name in os.listdir(self._directory) if name.endswith(ending)), reverse=True)
        except (FileNotFoundError, NotADirectoryError):
            return []
        found = []
        for name in names:
            try:
                found.append(msgspec.json.decode(_read(self._directory / name), type=Record))
            except (OSError, ValueError) as error:  # half a record: its edit never began
                log.warning("the record of an edit %s cannot be read (%s)", name, error)
        return found

    def _write(self, name: str, content: bytes) -> None:
        """Writes a file of the journal, all or nothing."""
        with closing(self._steps.open_root(os.fspath(self._directory))) as directory:
            with contextlib.suppress(FileNotFoundError):
                self._steps.remove(f"{name}{_NEW}", directory)
            self._steps.draft(f"{name}{_NEW}", directory, content, None, 0o600)
            self._steps.replace(f"{name}{_NEW}", name, directory)
            self._steps.sync(directory)

    def _remove(self, name: str) -> None:
        with (
            contextlib.suppress(OSError),
            closing(self._steps.open_root(os.fspath(self._directory))) as directory,
        ):
            self._steps.remove(name, directory)
            self._steps.sync(directory)

    def prune(self) -> None:
        """Removes the oldest edits, and files that belong to none."""
        if not os.path.isdir(self._directory):
            return
        kept, size = set(), 0
        for number, record in enumerate(self.undoable()):
            with contextlib.suppress(OSError):
                size += os.stat(self._directory / f"{record.id}{_DATA}").st_size
            if number and (number >= MAX_KEPT or size > MAX_KEPT_BYTES):
                break
            kept.add(record.id)
        kept |= {record.id for record in self.intents()}
        for name in os.listdir(self._directory):
            if name.partition(".")[0] not in kept:
                self._remove(name)


def recover(root: Root, steps: Steps = STEPS) -> list[Record]:
    """Ends the interrupted edits: rolls them forward where all contents are on disk, else back. Returns the edits that
    were rolled forward; the caller indexes them and gives them to `Journal.finish`.

    What is neither the content before nor the one after is somebody else's and stays as it is.
    """
    journal = Journal(root, steps=steps)
    forward = []
    for record in journal.intents():
        try:
            edits = journal.edits(record)
            is_done = all(_is_through(root, record, edit, steps) for edit in edits)
            for edit in edits:
                _settle(root, record, edit, is_done, steps)
        except (OmnyError, OSError) as error:
            log.error("an edit that was cut off cannot be ended: %s", error)
            continue
        log.warning("an edit was cut off (%s); it is %s", record.summary, "done" if is_done else "undone")
        if is_done:
            forward.append(record)
        else:
            remove_directories(root, record.made, steps)
            journal.drop(record)
    journal.prune()
    return forward


def _is_through(root: Root, record: Record, edit: FileEdit, steps: Steps) -> bool:
    """Whether a file holds its new content, and replaced nothing that another program wrote."""
    *above, name = path_components(edit.path)
    with ExitStack() as stack:
        try:
            directory = descend(root, above, steps, stack)
        except (FileNotFoundError, NotADirectoryError):
            return edit.after is None
        came_out = content_at(f".{name}.{record.id}", directory, steps)
        return content_at(name, directory, steps) == edit.after and came_out in (None, edit.before, edit.after)


def _settle(root: Root, record: Record, edit: FileEdit, is_done: bool, steps: Steps) -> None:
    """Brings one file of an interrupted edit to its old or its new content, and removes its draft."""
    *above, name = path_components(edit.path)
    draft = f".{name}.{record.id}"
    with ExitStack() as stack:
        try:
            directory = descend(root, above, steps, stack)
        except (FileNotFoundError, NotADirectoryError):
            return  # its directory is gone, and it with that
        known = (edit.before, edit.after)
        for left in (f"{draft}-", draft):
            content = content_at(left, directory, steps)
            came_out = content is not None and content not in known
            if came_out and content_at(name, directory, steps) == edit.after:  # else it is half a draft
                steps.replace(left, name, directory)  # somebody else's, for which the edit went to its name
        now = content_at(name, directory, steps)
        if not is_done and now == edit.after and now != edit.before:
            _restore(name, draft, directory, edit, steps)
        for left in (f"{draft}-", draft):
            if content_at(left, directory, steps) is not None:
                steps.remove(left, directory)
        steps.sync(directory)


def _restore(name: str, draft: str, directory: int, edit: FileEdit, steps: Steps) -> None:
    """Brings a file to its content before the edit."""
    if edit.before is None:
        steps.remove(name, directory)
        return
    for left in (draft, f"{draft}-"):
        if content_at(left, directory, steps) == edit.before:  # the old file itself
            steps.replace(left, name, directory)
            steps.sync(directory)
            return
    again = f"{draft}+"
    with contextlib.suppress(FileNotFoundError):
        steps.remove(again, directory)
    like = steps.open_file(name, directory) if edit.after is not None else None
    try:
        steps.draft(again, directory, edit.before, like)
    finally:
        if like is not None:
            os.close(like)
    steps.replace(again, name, directory)
    steps.sync(directory)


def _slice(data: bytes, at: int, size: int) -> bytes | None:
    return None if size < 0 else data[at : at + size]


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


@contextlib.contextmanager
def _as_storage_error(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError("edit", describe_failure(error), path=str(directory)) from error
