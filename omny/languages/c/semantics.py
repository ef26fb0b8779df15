"""What steps of a chain mean in C."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True,
    has_declarations=True,
    has_namespaces=True,
    sees_outer_namespaces=True,
    calls_construct=False,
    syntax_calls=frozenset(("sizeof", "defined", "offsetof", "va_arg", "va_start", "va_end", "va_copy")),
)
