"""What code of Python gives to frameworks: dependencies of FastAPI, views of Django, tasks. Noted when a walk is over.

Each framework is a row of `FRAMEWORKS`: the text by which a file shows it, and the words that are looked at. A word
counts only where the name stands for the framework's own, by the imports of the file.

Two kinds of heads stand for what another file says, and `find_given` finds that: `&:name`, the dependencies of a type
that got a name (`CurrentUser = Annotated[User, Depends(current_user)]`), and `&@name`, the function of that name if a
decorator makes a task of it. In surfaces `&:name` lists the former, and `&@name` the decorators, as chains.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from omny.extract.scopes import Binding, Scope, Value
from omny.extract.walk import KINDS
from omny.languages.python.annotations import read_annotation
from omny.languages.python.frameworks import DEPENDENCIES, TASK_CALLS, TASKS, VIEW_METHODS
from omny.model.atoms import is_class_like
from omny.model.edges import EdgeType
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import External, Module

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.languages.python.fixture_walk import FixtureWalk

_CALLBACK = KINDS[EdgeType.CALLBACK]
_NAME = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*(?:\.\w+)*")
_TASK_WORD = re.compile(r"(?:^|[._])(?:task|actor|job)$")
_TASK_WORDS = re.compile(rb"@[\w.]*(?:task|actor|job)")
_MAX_LEVELS = 12  # of syntax around a word
_MAX_HOPS = 8  # imports that a name is followed through

RUN = "=*"
"""See `omny.model.chains`."""

Given = tuple[str, str]
"""A file, and a chain that is read there."""


class Place(NamedTuple):
    """Where a word of a framework stands."""

    node: Node  # the name
    scope: Scope


Note = Callable[["FixtureWalk", Place], None]


def note_registrations(walk: FixtureWalk) -> None:
    """Notes what the file gives to frameworks, as references and in its surface."""
    found: list[tuple[int, Node, Note]] = []
    source = walk.source
    for framework, words in FRAMEWORKS.items():
        if framework in source:
            for word, note in words.items():
                at = source.find(word)
                while at >= 0:
                    node = _find_node(walk.root, at + (word[:1] == b"."))
                    if node.type == "identifier":
                        found.append((node.start_byte, node, note))
                    at = source.find(word, at + 1)
    if _TASK_WORDS.search(source):
        note_tasks(walk)
    if not found and b"fastapi" not in source:
        return
    found.sort(key=itemgetter(0))
    scopes = [scope for _, scope in walk.scopes_at([at for at, _, _ in found])]
    for (_, node, note), scope in zip(found, scopes, strict=True):
        note(walk, Place(node, scope))
    if b"fastapi" in source:
        _note_parameters(walk)


def note_tasks(walk: FixtureWalk) -> None:
    """Notes in the surface the decorators that may make tasks of functions."""
    for draft in walk.drafts:
        names = [each.partition("(")[0] for each in draft.detail.get("decorators", ())]
        if tasks := [name.replace(".", " ") for name in names if _TASK_WORD.search(name)]:
            expanded = [value for chain in tasks for value in walk.tree.expand(draft.scope, chain)[0]]
            walk.surface[f"&@{draft.qualname}"] = expanded
            for name in TASK_CALLS:
                walk.surface[f"{draft.qualname}.{name}="] = [f"&@{draft.qualname}"]


def find_given(evaluator: NameEvaluator, path: str, head: str) -> list[Given] | None:
    """What a head of this module stands for; None where it is none. Given without its `&`."""
    if head[0] == ":":
        home = _find_home(evaluator, path, head[1:])
        return [(home[0], chain) for chain in evaluator.ask(home[0], f"&:{home[1]}") or ()] if home is not None else []
    if head[0] == "@":
        decorators = evaluator.ask(path, f"&{head}") or ()
        return [(path, head)] if any(_makes_task(evaluator, path, chain) for chain in decorators) else []
    return None


def _makes_task(evaluator: NameEvaluator, path: str, decorator: str) -> bool:
    """Whether a decorator is one of a framework of tasks, or a function of the tree that gives one."""
    for calls in ("", " ()", " () ()"):
        for value in evaluator.evaluate(path, decorator + calls):
            if isinstance(value, External) and value.name.removesuffix("()").removesuffix("()") in TASKS:
                return True
    return False


def _find_home(evaluator: NameEvaluator, path: str, dotted: str) -> Given | None:
    """The file that gives a name its meaning, and the name there: that of a variable of a module."""
    owner, _, name = dotted.rpartition(".")
    if owner:
        modules = [each for each in evaluator.evaluate(path, owner.replace(".", " ")) if isinstance(each, Module)]
        if len(modules) != 1:
            return None
        path = modules[0].path
    for _ in range(_MAX_HOPS):
        if path.endswith("/"):
            return None
        bound = evaluator.ask(path, name)
        if bound is None:
            starred = [evaluator.locate(spec, path) for spec in evaluator.ask(path, "*") or ()]
            holders = [each for each in starred if each and each[-1] != "/" and evaluator.ask(each, name) is not None]
            if len(holders) != 1:
                return None
            path = holders[0]
        elif len(bound) == 1 and bound[0][0] == "^" and "::" in bound[0]:
            spec, _, name = bound[0][1:].partition("::")
            target = evaluator.locate(spec, path)
            if target is None:
                return None
            path = target
        else:
            return path, name
    return None


# ── places ──


def _find_node(root: Node, at: int) -> Node:
    """The smallest named node at a byte."""
    node = root
    while True:
        for child in node.named_children:
            if child.start_byte <= at < child.end_byte:
                node = child
                break
        else:
            return node


def _list_around(node: Node) -> Iterator[Node]:
    around = node.parent
    for _ in range(_MAX_LEVELS):
        if around is None:
            return
        yield around
        around = around.parent


def _find_call(name: Node) -> tuple[Node, Node] | None:
    """The call of a name, or of an attribute that ends with it, and its arguments."""
    around = name.parent
    function = around if around is not None and around.type == "attribute" else name
    call = function.parent
    called = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
    if call is None or called is None or arguments is None or called.start_byte != function.start_byte:
        return None
    return (call, arguments) if called.end_byte == function.end_byte and name.end_byte == called.end_byte else None


def find_origin(walk: FixtureWalk, scope: Scope, dotted: str) -> str:
    """The full name of what a dotted name stands for outside of the file; "" where an import does not say it."""
    head, _, rest = dotted.partition(".")
    found = scope.find(head)
    bindings = found.names[head] if found is not None else []
    if len(bindings) != 1 or not isinstance(bindings[0], str) or bindings[0][0] != "^":
        return ""
    whole = bindings[0][1:].replace("::", ".")
    return f"{whole}.{rest}" if rest else whole


def _refer(walk: FixtureWalk, scope: Scope, owner: int, chain: str, at: int) -> None:
    walk._references.append((scope, owner, chain, _CALLBACK, at))


# ── FastAPI ──


def _note_dependency(walk: FixtureWalk, place: Place) -> None:
    """`Depends(f)`: what depends on it is the function whose parameter or decorator it stands in, or what is around."""
    called = _find_call(place.node)
    if called is None:
        return
    call, arguments = called
    function = call.child_by_field_name("function")
    if function is None or find_origin(walk, place.scope, walk.text(function)) not in DEPENDENCIES:
        return
    given = _find_argument(walk, arguments, "dependency")
    annotated, name, parameter = "", "", ""
    scope, owner = place.scope, place.scope.given_to
    for around in _list_around(call):
        text = walk.text(around) if around.type in ("subscript", "generic_type") else ""
        if text.partition("[")[0].rpartition(".")[2] == "Annotated":
            annotated = text[text.index("[") + 1 : -1]
        if around.type in ("typed_parameter", "typed_default_parameter") and not annotated:
            type_ = around.child_by_field_name("type")
            annotated = walk.text(type_) if type_ is not None else ""
        if around.type == "default_parameter":
            named = around.child_by_field_name("name")
            parameter = walk.text(named) if named is not None else ""
        if around.type == "decorator":
            decorated = _find_decorated(walk, call.start_byte)
            if decorated is not None:
                owner = decorated.index
                _give_to(walk, scope, call, owner)
            break
        if around.type in ("assignment", "type_alias_statement"):
            left = around.child_by_field_name("left")
            if scope is walk.tree.module and left is not None:
                name = walk.text(left)
            break
    if given is not None:
        chain, at = walk.chain(given), given.end_byte - walk.name_length(walk.text(given).encode(), given)
        chains = [chain] if given.type in ("identifier", "attribute") else [f"{chain} =>", chain]
    else:
        told = read_annotation(annotated.split(",")[0]) if annotated else ()
        chains, at = [each.removesuffix(" ()") for each in told if each[0] not in "*%[("], call.start_byte
    for chain in chains:
        if chain[0] == "?":
            continue
        if parameter and not chain.endswith(" =>"):
            values: list[Binding] = [
                Value(f"{chain} ()", scope),
                Value(f"{chain} () [*]", scope),
            ]  # the item of a generator
            walk.drafts[owner].body.names[parameter] = values
        whole = chain if chain.endswith(" =>") else f"{chain} {RUN}"
        _refer(walk, scope, owner, whole, at)
        if name:
            known = walk.surface.setdefault(f"&:{name}", [])
            known += [each for each in walk.tree.expand(scope, chain)[0] if each not in known]


def _find_argument(walk: FixtureWalk, arguments: Node, keyword: str) -> Node | None:
    """The first argument, or the one of a keyword."""
    for child in arguments.named_children:
        if child.type == "keyword_argument":
            name = child.child_by_field_name("name")
            if name is not None and walk.text(name) == keyword:
                return child.child_by_field_name("value")
        elif child.type != "comment":
            return child
    return None


def _find_decorated(walk: FixtureWalk, at: int) -> Draft | None:
    """The definition whose decorators stand at a byte."""
    found = [draft for draft in walk.drafts if draft.start <= at < draft.defined_at]
    return found[-1] if found else None


def _give_to(walk: FixtureWalk, scope: Scope, node: Node, owner: int) -> None:
    """Has functions that are passed in a node belong to a definition."""
    block = Scope(scope, node.end_byte, scope.owner, scope.qualname, opaque=scope.opaque)
    block.names, block.redirects, block.given_to = scope.names, scope.redirects, owner
    insort(walk._opened, (node.start_byte, block), key=itemgetter(0))


def _note_parameters(walk: FixtureWalk) -> None:
    """Notes the dependencies of the types of parameters, if these are names that a module gives to types."""
    module = walk.tree.module
    for draft in walk.drafts:
        if is_class_like(draft.type):
            continue
        for parameter in draft.detail.get("parameters", ()):
            for found in _NAME.finditer(parameter.get("annotation", "").strip("\"'")):
                name = found[0]
                bindings = module.names.get(name.partition(".")[0], ())
                is_imported = any(isinstance(each, str) and each[0] == "^" for each in bindings)
                if not is_imported and f"&:{name}" not in walk.surface:
                    continue
                at = max(walk.source.find(name.encode(), draft.defined_at), draft.defined_at)
                for segment in ("=>", RUN):
                    _refer(walk, module, draft.index, f"&:{name} {segment}", at)


# ── Django ──


def _note_view(walk: FixtureWalk, place: Place) -> None:
    """`View.as_view()`: the methods that answer requests, and those around them. `{"get": "list"}` names them."""
    called = _find_call(place.node)
    attribute = place.node.parent
    owner = attribute.child_by_field_name("object") if attribute is not None else None
    chain = walk.chain(owner) if owner is not None and attribute is not None and attribute.type == "attribute" else "?"
    if called is None or chain[0] in "?*%[(":
        return
    given = _find_argument(walk, called[1], "actions")
    names = _find_strings(walk, given) if given is not None and given.type == "dictionary" else ()
    _refer_to_view(walk, place, chain, names)


def _note_routed_view(walk: FixtureWalk, place: Place) -> None:
    """`router.register("books", BookViewSet)` of Django REST framework."""
    called = _find_call(place.node)
    given = [each for each in called[1].named_children if each.type in ("identifier", "attribute")] if called else []
    if given and called is not None and len(called[1].named_children) > 1:
        receiver = place.node.parent
        owner = receiver.child_by_field_name("object") if receiver is not None else None
        made = walk.tree.expand(place.scope, walk.chain(owner))[0] if owner is not None else []
        if any(value.startswith("^rest_framework") for value in made):
            _refer_to_view(walk, place, walk.chain(given[0]), ())


def _refer_to_view(walk: FixtureWalk, place: Place, chain: str, names: tuple[str, ...]) -> None:
    scope, at = place.scope, place.node.start_byte
    _refer(walk, scope, scope.given_to, f"{chain} {RUN}", at)
    for name in (*VIEW_METHODS, *names):
        _refer(walk, scope, scope.given_to, f"{chain} {name}", at)


def _find_strings(walk: FixtureWalk, node: Node) -> tuple[str, ...]:
    """The values of a dictionary that are strings."""
    values = [pair.child_by_field_name("value") for pair in node.named_children if pair.type == "pair"]
    texts = [walk.text(value).strip("\"'") for value in values if value is not None and value.type == "string"]
    return tuple(text for text in texts if text.isidentifier())


_INJECTION: dict[bytes, Note] = {b"Depends(": _note_dependency, b"Security(": _note_dependency}
_VIEWS: dict[bytes, Note] = {b".as_view(": _note_view, b".register(": _note_routed_view}

FRAMEWORKS: dict[bytes, dict[bytes, Note]] = {
    b"fastapi": _INJECTION,
    b"fast_depends": _INJECTION,
    b"faststream": _INJECTION,
    b"django": _VIEWS,
    b"flask": {b".as_view(": _note_view},
    b"rest_framework": {b".register(": _note_routed_view},
}
"""By the text that shows a framework, what is noted at each word."""
