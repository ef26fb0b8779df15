"""Routes of Rails: which action of a controller answers a method and a path (https://guides.rubyonrails.org/routing.html).

Only the block of `routes.draw` is read: `get`, `post` and the other methods, `match`, `root`, `resources`, `resource`,
`namespace`, `scope`, `member` and `collection`. A controller is the class of that name, `admin/users` is
`Admin::UsersController`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from omny.extract.routes import note_route
from omny.model.routes import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from omny.extract.walk import Walk

MARK = b"routes.draw"
"""The text that shows routes in a file."""

_VERBS = frozenset(("get", "post", "put", "patch", "delete", "options", "head", "match"))
_ACTIONS = {
    "index": ("get", ""), "create": ("post", ""), "new": ("get", "/new"), "edit": ("get", "/:id/edit"),
    "show": ("get", "/:id"), "update": ("patch", "/:id"), "destroy": ("delete", "/:id"),
}  # fmt: skip
"""The actions of `resources`, with method and path of each."""

_TEXTS = ("string", "simple_symbol", "hash_key_symbol")
_MAX_LEVELS = 12


class _Place(NamedTuple):
    """The surroundings of an entry."""

    path: str = ""
    module: str = ""  # "admin/"
    controller: str = ""
    member: str = ""  # the path of one of the resources, in a block of `resources`
    is_singular: bool = False


def note_routes(walk: Walk) -> None:
    """Notes the routes of a file."""
    if MARK in walk.source:
        for call in _list_calls(walk.root):
            if walk.text(call).partition("(")[0].partition(" ")[0].endswith("routes.draw"):
                for block in _list_blocks(call):
                    _read(walk, block, _Place(), _MAX_LEVELS)


def _read(walk: Walk, block: Node, place: _Place, left: int) -> None:
    if not left:
        return
    for call in _list_calls(block):
        method = call.child_by_field_name("method")
        name = walk.text(method if method is not None else call.named_children[0])
        texts, options = _read_arguments(walk, call)
        inner: list[_Place] = []
        if name in _VERBS:
            _note_verb(walk, call, name, texts, options, place)
        elif name == "root":
            target = texts[:1] or [options.get("to", "")]
            _note(walk, call, "get", place.path or "/", target[0], place)
        elif name in ("resources", "resource"):
            inner = [_note_resources(walk, call, each, options, place, name == "resource") for each in texts]
        elif name == "namespace" and texts:
            module = options.get("module", texts[0])
            inner = [
                place._replace(path=f"{place.path}/{options.get('path', texts[0])}", module=f"{place.module}{module}/")
            ]
        elif name == "scope":
            path = options.get("path", texts[0] if texts else "")
            module = options.get("module", "")
            inner = [
                place._replace(
                    path=f"{place.path}/{path}" if path.strip("/") else place.path,
                    module=f"{place.module}{module}/" if module else place.module,
                    controller=options.get("controller", place.controller),
                )
            ]
        elif name == "member":
            inner = [place._replace(path=place.member or place.path)]
        elif name == "controller" and texts:
            inner = [place._replace(controller=texts[0])]
        elif name in ("collection", "constraints", "authenticate", "authenticated", "unauthenticated", "defaults"):
            inner = [place]
        for each in inner:
            for below in _list_blocks(call):
                _read(walk, below, each, left - 1)


def _note_verb(walk: Walk, call: Node, verb: str, texts: list[str], options: dict[str, str], place: _Place) -> None:
    paths = (
        texts or [key for key in options if key[:1] == "/"][:1] or [key for key, to in options.items() if "#" in to][:1]
    )
    for path in paths:
        target = options.get(path) or options.get("to") or options.get("action") or ""
        if options.get("on") == "member":
            place = place._replace(path=place.member or place.path)
        if not target:
            inside = path.strip("/")
            target = inside.replace("/", "#") if inside.count("/") == 1 and not place.controller else inside
        method = options.get("via", ANY) if verb == "match" else verb
        _note(walk, call, ANY if method == "all" else method, f"{place.path}/{path}", target, place)


def _note_resources(
    walk: Walk, call: Node, name: str, options: dict[str, str], place: _Place, is_singular: bool
) -> _Place:
    """Notes the routes of `resources :users`; where a block of it stands."""
    controller = options.get("controller", name if not is_singular else f"{name}s")
    path = f"{place.path if not place.member else place.member}/{options.get('path', name)}"
    only, without = options.get("only"), options.get("except", "").split()
    for action, (method, below) in _ACTIONS.items():
        if (
            action in without
            or (only is not None and action not in only.split())
            or (is_singular and action == "index")
        ):
            continue
        whole = path + (below.removeprefix("/:id") if is_singular else below)
        _note(walk, call, method, whole, f"{controller}#{action}", place._replace(controller=""))
    one = options.get("param", "id")
    member = path if is_singular else f"{path}/:{one}"
    return place._replace(path=path, controller=controller, member=member)


def _note(walk: Walk, call: Node, method: str, path: str, target: str, place: _Place) -> None:
    controller, mark, action = target.partition("#")
    if not mark:
        controller, action = place.controller, target
    handlers = []
    if controller and action.isidentifier():
        parts = f"{place.module}{controller}".strip("/").split("/")
        names = ["".join(word[:1].upper() + word[1:] for word in part.split("_")) for part in parts]
        if all(each.isidentifier() for each in names):
            handlers = [f"{' '.join(names)}Controller () {action}"]
    if method.isalpha():
        note_route(walk, method, path.replace("(.:format)", ""), call, handlers, walk.tree.module)


def _list_calls(node: Node) -> Iterator[Node]:
    """The calls that are statements of a body."""
    for child in node.named_children:
        if child.type == "call":
            yield child
        elif child.type in ("body_statement", "block_body", "if", "then", "unless", "if_modifier", "unless_modifier"):
            yield from _list_calls(child)


def _list_blocks(call: Node) -> list[Node]:
    return [child for child in call.named_children if child.type in ("do_block", "block")]


def _read_arguments(walk: Walk, call: Node) -> tuple[list[str], dict[str, str]]:
    """The texts among the arguments of a call, and its options; those of a list with spaces between them."""
    arguments = call.child_by_field_name("arguments")
    texts: list[str] = []
    options: dict[str, str] = {}
    for child in arguments.named_children if arguments is not None else ():
        if child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                options[_read_text(walk, key)] = _read_text(walk, value)
        elif child.type in _TEXTS and (text := _read_text(walk, child)):
            texts.append(text)
    return texts, options


def _read_text(walk: Walk, node: Node) -> str:
    if node.type in _TEXTS:
        text = walk.text(node).strip(":\"'")
        return "" if "#{" in text else text
    if node.type in ("array", "symbol_array", "string_array"):
        return " ".join(walk.text(child).strip(":\"'") for child in node.named_children)
    return ""
