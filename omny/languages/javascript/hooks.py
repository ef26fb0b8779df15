"""Hooks of React and its kin, and stores of zustand: what their calls give, as chains.

A hook counts by what it is imported as. A store is a hook that is called with a function which picks a part of its
state: `useCart((state) => state.add)` is what `useCart.getState().add` is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from omny.languages.javascript.callbacks import apply_function
from omny.languages.javascript.frameworks import HOOKS, STATE_WRAPPERS
from omny.model.chains import write_first, write_several, write_type

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Binding
    from omny.languages.javascript.expressions import Expressions
    from omny.languages.javascript.wrappers import Wrappers

HOOK_NAMES = frozenset(name.rpartition(" ")[2] for name in HOOKS)
"""The last names of the functions that are looked at."""

PREFIX = "use"
"""Begins the name of each hook."""

_OWN_SPECS = (".", "@/", "~", "#", "src/")
"""Beginnings of specifiers that are no packages."""

_CLOSURES = ("arrow_function", "function_expression")
_MAX_WRAPPERS = 6


def find_hook(walk: Expressions, call: Node, name: str, levels: int) -> str | None:
    """The chain of what a call of a function gives that has the name of a hook; None where it is like any other."""
    arguments = call.child_by_field_name("arguments")
    given = [child for child in arguments.named_children if child.type != "comment"] if arguments is not None else []
    origin = cast("Wrappers", walk).find_origin(name)
    kind = HOOKS.get(origin)
    if kind is None:
        is_own = origin.startswith(_OWN_SPECS) or not origin
        return _pick(walk, given, name, levels) if is_own and len(given) == 1 else None
    if kind == "context":
        chain = walk.speller.expression(given[0], levels - 1) if given else "?"
        return f"{chain} useContext ()" if chain[0] not in "?*%[(" else None
    if kind == "memo":
        found = apply_function(walk, given[0], "?", levels) if given else "?"
        return found if found[0] != "?" else None
    told = _list_types(walk, call, given, levels)
    if not told:
        return None
    if kind == "made":
        return write_several([f"{name} ()", write_type([("useContext", [f"({chain}" for chain in told])])])
    if kind == "ref":
        return write_type([("current", told)])
    return f"[{told[0]}" if len(told) == 1 and told[0][0] not in "[|" and "|" not in told[0] else None


def _list_types(walk: Expressions, call: Node, given: list[Node], levels: int) -> list[str]:
    """What a hook holds: by its type argument, else by what it is given first."""
    stated = call.child_by_field_name("type_arguments")
    if stated is not None:
        return [*walk.read_type(walk.text(stated)[1:-1])]
    if given and given[0].type in _CLOSURES:
        found = apply_function(walk, given[0], "?", levels)
        return [found] if found[0] != "?" else []
    return walk.speller.values(given[0]) if given else []


def _pick(walk: Expressions, given: list[Node], name: str, levels: int) -> str | None:
    """What a function picks of the state of a store."""
    if given[0].type != "arrow_function":
        return None
    found = apply_function(walk, given[0], f"{name} getState ()", levels)
    return write_first([found, f"{name} ()"]) if found.startswith(f"{name} getState () ") else None


def build_state(walk: Wrappers, given: list[Node], name: str) -> list[Binding]:
    """What a store is: a call gives its state, and so does `getState`. Nothing where no function makes the state."""
    closure: Node | None = given[0]
    for _ in range(_MAX_WRAPPERS):
        closure = _unwrap(closure)
        function = closure.child_by_field_name("function") if closure is not None else None
        if closure is None or function is None or walk.find_origin(walk.chain(function)) not in STATE_WRAPPERS:
            break
        arguments = closure.child_by_field_name("arguments")
        closure = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    literal = _find_literal(closure) if closure is not None and closure.type in _CLOSURES else None
    if closure is None or literal is None:
        return []
    state = f"(@{walk.name_object(literal, '').key}"
    walk.contexts[closure.id] = [write_type([("(1)", [state])])]
    whole = walk.shape(name)
    whole.used = True
    whole.names.bind("getState", state)
    return [state, f"@{whole.key}"]


def _unwrap(node: Node | None) -> Node | None:
    return node.named_children[0] if node is not None and node.type == "parenthesized_expression" else node


def _find_literal(closure: Node) -> Node | None:
    """The object that a function returns at its end."""
    body = _unwrap(closure.child_by_field_name("body"))
    if body is not None and body.type == "statement_block" and body.named_children:
        last = body.named_children[-1]
        body = _unwrap(last.named_children[0]) if last.type == "return_statement" and last.named_children else None
    return body if body is not None and body.type == "object" else None
