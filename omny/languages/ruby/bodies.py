"""The classes and modules of a Ruby file: what they define for their objects, what for themselves, and their bases."""

from __future__ import annotations

from omny.extract.draft import Draft
from omny.extract.scopes import Scope

Base = tuple[str, Scope]
"""The chain of a base, and the scope that it is written in."""


class Body:
    """A class or module in a file, all parts of it there. `own` has the names of the class itself."""

    __slots__ = (
        "draft",
        "extended",
        "has_functions",
        "included",
        "is_own",
        "members",
        "own",
        "prepended",
        "qualname",
        "shown",
        "superclass",
    )

    def __init__(self, qualname: str, members: Scope, own: Scope, draft: Draft | None) -> None:
        self.qualname = qualname
        self.members = members
        self.own = own
        self.draft = draft
        self.superclass: Base | None = None
        self.prepended: list[Base] = []
        self.included: list[Base] = []
        self.extended: list[Base] = []
        self.shown: list[str] = []  # methods that templates see, too
        self.has_functions = False  # methods from here on are those of the module itself, too
        self.is_own = False  # whether definitions are those of the class itself

    def inside_itself(self) -> Body:
        """The body as code in `class << self` has it."""
        body = Body(self.qualname, self.own, self.own, self.draft)
        body.included = body.prepended = self.extended
        body.extended = []
        body.is_own = True
        return body

    @property
    def bases(self) -> list[Base]:
        """What its objects inherit from, in the order of the language: the last that is included comes first."""
        return [*reversed(self.included), *([self.superclass] if self.superclass is not None else [])]


def read_symbol(text: str) -> str:
    """The name in the text of a symbol or string; "" for one with parts that are computed."""
    name = text.lstrip(":").strip("'\"")
    return "" if "#{" in name else name
