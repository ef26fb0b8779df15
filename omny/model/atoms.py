"""Atoms: what the index holds of a function, a method, a class, another definition or a module body."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class AtomType(StrEnum):
    """What an atom is; the values of the column `atoms.type`. `kind` in `atoms.data` is the language's own word."""

    FUNCTION = "function"
    ARROW = "arrow"
    METHOD = "method"
    CLASS = "class"
    INTERFACE = "interface"  # a type that says what others have: interface, protocol, trait
    ENUM = "enum"
    TYPE = "type"  # another name for a type
    CONSTANT = "constant"
    VARIABLE = "variable"
    MACRO = "macro"
    ROUTE = "route"
    MODULE = "module"


TYPES_WITH_MEMBERS = frozenset((AtomType.CLASS, AtomType.INTERFACE, AtomType.ENUM))
"""The types of atoms that have methods of their own and bases. A question for classes finds all of them."""


def is_class_like(type_: AtomType) -> bool:
    """Whether an atom of this type can have members and bases."""
    return type_ in TYPES_WITH_MEMBERS


VALUE_TYPES = frozenset((AtomType.CONSTANT, AtomType.VARIABLE, AtomType.TYPE))
"""The types of atoms that nothing calls. Where a language is resolved they have no edges: their initialisers are code
of what they stand in."""


def is_value(type_: AtomType, kind: str) -> bool:
    """Whether an atom of this type, with that word in `data.kind`, is a value: a macro without parameters, too."""
    return type_ in VALUE_TYPES or (type_ == AtomType.MACRO and kind == AtomType.CONSTANT)


MODULE_NAME = "<module>"
"""The name of the atom that owns what a file does outside of any function or class."""

MAX_NAME_BYTES = 900
"""A longer name, qualified or not, is shortened. An entry of an index of PostgreSQL has 2,704 bytes; an id is a path
with a qualified name."""

_SHOWN_CHARACTERS = 200  # of a name that was shortened


def shorten_name(name: str) -> str:
    """The name itself, or where that is too long its beginning, and a hash of the whole: two names stay two."""
    if len(name) * 4 <= MAX_NAME_BYTES:  # bytes of a character in UTF-8, at most
        return name
    encoded = name.encode("utf-8", "replace")
    if len(encoded) <= MAX_NAME_BYTES:
        return name
    from hashlib import blake2b  # here, since hardly a name is so long, and every command loads this module

    return f"{name[:_SHOWN_CHARACTERS]}\u2026{blake2b(encoded, digest_size=8).hexdigest()}"


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
