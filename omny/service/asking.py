"""A question with its arguments, as a face got them, to the document that answers it.

The command line and the library ask in these words, so that both name an atom in the same way, and make a first index
in the same cases. Who answers, a daemon or this process, is decided in `omny/service/place.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from omny.base.errors import NoIndexError

if TYPE_CHECKING:
    from omny.query.documents import Document
    from omny.service.place import Place

ATOMS = ("atom", "source", "target")
"""Arguments that name atoms. Of `graph`, `target` may also be a file, or a folder."""

FILES = {"outline": "file", "graph": "target"}
"""Questions about a file: the argument that names it. Their argument `path` is the same from the root on."""


def named_from_root(place: Place, question: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with what they name as the index names it. Raises UsageError where that belongs to another root."""
    if question in FILES:
        file = arguments[FILES[question]]
        return {**arguments, "path": place.file_named(file) if file else ""}
    return {
        name: place.atom_named(value) if name in ATOMS and isinstance(value, str) else value
        for name, value in arguments.items()
    }


def makes_index(question: str) -> bool:
    """Whether a question has a first index made where there is none: one about the past, or about the index itself,
    finds nothing in a new one."""
    return question not in ("at", "status", "history", "diff", "graph")


def asked(
    place: Place,
    question: str,
    arguments: dict[str, Any],
    *,
    at_least: str | None = None,
    first_index: Callable[[Place], AbstractContextManager[None]] | None = None,
) -> Document:
    """The document that answers. In a tree without an index `first_index` makes one, which is there inside of its block
    at least; without it NoIndexError is raised. A status has what the daemon says of itself."""
    document = _asked(place, question, arguments, at_least, first_index)
    if question == "status":
        document["daemon"] = place.daemon()
    return document


def _asked(
    place: Place,
    question: str,
    arguments: dict[str, Any],
    at_least: str | None,
    first_index: Callable[[Place], AbstractContextManager[None]] | None,
) -> Document:
    try:
        return place.ask(question, arguments, at_least=at_least)
    except NoIndexError:
        # A file that is there and holds nothing may have been cut: that is told, and not covered up.
        if first_index is None or place.store.exists() or place.store.kind not in ("sqlite", "memory"):
            raise
    with first_index(place):
        return place.ask(question, arguments, at_least=at_least)
