"""Definitions of what another file only declares, and functions that one name stands for.

In a language whose files include others, a file declares the functions and types that it uses, and a third file defines
them. A declaration stands for its definition, and for itself where the tree has none.
"""

from __future__ import annotations

from omny.model.atoms import shorten_name
from omny.model.chains import decode
from omny.model.surfaces import UNIT, FunctionFlag
from omny.resolve.definitions import mark_inferred
from omny.resolve.units import Units
from omny.resolve.values import Container, Defined, External, Instance, Module, Value, Values
from omny.resolve.written import find_written

_OPTIONAL = FunctionFlag.OPTIONAL.value
_DECLARED = FunctionFlag.DECLARED.value
_STATIC = FunctionFlag.STATIC.value
_PRIVATE = FunctionFlag.PRIVATE.value
_MADE = "<init>"


def defined_key(full: str) -> str:
    """The key by which files are found that define what other files declare."""
    return f"::={full}"


class Declarations(Units):
    """Answers questions about declarations, for one file."""

    def find_definition(self, path: str, qualname: str) -> Values:
        """The definition of that name in a file, or those in other files that the file declares."""
        shape = self.ask(path, f"@{qualname}")
        if shape is None or shape[0] != "function" or _DECLARED not in shape[1]:
            return {Defined(path, qualname): False}
        parameters = self.ask(path, f"{qualname}(")
        found = self._find_defined(path, qualname.partition("~")[0] if qualname[-1:].isdigit() else qualname)
        if len(found) > 1 and parameters is not None:
            found = self._keep_alike(found, parameters)
        return found or {Defined(path, qualname): False}

    def is_hidden(self, value: Defined) -> bool:
        """Whether the file of a definition keeps it to itself."""
        return _PRIVATE in self._flags(value)

    def list_bases(self, defined: Defined) -> list[Defined]:
        """The bases of a type, with those that other places give it than its definition."""
        shape = self._shape(defined)
        stated = self._list_stated(defined, shape, []) if shape[0] == "class" else []
        bases = [base for base in stated if self.kind(base) == "class"]
        self._add_bases(defined, bases)
        return bases

    def _find_forward(self, path: str, full: str) -> Values:
        """The type that a file only names: its definition, or something outside of the tree."""
        found = self._find_defined(path, full)
        return found or {External(full): False}

    def _find_defined(self, path: str, full: str) -> Values:
        mark = self.ask(path, UNIT)
        key = defined_key(full)
        paths = self._lookup.publishers(shorten_name(self._units.space(path, mark[0] if mark else "") + key))
        found: Values = {}
        chosen = self._units.choose_defining(path, paths, self) if paths else ()
        for each in chosen:
            found.update(self._read(each, self.ask(each, key) or []))
        return mark_inferred(found) if len(chosen) > 1 else found

    def _keep_alike(self, values: Values, parameters: list[str]) -> Values:
        """Those of several functions with these parameters, or else with as many, or else all."""
        same: Values = {}
        alike: Values = {}
        for value, inferred in values.items():
            own = self.ask(value.path, f"{value.qualname}(") if type(value) is Defined else None
            if own is None:
                continue
            if [word.rstrip("=") for word in own] == [word.rstrip("=") for word in parameters]:
                same[value] = inferred
            if len(own) == len(parameters):
                alike[value] = inferred
        return same or alike or values

    def _choose_called(self, values: Values, segment: str) -> Values:
        """Those of the functions of one name that a call with such arguments can mean: `/2`, `/2:int,Slice`. A function
        hides a type of its name. A type stands for its constructors; `/~0` is a call that happens only if there are
        some. What follows `&` are types of the arguments: see `_find_beside_arguments`."""
        segment, _, given = segment.partition("&")
        functions: Values = {}
        others: Values = {}
        for value, inferred in values.items():
            if type(value) is Defined and self.kind(value) != "class":
                functions[value] = inferred
            elif given and type(value) is External:
                functions.update(self._find_beside_arguments(value.name, given) or {value: inferred})
            else:
                others[value] = inferred
        if segment[1] == "~":
            functions = {}
        if not functions:
            for value, inferred in others.items():
                if type(value) is Defined:
                    made = self.ask(value.path, f"{value.qualname}.{_MADE}")
                    if made:
                        functions.update(self._read(value.path, made))
                    elif segment[1] != "~":
                        functions[value] = inferred
                elif segment[1] != "~":
                    functions[value] = inferred
        if len(functions) > 1:
            functions = self._choose_fitting(functions, segment)
        found: Values = {}
        for value, inferred in functions.items():
            if type(value) is Defined:
                for item, also in self.find_definition(value.path, value.qualname).items():
                    found[item] = inferred or also
            else:
                found[value] = inferred
        return mark_inferred(found) if len(found) > 1 else found

    def _find_beside_arguments(self, name: str, given: str) -> Values:
        """The functions of a name that nothing around the call has, in the namespaces of the types of its arguments and
        of their bases. `given` are the chains of these types, quoted, with `&` between them."""
        path = self._reading
        found: Values = {}
        for quoted in given.split("&"):
            for type_ in self.evaluate(path, decode(quoted)):
                for place in self._order(type_.path, type_.qualname) if type(type_) is Defined else ():
                    namespace = place.qualname.rpartition(".")[0]
                    while namespace and self.kind(Defined(place.path, namespace)) == "class":
                        namespace = namespace.rpartition(".")[0]
                    if namespace:
                        key = f"::{namespace}.{name}"
                        found.update(self._read(path, self.ask(path, key) or []))
                        found.update(self.find_published(path, key, path) or {})
        return {value: True for value in found if type(value) is Defined and self.kind(value) == "function"}

    def _choose_fitting(self, values: Values, segment: str) -> Values:
        choose = self._semantics.choose_overloads
        count, _, words = segment[1:].lstrip("~").partition(":")
        if choose is None or not count.isdigit():
            return values
        parameters: list[list[str]] = []
        functions: list[Value] = []
        kept: Values = {}
        for value, inferred in values.items():
            own = self.ask(value.path, f"{value.qualname}(") if type(value) is Defined else None
            if own is None:
                kept[value] = inferred
            else:
                functions.append(value)
                parameters.append(own)
        for index in choose(parameters, words.split(",") if words else ["?"] * int(count)) if functions else ():
            kept[functions[index]] = values[functions[index]]
        return kept

    def _find_inner_namespace(self, path: str, head: str) -> Values:
        """The namespaces of a name that nothing else has, the innermost one."""
        inside, _, name = head[1:].partition("::") if head[0] == "." else ("", "", head)
        space = self._units.space(path, "")
        while True:
            full = f"{inside}.{name}" if inside else name
            if self._lookup.publishers(f"{space}@{full}") != ():
                return {Module(f"/{space}<{path}::{full}"): False}
            if not inside:
                return {}
            inside = inside.rpartition(".")[0]

    def _add_published(self, path: str, key: str, own: Values) -> Values:
        """The functions of a name that other files have, beside a file's own ones: overloads, and what the name stands
        for in builds without the file's own one."""
        has_overloads = self._semantics.choose_overloads is not None
        is_optional = False
        for value in own:
            if not (type(value) is Defined and self.kind(value) == "function"):
                return own
            is_optional = is_optional or _OPTIONAL in self._flags(value)
        if not has_overloads and not is_optional:
            return own
        found = self.find_published(path, key, path)
        if not found:
            return own
        return {**own, **found} if has_overloads else mark_inferred({**own, **found})

    def _point(self, value: Value) -> Values:
        """The values of `->`: the object that a pointer points to, or an object that acts as one."""
        if type(value) is Container:
            return self.evaluate(value.path, value.chain) if value.mark == "(" else {value: False}
        if type(value) is Instance:
            member = self.member(value, self._semantics.indirection)
            if member is not None:
                return {item: True for each in member[1] for item in self.call(each)}
        return {value: False}

    def _find_borrowed(self, value: Defined, name: str) -> Values:
        """An attribute of a function that it was given with all those of another object."""
        found: Values = {}
        if self._has_separate_statics:
            for chain in self.ask(value.path, f"{value.qualname}=") or ():
                found.update(mark_inferred(self.evaluate(value.path, f"{chain} {name}")))
        return found

    def _read_by_object(self, values: Values) -> Values:
        """The values that an object has of its class: the value of a property."""
        found: Values = {}
        for item in values:
            if type(item) is Defined and self.is_property(item):
                found.update(mark_inferred(self.call(item)))
            else:
                found[item] = True
        return found

    def _read_by_class(self, values: Values) -> Values:
        """The values that a class itself has: the value of a static property, and nothing known of another one."""
        found: Values = {}
        for item, inferred in values.items():
            if not (type(item) is Defined and self.is_property(item)):
                found[item] = inferred
            elif _STATIC in (self.ask(item.path, "@" + item.qualname) or ("", ""))[1]:
                found.update(mark_inferred(self.call(item)))
        return found

    def _find_part(self, value: Value, segment: str) -> Values:
        """One of the several values of an expression. A single value is the first of one."""
        if type(value) is Container and value.mark == "[":
            parts = value.chain.split("|")
            place = int(segment[1:-1])
            return mark_inferred(self.evaluate(value.path, parts[place])) if place < len(parts) else {}
        return {value: False} if segment == "[0]" else {}

    def _find_held_attribute(self, value: Container, name: str) -> Values:
        """A member of something that holds values, or whose type is written out."""
        # A container of items is entered where it was made into a context manager.
        if value.mark == "*" and name in self._semantics.entering:
            return {Container("(", value.path, value.chain): True}
        if value.mark == "{":
            return find_written(self, value, name)
        if value.mark == "[":
            return self._find_part_member(value, name)
        return self._find_container_attribute(value, name)

    def _find_part_member(self, value: Container, name: str) -> Values:
        """A part of a tuple by its name, or the function that gives it."""
        place = name.partition("/")[0] if name[0].isdigit() else self._semantics.part_members.get(name, "")
        if not place:
            return self._find_container_attribute(value, name)
        parts = value.chain.split("|")
        if "/" not in name or name[0].isdigit():
            return self._find_part(value, f"[{place}]")
        return {Container("(", value.path, parts[int(place)]): True} if int(place) < len(parts) else {}

    def _find_delegated(self, value: Instance, name: str) -> Values:
        """A member that an object lacks, of the value that it asks for such members."""
        delegate = self._semantics.delegate
        if not delegate or name == delegate or value.behind:
            return {}
        holder = f"@{value.qualname} () {delegate}"
        return self.evaluate(value.path, f"{holder} {name}") if self.evaluate(value.path, holder) else {}

    def _find_generic(self, value: Value) -> Values:
        """The class that a subscript of a class gives, and any of the values of an object that is written out."""
        if self._has_separate_statics:
            if type(value) is not Defined or not (table := self.ask(value.path, f"{value.qualname}.[]")):
                return {}
            return mark_inferred(self._read(value.path, table))
        is_class = self._semantics.has_generic_classes and type(value) is Defined and self.kind(value) == "class"
        return {value: False} if is_class else {}

    def _find_entry(self, value: Container) -> Values:
        """What iterating a map gives, in a language with entries."""
        is_known = self._semantics.has_entries and "|" not in value.chain
        return {Container("[", value.path, f"?|{value.chain}"): True} if is_known else {}

    def _find_given(self, value: Defined, segment: str) -> Values:
        """The objects that a function gives to the function which is its last argument."""
        entries = self.ask(value.path, value.qualname + segment)
        return mark_inferred(self._read(value.path, entries)) if entries else {}

    def _call_each(self, values: Values) -> Values:
        return {item: True for value in values for item in self.call(value)}

    def _find_submodule(self, path: str, name: str) -> Values | None:
        """The module that `name` is as an attribute of the module `path`, if there is one."""
        submodule = self._rules.submodule(path, name, self._lookup)
        return {Module(submodule): False} if submodule is not None else None

    def _find_argument(self, path: str, head: str) -> Values:
        """The values that the runner of a file passes for a parameter."""
        found: Values = {}
        for file, chain in self._rules.find_arguments(path, head, self):
            for value in self.evaluate(file, chain):
                found[value] = True
        return found

    def _find_below_unit(self, unit: str, name: str) -> Values:
        """A name that a unit does not have: a namespace below it, or a name outside the tree."""
        space, _, prefix = unit[1:].partition("::")
        if self._semantics.has_namespaces:
            return {Module(f"{unit}.{name}" if prefix else f"{unit}{name}"): False}
        return {External(f"{prefix or space.rpartition('/')[2].rpartition(':')[2]}.{name}"): False}
