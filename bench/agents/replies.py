"""Calls of an agent, and what their replies cost and name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from mcp import Client
from mcp.shared.exceptions import MCPError

BYTES_PER_TOKEN = 4

_BETWEEN = r"(?![\w.])"


class Call(msgspec.Struct, frozen=True):
    """A call of a tool."""

    tool: str
    arguments: dict[str, Any]


class Reply(msgspec.Struct, frozen=True):
    """What a client got: the text of its blocks, and the bytes of everything in the reply."""

    text: str
    bytes: int
    is_error: bool

    @property
    def tokens(self) -> int:
        return -(-self.bytes // BYTES_PER_TOKEN)


async def send(client: Client, call: Call) -> Reply:
    """Sends a call. An error is a reply, too."""
    try:
        answered: Any = await client.call_tool(call.tool, call.arguments)
    except MCPError as error:
        return Reply(str(error), len(str(error).encode()), True)
    text = "\n".join(block.text for block in answered.content if block.type == "text")
    structured = answered.structured_content
    more = len(json.dumps(structured, ensure_ascii=False).encode()) if structured else 0
    return Reply(text, len(text.encode()) + more, bool(answered.is_error))


async def fixed_tokens(client: Client) -> int:
    """What a session costs before its first call: the listed tools, and the instructions."""
    tools: Any = await client.list_tools()
    listed = json.dumps([tool.model_dump(exclude_none=True, by_alias=True) for tool in tools.tools], ensure_ascii=False)
    instructions = client.instructions or ""
    return -(-len((listed + instructions).encode()) // BYTES_PER_TOKEN)


def is_named(text: str, named: str) -> bool:
    """Whether a text names an atom or a path. Of an atom, its path and its qualified name both have to stand there,
    each as a whole; a class that the text is under counts with its member."""
    path, _, name = named.partition("::")
    if path not in text:
        return False
    if not name:
        return True
    if re.search(rf"(?<![\w.]){re.escape(name)}{_BETWEEN}", text):
        return True
    return bool(re.search(rf"{re.escape(path)}::{re.escape(name)}{_BETWEEN}", text))


def are_named(text: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether a text names one of each group."""
    return all(any(is_named(text, named) for named in group) for group in groups)
