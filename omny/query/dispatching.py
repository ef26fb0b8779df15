"""`DispatchingRepository`: what every question reads. Its walks follow edges of dispatch, too, which no store holds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from omny.model.edges import EdgeType

if TYPE_CHECKING:
    from omny.query.dispatch import Dispatch
    from omny.storage.port.records import EdgeRow, Neighbour
    from omny.storage.port.repository import AtomRepository


class DispatchingRepository:
    """A repository in one generation, with all that the port promises. `edges` are stored ones; see `list_edges`."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._made: Dispatch | None = None

    def __getattr__(self, name: str) -> Any:
        """A method of the repository."""
        return getattr(self._repository, name)

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        if EdgeType.DISPATCH not in types:
            return self._repository.callers(ids, types=types, depth=depth, limit=limit)
        return self._walk(self._repository.callers, self._dispatch.callers, 0, ids, types, depth, limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        if EdgeType.DISPATCH not in types:
            return self._repository.callees(ids, types=types, depth=depth, limit=limit)
        return self._walk(self._repository.callees, self._dispatch.callees, 1, ids, types, depth, limit)

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        by_type, unknown = self._repository.count_uses(ids, last)
        found = len(self._dispatch.callers(ids))
        return ({**by_type, EdgeType.DISPATCH.value: found} if found else by_type), unknown

    @property
    def _dispatch(self) -> Dispatch:
        from omny.query.dispatch import Dispatch  # here, since most questions follow no edges

        if self._made is None:
            self._made = Dispatch(self._repository)
        return self._made

    def _walk(
        self,
        ask: Callable[..., list[Neighbour]],
        derive: Callable[[Collection[str]], list[EdgeRow]],
        far_end: int,
        ids: Collection[str],
        types: Collection[str],
        depth: int,
        limit: int,
    ) -> list[Neighbour]:
        from omny.storage.port.walk import walk  # here, as above

        stored_types = [type_ for type_ in types if type_ != EdgeType.DISPATCH]

        def find_edges(frontier: list[str], most: int) -> list[tuple[str, str, str, int, str]]:
            stored = ask(frontier, types=stored_types, depth=1, limit=most) if stored_types else []
            rows = [(each.source_id, each.target_id, each.edge_type, each.held, "") for each in stored]
            rows += [(each.source_id, each.target_id, each.edge_type, each.held, each.via) for each in derive(frontier)]
            return sorted(rows)[:most]

        return walk(find_edges, far_end, ids, depth, limit)
