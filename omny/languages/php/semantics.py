"""What calling, constructing and finding names mean in PHP, and which of its names know no case."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

FUNCTION = "()"
"""The ending of the name of a function: a class can have the same name."""

CASE = "#"
"""The mark before a constant or an enum's case as a member: a method can have the same name."""


def fold(name: str) -> str:
    """A name as the keys of a surface have it: only variables, properties and constants know case."""
    return name if name.startswith(("$", CASE)) else name.lower()


SEMANTICS = Semantics(
    constructor="__construct",
    call="__invoke",
    subscription="offsetGet",
    has_units=True,
    fold=fold,
    global_ending=FUNCTION,
)
