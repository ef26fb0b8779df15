"""What a chain stands for: the one interpreter of chains and surfaces (their grammar: `omny.model`).

Reads its own file's surface directly and all others through a `SymbolLookup`, which records what was asked.
The order in which questions are asked is fixed by the facts alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from omny.model.surfaces import FunctionFlag, Surface
from omny.native import compiled
from omny.resolve.lookup import ImportRules
from omny.resolve.order import merge
from omny.resolve.shared import MAX_FOLLOWED, Memory, Recorder, Shared
from omny.resolve.stars import one_of
from omny.resolve.values import Container, Defined, External, Instance, Known, Module, Values, module_name, seen_as

MAX_BASES = 200  # classes in one linearisation

_NOTHING: Values = {}
_NO_SHAPE = ("",)
_WITH_MEMBERS = ("class", "object")
_PROPERTY = FunctionFlag.PROPERTY.value
_STEPS = frozenset(("()", "super", "self()", "type()", "[]", "[*]"))  # segments that are no name


@compiled("resolve")
class Evaluator:
    """Evaluates chains for one file. Answers are kept for its lifetime."""

    def __init__(self, path: str, surface: Surface, rules: ImportRules, lookup: Recorder, shared: Shared) -> None:
        self.path = path
        self._surface = surface
        self._rules = rules
        self._lookup = lookup
        self._memory = Memory(path, lookup, shared)
        self._answer = self._memory.answer
        self._vantages: dict[str, str] = {}
        self._exporting: set[tuple[str, str]] = set()
        self._following: set[tuple[Known, str]] = set()
        self._exports_apart = rules.export_key("a") != "a"  # JavaScript: binding a name does not show it to importers

    def evaluate(self, path: str, chain: str) -> Values:
        """What `chain` stands for in the module scope of `path`."""
        return self._answer("chain", path, chain, _NOTHING, self._evaluated)

    def _evaluated(self, path: str, chain: str) -> Values:
        if chain[0] in "*%(":
            return {Container(chain[0], path, chain[1:]): True}
        front, space, last = chain.rpartition(" ")
        if not space:
            return self._head(path, chain)
        values = self.evaluate(path, front)
        if not values:
            return values
        found = self._step(values, last)
        if last != "self()":
            for value in found:
                if isinstance(value, Instance) and value.own:
                    return self._received(path, [*front.split(" "), last], found)
        return found

    def _received(self, path: str, chain: list[str], found: Values) -> Values:
        """`found`, which `chain` gives, with the object that a method was called on for one that gives itself: what
        `B().copy()` gives is a B, though `copy` comes from a base of B."""
        last = -2 if chain[-1] == "()" else -1
        holder, steps = " ".join(chain[:last]), chain[last:]
        received: Values = {}
        for receiver in self.evaluate(path, holder) if holder else ():
            given: Values = {receiver: True}
            for step in steps:
                given = self._step(given, step)
            for value in given:
                received[self._itself(value, receiver)] = found.get(value, True)
        return received or {self._itself(value, value): inferred for value, inferred in found.items()}

    def _itself(self, value: Known, receiver: Known) -> Known:
        if not (isinstance(value, Instance) and value.own):
            return value
        if isinstance(receiver, Instance | Defined):
            kind = Defined(receiver.path, receiver.qualname)
            if Defined(value.path, value.qualname) in self.order(kind):
                return Instance(kind.path, kind.qualname)
        return Instance(value.path, value.qualname)

    def ask(self, path: str, key: str) -> list[str] | None:
        """What the surface of `path` says under `key`; a definition stands under its name unsaid."""
        if path == self.path:
            self._lookup.own += 1
            values = self._surface.get(key)
            return [f"@{key}"] if values is None and f"@{key}" in self._surface else values
        return self._lookup.values(path, key)

    def kind(self, defined: Defined) -> str:
        """What a definition is: "class", "function", "object" (a literal, which is no atom), or "" where there is no
        such definition."""
        return self._shape(defined)[0]

    def _shape(self, defined: Defined) -> Sequence[str]:
        """What the surface says of a definition."""
        return self.ask(defined.path, f"@{defined.qualname}") or _NO_SHAPE

    def order(self, defined: Defined) -> list[Defined]:
        """The class and its bases in the order in which attributes are looked up.

        C3, as Python's method resolution order; where that has no answer, depth first. Bases outside of the tree are
        left out.
        """
        return self._order(defined.path, defined.qualname)

    def _order(self, path: str, qualname: str) -> list[Defined]:
        return self._answer("order", path, qualname, [Defined(path, qualname)], self._ordered)

    def _ordered(self, path: str, qualname: str) -> list[Defined]:
        defined = Defined(path, qualname)
        shape = self.ask(path, f"@{qualname}")
        bases: list[Defined] = []
        for chain in shape[1:] if shape is not None and shape[0] in _WITH_MEMBERS else ():
            if chain[0] != "?":
                for base in self.evaluate(defined.path, chain):
                    if isinstance(base, Defined) and base != defined and self.kind(base) in _WITH_MEMBERS:
                        bases += [base] if base not in bases else []
        return merge(defined, [self.order(base) for base in bases], bases)[:MAX_BASES]

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has `name` first in the order of `owner`, and what it is there."""
        order = self._order(owner.path, owner.qualname)
        ending = f"{self._slot(owner)}{name}"
        for place in order[1:] if isinstance(owner, Instance) and owner.behind else order:
            values = self.ask(place.path, place.qualname + ending)
            if values:
                return place, self._read(place.path, values)
        return None

    def _slot(self, owner: Defined | Instance) -> str:
        """The mark before a member's name: a class of JavaScript has members that its objects have not."""
        if not self._exports_apart or (isinstance(owner, Instance) and not owner.is_class):
            return "."
        has_statics = self.kind(Defined(owner.path, owner.qualname)) == "class"
        return "::" if has_statics and not self.ask(owner.path, f"{owner.qualname}::") else "."

    def called(self, value: Known) -> Values:
        """What calling a value gives."""
        if isinstance(value, Defined):
            shape = self.ask(value.path, f"@{value.qualname}")
            if shape is None:
                return {}
            if shape[0] == "class":
                return {Instance(value.path, value.qualname): True}
            chains = shape[2:] if shape[0] != "object" else ()
            return {item: True for chain in chains for item in self.evaluate(value.path, chain)}
        if isinstance(value, Instance | Module):
            return self._followed(value, "()")
        if isinstance(value, External):
            return {External(f"{value.name}()"): True}
        if isinstance(value, Container) and value.mark == "(":
            return self.evaluate(value.path, value.chain)
        return {}

    def _followed(self, value: Instance | Module, segment: str) -> Values:
        """What a step gives that goes on from another value and is no question: it can lead back to where it began."""
        step = (value, segment)
        if step in self._following or len(self._following) >= MAX_FOLLOWED:
            self._memory.cut()
            return {}
        self._following.add(step)
        try:
            if isinstance(value, Module):
                take = self._taken if segment == "()" else self._attribute
                return {item: True for part in self.module_value(value) for item in take(part, segment)}
            found = self.member(value, "__call__")
            return self._each(found[1] if found else {})
        finally:
            self._following.discard(step)

    def module_value(self, module: Module) -> Values:
        """What a module is as a value of its own (`module.exports = f`)."""
        values = None if module.path.endswith("/") else self.ask(module.path, "=")
        return self._read(module.path, values) if values else {}

    def exported(self, path: str, name: str) -> Values | None:
        """What the module `path` shows as `name` to an importer; None where it has no such name."""
        if (path, name) in self._exporting or len(self._exporting) >= MAX_FOLLOWED:
            self._memory.cut()
        elif not path.endswith("/"):
            self._exporting.add((path, name))
            try:
                found = self._shown(path, name)
            finally:
                self._exporting.discard((path, name))
            if found is not None:
                return found
        return self._submodule(path, name)

    def _submodule(self, path: str, name: str) -> Values | None:
        """The module that `name` is as an attribute of the package `path`, if there is one."""
        submodule = self._rules.submodule(path, name, self._lookup)
        return {Module(submodule): False} if submodule is not None else None

    def _shown(self, path: str, name: str) -> Values | None:
        """What the file of a module itself shows as `name`."""
        values = self.ask(path, self._rules.export_key(name))
        if values is not None:
            return self._read(path, values)
        found = self._starred(path, name)
        return self._of_whole(path, name) if found is None and self._exports_apart else found

    def _starred(self, path: str, name: str) -> Values | None:
        """What a file gets as `name` from the modules that it takes in whole."""
        found: list[tuple[str, Values]] = []
        for spec in self.ask(path, "*") or ():
            target = self.locate(spec, path)
            if target is not None and target[-1] != "/" and self._rules.starred(target, name, self._lookup):
                if (values := self.exported(target, name)) is not None:
                    found.append((target, values))
        return one_of(self, found, name, is_bound_once=self._exports_apart)

    def _of_whole(self, path: str, name: str) -> Values | None:
        """What `name` is where the module as a whole is a value: CommonJS, seen from an `import` too."""
        values = self.ask(path, "=")
        if values is None:
            return None
        whole = self._read(path, values)
        return whole if name == "default" else self._step(whole, name)

    def _each(self, values: Values) -> Values:
        return {given: True for value in values for given in self.called(value)}

    def _read(self, path: str, entries: list[str]) -> Values:
        """The values that a surface lists under a key."""
        if len(entries) == 1:
            entry = entries[0]
            if entry[0] == "~":
                return dict.fromkeys(self.evaluate(path, entry[1:]), True)
            return self.evaluate(path, entry) if entry[0] != "?" else {}
        merged: Values = {}
        for entry in entries:
            if entry[0] != "?":
                merged.update(dict.fromkeys(self.evaluate(path, entry.removeprefix("~")), True))
        return merged

    def _head(self, path: str, head: str) -> Values:
        if head[0] == "@":
            return {Defined(path, head[1:]): False}
        if head[0] == "^":
            spec, _, name = head[1:].partition("::")
            return self._imported(path, spec, name)
        if head[0] == "&":
            given = self._rules.given(path, head[1:], self)
            return {value: True for file, chain in given for value in self.evaluate(file, chain)}
        if head == "?":
            return {}
        values = self.ask(path, head)
        if values is not None:
            return self._read(path, values)
        found = None if self._exports_apart else self._starred(path, head)
        if found is not None:
            return found
        return {External(head): False}

    def _imported(self, path: str, spec: str, name: str) -> Values:
        target = self.locate(spec, path)
        if target is None:
            if not name and (folder := self._namespace(path, spec)):
                return {Module(folder): False}
            if name and not self._exports_apart and (module := self.locate(f"{spec}.{name}", path)):
                return {Module(module): False}
            return {External(f"{spec}.{name}" if name else spec): False}
        if not name:
            return {Module(target): False}
        # `from . import name` in a package itself: nothing but a module below it can be meant.
        own = target == path and not self._exports_apart and f"^{spec}::{name}" in (self.ask(path, name) or ())
        found = self._submodule(path, name) if own else self.exported(target, name)
        if found is None:
            # A module that asks itself for the name gets nothing that is known, and not something outside.
            return {} if own or (target, name) in self._exporting else {External(f"{spec}.{name}"): False}
        return found

    def _namespace(self, path: str, spec: str) -> str | None:
        """The folder of a package without a file of its own, where the file imports a module below it as a whole."""
        for whole in self.ask(path, "import") or ():
            target = self.locate(whole, path) if whole.startswith(f"{spec}.") else None
            if target is not None:
                depth = whole.count(".") - spec.count(".") + target.endswith("/__init__.py")
                return "/".join(target.split("/")[:-depth]) + "/"
        return None

    def locate(self, spec: str, importer: str) -> str | None:
        """The path of the module that `spec` names in the file `importer`, as `ImportRules` tell it."""
        vantage = self._vantages.get(importer)
        if vantage is None:
            vantage = self._vantages[importer] = self._rules.vantage(importer)
        return self._answer("module", vantage, spec, None, self._located)

    def _located(self, vantage: str, spec: str) -> str | None:
        return self._rules.locate(spec, vantage, self._lookup)

    def _step(self, values: Values, segment: str) -> Values:
        step = self._taken if segment in _STEPS else self._attribute
        if len(values) == 1:  # as most are
            [(value, inferred)] = values.items()
            found = step(value, segment)
            return dict.fromkeys(found, True) if inferred and found else found
        merged: Values = {}
        for value, inferred in values.items():
            for item, also in step(value, segment).items():
                merged[item] = merged.get(item, False) or inferred or also
        return merged

    def _taken(self, value: Known, segment: str) -> Values:
        """What a segment that is no name gives."""
        if segment == "()":
            return self.called(value)
        if segment[0] == "[":
            return self._item(value, segment)
        is_function = segment == "type()" and isinstance(value, Defined) and self.kind(value) == "function"
        return seen_as(value, segment, is_function=is_function)

    def _item(self, value: Known, segment: str) -> Values:
        if isinstance(value, Container):
            if value.mark == "*" or segment == "[]":
                return dict.fromkeys(self.evaluate(value.path, value.chain), True)
            return {}
        if isinstance(value, Instance):
            found = self.member(value, "__iter__" if segment == "[*]" else "__getitem__")
            given = self._each(found[1]) if found else {}
            if segment == "[]":
                return given
            return {item: True for part in given if isinstance(part, Container) for item in self._item(part, "[*]")}
        return {}

    def _attribute(self, value: Known, name: str) -> Values:
        if isinstance(value, Instance):
            return self._of_instance(value, name)
        if isinstance(value, External):
            return {External(f"{value.name}.{name}"): False}
        if isinstance(value, Module):
            found = self.exported(value.path, name)
            if found is None and self.module_value(value):
                return self._followed(value, name)
            return {External(f"{module_name(value.path)}.{name}"): False} if found is None else found
        if isinstance(value, Container):
            # What gives items and is entered was made by `@contextmanager`.
            enters = value.mark == "*" and name in ("__enter__", "__aenter__")
            return {Container("(", value.path, value.chain): True} if enters else {}
        shape = self._shape(value)
        if shape[0] not in _WITH_MEMBERS:
            inner = self.ask(value.path, f"{value.qualname}.{name}=")
            return self._read(value.path, inner) if inner else self._of_function(value, name)
        member = self.member(value, name)
        if member is None:
            return self._of_function(value, name)
        return self._of_class(member[1]) if shape[0] == "class" else self._of_object(member[1])

    def _of_instance(self, value: Instance, name: str) -> Values:
        """What an object has; every object of Python has its class as `self.__class__`."""
        member = self.member(value, name)
        if member is not None:
            return self._of_class(member[1]) if value.is_class else self._of_object(member[1])
        if name != "__class__" or value.behind or self._exports_apart:
            return {}
        return {Defined(value.path, value.qualname): True}

    def _of_object(self, values: Values) -> Values:
        """What an object has of its class: of a property its value."""
        merged: Values = {}
        for item in values:
            if isinstance(item, Defined) and self._is_property(item):
                merged.update(dict.fromkeys(self.called(item), True))
            else:
                merged[item] = True
        return merged

    def _of_function(self, value: Defined, name: str) -> Values:
        """What every function of JavaScript has: `f.call()` calls f, `f.bind()` gives it."""
        if not self._exports_apart or (kind := self.kind(value)) not in ("class", "function"):
            return {}
        if name in ("call", "apply"):
            return {value: False}
        if name == "prototype":
            return self.called(value) if kind == "class" else {}
        return {Container("(", value.path, f"@{value.qualname}"): True} if name == "bind" else {}

    def _of_class(self, values: Values) -> Values:
        """What a class itself has: of a static getter its value; of an instance's property nothing that is known."""
        if not any(isinstance(item, Defined) and self._is_property(item) for item in values):
            return values
        merged: Values = {}
        for item, inferred in values.items():
            if not (isinstance(item, Defined) and self._is_property(item)):
                merged[item] = inferred
            elif FunctionFlag.STATIC in (self.ask(item.path, f"@{item.qualname}") or ("", ""))[1]:
                merged.update(dict.fromkeys(self.called(item), True))
        return merged

    def _is_property(self, defined: Defined) -> bool:
        shape = self._shape(defined)
        return shape[0] == "function" and _PROPERTY in shape[1]
