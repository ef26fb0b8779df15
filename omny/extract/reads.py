"""The value of a name at the time of a read, if a later line assigns it again: `orig = fn`, then `fn = wrapper`.

Flow is not followed: a name has all the values that its scope ever binds to it. That would make `orig` the wrapper too,
and a wrapper that calls `orig` its own caller. So a plain read of a name (an alias) keeps the values that the name had
up to there, if the source shows that the read comes first: the assignment comes later, in the same function or in a
nested one, and in no loop.
"""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from omny.extract.scopes import Binding, Scope, Value
from omny.extract.segments import drop_values

_MAX_LEVELS = 100  # of syntax around an assignment; what is deeper counts as a loop
_BOUND = " bind ()"

MAX_PATCHED = 100  # attributes of a file that are read, then assigned anew; each looks through all others


class Reads:
    """The aliases of a file so far, by the chain that they read."""

    def __init__(self, loops: frozenset[str], functions: frozenset[str]) -> None:
        """`loops` and `functions` are the kinds of nodes that are such in the grammar."""
        self._loops = loops
        self._functions = functions
        self.by_chain: dict[str, list[tuple[Value, Scope]]] = {}

    def note(self, value: Value, scope: Scope) -> None:
        """Takes what a name was given in a scope; only names and attributes are followed, and `f.bind()`."""
        chain = drop_values(value.chain).removesuffix(_BOUND)
        if chain[-1] not in ")]":
            self.by_chain.setdefault(chain, []).append((value, scope.hoisting_scope()))

    def before(self, chain: str, scope: Scope, assignment: Node) -> list[Value]:
        """The aliases that have read `chain` before its assignment in that scope; each is yielded once."""
        known = self.by_chain.get(chain)
        if not known or self._is_repeated(assignment):
            return []
        around = {id(each) for each in scope.ancestors()}
        found = [value for value, where in known if id(where) in around]
        self.by_chain[chain] = [each for each in known if id(each[1]) not in around]
        return found

    def _is_repeated(self, node: Node) -> bool:
        """Whether it stands in a loop of its function: then it may come before what stands above it."""
        around = node.parent
        for _ in range(_MAX_LEVELS):
            if around is None or around.type in self._functions:
                return False
            if around.type in self._loops:
                return True
            around = around.parent
        return True


def hold(aliases: Iterable[Value], chain: str, name: str, bindings: Iterable[Binding]) -> None:
    """Has aliases that read `chain` stand for these values of it. `name` is the last part of it."""
    held = Scope(None, 0, 0, "")
    held.names[name] = list(bindings)
    for alias in aliases:
        alias.chain = name + alias.chain[len(chain) :]
        alias.scope = held
