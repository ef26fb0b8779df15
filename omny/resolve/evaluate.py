"""The values of a chain: the one interpreter of chains and surfaces (their grammar: `omny.model`).

The order of questions follows from the facts alone. The meaning of a step in a language is in its `Semantics`.
"""

from __future__ import annotations

from omny.model.chains import PARAMETER, VALUES
from omny.model.surfaces import COMPANION, FunctionFlag, Surface
from omny.resolve.applied import apply_export, apply_head, apply_member
from omny.resolve.definitions import CONSTRUCTOR, mark_inferred
from omny.resolve.exports import Exports
from omny.resolve.extensions import find_called, find_made, find_read, is_known
from omny.resolve.generics import bind_parameters, evaluate_elsewhere, find_bound, give_arguments, give_own, is_open
from omny.resolve.held import find_item
from omny.resolve.lookup import LanguageRules
from omny.resolve.receivers import bind_receivers
from omny.resolve.recording import RecordingLookup
from omny.resolve.shared import MAX_FOLLOWED, Shared
from omny.resolve.signatures import call_overloaded
from omny.resolve.substitution import read_parameter
from omny.resolve.values import (
    Container,
    Defined,
    External,
    Instance,
    Module,
    TypeParameter,
    Value,
    Values,
    module_name,
)
from omny.resolve.written import find_listed, find_written, take_function_step

_OVERLOADED = FunctionFlag.OVERLOADED.value
_STEPS = frozenset(("()", "super", "self()", "type()", "->"))  # segments that are no name


