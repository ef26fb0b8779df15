"""The part of the wire format of Protocol Buffers that SCIP needs: numbers, texts, nested messages.

https://protobuf.dev/programming-guides/encoding: a field is a key (number and kind) and a value; a default value is
left out. A message here is the bytes of its fields, in the order in which they are put together.
"""

from __future__ import annotations

from collections.abc import Iterable

_VARINT, _BYTES = 0, 2


def number(field: int, value: int) -> bytes:
    """A field that is a number, not negative; nothing for 0."""
    return _varint(field << 3 | _VARINT) + _varint(value) if value else b""


def text(field: int, value: str) -> bytes:
    """A field that is a text; nothing for an empty one."""
    return message(field, value.encode("utf-8", "backslashreplace")) if value else b""


def message(field: int, value: bytes) -> bytes:
    """A field that is a message, or a list of numbers packed by `pack_numbers`; an empty one is there, too."""
    return _varint(field << 3 | _BYTES) + _varint(len(value)) + value


def pack_numbers(values: Iterable[int]) -> bytes:
    """Numbers in a row."""
    return b"".join(map(_varint, values))


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
