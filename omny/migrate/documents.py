"""The bytes of one legacy file to a document: its kind, by its content, and its fields.

The tool wrote files concurrently without waiting. If a shorter text overwrote a longer one, the file holds the whole
shorter text, followed by the tail of the longer one. Only the leading document counts. A truncated file has its first
fields, which identify the atom. Pure.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """What a document speaks of, by what it holds."""

    ATOM = "atom"
    FILE = "file"  # a source file, in old stores with its functions
    SHADOW = "shadow"  # an atom that was deleted
    SHADOWS = "list of shadows"
    VERSIONS = "versions"  # when atoms were last saved
    INDEX = "index"  # when files were last analysed
    CONNECTIONS = "connections"  # what files have in common
    OTHER = "other"  # nothing of single atoms that those do not say themselves


class Read(StrEnum):
    """How the content of a file was read."""

    CLEAN = "clean"
    LEADING = "leading document"  # what follows it is left out
    MENDED = "characters replaced"  # that are none
    HEAD = "first fields"  # the text ends, or cannot be read, behind them
    NOT = "not read"
    LEFT = "left out"  # no document, by its size or what it begins with


class Fields(msgspec.Struct, kw_only=True):
    """The fields of any document that are of use, as they are: nothing is believed of their types."""

    id: Any = None
    name: Any = None
    type: Any = None
    filePath: Any = None  # noqa: N815 - as all of these, the legacy tool's own names
    file: Any = None
    path: Any = None
    line: Any = None
    endLine: Any = None  # noqa: N815
    linesOfCode: Any = None  # noqa: N815
    className: Any = None  # noqa: N815
    functionType: Any = None  # noqa: N815
    valueType: Any = None  # noqa: N815
    isExported: Any = None  # noqa: N815
    exported: Any = None
    isAsync: Any = None  # noqa: N815
    complexity: Any = None
    signature: Any = None
    typeContracts: Any = None  # noqa: N815
    calls: Any = None
    internalCalls: Any = None  # noqa: N815
    externalCalls: Any = None  # noqa: N815
    calledBy: Any = None  # noqa: N815
    archetype: Any = None
    purpose: Any = None
    lineage: Any = None
    extractedAt: Any = None  # noqa: N815
    analyzedAt: Any = None  # noqa: N815
    meta: Any = msgspec.field(default=None, name="_meta")
    functions: Any = None
    definitions: Any = None
    shadowId: Any = None  # noqa: N815
    originalId: Any = None  # noqa: N815
    bornAt: Any = None  # noqa: N815
    diedAt: Any = None  # noqa: N815
    metadata: Any = None
    death: Any = None
    shadows: Any = None
    atoms: Any = None
    lastUpdated: Any = None  # noqa: N815
    fileIndex: Any = None  # noqa: N815
    connections: Any = None


class Document(msgspec.Struct, frozen=True):
    """What a file says."""

    kind: Kind
    read: Read
    fields: Fields


NOTHING = Document(Kind.OTHER, Read.NOT, Fields())
"""What cannot be read."""

_decode = msgspec.json.Decoder(Fields).decode
_JSON = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def document(content: bytes) -> Document:
    """What the bytes of a file say; NOTHING where they are no document."""
    content, read = content.removeprefix(b"\xef\xbb\xbf"), Read.CLEAN
    try:
        fields = _decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields, read = _salvage(content.decode("utf-8", "replace"))
    return NOTHING if read is Read.NOT else Document(_kind(fields), read, fields)


def _salvage(text: str) -> tuple[Fields, Read]:
    """The leading document of a text, or the fields that can be read of it."""
    start = _SPACE.match(text)
    assert start is not None
    at = start.end()
    try:
        value, end = _JSON.raw_decode(text, at)
        read = Read.LEADING if text[end:].strip(" \t\r\n") else Read.MENDED
    except (ValueError, RecursionError):
        value, read = _head(text, at), Read.HEAD
    if not isinstance(value, dict) or not value:
        return Fields(), Read.NOT
    return msgspec.convert(_characters(value), Fields, strict=False), read


def _head(text: str, at: int) -> dict[str, Any]:
    """The fields of an object up to where it cannot be read."""
    found: dict[str, Any] = {}
    try:
        while text[at] in "{,":
            name, at = _JSON.raw_decode(text, _behind(text, at + 1))
            at = _behind(text, at)
            if text[at] != ":" or not isinstance(name, str):
                break
            value, at = _JSON.raw_decode(text, _behind(text, at + 1))
            at = _behind(text, at)
            text[at]  # a number or a word at the very end may have been cut off itself
            found[name] = value
    except (ValueError, IndexError, RecursionError):
        pass
    return found


def _behind(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


def _characters(value: Any) -> Any:
    """The value with what is no character replaced: half of an emoji, which JavaScript writes and UTF-8 cannot say."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_characters(item) for item in value]
    if isinstance(value, dict):
        return {_characters(key): _characters(item) for key, item in value.items()}
    return value


def _kind(fields: Fields) -> Kind:
    if isinstance(fields.shadowId, str) or isinstance(fields.originalId, str):
        return Kind.SHADOW
    if isinstance(fields.shadows, dict):
        return Kind.SHADOWS
    if isinstance(fields.fileIndex, dict):
        return Kind.INDEX
    if isinstance(fields.connections, list):
        return Kind.CONNECTIONS
    if isinstance(fields.atoms, dict) and fields.id is None:
        return Kind.VERSIONS
    if isinstance(fields.id, str) and isinstance(fields.name, str) and (fields.filePath or fields.file or fields.line):
        return Kind.ATOM
    if isinstance(fields.path, str) and (fields.functions is not None or fields.definitions is not None):
        return Kind.FILE
    return Kind.OTHER
