"""A route by its whole path: `GET /api/users/42`, where another file mounts a router with `/users/{id}` at `/api`.

What is asked are the stored surfaces, by the rules that lead clients to routes. Asked only where no route has the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.query.reexported import LedgerRows

if TYPE_CHECKING:
    from omny.pipeline.tree_state import TreeState
    from omny.query.lookup import Names
    from omny.resolve.mounts import Reader


def routed_ids(names: Names, text: str) -> list[str]:
    """The id of the route that takes a method at a path, `GET /users/42`: one, or none."""
    from omny.model.routes import write_pattern
    from omny.pipeline.tree_state import TreeState
    from omny.resolve.clients import find_by_address

    method, _, path = text.partition(" ")
    readers = _Readers(TreeState(names, LedgerRows(names)))
    return find_by_address(readers, readers.read_in, "", method, write_pattern(path.partition("?")[0]))


class _Readers:
    """The surfaces of the tree, and what reads the chains of its files."""

    def __init__(self, state: TreeState) -> None:
        from omny.resolve.recording import RecordingLookup

        self._state = state
        self._lookup = RecordingLookup(state, "")

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of a surface."""
        return self._lookup.values(path, key)

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """The paths that publish a name."""
        return self._lookup.publishers(name)

    def read_in(self, path: str) -> Reader:
        """What reads the chains of a file. Only files with routes are asked for, and each has a language."""
        from omny.languages import detect_language
        from omny.resolve.evaluate import Evaluator
        from omny.resolve.mounts import Reader

        language = detect_language(path)
        assert language is not None
        evaluator = Evaluator("", {}, language, self._lookup, self._state.shared)
        return Reader(evaluator, language.semantics)
