"""Where a command works: which root, which database; and who answers there, a daemon or the command itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omny.daemon.client import connect
from omny.errors import DaemonError, UsageError
from omny.paths import Root, find_root, text_path

if TYPE_CHECKING:
    from omny.query.documents import Document
    from omny.query.freshness import Freshness
    from omny.storage.port import AtomRepository

DATABASE_NAME = "omny.db"

DATABASE_VARIABLE = "OMNY_DATABASE_URL"

_SQLITE_SCHEME = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Place:
    """A root, and the database that holds its index."""

    root: Root
    database: str | None  # None: in the state directory of the root

    @classmethod
    def of(cls, root: str | None, database: str | None, *, force: bool = False) -> Place:
        """From what the command line names. Raises UsageError."""
        return cls(
            Root.of(find_root(os.getcwd()) if root is None else root, force=force),
            _database(database or os.environ.get(DATABASE_VARIABLE)),
        )

    @property
    def path(self) -> str:
        """The file of the database."""
        return self.database or str(self.root.state_dir / DATABASE_NAME)

    def named_from_here(self, file: str) -> str:
        """The file, named relative to the current folder, as the index names it: from the root on."""
        return text_path(os.path.relpath(os.path.abspath(file), self.root.path))

    def ask(self, question: str, arguments: dict[str, Any], *, at_least: str | None = None) -> Document:
        """The document that answers a question of `omny/query/questions.py`, of the state `at_least` or a later one.

        The daemon answers where one serves this database; where there is none, or it fails, the database is read here.
        A failure is told in the document, since then nobody knows which files wait.
        """
        problems = []
        try:
            daemon = connect(self.root, self.path)
            if daemon is not None:
                with daemon:
                    return daemon.ask(question, arguments, at_least)
        except DaemonError as error:
            problems.append(f"{error}; the database was read instead")
        from omny.query.questions import View, answer

        with self.reading() as repository:
            view = View(
                repository, self.root, self.path, lambda paths: self.freshness(repository, paths, problems=problems)
            )
            return answer(view, question, arguments, at_least)

    def daemon(self) -> Document | None:
        """What the daemon that serves this database says of itself; None where none does. That one does not answer is
        told by `ask`."""
        try:
            daemon = connect(self.root, self.path)
            if daemon is None:
                return None
            with daemon:
                return daemon.ask("daemon", {})
        except DaemonError:
            return None

    def freshness(
        self, repository: AtomRepository, paths: Iterable[str] = (), *, problems: Sequence[str] = ()
    ) -> Freshness:
        """How far an answer that speaks of `paths` can be trusted."""
        from omny.query.freshness import freshness
        from omny.watch.githead import git_head

        return freshness(repository, self.root, paths, head=git_head(self.root.path), problems=problems)

    @contextmanager
    def writing(self) -> Iterator[AtomRepository]:
        """The repository, made where there is none."""
        from omny.storage.sqlite import SqliteRepository

        path = self.database or str(self.root.state_file(DATABASE_NAME))
        with SqliteRepository.open(path) as repository:
            yield repository

    @contextmanager
    def reading(self) -> Iterator[AtomRepository]:
        """The repository for reading, all of it in one generation. Raises UsageError where nothing was indexed yet."""
        from omny.storage.sqlite import SqliteRepository

        if not os.path.exists(self.path):
            raise _no_index(self)
        with SqliteRepository.open_reading(self.path) as repository, repository.reading():
            if repository.meta().generation == 0:
                raise _no_index(self)
            yield repository


def _no_index(place: Place) -> UsageError:
    return UsageError("open index", "there is no index yet", path=place.path, hint="run 'omny index'")


def _database(named: str | None) -> str | None:
    if not named:
        return None
    if named.startswith(_SQLITE_SCHEME):
        return named[len(_SQLITE_SCHEME) :]
    if "://" in named:
        scheme = named.partition("://")[0]
        raise UsageError("open index", f"no backend for {scheme!r}", hint="name a file, or sqlite:///FILE")
    return named
