"""`Reader`: a read-only connection for the answers of a daemon. It reads one generation at a time, and walks through
the daemon's graph where the graph shows that generation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

from omny.derived.graph import AtomGraph, GraphView
from omny.storage.port.delegating import DelegatingRepository
from omny.storage.port.records import EdgeRow, Neighbour
from omny.storage.port.repository import AtomRepository


class Reader(DelegatingRepository):
    """A repository whose walks go through the graph, where that shows the generation that is read."""

    graph: AtomGraph | None = None

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self.block = ExitStack()  # holds the block of reading that was begun

    def begin(self) -> Reader:
        """Begins to read one generation, until `block` is left; closes the repository where that fails."""
        try:
            self.block.enter_context(self._repository.reading())
        except BaseException:
            self._repository.close()
            raise
        return self

    def delegate(self) -> AbstractContextManager[AtomRepository]:
        return nullcontext(self._repository)

    def close(self) -> None:
        self._repository.close()

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            return (view or self._repository).callers(ids, types=types, depth=depth, limit=limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            return (view or self._repository).callees(ids, types=types, depth=depth, limit=limit)

    def edges(self) -> Iterator[EdgeRow]:
        with self._walking() as view:
            return self._repository.edges() if view is None else iter(view.edges())

    @contextmanager
    def _walking(self) -> Iterator[GraphView | None]:
        generation = self._repository.meta().generation
        if self.graph is None or self.graph.generation != generation:
            yield None
            return
        with self.graph.reading() as view:
            yield view if view.generation == generation else None
