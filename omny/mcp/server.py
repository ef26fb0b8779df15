"""The server, by the official SDK: tools, resources and prompts over a `LiveSession`.

Every handler runs in the one event loop; waits for the daemon happen in a thread. The handler of a cancelled call ends
at once; its thread continues until the answer comes, which is dropped. This module knows no transport.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar
from urllib.parse import unquote

import anyio
import anyio.to_thread
import mcp.types as types
import msgspec
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from omny import __version__
from omny.base.errors import (
    AmbiguousError,
    DaemonError,
    InternalError,
    OmnyError,
    SourceError,
    UnknownNameError,
    UsageError,
)
from omny.base.plain import plain
from omny.base.roots import file_part, find_owner, foreign
from omny.mcp import prompts
from omny.mcp.analyses import ANALYSES
from omny.mcp.arguments import read_arguments
from omny.mcp.editing import EditAtom
from omny.mcp.past import PAST
from omny.mcp.reply import Sent
from omny.mcp.toolbox import Tool, description, hint_for_tools, input_schema, output_schema
from omny.mcp.tools import READING, FileOutline, GetAtom, IndexStatus
from omny.query.documents import Document
from omny.service.live import Answered, FirstIndex, LiveSession

FIRST_INDEX_SECONDS = 50.0
"""How long a call waits for a first index. Clients give up on a call after a minute; the answer comes before that, and
the next call continues to wait."""

PROGRESS_SECONDS = 0.1  # between two looks at how far it is

MAX_THREADS = 16
"""Questions of all clients that wait at a time; the daemon has 64 connections for everybody."""

RESOURCE_BYTES = 200_000  # of a file or atom that is read as a resource; a tool can page

ATOM_URI, FILE_URI, STATUS_URI = "omny://atom/", "omny://file/", "omny://status"

_FRESHNESS = ("search", {"text": "", "limit": 1})  # the cheapest question
_NAMES = ("atom", "file", "path", "source", "target")  # fields that begin with a path

_log = logging.getLogger("omny.mcp")

Edit = Callable[[EditAtom], Sent]
_Context = ServerRequestContext[Any, Any]
_T = TypeVar("_T")


def server(index: LiveSession, edit: Edit | None = None) -> Server[Any]:
    """The server over an index; with `edit` it also has the tool that writes."""
    agent = _Agent(index, edit)
    return Server(
        "omny",
        version=__version__,
        title="Omny: an always-true index of functions, classes and who calls whom",
        instructions=prompts.INSTRUCTIONS,
        on_list_tools=agent.list_tools,
        on_call_tool=agent.call_tool,
        on_list_resources=agent.list_resources,
        on_list_resource_templates=agent.list_resource_templates,
        on_read_resource=agent.read_resource,
        on_list_prompts=agent.list_prompts,
        on_get_prompt=agent.get_prompt,
    )


class _Agent:
    """The handlers."""

    def __init__(self, index: LiveSession, edit: Edit | None) -> None:
        self._index = index
        self._edit = edit
        self._tools: dict[str, type[Tool]] = {tool.name: tool for tool in (*READING, *ANALYSES, *PAST)}
        if edit is not None:
            self._tools[EditAtom.name] = EditAtom
        self._describe_tool = [_describe_tool(tool) for tool in self._tools.values()]
        self._status: Document | None = None  # the last one: it counts all atoms, and is the same in one state
        self._limiter: anyio.CapacityLimiter | None = None  # made in the loop

    # ── tools ──

    async def list_tools(self, ctx: _Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """All tools."""
        return types.ListToolsResult(tools=self._describe_tool)

    async def call_tool(self, ctx: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """What a tool answers; an error of it is one line for the agent."""
        kind = self._tools.get(params.name)
        if kind is None:
            raise MCPError(types.INVALID_PARAMS, f"no tool is named {params.name[:80]!r}")
        try:
            tool, said = read_arguments(kind, params.arguments or {})
            return _result(await self._answer(ctx, self._from_root(tool), said))
        except AmbiguousError as error:  # of an edit; a question answers with the ids
            return _failure(f"{error}: {', '.join(error.ids)}")
        except OmnyError as error:
            return _failure(error.describe(hint_for_tools(error)))
        except Exception as error:
            _log.exception("%s failed", params.name)
            return _failure(str(InternalError.of(error, log="on standard error of the server")))

    async def _answer(self, ctx: _Context, tool: Tool, said: Sequence[str] = ()) -> Sent:
        if isinstance(tool, EditAtom):
            assert self._edit is not None
            await self._plain(ctx, _FRESHNESS)  # there is an index, and a daemon
            # An edit that has begun is not left: whoever asked can go away, the files and the index may not differ.
            return await self._run_in_thread(partial(self._edit, tool), leave=False)
        notes = list(said)
        try:
            ask = self._ask_status if isinstance(tool, IndexStatus) else self._ask
            answered = await ask(ctx, tool.question(tool.most), tool.wait_seconds)
        except AmbiguousError as error:
            return tool.ambiguous(error.ids, await self._plain(ctx, _FRESHNESS))
        except SourceError as error:
            if not isinstance(tool, GetAtom) or not tool.source:
                raise
            notes.append(f"the source is not shown: {error.reason}")
            answered = await self._ask(ctx, msgspec.structs.replace(tool, source=False).question(1), 0)
        except UnknownNameError as error:
            return await self._answer_unknown(ctx, tool, error)
        document = answered.document
        if answered.late:
            notes.append(f"what was written in the last moments may be missing: {answered.late}")
        why = None if document["results"] else tool.why_empty(document)
        if why is not None:
            notes += await self._why(ctx, why)
        if isinstance(tool, IndexStatus):
            document["daemon"] = await self._daemon(ctx)
        return tool.answer(document, notes)

    async def _answer_unknown(self, ctx: _Context, tool: Tool, error: UnknownNameError) -> Sent:
        if not isinstance(tool, FileOutline):
            return tool.answer_unknown(error, await self._plain(ctx, _FRESHNESS))
        document = await self._plain(ctx, tool.why_empty({}))
        return tool.answer_unknown(UnknownNameError("", "; ".join(document["results"])), document)

    async def _why(self, ctx: _Context, why: tuple[str, dict[str, Any]]) -> list[str]:
        try:
            return list((await self._plain(ctx, why))["results"])
        except OmnyError:  # a name from outside of the index, or one that is gone by now
            return []

    async def _daemon(self, ctx: _Context) -> Document | None:
        try:
            return await self._plain(ctx, ("daemon", {}))
        except OmnyError:  # none runs, and the database knows nothing of that
            return None

    # ── resources and prompts ──

    async def list_resources(
        self, ctx: _Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The one resource that is always there: all others are named by their template."""
        status = types.Resource(
            uri=STATUS_URI,
            name="status",
            title="State of the index",
            mime_type="text/plain",
            description="What the index holds, how fresh it is and what was left out",
        )
        return types.ListResourcesResult(resources=[status])

    async def list_resource_templates(
        self, ctx: _Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        """How atoms and files are named."""
        atom = types.ResourceTemplate(
            uri_template=f"{ATOM_URI}{{id}}",
            name="atom",
            title="An atom",
            mime_type="text/plain",
            description="Source and neighbours of a function, method, class or module, by its id or name",
        )
        file = types.ResourceTemplate(
            uri_template=f"{FILE_URI}{{path}}",
            name="file",
            title="Outline of a file",
            mime_type="text/plain",
            description="Functions, methods and classes of a file, by its path from the root on",
        )
        return types.ListResourceTemplatesResult(resource_templates=[atom, file])

    async def read_resource(self, ctx: _Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """What a resource holds, as text."""
        uri = str(params.uri)
        tool: Tool
        try:
            if uri == STATUS_URI:
                tool = IndexStatus(max_bytes=RESOURCE_BYTES)
            elif uri.startswith(ATOM_URI):
                tool = GetAtom(atom=unquote(uri.removeprefix(ATOM_URI)), max_bytes=RESOURCE_BYTES)
            elif uri.startswith(FILE_URI):
                tool = FileOutline(file=unquote(uri.removeprefix(FILE_URI)), limit=1_000, max_bytes=RESOURCE_BYTES)
            else:
                raise UsageError("", f"no resource is named {uri[:200]!r}")
            sent = await self._answer(ctx, self._from_root(tool))
        except OmnyError as error:
            raise MCPError(types.INVALID_PARAMS, plain(str(error))) from None
        content = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=sent.text)
        return types.ReadResourceResult(contents=[content])

    async def list_prompts(self, ctx: _Context, params: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        """The prompts."""
        return types.ListPromptsResult(prompts=[prompt.listed for prompt in prompts.PROMPTS.values()])

    async def get_prompt(self, ctx: _Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """A prompt with what it is about."""
        prompt = prompts.PROMPTS.get(params.name)
        if prompt is None:
            raise MCPError(types.INVALID_PARAMS, f"no prompt is named {params.name[:80]!r}")
        text = prompt.text(params.arguments or {})
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(description=prompt.listed.description, messages=[message])

    # ── asking ──

    async def _ask(self, ctx: _Context, question: tuple[str, dict[str, Any]], wait_seconds: float) -> Answered:
        """What answers, as soon as there is an index. How far a first one is goes to the client as progress."""
        deadline = anyio.current_time() + FIRST_INDEX_SECONDS
        told = -1
        while True:
            answered = await self._run_in_thread(partial(self._index.ask, *question, wait_seconds=wait_seconds))
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

    async def _ask_status(self, ctx: _Context, question: tuple[str, dict[str, Any]], wait_seconds: float) -> Answered:
        """As `_ask`; if the last answer is still valid for this state, only its freshness is new."""
        now = await self._ask(ctx, _FRESHNESS, wait_seconds)
        fresh = now.document["freshness"]
        if self._status is not None and self._status["freshness"]["token"] == fresh["token"]:
            return Answered({**self._status, "freshness": fresh}, now.late)
        self._status = (await self._ask(ctx, question, 0)).document
        return Answered(dict(self._status), now.late)

    async def _plain(self, ctx: _Context, question: tuple[str, dict[str, Any]]) -> Document:
        return (await self._ask(ctx, question, 0)).document

    async def _run_in_thread(self, work: Callable[[], _T], *, leave: bool = True) -> _T:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(MAX_THREADS)
        if leave:
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)
        found: list[_T] = []
        with anyio.CancelScope(shield=True):
            found.append(await anyio.to_thread.run_sync(work, limiter=self._limiter))
        return found[0]

    def _from_root(self, tool: Tool) -> Tool:
        """The call with paths from the root on, as the index names them: agents like to name files absolutely. Raises
        UsageError where one names a file of another root."""
        root = self._index.root
        changed = {}
        for name in _NAMES:
            value = getattr(tool, name, None)
            if not isinstance(value, str):
                continue
            file = os.path.normpath(os.path.join(root.path, file_part(value)))
            owner = find_owner(root, file) if os.path.lexists(file) else None
            if owner is not None and root.path in owner.parents:  # of what is outside nothing is told
                raise foreign(root, value, owner)
            if value.startswith((f"{root.path}/", "./")):
                changed[name] = value.removeprefix(f"{root.path}/").removeprefix("./")
        return msgspec.structs.replace(tool, **changed) if changed else tool


def _describe_tool(tool: type[Tool]) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=description(tool),
        input_schema=input_schema(tool),
        output_schema=output_schema(tool),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.reads_only,
            destructive_hint=not tool.reads_only,
            idempotent_hint=tool.reads_only,
            open_world_hint=False,
        ),
    )


def _result(sent: Sent) -> types.CallToolResult:
    content: Sequence[types.ContentBlock] = [types.TextContent(type="text", text=sent.text)]
    return types.CallToolResult(content=list(content), structured_content=sent.data)


def _failure(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=plain(text[:2_000]))], is_error=True)
