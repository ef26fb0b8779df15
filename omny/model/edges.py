"""Edges: their types, and the evidence for one."""

from __future__ import annotations

from enum import StrEnum


class EdgeType(StrEnum):
    """The relation of source and target. Facts hold the position of a type in this list: a new one is appended."""

    CALL = "call"
    CALLBACK = "callback"  # the target is passed by name to something that may call it
    DECORATOR = "decorator"  # the target is applied as a decorator where the source is defined
    INHERIT = "inherit"  # the source is a class, the target one of its bases
    IMPLICIT = "implicit"  # the source calls the target without a call in its text: an operator, a property, `with`
    DISPATCH = "dispatch"  # the source calls a method that the target implements or overrides
    ROUTE = "route"  # the target handles the source, a route; or is the route that the source asks


class How(StrEnum):
    """The evidence for an edge."""

    EXACT = "exact"  # scopes and imports alone name the target
    INFERRED = "inferred"  # the type of a receiver, or one of several values a name can have
    POSSIBLE = "possible"  # the name alone; never stored as an edge, answered on request only
    HELD = "held"  # by a former content of a file that does not parse now, or cannot be read; see omny/model/held.py


EDGE_TYPES = tuple(EdgeType)
"""All types of edges, in the order that facts know them by."""
