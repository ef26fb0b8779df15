"""`VectorStore`: where the vectors of atoms are kept. They follow the commits of an index and are no part of it.

A vector hangs on a text, by the key of that text, and an atom has the key of its text: so an atom that moves, or a
branch that is checked out again, finds its vector there. A store never asks for the meaning of a text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import TracebackType
from typing import Protocol, Self

from omny.model.vectors import FollowedIndex, Near, Vector


class VectorStore(Protocol):
    """The vectors of one project. For one thread at a time. Every method raises VectorsAwayError where the store cannot
    be reached or lacks a part, and another StorageError where it fails."""

    def read_state(self, model: str) -> FollowedIndex:
        """The state of the index that the vectors of that model show; NOTHING_FOLLOWED before they first did."""

    def find_known(self, texts: Collection[int]) -> set[int]:
        """Those of the keys that have a vector."""

    def add(self, model: str, vectors: Mapping[int, Vector]) -> None:
        """Adds vectors by the keys of their texts, in one transaction. A key that is there keeps its vector."""

    def place(self, places: Mapping[str, int], gone: Collection[str]) -> None:
        """Sets the texts of atoms, by id, and forgets atoms that are gone, in one transaction."""

    def settle(self, model: str, state: FollowedIndex) -> None:
        """Says that the vectors of that model show this state now. Vectors of other models are forgotten."""

    def sweep(self, keep: int) -> int:
        """Forgets vectors of texts that no atom has, if there are more than `keep` of them. Returns their number. Such
        a text is embedded again where it comes back."""

    def nearest(self, model: str, vector: Vector, most: int) -> list[Near]:
        """At most `most` atoms, by similarity of their texts, then id. A store may compare the numbers of those
        CANDIDATES only that are nearest by their bits."""

    def vectors(self, texts: Collection[int]) -> dict[int, Vector]:
        """The vectors of those keys that have one."""

    def texts(self, model: str) -> Iterator[tuple[int, Vector]]:
        """All vectors of a model with the keys of their texts, in no order."""

    def places(self) -> Iterator[tuple[str, int]]:
        """All atoms with the keys of their texts, in no order."""

    def models(self) -> dict[str, FollowedIndex]:
        """The models that there are vectors of, each with the state that it shows."""

    def close(self) -> None:
        """Ends the use of the store."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
