"""What the steps of chains mean in Lua."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True, calls_construct=False, export_mark="=", default_export="default", has_module_values=True
)
