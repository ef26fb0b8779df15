"""The state of the whole index, in one row."""

from __future__ import annotations

import msgspec


class Meta(msgspec.Struct, frozen=True):
    """The one row of `meta`."""

    uuid: str
    schema_version: int
    generation: int
    indexed_head: str  # git commit that HEAD named when the last full index began; "" outside git
    indexed_at: str  # ISO 8601, UTC, of the last commit
