"""Edges: which kinds there are, and how one is known."""

from __future__ import annotations

from enum import StrEnum


class EdgeType(StrEnum):
    """What an edge says of its source and target."""

    CALL = "call"
    CALLBACK = "callback"  # the target is passed by name to something that may call it
    DECORATOR = "decorator"  # the target is applied as a decorator where the source is defined
    INHERIT = "inherit"  # the source is a class, the target one of its bases


class How(StrEnum):
    """How an edge is known."""

    EXACT = "exact"  # scopes and imports alone name the target
    INFERRED = "inferred"  # the type of a receiver, or one of several values a name can have
    POSSIBLE = "possible"  # the name alone; never stored as an edge, only answered when asked for
    HELD = "held"  # by a former content of a file that does not parse now, or cannot be read; see omny/model/held.py


EDGE_TYPES = tuple(EdgeType)
