"""`StandingPool`: worker processes that outlive a pass, so that a large file does not wait for the start of a process.

They come from a fork server, because a process with threads must not be forked. Between two passes they are replaced
after much work, and ended after an idle time. (`max_tasks_per_child` of the executor would replace them one by one, but
deadlocks with more waiting tasks than that.)
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from tempfile import gettempdir
from typing import Any

from omny.base.clock import Clock
from omny.executors.pool import import_nothing_from_here
from omny.executors.worker import begin_worker
from omny.languages import known_plugins

MAX_TASKS = 1_000
"""Batches after which the workers are replaced: a leak of a parser ends with its process."""

MAX_TEMPORARY_LENGTH = 70
"""Characters of the temporary folder's path in which a fork server can have its socket: 107 less its own name."""

IDLE_SECONDS = 60.0
"""Idle time after which workers end. Each takes about 40 MB."""


class StandingPool:
    """An executor factory that lends the same processes again and again. For one thread."""

    def __init__(self, jobs: int, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._pool: ProcessPoolExecutor | None = None
        self._used = 0.0  # monotonic, last
        self._is_broken = False
        self._tasks = 0  # since the start of the workers

    def __call__(self, jobs: int) -> Executor:
        """An executor over the processes. Its shutdown returns them."""
        return _Lent(self)

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hands work to a worker."""
        if self._pool is None:
            self._pool, self._tasks = self._new(), 0
        self._tasks += 1
        try:
            future = self._pool.submit(work, *arguments)
        except BrokenExecutor:
            self._is_broken = True
            raise
        future.add_done_callback(self._note)
        return future

    def give_back(self) -> None:
        """Notes the end of a use. A broken or worn pool is dropped."""
        self._used = self._clock.monotonic()
        if self._is_broken or self._tasks > MAX_TASKS:
            self.close()

    def rest(self) -> None:
        """Ends the workers after an idle time."""
        if self._pool is not None and self._clock.monotonic() - self._used > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Ends the workers."""
        pool, self._pool, self._is_broken = self._pool, None, False
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _note(self, future: Future[Any]) -> None:
        if not future.cancelled() and isinstance(future.exception(), BrokenExecutor):
            self._is_broken = True

    def _new(self) -> ProcessPoolExecutor:
        import_nothing_from_here()
        can_fork = "forkserver" in multiprocessing.get_all_start_methods()
        method = "forkserver" if can_fork and len(gettempdir()) <= MAX_TEMPORARY_LENGTH else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["omny.executors.worker"])
        return ProcessPoolExecutor(
            self._jobs, mp_context=context, initializer=begin_worker, initargs=(known_plugins(),)
        )


class _Lent(Executor):
    def __init__(self, pool: StandingPool) -> None:
        self._pool = pool

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        return self._pool.submit(work, *arguments)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.give_back()
