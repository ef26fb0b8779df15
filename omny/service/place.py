"""Where a command works: which root, and which store. `Place.of` finds both, `Place.reading` and `Place.writing` open
the index. Who answers there is decided in `omny/service/session.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import NoIndexError, UsageError
from omny.base.paths import Root, text_path
from omny.base.plain import plain
from omny.base.roots import chosen_root, file_part, other_root, path_from_root
from omny.service.choice import Choice, choose
from omny.storage.stores import Store

if TYPE_CHECKING:
    from omny.derived.meaning import Meaning
    from omny.query.freshness import Freshness
    from omny.storage.port.repository import AtomRepository


def on_stderr(text: str) -> None:
    """Tells a person who has typed a command."""
    print(f"omny: {plain(text)}", file=sys.stderr, flush=True)


class Place(msgspec.Struct, frozen=True):
    """A root, and the store that holds its index."""

    root: Root
    choice: Choice
    is_elsewhere: bool = False  # whether the root was named and is not that of the current folder: answers name it
    tell: Callable[[str], None] = on_stderr  # of a wait for another process's lock

    @classmethod
    def of(
        cls, root: str | None, store: str | None, *, force: bool = False, tell: Callable[[str], None] = on_stderr
    ) -> Place:
        """From what the command line, or the caller of the library, names. Raises UsageError."""
        found = chosen_root(root, force=force)
        choice = choose(found, store, os.environ)
        if choice.warning:
            tell(choice.warning)
        return cls(found, choice, root is not None and other_root(found) is not None, tell)

    @property
    def store(self) -> Store:
        """The store."""
        return self.choice.store

    @property
    def path(self) -> str:
        """What the store is called: the path of a file, or a URL."""
        return self.store.name

    @property
    def displayed_root(self) -> str:
        """The root by the name that answers tell; "" where the root is that of the current folder."""
        return text_path(os.fspath(self.root.path)) if self.is_elsewhere else ""

    def normalize_file(self, file: str) -> str:
        """The file as the index names it: from the root on. See `omny/base/roots.py:path_from_root`."""
        return path_from_root(self.root, file)

    def normalize_atom(self, typed: str) -> str:
        """The name of an atom, with its file as the index names it: a file in the current folder, else one in the root.
        Raises UsageError if the file belongs to another root."""
        if not ("." in typed or "/" in typed or os.sep in typed):
            return typed
        if os.path.realpath(os.curdir) == str(self.root.path):
            if os.path.isfile(file := file_part(typed)):
                path_from_root(self.root, file)  # which refuses one of another root
            return typed
        from omny.query.naming import parse_name  # here, since few commands are typed below the root

        text = parse_name(typed, text_path(str(self.root.path)))
        if not (text.lines or text.inside) or not os.path.isfile(text.path):
            return typed
        path = path_from_root(self.root, text.path)
        if text.lines:
            return f"{path}:{text.lines[0]}-{text.lines[1]}"
        return f"{path}::{text.inside}"

    def freshness(
        self, repository: AtomRepository, paths: Iterable[str] = (), *, problems: Sequence[str] = ()
    ) -> Freshness:
        """How far an answer that speaks of `paths` can be trusted."""
        from omny.query.freshness import freshness
        from omny.watch.git.head import git_head

        head = git_head(self.root.path)
        return freshness(repository, self.root, paths, head=head, problems=problems, displayed_root=self.displayed_root)

    @contextmanager
    def writing(self) -> Iterator[AtomRepository]:
        """The repository, made if it does not exist. `tell` hears of a wait for another process's lock."""
        from omny.storage.sqlite.patience import tellers  # here, since questions write nothing

        def tell(reason: str) -> None:
            self.tell(f"waiting: {reason}")

        tellers.append(tell)
        try:
            with self.store.open() as repository:
                yield repository
        finally:
            tellers.remove(tell)

    @contextmanager
    def reading(self) -> Iterator[AtomRepository]:
        """The repository for reading, all of it in one generation. Raises NoIndexError without an index."""
        if self.store.kind == "sqlite" and not self.store.exists():
            raise _no_index(self)
        with self.store.open_reading() as repository, repository.reading():
            if repository.meta().generation == 0:
                raise _no_index(self)
            yield repository

    def file(self, op: str) -> str:
        """The file of the store. Raises UsageError where it has none, so that `op` cannot be done."""
        if self.store.file is None:
            raise UsageError(op, "this is done with SQLite files only", path=self.path, hint="see docs/storage.md")
        return self.store.file


def _no_index(place: Place) -> NoIndexError:
    return NoIndexError("open index", "there is no index yet", path=place.path, hint="run 'omny index'")


@contextmanager
def meaning_at(place: Place) -> Iterator[Callable[[], Meaning | None]]:
    """A block with what finds the search by vectors, or None if that is switched off; it is closed at the end."""
    found: list[Meaning | None] = []

    def find() -> Meaning | None:
        from omny.service.vectors import find_meaning

        if not found:
            found.append(find_meaning(place.root, place.store))
        return found[0]

    try:
        yield find
    finally:
        for meaning in found:
            if meaning is not None:
                meaning.close()
