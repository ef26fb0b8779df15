"""AtomicEdit: an atom is changed by its id, and file and index change together.

    request ──> plan (new contents, in memory) ──> impact (the delta analyzer on them) ──> files ──> index, one commit

The interface, for the command line, the daemon and the MCP server:

    edit(place, request) -> EditResult      the daemon does it where one serves the index, else this process
    apply(context, request) -> EditResult   in this process; for whoever holds the daemon's lock and has an indexer

`place` is what a command line names (`omny/service/place.py:Place`): anything with `root`, `path` and `writing()`.
Requests are the structs of `omny/edit/request.py`; `parsed_request` makes one of a document:

    edit(place, Replace(atom="shop/cart.py::total", text="def total(): ...", expect="3"))
    edit(place, parsed_request({"operation": "rename", "atom": "total", "name": "sum_up", "dry_run": True}))

A request that cannot be meant raises an OmnyError: an unknown or ambiguous atom, a path outside of the tree. One that
can, and must not be done, is a result with the status "refused": a stale view (with the text of now in `current`), a
syntax error, callers that would break. In both cases nothing has changed.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from omny.edit.request import (
    STALE,
    Body,
    Delete,
    EditRequest,
    EditResult,
    Insert,
    Move,
    Rename,
    Replace,
    Undo,
    is_good,
    parsed_request,
)

if TYPE_CHECKING:
    from omny.base.paths import Root
    from omny.edit.editor import EditContext
    from omny.storage.port.repository import AtomRepository

__all__ = [
    "STALE",
    "Body",
    "Delete",
    "EditRequest",
    "EditResult",
    "Insert",
    "Move",
    "Rename",
    "Replace",
    "Undo",
    "apply",
    "edit",
    "is_good",
    "parsed_request",
]

BEGIN_SECONDS = 60.0
"""How long an edit waits for what was written before it to be indexed, and for its turn. Then nothing was changed."""

DAEMON_SECONDS = 600.0
"""How long a daemon may take: a pass over everything that is at work, and a rename through a large tree. Who gives up
does not know whether it is done."""


class Where(Protocol):
    """A root, and the database that holds its index."""

    @property
    def root(self) -> Root: ...
    @property
    def path(self) -> str: ...
    def writing(self) -> AbstractContextManager[AtomRepository]: ...


def edit(place: Where, request: EditRequest) -> EditResult:
    """Does what is asked for, through the daemon where one serves the index of `place`. Raises OmnyError."""
    import msgspec

    from omny.service.client import connect

    daemon = connect(place.root, place.path)
    if daemon is None:
        return _edit_here(place, request)
    arguments = {"request": msgspec.to_builtins(request), "timeout": BEGIN_SECONDS}
    with daemon:
        return msgspec.convert(daemon.ask("edit", arguments, timeout=DAEMON_SECONDS)["edit"], EditResult)


def apply(context: EditContext, request: EditRequest) -> EditResult:
    """Does what is asked for, in this process. Raises OmnyError."""
    from omny.edit.editor import Editor

    return Editor(context).run(request)


def _edit_here(place: Where, request: EditRequest) -> EditResult:
    """In this process, which is the daemon of the root for that long: there is one writer."""
    from omny.base.config import default_jobs, load_settings
    from omny.base.lock import DaemonLock
    from omny.edit.editor import EditContext, Editor
    from omny.edit.journal import recover
    from omny.pipeline.indexer import Indexer, run_until_sure

    with DaemonLock(place.root), place.writing() as repository:
        settings = load_settings(place.root)
        indexer = Indexer(place.root, repository, settings=settings, jobs=default_jobs())
        editor = Editor(EditContext(place.root, repository, indexer))
        editor.end_cut_off(recover(place.root))
        run_until_sure(indexer)
        return editor.run(request)
