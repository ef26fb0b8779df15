"""Routes of Gin, Echo, Chi, Fiber, Gorilla and of net/http: which function answers a method and a path.

A call counts where the file imports such a package, and the call has a path and what handles it: a client's call of the
same name has an address alone. The code of a handler that is written in the call belongs to the route. The path of a
group, `v1 := r.Group("/v1")` or `r.Route("/v1", func(r chi.Router) {...})`, comes before that of its routes. A function
that is given a group mounts there what it adds to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.mounts import note_mount
from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.model.routes import ANY, write_maker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.extract.walk import Walk

FRAMEWORKS = (
    b'/gin-gonic/gin"', b"/labstack/echo", b"/go-chi/chi", b"/gofiber/fiber", b"/gorilla/mux",
    b"/julienschmidt/httprouter", b'"net/http"',
)  # fmt: skip
"""The texts that show a framework in a file."""

_CALL = re.compile(
    rb"\.(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete|Head|Options|All|HandleFunc|Handle)"
    rb"\([ \t\r\n]*[\"`]((?:[A-Z]+ )?(?:/[^\"`\n]*)?)[\"`][ \t\r\n]*,"
)
_ANY = frozenset(("any", "all", "handle", "handlefunc"))
_MAX_WRAPPERS = 3

_GROUPS = frozenset(("Group", "Route", "PathPrefix"))
_SAME = frozenset(("With", "Use", "Subrouter", "Name", "Host", "Schemes"))
"""Methods of a router that give one with the same path."""

_MAKES_GROUP = re.compile(rb"\.(?:Group|Route|PathPrefix)\(")
_GIVEN_ROUTER = re.compile(
    rb"\b(\w+)[ \t]+\*?(?:gin|echo|chi|mux|fiber|httprouter)"
    rb"\.(?:I?Routers?|IRoutes|RouterGroup|Group|Engine|Echo|App|Mux)\b"
)
_MADE_GROUP = re.compile(rb"\b(\w+)[ \t]*:?=[^\n=]*\.(?:Group|PathPrefix)\(")
_MOUNT = re.compile(rb"\.Mount\([ \t\r\n]*\"")
_MAX_LEVELS = 12


def note_routes(walk: Walk) -> None:
    """Notes the routes of a file, and the functions that it gives its routers to."""
    if not any(text in walk.source for text in FRAMEWORKS):
        return
    found = list(_CALL.finditer(walk.source))
    has_groups = _MAKES_GROUP.search(walk.source) is not None
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        selector = find_node(walk.root, match.start(1)).parent
        call = selector.parent if selector is not None and selector.type == "selector_expression" else None
        arguments = (
            call.child_by_field_name("arguments") if call is not None and call.type == "call_expression" else None
        )
        if selector is None or call is None or arguments is None:
            continue
        given = [unwrapped for child in arguments.named_children[1:] for unwrapped in _unwrap(child)]
        inline = [child for child in given if child.type == "func_literal"]
        handlers = [walk.chain(child) for child in given if child.type in ("identifier", "selector_expression")]
        if not inline and not handlers:
            continue
        method, _, path = match[2].decode("utf-8", "replace").rpartition(" ")
        word = match[1].decode().lower()
        methods = [method] if method else _list_methods(walk, call) or [ANY] if word in _ANY else [word]
        owner = selector.child_by_field_name("operand")
        whole = (_find_prefix(walk, owner, _MAX_LEVELS) if has_groups else "") + path
        for each in methods:
            note_route(walk, each, whole, call, handlers, scope, inline, walk.drafts[scope.owner].qualname)
    _note_mounts(walk)


def _list_methods(walk: Walk, call: Node) -> list[str]:
    """The methods that `HandleFunc(...).Methods("GET")` names."""
    around = call.parent
    named = around.child_by_field_name("field") if around is not None else None
    outer = around.parent if around is not None else None
    arguments = outer.child_by_field_name("arguments") if outer is not None else None
    if named is None or arguments is None or walk.text(named) != "Methods":
        return []
    texts = [walk.text(each).strip('"').removeprefix("http.Method") for each in arguments.named_children]
    return [text for text in texts if text.isalpha()]


def _unwrap(node: Node) -> Iterator[Node]:
    """What a call such as `http.HandlerFunc(f)` wraps."""
    for _ in range(_MAX_WRAPPERS):
        arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
        if arguments is None or arguments.named_child_count != 1:
            break
        node = arguments.named_children[0]
    yield node


# Groups


def _find_prefix(walk: Walk, node: Node | None, left: int) -> str:
    """The path that a router of the file puts before its routes."""
    if node is None or not left:
        return ""
    if node.type == "identifier":
        return _find_bound(walk, node, walk.text(node), left)
    name, owner, first = _read_call(walk, node)
    if name in _GROUPS:
        return _find_prefix(walk, owner, left - 1) + first
    return _find_prefix(walk, owner, left - 1) if name in _SAME else ""


def _read_call(walk: Walk, node: Node | None) -> tuple[str, Node | None, str]:
    """The method that a call names, the object before it, and the text that is the first argument."""
    function = node.child_by_field_name("function") if node is not None and node.type == "call_expression" else None
    if node is None or function is None or function.type != "selector_expression":
        return "", None, ""
    arguments, field = node.child_by_field_name("arguments"), function.child_by_field_name("field")
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    is_text = first is not None and first.type in ("interpreted_string_literal", "raw_string_literal")
    text = walk.text(first)[1:-1] if first is not None and is_text else ""
    return walk.text(field) if field is not None else "", function.child_by_field_name("operand"), text


def _find_bound(walk: Walk, node: Node, name: str, left: int) -> str:
    """The path of the router that a name is at a node: of the last assignment before it, or of what is given to a
    function without a name."""
    inner, around = node, node.parent
    while around is not None and around.type not in ("function_declaration", "method_declaration"):
        if around.type in ("block", "statement_list"):
            for statement in reversed(around.named_children):
                if statement.end_byte > inner.start_byte:
                    continue
                if statement.type in ("short_var_declaration", "assignment_statement"):
                    target, value = statement.child_by_field_name("left"), statement.child_by_field_name("right")
                    if target is not None and value is not None and walk.text(target) == name:
                        return _find_prefix(walk, value.named_children[0], left - 1)
        elif around.type == "func_literal":
            parameters = around.child_by_field_name("parameters")
            if parameters is not None and re.search(rf"\b{name}\b", walk.text(parameters)):
                arguments = around.parent
                called, owner, first = _read_call(walk, arguments.parent if arguments is not None else None)
                return _find_prefix(walk, owner, left - 1) + first if called in _GROUPS else ""
        inner, around = around, around.parent
    return ""


# Functions that are given a router, and routers that functions make


def _note_mounts(walk: Walk) -> None:
    source = walk.source
    names = {match[1] for regex in (_GIVEN_ROUTER, _MADE_GROUP) for match in regex.finditer(source)}
    places = [match.start(1) for match in _list_given(source, names)]
    places += [match.end() - 1 for match in _MAKES_GROUP.finditer(source)]
    places.sort()
    for at, scope in walk.scopes_at(places):
        node = find_node(walk.root, at)
        if node.type == "argument_list" and node.parent is not None:
            node = node.parent
        arguments = node.parent
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None else None
        if function is not None and function.type in ("identifier", "selector_expression"):
            _note_mount(walk, scope, _find_prefix(walk, node, _MAX_LEVELS), function)
    found = list(_MOUNT.finditer(source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start() for match in found]), strict=True):
        arguments = find_node(walk.root, match.end() - 1).parent
        call = arguments.parent if arguments is not None else None
        _, owner, first = _read_call(walk, call)
        made = arguments.named_children[-1] if arguments is not None else None
        function = made.child_by_field_name("function") if made is not None else None
        if owner is not None and function is not None:
            _note_mount(walk, scope, f"{_find_prefix(walk, owner, _MAX_LEVELS)}{first}", function)


def _list_given(source: bytes, names: set[bytes]) -> Iterator[re.Match[bytes]]:
    """Where one of the names is an argument."""
    if not names:
        return iter(())
    return re.finditer(rb"[(,][ \t\r\n]*(%s)(?=[ \t\r\n]*[,)])" % b"|".join(sorted(names)), source)


def _note_mount(walk: Walk, scope: Scope, prefix: str, function: Node) -> None:
    values = walk.tree.expand(scope, walk.chain(function))[0]
    if len(values) == 1 and values[0] != "?":
        note_mount(walk, walk.drafts[scope.owner].qualname, prefix, write_maker(values[0]))
