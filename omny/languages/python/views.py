"""Class-based views: the methods that a framework calls of a class which a table of URLs names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.python.frameworks import VIEW_METHODS
from omny.languages.python.places import RUN, Place, find_argument, find_call, list_origins, refer
from omny.languages.python.routes import note_registered_route

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk


def note_view(walk: FixtureWalk, place: Place) -> None:
    """`View.as_view()`: the methods that answer requests, and those around them. `{"get": "list"}` names them."""
    called = find_call(place.node)
    attribute = place.node.parent
    owner = attribute.child_by_field_name("object") if attribute is not None else None
    chain = walk.chain(owner) if owner is not None and attribute is not None and attribute.type == "attribute" else "?"
    if called is None or chain[0] in "?*%[(":
        return
    given = find_argument(walk, called[1], "actions")
    names = _find_strings(walk, given) if given is not None and given.type == "dictionary" else ()
    _refer_to_view(walk, place, chain, names)


def note_routed_view(walk: FixtureWalk, place: Place) -> None:
    """`router.register("books", BookViewSet)` of Django REST framework."""
    called = find_call(place.node)
    given = [each for each in called[1].named_children if each.type in ("identifier", "attribute")] if called else []
    if given and called is not None and len(called[1].named_children) > 1:
        receiver = place.node.parent
        owner = receiver.child_by_field_name("object") if receiver is not None else None
        made = list_origins(walk, place.scope, walk.chain(owner)) if owner is not None else []
        if any(value.startswith("^rest_framework") for value in made):
            _refer_to_view(walk, place, walk.chain(given[0]), ())
            note_registered_route(walk, place, called[1].named_children[0], given[0])


def _refer_to_view(walk: FixtureWalk, place: Place, chain: str, names: tuple[str, ...]) -> None:
    scope, at = place.scope, place.node.start_byte
    refer(walk, scope, scope.given_to, f"{chain} {RUN}", at)
    for name in (*VIEW_METHODS, *names):
        refer(walk, scope, scope.given_to, f"{chain} {name}", at)


def _find_strings(walk: FixtureWalk, node: Node) -> tuple[str, ...]:
    """The values of a dictionary that are strings."""
    values = [pair.child_by_field_name("value") for pair in node.named_children if pair.type == "pair"]
    texts = [walk.text(value).strip("\"'") for value in values if value is not None and value.type == "string"]
    return tuple(text for text in texts if text.isidentifier())
