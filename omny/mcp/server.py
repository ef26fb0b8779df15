"""The server, by the official SDK: tools, resources and prompts over the indexes of `Projects`.

It lists the front door (`door.py`). Every other tool is answered where somebody calls it by its name. A reply is text;
a program that wants data says so in the `_meta` of its request, or is served by a server that was started for it.
This module knows no transport.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

import mcp.types as types
import msgspec
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from omny import __version__
from omny.base.errors import AmbiguousError, InternalError, OmnyError, UsageError
from omny.base.plain import plain
from omny.mcp import brief, everywhere, prompts
from omny.mcp.analyses import ANALYSES
from omny.mcp.arguments import read_arguments
from omny.mcp.asked import Asked, description, input_schema, listed_schema
from omny.mcp.asking import FRESHNESS, Asking, Context
from omny.mcp.door import DOOR, Door, Edit
from omny.mcp.editing import EditAtom
from omny.mcp.more import MORE
from omny.mcp.past import PAST
from omny.mcp.reply import Sent
from omny.mcp.toolbox import Tool, hint_for_tools, output_schema
from omny.mcp.tools import READING, FileOutline, GetAtom, IndexStatus
from omny.service.live import LiveSession
from omny.service.projects import Projects
from omny.service.usage import Reply as Served

RESOURCE_BYTES = 200_000  # of a file or atom that is read as a resource; a tool can page

ATOM_URI, FILE_URI, STATUS_URI = "omny://atom/", "omny://file/", "omny://status"

STRUCTURED = "omny/structured"
"""The key of `_meta` by which one request asks for data in place of text, of the tools that have data."""

_log = logging.getLogger("omny.mcp")

EditFiles = Callable[[EditAtom, str], Sent]
"""Does an edit for the agent of that name."""


class Offer(msgspec.Struct, frozen=True):
    """What a server lists and sends."""

    all_tools: bool = False  # all that can be called, not the front door alone
    structured: bool = False  # with output schemas, and data in place of text


def server(
    projects: Projects,
    edit: EditFiles | None = None,
    offer: Offer = Offer(),  # noqa: B008
    count: Callable[[Served], None] = lambda _: None,
) -> Server[Any]:
    """The server; with `edit` it also has the tool that writes. `count` hears of each reply."""
    agent = _Agent(projects, edit, offer, count)
    return Server(
        "omny",
        version=__version__,
        title="Omny",
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

    def __init__(
        self, projects: Projects, edit: EditFiles | None, offer: Offer, count: Callable[[Served], None]
    ) -> None:
        self._count = count
        self._projects = projects
        self._asking = Asking(projects)
        self._edit = edit
        self._offer = offer
        door: list[type[Asked]] = [*DOOR, *([Edit] if edit else [])]
        others: list[type[Asked]] = [*READING, *ANALYSES, *MORE, *PAST, *([EditAtom] if edit else [])]
        self._tools = {kind.name: kind for kind in (*door, *others)}
        listed = self._tools.values() if offer.all_tools else door
        self._listed = [_describe_tool(kind, offer) for kind in listed]

    # ── tools ──

    async def list_tools(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """The tools of the front door, or all."""
        return types.ListToolsResult(tools=self._listed)

    async def call_tool(self, ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """What a tool answers; an error of it is one line for the agent."""
        kind = self._tools.get(params.name)
        if kind is None:
            raise MCPError(types.INVALID_PARAMS, f"no tool is named {params.name[:80]!r}")
        structured = self._offer.structured or bool((ctx.meta or {}).get(STRUCTURED))
        try:
            call, said = read_arguments(kind, params.arguments or {})
            if isinstance(call, Door) and call.project == everywhere.EVERYWHERE:
                return await self._answer_everywhere(ctx, call)
            session, call = self._asking.place(call)
            if isinstance(call, Door):
                found = brief.write(await self._asking.parts(ctx, session, call, said), call.max_bytes)
                text, files, result = found.text, found.named, _text(found.text)
            else:
                assert isinstance(call, Tool)
                sent = await self._answer(ctx, session, call, said)
                text = msgspec.json.encode(sent.data).decode() if structured else sent.text
                files, result = brief.list_files(sent.data["results"]), _data(sent) if structured else _text(text)
            self._count(Served(session.root, name_client(ctx), params.name, len(text.encode()), files))
            return result
        except AmbiguousError as error:  # of an edit; a question answers with the ids
            return _failure(f"{error}: {', '.join(error.ids)}")
        except OmnyError as error:
            return _failure(error.describe(hint_for_tools(error)))
        except Exception as error:
            _log.exception("%s failed", params.name)
            return _failure(str(InternalError.of(error, log="on standard error of the server")))

    async def _answer_everywhere(self, ctx: Context, call: Door) -> types.CallToolResult:
        self._projects.check_others()
        found = await self._asking.run_in_thread(partial(everywhere.answer, call))
        served = Served(self._projects.own.root, name_client(ctx), call.name, len(found.text.encode()), found.named)
        self._count(served)
        return _text(found.text)

    async def _answer(self, ctx: Context, session: LiveSession, tool: Tool, said: list[str]) -> Sent:
        if isinstance(tool, EditAtom):
            assert self._edit is not None
            if session is not self._projects.own:
                raise UsageError("edit", "this server edits the project that it was started for, and no other")
            await self._asking.plain(ctx, session, FRESHNESS)  # there is an index, and a daemon
            # An edit that has begun is not left: whoever asked can go away, the files and the index may not differ.
            return await self._asking.run_in_thread(partial(self._edit, tool, name_client(ctx)), leave=False)
        return (await self._asking.part(ctx, session, tool, said)).send()

    # ── resources and prompts ──

    async def list_resources(
        self, ctx: Context, params: types.PaginatedRequestParams | None
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
        self, ctx: Context, params: types.PaginatedRequestParams | None
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

    async def read_resource(self, ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
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
            session, tool = self._asking.place(tool)
            sent = await self._answer(ctx, session, tool, [])
        except OmnyError as error:
            raise MCPError(types.INVALID_PARAMS, plain(str(error))) from None
        content = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=sent.text)
        return types.ReadResourceResult(contents=[content])

    async def list_prompts(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        """The prompts."""
        return types.ListPromptsResult(prompts=[prompt.listed for prompt in prompts.PROMPTS.values()])

    async def get_prompt(self, ctx: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """A prompt with what it is about."""
        prompt = prompts.PROMPTS.get(params.name)
        if prompt is None:
            raise MCPError(types.INVALID_PARAMS, f"no prompt is named {params.name[:80]!r}")
        text = prompt.text(params.arguments or {})
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(description=prompt.listed.description, messages=[message])


def _describe_tool(kind: type[Asked], offer: Offer) -> types.Tool:
    """A tool as it is listed: one of the front door in few words, any other in full."""
    if issubclass(kind, Door | Edit):
        hints = types.ToolAnnotations(read_only_hint=kind.reads_only)
        return types.Tool(
            name=kind.name, description=description(kind), input_schema=listed_schema(kind), annotations=hints
        )
    assert issubclass(kind, Tool)
    return types.Tool(
        name=kind.name,
        title=kind.title,
        description=description(kind),
        input_schema=input_schema(kind),
        output_schema=output_schema(kind) if offer.structured else None,
        annotations=types.ToolAnnotations(
            title=kind.title,
            read_only_hint=kind.reads_only,
            destructive_hint=not kind.reads_only,
            idempotent_hint=kind.reads_only,
            open_world_hint=False,
        ),
    )


def name_client(ctx: Context) -> str:
    """The name and the version of the agent, as it says itself."""
    params = ctx.session.client_params
    return "" if params is None else f"{params.client_info.name} {params.client_info.version}".strip()


def _text(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)])


def _data(sent: Sent) -> types.CallToolResult:
    return types.CallToolResult(content=[], structured_content=sent.data)


def _failure(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=plain(text[:2_000]))], is_error=True)
