"""An edit through the daemon where one serves the index, else in this process.

    edit(place, Replace(atom="shop/cart.py::total", text="def total(): ...", expect="3"))

`place` is what a command line names (`omny/service/place.py:Place`): anything with `root`, `path` and `writing()`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from omny.edit.request import EditRequest, EditResult

if TYPE_CHECKING:
    from omny.base.paths import Root
    from omny.storage.port.repository import AtomRepository

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
