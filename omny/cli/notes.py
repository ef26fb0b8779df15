"""Notes about atoms: how they are written, and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from omny.cli.rows import describe_shown
from omny.cli.text import BOLD, DIM, YELLOW, paint, plain, plain_lines
from omny.query.documents import Document
from omny.query.notes import NoteEntry, describe

if TYPE_CHECKING:
    from omny.service.place import Place


def change(place: Place, atom: str, text: str, *, remove: bool, number: int, as_json: bool) -> int:
    """Writes or removes a note, and prints the notes of the atom after it; the exit status."""
    from omny.cli import answers
    from omny.cli.waiting import announce_wait
    from omny.edit.notes import NoteRequest
    from omny.service.session import BEGIN_SECONDS, Session

    request = NoteRequest(atom=place.normalize_atom(atom), text=text, remove=remove, number=number)
    with announce_wait(place)(BEGIN_SECONDS):
        answer = Session(place).note(request)
    answers.tell(answer.document(), "notes", as_json=as_json)
    return 0


def notes(document: Document) -> None:
    """The notes by atom, in the order of the first note of each."""
    by_atom: dict[str, list[dict[str, Any]]] = {}
    for each in document["results"]:
        by_atom.setdefault(each["atom"], []).append(each)
    for atom, its_notes in by_atom.items():
        print(paint(plain(atom), BOLD))
        print_notes(its_notes)
    print(paint(describe_shown(document, "note"), DIM))


def print_notes(entries: list[dict[str, Any]]) -> None:
    """Notes of one atom, each with who wrote it, and what has become of the atom since."""
    for each in entries:
        entry = msgspec.convert(each, NoteEntry)
        is_other = entry.changed_at or entry.gone_at
        print(paint(plain(f"note {entry.number}: {describe(entry)}"), YELLOW if is_other else DIM))
        for line in plain_lines(entry.text).split("\n"):
            print(f"  {line}")


FORMS = {"notes": notes}
"""How each answer is printed."""
