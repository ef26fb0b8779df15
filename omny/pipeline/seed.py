"""Facts for the first index of a checkout, from the indexes of other checkouts of its repository.

Facts hang on content, language and extractor and hold no path, so those of equal content are those that parsing here
would give. The other index is read only, and believed only where both trees and the git directory name each other
(`omny/watch/git/checkouts.py`) and its state directory passes the judgement that any has to pass. Any failure to read
it means that there is nothing to be taken from it: the next one is asked, and files that none knows are parsed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from itertools import islice

from omny.base.errors import OmnyError
from omny.base.paths import Root
from omny.model.facts import Analysis
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import SqliteStore
from omny.watch.git.checkouts import other_checkouts
from omny.watch.sources.mounts import Mount, system_mounts

log = logging.getLogger("omny.daemon")

MAX_SEEDS = 3
"""Indexes that are asked for facts. Each costs a look-up for every file that it does not know. The first one knows
most; a second one helps where that was made by another version."""

Known = Callable[[str, str, str], Analysis | None]
"""The facts and surface of a content hash, in a language, by an extractor; None where they are not known."""

Seed = Callable[[Root], AbstractContextManager[Known | None]]
"""Opens what may know facts for the first index of a root."""


@contextmanager
def facts_of_checkouts(root: Root) -> Iterator[Known | None]:
    """What the indexes of other checkouts know; None where no other checkout has one."""
    with ExitStack() as stack:
        opened = _Seeds(islice(_indexes(root), MAX_SEEDS), stack)
        yield opened if opened.open_next() else None


class _Seeds:
    """Asks one index after the other, and opens the next one only if no earlier one knows. An unreadable index is not
    asked again: it may be locked, and each try takes long."""

    def __init__(self, indexes: Iterator[AtomRepository], stack: ExitStack) -> None:
        self._indexes = indexes
        self._stack = stack
        self._open: list[AtomRepository] = []

    def open_next(self) -> bool:
        """Opens another index; whether there is one."""
        repository = next(self._indexes, None)
        if repository is None:
            return False
        self._open.append(self._stack.enter_context(closing(repository)))
        return True

    def __call__(self, digest: str, language: str, extractor: str) -> Analysis | None:
        position = 0
        while position < len(self._open) or self.open_next():
            try:
                if found := self._open[position].analysis(digest, language, extractor):
                    return found
                position += 1
            except OmnyError as error:
                log.info("nothing more is taken from the index of another checkout: %s", error)
                del self._open[position]
        return None


def _indexes(root: Root) -> Iterator[AtomRepository]:
    for path in other_checkouts(root.path, answers=_make_mount_filter(root)):
        try:
            store = SqliteStore.of(Root.of(path))
            if store.exists():
                yield store.open_reading()
        except OmnyError as error:
            log.info("nothing is taken from the index of %s: %s", path, error)


def _make_mount_filter(root: Root) -> Callable[[str], bool]:
    """Whether a path is on a file system that answers: a local one, or that of the root. A look at another mount may
    wait for a server that is gone, and with it the first index."""

    def find_mount(path: str) -> Mount:
        mounts = system_mounts()
        try:
            return mounts.below(path)[""]
        finally:
            mounts.close()

    own = find_mount(str(root.path))
    return lambda path: (found := find_mount(path)).is_telling or found == own
