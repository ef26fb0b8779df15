"""A route by its whole path: `GET /api/users/42`, where another file mounts a router with `/users/{id}` at `/api`; and
the whole paths of a route.

What is asked are the stored surfaces, by the rules that lead clients to routes. A name is asked for only where no route
has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.query.reexported import LedgerRows

if TYPE_CHECKING:
    from omny.pipeline.tree_state import TreeState
    from omny.query.lookup import Names
    from omny.resolve.mounts import Reader

MAX_MOUNTS = 2000
"""Mounts that are followed for the whole paths of one route."""

MAX_DEPTH = 6
"""Routers within routers that are followed."""


def routed_ids(names: Names, text: str) -> list[str]:
    """The id of the route that takes a method at a path, `GET /users/42`: one, or none."""
    from omny.model.routes import write_pattern
    from omny.pipeline.tree_state import TreeState
    from omny.resolve.clients import find_by_address

    method, _, path = text.partition(" ")
    readers = _Readers(TreeState(names, LedgerRows(names)))
    return find_by_address(readers, readers.read_in, "", method, write_pattern(path.partition("?")[0]))


def whole_paths(names: Names, id_: str) -> list[str]:
    """The paths at which other files mount the router of a route, with that of the route; sorted."""
    from omny.model.routes import ANY_PREFIX, MOUNTING, MOUNTS, mount_key
    from omny.pipeline.tree_state import TreeState

    readers = _Readers(TreeState(names, LedgerRows(names)))
    path, _, qualname = id_.partition("::")
    mounted = _Mounted(readers, path, qualname)
    for file in readers.publishers(MOUNTING) or ():
        for prefix in readers.ask(file, MOUNTS) or ():
            for chain in readers.ask(file, mount_key(prefix)) or () if prefix != ANY_PREFIX else ():
                mounted.follow(file, chain, prefix, MAX_DEPTH)
    own = qualname.partition(" ")[2].partition("~")[0]
    found = mounted.prefixes
    whole = [each for each in found if not any(more != each and more.endswith(each) for more in found)]
    return sorted(f"{each}{own}" for each in whole)


class _Mounted:
    """The prefixes at which routers with one route are mounted."""

    def __init__(self, readers: _Readers, path: str, qualname: str) -> None:
        from omny.model.routes import write_pattern

        self._readers = readers
        self._path, self._qualname = path, qualname
        self._pattern = write_pattern(qualname.partition(" ")[2].partition("~")[0])
        self._left = MAX_MOUNTS
        self.prefixes: set[str] = set()

    def follow(self, file: str, chain: str, prefix: str, depth: int) -> None:
        """Looks for the route in what a chain of a file mounts at a prefix, and in what that mounts."""
        from omny.model.routes import EVERYWHERE, inner_key
        from omny.resolve.mounts import find_router

        if not depth or not self._left:
            return
        self._left -= 1
        if chain[:1] == EVERYWHERE:
            folder = file.rpartition("/")[0]
            if not folder or self._path.startswith(f"{folder}/"):
                self._look(chain[1:], prefix)
            return
        router = find_router(self._readers.read_in(file), file, chain)
        if router is None:
            return
        target, name = router
        if target == self._path:
            self._look(name, prefix)
        for entry in self._readers.ask(target, inner_key(name)) or ():
            below, _, inner = entry.partition(" ")
            self.follow(target, inner, prefix + below, depth - 1)

    def _look(self, router: str, prefix: str) -> None:
        from omny.model.routes import route_key

        if self._qualname in (self._readers.ask(self._path, route_key(self._pattern, router)) or ()):
            self.prefixes.add(prefix)


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
