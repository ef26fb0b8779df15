"""Source text as a syntax tree, and what a query captures in it.

This form needs the tree-sitter package alone. `omny.native.syntax` has another, of the same interface, that is compiled
where Omny is installed; tests hold the two equal, file by file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple, Protocol

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Query, QueryCursor

from omny.extract.binding import Uses

Span = tuple[int, int]
"""Where something begins and ends, in bytes."""

Event = tuple[int, str, Node]
"""Where something that was captured begins, the name of the capture, and the node."""

_ERRORS = "[(ERROR) (MISSING)] @error"
_place = itemgetter(0, 1, 2, 3)


class Tree(Protocol):
    """A parsed source."""

    @property
    def root(self) -> Node: ...


class Events(Protocol):
    """What was captured in source order, the outer before the inner. The native core has an array of it."""

    def __iter__(self) -> Iterator[Event]: ...


class Captured(NamedTuple):
    """What a query captures in a tree."""

    comments: list[Span]  # ascending, as all of these
    blocks: list[Span]
    branches: list[int]  # where they begin
    events: Events  # all others that are no uses
    uses: Uses


class PlainTree(NamedTuple):
    """See `Tree`."""

    root: Node


def find_node(root: Node, at: int) -> Node:
    """The smallest named node at a byte."""
    return root.named_descendant_for_byte_range(at, at + 1) or root


def count_fault_bytes(faults: list[Node]) -> int:
    """Bytes that do not parse, and a byte for each fault: some have none."""
    return sum([node.end_byte - node.start_byte + 1 for node in faults])


class Syntax:
    """A grammar, and a query that selects nodes of its trees."""

    def __init__(
        self, capsule: object, query: str, first: Iterable[str], uses: Mapping[str, int], whole: bool = False
    ) -> None:
        """`capsule` holds the language, as the grammars' wheels give it.

        Captures named in `first` come first where several begin at the same byte; those in `uses` are references as
        they stand, of that kind (an index into EDGE_TYPES). tree-sitter can report a capture before it has matched the
        rest of the pattern, wrongly so in broken source; with `whole` it does not, at the price of some time.
        """
        grammar = Grammar(capsule)
        self._parser = Parser(grammar)
        self._query = Query(grammar, query)
        self._errors = Query(grammar, _ERRORS)
        self._first = frozenset(first)
        self._uses = dict(uses)
        self._whole = whole

    def parse(self, source: bytes) -> PlainTree:
        """The tree of a source."""
        return PlainTree(self._parser.parse(source).root_node)

    def faults(self, tree: Tree) -> list[Node]:
        """The error and missing nodes."""
        root = tree.root
        return QueryCursor(self._errors).captures(root).get("error", []) if root.has_error else []

    def capture(self, tree: Tree, source: bytes) -> Captured:
        """What the query captures in a tree."""
        cursor = QueryCursor(self._query)
        captures = _join(cursor.matches(tree.root)) if self._whole else cursor.captures(tree.root)
        comments = sorted([node.byte_range for node in captures.pop("comment", ())])
        blocks = sorted([node.byte_range for node in captures.pop("block", ())])
        branches = sorted([node.start_byte for node in captures.pop("branch", ())])
        uses = Uses(
            source,
            [(*node.byte_range, kind, node) for name, kind in self._uses.items() for node in captures.pop(name, ())],
        )
        # A query gives captures that begin at the same byte in no fixed order: end and name decide.
        events = [
            (node.start_byte, name not in self._first, -node.end_byte, name, node)
            for name, nodes in captures.items()
            for node in nodes
        ]
        events.sort(key=_place)
        return Captured(comments, blocks, branches, [(at, name, node) for at, _, _, name, node in events], uses)


def _join(matches: list[tuple[int, dict[str, list[Node]]]]) -> dict[str, list[Node]]:
    """The captures of all matches, each node once for a name."""
    joined: dict[str, dict[int, Node]] = {}
    for _, captures in matches:
        for name, nodes in captures.items():
            joined.setdefault(name, {}).update((node.id, node) for node in nodes)
    return {name: list(nodes.values()) for name, nodes in joined.items()}
