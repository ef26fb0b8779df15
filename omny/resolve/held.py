"""What holds values, and which of them a step gives: lists, maps, tuples (see `omny.extract.scopes.join`)."""

from __future__ import annotations

from typing import Protocol

from omny.model.chains import split_parts, write_type
from omny.resolve.definitions import mark_inferred
from omny.resolve.semantics import Semantics
from omny.resolve.values import Container, Values


class HoldingEvaluator(Protocol):
    """The questions that are asked here."""

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...


def list_parts(value: Container, place: str) -> list[str]:
    """The chains of the several values that something written out holds: those at a place or of a key, else all."""
    parts = split_parts(value.chain)
    if not place:
        return [part for _, part in parts]
    if any(key for key, _ in parts):
        return [part for key, part in parts if key in (place, "")]
    return [parts[int(place)][1]] if place.isdigit() and int(place) < len(parts) else []


def find_item(evaluator: HoldingEvaluator, value: Container, segment: str) -> Values:
    """The values that `[]`, `[*]`, `[:]`, `[*0]` and `[.key]` give of what holds values. The keys of a map, which
    iterating it gives, are not known."""
    is_list = segment == "[:]"
    if value.mark == "*" and is_list:
        return {value: True}
    if value.mark == "[":
        is_map = value.chain[:1] == "<"
        if is_map and (is_list or segment[1] == "*"):
            return {}
        parts = list_parts(value, "" if is_list else segment[1:-1].lstrip("*."))
        if is_list:
            return {Container("*", value.path, part): True for part in parts if part != "?"}
    else:
        parts = [value.chain] if value.mark == "*" or segment == "[]" or segment[1] == "." else []
    found: Values = {}
    for part in parts:
        found.update(evaluator.evaluate(value.path, part))
    return mark_inferred(found)


def find_held_member(evaluator: HoldingEvaluator, semantics: Semantics, value: Container, name: str) -> Values:
    """The function that a member of something that holds values is: as what a call of it gives, and what it calls the
    function with that it is given. Any other member of a map can be one of the values. See `Semantics.held_members`."""
    is_written = value.mark == "["
    mark = "%" if value.chain[:1] == "<" else "*" if is_written else value.mark
    members = semantics.held_members.get(mark, {})
    given = members.get(name)
    if given is not None and given[-1:] == "|" and "|" in value.chain and not is_written:
        given = None
    places = semantics.held_callbacks.get(mark, {}).get(name, "")
    if given is None and not places and "" not in members:  # as most members
        return {}
    chains = [chain for chain in (list_parts(value, "") if is_written else [value.chain]) if chain != "?"]
    if places and chains:
        function = write_type([(f"({place})", chains) for place in places])
        results = [] if given is None else [("()", [given + chain for chain in chains])]
        return {Container("{", value.path, write_type([*results, ("(0)", [function])])): True}
    if given is None and "" in members:
        return {item: True for chain in chains for item in evaluator.evaluate(value.path, chain)}
    is_known = given is not None and given != "?"
    return {Container("(", value.path, f"{given}{chain}"): True for chain in chains if is_known}
