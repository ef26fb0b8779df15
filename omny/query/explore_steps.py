"""The steps of an atom in an answer of `explore`: what it calls, what that calls, and so on, in source order.

The steps of an atom stand once, at the place that fewest calls lead to. Calls into tests, copies of other projects and
code outside of the index are no steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import msgspec

from omny.languages import find_testing
from omny.model.atom_data import read_data
from omny.model.edges import EdgeType
from omny.model.standing import Standing, find_standing
from omny.query.explored import InnerCall, Link
from omny.query.spelling import is_constructor

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.storage.port.repository import AtomRepository

MAX_DEPTH = 4
"""Calls below a callee."""

MAX_STEPS = 60

MAX_CALLED = 12
"""Calls of one atom."""

MAX_READ = 200
"""Atoms whose calls are read."""

_TYPES = (EdgeType.CALL, EdgeType.ROUTE)


class Flow:
    """The calls below some atoms, read one level at a time."""

    def __init__(self, repository: AtomRepository, ids: Collection[str], depth: int = MAX_DEPTH) -> None:
        """The flow from these atoms on, `depth` calls deep."""
        self.levels: list[list[str]] = [list(dict.fromkeys(ids))]
        """The atoms by the number of calls to them."""
        self._called: dict[str, dict[str, int]] = {}  # by atom what it calls, each with its line
        seen = set(self.levels[0])
        for _ in range(depth):
            atoms = repository.get_many(self.levels[-1][: MAX_READ - len(self._called)])
            following: dict[str, None] = {}
            for id_ in self.levels[-1]:
                if id_ in atoms:
                    self._called[id_] = _find_called(atoms[id_])
                    following |= dict.fromkeys(each for each in self._called[id_] if each not in seen)
            if not following:
                break
            self.levels.append(list(following))
            seen |= following.keys()

    def list_steps(self, ids: Collection[str], most: int) -> dict[str, list[InnerCall]]:
        """By id the steps below these atoms, at most `most`: those of few calls first."""
        parents: dict[str, str] = {}  # of each atom the first one that calls it
        kept: list[str] = []
        reached = list(ids)
        known = set(reached)
        while reached and len(kept) < most:
            following: list[str] = []
            for id_ in reached:
                for target in self._called.get(id_, ()):
                    if target not in known and len(kept) < most:
                        known.add(target)
                        parents[target] = id_
                        kept.append(target)
                        following.append(target)
            reached = following
        below: dict[str, list[str]] = {}
        for id_ in kept:
            below.setdefault(parents[id_], []).append(id_)
        return {id_: list(self._walk(id_, below, 1)) for id_ in ids if id_ in below}

    def _walk(self, id_: str, below: dict[str, list[str]], depth: int) -> Iterable[InnerCall]:
        for target in below.get(id_, ()):
            yield InnerCall(target, self._called[id_][target], depth)
            yield from self._walk(target, below, depth + 1)


def add_steps(flow: Flow, links: list[Link], most: int) -> list[Link]:
    """The callees, each with its steps."""
    steps = flow.list_steps([link.atom for link in links], most)
    return [msgspec.structs.replace(link, then=steps.get(link.atom, [])) for link in links]


def _find_called(stored: StoredAtom) -> dict[str, int]:
    """What an atom calls in the project's own code, with the line of the first call, in the order of the source."""
    sites = sorted(
        (site.offset, site.column, site.target)
        for site in read_data(stored.atom.data).call_sites
        if site.type in _TYPES and site.target != stored.atom.id and not is_constructor(site.target)
    )
    found: dict[str, int] = {}
    for offset, _, target in sites:
        if target not in found and is_own_code(target):
            found[target] = stored.atom.line + offset
    return dict(list(found.items())[:MAX_CALLED])


def is_own_code(id_: str) -> bool:
    """Whether an atom stands neither in a test nor in a copy of another project."""
    path = id_.partition("::")[0]
    return find_standing(path, find_testing(path).is_test(path)) == Standing.CODE
