"""What steps of a chain mean in Scala, and the order of a class and its traits."""

from __future__ import annotations

from omny.languages.java.overloads import CONVERSIONS
from omny.languages.scala.std import CONTAINER_MEMBERS, ITEM_MEMBERS
from omny.model.surfaces import COMPANION
from omny.resolve.semantics import Semantics
from omny.resolve.values import Defined

APPLIED = "apply"

OPERATOR = "$"
"""The beginning of the name of an operator in chains."""


def order(defined: Defined, orders: list[list[Defined]], bases: list[Defined]) -> list[Defined]:
    """The linearisation: the last base comes first, and what it has in common with those before it stands with them
    ("Class Linearization" of the Scala language specification)."""
    found: list[Defined] = []
    for one in orders:
        found = [*(each for each in one if each not in found), *found]
    return [defined, *(each for each in found if each != defined)]


SEMANTICS = Semantics(
    has_units=True,
    has_namespaces=True,
    has_arity=True,
    has_extensions=True,
    has_entries=True,
    part_members={f"_{place + 1}{end}": str(place) for place in range(5) for end in ("", "/-", "/0")},
    binds_stars=True,
    order=order,
    applied=APPLIED,
    choose_overloads=CONVERSIONS.choose,
    companion=COMPANION,
    operator_mark=OPERATOR,
    iteration="iterator/0",
    item_members=ITEM_MEMBERS,
    container_members=CONTAINER_MEMBERS,
)
