"""Facts for the first index of a worktree, from the index of the checkout that it was made from.

Facts hang on content, language and extractor and hold no path, so those of equal content are those that parsing here
would give. The other index is read only, and believed only where the two trees name each other
(`omny/watch/gitfiles.py:main_checkout`) and its state directory passes the judgement that any has to pass. Any failure
to read it means that there is nothing to be taken: files are parsed then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

from omny.errors import OmnyError
from omny.model import Analysis
from omny.paths import Root
from omny.storage.port import AtomRepository
from omny.storage.stores import SqliteStore
from omny.watch.gitfiles import main_checkout

log = logging.getLogger("omny.daemon")

Known = Callable[[str, str, str], Analysis | None]
"""The facts and surface of a content hash, in a language, by an extractor; None where they are not known."""

Seed = Callable[[Root], AbstractContextManager[Known | None]]
"""Opens what may know facts for the first index of a root."""


@contextmanager
def facts_of_main(root: Root) -> Iterator[Known | None]:
    """What the index of the main checkout knows, where `root` is a worktree of one that has an index."""
    repository = _opened(root)
    if repository is None:
        yield None
        return
    with closing(repository):
        yield _Careful(repository)


def _opened(root: Root) -> AtomRepository | None:
    main = main_checkout(root.path)
    if main is None or main == root.path:
        return None
    try:
        store = SqliteStore.of(Root.of(main))
        return store.open_reading() if store.exists() else None
    except OmnyError as error:
        log.info("nothing is taken from the index of the main checkout: %s", error)
        return None


class _Careful:
    """Knows nothing any more as soon as the other index cannot be read: it may be locked, and each try takes long."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository: AtomRepository | None = repository

    def __call__(self, digest: str, language: str, extractor: str) -> Analysis | None:
        if self._repository is None:
            return None
        try:
            return self._repository.analysis(digest, language, extractor)
        except OmnyError as error:
            log.info("nothing more is taken from the index of the main checkout: %s", error)
            self._repository = None
            return None
