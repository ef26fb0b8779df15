"""Facts: Omny's knowledge of a file from its bytes alone."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from omny.model.atoms import AtomType
from omny.model.chains import Chain


class Definition(msgspec.Struct, frozen=True, array_like=True):
    """One atom as its file alone shows it. Definition 0 of a file is the module itself."""

    qualname: str  # "Class.method~2"; MODULE_NAME for the module
    name: str
    type: AtomType
    parent: int  # index of the enclosing definition; -1 for the module
    line: int  # 1-based, of the defining keyword or name
    end_line: int  # 1-based, inclusive
    signature: str  # one line: parameters and return annotation; bases for a class
    words: str  # pieces of camel-case identifiers in name and signature, for search
    detail: bytes  # JSON object: the part of `atoms.data` that needs no other file


class Reference(NamedTuple):
    """A use of a name by an atom."""

    owner: int  # index of the definition whose code it stands in
    chain: int  # index into FileFacts.chains
    line: int  # 1-based
    column: int  # 0-based, in bytes


_REFERENCE = struct.Struct("<4I")


def pack_references(numbers: Sequence[int]) -> bytes:
    """References as they are stored, from the fields of all of them in one sequence. They are the largest part of a
    file's facts."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """The facts of a file, from its bytes and its language alone. They hold no path."""

    definitions: list[Definition]
    chains: list[Chain]
    packed_references: bytes  # in source order
    lines: int
    error_ratio: float  # share of the bytes that stand in syntax errors; 0.0 where all parses
    error_line: int = 0  # 1-based, of the first syntax error; 0 where there is none
    texts: bytes = b""  # the words of each definition, see omny/model/texts.py

    @property
    def references(self) -> list[Reference]:
        """The uses of names, in source order."""
        return list(map(Reference._make, self.uses()))

    def uses(self) -> Iterator[tuple[int, ...]]:
        """The references as plain tuples."""
        return _REFERENCE.iter_unpack(self.packed_references)


class Analysis(msgspec.Struct, frozen=True, array_like=True):
    """The result of a worker for a file: facts and surface, encoded as they are stored."""

    facts: bytes  # as `encode_facts` makes them
    surface: bytes  # msgpack of Surface
    lines: int
    error_ratio: float
    error_line: int


_encode = msgspec.msgpack.Encoder().encode

MIN_DEFLATED = 1024
"""Bytes of facts from which they are deflated. Smaller ones share a page with others."""

MAX_INFLATED = 1 << 30
"""Bytes of facts at most: far more than a file of the largest size gives."""

_DEFLATED = b"\x78"
"""The first byte of deflated facts. Msgpack of FileFacts, which is a list, never begins with it."""


def encode_facts(facts: FileFacts) -> bytes:
    """Facts as they are stored: msgpack, deflated at the lowest level. That takes a third of the space, for
    1 or 2 % of the CPU of an index."""
    encoded = _encode(facts)
    return zlib.compress(encoded, 1) if len(encoded) >= MIN_DEFLATED else encoded


def inflate_facts(stored: bytes) -> bytes:
    """The msgpack of stored facts. Raises ValueError where they are damaged."""
    if stored[:1] != _DEFLATED:
        return stored
    try:
        inflater = zlib.decompressobj()
        encoded = inflater.decompress(stored, MAX_INFLATED)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not inflater.eof:
        raise ValueError("deflated facts without an end")
    return encoded


Json = dict[str, Any]
