"""The records that flow through Omny, all frozen.

    bytes ── extract ──> FileFacts ── resolve ──> Atom, with its edges ── delta ──> Delta ── transaction ──> rows

This module knows shapes only: no I/O, no SQL, no grammar.

Chains
------
What a reference names is written as a *chain*: a head and segments, joined by single spaces.

    head      name          a name of the module scope of the file, or of nothing the file binds
              @Qual.name    the definition of that qualified name in the same file
              ^spec         the module that `spec` names       (`import a.b as m`, `import * as m from "./m"`)
              ^spec::name   what that module exports as `name` (`from a.b import c`, `import {c} from "./b"`)
              &...          what a runner passes for a parameter: `ImportRules.given`
              ?             something the file does not tell
    segment   name          attribute access
              ()            a call: the value it returns
              []            an element: `xs[0]`, `for x in xs`
              super         the attribute look-up continues behind the class itself, in its bases
              type()        something of the type of the value: of a function not the function itself
              self()        the receiver itself, at the end of what a method returns: an object of the class that the
                            method is called on, which may inherit it

So `self.repo.save()` in a method of `Service` is the chain `@Service () repo save`, called. A space inside a module
specifier is written `%20`.

Surfaces
--------
The *surface* of a file is what other files can ask it: `{key: [value, ...]}`.

    Name, Class.attr    the values the name can have: chains, `~` before a chain that is a value (an assignment) and
                        not the thing itself. Left out where it would be just `["@" + key]`.
    Class::attr         the same of what a class itself has, where its objects have it not: static members of
                        JavaScript. An empty list under `Class.attr`: a definition of that name is only there
    Interface::         that it has no members of its own: it is no value
    @Qual.name          the definition: `["class", base chain, ...]` or `["function", flags, returned chain, ...]`,
                        flags being letters of FunctionFlag
    =name               what the file exports as `name`, where exporting is apart from binding (JavaScript): chains
    *                   the module specifiers that it re-exports whole (`from x import *`, `export * from "x"`)
    import              the dotted modules that it imports as a whole (Python's `import a.b.c`)
    __all__             the exported names, where the file lists them (Python)
    &name, &Class.name  what a fixture of pytest gives: chains; `pytest_plugins`: the modules that the file lists
    config              the normalised content of a configuration file, as one JSON text

A surface holds no line numbers and no code: editing a body leaves it as it is, so nothing else is resolved again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec


class AtomType(StrEnum):
    """What an atom is; the values of the column `atoms.type`."""

    FUNCTION = "function"
    ARROW = "arrow"
    METHOD = "method"
    CLASS = "class"
    MODULE = "module"


class EdgeType(StrEnum):
    """What an edge says of its source and target."""

    CALL = "call"
    CALLBACK = "callback"  # the target is passed by name to something that may call it
    DECORATOR = "decorator"  # the target is applied as a decorator where the source is defined
    INHERIT = "inherit"  # the source is a class, the target one of its bases


class How(StrEnum):
    """How an edge is known."""

    EXACT = "exact"  # scopes and imports alone name the target
    INFERRED = "inferred"  # the type of a receiver, or one of several values a name can have
    POSSIBLE = "possible"  # the name alone; never stored as an edge, only answered when asked for
    HELD = "held"  # by a former content of a file that does not parse now, or cannot be read; see omny/held.py


class FunctionFlag(StrEnum):
    """Letters in the surface of a function, telling what using it gives."""

    PROPERTY = "p"  # reading the attribute calls it
    STATIC = "s"  # no receiver
    CLASS = "c"  # the receiver is the class
    ASYNC = "a"
    GENERATOR = "g"


class FileStatus(StrEnum):
    """How far a file could be indexed; the values of the column `files.status`."""

    OK = "ok"
    DEGRADED = "degraded"  # indexed, but parts of it do not parse
    SKIPPED = "skipped"  # could not be indexed, which makes the index partial; the reason says why
    EXCLUDED = "excluded"  # left out because it should be: generated, a nested repository


MODULE_NAME = "<module>"
"""The name of the atom that owns what a file does outside of any function or class."""

CONFIG_LANGUAGE = "config"
"""The language of files that only say how imports are found: they have a surface and no atoms."""

TOO_MANY = 20
"""`named(key)` answers at most this many paths, and beyond that none: a name so common would make every file
depend on every other and tells nothing."""

MAX_NAME_BYTES = 900
"""A longer name, qualified or not, is shortened. An entry of an index of PostgreSQL has 2,704 bytes; an id is a path
with a qualified name."""

_SHOWN_CHARACTERS = 200  # of a name that was shortened


def shortened(name: str) -> str:
    """The name itself, or where that is too long its beginning, and a hash of the whole: two names stay two."""
    if len(name) * 4 <= MAX_NAME_BYTES:  # bytes of a character in UTF-8, at most
        return name
    encoded = name.encode("utf-8", "replace")
    if len(encoded) <= MAX_NAME_BYTES:
        return name
    from hashlib import blake2b  # here, since hardly a name is so long, and every command loads this module

    return f"{name[:_SHOWN_CHARACTERS]}\u2026{blake2b(encoded, digest_size=8).hexdigest()}"


Surface = dict[str, list[str]]


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
    detail: bytes  # JSON object of what `atoms.data` says of it without looking at other files


class Chain(msgspec.Struct, frozen=True, array_like=True):
    """What a reference names: `text` as in the source, and the chains it can stand for."""

    text: str  # dotted, calls as `()`: "self.repo.save", "make().run"
    values: list[str]  # chains; empty where nothing is known
    inferred: bool  # whether a value came through an assignment
    kind: int  # index into EDGE_TYPES: what using it is


class Reference(NamedTuple):
    """A use of a name by an atom."""

    owner: int  # index of the definition whose code it stands in
    chain: int  # index into FileFacts.chains
    line: int  # 1-based
    column: int  # 0-based, in bytes


EDGE_TYPES = tuple(EdgeType)

_REFERENCE = struct.Struct("<4I")


def pack_references(numbers: Sequence[int]) -> bytes:
    """References as they are stored, from the fields of all of them: they are by far the most of what is known of a
    file."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """All that Omny knows of a file from its bytes and language alone. Holds no path."""

    definitions: list[Definition]
    chains: list[Chain]
    packed_references: bytes  # in source order
    lines: int
    error_ratio: float  # share of the bytes that stand in syntax errors; 0.0 where all parses
    error_line: int = 0  # 1-based, of the first syntax error; 0 where there is none

    @property
    def references(self) -> list[Reference]:
        """The uses of names, in source order."""
        return list(map(Reference._make, self.uses()))

    def uses(self) -> Iterator[tuple[int, ...]]:
        """The references as plain tuples."""
        return _REFERENCE.iter_unpack(self.packed_references)


class Analysis(msgspec.Struct, frozen=True, array_like=True):
    """What a worker gives back for a file: facts and surface encoded as they are stored."""

    facts: bytes  # msgpack of FileFacts
    surface: bytes  # msgpack of Surface
    lines: int
    error_ratio: float
    error_line: int


class FileStat(msgspec.Struct, frozen=True):
    """The part of a stat result that changes when a file does."""

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int


class LedgerEntry(msgspec.Struct, frozen=True):
    """What the index holds of a path: the row of `files`."""

    path: str  # relative to the root, POSIX separators
    stat: FileStat
    seen_ns: int  # wall-clock time just before the file was read; a stat not older than it is racy
    hash: str  # hex content hash; "" where it is not indexed
    language: str  # "" where it is not indexed
    extractor: str  # fingerprint of what extracted the facts; "" where it is not indexed
    status: FileStatus
    reason: str = ""
    lines: int = 0
    held_hash: str = ""  # content hash of the former content that is held over; "" where none is
    held_generation: int = 0  # the last one that this content was on disk at

    @property
    def is_indexed(self) -> bool:
        """Whether the index holds the content of the file."""
        return bool(self.extractor)

    @property
    def is_held(self) -> bool:
        """Whether a former content is held over: the one on disk cannot be read, or does not parse at all."""
        return bool(self.held_hash)


class Atom(msgspec.Struct, frozen=True):
    """An atom as the index holds it, apart from version and times, which its history gives it."""

    id: str
    file_path: str
    function_name: str
    line: int
    end_line: int
    type: AtomType
    signature: str
    data: str  # JSON object
    words: str


class StoredAtom(msgspec.Struct, frozen=True):
    """An atom as it is read back: with version and times (ISO 8601, UTC)."""

    atom: Atom
    version: int
    created_at: str
    updated_at: str


class FileDelta(msgspec.Struct, frozen=True):
    """What changes in the index because of one path."""

    path: str
    created: tuple[Atom, ...] = ()
    modified: tuple[tuple[StoredAtom, Atom], ...] = ()  # before, after
    deleted: tuple[StoredAtom, ...] = ()
    entry: LedgerEntry | None = None  # the new ledger row; None where it stays
    removed: bool = False  # whether the ledger row goes
    analysis: Analysis | None = None  # facts to be stored under the entry's hash
    names: tuple[str, ...] | None = None  # keys by which `named` finds the path; None where they stay
    dependencies: tuple[int, ...] | None = None  # hashes of the keys asked; None where they stay


class Move(msgspec.Struct, frozen=True, order=True):
    """An atom that has another id than before: its history goes on under the new one."""

    source: str  # id of a deleted atom
    target: str  # id of a created one


class Delta(msgspec.Struct, frozen=True):
    """One change of the index: everything that is committed together."""

    files: tuple[FileDelta, ...]
    moves: tuple[Move, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.files

    @property
    def atom_count(self) -> int:
        """Atoms that it creates, modifies or deletes."""
        return sum(len(file.created) + len(file.modified) + len(file.deleted) for file in self.files)


class Meta(msgspec.Struct, frozen=True):
    """The one row of `meta`."""

    uuid: str
    schema_version: int
    generation: int
    indexed_head: str  # git commit that HEAD named when the last full index began; "" outside git
    indexed_at: str  # ISO 8601, UTC, of the last commit


Json = dict[str, Any]
