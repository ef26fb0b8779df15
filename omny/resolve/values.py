"""What an expression can be, as far as resolution knows.

They are made by the hundred thousand and are keys of dictionaries: msgspec makes one in a quarter of the time that a
named tuple takes. They hold text alone, so the cyclic collector need not know them.
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
    """An object of a class of the tree. `behind` is whether look-up begins in the bases: what `super()` gives."""

    path: str
    qualname: str
    behind: bool = False
    is_class: bool = False  # with `behind`: the class's view, of a class method
    own: bool = False  # what a method gives that gives the object it was called on


@final
class Module(msgspec.Struct, frozen=True, gc=False):
    """A module of the tree, by its file."""

    path: str


@final
class Container(msgspec.Struct, frozen=True, gc=False):
    """Something that holds what `chain`, read in the file `path`, stands for. See `omny.extract.scopes.join`."""

    mark: str
    path: str
    chain: str


@final
class External(msgspec.Struct, frozen=True, gc=False):
    """Something outside the tree, by its full name."""

    name: str


Known = Defined | Instance | Module | Container | External

Values = dict[Known, bool]
"""What is known, and whether it is inferred: through a type, an assignment, or one of several possibilities."""