class Evaluator(Exports):
    """Evaluates chains for one file. Answers are kept for its lifetime."""

    def __init__(
        self, path: str, surface: Surface, language: LanguageRules, lookup: RecordingLookup, shared: Shared
    ) -> None:
        Exports.__init__(self, path, surface, language, lookup, shared)
        self._has_declarations = language.semantics.has_declarations
        self._binds_stars = language.semantics.binds_stars
        self._has_inner_stars = language.semantics.names_extended_types and language.semantics.has_exclusive_stars
        self._makes_by_name = language.semantics.makes_by_name
        self._following: set[tuple[Value, str]] = set()
        self._given = ""  # the segment before the call in hand
        self._giving = path  # the file that is read in

    def compute(self, kind: str, path: str, text: str) -> object:
        """See `Memory`."""
        if kind == "chain":
            before, self._reading = self._reading, path
            values = self._compute_chain(path, text)
            self._reading = before
            return values
        return Exports.compute(self, kind, path, text)

    def _compute_chain(self, path: str, chain: str) -> Values:
        is_held = chain[0] in "*%(["
        if is_held and " : " not in chain:
            return {Container(chain[0], path, chain[1:]): True}
        end = chain.rfind(" ")
        if end < 0:
            head = self._evaluate_head(path, chain, True)
            is_call = self._makes_by_name and "/" in chain and chain[0] != "@"
            if is_call and not is_known(head):
                return find_called(self, path, chain, head)
            return self._bind_open(path, chain, head, head, False) if chain[0] == "." else head
        last = chain[end + 1 :]
        before, stated, inner = -1, "", chain[:end]
        if last == "()":
            before = inner.rfind(" ")
            if before >= 0 and inner[before + 1] == PARAMETER:  # arguments: what is called stands before them
                stated, inner = inner[before + 1 :], inner[:before]
        values = self.evaluate(path, inner.removesuffix(" :") if is_held else inner)
        if not values or last[0] == PARAMETER:
            return values
        if self._has_declarations and chain.find(" ") == end and last[0].isidentifier():
            for value in values:
                if type(value) is External:
                    values = self._find_inner_namespace(path, chain[:end]) or values
                    break
        if last != "()":
            given, self._given = self._given, ""
            found = self.take_step(values, last)
            self._given = given
            return self._bind_open(path, chain, values, found, last != "self()")
        given, self._given = self._given, stated
        around, self._giving = self._giving, path
        found = self.take_step(values, last)
        self._given, self._giving = given, around
        if stated:
            for value in found:
                if type(value) is Instance or (type(value) is Defined and stated[:2] != VALUES):
                    found = give_arguments(self, path, stated, values, found, self._semantics.constructor)
                    break
        elif before < 0 and chain[0] == "@":
            found = give_own(self, values, found)
        return self._bind_open(path, chain, values, found, True)

    def _bind_open(self, path: str, chain: str, before: Values, found: Values, binds_own: bool) -> Values:
        """The values that a chain gives by a step from others, with what that says of their types."""
        is_own = False
        for value in found:
            if type(value) is Instance:
                if value.own and binds_own:
                    is_own = True
                if not value.arguments:
                    continue
            elif type(value) is not TypeParameter and type(value) is not Container:
                continue
            if is_open(value):
                found = bind_parameters(self, path, chain, before, found)
                break
        if is_own:
            return bind_receivers(self, path, chain.split(" "), found)
        return found

    def call(self, value: Value) -> Values:
        """The values that a call of a value returns."""
        if type(value) is Defined:
            path = value.path
            shape = self.ask(path, "@" + value.qualname)
            if shape is None:
                return {}
            if shape[0] == "class":
                return {Instance(path, value.qualname): True}
            returned: Values = {}
            if shape[0] != "object":
                if _OVERLOADED in shape[1]:
                    chosen = call_overloaded(self, self._semantics, value, self._giving, self._given)
                    if chosen is not None:
                        return chosen
                for chain in shape[2:]:
                    for item in self.evaluate(path, chain):
                        returned[item] = True
            return returned
        if type(value) is Instance or type(value) is Module:
            return self._follow(value, "()")
        if type(value) is External:
            return {External(value.name + "()"): True}
        if type(value) is Container and value.mark == "(":
            return self.evaluate(value.path, value.chain)
        if type(value) is TypeParameter:
            if value.is_object:
                return self._call_each(find_bound(self, value))
            return {TypeParameter(value.path, value.qualname, value.place, True): True}
        return find_written(self, value, "()") if type(value) is Container else {}

    def _follow(self, value: Instance | Module, segment: str) -> Values:
        """The values of a step from another value that is no question: it can lead back to its start."""
        step = (value, segment)
        if step in self._following or len(self._following) >= MAX_FOLLOWED:
            self._cuts += 1
            return {}
        self._following.add(step)
        try:
            if type(value) is Instance:
                return self._call_member(value, self._semantics.call)
            found: Values = {}
            for part in self.module_value(value):
                for item in self.call(part) if segment == "()" else self._find_attribute(part, segment):
                    found[item] = True
            return found
        finally:
            self._following.discard(step)

    def _call_member(self, value: Instance, name: str) -> Values:
        """The values that a call of an object's member returns."""
        member = self.member(value, name) if name else None
        return self._call_each(member[1]) if member is not None else {}

    def _find_in_module_value(self, path: str, name: str) -> Values | None:
        """See `Exports`."""
        entries = self.ask(path, "=")
        if entries is None:
            return None
        values = self._read(path, entries)
        return values if name == self._semantics.default_export else self.take_step(values, name)

    def _apply_member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """See `Definitions`."""
        return apply_member(self, self._applied, owner, name)

    def _evaluate_head(self, path: str, head: str, is_global: bool) -> Values:
        found = self._find_head(path, head, is_global)
        return apply_head(self, self._applied, path, head, found) if self._applied and "/" in head else found

    def _find_head(self, path: str, head: str, is_global: bool) -> Values:
        if head[0] == "@":
            return {Defined(path, head[1:]): False}
        if head[0] == "=":
            return self._find_forward(path, head[1:])
        if head[0] == PARAMETER:
            return evaluate_elsewhere(self, head) if head[1] == ">" else {read_parameter(path, head): False}
        if head[0] == "^":
            inside, _, name = head[1:].partition("::")
            return self._find_import(path, inside, name)
        if head[0] == "&":
            return self._find_argument(path, head[1:])
        if head[0] == "{":
            return {Container("{", path, head): True}
        if head[0] in "!|":
            return find_listed(self, path, head)
        if head == "?" or head[0] == "'":
            return {External(head[1:]): False} if head[0] == "'" else {}
        if head[0] == "." and self._has_units:
            inside, _, name = head[1:].partition("::")
            found = self._find_from_inside(path, head)
            if found is not None:
                return found
            return self._find_global(path, name, self._sees_global(inside, name), inside.rpartition("#")[2])
        return self._find_global(path, head, is_global, "")

    def _find_global(self, path: str, head: str, is_global: bool, limit: str) -> Values:
        """The values of a name of the file, the program, or what the file takes in whole: of that no more than the
        first `limit`, if that is a number."""
        if head[-2:] == "/-":
            head = head[:-1] + "0"
        entries = self.ask(path, head)
        if entries is not None:
            own = self._read(path, entries)
            return self._add_published(path, f"::{head}", own) if self._has_declarations else own
        found = self.find_published(path, f"::{head}", path) if self._has_units and is_global else None
        if found is None and self._binds_stars:
            found = self._find_star_export(path, head, limit, "*")
        if found is None and self._has_units:
            found = self._find_unbound(path, head)
        return {External(head): False} if found is None else found

    def _find_unbound(self, path: str, head: str) -> Values | None:
        """The module that a name stands for although the file does not say so, if there is one."""
        spec = self._units.find_unbound(path, head, self)
        inside, _, name = (spec or "").partition("::")
        return None if spec is None else self._find_import(path, inside, name)

    def _find_import(self, path: str, spec: str, name: str) -> Values:
        separator = self._semantics.submodule_separator
        target = self.locate(spec, path)
        if target is None:
            if not name:
                module = self._rules.namespace(path, spec, self)
            else:
                module = self.locate(spec + separator + name, path) if separator else None
            if module:
                return {Module(module): False}
            return {External(f"{spec}.{name}" if name else spec): False}
        if not name:
            return {Module(target): False}
        if target[0] == "/":
            shown = self._export_from_unit(target, name, path)
            return {External(f"{spec}.{name}" if spec else name): False} if shown is None else shown
        # A module that imports the name from itself can only mean a module below it.
        own = False
        if separator and target == path:
            own = f"^{spec}::{name}" in (self.ask(path, name) or ())
        found = self._find_submodule(path, name) if own else self.export(target, name)
        if found is None:
            # A module that asks itself for the name gets nothing that is known, and nothing outside.
            return {} if own or (target, name) in self._exporting else {External(f"{spec}.{name}"): False}
        return found

    def take_step(self, values: Values, segment: str) -> Values:
        """The values that a segment of a chain gives."""
        if segment[0] == "/":
            return self._choose_called(values, segment)
        is_name = segment[0] not in "[{=(" and segment not in _STEPS
        is_one = len(values) == 1  # as most are
        merged: Values = {}
        for value, inferred in values.items():
            found = self._find_attribute(value, segment) if is_name else self._take_unnamed_step(value, segment)
            if is_one:
                return mark_inferred(found) if inferred else found
            for item, also in found.items():
                merged[item] = merged.get(item, False) or inferred or also
        return merged

    def _take_unnamed_step(self, value: Value, segment: str) -> Values:
        """The values that a segment gives that is no name. See `omny.model.chains`."""
        if segment == "()":
            return self.call(value)
        if type(value) is TypeParameter and segment != "self()":
            return self.take_step(find_bound(self, value), segment)
        if segment == "super":
            if type(value) is Instance or type(value) is Defined:
                arguments = value.arguments if type(value) is Instance else ()
                return {Instance(value.path, value.qualname, True, type(value) is Defined, False, arguments): True}
            return {}
        if segment == "type()":
            if type(value) is Defined and self.kind(value) == "function":
                return {Container("(", value.path, f"@{value.qualname} ()"): True}
            return {value: True}
        if segment == "self()":
            if type(value) is Instance:
                return {Instance(value.path, value.qualname, False, False, True, value.arguments): False}
            return {value: False}
        if segment[0] == "(" or segment == "=>":
            return take_function_step(self, self._semantics, value, segment)
        if segment[0] == "{":
            return self._find_given(value, segment) if type(value) is Defined else {}
        if segment[0] == "=":
            return find_read(self, self._semantics.list_getters, self._reading, value, segment[1:])
        return self._point(value) if segment == "->" else self._find_item(value, segment)

    def _find_item(self, value: Value, segment: str) -> Values:
        if segment[1].isdigit():
            return self._find_part(value, segment)
        if type(value) is Container:
            if value.mark == "{":
                return find_written(self, value, segment)
            return find_item(self, value, segment) or (self._find_entry(value) if value.mark == "%" else {})
        if type(value) is not Instance:
            return self._find_generic(value) if segment == "[]" else {}
        if segment == "[]" or segment[1] == ".":
            found = self._call_member(value, self._semantics.subscription)
            return {value: True} if not found and self._has_declarations else found
        items: Values = {}
        for part in self._call_member(value, self._semantics.iteration):
            if type(part) is Container:
                for item in self._find_item(part, "[:]" if segment == "[:]" else "[*]"):
                    items[item] = True
        return items

    def _find_attribute(self, value: Value, name: str) -> Values:
        if type(value) is Instance:
            return self._find_object_attribute(value, name)
        if type(value) is External:
            return self._find_outside_attribute(value, name)
        if type(value) is Module:
            return self._find_module_attribute(value, name)
        if type(value) is Container:
            return self._find_held_attribute(value, name)
        if type(value) is TypeParameter:
            return self.take_step(find_bound(self, value), name)
        return self._find_definition_attribute(value, name)

    def _find_definition_attribute(self, value: Defined, name: str) -> Values:
        kind = self._shape(value)[0]
        if kind != "class" and kind != "object":
            entries = self.ask(value.path, f"{value.qualname}.{name}=")
            found = self._read(value.path, entries) if entries else self._find_function_attribute(value, name)
            return found or self._find_borrowed(value, name)
        if kind == "class" and self._semantics.companion and not name.startswith(CONSTRUCTOR):
            return self._find_class_attribute(value, name)
        member = self.member(value, name)
        if member is None and kind == "class" and self._semantics.sees_companions:
            member = self.member(Defined(value.path, f"{value.qualname}.{COMPANION}"), name)
        if member is None:
            shown = self.find_starred(value, name) if self._has_inner_stars else None
            if shown is not None:
                return shown
            if self._has_units and name.startswith(CONSTRUCTOR):
                return self._find_constructor(value, name.partition("/")[2])  # one that nobody wrote
            if self._makes_by_name and "/" in name:
                return self._find_made_member(value, name) or self._find_extension(value, name)
            return self._find_function_attribute(value, name)
        return self._read_by_class(member[1]) if kind == "class" else self._read_by_object(member[1])

    def _find_module_attribute(self, value: Module, name: str) -> Values:
        found = self._export_overloads(value.path, name)
        if found is None and self._makes_by_name and "/" in name:
            found = self._find_made_member(value, name) or None
        if found is not None:
            return found
        if value.path[0] == "/":
            if self._applied and "/" in name:
                return apply_export(self, self._applied, value, name)
            return self._find_below_unit(value.path, name)
        if self.module_value(value):
            return self._follow(value, name)
        return {External(f"{module_name(value.path)}.{name}"): False}

    def _find_object_attribute(self, value: Instance, name: str) -> Values:
        member = self.member(value, name)
        if member is not None:
            return self._read_by_class(member[1]) if value.is_class else self._read_by_object(member[1])
        if name == self._semantics.object_class and not value.behind:
            return {Defined(value.path, value.qualname): True}
        if self._semantics.list_getters is not None and "/" not in name:
            for getter in self._semantics.list_getters(name):
                member = self.member(value, getter)
                if member is not None:
                    return self._call_each(member[1])
        if self._makes_by_name and "/" in name:
            return self._find_made_member(value, name) or self._find_extension(value, name)
        return self._find_extension(value, name) if self._has_units else self._find_delegated(value, name)

    def _find_made_member(self, value: Value, name: str) -> Values:
        """What a call of a type or object in another one calls, where no function has the name."""
        called, colon, words = name.partition(":")
        if colon:
            found = self._find_attribute(value, called)
            return self.choose_overloads(found, words.split(",")) if is_known(found) else {}
        plain, slash, count = name.partition("/")
        return find_made(self, self._find_attribute(value, plain), slash + count)
