"""Which classes of a file are enums, and which are protocols, as the file alone shows it."""

from __future__ import annotations

from collections.abc import Iterable

from omny.extract.scopes import Scope
from omny.extract.segments import drop_arguments
from omny.model.atoms import AtomType
from omny.model.surfaces import Surface

PROTOCOL = "protocol"
"""The `kind` of a class whose type is `interface`."""

_ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum"))
_PROTOCOLS = frozenset(("typing.Protocol", "typing_extensions.Protocol"))
_MAX_NAMES = 20
"""Names of the module that the bases of one class are followed through: `Base = Other`."""


def find_class_types(surface: Surface, qualnames: Iterable[str]) -> dict[str, AtomType]:
    """The enums and protocols among the classes of those qualified names, which are in source order.

    A subclass of an enum is one. A subclass of a protocol is a plain class, unless it names `Protocol` itself.
    """
    found: dict[str, AtomType] = {}
    for qualname in qualnames:
        bases = _name_bases(surface, surface[f"@{qualname}"][1:])
        if any(base in _ENUMS or (base[:1] == "@" and found.get(base[1:]) == AtomType.ENUM) for base in bases):
            found[qualname] = AtomType.ENUM
        elif not _PROTOCOLS.isdisjoint(bases):
            found[qualname] = AtomType.INTERFACE
    return found


def publish_constants(surface: Surface, qualname: str, scope: Scope) -> None:
    """Adds the constants of an enum to the surface: they are objects of it."""
    for name, bindings in scope.names.items():
        if name[0] != "_" and not [each for each in bindings if isinstance(each, str) and each[0] == "@"]:
            surface[f"{qualname}.{name}"] = [f"~@{qualname} ()"]


def _name_bases(surface: Surface, chains: list[str]) -> set[str]:
    """What the chains name: definitions of the file (`@Qual.name`), and dotted names that it imports."""
    found: set[str] = set()
    todo, followed = list(map(drop_arguments, chains)), 0
    while todo:
        head, _, rest = todo.pop().partition(" ")
        if head[:1] == "^":
            found.add(f"{head[1:]} {rest}".rstrip().replace("::", ".").replace(" ", "."))
        elif head[:1] == "@":
            found.add(f"{head} {rest}".rstrip())
        elif head not in surface:
            found.add(f"@{head} {rest}".rstrip())
        elif followed < _MAX_NAMES:
            followed += 1
            todo += [f"{value.removeprefix('~')} {rest}".rstrip() for value in surface[head]]
    return found
