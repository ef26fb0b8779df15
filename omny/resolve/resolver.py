"""From the facts of a file and a lookup to its atoms: every reference becomes an edge, or an unresolved name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

import msgspec

from omny.model.atom_data import OF_SELF, OF_TARGET, CallSite
from omny.model.atoms import MAX_NAME_BYTES, VALUE_TYPES, Atom, AtomType, is_class_like, shorten_name
from omny.model.chains import Chain
from omny.model.edges import EDGE_TYPES, How
from omny.model.facts import Definition, FileFacts
from omny.model.routes import CLIENT
from omny.model.surfaces import Surface
from omny.resolve.clients import find_routes
from omny.resolve.definitions import mark_inferred
from omny.resolve.evaluate import Evaluator
from omny.resolve.file_routes import write_definition
from omny.resolve.labels import drop_undecided
from omny.resolve.lookup import LanguageRules
from omny.resolve.mounts import Reader
from omny.resolve.recording import RecordingLookup
from omny.resolve.shared import MAX_FOLLOWED, Shared
from omny.resolve.values import Defined, External, Instance, Module, Value, Values

_encode = msgspec.json.Encoder().encode

_CALL, _CALLBACK, _DECORATOR, _INHERIT, _IMPLICIT, _DISPATCH, _ROUTE = (kind.value for kind in EDGE_TYPES)
_WITHOUT_NAMES = (_CALLBACK, _INHERIT, _IMPLICIT, _ROUTE)  # what leads out of the tree by these is no call
_KINDS = tuple(kind.value for kind in EDGE_TYPES)
_EXACT, _INFERRED = How.EXACT.value, How.INFERRED.value

_ARITY = re.compile(r"(?:\.<init>)?\.?/~?[0-9+*?-]+(?::[^.()]*)?(?=[.(]|$)")


@lru_cache(maxsize=65536)  # the same libraries are called in all files
def _without_arity(name: str) -> str:
    """A name of a chain without numbers and types of arguments."""
    return _ARITY.sub("", name).replace(".->", "->").replace("->.", "->")


_IMPLICIT_RECEIVER = "+."


def _plain_text(text: str) -> str:
    """The text of a chain as a person writes it."""
    return text[2:] if text.startswith(_IMPLICIT_RECEIVER) else text.lstrip("^&+*%").replace(".:.", ".")


def _shorten_all(names: list[str]) -> list[str]:
    """Each of some names once, sorted, in the form in which they are stored."""
    distinct = set(names)
    is_long = max(map(len, distinct)) * 4 > MAX_NAME_BYTES  # as hardly any name is
    return sorted(set(map(shorten_name, distinct)) if is_long else distinct)


Found = tuple[str, list[tuple[str, str, str]], list[str]]
"""The type of the edges, ids with how they are known and `CallSite.on`, and names of what lies outside the tree."""

_RUN = " =*"  # ends the chain of what is passed and is no function: what a call of it calls is reached

_NO_MEMBER = "([{"  # first characters of segments after which no member of an object is called


class _More(msgspec.Struct, kw_only=True, omit_defaults=True, rename={"class_": "class"}):
    """The part of an atom's `data` that needs other files."""

    parent: str = ""
    class_: str = ""
    of: str = ""
    is_test: bool
    calls: list[str]
    callbacks: list[str] = []
    decorated_by: list[str] = []
    inherits: list[str] = []
    implicit_calls: list[str] = []
    dispatches: list[str] = []
    routes: list[str] = []
    call_sites: list[CallSite] = []
    unresolved: list[str] = []


