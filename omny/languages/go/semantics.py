"""What the steps of chains mean in Go."""

from __future__ import annotations

from omny.languages.go.imports import ITEM
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True, has_open_types=True, calls_construct=False, binds_stars=True, subscription=ITEM, iteration=ITEM
)
