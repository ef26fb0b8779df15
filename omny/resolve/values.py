"""The values that an expression can have in resolution.

A pass makes hundreds of thousands of them, and they are keys of dictionaries: msgspec makes one in a quarter of the
time of a named tuple. They hold no value that could lead back to them, so the cyclic collector does not track them.
"""

from __future__ import annotations

from typing import final

import msgspec


@final
class Defined(msgspec.Struct, frozen=True, gc=False):
    """A function or class itself."""

    path: str
    qualname: str


@final
class Instance(msgspec.Struct, frozen=True, gc=False):
    """An object of a class of the tree. The search for its members can begin in the bases of the class: `super()`."""

    path: str
    qualname: str
    behind: bool = False
    is_class: bool = False  # with `behind`: the class's view, of a class method
    own: bool = False  # stands for the receiver: the result of a method that returns the object it was called on
    arguments: tuple[tuple[str, str], ...] = ()  # of types: the chain of a value of each, with the file to read it in


@final
class TypeParameter(msgspec.Struct, frozen=True, gc=False):
    """A type parameter of a definition, or an object of that type. See `omny.resolve.generics`."""

    path: str
    qualname: str
    place: int
    is_object: bool = False


@final
class Module(msgspec.Struct, frozen=True, gc=False):
    """A module of the tree, by its file."""

    path: str


@final
class Container(msgspec.Struct, frozen=True, gc=False):
    """A value that holds the values of `chain`, read in the file `path`. See `omny.extract.scopes.join`."""

    mark: str
    path: str
    chain: str


@final
class External(msgspec.Struct, frozen=True, gc=False):
    """A value outside the tree, by its full name."""

    name: str


Value = Defined | Instance | Module | Container | External | TypeParameter

Values = dict[Value, bool]
"""The possible values of an expression, and whether each is inferred: through a type, an assignment, or as one of
several."""


def module_name(path: str) -> str:
    """The prefix of the names outside the tree that come from a module of it."""
    return path.rstrip("/").rpartition(".")[0] or path.rstrip("/")