class _ValueMore(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The same of an atom without code."""

    parent: str
    is_test: bool = False


def atom_id(defined: Defined) -> str:
    """The id of a definition."""
    return f"{defined.path}::{defined.qualname}"


def _find_none(path: str) -> LanguageRules | None:
    """No other language than that of the file itself."""
    return None


class Resolver:
    """Resolves one file."""

    def __init__(
        self,
        path: str,
        facts: FileFacts,
        surface: Surface,
        language: LanguageRules,
        lookup: RecordingLookup,
        shared: Shared,
        *,
        is_test: bool,
        find_rules: Callable[[str], LanguageRules | None] = _find_none,
    ) -> None:
        """`find_rules` gives the language of another file, for chains that are read there by its rules."""
        self._path = path
        self._facts = facts
        self._semantics = language.semantics
        self._is_test = is_test
        self._evaluator = Evaluator(path, surface, language, lookup, shared)
        self._readers: dict[int, Reader] = {id(language): Reader(self._evaluator, language.semantics)}
        self._language = language
        self._find_rules = find_rules
        self._make = partial(Evaluator, path, surface, lookup=lookup, shared=shared)

    def _read_in(self, path: str) -> Reader:
        """What reads the chains of another file."""
        language = self._find_rules(path) or self._language
        reader = self._readers.get(id(language))
        if reader is None:
            reader = self._readers[id(language)] = Reader(self._make(language=language), language.semantics)
        return reader

    def atoms(self) -> list[Atom]:
        """The atoms of the file, in source order, edges in their `data`."""
        definitions, chains = self._facts.definitions, self._facts.chains
        own = [f"{self._path}::{definition.qualname}" for definition in definitions]
        lines = [definition.line for definition in definitions]
        sites: list[list[CallSite]] = [[] for _ in definitions]
        outside: list[list[str]] = [[] for _ in definitions]
        known: list[Found | None] = [None] * len(chains)
        for owner, index, line, column in self._facts.uses():
            found = known[index]
            if found is None:
                found = known[index] = self._find(chains[index])
            kind, targets, names = found
            for target, how, on in targets:
                # `class A(A)` names another A, which nothing in the tree is.
                if kind != _INHERIT or target != own[owner]:
                    sites[owner].append(CallSite(target, kind, how, line - lines[owner], column, on))
            if names:
                outside[owner] += names
        kept: list[Atom] = []
        for index in range(len(definitions)):
            if definitions[index].type in VALUE_TYPES or not (
                self._semantics.has_declarations and self._is_declared_only(definitions[index].qualname)
            ):
                kept.append(self._atom(own, index, sites[index], outside[index]))
        kept += self._make_routes(own)
        return kept

    def _make_routes(self, own: list[str]) -> list[Atom]:
        """The routes that the file is by its path, each with edges to what it exports for that."""
        made: list[Atom] = []
        listing = self._semantics.list_file_routes
        for route in listing(self._path, self._evaluator) if listing is not None else ():
            reached: dict[str, bool] = {}
            for value in self._evaluator.export(self._path, route.export) or ():
                reached.update(self._reach(value, _ROUTE, ()))
            inside = {each.partition("::")[2] for each in reached if each in own}
            definition = write_definition(route, self._facts, inside)
            id_ = f"{self._path}::{definition.qualname}"
            if id_ not in own:
                sites = [
                    CallSite(each, _ROUTE, _INFERRED if reached[each] else _EXACT, 0, 0) for each in sorted(reached)
                ]
                more = _More(parent=own[0], is_test=self._is_test, calls=[], call_sites=sites, routes=sorted(reached))
                made.append(self._write(id_, definition, more))
        return made

    def _is_declared_only(self, qualname: str) -> bool:
        """Whether other files have the definition of what this file declares: it is one atom, which is there."""
        found = self._evaluator.find_definition(self._path, qualname)
        return Defined(self._path, qualname) not in found

    def _find(self, chain: Chain) -> Found:
        """The atoms and the names outside the tree that a reference leads to."""
        kind = _KINDS[chain.kind]
        if kind == _ROUTE and chain.values and chain.values[0][:2] == CLIENT:
            routes = find_routes(self._read_in, self._path, chain.values[0])
            return kind, [(target, _INFERRED, "") for target in routes], []
        values = self._evaluate(chain)
        if kind in (_CALL, _CALLBACK) and len(values) > 1:
            values = drop_undecided(self._evaluator, self._semantics.are_twins, values)
        reached: dict[str, bool] = {}
        names: list[str] = []
        use = _CALL if kind in (_CALLBACK, _ROUTE) and chain.values and chain.values[0].endswith(_RUN) else kind
        for item, inferred in values.items():
            if type(item) is External:
                # The result of a call has no name of its own: with `path = partial(...)`, `path()` calls `path`.
                names.append(_plain_text(chain.text) if item.name[-1] in ")]" else item.name)
            else:
                for target, also in self._reach(item, use, ()).items():
                    reached[target] = reached.get(target, False) or inferred or also
        if len(reached) > 1 and kind != _INHERIT and len(values) > 1:
            reached = dict.fromkeys(reached, True)
        if kind in _WITHOUT_NAMES or "./~" in chain.text:  # the last is a call that need not be one
            names = []
        elif not reached and not names and kind == _CALL:
            names = [] if chain.text in self._semantics.syntax_calls else [_plain_text(chain.text)]
        if names and self._is_quiet(chain.text):
            names = []
        if names and (self._semantics.has_arity or self._semantics.item_members):
            names = [_without_arity(name) for name in names]
        on = self._find_receiver(chain.values) if kind in (_CALL, _IMPLICIT) and reached else ""
        found: list[tuple[str, str, str]] = []
        for target in sorted(reached):
            how = _INFERRED if reached[target] else _EXACT
            found.append((target, how, OF_TARGET if on and target.rpartition(".")[0] == on else on))
        return kind, found, names

    def _find_receiver(self, chains: list[str]) -> str:
        """The class of the object on which a member is called; see `CallSite.on`."""
        found = ""
        for chain in chains:
            end = chain.rfind(" ")
            if end > 0 and chain[end + 1] == "/":  # the choice among overloads
                end = chain.rfind(" ", 0, end)
            if end < 0:
                found = OF_SELF if chain[0] == "." and chain[1] != ":" else ""
            elif chain[end + 1] not in _NO_MEMBER and chain[end - 1] != ":":
                # A method of a class itself may be called on one below that.
                is_view = chain[0] == "@" and end == chain.find(" ")
                for value in self._evaluator.evaluate(self._path, chain[:end]):
                    if type(value) is Instance:
                        class_id = "" if value.behind else f"{value.path}::{value.qualname}"
                    else:
                        class_id = f"{value.path}::{value.qualname}" if is_view and type(value) is Defined else ""
                    if class_id:
                        found = class_id if found in ("", class_id) else OF_TARGET
        return found

    def _is_quiet(self, text: str) -> bool:
        """Whether a use that leads nowhere may be no call of a function: a name without brackets, or an operator."""
        mark = self._semantics.operator_mark
        return text.endswith("/-") or (mark != "" and text.rpartition(".")[2].startswith(mark))

    def _evaluate(self, chain: Chain) -> Values:
        """The values that a reference can have."""
        chains = chain.values
        if len(chains) == 1:
            values = self._evaluator.evaluate(self._path, chains[0])
            return mark_inferred(values) if chain.inferred else values
        merged: Values = {}
        for each in chains:
            for item, inferred in self._evaluator.evaluate(self._path, each).items():
                merged[item] = merged.get(item, False) or inferred or chain.inferred
        return merged

    def _reach(self, value: Value, kind: str, passed: tuple[Module, ...]) -> dict[str, bool]:
        """The ids that a use of a value reaches, and whether that is inferred. `passed` are modules on the way here,
        each the value of the one before."""
        reached: dict[str, bool] = {}
        if type(value) is Defined:
            shape = self._evaluator.kind(value)
            if self._semantics.has_labels and value.path != self._path and self._evaluator.is_hidden(value):
                return reached
            if shape == "class" and kind != _INHERIT:
                if kind in (_CALLBACK, _ROUTE) or not self._semantics.calls_construct:
                    return reached
                return self._construct(value)
            # Only a class is inherited from, and an object literal is no atom.
            if shape == ("class" if kind == _INHERIT else "function"):
                reached.update(self._find_atoms(value))
        elif kind not in (_CALL, _DECORATOR) and not (kind == _INHERIT and type(value) is Module):
            return reached
        elif type(value) is Instance:
            name = self._semantics.constructor if value.behind else self._semantics.call
            member = self._evaluator.member(value, name) if name else None
            if member is not None:
                for item in member[1]:
                    if type(item) is Defined:
                        reached.update(dict.fromkeys(self._find_atoms(item), True))
            elif value.behind and not value.is_class:
                order = self._evaluator.order(Defined(value.path, value.qualname))
                classes = [base for base in order[1:2] if self._evaluator.ask(base.path, f"{base.qualname}::") is None]
                reached.update(
                    {atom_id(base): True for base in classes if base.qualname}
                )  # whose constructor nobody wrote
        elif type(value) is Module and value not in passed and len(passed) < MAX_FOLLOWED:
            for item in self._evaluator.module_value(value):
                reached.update(self._reach(item, kind, (*passed, value)))
        return reached

    def _find_atoms(self, value: Defined) -> dict[str, bool]:
        """The ids of a definition: those of others, if it only declares these."""
        if not self._semantics.has_declarations:
            return {atom_id(value): False}
        found = self._evaluator.find_definition(value.path, value.qualname)
        return {atom_id(item): inferred for item, inferred in found.items() if type(item) is Defined}

    def _construct(self, value: Defined) -> dict[str, bool]:
        """A class's own constructor; where it has none, the class, and the constructor that it inherits."""
        name, own = self._semantics.constructor, {atom_id(value): False}
        member = self._evaluator.member(Instance(value.path, value.qualname), name) if name else None
        if member is None:
            return own
        constructors: dict[str, bool] = {}
        for item in member[1]:
            if type(item) is Defined:
                constructors[atom_id(item)] = False
        return constructors if member[0] == value and constructors else {**own, **constructors}

    def _find_outer(self, qualname: str) -> str:
        """The id of the type of a method that does not stand in it."""
        name = qualname.rpartition(".")[0]
        found = self._evaluator.evaluate(self._path, name.replace(".", " ")) if name else {}
        types = [each for each in found if type(each) is Defined and self._evaluator.kind(each) == "class"]
        return atom_id(types[0]) if len(types) == 1 and len(found) == 1 else ""

    def _atom(self, own: list[str], index: int, sites: list[CallSite], outside: list[str]) -> Atom:
        definition = self._facts.definitions[index]
        parent = own[definition.parent] if definition.parent >= 0 else ""
        is_method = definition.type is AtomType.METHOD
        class_ = parent if is_method and is_class_like(self._facts.definitions[definition.parent].type) else ""
        if self._semantics.has_units and is_class_like(definition.type):
            stated = {site.target for site in sites}
            for base in self._evaluator.list_bases(Defined(self._path, definition.qualname)):
                if atom_id(base) not in stated:
                    sites.append(CallSite(atom_id(base), _INHERIT, _EXACT, 0, 0))
        if definition.type in VALUE_TYPES and not sites and not outside:
            return self._write(own[index], definition, _ValueMore(parent=parent, is_test=self._is_test))
        more = _More(
            parent=parent,
            class_=class_,
            of=self._find_outer(definition.qualname) if is_method and not class_ else "",
            is_test=self._is_test,
            calls=[],
            call_sites=sites,
            unresolved=_shorten_all(outside) if outside else outside,
        )
        if sites:
            reached: dict[str, dict[str, None]] = {}
            for site in sites:
                reached.setdefault(site.type, {})[site.target] = None
            more.calls = sorted(reached.get(_CALL, ()))
            more.callbacks = sorted(reached.get(_CALLBACK, ()))
            more.decorated_by = sorted(reached.get(_DECORATOR, ()))
            more.inherits = list(reached.get(_INHERIT, ()))
            more.implicit_calls = sorted(reached.get(_IMPLICIT, ()))
            more.dispatches = sorted(reached.get(_DISPATCH, ()))
            more.routes = sorted(reached.get(_ROUTE, ()))
        return self._write(own[index], definition, more)

    def _write(self, id_: str, definition: Definition, more: _More | _ValueMore) -> Atom:
        data = definition.detail[:-1] + b"," + _encode(more)[1:]
        return Atom(
            id=id_,
            file_path=self._path,
            function_name=definition.name,
            line=definition.line,
            end_line=definition.end_line,
            type=definition.type,
            signature=definition.signature,
            data=data.decode(),
            words=definition.words,
        )
