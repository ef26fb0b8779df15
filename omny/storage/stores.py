"""`Store`: where an index is kept, whether a file, the memory of a daemon, a server or what an older tool has left.

The one place that opens repositories. Knows each kind of store and how a text names it; a backend is imported when
something is opened, so that a command which asks a file never loads the driver of a server. Which store is meant where
nobody names one, and how a store of another tool is read, is not known here (`omny/service/choice.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Protocol

from omny.base.errors import NoIndexError, UsageError
from omny.base.paths import DATABASE_NAME, Root

if TYPE_CHECKING:
    from omny.storage.port.records import Upgrade
    from omny.storage.port.repository import AtomRepository
    from omny.storage.postgres.repository import PostgresRepository

BACKENDS = ("sqlite", "memory", "json", "postgres")
"""The kinds of stores, by the words that a command line or a variable says them with."""

_OP = "open index"
_SQLITE_SCHEME = "sqlite:///"
_MEMORY_SCHEME = "memory:"
_JSON_SCHEME = "json:"
_JSON_HINT = "'omny migrate json' takes it over"
_FORMS = "name a file, sqlite:///FILE, postgresql://HOST/NAME, memory: or json:DIRECTORY"

# As libpq reads it ("Connection URIs"): what is before an @ that no / precedes says who connects.
_POSTGRES = r"postgres(?:ql)?://(?:([^@/:]*)(?::[^@/]*)?@)?([^/?@]*)(?:/([^?@]*))?(?:\?(.*))?"

_DRIVER = r"^(sqlite|postgres(?:ql)?)\+\w+(:)"

_SECRET = ("password", "sslpassword")  # options of libpq

_memories = count(1)

_readers: dict[str, Callable[[str], AtomRepository]] = {}


def register_reader(kind: str, open_reading: Callable[[str], AtomRepository]) -> None:
    """Registers what opens a store of that kind, by its path: storage knows no format of another tool."""
    _readers[kind] = open_reading


class Store(Protocol):
    """A place that an index is kept in. Opening raises the StorageErrors of the port, and UsageError where such a store
    cannot do it."""

    @property
    def kind(self) -> str:
        """One of `BACKENDS`."""

    @property
    def name(self) -> str:
        """What it is called before people, and between a daemon and its clients. Holds no password."""

    @property
    def file(self) -> str | None:
        """The file that holds the index, to be copied, restored and rebuilt; None if the store has no file."""

    @property
    def is_local(self) -> bool:
        """Whether it is part of this machine, and cannot go away while the machine is there."""

    def exists(self) -> bool:
        """Whether there may be an index. A server is not asked."""

    def open(self) -> AtomRepository:
        """For reading and writing; made if there is none."""

    def open_reading(self) -> AtomRepository:
        """For reading only. Raises StorageError if there is nothing to read."""

    def upgrade(self, *, dry_run: bool) -> Upgrade:
        """Brings what an older Omny has made to the present schema, with its history; with `dry_run` it is tried, and
        nothing is changed. Raises UsageError for a store without a schema, SchemaError where a newer Omny made it."""

    def about(self) -> dict[str, str]:
        """What else is to be known of it, for people: what it takes, and what it is made with."""


class SqliteStore:
    """A SQLite file: that of a root, or any other."""

    kind = "sqlite"
    is_local = True

    def __init__(self, path: str | os.PathLike[str], home: Root | None = None) -> None:
        """`home` is the root in whose state directory the file is, to be made there as all others are."""
        self.name = self.file = os.path.abspath(path)
        self._home = home

    @classmethod
    def of(cls, root: Root) -> SqliteStore:
        """The embedded store: the one of a root if no store is named."""
        return cls(root.state_dir / DATABASE_NAME, root)

    def exists(self) -> bool:
        return os.path.exists(self.file)

    def open(self) -> AtomRepository:
        from omny.storage.sqlite.repository import SqliteRepository

        if self._home is not None:
            self._home.state_file(DATABASE_NAME)
        return SqliteRepository.open(self.file)

    def open_reading(self) -> AtomRepository:
        from omny.storage.sqlite.repository import SqliteRepository

        return SqliteRepository.open_reading(self.file)

    def upgrade(self, *, dry_run: bool) -> Upgrade:
        from omny.storage.sqlite.upgrade import upgrade

        return upgrade(self.file, dry_run=dry_run)

    def about(self) -> dict[str, str]:
        sizes = [_size(f"{self.file}{end}") for end in ("", "-wal")]
        return {"size": f"{sizes[0]:.1f} MB, and a log of {sizes[1]:.1f} MB", **_sqlite()}


class MemoryStore:
    """The memory of this process. What is opened for writing holds it; others may read it until that is closed."""

    kind = "memory"
    name = "memory:"
    file = None
    is_local = True

    def __init__(self) -> None:
        self._place = f"file:/omny-in-memory-{next(_memories)}?vfs=memdb"
        self._held: AtomRepository | None = None

    def exists(self) -> bool:
        return self._held is not None

    def open(self) -> AtomRepository:
        from omny.storage.sqlite.repository import SqliteRepository

        self._held = SqliteRepository.open(self._place)
        return self._held

    def open_reading(self) -> AtomRepository:
        from omny.storage.sqlite.repository import SqliteRepository

        if self._held is None:
            hint = "run 'omny start', and ask with the same store"
            raise NoIndexError(_OP, "an index in memory is there while its daemon runs, and none does", hint=hint)
        return SqliteRepository.open_reading(self._place)

    def upgrade(self, *, dry_run: bool) -> Upgrade:
        raise UsageError("upgrade index", "an index in memory is never older than its daemon", path=self.name)

    def about(self) -> dict[str, str]:
        return _sqlite()


class PostgresStore:
    """One project on a PostgreSQL server."""

    kind = "postgres"
    file = None
    is_local = False

    def __init__(self, url: str, project: str) -> None:
        """`url` is one of libpq, in which `?project=` may name another project than that. Raises UsageError."""
        from urllib.parse import parse_qsl, quote, urlencode

        found = re.fullmatch(_POSTGRES, url, re.DOTALL)
        if found is None:
            hint = "it is postgresql://USER@HOST:PORT/NAME?project=PROJECT; in a password, @ is %40 and / is %2F"
            raise UsageError(_OP, "no URL of a PostgreSQL server", hint=hint)
        user, host, database, query = (part or "" for part in found.groups())
        options = dict(parse_qsl(query, keep_blank_values=True))
        self.project = options.pop("project", "") or project
        shown = {key: value for key, value in options.items() if key not in _SECRET}
        query_text = urlencode({**shown, "project": self.project}, quote_via=quote, safe="/")
        self.name = f"postgresql://{user and f'{user}@'}{host}/{database}?{query_text}"
        self.url = url  # with the password

    def exists(self) -> bool:
        return True

    def open(self) -> AtomRepository:
        return self._backend().open(self.url, self.project)

    def open_reading(self) -> AtomRepository:
        return self._backend().open_reading(self.url, self.project)

    def upgrade(self, *, dry_run: bool) -> Upgrade:
        from omny.storage.postgres.upgrade import upgrade

        return upgrade(self.url, self.project, dry_run=dry_run)

    def about(self) -> dict[str, str]:
        return {"project": self.project}

    @staticmethod
    def _backend() -> type[PostgresRepository]:
        from omny.storage.postgres.repository import PostgresRepository

        return PostgresRepository


class JsonStore:
    """What an older tool has left: one JSON file for each atom. It can be read, and migrated from."""

    kind = "json"
    file = None
    is_local = True

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.path.abspath(path)
        self.name = f"{_JSON_SCHEME}{self._path}"

    def exists(self) -> bool:
        return os.path.exists(self._path)

    def open(self) -> AtomRepository:
        raise UsageError(
            "write index",
            "a store of JSON files is only read",
            path=self._path,
            hint=_JSON_HINT,
        )

    def open_reading(self) -> AtomRepository:
        read = _readers.get(self.kind)
        if read is None:
            raise UsageError(_OP, "nothing here reads a store of JSON files", path=self._path, hint=_JSON_HINT)
        return read(self._path)

    def upgrade(self, *, dry_run: bool) -> Upgrade:
        raise UsageError("upgrade index", "a store of JSON files has no schema", path=self._path, hint=_JSON_HINT)

    def about(self) -> dict[str, str]:
        return {}


def parse_store(named: str, root: Root) -> Store:
    """The store that a URL or a path names, for that root. A driver in the scheme (`postgresql+psycopg`), as SQLAlchemy
    has it, says nothing here. Raises UsageError where it names none."""
    named = re.sub(_DRIVER, r"\1\2", named) if "+" in named else named
    if named == _MEMORY_SCHEME:
        return MemoryStore()
    if named.startswith(_JSON_SCHEME):
        return JsonStore(os.path.expanduser(named.removeprefix(_JSON_SCHEME)) or root.path)
    if named.startswith("sqlite:") and not named.startswith("sqlite://"):
        named = _SQLITE_SCHEME + named.removeprefix("sqlite:")
    if named.startswith(_SQLITE_SCHEME):
        named = named.removeprefix(_SQLITE_SCHEME)
        if not named:
            raise UsageError(_OP, f"{_SQLITE_SCHEME} names no file", hint=_FORMS)
        return SqliteStore(os.path.expanduser(named))
    scheme, is_url, _ = named.partition("://")
    if not is_url:
        return SqliteStore(os.path.expanduser(named))
    if scheme in ("postgresql", "postgres"):
        return PostgresStore(named, root.label)
    raise UsageError(_OP, f"no backend for {scheme!r}", hint=_FORMS)


def _sqlite() -> dict[str, str]:
    import apsw

    features = [name for name in ("FTS5", "SESSION") if f"ENABLE_{name}" in apsw.compile_options]
    return {"SQLite": f"{apsw.sqlite_lib_version()} with {', '.join(features)}"}


def _size(path: str) -> float:
    """In MB; of no file 0."""
    try:
        return os.path.getsize(path) / 1e6
    except OSError:
        return 0.0
