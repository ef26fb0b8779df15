"""Many files to facts, over an executor that the caller gives.

A worker that takes too long on a batch ends itself, which breaks its pool. The files of the batches that were lost are
then tried one by one in new pools, and the one that breaks its pool again is reported, not retried.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait

from omny.errors import OmnyError
from omny.extract.worker import Outcome, Task, analyse, analyse_batch
from omny.paths import Root

BATCH_BYTES = 512 * 1024  # about a quarter of a second of work: small beside the whole, large beside its overhead
BATCH_FILES = 64
INLINE_BYTES = 192 * 1024  # less than this is done before a pool has started

TOO_SLOW = "took too long to parse"
WORKER_DIED = "the worker process that parsed it died"

MOST_DEATHS = 5  # in a row, before any file was done: then it is not the files

ExecutorFactory = Callable[[int], Executor]


def process_pool(jobs: int) -> Executor:
    """A pool of worker processes.

    Forked where that is safe, which is where nothing else runs in this process: a fresh interpreter costs 0.1 s of CPU
    each. The children leave what they inherit alone.
    """
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork" if can_fork else "spawn"))


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
        if len(tasks) <= BATCH_FILES and sum(task.size for task in tasks) <= INLINE_BYTES:
            for task in tasks:
                yield analyse(self._root, task, self._max_bytes)
            return
        lost: list[Task] = []
        yield from self._run(batches(tasks), self._jobs, lost)
        deaths = 0  # in a row, long before the time was up
        for task in lost:
            again: list[Task] = []
            started = time.monotonic()
            yield from self._run([[task]], 1, again)
            early = bool(again) and time.monotonic() - started < self._seconds / 2
            deaths = deaths + 1 if early else 0
            if deaths == MOST_DEATHS and len(lost) == len(tasks):
                hint = "the machine may be out of memory or of processes"
                raise OmnyError("parse", "worker processes die as soon as they start", hint=hint)
            reason = WORKER_DIED if early else f"{TOO_SLOW} ({self._seconds:g} s)"
            yield from (Outcome(one.path, one.language, reason=reason, problem=True) for one in again)

    def _run(self, work: list[list[Task]], jobs: int, lost: list[Task]) -> Iterator[Outcome]:
        """Outcomes of what could be done; the tasks of broken batches go to `lost`."""
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
                        lost.extend(batch)
        except BrokenExecutor:  # while submitting
            submitted = {id(batch) for batch in running.values()}
            lost.extend(task for batch in work if id(batch) not in submitted for task in batch)
            lost.extend(task for batch in running.values() for task in batch)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


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
