"""An edit by this process. `Session.edit` decides whether a daemon does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.edit.request import EditRequest, EditResult
    from omny.service.place import Place


def edit_here(place: Place, request: EditRequest) -> EditResult:
    """Does an edit. This process holds the daemon's lock for that long: there is one writer. Raises OmnyError."""
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
