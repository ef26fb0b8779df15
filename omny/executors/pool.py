"""Many files to facts, over an executor that the caller gives.

A worker that takes too long on a batch ends itself, which breaks its pool. The files of the batches that were lost are
then tried one by one in new pools, and the one that breaks its pool again is reported, not retried.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Protocol

from omny.base.errors import OmnyError
from omny.base.paths import Root
from omny.base.skip_reason import Reason, SkipReason
from omny.executors.worker import Outcome, Task, analyse, analyse_batch, begin_worker
from omny.languages import known_plugins, require_language

BATCH_BYTES = 512 * 1024  # about a quarter of a second of work: small beside the whole, large beside its overhead
BATCH_FILES = 64
INLINE_BYTES = 192 * 1024  # less than this is done before a pool has started

INLINE_FILE_BYTES = 32 * 1024  # nobody can end a parse in this process; at worst it takes 2 s for so much

MAX_DEATHS = 5  # in a row, before any file was done: then it is not the files

ExecutorFactory = Callable[[int], Executor]


class FilePool(Protocol):
    """Analyses files."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """The outcome of each task, in no particular order."""


def process_pool(jobs: int) -> Executor:
    """A pool of worker processes.

    Forked if that is safe, that is, if this process has no other threads: a fresh interpreter costs 0.1 s of CPU each.
    The children do not use what they inherit.
    """
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    if not can_fork:
        import_nothing_from_here()
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=begin_worker, initargs=(known_plugins(),))


def import_nothing_from_here() -> None:
    """Keeps the interpreters that this process starts from looking for modules in the current folder. They do so first
    of all, and it may be the tree that is indexed: a `multiprocessing.py` of it would be run."""
    os.environ["PYTHONSAFEPATH"] = "1"


class ExtractPool:
    """Analyses files with a number of workers."""

    def __init__(
        self, root: Root, jobs: int, *, max_bytes: int, seconds: float, executors: ExecutorFactory = process_pool
    ) -> None:
        """`seconds` is the wall-clock time a file may take."""
        self._root = root
        self._jobs = jobs
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._executors = executors

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """The outcome of each task, in no particular order."""
        if _are_small(tasks) and all(require_language(task.language).in_process for task in tasks):
            grown = []
            for task in tasks:
                outcome = analyse(self._root, task, min(self._max_bytes, INLINE_FILE_BYTES))
                if outcome.reason.code is SkipReason.TOO_LARGE:
                    grown.append(task)  # after the scan
                else:
                    yield outcome
            if not grown:
                return
            tasks = grown
        broken: list[list[Task]] = []
        yield from self._run(batches(tasks), self._jobs, broken)
        suspects: list[list[Task]] = []
        for batch in broken:  # a pool that breaks takes along what has nothing to do with it
            yield from self._run([batch], 1, suspects)
        deaths = 0  # in a row, long before the time was up
        for task in (task for batch in suspects for task in batch):
            again: list[list[Task]] = []
            started = time.monotonic()
            yield from self._run([[task]], 1, again)
            early = bool(again) and time.monotonic() - started < self._seconds / 2
            deaths = deaths + 1 if early else 0
            if deaths == MAX_DEATHS and sum(map(len, suspects)) == len(tasks):
                hint = "the machine may be out of memory or of processes"
                raise OmnyError("parse", "worker processes die as soon as they start", hint=hint)
            if again:
                too_slow = Reason(SkipReason.TOO_SLOW, limit=self._seconds)
                reason = Reason(SkipReason.WORKER_DIED) if early else too_slow
                yield Outcome(task.path, task.language, reason=reason, problem=True)

    def _run(self, work: list[list[Task]], jobs: int, broken: list[list[Task]]) -> Iterator[Outcome]:
        """Outcomes of what could be done; the batches of a pool that broke go to `broken`."""
        for name in sorted({task.language for batch in work for task in batch}):
            with contextlib.suppress(Exception):  # each file of such a language says what is wrong
                require_language(name).prepare()  # here, so that processes which are forked from this one have it
        executor = self._executors(min(jobs, len(work)))
        running: dict[Future[list[Outcome]], list[Task]] = {}
        try:
            for batch in work:
                future = executor.submit(analyse_batch, self._root, batch, self._max_bytes, self._seconds)
                running[future] = batch
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    batch = running.pop(future)
                    try:
                        yield from future.result()
                    except BrokenExecutor:
                        broken.append(batch)
        except BrokenExecutor:  # while submitting
            submitted = {id(batch) for batch in running.values()}
            broken.extend(batch for batch in work if id(batch) not in submitted)
            broken.extend(running.values())
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _are_small(tasks: Sequence[Task]) -> bool:
    sizes = [task.size for task in tasks]
    return len(tasks) <= BATCH_FILES and sum(sizes) <= INLINE_BYTES and max(sizes, default=0) <= INLINE_FILE_BYTES


def batches(tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks in their order, cut into pieces of about equal work."""
    cut: list[list[Task]] = []
    size = 0
    for task in tasks:
        if not cut or size + task.size > BATCH_BYTES or len(cut[-1]) >= BATCH_FILES:
            cut.append([])
            size = 0
        cut[-1].append(task)
        size += task.size
    return cut
