"""What an expression can be, as far as resolution knows.

They are made by the hundred thousand and are keys of dictionaries: msgspec makes one in a quarter of the time that a
named tuple takes. They hold text alone, so the cyclic collector need not know them.
"""

from __future__ import annotations

import msgspec


class Defined(msgspec.Struct, frozen=True, gc=False):
    """A function or class itself."""

    path: str
    qualname: str


class Instance(msgspec.Struct, frozen=True, gc=False):
    """An object of a class of the tree. `behind` is whether look-up begins in the bases: what `super()` gives."""

    path: str
    qualname: str
    behind: bool = False
    is_class: bool = False  # with `behind`: the class's view, of a class method
    own: bool = False  # what a method gives that gives the object it was called on


class Module(msgspec.Struct, frozen=True, gc=False):
    """A module of the tree, by its file."""

    path: str


class Container(msgspec.Struct, frozen=True, gc=False):
    """Something that holds what `chain`, read in the file `path`, stands for. See `omny.extract.scopes.join`."""

    mark: str
    path: str
    chain: str


class External(msgspec.Struct, frozen=True, gc=False):
    """Something outside the tree, by its full name."""

    name: str


Known = Defined | Instance | Module | Container | External

Values = dict[Known, bool]
"""What is known, and whether it is inferred: through a type, an assignment, or one of several possibilities."""


def seen_as(value: Known, segment: str, *, is_function: bool) -> Values:
    """The value by another view of it.

    `super`: the attribute look-up goes on in the bases of its class. `self()`: what a method gives that gives the
    object it was called on. `type()`: something of its type, of a function what gives the same and reaches nothing.
    """
    if segment == "super":
        if isinstance(value, Instance | Defined):
            return {Instance(value.path, value.qualname, True, isinstance(value, Defined)): True}
        return {}
    if segment == "type()":
        if is_function and isinstance(value, Defined):
            return {Container("(", value.path, f"@{value.qualname} ()"): True}
        return {value: True}
    return {Instance(value.path, value.qualname, own=True) if isinstance(value, Instance) else value: False}


def module_name(path: str) -> str:
    """What names outside of the tree begin with that come from a module of it."""
    return path.rstrip("/").rpartition(".")[0] or path.rstrip("/")
