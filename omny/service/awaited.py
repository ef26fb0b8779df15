"""`AsyncIndex`: the calls of `Index` as awaitables of asyncio.

One thread for each index makes the calls, one after the other. A call that is cancelled while it waits for its turn is
not made; one that is being made is made to its end, and what it answers is dropped. So no write is ever cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from omny.service.changes import POLL_SECONDS, Feed, read_changes
from omny.service.document import Change, Document
from omny.service.library import SYNC_SECONDS, Index
from omny.service.questions import Questions, QuestionsOfNow

if TYPE_CHECKING:
    from pathlib import Path

    from omny.edit.request import EditResult
    from omny.service.edits import Edits

_Result = TypeVar("_Result")
Answer = Coroutine[Any, Any, Document]
"""What a question gives, to be awaited."""


class AsyncIndex(QuestionsOfNow[Answer]):
    """The index of a root, to be asked from an event loop. To be closed, or used in an `async with`."""

    def __init__(self, index: Index) -> None:
        """`omny.open_async` makes one."""
        self._index = index
        self._thread = ThreadPoolExecutor(1, "omny-library")

    @property
    def root(self) -> Path:
        """The folder whose files are indexed."""
        return self._index.root

    @property
    def database(self) -> str:
        """What the store is called: the path of a file, or a URL without its password."""
        return self._index.database

    def at(self, when: str) -> AsyncPast:
        """The index as it was, see `Index.at`."""
        return AsyncPast(self, when)

    @property
    def edit(self) -> Edits[Coroutine[Any, Any, EditResult]]:
        """The edits of the source, see `Index.edit`."""
        from omny.service.edits import Edits

        return Edits(lambda request: self._call(partial(self._index._edit, request)), self._index._place.normalize_atom)

    async def note(self, atom: str, text: str) -> Document:
        """Keeps a note about an atom, see `Index.note`."""
        return await self._call(partial(self._index.note, atom, text))

    async def remove_notes(self, atom: str, number: int = 0) -> Document:
        """Removes notes of an atom, see `Index.remove_notes`."""
        return await self._call(partial(self._index.remove_notes, atom, number))

    async def index(self, *, jobs: int | None = None) -> Document:
        """Brings the index to what is on disk, see `Index.index`."""
        return await self._call(partial(self._index.index, jobs=jobs))

    async def sync(self, timeout: float = SYNC_SECONDS) -> Document:
        """Returns when all that was written before the call is indexed, see `Index.sync`."""
        return await self._call(partial(self._index.sync, timeout))

    def watch(self) -> AbstractAsyncContextManager[AsyncIndex]:
        """Has a daemon keep the index true inside of an `async with`, see `Index.watch`."""
        return self._watch()

    async def changes(self, since: str | None = None, *, follow: bool = False) -> AsyncGenerator[Change, None]:
        """The changes of the index since a state, see `Index.changes`. Other calls have their turn between looks."""
        feed = Feed(self._index._place, since)  # which does not wait, so that other calls have their turn
        while True:
            lines = await self._call(partial(read_changes, feed))
            for line in lines:
                yield line
            if lines:
                continue
            if not follow:
                return
            await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        """Waits for the call that is being made, and ends the thread."""
        await self._call(self._index.close)
        self._thread.shutdown(wait=False)

    async def __aenter__(self) -> AsyncIndex:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, question: str, arguments: dict[str, Any]) -> Document:
        return await self._call(partial(self._index._ask, question, arguments))

    async def _ask_at(self, when: str, question: str, arguments: dict[str, Any]) -> Document:
        return await self._call(partial(self._index._ask_at, when, question, arguments))

    async def _call(self, call: Callable[[], _Result]) -> _Result:
        return await asyncio.wrap_future(self._thread.submit(call))

    @asynccontextmanager
    async def _watch(self) -> AsyncIterator[AsyncIndex]:
        block = ExitStack()
        try:
            await self._call(lambda: block.enter_context(self._index.watch()))
            yield self
        finally:  # behind a start that goes on though it was cancelled
            await asyncio.shield(self._call(block.close))


class AsyncPast(Questions[Answer]):
    """An index as it was, see `Past`."""

    def __init__(self, index: AsyncIndex, when: str) -> None:
        """`AsyncIndex.at` makes one."""
        self._index = index
        self._when = when

    async def _ask(self, question: str, arguments: dict[str, Any]) -> Document:
        return await self._index._ask_at(self._when, question, arguments)
