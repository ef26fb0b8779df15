"""Names of a program: what code sees of units, which are modules that are no files.

A unit is a package of Go, or a namespace: its names stand in several files. Each file is found by the keys that it adds
to its program (`omny.model.surfaces`). A type can have members and bases in other files than its own.
"""

from __future__ import annotations

from typing import cast

from omny.model.atoms import shorten_name
from omny.model.chains import decode
from omny.model.surfaces import COMPANION, UNIT, Surface
from omny.resolve.definitions import CONSTRUCTOR, Definitions, mark_inferred
from omny.resolve.extensions import find_extension
from omny.resolve.generics import close
from omny.resolve.held import find_held_member
from omny.resolve.labels import find_in_outer_bases, find_outer_member, keep_fitting
from omny.resolve.lookup import LanguageRules, UnitRules
from omny.resolve.recording import RecordingLookup
from omny.resolve.semantics import FunctionAttribute
from omny.resolve.shared import Shared
from omny.resolve.values import Container, Defined, External, Instance, Module, Value, Values

_OF_COMPANION = f".{COMPANION}"


def _place(value: Value) -> tuple[str, str]:
    return (value.path, value.qualname) if type(value) is Defined else ("", "")


class Units(Definitions):
    """Answers questions about names that any file of a unit can have, for one file."""

    def __init__(
        self, path: str, surface: Surface, language: LanguageRules, lookup: RecordingLookup, shared: Shared
    ) -> None:
        Definitions.__init__(self, path, surface, language, lookup, shared)
        self._outer_types = language.semantics.outer_types
        self._units = cast(UnitRules, language.rules)  # asked where there are units

    def call(self, value: Value) -> Values:
        """The values that a call of a value returns."""
        raise NotImplementedError

    def export(self, path: str, name: str) -> Values | None:
        """The values that a module shows as a name."""
        raise NotImplementedError

    def _find_open_member(self, place: Defined, name: str) -> Values | None:
        """The values of a member of a type in the other files that can add members to it."""
        if self._semantics.names_extended_types:
            return self._find_added_member(place, name)
        full = self._full_name(place)
        return self.find_published(place.path, f"::{full}.{name}", place.path) if full else None

    def find_extensions(self, within: str, place: Defined | External, key: str) -> list[Defined]:
        """The types, by the names that files of the program give them, to which these files add what the key says, and
        which are that type: see `Qual>` in `omny.model.surfaces`."""
        found: list[Defined] = []
        paths = self._lookup.publishers(shorten_name(self._units.space(within, "") + key)) or ()
        if paths and self._has_labels and key[-1] != "<":
            self._lookup.own += 1  # the answer depends on the file that asks
            paths = self._units.choose_for(key, paths, self.path, self)
        for path in paths:
            for qualname in self.ask(path, key) or ():
                for chain in self.ask(path, qualname + ">") or ():
                    if place in self.evaluate(path, chain):
                        found.append(Defined(path, qualname))
                        break
        return found

    def _find_added_member(self, place: Defined, name: str) -> Values | None:
        """As `_find_open_member`, where a file names the type that it adds members to by a name of its own."""
        found: Values = {}
        for added in self.find_extensions(place.path, place, f"::>{place.qualname.rpartition('.')[2]}.{name}"):
            found.update(self._read(added.path, self.ask(added.path, f"{added.qualname}.{name}") or []))
        return (mark_inferred(found) if len(found) > 1 else found) or None

    def _keep_fitting(self, functions: list[Defined], words: list[str]) -> list[Defined]:
        pair_types = self._semantics.pair_types
        self._lookup.own += 1
        pairs = {each: pair_types(self.ask(each.path, f"{each.qualname}(") or [], words) for each in functions}
        return keep_fitting(self, self._outer_types, pairs)

    def _find_function_like_type(self, type_: str, name: str) -> Values:
        """The functions that have a name like that of a type: a call of one looks like the making of an object."""
        if self._has_labels and name.startswith(CONSTRUCTOR) and "." not in type_:
            self._lookup.own += 1  # the answer depends on the file that asks
            return self.find_published(self.path, f"::{type_}{name[len(CONSTRUCTOR) - 1 :]}", self.path) or {}
        return {}

    def _find_outside_attribute(self, value: External, name: str) -> Values:
        """An attribute of a value outside of the tree."""
        if self._has_labels:
            type_ = value.name.removesuffix("()")
            found = find_outer_member(self, self._outer_types, type_, name) if type_[-1] not in ")]" else {}
            found = found or self._find_function_like_type(value.name, name)
            if found:
                return self._read_from_inside(found)
        elif self._semantics.makes_by_name or (self._semantics.has_extensions and value.name[-2:] == "()"):
            found = self._find_extension(value, name)
            if found:
                return found
        return {External(f"{value.name}.{name}"): False}

    def _full_name(self, place: Defined) -> str:
        """The name by which other files add members to a type; "" for a type that is closed."""
        if self._semantics.has_open_types:
            return place.qualname
        full = self.ask(place.path, place.qualname + "+")
        return full[0] if full else ""

    def _add_bases(self, defined: Defined, bases: list[Defined]) -> None:
        """Adds the bases that other files give to a type."""
        if self._semantics.names_extended_types:
            for added in self.find_extensions(defined.path, defined, f"::>{defined.qualname.rpartition('.')[2]}<"):
                entries = self.ask(added.path, added.qualname + "<")
                self._add_new_bases(defined, self._read(added.path, entries or []), bases)
            return
        full = self._full_name(defined)
        found = self.find_published(defined.path, f"::{full}<", defined.path) if full else None
        self._add_new_bases(defined, found or {}, bases)

    def _add_new_bases(self, defined: Defined, found: Values, bases: list[Defined]) -> None:
        for base in found:
            if type(base) is Defined and base != defined and base not in bases and self.kind(base) == "class":
                bases.append(base)

    def find_published(self, within: str, key: str, importer: str) -> Values | None:
        """The values of a key that begins with `::`, in the program that the file `within` belongs to, as the file
        `importer` sees them. None where no file has it; nothing where too many have."""
        mark = self.ask(within, UNIT)
        return self.find_in_space(self._units.space(within, mark[0] if mark else ""), key, importer)

    def find_in_space(self, space: str, key: str, importer: str) -> Values | None:
        """As `find_published`, of a program by its name."""
        key = key if self._fold is None else self._fold(key)
        if self._has_labels and "/" in key and key[-2:] != "/*":
            functions = self.find_in_space(space, key.partition("/")[0] + "/*", importer)
            kept = self.choose_labelled(functions, key[2:]) if functions else None
            return self.drop_unlike(kept) if kept else None
        paths = self._lookup.publishers(shorten_name(space + key))
        has_too_many = paths is None
        paths = self._units.choose_published(key, paths, importer, self)
        if not paths:
            return {} if has_too_many else None
        if len(paths) == 1:
            entries = self.ask(paths[0], key)
            if entries is None:
                return {Module(paths[0]): False}  # a file that is found by the name of the whole of it
            return self._read(paths[0], entries) if entries else None
        merged: Values = {}
        for path in paths:
            entries = self.ask(path, key)
            merged.update({Module(path): True} if entries is None else self._read(path, entries))
        return self._unite(mark_inferred(merged))

    def _unite(self, values: Values) -> Values:
        """The values, with the first part alone of a type that is written in parts."""
        parts: dict[str, Value] = {}
        for value in sorted((each for each in values if type(each) is Defined), key=_place):
            full = self.ask(value.path, value.qualname + "+")
            if full and parts.setdefault(full[0], value) != value:
                del values[value]
        return values

    def _export_from_unit(self, unit: str, name: str, importer: str) -> Values | None:
        """The values that a unit shows as `name`: a name of it, or a member of the type that the unit's prefix is."""
        space, _, prefix = unit[1:].partition("::")
        if not self._has_units:
            return None  # the folder at the top of the tree
        space = self._units.find_program(space)
        if name[-2:] == "/-":
            name = name[:-1] + "0"
        key = f"::{prefix}.{name}" if prefix else f"::{name}"
        space, viewed, viewer = space.partition("<")
        if viewed:  # names as the file sees them that uses the namespace
            importer = viewer
            own = self.ask(viewer, key[2:])
            if own:
                return self._read(viewer, own)
        found = self.find_in_space(space, key, importer)
        if found is not None or not self._semantics.has_namespaces:
            return found
        for owner in (self.find_in_space(space, f"::{prefix}", importer) if prefix else None) or ():
            if type(owner) is Module:
                return self._export_overloads(owner.path, name)
            if type(owner) is Defined:
                companion = Defined(owner.path, owner.qualname + _OF_COMPANION)
                member = self.member(companion, name) or self.member(owner, name)
                if member is not None:
                    return member[1]
        return None

    def _export_overloads(self, path: str, name: str) -> Values | None:
        """As `export`, where the name can end with the types of arguments."""
        called, _, words = name.partition(":") if "/" in name else (name, "", "")
        found = self.export(path, called)
        return self.choose_overloads(found, words.split(",")) if words and found else found

    def _find_from_inside(self, path: str, head: str) -> Values | None:
        """The values that a name has inside a type or namespace, and in what is around that: see `.Qual::name` in
        `omny.model.chains`. None: only the file or the program can have it."""
        inside, _, name = head[1:].partition("::")
        while inside[:1] == ">":
            receiver, _, inside = inside[1:].partition(">")
            for value in close(self, self.evaluate(path, decode(receiver))):
                member = self.member(value, name) if isinstance(value, Instance | Defined) else None
                if member is not None and not self._is_ruled_out(member[1], name):
                    return self._read_from_inside(member[1])
        inside, _, limit = inside.partition("#")
        namespace, slash, types = inside.rpartition("/")
        before = f"{namespace}." if slash else ""
        while types:
            found = self._find_inside(path, before, types, name)
            if found is not None:
                return found
            types = types.removesuffix(_OF_COMPANION).rpartition(".")[0]
        imported = self._find_imported(path, name) if limit[-1:] != "!" else None
        if imported is not None:
            return imported
        while namespace:
            found = self._find_in_namespace(path, f"::{namespace}.{name}")
            if found is not None:
                return found
            namespace = namespace.rpartition(".")[0] if self._semantics.sees_outer_namespaces else ""
        return None

    def _sees_global(self, inside: str, name: str) -> bool:
        """Whether code inside a type or namespace sees a name of no namespace."""
        ending = self._semantics.global_ending
        return "/" not in inside or self._semantics.sees_outer_namespaces or (ending != "" and name.endswith(ending))

    def _find_extension(self, value: Value, name: str) -> Values:
        """The functions outside of a type that are called as its members."""
        if self._has_labels and type(value) is Instance:
            return mark_inferred(self._read_from_inside(find_in_outer_bases(self, self._outer_types, value, name)))
        found: Values = {}
        if not self._semantics.has_extensions:
            return found
        if self._semantics.imports_extensions:
            return find_extension(self, self._reading, value, name)
        name, _, words = name.partition(":")
        key = f"::+{name[:-1]}0" if name[-2:] == "/-" else f"::+{name}"
        mark = self.ask(self.path, UNIT)
        paths = self._lookup.publishers(shorten_name(self._units.space(self.path, mark[0] if mark else "") + key))
        order = self._order(value.path, value.qualname) if type(value) is Instance else []
        for path in self._units.choose_for(key, paths, self.path, self) if paths else ():
            for entry in self.ask(path, key) or ():
                chain, _, qualname = entry.rpartition(" > ")
                if self._is_extended(path, chain, value, order):
                    found[Defined(path, qualname)] = True
        if len(found) < 2 or self._applied:
            return found
        return self.choose_overloads(found, ["?", *words.split(",")] if words else ["?"])  # the receiver is the first

    def _is_extended(self, path: str, chain: str, value: Value, order: list[Defined]) -> bool:
        """Whether an extension of the type of a chain is one of a value, whose type and bases are `order`."""
        if type(value) is Container and chain[0] == value.mark and chain[1:] != "?":
            wanted, items = close(self, self.evaluate(path, chain[1:])), self.evaluate(value.path, value.chain)
            types = [each for item in items if type(item) is Instance for each in self._order(item.path, item.qualname)]
            return any(each in types for each in wanted)
        if type(value) is Container or chain[0] in "*%":
            return type(value) is Container and chain == f"{value.mark}?"
        if type(value) is External:
            return any(type(each) is External and f"{each.name}()" == value.name for each in self.evaluate(path, chain))
        return any(each in order for each in close(self, self.evaluate(path, chain)))

    def _find_imported(self, path: str, name: str) -> Values | None:
        """The values of a name of the file itself, as an import gives it; None where the file has no such name. The
        import of a function is that of all functions of the name."""
        entries = self.ask(path, name)
        if entries:
            return self._read(path, entries)
        plain, slash, arity = name.partition("/")
        if not slash:
            return None
        if plain in (self.ask(path, "import") or ()):
            return self._read(path, [f"{entry}/{arity}" for entry in self.ask(path, plain) or ()])
        found: Values = {}
        outside: Values = {}
        for entry in self.ask(path, plain) or ():
            if entry[0] == "^" and "::" in entry and " " not in entry:
                for value, inferred in self.evaluate(path, f"{entry}/{arity}").items():
                    if type(value) is External:
                        outside[value] = inferred
                    else:
                        found[value] = inferred
        return found or outside or None

    def _find_in_namespace(self, path: str, key: str) -> Values | None:
        """The values of a name of the program, the file's own first."""
        if key[-2:] == "/-":
            key = key[:-1] + "0"
        own = self.ask(path, key if self._fold is None else self._fold(key))
        return self._read(path, own) if own else self.find_published(path, key, path)

    def _find_inside(self, path: str, before: str, inside: str, name: str) -> Values | None:
        """The values of a name in a type or namespace itself; None where that has no such name. `before` is the
        namespace around that, with a dot."""
        inside = inside.replace(f"{_OF_COMPANION}.", ".").replace(":", ".")
        if self.ask(path, "@" + inside) is not None:
            owners: Values | None = {Defined(path, inside): False}
        else:
            owners = self._find_in_namespace(path, f"::{before}{inside}")
        for owner in owners or ():
            member = self.member(owner, name) if type(owner) is Defined else None
            if member is not None:
                return self._read_from_inside(member[1])
            outer = (
                find_in_outer_bases(self, self._outer_types, owner, name)
                if self._has_labels and type(owner) is Defined
                else {}
            )
            if outer:
                return self._read_from_inside(outer)
        if not owners and self._has_labels:
            for type_ in self.evaluate(path, inside.replace(".", " ")):
                outer = find_outer_member(self, self._outer_types, type_.name, name) if type(type_) is External else {}
                if outer:
                    return self._read_from_inside(outer)
        if not self._semantics.has_namespaces or before:
            return None
        entries = self.ask(path, f"{inside}.{name}")
        return self._read(path, entries) if entries else self._find_in_namespace(path, f"::{inside}.{name}")

    def _read_from_inside(self, values: Values) -> Values:
        """The values of members as code of the class sees them: the value of a property."""
        found: Values = {}
        for item, inferred in values.items():
            if type(item) is Defined and self.is_property(item):
                found.update(mark_inferred(self.call(item)))
            else:
                found[item] = inferred
        return found

    def _find_function_attribute(self, value: Defined, name: str) -> Values:
        """The values of an attribute that every function has."""
        attribute = self._semantics.function_attributes.get(name)
        if attribute is None:
            return self._find_function_like_type(value.qualname, name)
        kind = self.kind(value)
        if kind != "class" and kind != "function":
            return {}
        if attribute is FunctionAttribute.CALLS or attribute is FunctionAttribute.RUNS:
            return {value: False} if kind == "function" or attribute is FunctionAttribute.CALLS else {}
        if attribute is FunctionAttribute.RETURNS:
            return {Container("(", value.path, "@" + value.qualname): True}
        return self.call(value) if kind == "class" else {}

    def _find_container_attribute(self, value: Container, name: str) -> Values:
        """A member of something that holds values: a function that gives one of them, or all again."""
        if self._semantics.held_members:
            return find_held_member(self, self._semantics, value, name)
        if value.mark == "(" and name.partition(":")[0] in self._semantics.item_members:
            return {value: False}
        if self._applied and name.startswith(f"{self._applied}/"):
            return {Container("(", value.path, value.chain): True} if value.mark != "[" else {}
        type_ = self._semantics.container_types.get(value.mark)
        if type_ is not None:
            found = find_outer_member(self, self._outer_types, type_, name)
            if found:
                return self._read_from_inside(found)
            if name in self._semantics.item_properties:
                return mark_inferred(self.evaluate(value.path, value.chain))
            if name in self._semantics.container_properties:
                return {Container("*", value.path, value.chain): True}
            name = name.partition("/")[0]
        if value.mark in "*%":
            if name in self._semantics.item_properties:
                return mark_inferred(self.evaluate(value.path, value.chain))
            if name in self._semantics.container_properties:
                return {Container("*", value.path, value.chain): True}
            if value.mark == "%" and name in self._semantics.entry_members:
                return {value: True}
            name = name.partition(":")[0]
            if name in self._semantics.item_members:
                return {Container("(", value.path, value.chain): True}
            if name in self._semantics.container_members:
                return {Container("(", value.path, f"*{value.chain}"): True}
        return self._find_extension(value, name) if self._semantics.has_extensions else {}

    def _find_class_attribute(self, value: Defined, name: str) -> Values:
        """The values that a class itself has: a member of its companion, else a type in it, or a constant."""
        own = self.member(Defined(value.path, f"{value.qualname}.{self._semantics.companion}"), name)
        if own is not None:
            return own[1]
        member = self.member(value, name)
        found: Values = {}
        for item, inferred in member[1].items() if member is not None else ():
            if not (type(item) is Defined and self._is_of_objects(item)):
                found[item] = inferred
        called, _, count = name.partition("/")
        if not found and called == self._applied and count[:1].isdigit():
            return self._find_constructor(value, count)
        return found
