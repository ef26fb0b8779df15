"""An edit, or a note, by this process. `Session` decides whether a daemon does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.edit.editor import Editor
    from omny.edit.notes import NoteRequest
    from omny.edit.request import EditRequest, EditResult
    from omny.query.notes import NotesAnswer
    from omny.service.place import Place
    from omny.storage.port.repository import AtomRepository


def edit_here(place: Place, request: EditRequest) -> EditResult:
    """Does an edit. This process holds the daemon's lock for that long: there is one writer. Raises OmnyError."""
    with _editing(place) as (editor, _):
        return editor.run(request)


def note_here(place: Place, request: NoteRequest) -> NotesAnswer:
    """Writes or removes a note; the notes of its atom. As `edit_here`."""
    from omny.base.clock import SYSTEM_CLOCK
    from omny.base.paths import text_path
    from omny.edit.notes import keep_note
    from omny.query.notes import NotesAnswer

    with _editing(place) as (_, repository):
        found = keep_note(repository, text_path(str(place.root.path)), request, SYSTEM_CLOCK)
        return NotesAnswer(results=found, freshness=place.freshness(repository))


@contextmanager
def _editing(place: Place) -> Iterator[tuple[Editor, AtomRepository]]:
    """A block in which this process is the one writer of an index that is of the files as they are."""
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
        yield editor, repository
