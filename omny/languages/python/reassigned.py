"""Names and attributes of a Python file that are read, then bound again (see `omny.extract.reads`): `orig = fn`, then
`def fn(): return orig()`."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from omny.extract.reads import MAX_PATCHED, Reads, hold
from omny.extract.rebound import Again, open_rebound
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.text import CodeLines
from omny.languages.python.current import Replaced, open_stretches
from omny.languages.python.fixture_walk import FixtureWalk
from omny.model.chains import Chain
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface

_LOOPS = frozenset(("for_statement", "while_statement"))
FUNCTIONS = frozenset(("function_definition", "lambda"))


class Reassigned(FixtureWalk):
    """The part of the walk that knows what was read before."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.reads = Reads(_LOOPS, FUNCTIONS)
        self.read_chains = self.reads.by_chain
        self._attributes: list[tuple[Scope, str, str, list[Binding]]] = []
        self.replaced: list[Replaced] = []  # definitions that a later one takes the place of
        self.again: list[Again] = []  # assignments to names that have been bound before
        self._patched: dict[int, list[Value]] = {}  # by index in `_attributes`, what has read the attribute before

    def hold_name(self, name: str, at: Node) -> None:
        """A reader of a name in this scope before its second binding stands for the earlier value."""
        scope = self.scope.block()
        known = scope.names.get(name)
        if known is not None and name not in scope.redirects:
            aliases = self.reads.before(name, scope, at)
            hold((alias for alias in aliases if alias.scope.find(name) is scope), name, name, known)

    def note_patched(self, chain: str, value: Binding, at: Node) -> None:
        """Notes what has read an attribute to which a function of this scope is now assigned."""
        chains = self.scope.names.get(value.chain, ()) if isinstance(value, Value) else ()
        if chains and all(isinstance(each, str) and each[0] == "@" and " " not in each for each in chains):
            self._patched[len(self._attributes)] = self.reads.before(chain, self.scope, at)

    def finish(self, errors: Iterable[Node]) -> tuple[FileFacts, Surface]:
        """See `Walk`."""
        classes = {f"@{qualname} ()": scope for qualname, scope in self._members} if self._patched else {}
        for index in [*self._patched][:MAX_PATCHED]:
            scope, owner, attribute, _ = self._attributes[index]
            values = self.tree.expand(scope, owner)[0]
            if len(values) != 1 or values[0] not in classes:
                continue
            bindings = [*classes[values[0]].names.get(attribute, ())]
            for place, (other, holder, name, assigned) in enumerate(self._attributes):
                if name == attribute and place != index and self.tree.expand(other, holder)[0] == values:
                    bindings += assigned
            aliases = self._patched[index]
            hold(aliases, f"{owner} {attribute}", attribute, bindings or [f"{values[0]} super {attribute}"])
        self._doubt_replaced()
        if self.again:
            self._opened = open_rebound(self.tree, self.again, self._opened)
        return super().finish(errors)

    def _bind(self, lines: CodeLines) -> tuple[list[Chain], bytes]:
        """See `Walk`. A class body that uses a name of its own and of the code around it may do so before it has its
        own: that is only inferred."""
        kept: list[tuple[Scope, str, list[Binding]]] = []
        for _, scope in self._members:
            around = scope.parent
            if around is None or not _shares_a_name(scope, around):
                continue
            for name, bindings in scope.names.items():
                is_certain = len(bindings) == 1 and isinstance(bindings[0], str) and bindings[0][0] == "@"
                if is_certain and around.find(name) is not None:
                    kept.append((scope, name, bindings))
        for scope, name, bindings in kept:
            scope.names[name] = [Value(each, scope) for each in bindings if isinstance(each, str)]
        try:
            return super()._bind(lines)
        finally:
            for scope, name, bindings in kept:
                scope.names[name] = bindings

    def _doubt_replaced(self) -> None:
        """Makes what a name of two definitions is known as only inferred: a function that uses it may run between them,
        and mean the first. Overloads are one definition."""
        if not self.replaced:
            return
        self._opened = open_stretches(self.source, self.replaced, self.drafts, self._opened)
        signatures = {f"@{draft.qualname}" for draft in self.drafts if draft.detail.get("kind") == "signature"}
        for scope, name, replaced, _ in self.replaced:
            if replaced not in signatures:
                scope.names[name] = [Value(b, scope) if isinstance(b, str) else b for b in scope.names[name]]


def _shares_a_name(scope: Scope, around: Scope) -> bool:
    """Whether a name of `scope` may be found from `around`: of hardly a class one is."""
    names = scope.names.keys()
    return any(
        not names.isdisjoint(each.names.keys()) for each in around.ancestors() if each is around or not each.opaque
    )
