"""What code of Python gives to frameworks, noted when the walk of a file is over.

Each framework is a row of `FRAMEWORKS`: the package that a file imports, and the words that are looked at. A word
counts only where the name stands for the framework's own, by the imports of the file. `WHOLE` is what is noted of such
a file as a whole, and `HEADS` what a head `&...` stands for, by its first character.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from omny.extract.marks import Marks
from omny.extract.syntax import find_node
from omny.languages.python.clients import note_clients
from omny.languages.python.dependencies import find_dependencies, note_dependency, note_parameters
from omny.languages.python.frameworks import USER_MODEL
from omny.languages.python.mapped import find_rows, note_mapped
from omny.languages.python.models import find_model, find_related, find_view_members, note_models, note_user_model
from omny.languages.python.mounts import note_included_router, note_included_urls, note_mounted
from omny.languages.python.places import Given, Note, Place
from omny.languages.python.routes import note_added_route, note_decorated_routes, note_table_entry
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
_FLASK_MODEL = "db Model"  # the base that a class of Flask-SQLAlchemy has, whose `db` is a variable of the tree
_SENDING: dict[bytes, Note] = {b".send(": note_sending, b".send_robust(": note_sending, b".asend(": note_sending}
_STARLETTE: dict[bytes, Note] = {
    **dict.fromkeys((b"Route(", b"WebSocketRoute(", b"APIRoute("), note_table_entry),
    **dict.fromkeys((b".add_route(", b".add_api_route(", b".add_websocket_route("), note_added_route),
    **dict.fromkeys((b".mount(", b"Mount("), note_mounted),
}
_ROUTERS: dict[bytes, Note] = dict.fromkeys((b".register_blueprint(", b".include_router("), note_included_router)
_AIOHTTP = (b".add_get(", b".add_post(", b".add_put(", b".add_patch(", b".add_delete(")
_DJANGO: dict[bytes, Note] = {
    b".as_view(": note_view,
    **dict.fromkeys((b"path(", b"re_path(", b"url("), note_table_entry),
    b"include(": note_included_urls,
    b"get_user_model(": note_user_model,
    **_SIGNALS,
}

FRAMEWORKS: dict[str, dict[bytes, Note]] = {
    "fastapi": {**_INJECTION, **_STARLETTE},
    "starlette": _STARLETTE,
    "aiohttp": {**dict.fromkeys(_AIOHTTP, note_added_route), b".add_subapp(": note_mounted},
    "fast_depends": _INJECTION,
    "faststream": _INJECTION,
    "django": _DJANGO,
    "flask": {b".as_view(": note_view, b".add_url_rule(": note_added_route},
    "rest_framework": {b".register(": note_routed_view, b".as_view(": note_view},
    "blinker": _SIGNALS,
}
"""By the package that a file imports, what is noted at each word."""

WHOLE: dict[str, Callable[[FixtureWalk], None]] = {
    "fastapi": note_parameters,
    "django": note_models,
    "rest_framework": note_models,
    "sqlalchemy": note_mapped,
    "sqlmodel": note_mapped,
    "flask_sqlalchemy": note_mapped,
}
"""By the package that a file imports, what is noted of the file as a whole."""

NAMED: dict[str, Callable[[FixtureWalk], None]] = {
    "MIDDLEWARE": note_settings,
    "AUTHENTICATION_BACKENDS": note_settings,
    USER_MODEL: note_settings,
}
"""By a name that a module binds, what is noted of the file as a whole."""

HEADS: dict[str, Callable[[NameEvaluator, str, str], list[Given]]] = {
    ":": find_dependencies,
    "@": find_task,
    "!": find_receivers,
    "=": find_model,
    ">": find_related,
    "~": find_view_members,
    "*": find_rows,
}


_PLACES = Marks(dict.fromkeys([*_SENDING, *_ROUTERS, *(word for words in FRAMEWORKS.values() for word in words)]))


def note_registrations(walk: FixtureWalk) -> None:
    """Notes what the file gives to frameworks, as references and in its surface. Some names get other values by that:
    what names stood for is forgotten."""
    names = walk.tree.module.names
    packages = {
        each[1:].partition("::")[0].partition(".")[0]
        for bindings in names.values()
        for each in bindings
        if isinstance(each, str) and each[0] == "^"
    }
    words = dict(_SENDING) if b".send" in walk.source else {}
    if b".register_blueprint(" in walk.source or b".include_router(" in walk.source:
        words.update(_ROUTERS)  # the application is often a parameter, and the package not imported
    for package in FRAMEWORKS.keys() & packages:
        words.update(FRAMEWORKS[package])
    found = _find_words(walk, words)
    if found:
        places = sorted(((at, note, node) for (at, note), node in found.items()), key=itemgetter(0))
        scopes = [scope for _, scope in walk.scopes_at([at for at, _, _ in places])]
        for (_, note, node), scope in zip(places, scopes, strict=True):
            note(walk, Place(node, scope))
    wholes = {WHOLE[package] for package in WHOLE.keys() & packages} | {
        NAMED[name] for name in NAMED.keys() & names.keys()
    }
    if any(_FLASK_MODEL in draft.bases for draft in walk.drafts):
        wholes.add(note_mapped)
    note_decorated_routes(walk)
    note_clients(walk)
    note_tasks(walk)
    for note_whole in sorted(wholes, key=attrgetter("__name__")):
        note_whole(walk)
    if found or wholes:
        walk.tree.forget()


def _find_words(walk: FixtureWalk, words: dict[bytes, Note]) -> dict[tuple[int, Note], Node]:
    """The names in the code of a file at which a note is made, by their places."""
    found: dict[tuple[int, Note], Node] = {}
    for at, number in _PLACES.places(walk.source) if words else ():
        word = _PLACES.texts[number]
        if (note := words.get(word)) is not None:
            node = find_node(walk.root, at + (word[:1] == b"."))
            if node.type == "identifier":
                found[node.start_byte, note] = node
    return found


def find_given(evaluator: NameEvaluator, path: str, head: str) -> list[Given] | None:
    """What a head stands for, given without its `&`; None for one of another kind."""
    find = HEADS.get(head[0])
    return find(evaluator, path, head[1:]) if find is not None else None
