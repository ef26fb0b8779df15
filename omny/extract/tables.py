"""The tables of a language, as its `shapes.toml` has them; `omny.extract.shapes` reads expressions by them."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import msgspec

from omny.extract.value_rules import ValueRule

Shape = tuple[str, ...]


class Shapes(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of a language."""

    expressions: dict[str, Shape]
    types: dict[str, Shape] = {}

    heads: dict[str, str] = {}
    """Words that stand for another head."""

    receivers: tuple[str, ...] = ()
    """Names by which the code of a method has its object, where no parameter is it."""

    receiver_types: tuple[str, ...] = ()
    """Names by which the code of a type has the type itself."""

    plain_types: frozenset[str] = frozenset()
    """Types without members in any tree."""

    plain_decorators: frozenset[str] = frozenset()
    """Decorators that only compilers and readers look at."""

    transparent_types: frozenset[str] = frozenset()
    """Types with arguments whose members are those of the first argument."""

    containers: dict[str, str] = {}
    """Types that hold their last argument, each with the mark: see `omny.extract.scopes.join`. With `1` after the mark
    the first one."""

    component_types: frozenset[str] = frozenset()
    """Types with arguments that are functions whose parameter is of the first one."""

    stated_arguments: str = ""
    """The field of a call that has its type arguments, in a language where calls are shapes of the table."""

    literals: dict[str, str] = {}
    """In a language where chains have the arguments of calls: the types of expressions that say these alone. `:` stands
    before the text of one, or at the end where the text of a short one follows. "*": any number of values; "own": what
    `ScopedWalk.own_values` says."""

    values: dict[str, list[ValueRule]] = {}
    """What declarations say, by their kinds; see `omny.extract.value_rules`."""

    trivia: frozenset[str] = frozenset(("comment",))
    """Nodes that are no part of an expression."""

    separators: tuple[str, ...] = (".",)
    """What stands between the parts of a path."""

    has_units: bool = True
    """Whether the names of a file belong to a unit; else the file is a module by itself."""

    has_arity: bool = False
    """Whether the number of parameters is a part of a function's name."""

    follows_unknown: bool = False
    """Whether a member of an unknown value is a chain, `? name`: a call of it is kept as one that nothing resolves."""

    keeps_members: bool = False
    """Whether what holds values has members whose names do not say that they are functions."""

    sees_members: bool = False
    """Whether code in a type or namespace sees its members by their bare names."""

    specials: frozenset[str] | None = None
    """Kinds of expressions that the walk is asked about before the table, see `ScopedWalk.special`; None for all."""

    later_bindings: frozenset[str] = frozenset()
    """Declarations from whose end on a name means what they bind, also where it meant another thing before."""


NO_SHAPES = Shapes(expressions={})
"""Of a language without tables."""


def read_shapes(package: str) -> Shapes:
    """The tables in the `shapes.toml` of a package. Raises msgspec.ValidationError or tomllib.TOMLDecodeError."""
    tables: dict[str, Any] = tomllib.loads(resources.files(package).joinpath("shapes.toml").read_text(encoding="utf-8"))
    for name in ("expressions", "types"):
        tables[name] = {
            kind: tuple(shape.split(" ")) for kinds, shape in tables.get(name, {}).items() for kind in kinds.split(" ")
        }
    tables["literals"] = {kind: word for kinds, word in tables.get("literals", {}).items() for kind in kinds.split(" ")}
    tables["values"] = {
        kind: told if isinstance(told, list) else [told]
        for kinds, told in tables.get("values", {}).items()
        for kind in kinds.split(" ")
    }
    return msgspec.convert(tables, Shapes)
