"""What notes of frameworks have in common: places in a file, names by what they are imported as, and where names come
from in other files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from omny.extract.limits import EXPAND_DEPTH
from omny.extract.scopes import Scope
from omny.extract.walk import KINDS
from omny.model.edges import EdgeType
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Module

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.languages.python.fixture_walk import FixtureWalk

_CALLBACK = KINDS[EdgeType.CALLBACK]
_MAX_LEVELS = 12  # of syntax around a word
_MAX_HOPS = 8  # imports that a name is followed through

RUN = "=*"
"""See `omny.model.chains`."""

FOUND_BY = "#found"
"""The key of a surface that lists names by which the file is found from anywhere, without the `py:` before them."""

Given = tuple[str, str]
"""A file, and a chain that is read there."""


class Place(NamedTuple):
    """Where a word of a framework stands."""

    node: Node  # the name
    scope: Scope


Note = Callable[["FixtureWalk", Place], None]
"""What a word is for."""


def find_home(evaluator: NameEvaluator, path: str, dotted: str) -> Given | None:
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


def list_around(node: Node) -> Iterator[Node]:
    """The nodes around one, the nearest first."""
    around = node.parent
    for _ in range(_MAX_LEVELS):
        if around is None:
            return
        yield around
        around = around.parent


def find_call(name: Node) -> tuple[Node, Node] | None:
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


def list_origins(walk: FixtureWalk, scope: Scope, chain: str) -> list[str]:
    """What a chain can stand for, by the assignments and imports of the file; names of the module are followed, too."""
    module, found = walk.tree.module, walk.tree.expand(scope, chain)[0]
    for _ in range(_MAX_HOPS):
        if not any(value.partition(" ")[0] in module.names for value in found):
            break
        followed: list[str] = []
        for value in found:
            head, _, rest = value.partition(" ")
            several = walk.tree.values(module, head, EXPAND_DEPTH)[0] if head in module.names else [head]
            followed += [whole for each in several if (whole := walk.tree.extend(each, rest)) is not None]
        found = followed
    return found


def refer(walk: FixtureWalk, scope: Scope, owner: int, chain: str, at: int) -> None:
    """Notes that a definition hands over what a chain is in a scope."""
    walk._references.append((scope, owner, chain, _CALLBACK, at))


def find_argument(walk: FixtureWalk, arguments: Node, keyword: str) -> Node | None:
    """The argument of a keyword, or else the first one."""
    named = find_keyword(walk, arguments, keyword)
    if named is not None:
        return named
    positional = (child for child in arguments.named_children if child.type not in ("keyword_argument", "comment"))
    return next(positional, None)


def find_keyword(walk: FixtureWalk, arguments: Node, keyword: str) -> Node | None:
    """The argument of a keyword."""
    for child in arguments.named_children:
        if child.type == "keyword_argument":
            name = child.child_by_field_name("name")
            if name is not None and walk.text(name) == keyword:
                return child.child_by_field_name("value")
    return None


def read_string(text: str) -> str:
    """The text of a plain string literal; "" for anything else."""
    return text[1:-1] if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0] and text[1] != text[0] else ""


def find_decorated(walk: FixtureWalk, at: int) -> Draft | None:
    """The definition whose decorators stand at a byte."""
    found = [draft for draft in walk.drafts if draft.start <= at < draft.defined_at]
    return found[-1] if found else None
