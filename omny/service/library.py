"""`Index`: Omny as a library. The calls are those of the command line, and so are the answers.

    with omny.open("path/to/project") as index:
        index.callers("Cart.price").results

For each call the session decides who answers, as for each command (`omny/service/session.py`): the daemon, or this
process. So an `Index` holds no connection and no lock, outlives daemons, and serves any number of threads. An index in
memory is the exception: it exists until `close`. `omny/service/watching.py` starts daemons.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from omny.base.errors import NoIndexError, UsageError
from omny.base.paths import text_path
from omny.query.feed import MAX_WAIT_SECONDS
from omny.service.asking import makes_index, names_from_root
from omny.service.changes import POLL_SECONDS, Feed, read_changes
from omny.service.document import Change, Document
from omny.service.place import Place
from omny.service.questions import Questions, QuestionsOfNow
from omny.service.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from omny.edit.request import EditRequest, EditResult
    from omny.service.edits import Edits

SYNC_SECONDS = 60.0
"""Default timeout of a sync, as of `omny sync`."""

log = logging.getLogger("omny")


class Index(QuestionsOfNow[Document]):
    """The index of a root, to be asked. To be closed, or used in a `with`."""

    def __init__(self, place: Place, store: str | None) -> None:
        """`omny.open` makes one."""
        self._place = place
        self._session = Session(place)
        self._store = store  # as it was named
        self._held = ExitStack()  # an index in memory
        self._holds = False
        self._holding = threading.Lock()
        self._making = threading.Lock()  # of a first index

    @property
    def root(self) -> Path:
        """The folder whose files are indexed."""
        return self._place.root.path

    @property
    def database(self) -> str:
        """What the store is called: the path of a file, or a URL without its password."""
        return text_path(self._place.path)

    def at(self, when: str) -> Past:
        """The index as it was: at a time (2026-01-31, 2h), a generation, a token or a git commit. Nothing is read yet:
        each question raises UsageError if no such state exists."""
        return Past(self, when)

    @property
    def edit(self) -> Edits[EditResult]:
        """The edits of the source: `index.edit.rename("Cart.total", "sum_up", dry_run=True)`."""
        from omny.service.edits import Edits

        return Edits(self._edit, self._place.normalize_atom)

    def note(self, atom: str, text: str) -> Document:
        """Keeps a note about an atom; all notes of the atom. It follows the atom when that is moved or renamed."""
        return self._note(atom, text=text)

    def remove_notes(self, atom: str, number: int = 0) -> Document:
        """Removes the notes of an atom, or the one with that number; those that are left."""
        return self._note(atom, remove=True, number=number)

    def index(self, *, jobs: int | None = None) -> Document:
        """Brings the index to what is on disk, as `omny index`; the figures of that, and as results what was left out.
        `jobs` are worker processes, where no daemon does it; by default one a processor."""
        if jobs is not None and jobs < 1:
            raise UsageError("index", "jobs is less than 1", hint="leave it out to use all processors")
        self._hold()
        return Document(self._session.index(jobs).document())

    def sync(self, timeout: float = SYNC_SECONDS) -> Document:
        """Returns when all that was written before the call is indexed; `freshness.token` names that state.

        Without a daemon this is a pass. Raises DaemonError where a daemon has not indexed all within `timeout` seconds.
        """
        self._hold()
        return Document(self._session.sync(timeout).document())

    def watch(self) -> AbstractContextManager[Index]:
        """Has a daemon keep the index true inside of a `with`. A running daemon is used, and is left
        running.

        Otherwise a daemon is started, and stopped with the block or with this process. Raises the OmnyError that
        prevents the start.
        """
        return self._watch()

    def changes(self, since: str | None = None, *, follow: bool = False) -> Iterator[Change]:
        """The changes of the index since a state, as `omny events` prints them; None is the beginning of all.

        `since` is the token of an earlier line or another name of a state. With `follow` the iterator waits for further
        changes, and has no end.
        """
        feed = Feed(self._place, since, wait=MAX_WAIT_SECONDS if follow else 0.0)
        while True:
            lines = read_changes(feed)
            yield from lines
            if lines:
                continue
            if not follow:
                return
            time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Lets go of an index in memory, which is gone then. Of any other nothing is held."""
        with self._holding:
            self._holds = False
            self._held.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"omny.open({str(self.root)!r})"

    def _edit(self, request: EditRequest) -> EditResult:
        self._hold()
        return self._session.edit(request)

    def _note(self, atom: str, **fields: Any) -> Document:
        from omny.edit.notes import NoteRequest

        self._hold()
        request = NoteRequest(atom=self._place.normalize_atom(atom), **fields)
        return Document(self._session.note(request).document())

    def _ask(self, question: str, arguments: dict[str, Any]) -> Document:
        return self._ask_session(question, names_from_root(self._place, question, arguments), makes_index(question))

    def _ask_at(self, when: str, question: str, arguments: dict[str, Any]) -> Document:
        named = names_from_root(self._place, question, arguments)
        return self._ask_session("at", {"when": when, "question": question, "arguments": named}, makes_index("at"))

    def _ask_session(self, question: str, arguments: dict[str, Any], makes: bool) -> Document:
        try:
            return Document(self._session.ask(question, arguments))
        except NoIndexError:
            if not makes:
                raise
        with self._making:  # whoever waited here finds the index of the thread before
            return Document(self._session.ask(question, arguments, first_index=self._first))

    def _first(self, place: Place) -> AbstractContextManager[None]:
        self._hold()
        report = self._session.index_here()
        log.info("indexed %s for the first time: %d files, %d atoms", place.root.path, report.files, report.atoms)
        return nullcontext()

    def _hold(self) -> None:
        """Keeps an index in memory from being forgotten between two calls."""
        with self._holding:
            if self._place.store.kind == "memory" and not self._holds:
                self._held.enter_context(self._place.writing())
                self._holds = True

    @contextmanager
    def _watch(self) -> Iterator[Index]:
        from omny.service.watching import watch_root

        with watch_root(self._place, (self._place.store.file or self._store) if self._store else None):
            yield self


class Past(Questions[Document]):
    """An index as it was. Source text of the past is not kept: `show(..., source=True)` raises UsageError."""

    def __init__(self, index: Index, when: str) -> None:
        """`Index.at` makes one."""
        self._index = index
        self._when = when

    def _ask(self, question: str, arguments: dict[str, Any]) -> Document:
        return self._index._ask_at(self._when, question, arguments)


def open_index(root: str | os.PathLike[str] | None, database: str | None) -> Index:
    """The index of a root. Raises UsageError where the root is refused, or the store is none."""
    named = None if root is None else os.fspath(root)
    return Index(Place.of(named, database, tell=log.warning), database)
