"""The arguments of a question as a face got them, to those that the index understands.

The command line and the library use these functions, so that both name an atom in the same way, and make a first index
in the same cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omny.service.place import Place

ATOMS = ("atom", "source", "target")
"""Arguments that name atoms. Of `graph`, `target` may also be a file, or a folder."""

FILES = {"outline": "file", "graph": "target", "owners": "name"}
"""Questions that can be about a file: the argument that names it. Their argument `path` is the same from the root
on."""


def names_from_root(place: Place, question: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with what they name as the index names it. Raises UsageError where that belongs to another root."""
    if question in FILES:
        file = arguments[FILES[question]]
        return {**arguments, "path": place.normalize_file(file) if file else ""}
    if question == "explore":
        names = [place.normalize_atom(each) for each in arguments.get("atoms", ())]
        files = [place.normalize_file(each) for each in arguments.get("files", ())]
        return {**arguments, "atoms": names, "files": files}
    return {
        name: place.normalize_atom(value) if name in ATOMS and isinstance(value, str) else value
        for name, value in arguments.items()
    }


def makes_index(question: str) -> bool:
    """Whether a question makes a missing index. One about the past, or about the index itself, would find nothing
    in a new one."""
    return question not in ("at", "status", "history", "diff", "graph", "languages", "notes")
