"""`Embedder`: what makes vectors of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from omny.model.vectors import Vector


class Embedder(Protocol):
    """A model. For any thread."""

    @property
    def model(self) -> str:
        """Its name, which changes with anything that its vectors depend on."""

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of texts, in their order; of one text the same each time. Raises VectorsAwayError."""
