"""Mounts of routers in Python: `include_router`, `register_blueprint`, `include("shop.urls")`, `Mount`, and more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.mounts import note_mount
from omny.languages.python.places import Place, find_call, find_keyword, list_origins, read_string

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.languages.python.fixture_walk import FixtureWalk

_PREFIXES = ("prefix", "url_prefix", "path")
_TARGETS = ("router", "blueprint", "app", "subapp")
_TABLES = frozenset(("path", "re_path", "url"))


def note_included_router(walk: FixtureWalk, place: Place) -> None:
    """`app.include_router(users.router, prefix="/users")`, `app.register_blueprint(users, url_prefix="/users")`."""
    called = find_call(place.node)
    owner = place.node.parent.child_by_field_name("object") if place.node.parent is not None else None
    if called is None or owner is None:
        return
    given = _list_given(called[1])
    target = given[0] if given else _find_keyword(walk, called[1], _TARGETS)
    if target is not None:
        prefix = _find_keyword(walk, called[1], _PREFIXES)
        _note(walk, place.scope, _name(walk, owner), _read_prefix(walk, prefix), target)


def note_mounted(walk: FixtureWalk, place: Place) -> None:
    """`app.mount("/users", users)`, `app.add_subapp("/users", users)`, `Mount("/users", app=users)`."""
    called = find_call(place.node)
    if called is None:
        return
    given = _list_given(called[1])
    parent = place.node.parent
    owner = parent.child_by_field_name("object") if parent is not None and parent.type == "attribute" else None
    target = given[1] if len(given) > 1 else _find_keyword(walk, called[1], _TARGETS)
    if given and target is not None:
        _note(walk, place.scope, _name(walk, owner), _read_prefix(walk, given[0]), target)


def note_included_urls(walk: FixtureWalk, place: Place) -> None:
    """`path("users/", include("users.urls"))` and `include(router.urls)` of Django."""
    called = find_call(place.node)
    given = _list_given(called[1]) if called is not None else []
    around = called[0].parent if called is not None else None
    entry = around.parent if around is not None and around.type == "argument_list" else None
    function = entry.child_by_field_name("function") if entry is not None and entry.type == "call" else None
    if not given or around is None or function is None or walk.text(function).rpartition(".")[2] not in _TABLES:
        return
    target = given[0]
    if target.type == "tuple" and target.named_children:
        target = target.named_children[0]
    prefix = _read_prefix(walk, _list_given(around)[0])
    if target.type == "string":
        module = read_string(walk.text(target))
        if module:
            note_mount(walk, "", prefix, f"^{module}")
        return
    if target.type == "attribute" and walk.text(target).endswith(".urls"):
        target = target.child_by_field_name("object") or target
    _note(walk, place.scope, "", prefix, target)


def _note(walk: FixtureWalk, scope: Scope, router: str, prefix: str | None, target: Node) -> None:
    chain = walk.chain(target) if target.type in ("identifier", "attribute") else "?"
    if chain == "?":
        return
    values = list_origins(walk, scope, chain)
    if len(values) == 1 and values[0][0] == "^" and "(" not in values[0] and "[" not in values[0]:
        note_mount(walk, router, prefix, values[0])
    elif chain.isidentifier():
        note_mount(walk, router, prefix, chain)


def _list_given(arguments: Node) -> list[Node]:
    return [each for each in arguments.named_children if each.type not in ("keyword_argument", "comment")]


def _find_keyword(walk: FixtureWalk, arguments: Node, keywords: tuple[str, ...]) -> Node | None:
    found = (find_keyword(walk, arguments, keyword) for keyword in keywords)
    return next((each for each in found if each is not None), None)


def _read_prefix(walk: FixtureWalk, node: Node | None) -> str | None:
    """The prefix that an expression is: "" for none, None for one that is no plain text."""
    if node is None:
        return ""
    if node.type != "string":
        return None
    text = walk.text(node).lstrip("rR")
    return "" if text in ("''", '""') else read_string(text) or None


def _name(walk: FixtureWalk, owner: Node | None) -> str:
    return walk.text(owner) if owner is not None and owner.type == "identifier" else ""
