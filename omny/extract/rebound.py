"""What a name is between two assignments: `f = first`, `f()`, `f = second`.

A scope has all values of a name that it ever binds. Where assignments stand in the body of a function itself, in no
branch and no loop, code of that function between two of them sees the value of the first: there a *stretch* opens, a
scope that knows what the name is so far. Assignments in branches count from the last such one on. Functions inside run
at another time, and a name that they assign is left alone: for them nothing changes. A value that may be unknown in the
end, such as what a function returns, is often of the kind of the others: there a name keeps all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tree_sitter import Node

from omny.extract.scopes import Binding, Scope, ScopeTree, Value

DIRECT, BRANCH, ELSEWHERE = range(3)

_MAX_ASSIGNMENTS = 60  # of names of one scope; a function with more is generated

_SURE = re.compile(r"[^?*%\[({|!&;=]\S*|(\S*[.:@^])?[^\W\d_a-z]\w* \(\)")  # a name, or an object of a class
Opened = tuple[int, Scope]
"""Where a scope begins, and the scope."""


class Again(NamedTuple):
    """An assignment to a name that has been bound before, and where it stands."""

    scope: Scope
    name: str
    start: int
    end: int
    known: list[Binding]
    values: list[Binding]
    place: int


def find_place(assignment: Node, bodies: frozenset[str], functions: frozenset[str]) -> int:
    """Whether an assignment stands in the body of a function or file itself. `bodies` are the kinds of blocks and
    files, `functions` those of functions."""
    statement = assignment.parent
    block = statement.parent if statement is not None and statement.type == "expression_statement" else None
    if block is None or block.type not in bodies:
        return BRANCH
    around = block.parent
    return DIRECT if around is None or around.type in functions else BRANCH


def open_rebound(tree: ScopeTree, assignments: Sequence[Again], opened: Sequence[Opened]) -> list[Opened]:
    """The scopes that were opened, in order, with those of all stretches among them."""
    by_scope: dict[Scope, list[Again]] = {}
    for each in assignments:
        by_scope.setdefault(each.scope, []).append(each)
    starts = [at for at, _ in opened]
    ranks: dict[int, int] = {}  # where each is opened first: code may come back to it
    for rank, (_, scope) in enumerate(opened):
        ranks.setdefault(id(scope), rank)
    more: list[tuple[int, int, int, Scope]] = []
    for scope, several in by_scope.items():
        kept = _choose(several)
        rank = ranks.get(id(scope), -1)
        if kept and (rank >= 0 or scope.parent is None):
            first = rank + 1
            last = bisect_left(starts, scope.end)
            begin = starts[rank] if rank >= 0 else 0
            inside = [each for place, each in enumerate(opened[first:last], first) if ranks[id(each[1])] == place]
            more += [(at, rank, 1, new) for at, new in _open(tree, scope, begin, kept, inside)]
    if not more:
        return list(opened)
    tree.forget()
    ranked = [*more, *((at, rank, 0, scope) for rank, (at, scope) in enumerate(opened))]
    return [(at, scope) for at, _, _, scope in sorted(ranked, key=lambda each: each[:3])]


def _choose(several: list[Again]) -> list[Again]:
    """The assignments of names of a scope that are followed, in order."""
    if len(several) > _MAX_ASSIGNMENTS:
        return []
    followed = {each.name for each in several if each.place == DIRECT}
    followed -= {each.name for each in several if each.place == ELSEWHERE}
    return sorted((each for each in several if each.name in followed), key=lambda each: each.start)


def _open(
    tree: ScopeTree, scope: Scope, begin: int, several: list[Again], inside: Sequence[Opened]
) -> Iterator[Opened]:
    """The stretches of a scope: each from one assignment to the next, whichever name that is of."""
    state: dict[str, list[Binding]] = {}
    for each in several:
        state.setdefault(each.name, each.known)
    others = {name: _find_others(scope, name, several) for name in state}
    direct = [each for each in several if each.place == DIRECT]
    branches = [each for each in several if each.place == BRANCH]
    starts = [at for at, _ in inside]
    made: set[Scope] = set()
    told: dict[tuple[str, int], tuple[list[Binding], list[Binding]]] = {}
    at, read_at, held = begin, -1, scope
    for each in direct:
        if at < each.start:
            state = _add(state, branches, at, each.start)
            names = _tell(tree, scope, state, others, told)
            yield from _stretch(scope, at, each.start, names, inside, starts, made)
        if each.start != read_at:  # all that `a, b = b, a` assigns is read before
            read_at, held = each.start, _hold(scope, state)
        state = {**state, each.name: [_read_in(value, held) for value in each.values]}
        at = each.end
    state = _add(state, branches, at, scope.end)
    yield from _stretch(scope, at, scope.end, _tell(tree, scope, state, others, told), inside, starts, made)


def _find_others(scope: Scope, name: str, several: list[Again]) -> list[Binding]:
    """What else than an assignment binds a name: a loop, an import, a definition. It counts everywhere."""
    first = next(each for each in several if each.name == name)
    told = [*first.known, *(value for each in several if each.name == name for value in each.values)]
    return [value for value in scope.names.get(name, ()) if value not in told]


def _tell(
    tree: ScopeTree,
    scope: Scope,
    state: dict[str, list[Binding]],
    others: dict[str, list[Binding]],
    told: dict[tuple[str, int], tuple[list[Binding], list[Binding]]],
) -> dict[str, list[Binding]]:
    """What names are in a stretch, or all that they ever are where that may be unknown. `told` has what was found for
    values before, by name and list, since most of them are those of the stretch before."""
    found: dict[str, list[Binding]] = {}
    for name, values in state.items():
        known = told.get((name, id(values)))
        if known is None:
            meant = [*values, *others[name]] if _is_sure(tree, values) else scope.names[name]
            known = told[name, id(values)] = (values, meant)
        found[name] = known[1]
    return found


def _is_sure(tree: ScopeTree, values: list[Binding]) -> bool:
    for value in values:
        chains = [value] if isinstance(value, str) else tree.expand(value.scope, value.chain)[0]
        if not chains or [chain for chain in chains if _SURE.fullmatch(chain) is None]:
            return False
    return True


def _add(state: dict[str, list[Binding]], branches: list[Again], start: int, end: int) -> dict[str, list[Binding]]:
    """What names are in a stretch, with what its branches assign to them."""
    for each in branches:
        if start <= each.start < end:
            state = {**state, each.name: [*state[each.name], *each.values]}
    return state


def _hold(scope: Scope, state: dict[str, list[Binding]]) -> Scope:
    held = Scope(scope, scope.end, scope.owner, scope.qualname)
    held.names.update(state)
    return held


def _read_in(value: Binding, held: Scope) -> Binding:
    """A value that is read where names are what they are so far."""
    if isinstance(value, str) or value.chain.partition(" ")[0].lstrip("*%[(") not in held.names:
        return value
    return Value(value.chain, held)


def _stretch(
    scope: Scope,
    start: int,
    end: int,
    state: dict[str, list[Binding]],
    inside: Sequence[Opened],
    starts: list[int],
    made: set[Scope],
) -> Iterator[Opened]:
    first = bisect_left(starts, start)
    around, until = scope, end
    for _, other in inside[:first]:
        is_part = other.parent is around or other.parent in made
        if is_part and other.end > start and not other.hoists:
            around, until = other, min(until, other.end)  # a test that holds for the rest of the function
    stretch = Scope(around, until, scope.owner, scope.qualname)
    stretch.given_to = scope.given_to
    stretch.names.update(state)
    made.add(stretch)
    yield start, stretch
    for _, child in inside[first : bisect_left(starts, until)]:
        if child.parent is around:
            if not child.hoists and not child.opaque:
                child.parent = stretch  # it runs where it stands
            elif child.end < until:
                yield child.end, stretch
    if until < end:
        yield from _stretch(scope, until, end, state, inside, starts, made)
