"""`CallWatchdog`: a store on a server, whose calls have a deadline.

A server can be silent on a live machine, if its container is paused. TCP does not notice that, since the system
below still acknowledges. So when a call has waited for some seconds, the watchdog asks for a connection of its own. If
it gets none, it breaks off all waiting calls, which fail as if the connection was lost. A server that answers is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Protocol, TypeVar, runtime_checkable

from omny.base.errors import OmnyError, UnreachableError
from omny.storage.port.delegating import DelegatingRepository
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import Store

SILENT_SECONDS = 3.0
"""How long a call may wait before the server is asked another way: most take milliseconds, and asking costs nothing but
a connection. With the time that this may take, all is over before `omny stop` gives up."""

_Row = TypeVar("_Row")


@runtime_checkable
class ServedRepository(Protocol):
    """A repository on a server."""

    def break_off(self) -> None:
        """Makes a call fail that waits for the server. For any thread."""


class CallWatchdog:
    """A store, and the calls that wait for its server. One thread calls `look`; any thread calls the rest."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        """`now` is the monotonic time."""
        self.kind, self.name, self.file, self.is_local = store.kind, store.name, store.file, store.is_local
        self.exists, self.upgrade, self.about = store.exists, store.upgrade, store.about
        self._store = store
        self._now = now
        self._waiting: dict[object, tuple[float, AtomRepository]] = {}  # by call: since when, and over what

    def open(self) -> AtomRepository:
        return _WatchedRepository(self, self._store.open())

    def open_reading(self) -> AtomRepository:
        return _WatchedRepository(self, self._store.open_reading())

    def look(self) -> None:
        """Breaks off the calls that wait for a server that does not answer."""
        now = self._now()
        if all(now - since < SILENT_SECONDS for since, _ in list(self._waiting.values())):
            return
        before = dict(self._waiting)
        try:
            self._store.open_reading().close()
        except UnreachableError:
            for call, (_, repository) in before.items():
                if call in self._waiting and isinstance(repository, ServedRepository):
                    repository.break_off()
        except OmnyError:
            pass  # that is an answer, too

    @contextmanager
    def waiting(self, repository: AtomRepository) -> Iterator[AtomRepository]:
        """A block that waits for the server."""
        call = object()
        self._waiting[call] = (self._now(), repository)
        try:
            yield repository
        finally:
            del self._waiting[call]


class _WatchedRepository(DelegatingRepository):
    """A repository on a server, with each call among those that wait."""

    def __init__(self, store: CallWatchdog, repository: AtomRepository) -> None:
        self._store = store
        self._repository = repository

    def delegate(self) -> AbstractContextManager[AtomRepository]:
        return self._store.waiting(self._repository)

    @contextmanager
    def reading(self) -> Iterator[None]:
        block = self._repository.reading()
        with self._store.waiting(self._repository):
            block.__enter__()
        try:
            yield
        except BaseException as error:
            if not block.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            with self._store.waiting(self._repository):
                block.__exit__(None, None, None)

    def close(self) -> None:
        self._repository.close()

    def stream(self, rows: Iterator[_Row]) -> Iterator[_Row]:
        while True:
            with self._store.waiting(self._repository):
                some = list(islice(rows, 1))
            if not some:
                return
            yield some[0]
