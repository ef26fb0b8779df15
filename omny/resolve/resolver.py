"""A file's facts and the lookup in, its atoms out: every reference becomes an edge, or a name that stays unresolved."""

from __future__ import annotations

from typing import Any

import msgspec

from omny.model import EDGE_TYPES, MODULE_NAME, Atom, AtomType, Chain, EdgeType, FileFacts, How, Surface
from omny.resolve.evaluate import Evaluator
from omny.resolve.lookup import ImportRules
from omny.resolve.shared import Recorder, Shared
from omny.resolve.values import Defined, External, Instance, Module, Values

_encode = msgspec.json.Encoder().encode

_SYNTAX = frozenset(("super", "super()", "import"))  # called, but no name of anything

Targets = tuple[list[tuple[str, bool]], list[str]]
"""Ids with whether they are inferred, and names of what lies outside the tree."""


def atom_id(path: str, qualname: str) -> str:
    """The id of a definition."""
    return f"{path}::{qualname}"


class Resolver:
    """Resolves one file."""

    def __init__(
        self,
        path: str,
        facts: FileFacts,
        surface: Surface,
        rules: ImportRules,
        lookup: Recorder,
        shared: Shared,
        *,
        is_test: bool,
    ) -> None:
        self._path = path
        self._facts = facts
        self._rules = rules
        self._is_test = is_test
        self._evaluator = Evaluator(path, surface, rules, lookup, shared)

    def atoms(self) -> list[Atom]:
        """The atoms of the file, in source order, edges in their `data`."""
        sites: dict[int, list[tuple[str, EdgeType, How, int, int]]] = {}
        outside: dict[int, set[str]] = {}
        known: list[Targets | None] = [None] * len(self._facts.chains)
        own = [atom_id(self._path, definition.qualname) for definition in self._facts.definitions]
        for owner, chain, line, column in self._facts.uses():
            targets = known[chain]
            if targets is None:
                targets = known[chain] = self._targets(self._facts.chains[chain])
            inside, names = targets
            for target, inferred in inside:
                edge = EDGE_TYPES[self._facts.chains[chain].kind]
                if edge == EdgeType.INHERIT and target == own[owner]:
                    continue  # `class A(A)` names another A, which nothing in the tree is
                how = How.INFERRED if inferred else How.EXACT
                sites.setdefault(owner, []).append((target, edge, how, line, column))
            if names:
                outside.setdefault(owner, set()).update(names)
        return [self._atom(index, sites.get(index, []), outside.get(index)) for index in range(self._count)]

    @property
    def _count(self) -> int:
        return len(self._facts.definitions)

    def _targets(self, chain: Chain) -> Targets:
        kind = EDGE_TYPES[chain.kind]
        values: Values = {}
        for value in chain.values:
            for item, inferred in self._evaluator.evaluate(self._path, value).items():
                values[item] = values.get(item, False) or inferred or chain.inferred
        reached: dict[str, bool] = {}
        names: list[str] = []
        for item, inferred in values.items():
            if isinstance(item, External):
                # What a call gave has no name of its own: with `path = partial(...)`, `path()` calls `path`.
                names.append(chain.text.lstrip("^") if item.name[-1] in ")]" else item.name)
            else:
                for target, also in self._reached(item, kind).items():
                    reached[target] = reached.get(target, False) or inferred or also
        if len(reached) > 1 and kind != EdgeType.INHERIT and len(values) > 1:
            reached = dict.fromkeys(reached, True)
        if kind in (EdgeType.CALLBACK, EdgeType.INHERIT):
            names = []
        elif not reached and not names and kind == EdgeType.CALL:
            names = [] if chain.text in _SYNTAX else [chain.text.lstrip("^")]
        return sorted(reached.items()), names

    def _reached(self, value: object, kind: EdgeType) -> dict[str, bool]:
        """The ids that using a value reaches, and whether that is inferred."""
        evaluator = self._evaluator
        if isinstance(value, Defined):
            if not evaluator.is_class(value):
                return {} if kind == EdgeType.INHERIT or not evaluator.is_atom(value) else {atom_id(*value): False}
            if kind == EdgeType.INHERIT:
                return {atom_id(*value): False}
            return {} if kind == EdgeType.CALLBACK else self._constructed(value)
        if kind not in (EdgeType.CALL, EdgeType.DECORATOR):
            return {}
        if isinstance(value, Instance):
            found = evaluator.member(value, self._rules.constructor if value.behind else "__call__")
            return {atom_id(*item): True for item in found[1] if isinstance(item, Defined)} if found else {}
        if isinstance(value, Module):
            return {
                target: also
                for item in evaluator.module_value(value)
                for target, also in self._reached(item, kind).items()
            }
        return {}

    def _constructed(self, value: Defined) -> dict[str, bool]:
        """A class's own constructor; where it has none, the class, and the constructor that it inherits."""
        found = self._evaluator.member(value, self._rules.constructor)
        if found is None:
            return {atom_id(*value): False}
        place, values = found
        constructors = {atom_id(*item): False for item in values if isinstance(item, Defined)}
        return constructors if place == value and constructors else {atom_id(*value): False, **constructors}

    def _atom(self, index: int, sites: list[tuple[str, EdgeType, How, int, int]], outside: set[str] | None) -> Atom:
        definition = self._facts.definitions[index]
        identity = atom_id(self._path, definition.qualname)
        more: dict[str, Any] = {}
        if definition.parent >= 0:
            parent = self._facts.definitions[definition.parent]
            more["parent"] = atom_id(self._path, parent.qualname)
            if parent.type == AtomType.CLASS and definition.type == AtomType.METHOD:
                more["class"] = more["parent"]
        more["is_test"] = self._is_test
        by_kind: dict[EdgeType, dict[str, None]] = {}
        for target, kind, *_ in sites:
            by_kind.setdefault(kind, {})[target] = None
        more["calls"] = sorted(by_kind.get(EdgeType.CALL, ()))
        if EdgeType.CALLBACK in by_kind:
            more["callbacks"] = sorted(by_kind[EdgeType.CALLBACK])
        if EdgeType.DECORATOR in by_kind:
            more["decorated_by"] = sorted(by_kind[EdgeType.DECORATOR])
        if EdgeType.INHERIT in by_kind:
            more["inherits"] = list(by_kind[EdgeType.INHERIT])
        if sites:
            more["call_sites"] = [
                {"target": target, "type": kind, "how": how, "offset": line - definition.line, "column": column}
                for target, kind, how, line, column in sites
            ]
        if outside:
            more["unresolved"] = sorted(outside)
        detail = definition.detail
        data = detail[:-1] + b"," + _encode(more)[1:]
        return Atom(
            id=identity,
            file_path=self._path,
            function_name=definition.name if definition.qualname != MODULE_NAME else MODULE_NAME,
            line=definition.line,
            end_line=definition.end_line,
            type=definition.type,
            signature=definition.signature,
            data=data.decode(),
            words=definition.words,
        )
