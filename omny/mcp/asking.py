"""How a server asks: in a thread, with the progress of a first index told, and of the root that the call is about.

Every handler runs in the one event loop; waits for the daemon happen in a thread. The handler of a cancelled call ends
at once; its thread continues until the answer comes, which is dropped.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import msgspec
from mcp.server.context import ServerRequestContext

from omny.base.errors import AmbiguousError, DaemonError, OmnyError, SourceError, UnknownNameError, UsageError
from omny.mcp.asked import Asked
from omny.mcp.door import Door, find_outline
from omny.mcp.found import Part
from omny.mcp.toolbox import Tool
from omny.mcp.tools import FileOutline, GetAtom, IndexStatus
from omny.query.documents import Document
from omny.service.live import Answered, FirstIndex, LiveSession
from omny.service.projects import Projects

FIRST_INDEX_SECONDS = 50.0
"""How long a call waits for a first index. Clients give up on a call after a minute; the answer comes before that, and
the next call continues to wait."""

PROGRESS_SECONDS = 0.1  # between two looks at how far it is

MAX_THREADS = 16
"""Questions of all clients that wait at a time; the daemon has 64 connections for everybody."""

FRESHNESS: tuple[str, dict[str, Any]] = ("query", {"expression": 'name == ""', "limit": 1})
"""The cheapest question."""

_NAMES = ("atom", "atoms", "file", "path", "source", "target")  # fields that begin with a path

Context = ServerRequestContext[Any, Any]
_T = TypeVar("_T")
_A = TypeVar("_A", bound=Asked)


class Asking:
    """Finds what answers calls."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._status: dict[str, Document] = {}  # by root, the last one: it counts all atoms, and is the same in a state
        self._limiter: anyio.CapacityLimiter | None = None  # made in the loop

    def place(self, call: _A) -> tuple[LiveSession, _A]:
        """The session of the root that a call is about, and the call with paths from that root on, as the index names
        them: agents like to name files absolutely. Raises UsageError where it is about two roots."""
        session = self._projects.find(getattr(call, "project", ""))
        names = [name for field in _NAMES for name in _as_list(getattr(call, field, None))]
        sessions = [self._projects.find_for(session, name) for name in names]
        others = {id(each): each for each in sessions if each is not session}
        if len(others) > 1 or (others and session is not self._projects.own):
            raise UsageError("", "the call names files of two projects: ask about one at a time")
        session = next(iter(others.values()), session)
        root = str(session.root.path)
        changed: dict[str, Any] = {}
        for field in _NAMES:
            value = getattr(call, field, None)
            if isinstance(value, str):
                changed[field] = _from_root(root, value)
            elif isinstance(value, list):
                changed[field] = [_from_root(root, each) for each in value]
        return session, msgspec.structs.replace(call, **changed) if changed else call

    async def parts(self, ctx: Context, session: LiveSession, call: Door, said: list[str]) -> list[Part]:
        """What answers each part of a call. If there are several, a part that fails says so in its place."""
        asked = call.parts()
        if call.cursor and len(asked) > 1:
            raise UsageError("", "a cursor is for one part: name one atom and one kind")
        found: list[Part] = []
        wait = call.wait_seconds
        for tool in asked:
            whole = msgspec.structs.replace(tool, wait_seconds=wait, cursor=call.cursor)
            wait = 0.0  # what was saved before the call is in by now
            try:
                part = await self.part(ctx, session, whole, said if not found else [])
            except DaemonError:
                raise
            except OmnyError as error:
                if len(asked) == 1:
                    raise
                part = Part(whole, await self.plain(ctx, session, FRESHNESS), [], unknown=error)
            outline = find_outline(part)
            if outline is not None:
                outline = msgspec.structs.replace(outline, cursor=call.cursor)
                part = await self.part(ctx, session, msgspec.structs.replace(outline, wait_seconds=0.0), part.notes)
            found.append(part)
        return found

    async def part(self, ctx: Context, session: LiveSession, tool: Tool, said: list[str]) -> Part:
        """What answers one call that asks one question."""
        notes = list(said)
        try:
            ask = self._ask_status if isinstance(tool, IndexStatus) else self._ask
            answered = await ask(ctx, session, tool.question(tool.most), tool.wait_seconds)
        except AmbiguousError as error:
            return Part(tool, await self.plain(ctx, session, FRESHNESS), [], ids=tuple(error.ids))
        except SourceError as error:
            if not isinstance(tool, GetAtom) or not tool.source:
                raise
            notes.append(f"the source is not shown: {error.reason}")
            answered = await self._ask(ctx, session, msgspec.structs.replace(tool, source=False).question(1), 0)
        except UnknownNameError as error:
            return await self._unknown(ctx, session, tool, error)
        document = answered.document
        if answered.late:
            notes.append(f"what was written in the last moments may be missing: {answered.late}")
        why = None if document["results"] else tool.why_empty(document)
        if why is not None:
            notes += await self._why(ctx, session, why)
        if isinstance(tool, IndexStatus):
            document["daemon"] = await self._daemon(ctx, session)
        return Part(tool, document, notes)

    async def plain(self, ctx: Context, session: LiveSession, question: tuple[str, dict[str, Any]]) -> Document:
        """The document that answers a question, of the index as it is."""
        return (await self._ask(ctx, session, question, 0)).document

    async def run_in_thread(self, work: Callable[[], _T], *, leave: bool = True) -> _T:
        """The result of work in a thread. A cancelled call does not wait for it, unless `leave` is false."""
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(MAX_THREADS)
        if leave:
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)
        found: list[_T] = []
        with anyio.CancelScope(shield=True):
            found.append(await anyio.to_thread.run_sync(work, limiter=self._limiter))
        return found[0]

    async def _unknown(self, ctx: Context, session: LiveSession, tool: Tool, error: UnknownNameError) -> Part:
        if not isinstance(tool, FileOutline):
            return Part(tool, await self.plain(ctx, session, FRESHNESS), [], unknown=error)
        document = await self.plain(ctx, session, tool.why_empty({}))
        return Part(tool, document, [], unknown=UnknownNameError("", "; ".join(document["results"])))

    async def _why(self, ctx: Context, session: LiveSession, why: tuple[str, dict[str, Any]]) -> list[str]:
        try:
            return list((await self.plain(ctx, session, why))["results"])
        except OmnyError:  # a name from outside of the index, or one that is gone by now
            return []

    async def _daemon(self, ctx: Context, session: LiveSession) -> Document | None:
        try:
            return await self.plain(ctx, session, ("daemon", {}))
        except OmnyError:  # none runs, and the database knows nothing of that
            return None

    async def _ask(
        self, ctx: Context, session: LiveSession, question: tuple[str, dict[str, Any]], wait_seconds: float
    ) -> Answered:
        """What answers, as soon as there is an index. How far a first one is goes to the client as progress."""
        deadline = anyio.current_time() + FIRST_INDEX_SECONDS
        told = -1
        while True:
            answered = await self.run_in_thread(partial(session.ask, *question, wait_seconds=wait_seconds))
            if not isinstance(answered, FirstIndex):
                return answered
            if answered.done > told:  # progress never goes back
                told = answered.done
                said = f"first index: {answered.done:,} of {answered.total:,} files read" if answered.total else ""
                await ctx.session.report_progress(told, answered.total or None, said or "the first index is being made")
            if anyio.current_time() > deadline:
                reason = f"the first index is still being made: {answered.done:,} of {answered.total:,} files read"
                raise DaemonError("ask index", reason, hint="ask again")
            await anyio.sleep(PROGRESS_SECONDS)

    async def _ask_status(
        self, ctx: Context, session: LiveSession, question: tuple[str, dict[str, Any]], wait_seconds: float
    ) -> Answered:
        """As `_ask`; if the last answer is still valid for this state, only its freshness is new."""
        now = await self._ask(ctx, session, FRESHNESS, wait_seconds)
        fresh = now.document["freshness"]
        root = str(session.root.path)
        known = self._status.get(root)
        if known is not None and known["freshness"]["token"] == fresh["token"]:
            return Answered({**known, "freshness": fresh}, now.late)
        document = self._status[root] = (await self._ask(ctx, session, question, 0)).document
        return Answered(dict(document), now.late)


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else value if isinstance(value, list) else []


def _from_root(root: str, name: str) -> str:
    if name.startswith((f"{root}{os.sep}", "./")):
        return name.removeprefix(f"{root}{os.sep}").removeprefix("./")
    return name
