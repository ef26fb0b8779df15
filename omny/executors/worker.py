"""What a worker process does: read files, judge them, and turn them into facts.

Also what runs in the process itself where a change is too small to be worth a pool. Touches no database.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import wait

import msgspec

from omny.base.errors import SourceError
from omny.base.filestat import FileStat
from omny.base.paths import Root, read_source
from omny.base.plugins import Plugin
from omny.base.skip_reason import NO_REASON, Reason, SkipReason
from omny.extract.digest import content_hash
from omny.extract.redaction import without_secrets
from omny.languages import decode_text, require_language, use
from omny.model.facts import Analysis, encode_facts
from omny.model.texts import leave_out_bodies
from omny.watch.judge import is_policy, judge

_encode = msgspec.msgpack.Encoder().encode


class Task(msgspec.Struct, frozen=True, array_like=True):
    """A file to be analysed."""

    path: str
    language: str
    size: int  # bytes, as the scan saw it
    bodies: bool = True  # whether its facts are to have the words of bodies


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What became of a task: an analysis, or a reason why there is none."""

    path: str
    language: str
    stat: FileStat | None = None
    seen_ns: int = 0
    hash: str = ""
    analysis: Analysis | None = None
    reason: Reason = NO_REASON
    problem: bool = False  # whether the reason makes the index partial
    passing: bool = False  # whether the reason says nothing of the file itself: it may be readable next time


class Analysed(msgspec.Struct, frozen=True, array_like=True):
    """What a content says, or why nothing is to be had from it."""

    analysis: Analysis | None = None
    reason: Reason = NO_REASON
    problem: bool = False  # as in an outcome


class Read(msgspec.Struct, frozen=True):
    """A file that was read."""

    task: Task
    content: bytes
    stat: FileStat
    seen_ns: int

    def outcome(self, found: Analysed) -> Outcome:
        """What became of it, whose content says that."""
        path, language = self.task.path, self.task.language
        if found.analysis is None:
            return Outcome(path, language, self.stat, self.seen_ns, reason=found.reason, problem=found.problem)
        return Outcome(path, language, self.stat, self.seen_ns, content_hash(self.content), found.analysis)


def begin_worker(plugins: tuple[Plugin, ...]) -> None:
    """Sets up a worker process: an interrupt is its parent's affair, and it ends when the parent does, however.

    `plugins` are the languages that its parent found installed.
    """
    use(plugins)
    # A walk leaves no cycles, so reference counting frees it all; passes over the heap cost as much as parsing.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a parent that turns it into an interrupt would wait for ever
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def analyse_batch(root: Root, tasks: Sequence[Task], max_bytes: int, seconds: float) -> list[Outcome]:
    """Analyses files in this worker process, which ends itself when that takes longer than `seconds` by the clock.

    The parser holds Python's lock while it works, so only a thread outside of Python can end it: the one of
    `faulthandler`.
    """
    with time_limit(seconds):
        return [analyse(root, task, max_bytes) for task in tasks]


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends this process when the work inside takes longer."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def analyse(root: Root, task: Task, max_bytes: int) -> Outcome:
    """Reads and analyses one file."""
    found = read(root, task, max_bytes)
    return found if isinstance(found, Outcome) else found.outcome(analyse_content(task, found.content))


def read(root: Root, task: Task, max_bytes: int) -> Read | Outcome:
    """A file with its content, or the outcome of one that cannot be read."""
    try:
        return Read(task, *read_source(root, task.path, max_bytes))
    except SourceError as error:
        return Outcome(task.path, task.language, reason=error.cause, problem=True, passing=error.recoverable)


def analyse_content(task: Task, content: bytes) -> Analysed:
    """What a file with that content says."""
    text = decode_text(task.path, content)
    reason = judge(task.path, text.content, text.unknown_encoding)
    if reason:
        return Analysed(reason=reason, problem=not is_policy(reason))
    try:
        facts, surface = require_language(task.language).analyse(task.path, text.content)
    except Exception as error:  # a fault of ours in one file must not cost the others
        told = f"{type(error).__name__}: {without_secrets(str(error))}"
        return Analysed(reason=Reason(SkipReason.ANALYSIS_FAILED, text=told), problem=True)
    if not task.bodies:
        facts = msgspec.structs.replace(facts, texts=leave_out_bodies(facts.texts))
    return Analysed(
        Analysis(
            facts=encode_facts(facts),
            surface=_encode(surface),
            lines=facts.lines,
            error_ratio=facts.error_ratio,
            error_line=facts.error_line,
        )
    )
