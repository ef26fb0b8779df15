"""`Edits`: runs clients' edits, and writes their notes, in the loop's thread, between two batches, so that there is one
writer.

The first turn finishes edits in which an earlier daemon or command was interrupted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from omny.base.clock import Clock
from omny.base.errors import DaemonError, DaemonGoneError, InternalError, OmnyError, UsageError
from omny.base.paths import Root, text_path
from omny.edit.editor import EditContext, Editor
from omny.edit.journal import recover
from omny.edit.notes import NoteRequest, keep_note
from omny.edit.request import EditRequest, EditResult
from omny.edit.steps import STEPS, Steps
from omny.pipeline.indexer import Indexer
from omny.query.notes import NoteEntry
from omny.storage.port.repository import AtomRepository

log = logging.getLogger("omny.daemon")


class JobState(Enum):
    """The progress of an edit."""

    WAITING = auto()  # for the loop
    RUNNING = auto()  # the loop has started it and will end it
    GIVEN_UP = auto()  # its client no longer waits; the loop never starts it
    DONE = auto()  # with a result or an error


@dataclass(eq=False, slots=True)
class _Job:
    work: Callable[[Indexer], Any]
    result: Any = None
    error: OmnyError | None = None
    state: JobState = JobState.WAITING
    done: threading.Event = field(default_factory=threading.Event)


class Edits:
    """The edits of one daemon. `ask` is for any thread, `turn` and `end` for the loop."""

    def __init__(
        self, root: Root, repository: AtomRepository, clock: Clock, wake: Callable[[], None], steps: Steps = STEPS
    ) -> None:
        """`wake` makes the loop call `turn`."""
        self._root = root
        self._repository = repository
        self._clock = clock
        self._wake = wake
        self._steps = steps
        self._lock = threading.Lock()
        self._jobs: list[_Job] = []
        self._ended: OmnyError | None = None
        self._has_recovered = False

    def ask(self, request: EditRequest, seconds: float) -> EditResult:
        """Runs an edit and waits for it. Raises the OmnyError of the edit. Raises DaemonError if the edit has not
        started in time; it then never will."""
        result: EditResult = self._run(lambda indexer: self._editor(indexer).run(request), seconds)
        return result

    def ask_note(self, request: NoteRequest, seconds: float) -> list[NoteEntry]:
        """Writes or removes a note and waits for it; the notes of its atom. Errors as `ask`."""
        top = text_path(str(self._root.path))
        found: list[NoteEntry] = self._run(lambda _: keep_note(self._repository, top, request, self._clock), seconds)
        return found

    def _run(self, work: Callable[[Indexer], Any], seconds: float) -> Any:
        job = _Job(work)
        with self._lock:
            if self._ended is not None:
                raise self._ended
            self._jobs.append(job)
        self._wake()
        if not job.done.wait(seconds):
            with self._lock:
                if job.state is JobState.WAITING:
                    job.state = JobState.GIVEN_UP
                is_given_up = job.state is JobState.GIVEN_UP
            if is_given_up:
                raise DaemonError("edit", f"not begun after {seconds:g} s", hint="nothing was changed; try again")
            job.done.wait()  # it ends for certain, so nobody may be told otherwise
        if job.error is not None:
            raise job.error
        return job.result

    def turn(self, ready: Callable[[], Indexer]) -> None:
        """Runs the waiting edits. Raises OmnyError if the state of the database is not known."""
        if not self._has_recovered:
            records = recover(self._root, self._steps)
            if records:
                self._editor(ready()).end_cut_off(records)
            self._has_recovered = True
        failure: OmnyError | None = None
        while (job := self._next()) is not None:
            try:
                job.result = job.work(ready())
            except OmnyError as error:
                job.error = error
                failure = failure if isinstance(error, UsageError) else error
            except Exception as error:
                log.exception("an edit failed")
                failure = job.error = InternalError.of(error, log="in the daemon's log")
            finally:
                self._finish(job)
        if failure is not None:
            raise failure

    def end(self) -> None:
        """Refuses all further edits."""
        error = DaemonGoneError("edit", "the daemon has stopped", hint="nothing was changed; omny start")
        with self._lock:
            self._ended = error
            jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.error = error
            self._finish(job)

    def _editor(self, indexer: Indexer) -> Editor:
        return Editor(EditContext(self._root, self._repository, indexer, self._clock, self._steps))

    def _finish(self, job: _Job) -> None:
        with self._lock:
            job.state = JobState.DONE
        job.done.set()

    def _next(self) -> _Job | None:
        with self._lock:
            while self._jobs:
                job = self._jobs.pop(0)
                if job.state is JobState.WAITING:
                    job.state = JobState.RUNNING
                    return job
        return None
