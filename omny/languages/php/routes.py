"""Routes of Laravel and Lumen: which method of a controller answers a method and a path
(https://laravel.com/docs/routing, https://laravel.com/docs/controllers).

An entry is a chain of calls that begins with `Route::`: `Route::get("users", [UserController::class, "index"])`,
`Route::resource(...)`. What groups around it say, `Route::prefix("admin")->group(...)`, comes before its path. A file
that loads another one below a prefix mounts the routes of that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from omny.extract.mounts import note_mount
from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.languages.php.spelling import NAMES, import_chain
from omny.model.routes import ANY, write_file

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.php.walk import PhpWalk

MARKS = (b"Route::", b"$router->", b"withRouting(")
"""One of these texts is in each file with routes."""

_ENTRY = re.compile(rb"(?<![\w\\$])(?:Route::|\$router->)(?=\w)")
_LOADING = re.compile(rb"->\s*withRouting\(")
_FACADES = frozenset(("Route", "Illuminate.Support.Facades.Route"))
_LIBRARIES = (b"Illuminate", b"Laravel", b"Lumen")

_VERBS = frozenset(
    ("get", "post", "put", "patch", "delete", "options", "any", "match", "view", "redirect", "permanentRedirect")
)
_METHODS = {"any": ANY, "view": "get", "redirect": ANY, "permanentRedirect": ANY}
_WITHOUT_HANDLER = ("view", "redirect", "permanentRedirect")
_ACTIONS = (
    ("index", ("get",), ""), ("create", ("get",), "/create"), ("store", ("post",), ""), ("show", ("get",), "/{}"),
    ("edit", ("get",), "/{}/edit"), ("update", ("put", "patch"), "/{}"), ("destroy", ("delete",), "/{}"),
)  # fmt: skip
"""The actions of a resource, with the methods and the path of each."""

_SINGLE = frozenset(("index", "create", "store", "destroy"))
_RESOURCES = {
    "resource": (), "apiResource": ("create", "edit"), "resources": (), "apiResources": ("create", "edit"),
    "singleton": _SINGLE, "apiSingleton": _SINGLE | {"edit"},
}  # fmt: skip
"""What declares resources, and the actions that these do not have."""

_CONTROLLERS = "App.Http.Controllers"
_CALLS = ("member_call_expression", "scoped_call_expression")
_CLOSURES = ("anonymous_function", "arrow_function")
_STRINGS = ("string", "encapsed_string")
_CLASS = re.compile(r"\\?[A-Z]\w*(?:\\\w+)*")
_FILE = re.compile(r"(base_path)\(\s*[\"']([\w./-]+\.php)[\"']\s*\)|(__DIR__)\s*\.\s*[\"']/([\w./-]+\.php)[\"']")
_OPTIONAL = re.compile(r"\{(\w+)(?::\w+)?\?\}")
_SINGULAR = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("ss", "ss"), ("s", ""))


class _Call(NamedTuple):
    """One call of a chain."""

    name: str
    node: Node
    given: list[Node]  # the values of its arguments


class _Place(NamedTuple):
    """What groups say of an entry."""

    path: str = ""
    controller: str = ""  # a chain
    namespace: str = ""  # below that of all controllers, with dots


def note_routes(walk: PhpWalk) -> None:
    """Notes the routes of a file, and the files of routes that it loads."""
    _Routes(walk).note()


class _Routes:
    """The routes of one file."""

    def __init__(self, walk: PhpWalk) -> None:
        self._walk = walk
        self._places: dict[int, _Place] = {}  # of the entries in a closure, by where that begins
        self._has_router = any(library in walk.source for library in _LIBRARIES)
        self._has_facade = walk.namespace.full_name("Route") in _FACADES

    def note(self) -> None:
        walk = self._walk
        for match in _ENTRY.finditer(walk.source):
            if not (self._has_router if match[0][:1] == b"$" else self._has_facade):
                continue
            first = find_node(walk.root, match.start()).parent
            if first is not None and first.type == "variable_name":
                first = first.parent
            if first is not None and first.type in _CALLS:
                self._read(_list_calls(walk, first))
        for match in _LOADING.finditer(walk.source):
            call = find_node(walk.root, match.end() - 1).parent
            if call is not None and call.type == "member_call_expression":
                self._mount_loaded(call)

    def _read(self, calls: list[_Call]) -> None:
        """Reads an entry."""
        place = self._find_place(calls[0].node) if calls else _Place()
        for at, call in enumerate(calls):
            if call.name in _VERBS:
                self._note_verb(call, calls[at + 1 :], place)
            elif call.name in _RESOURCES:
                self._note_resources(call, calls, place)
            elif call.name == "group":
                self._mount(call, self._narrow(place, call))
            else:
                place = self._narrow(place, call)
                continue
            break

    # What groups say

    def _find_place(self, node: Node) -> _Place:
        """What the groups around a node say."""
        around = node.parent
        while around is not None and around.type not in _CLOSURES:
            around = around.parent
        if around is None:
            return _Place()
        known = self._places.get(around.start_byte)
        if known is None:
            known = self._places[around.start_byte] = self._read_group(around)
        return known

    def _read_group(self, closure: Node) -> _Place:
        """What is said of the entries in a closure: those of a group have what the chain of the group says."""
        argument = closure.parent
        call = argument.parent.parent if argument is not None and argument.parent is not None else None
        name = call.child_by_field_name("name") if call is not None else None
        if call is None or name is None or self._walk.text(name) != "group":
            return self._find_place(closure)
        first = call
        while (owner := first.child_by_field_name("object")) is not None and owner.type in _CALLS:
            first = owner
        place = self._find_place(first)
        for each in _list_calls(self._walk, first):
            place = self._narrow(place, each)
            if each.node.end_byte == call.end_byte:
                break
        return place

    def _narrow(self, place: _Place, call: _Call) -> _Place:
        """What is said after a call such as `prefix("admin")`, or `group(["prefix" => "admin"], ...)`."""
        if call.name == "group":
            said = _list_pairs(self._walk, call.given[0]) if len(call.given) > 1 else {}
        else:
            said = {call.name: call.given[0]} if call.given else {}
        prefix = self._read_text(said.get("prefix")) or ""
        namespace = (self._read_text(said.get("namespace")) or "").strip("\\").replace("\\", ".")
        if namespace == _CONTROLLERS or namespace.startswith(f"{_CONTROLLERS}."):
            namespace, place = namespace[len(_CONTROLLERS) + 1 :], place._replace(namespace="")
        return _Place(
            f"{place.path}/{prefix}" if prefix.strip("/") else place.path,
            self._find_class(said.get("controller"), place) or place.controller,
            ".".join(part for part in (place.namespace, namespace) if part),
        )

    # Entries

    def _note_verb(self, call: _Call, after: list[_Call], place: _Place) -> None:
        """`Route::get("users", ...)` and its kin."""
        given, methods = call.given, [_METHODS.get(call.name, call.name)]
        if call.name == "match":
            methods, given = (self._read_texts(given[0]) if given else []), given[1:]
        path = self._read_text(given[0]) if given else None
        if path is None:
            return
        for each in after:
            place = self._narrow(place, each) if each.name == "prefix" else place
        handler = given[1] if len(given) > 1 and call.name not in _WITHOUT_HANDLER else None
        options = _list_pairs(self._walk, handler)
        handler = options.get("uses", handler)
        inline = [handler] if handler is not None and handler.type in _CLOSURES else []
        chains = self._find_handlers(handler, place)
        whole = _OPTIONAL.sub(r"{\1}", f"{place.path}/{path}").rstrip("/")
        scope = self._walk.tree.module
        if inline:
            ((_, scope),) = self._walk.scopes_at([call.node.start_byte])
        for method in methods:
            if method.isalpha():
                note_route(self._walk, method, whole, (after or [call])[-1].node, chains, scope, inline)

    def _note_resources(self, call: _Call, calls: list[_Call], place: _Place) -> None:
        """`Route::resource("photos", PhotoController::class)`, and several in a map."""
        if call.name.endswith("s"):
            entries = list(_list_pairs(self._walk, call.given[0]).items()) if call.given else []
        else:
            name = self._read_text(call.given[0]) if call.given else None
            entries = [(name, call.given[1])] if name is not None and len(call.given) > 1 else []
        said = {each.name: [text for node in each.given for text in self._read_texts(node)] for each in calls}
        options = _list_pairs(self._walk, call.given[2]) if len(call.given) > 2 else {}
        only = said.get("only") or self._read_texts(options.get("only"))
        without = {*_RESOURCES[call.name], *(said.get("except") or self._read_texts(options.get("except")))}
        if "creatable" in said:
            without -= {"create", "store"}
        is_one, is_shallow = call.name.endswith("ingleton"), "shallow" in said
        for name, value in entries:
            controller = self._find_class(value, place)
            *outer, last = name.strip("/").split(".")
            around = "".join(f"/{each}/{{{_write_parameter(each)}}}" for each in outer)
            one = "" if is_one else f"/{{{_write_parameter(last)}}}"
            for action, methods, below in _ACTIONS:
                if action in without or (only and action not in only):
                    continue
                above = "" if is_shallow and "{}" in below else around
                path = f"{place.path}{above}/{last}{below.replace('/{}', one)}"
                chains = [f"{controller} () {action}"] if controller else []
                for method in methods:
                    note_route(self._walk, method, path, calls[-1].node, chains, self._walk.tree.module)

    def _find_handlers(self, node: Node | None, place: _Place) -> list[str]:
        """The chains of what answers: a method of a controller, or a class that is called."""
        if node is None:
            return []
        if node.type == "array_creation_expression":
            parts = [child.named_children[0] for child in node.named_children if child.named_child_count == 1]
            if len(parts) == 2 and (name := self._read_text(parts[1])) and name.isidentifier():
                controller = self._find_class(parts[0], place)
                return [f"{controller} () {name}"] if controller else []
            return []
        text = self._read_text(node)
        if text is not None and text.isidentifier() and place.controller:
            return [f"{place.controller} () {text}"]
        controller = self._find_class(node, place)
        method = text.partition("@")[2] if text is not None else ""
        return [f"{controller} () {method or '__invoke'}"] if controller else []

    def _find_class(self, node: Node | None, place: _Place) -> str:
        """The chain of a class, given as `X::class` or as a text; "" for anything else."""
        if node is None:
            return ""
        if node.type == "class_constant_access_expression" and node.named_child_count == 2:
            owner, word = node.named_children
            if owner.type in NAMES and self._walk.text(word) == "class":
                return self._walk.namespace.type_chain(self._walk.text(owner))
        name = (self._read_text(node) or "").partition("@")[0]
        if not _CLASS.fullmatch(name):
            return ""
        full = name.strip("\\").replace("\\", ".")
        if name[0] == "\\" or full.startswith("App."):
            return import_chain(full)
        return import_chain(".".join(part for part in (_CONTROLLERS, place.namespace, full) if part))

    # Files of routes

    def _mount(self, call: _Call, place: _Place) -> None:
        """`Route::prefix("api")->group(base_path("routes/api.php"))`."""
        path = self._read_file(call.given[-1]) if call.given else ""
        if path:
            note_mount(self._walk, "", place.path, path)

    def _mount_loaded(self, call: Node) -> None:
        """`->withRouting(api: __DIR__."/../routes/api.php", apiPrefix: "api/v1")`."""
        arguments = call.child_by_field_name("arguments")
        said: dict[str, Node] = {}
        for child in arguments.named_children if arguments is not None else ():
            name = child.child_by_field_name("name")
            if name is not None:
                said[self._walk.text(name)] = child.named_children[-1]
        for kind, prefix in (("web", ""), ("api", self._read_text(said.get("apiPrefix")) or "api")):
            if kind in said and (path := self._read_file(said[kind])):
                note_mount(self._walk, "", prefix, path)

    def _read_file(self, node: Node) -> str:
        """The chain of a file, `base_path("routes/api.php")` or `__DIR__."/api.php"`; "" for anything else."""
        match = _FILE.fullmatch(self._walk.text(node))
        return write_file(match[2] or match[4], is_near=match[2] is None) if match is not None else ""

    # Texts

    def _read_text(self, node: Node | None) -> str | None:
        """A plain text; None for anything else."""
        if node is None or node.type not in _STRINGS or node.named_child_count > 1:
            return None
        text = self._walk.text(node)
        return None if node.type == "encapsed_string" and "$" in text else text[1:-1].replace("\\\\", "\\")

    def _read_texts(self, node: Node | None) -> list[str]:
        """The plain texts that an expression is, or has as a list."""
        if node is None or node.type != "array_creation_expression":
            text = self._read_text(node)
            return [text] if text is not None else []
        found = (self._read_text(each.named_children[-1]) for each in node.named_children if each.named_children)
        return [text for text in found if text is not None]


def _list_calls(walk: PhpWalk, first: Node) -> list[_Call]:
    """The calls of a chain, from the first on."""
    calls: list[_Call] = []
    node: Node | None = first
    while node is not None:
        name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
        if name is None or arguments is None:
            break
        values = [child.named_children[-1] for child in arguments.named_children if child.named_children]
        calls.append(_Call(walk.text(name), node, values))
        around = node.parent
        owner = around.child_by_field_name("object") if around is not None and around.type in _CALLS else None
        node = around if owner is not None and owner.start_byte == node.start_byte else None
    return calls


def _list_pairs(walk: PhpWalk, node: Node | None) -> dict[str, Node]:
    """The values of an array that have texts as keys."""
    found: dict[str, Node] = {}
    for child in node.named_children if node is not None and node.type == "array_creation_expression" else ():
        if child.named_child_count == 2 and child.named_children[0].type in _STRINGS:
            found[walk.text(child.named_children[0])[1:-1]] = child.named_children[1]
    return found


def _write_parameter(name: str) -> str:
    """The parameter of a resource: its name in the singular.

    >>> [_write_parameter(each) for each in ("photos", "categories", "blog-posts", "boxes")]
    ['photo', 'category', 'blog_post', 'box']
    """
    word = name.rpartition("/")[2].replace("-", "_")
    for ending, one in _SINGULAR:
        if word.endswith(ending):
            return word[: -len(ending)] + one
    return word
