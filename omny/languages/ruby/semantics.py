"""What calling, attributes and inheriting mean in Ruby."""

from __future__ import annotations

from omny.resolve.semantics import Semantics
from omny.resolve.values import Defined

OBJECT = "Object"
"""The class that has the methods which are defined outside of any class. Each file has one of its own."""

VIEW = "<view>"
"""The class whose methods the templates of an application see: those of its helpers, and some of its controllers."""

SINGLETON = "<class>"
"""The part of a class that has its own methods, and not those of its objects."""


def order(defined: Defined, orders: list[list[Defined]], bases: list[Defined]) -> list[Defined]:
    """The class, what it includes, its superclass, and `Object` at the end."""
    found = dict.fromkeys([defined, *(each for one in orders for each in one)])
    last = [each for each in found if each.qualname == OBJECT and each != defined]
    return [each for each in found if each not in last] + last


SEMANTICS = Semantics(constructor="initialize", object_class="class", order=order, has_units=True, companion=SINGLETON)
