"""The meaning of the steps of chains in this Go."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(export_mark="=")  # functions and types are exported apart from what the file binds
