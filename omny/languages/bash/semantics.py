"""What the steps of chains mean in a shell."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(binds_stars=True)
