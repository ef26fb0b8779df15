"""What code of Python gives to frameworks, noted when the walk of a file is over.

Each framework is a row of `FRAMEWORKS`: the text by which a file shows it, and the words that are looked at. A word
counts only where the name stands for the framework's own, by the imports of the file. `WHOLE` is what is noted of a
file with such a text as a whole, and `HEADS` what a head `&...` stands for, by its first character.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING

from omny.languages.python.dependencies import find_dependencies, note_dependency, note_parameters
from omny.languages.python.mapped import find_rows, note_mapped
from omny.languages.python.models import find_model, find_related, find_view_members, note_models, note_user_model
from omny.languages.python.places import Given, Note, Place, find_node
from omny.languages.python.settings import note_settings
from omny.languages.python.signals import find_receivers, note_connection, note_receiver, note_sending
from omny.languages.python.tasks import find_task, note_tasks
from omny.languages.python.views import note_routed_view, note_view
from omny.resolve.lookup import NameEvaluator

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_INJECTION: dict[bytes, Note] = {b"Depends(": note_dependency, b"Security(": note_dependency}
_SIGNALS: dict[bytes, Note] = {
    b"receiver(": note_receiver,
    b".connect(": note_connection,
}
_SENDING: dict[bytes, Note] = {b".send(": note_sending, b".send_robust(": note_sending, b".asend(": note_sending}
_DJANGO: dict[bytes, Note] = {
    b".as_view(": note_view,
    b".register(": note_routed_view,
    b"get_user_model(": note_user_model,
    **_SIGNALS,
}

FRAMEWORKS: dict[bytes, dict[bytes, Note]] = {
    b"fastapi": _INJECTION,
    b"fast_depends": _INJECTION,
    b"faststream": _INJECTION,
    b"django": _DJANGO,
    b"flask": {b".as_view(": note_view},
    b"rest_framework": {b".register(": note_routed_view},
    b"blinker": _SIGNALS,
    b"end(": _SENDING,
    b"end_robust(": _SENDING,
}
"""By the text that shows a framework, what is noted at each word."""

WHOLE: dict[bytes, Callable[[FixtureWalk], None]] = {
    b"fastapi": note_parameters,
    b"django": note_models,
    b"sqlalchemy": note_mapped,
    b"sqlmodel": note_mapped,
    b"db.Model": note_mapped,
    b"task": note_tasks,
    b"actor": note_tasks,
    b"job": note_tasks,
    b"MIDDLEWARE": note_settings,
    b"AUTH_USER_MODEL": note_settings,
}

HEADS: dict[str, Callable[[NameEvaluator, str, str], list[Given]]] = {
    ":": find_dependencies,
    "@": find_task,
    "!": find_receivers,
    "=": find_model,
    ">": find_related,
    "~": find_view_members,
    "*": find_rows,
}


def note_registrations(walk: FixtureWalk) -> None:
    """Notes what the file gives to frameworks, as references and in its surface. Some names get other values by that:
    what names stood for is forgotten."""
    found: dict[tuple[int, Note], Node] = {}
    source = walk.source
    for framework, words in FRAMEWORKS.items():
        if framework in source:
            for word, note in words.items():
                at = source.find(word)
                while at >= 0:
                    node = find_node(walk.root, at + (word[:1] == b"."))
                    if node.type == "identifier":
                        found[node.start_byte, note] = node
                    at = source.find(word, at + 1)
    if found:
        places = sorted(((at, note, node) for (at, note), node in found.items()), key=itemgetter(0))
        scopes = [scope for _, scope in walk.scopes_at([at for at, _, _ in places])]
        for (_, note, node), scope in zip(places, scopes, strict=True):
            note(walk, Place(node, scope))
    wholes = dict.fromkeys(note for text, note in WHOLE.items() if text in source)
    for note_whole in wholes:
        note_whole(walk)
    if found or wholes:
        walk.tree.forget()


def find_given(evaluator: NameEvaluator, path: str, head: str) -> list[Given] | None:
    """What a head stands for, given without its `&`; None for one of another kind."""
    find = HEADS.get(head[0])
    return find(evaluator, path, head[1:]) if find is not None else None
