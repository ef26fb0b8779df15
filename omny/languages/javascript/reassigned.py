"""Assignments to names and attributes that have values beside these; see `omny.extract.rebound`."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.rebound import ELSEWHERE, Again, find_place
from omny.extract.scopes import Binding, Scope, Value
from omny.languages.javascript.bindings import FUNCTIONS

_BODIES = frozenset(("statement_block", "program"))


def note_again(scope: Scope, target: Scope, name: str, values: list[Binding], at: Node) -> list[Again]:
    """The assignment in a scope to a name of `target`, where that has a value already, or another function assigns."""
    known = [*target.names.get(name, ())]
    if target.hoisting_scope() is not scope.hoisting_scope():
        return [Again(target, name, at.start_byte, at.end_byte, known, values, ELSEWHERE)]
    if not known:
        return []
    return [Again(target, name, at.start_byte, at.end_byte, known, values, find_place(at, _BODIES, FUNCTIONS))]


def keep_functions(bindings: list[Binding]) -> list[Binding]:
    """The functions among what is assigned to something with a type of its own."""
    chains = [(each.chain, each.scope) for each in bindings if isinstance(each, Value) and each.chain[-1] != ")"]
    found: list[Binding] = [each for each in bindings if isinstance(each, str)]
    return [*found, *[Value(f"{chain} =>", scope) for chain, scope in chains]]
