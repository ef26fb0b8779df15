"""What calls of the language's own functions give where an argument decides: `xs.map(f)`, `Promise.all([p])`.

A class of the tree may have methods of these names: they come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.javascript.callbacks import apply_function
from omny.languages.javascript.hooks import HOOK_NAMES, find_hook
from omny.model.chains import write_first

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.javascript.expressions import Expressions

RESULTS = frozenset(
    ("map", "flatMap", "then", "catch", "finally", "reduce", "reduceRight")
    + ("all", "race", "any", "resolve", "values", "entries", "from", "assign", "freeze")
    + tuple(HOOK_NAMES)
)
"""The names of these functions, and of hooks."""

_OWNERS = frozenset(("Promise", "Object", "Array"))
_MAX_CHAIN = 120  # characters of the object of a call whose result is followed; more are many calls in a row


def find_result(walk: Expressions, call: Node, levels: int) -> str | None:
    """The chain of what a call gives; None where it is like any other call."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    owner = function.child_by_field_name("object") if function is not None else None
    name_node = function.child_by_field_name("property") if function is not None else None
    if owner is None or name_node is None or arguments is None or not levels:
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    name = walk.text(name_node)
    if name in HOOK_NAMES:
        chain = walk.chain(owner)
        return find_hook(walk, call, f"{chain} {name}", levels) if chain[0] != "?" else None
    if owner.type == "identifier" and walk.text(owner) in _OWNERS:
        return _of_language(walk, f"{walk.text(owner)}.{name}", given, levels) if given else None
    item = walk.speller.expression(owner, levels - 1)
    if item[0] == "?" or len(item) > _MAX_CHAIN:
        return None
    if name in ("catch", "finally"):
        found = item
    elif name in ("reduce", "reduceRight"):
        found = walk.speller.expression(given[1], levels - 1) if len(given) == 2 else "?"
    elif name in ("map", "flatMap", "then") and given:
        found = apply_function(walk, given[0], item if name == "then" else walk.speller.extend(item, "[*]"), levels)
        if name == "map" and found[0] not in "?|!":
            found = f"*{found}"
    else:
        return None
    return None if found[0] == "?" or " : " in found else write_first([f"{item} {name} ()", found])


def _of_language(walk: Expressions, name: str, given: list[Node], levels: int) -> str | None:
    """The result of a function of a class of the language."""
    first = given[0]
    if name in ("Promise.all", "Promise.race", "Promise.any"):
        values = walk.speller.values(first)
        if len(values) != 1:
            return None
        return values[0] if name == "Promise.all" else walk.speller.extend(values[0], "[*]")
    if name in ("Promise.resolve", "Object.assign", "Object.freeze"):
        chain = walk.speller.expression(first, levels - 1)
        return chain if chain[0] != "?" else None
    if name in ("Array.from", "Object.values", "Object.entries") and len(given) == 1:
        chain = walk.speller.expression(first, levels - 1)
        item = walk.speller.extend(chain, "[*]" if name == "Array.from" else "[]")
        if item[0] == "?" or " : " in item or "|" in item:
            return None
        return f"*[?|{item}" if name == "Object.entries" else f"*{item}"
    return None
