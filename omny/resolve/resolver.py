"""A file's facts and the lookup in, its atoms out: every reference becomes an edge, or a name that stays unresolved."""

from __future__ import annotations

import msgspec

from omny.model.atom_data import CallSite
from omny.model.atoms import Atom, AtomType, shortened
from omny.model.chains import Chain
from omny.model.edges import EDGE_TYPES, EdgeType, How
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface
from omny.native import compiled
from omny.resolve.evaluate import Evaluator
from omny.resolve.lookup import ImportRules
from omny.resolve.shared import MAX_FOLLOWED, Recorder, Shared
from omny.resolve.values import Defined, External, Instance, Module, Values

_encode = msgspec.json.Encoder().encode

_SYNTAX = frozenset(("super", "super()", "import"))  # called, but no name of anything

_CALL, _CALLBACK, _DECORATOR, _INHERIT = (
    kind.value for kind in (EdgeType.CALL, EdgeType.CALLBACK, EdgeType.DECORATOR, EdgeType.INHERIT)
)
_KINDS = tuple(kind.value for kind in EDGE_TYPES)
_EXACT, _INFERRED = How.EXACT.value, How.INFERRED.value

Targets = tuple[str, list[tuple[str, str]], list[str]]
"""The type of the edges, ids with how they are known, and names of what lies outside the tree."""


class _More(msgspec.Struct, kw_only=True, omit_defaults=True, rename={"class_": "class"}):
    """What `data` says of an atom beyond what its file alone tells."""

    parent: str = ""
    class_: str = ""
    is_test: bool
    calls: list[str]
    callbacks: list[str] = []
    decorated_by: list[str] = []
    inherits: list[str] = []
    call_sites: list[CallSite] = []
    unresolved: list[str] = []


def atom_id(defined: Defined) -> str:
    """The id of a definition."""
    return f"{defined.path}::{defined.qualname}"


@compiled("resolver")
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
        definitions, chains = self._facts.definitions, self._facts.chains
        own = [f"{self._path}::{definition.qualname}" for definition in definitions]
        lines = [definition.line for definition in definitions]
        sites: list[list[CallSite]] = [[] for _ in definitions]
        outside: list[list[str]] = [[] for _ in definitions]
        known: list[Targets | None] = [None] * len(chains)
        for owner, index, line, column in self._facts.uses():
            targets = known[index]
            if targets is None:
                targets = known[index] = self._targets(chains[index])
            kind, inside, names = targets
            for target, how in inside:
                # `class A(A)` names another A, which nothing in the tree is.
                if kind != _INHERIT or target != own[owner]:
                    sites[owner].append(CallSite(target, kind, how, line - lines[owner], column))
            if names:
                outside[owner] += names
        return [self._atom(own, index, sites[index], outside[index]) for index in range(len(definitions))]

    def _targets(self, chain: Chain) -> Targets:
        kind = _KINDS[chain.kind]
        values = self._values(chain)
        reached: dict[str, bool] = {}
        names: list[str] = []
        for item, inferred in values.items():
            if isinstance(item, External):
                # What a call gave has no name of its own: with `path = partial(...)`, `path()` calls `path`.
                names.append(chain.text.lstrip("^&+") if item.name[-1] in ")]" else item.name)
            else:
                for target, also in self._reached(item, kind).items():
                    reached[target] = reached.get(target, False) or inferred or also
        if len(reached) > 1 and kind != _INHERIT and len(values) > 1:
            reached = dict.fromkeys(reached, True)
        if kind in (_CALLBACK, _INHERIT):
            names = []
        elif not reached and not names and kind == _CALL:
            names = [] if chain.text in _SYNTAX else [chain.text.lstrip("^&+")]
        return kind, [(target, _INFERRED if also else _EXACT) for target, also in sorted(reached.items())], names

    def _values(self, chain: Chain) -> Values:
        """What a reference can stand for."""
        evaluate, path = self._evaluator.evaluate, self._path
        if len(chain.values) == 1:
            found = evaluate(path, chain.values[0])
            return dict.fromkeys(found, True) if chain.inferred else found
        values: Values = {}
        for value in chain.values:
            for item, inferred in evaluate(path, value).items():
                values[item] = values.get(item, False) or inferred or chain.inferred
        return values

    def _reached(self, value: object, kind: str, passed: tuple[Module, ...] = ()) -> dict[str, bool]:
        """The ids that using a value reaches, and whether that is inferred. `passed` are modules on the way here, each
        the value of the one before."""
        evaluator = self._evaluator
        if isinstance(value, Defined):
            shape = evaluator.kind(value)
            if shape == "class" and kind != _INHERIT:
                return {} if kind == _CALLBACK else self._constructed(value)
            # Only a class is inherited from, and an object literal is no atom.
            is_reached = shape == ("class" if kind == _INHERIT else "function")
            return {atom_id(value): False} if is_reached else {}
        if kind not in (_CALL, _DECORATOR):
            return {}
        if isinstance(value, Instance):
            found = evaluator.member(value, self._rules.constructor if value.behind else "__call__")
            return {atom_id(item): True for item in found[1] if isinstance(item, Defined)} if found else {}
        if isinstance(value, Module) and value not in passed and len(passed) < MAX_FOLLOWED:
            return {
                target: also
                for item in evaluator.module_value(value)
                for target, also in self._reached(item, kind, (*passed, value)).items()
            }
        return {}

    def _constructed(self, value: Defined) -> dict[str, bool]:
        """A class's own constructor; where it has none, the class, and the constructor that it inherits."""
        found = self._evaluator.member(Instance(value.path, value.qualname), self._rules.constructor)
        if found is None:
            return {atom_id(value): False}
        place, values = found
        constructors = {atom_id(item): False for item in values if isinstance(item, Defined)}
        return constructors if place == value and constructors else {atom_id(value): False, **constructors}

    def _atom(self, own: list[str], index: int, sites: list[CallSite], outside: list[str]) -> Atom:
        definition = self._facts.definitions[index]
        parent = own[definition.parent] if definition.parent >= 0 else ""
        is_method = definition.type == AtomType.METHOD
        more = _More(
            parent=parent,
            class_=parent if is_method and self._facts.definitions[definition.parent].type == AtomType.CLASS else "",
            is_test=self._is_test,
            calls=[],
            call_sites=sites,
            unresolved=sorted(set(map(shortened, outside))) if outside else outside,
        )
        if sites:
            reached: dict[str, dict[str, None]] = {}
            for site in sites:
                reached.setdefault(site.type, {})[site.target] = None
            more.calls = sorted(reached.get(_CALL, ()))
            more.callbacks = sorted(reached.get(_CALLBACK, ()))
            more.decorated_by = sorted(reached.get(_DECORATOR, ()))
            more.inherits = list(reached.get(_INHERIT, ()))
        data = definition.detail[:-1] + b"," + _encode(more)[1:]
        return Atom(
            id=own[index],
            file_path=self._path,
            function_name=definition.name,
            line=definition.line,
            end_line=definition.end_line,
            type=definition.type,
            signature=definition.signature,
            data=data.decode(),
            words=definition.words,
        )
