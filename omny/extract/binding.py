"""The uses of names in a file, each with its possible meanings within the file.

This module knows scopes and chains, no grammar. Most uses of a file repeat others: the binding of a head is looked up
once a scope, and a chain is expanded once for all heads with the same binding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter

from tree_sitter import Node

from omny.extract.limits import EXPAND_DEPTH
from omny.extract.scopes import Binding, Scope, ScopeTree
from omny.extract.segments import drop_arguments
from omny.extract.text import CodeLines
from omny.model.chains import ARGUMENTS, Chain, unquote_chain
from omny.model.edges import EDGE_TYPES, EdgeType

CALL, CALLBACK, IMPLICIT = map(EDGE_TYPES.index, (EdgeType.CALL, EdgeType.CALLBACK, EdgeType.IMPLICIT))

_IDENTIFIER = re.compile(rb"[A-Za-z0-9_$]+")
_KEYS = re.compile(r"\[\.\w+\]")  # known places and keys of elements
_extent = itemgetter(0, 1, 2)

MAX_CALLS = 64
"""Of functions of one name in a file whose arguments are read."""

Use = tuple[int, int, int, Node]
"""Where the expression that is used begins and ends, in bytes, the index of the kind in EDGE_TYPES, and the node."""


_Indexes = tuple[dict[str, int], ...]
"""Indexes of chains, by kind and chain; -1: leads to no edge, and nobody looks for its name."""


class Head:
    """What a head stands for in a scope, and the chains that begin with it."""

    __slots__ = ("indexes", "inferred", "values")

    def __init__(self, values: list[str] | None, inferred: bool, indexes: _Indexes) -> None:
        self.values = values  # None: itself
        self.inferred = inferred
        self.indexes = indexes  # shared by all heads of that name that are bound alike


def _no_indexes() -> _Indexes:
    return {}, {}, {}, {}, {}, {}, {}  # one for each kind


class Uses:
    """The expressions that a file uses. The query gives only their places."""

    def __init__(self, source: bytes, found: list[Use]) -> None:
        self._source = source
        self._found = sorted(found, key=_extent)

    def passed_names(self) -> set[str]:
        """The names that are passed to something."""
        return {text.decode() for use in self._found if (text := self._name(use))}

    def called_names(self) -> set[bytes]:
        """The last names of what is called."""
        source = self._source
        return {source[use[0] : use[1]].rpartition(b".")[2] for use in self._found if use[2] == CALL}

    def list_calls(self, names: set[bytes]) -> list[tuple[int, Node]]:
        """What is called with arguments that has one of these names last: where it begins, and its node. Names that are
        called more often than MAX_CALLS times are left out."""
        source = self._source
        found: dict[bytes, list[Use]] = {name: [] for name in names}
        for use in self._found:
            if use[2] == CALL and source[use[1] : use[1] + 2] != b"()":
                calls = found.get(source[use[0] : use[1]].rpartition(b".")[2])
                if calls is not None:
                    calls.append(use)
        return [(use[0], use[3]) for calls in found.values() if len(calls) <= MAX_CALLS for use in calls]

    def leave_out(self, useless: Collection[str]) -> None:
        """Forgets those of the names that are passed."""
        texts = {name.encode() for name in useless}
        self._found = [use for use in self._found if self._name(use) not in texts]

    def _name(self, use: Use) -> bytes:
        """The text of a name that is passed; nothing for what is no mere name."""
        start, end, kind, _ = use
        text = self._source[start:end] if kind == CALLBACK else b""
        return text if _IDENTIFIER.fullmatch(text) else b""

    def bind(self, binder: Binder, opened: Sequence[tuple[int, Scope]]) -> None:
        """Gives all to the binder; `opened` are the scopes of the file in source order, with where they start."""
        source, spelled, found, heads_of = self._source, binder.spelled, binder.found, binder.heads
        scope = binder.module
        heads = heads_of.setdefault(scope, {})
        coming = iter([*opened, (len(source) + 2, scope)])
        start, following = next(coming)
        called = (0, 0)  # the extent of the last expression that is called
        for position, end, kind, node in self._found:
            if kind == CALL:
                called = position, end
            elif kind == IMPLICIT and called == (position, end):
                continue
            if start <= position or position >= scope.end:
                while start <= position:
                    scope = following
                    start, following = next(coming)
                while position >= scope.end and scope.parent is not None:
                    scope = scope.parent
                heads = heads_of.get(scope) or heads_of.setdefault(scope, {})
            text = source[position:end]
            known = spelled.get(text)
            if known is None:
                known = binder.spell(text, node)
            chain, name, length = known
            if name == "?" == chain:
                continue
            if name[0] == "^":
                chain = binder.localize_chain(scope, chain)
                name = chain.partition(" ")[0]
            if ARGUMENTS in chain:
                chain = binder.expand_arguments(scope, chain)
            head = heads.get(name)
            if head is None:
                head = heads[name] = binder.head(scope, name)
            index = head.indexes[kind].get(chain)
            if index is None:
                index = binder.index(head, scope, chain, name, kind)
            if index >= 0:
                found.append((end - length, scope.given_to if kind == CALLBACK else scope.owner, index))


class Binder:
    """Binds the uses of one file."""

    def __init__(
        self,
        tree: ScopeTree,
        spell: Callable[[Node], str],
        measure: Callable[[bytes, Node], int],
        localize_chain: Callable[[Scope, str], str],
        may_be_function: Callable[[str], bool],
        find_implicit: Callable[[str], str],
    ) -> None:
        """`spell` gives the chain of an expression, "?" for none, `measure` the length of the name at its end that is
        used, and `localize_chain` what a chain that begins with a module is in a scope."""
        self._tree = tree
        self.module = tree.module
        self._spell = spell
        self._measure = measure
        self.localize_chain = localize_chain
        self.expand_arguments = tree.expand_arguments
        self._may_be_function = may_be_function
        self._find_implicit = find_implicit
        self._chains: dict[tuple[str, tuple[str, ...], bool, int], int] = {}
        self.spelled: dict[bytes, tuple[str, str, int]] = {}  # chain, its head, length of the name that is used
        self.heads: dict[Scope, dict[str, Head]] = {}
        self._free = Head(None, False, _no_indexes())  # of names that no function of the file binds
        self._inside: dict[str, _Indexes] = {}  # of those that code inside a type or namespace sees
        self._alike: dict[tuple[str, Binding | Scope], _Indexes] = {}  # of all others
        self.found: list[tuple[int, int, int]] = []  # position, owner, chain

    def note(self, scope: Scope, owner: int, chain: str, kind: int, position: int) -> None:
        """Takes a use that is known by its chain."""
        if chain == "?" or chain[0] == " ":  # a torn name is empty
            return
        if chain[0] == "^":
            chain = self.localize_chain(scope, chain)
        if ARGUMENTS in chain:
            chain = self.expand_arguments(scope, chain)
        head = chain.partition(" ")[0]
        index = self.index(self.head(scope, head), scope, chain, head, kind)
        if index >= 0:
            self.found.append((position, owner, index))

    def spell(self, text: bytes, node: Node) -> tuple[str, str, int]:
        """The chain of an expression with that text, its head, and the length of the name that is used."""
        chain = self._spell(node) if text else "?"  # a name that the parser put where it missed one
        if chain[0] == " ":
            chain = "?"
        known = self.spelled[text] = (chain, chain.partition(" ")[0], self._measure(text, node))
        return known

    def finish(self, lines: CodeLines) -> tuple[list[Chain], bytes]:
        """The chains of the file, and its references in source order, packed."""
        self.found.sort()
        return (
            [Chain(text, list(values), inferred, kind) for text, values, inferred, kind in self._chains],
            lines.pack(self.found),
        )

    def head(self, scope: Scope, name: str) -> Head:
        tree = self._tree
        if name in tree.narrowed:
            return Head(None, False, _no_indexes())
        if tree.applied and "/" in name:
            name = tree.name_used(scope, name)
        found = scope.find(name)
        if tree.applied and "/" in name and (holder := tree.find_holder(scope, name, found)) is not None:
            values, inferred = tree.expand_applied(holder, name, EXPAND_DEPTH)
            return Head(values, inferred, _no_indexes())
        if found is None or found is tree.module:
            return (
                self._free if not scope.inside or name[0] in "@^?.=*%[('{|!" else self._head_inside(scope.inside, name)
            )
        bindings = found.names[name]
        binding = bindings[0] if len(bindings) == 1 else found
        indexes = self._alike.get((name, binding))
        if indexes is None:
            indexes = self._alike[name, binding] = _no_indexes()
        values, inferred = tree.values(found, name, EXPAND_DEPTH)
        return Head(values, inferred, indexes)

    def _head_inside(self, inside: str, name: str) -> Head:
        """A name that no function of the file binds, as code inside a type or namespace sees it."""
        whole = f".{inside}::{name}"
        indexes = self._inside.get(whole)
        if indexes is None:
            indexes = self._inside[whole] = _no_indexes()
        return Head([whole], False, indexes)

    def index(self, head: Head, scope: Scope, chain: str, name: str, kind: int) -> int:
        indexes = head.indexes[kind]
        known = indexes.get(chain)
        if known is not None:
            return known
        inferred = head.inferred
        if head.values is None:
            if name[0] in "?*%[({|!" or name in self._tree.narrowed:
                values, inferred = self._tree.expand(scope, chain)
            else:
                values = [chain]
                inferred = False
        else:
            rest = chain[len(name) + 1 :]
            values = [whole for value in head.values if (whole := self._tree.extend(value, rest)) is not None]
        if kind == CALLBACK:
            values = [value for value in values if self._may_be_function(value)]
        elif kind == IMPLICIT:
            values = [implicit for value in values if (implicit := self._find_implicit(value))]
        if kind in (CALLBACK, IMPLICIT) and not values:
            found = -1
        else:
            text = chain
            if name[0] == "|":
                text = unquote_chain(chain[1:])
            elif ARGUMENTS in chain:
                text = drop_arguments(chain)
            text = text.replace(" ()", "()").replace(" [", "[").replace(" ", ".")
            if "[." in text:
                text = _KEYS.sub("[]", text)
            found = self._chains.setdefault((text, tuple(values), inferred, kind), len(self._chains))
        indexes[chain] = found
        return found
