"""The lookup of one file: it answers from the tree, and records which keys of other files were asked.

Its record can be cut into pieces: `Memory` replaces `asked` while it computes an answer that other files share.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MAX_SINGLE = 64
"""Keys of an answer that each question which it answers notes one by one. More are noted as one group."""


class Group:
    """The keys of a shared answer. What uses the answer notes the group, and no copy of its keys."""

    __slots__ = ("groups", "keys")

    def __init__(self, asked: Iterable[int | Group]) -> None:
        self.groups = [each for each in asked if type(each) is Group]
        self.keys = {each for each in asked if isinstance(each, int)}


def pack(asked: set[int | Group]) -> set[int | Group]:
    """The same keys, as one group if they are many."""
    return {Group(asked)} if len(asked) > MAX_SINGLE else asked


class Tree(Protocol):
    """The surfaces and the names of the whole tree. Each answer has the stored form of its key with it."""

    known: dict[tuple[str, str], tuple[int, list[str] | None]]
    """The answers of `entry` so far, by path and key."""

    modules: dict[str, tuple[int, bool]]
    """The answers of `module` so far."""

    def entry(self, path: str, key: str) -> tuple[int, list[str] | None]:
        """The entry of a surface; None without such a key or file."""
        ...

    def module(self, path: str) -> tuple[int, bool]:
        """Whether a path is an indexed file."""
        ...

    def publishers(self, name: str) -> tuple[int, tuple[str, ...] | None]:
        """The paths that publish a name; None beyond TOO_MANY."""
        ...


class RecordingLookup:
    """The `SymbolLookup` of one file."""

    def __init__(self, tree: Tree, path: str) -> None:
        self._tree = tree
        self._known = tree.known
        self._modules = tree.modules
        self._path = path
        self.asked: set[int | Group] = set()
        """The stored forms of the keys that were asked of other files."""
        self.own = 0
        """The number of questions about the file itself. They are no dependencies."""

    def module(self, path: str) -> bool:
        """See `SymbolLookup`."""
        known = self._modules.get(path)
        if known is None:
            known = self._tree.module(path)
        if path == self._path:
            self.own += 1
        else:
            self.asked.add(known[0])
        return known[1]

    def values(self, path: str, key: str) -> list[str] | None:
        """See `SymbolLookup`."""
        known = self._known.get((path, key))
        if known is None:
            known = self._tree.entry(path, key)
        if path == self._path:
            self.own += 1
        else:
            self.asked.add(known[0])
        return known[1]

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """See `SymbolLookup`."""
        hashed, paths = self._tree.publishers(name)
        self.asked.add(hashed)
        return paths

    def dependencies(self) -> set[int]:
        """The stored forms of the keys that were asked of other files."""
        first = Group(self.asked)
        found, left, seen = first.keys, first.groups, set(first.groups)
        while left:
            group = left.pop()
            found |= group.keys
            more = [each for each in group.groups if each not in seen]
            seen.update(more)
            left += more
        return found
