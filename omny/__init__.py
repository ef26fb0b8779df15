"""Omny: an always-true index of a codebase's atoms and of who calls whom.

    import omny

    with omny.open("path/to/project") as index:
        for atom in index.callers("Cart.price").results:
            print(atom["id"])

`docs/library.md` has all calls. To import this loads nothing else: each name below is imported when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from omny.base.errors import (
        AlreadyRunningError,
        AmbiguousError,
        BehindError,
        BusyError,
        DaemonError,
        DaemonGoneError,
        DamagedError,
        HeldBackError,
        InternalError,
        InterruptedRun,
        LanguageError,
        LateError,
        NeverIndexedError,
        NoIndexError,
        OldSchemaError,
        OmnyError,
        SchemaError,
        SourceError,
        StorageError,
        UnknownNameError,
        UnreachableError,
        UnresponsiveError,
        UnsupportedError,
        UsageError,
        VectorsAwayError,
        VectorsMissingError,
    )
    from omny.edit.request import EditResult, Refusal
    from omny.query.freshness import Freshness
    from omny.service.awaited import AsyncIndex, AsyncPast
    from omny.service.document import Change, Document
    from omny.service.edits import Edits
    from omny.service.library import Index, Past

__all__ = [
    "AlreadyRunningError",
    "AmbiguousError",
    "AsyncIndex",
    "AsyncPast",
    "BehindError",
    "BusyError",
    "Change",
    "DaemonError",
    "DaemonGoneError",
    "DamagedError",
    "Document",
    "EditResult",
    "Edits",
    "Freshness",
    "HeldBackError",
    "Index",
    "InternalError",
    "InterruptedRun",
    "LanguageError",
    "LateError",
    "NeverIndexedError",
    "NoIndexError",
    "OldSchemaError",
    "OmnyError",
    "Past",
    "Refusal",
    "SchemaError",
    "SourceError",
    "StorageError",
    "UnknownNameError",
    "UnreachableError",
    "UnresponsiveError",
    "UnsupportedError",
    "UsageError",
    "VectorsAwayError",
    "VectorsMissingError",
    "open",
    "open_async",
]

__version__ = "0.1.0"

DISTRIBUTION = "omny-index"
"""The name to install Omny by. "omny" on the registry is a package of somebody else."""

HOMEPAGE = ""
"""The address of the project, set by its owner. The metadata of a built package names it; "" names none."""


def install_command(extra: str = "") -> str:
    """The command that installs Omny, with one of its optional parts: `pip install 'omny-index[postgres]'`."""
    return f"pip install '{DISTRIBUTION}[{extra}]'" if extra else f"pip install {DISTRIBUTION}"


def open(root: str | os.PathLike[str] | None = None, *, database: str | None = None) -> Index:  # noqa: A001
    """The index of a project.

    `root` is its directory; by default the nearest parent of the current folder with an index or a `.git`.
    `database` is a file, a URL or a kind of store, as `--db`. Nothing is read yet.

    Raises UsageError where the root is refused (the home directory, /), or the store is none.
    """
    from omny.service.library import open_index

    return open_index(root, database)


def open_async(root: str | os.PathLike[str] | None = None, *, database: str | None = None) -> AsyncIndex:
    """The same index with calls to be awaited, in asyncio. A cancelled call that has begun runs to its end."""
    from omny.service.awaited import AsyncIndex
    from omny.service.library import open_index

    return AsyncIndex(open_index(root, database))


if not TYPE_CHECKING:  # a type checker knows the names, and shall refuse any other

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'omny' has no attribute {name!r}")
        from omny.base import errors
        from omny.edit import request
        from omny.query import freshness
        from omny.service import awaited, document, edits, library

        homes = (errors, library, awaited, document, edits, freshness, request)
        return next(getattr(home, name) for home in homes if hasattr(home, name))
