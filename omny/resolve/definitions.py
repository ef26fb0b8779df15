"""The definitions of a tree as one file sees them: their kinds, the order of their bases, and their members.

The surface of the file itself is read directly, and all others through a lookup that records each question. A
subclass evaluates chains.
"""

from __future__ import annotations

from typing import cast

from omny.model.surfaces import FunctionFlag, Surface
from omny.resolve.argument_words import GIVEN_TYPES, find_word, keep_fullest, read_labelled
from omny.resolve.bases import list_meant
from omny.resolve.lookup import LanguageRules, UnitRules
from omny.resolve.recording import RecordingLookup
from omny.resolve.shared import Memory, Shared
from omny.resolve.values import Container, Defined, Instance, Value, Values

MAX_BASES = 200  # classes in one linearisation

_NO_SHAPE = [""]
_TYPES_GIVEN = f"{GIVEN_TYPES}=?"
CONSTRUCTOR = "<init>/"  # the beginning of the name of a constructor by its number of arguments
_OF_ANY_ARITY = ("/+", "/*", "/-")
_PROPERTY = FunctionFlag.PROPERTY.value
_DEMANDED = FunctionFlag.DEMANDED.value
_STATIC = FunctionFlag.STATIC.value


def mark_inferred(values: Values) -> Values:
    """The same values, each inferred."""
    for is_inferred in values.values():
        if is_inferred is not True:
            return dict.fromkeys(values, True)
    return values


class Definitions(Memory):
    """Answers questions about definitions for one file."""

    def __init__(
        self, path: str, surface: Surface, language: LanguageRules, lookup: RecordingLookup, shared: Shared
    ) -> None:
        Memory.__init__(self, path, lookup, shared.setdefault(type(language.rules).__qualname__, {}))
        self._surface = surface
        self._rules = language.rules
        self._semantics = language.semantics
        self._has_separate_statics = language.semantics.has_separate_statics
        self._has_units = language.semantics.has_units
        self._has_arity = language.semantics.has_arity
        self._has_labels = language.semantics.has_labels
        self._fold = language.semantics.fold
        self._applied = language.semantics.applied
        self._vantages: dict[str, str] = {}
        self._reading = path  # the file of the chain in hand

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of `chain` in the module scope of `path`."""
        values: Values = self.answer(self._chains, path, chain)
        return values

    def order(self, defined: Defined) -> list[Defined]:
        """The class and its bases in the order in which attributes are looked up. Bases outside the tree are left
        out."""
        return self._order(defined.path, defined.qualname)

    def locate(self, spec: str, importer: str) -> str | None:
        """The path of the module that `spec` names in the file `importer`, by the language's `ImportRules`."""
        vantage = self._vantages.get(importer)
        if vantage is None:
            vantage = self._vantages[importer] = self._rules.vantage(importer)
        target: str | None = self.answer(self._modules, vantage, spec)
        return target

    def reach(self, path: str) -> frozenset[str]:
        """See `NameEvaluator`."""
        paths: frozenset[str] = self.answer(self._reaches, path, "")
        return paths

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """See `NameEvaluator`."""
        paths: tuple[str, ...] | None = self._lookup.publishers(name)
        return paths

    def compute(self, kind: str, path: str, text: str) -> object:
        """See `Memory`."""
        if kind == "order":
            return self._compute_order(path, text)
        if kind == "reach":
            return cast(UnitRules, self._rules).find_reach(path, self)
        return self._rules.locate(text, path, self._lookup)

    def assume(self, kind: str, path: str, text: str) -> object:
        """See `Memory`. Nothing is known yet; a class comes first in its own order."""
        if kind == "chain":
            return {}
        return [Defined(path, text)] if kind == "order" else frozenset() if kind == "reach" else None

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of the surface of `path` under `key`; a definition also stands under its name."""
        if path != self.path:
            return self._lookup.values(path, key)
        self._lookup.own += 1
        values = self._surface.get(key)
        if values is None:
            definition = "@" + key
            if definition in self._surface:
                return [definition]
        return values

    def kind(self, defined: Defined) -> str:
        """The kind of a definition: "class", "function", "object" (a literal, which is no atom), or "" without such
        a definition."""
        return self._shape(defined)[0]

    def _shape(self, defined: Defined) -> list[str]:
        """The entry of a definition in its surface."""
        return self.ask(defined.path, "@" + defined.qualname) or _NO_SHAPE

    def _order(self, path: str, qualname: str) -> list[Defined]:
        order: list[Defined] = self.answer(self._orders, path, qualname)
        return order

    def _list_stated(self, defined: Defined, shape: list[str], first: list[Defined]) -> list[Defined]:
        """The bases that the definition of a type states; those that come before the type itself also in `first`."""
        bases: list[Defined] = []
        is_object = shape[0] == "object" and self._has_separate_statics
        for chain in shape[1:]:
            for base in self.evaluate(defined.path, chain.removeprefix("!")) if chain[0] != "?" else ():
                if is_object and type(base) is Instance:
                    base = Defined(base.path, base.qualname)
                kind = self.kind(base) if type(base) is Defined else "type" if chain[-6:] == "type()" else ""
                if kind == "type":
                    meant = list_meant(self, defined.path, chain)
                    bases += [each for each in meant if each != defined and each not in bases]
                elif type(base) is Defined and (kind == "class" or kind == "object"):
                    if base != defined and base not in bases:
                        bases.append(base)
                        if chain[0] == "!":
                            first.append(base)
        return bases

    def _compute_order(self, path: str, qualname: str) -> list[Defined]:
        defined = Defined(path, qualname)
        shape = self._shape(defined)
        first: list[Defined] = []
        bases = self._list_stated(defined, shape, first) if shape[0] in ("class", "object") else []
        if self._has_units and shape[0]:
            self._add_bases(defined, bases)
        orders = [self._order(base.path, base.qualname) for base in bases]
        order: list[Defined] = self._semantics.order(defined, orders, bases)[:MAX_BASES]
        return [*first, *(each for each in order if each not in first)] if first else order

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has `name` first in the order of `owner`, and the values of the name there."""
        if self._has_labels and "/" in name and name[-2:] not in _OF_ANY_ARITY:
            return self._find_labelled(owner, name)
        order = self._order(owner.path, owner.qualname)
        if self._has_labels and name[-2:] == "/*":
            for place in order:
                values = self.ask(place.path, f"{place.qualname}.{name[:-2]}")
                if values and not self._is_function_alone(place, name[:-2], values):
                    return place, {}  # a property, and no function of its name
        ending = self._member_mark(owner) + (name if self._fold is None else self._fold(name))
        start = 0
        plain = ""
        if name[-2:] == "/-":
            plain = ending[:-2]
            ending = plain + "/0"
        if type(owner) is Instance and owner.behind:
            start = order.index(Defined(owner.path, owner.qualname)) + 1
        for index in range(start, len(order)):
            place = order[index]
            path = place.path
            values = self.ask(path, place.qualname + ending)
            if values and not (self._has_arity and self._is_function_alone(place, name, values)):
                if self._applied and name[-2:] == "/*" and self.ask(path, f"{place.qualname}{ending[:-1]}0"):
                    return place, {}  # a function that is called by its bare name
                return place, self._choose_without_arguments(self._read(path, values), name)
            values = self.ask(path, place.qualname + plain) if plain else None
            if values and not self._is_function_alone(place, plain[1:], values):
                call = "" if self.kind(place) == "object" else " ()"
                return place, {Container("(", path, f"@{place.qualname}{call} {plain[1:]}"): True}  # is not called
            if self._has_units:
                found = self._find_open_member(place, name)
                if found:
                    return place, self._choose_without_arguments(found, name)
                if name.startswith(CONSTRUCTOR):
                    break  # constructors are not inherited
            elif not place.qualname and ending[0] == "." and (shown := self._find_export_member(path, name)):
                return place, shown
        if self._has_units and "/" in name and name[-2:] not in _OF_ANY_ARITY:
            plain, colon, words = name.partition(":")
            if not colon:
                found_by_any = self.member(owner, name.partition("/")[0] + "/+")
                if found_by_any is None and self._semantics.calls_values:
                    return self._find_held_function(owner, name.partition("/")[0])
                return self._apply_member(owner, name) if found_by_any is None and self._applied else found_by_any
            united = self.member(owner, plain)
            if united is None:
                return None
            functions = united[1]
            if self._semantics.makes_by_name and plain[-2:] not in _OF_ANY_ARITY:
                more = self.member(owner, plain.partition("/")[0] + "/+")  # where no other takes the arguments
                functions = functions if more is None or more[0] != united[0] else {**functions, **more[1]}
            return united[0], self.choose_overloads(functions, words.split(","))
        return None

    def _choose_without_arguments(self, values: Values, name: str) -> Values:
        """Where a call has no arguments, those that take none before those that can do without any."""
        is_open = name[-2:] == "/0" and len(values) > 1 and not self._applied
        return self.choose_overloads(values, []) if is_open else values

    def _find_held_function(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """A member that is no function, but holds one whose result is known."""
        held = self.member(owner, name)
        kept = [each for each in held[1] if type(each) is Container and each.mark == "("] if held is not None else []
        return (held[0], dict.fromkeys(kept, True)) if held is not None and kept else None

    def _apply_member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """A member that is no function, but whose value can be called: see `Semantics.applied`."""
        raise NotImplementedError

    def choose_overloads(self, values: Values, words: list[str]) -> Values:
        """Of functions with one name those that a call with arguments of these types can mean."""
        choose = self._semantics.choose_overloads
        if words and words[-1] == _TYPES_GIVEN:
            values = {value: values[value] for value in values if self._takes_named(value, [GIVEN_TYPES])}
            words = words[:-1]
        if choose is None or len(values) < 2:
            return values
        count = len(words)
        named = [word.partition("=")[0] for word in words if "=" in word]
        if named:
            values = {value: values[value] for value in values if self._takes_named(value, named)} or values
            words = words[: count - len(named)]
        parameters = []
        for value in values:
            of_value = self.ask(value.path, f"{value.qualname}(") if type(value) is Defined else None
            if of_value is None:
                return values
            parameters.append(of_value)
        given = self._read_words(words, parameters)
        kept = keep_fullest(parameters, choose(parameters, given), count, len(words))
        chosen = {value: values[value] for at, value in enumerate(values) if at in kept}
        if self._applied and len({value.path for value in chosen if type(value) is Defined}) < len(chosen):
            return {}  # several of one file, which the arguments do not tell apart
        return {} if 0 < self._semantics.most_equal < len(chosen) else chosen

    def _read_words(self, words: list[str], parameters: list[list[str]]) -> list[str]:
        """The types of arguments, with those of chains by their values."""
        type_words = self._semantics.type_words
        found = []
        for at, word in enumerate(words):
            if word[0] == "<":
                wanted = [each[min(at, len(each) - 1)].rstrip("+") for each in parameters if each]
                word = find_word(self, self._reading, word, wanted, type_words)
            if "=" not in word:
                found.append(word)
        return found

    def _is_ruled_out(self, values: Values, name: str) -> bool:
        """Whether the one function among the values can take the arguments in no way."""
        words = name.partition(":")[2]
        choose = self._semantics.choose_overloads
        for value in values:
            parameters = self.ask(value.path, f"{value.qualname}(") if type(value) is Defined else None
            if not words or choose is None or len(values) > 1 or not parameters:
                break
            given = self._read_words(words.split(","), [parameters])
            return choose([parameters, ["?"] * len(given)], given) == [1]
        return False

    def _takes_named(self, value: Value, names: list[str]) -> bool:
        """Whether a function has parameters of these names, or does not say its names."""
        known = self.ask(value.path, f"{value.qualname}((") if type(value) is Defined else None
        return known is None or all(name in known for name in names)

    def _find_labelled(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """As `member`, of the functions with a plain name those that a call with these labels can mean. A function
        with other labels hides none. Where an interface demands a function and has code for it, too, a call on a
        type that inherits from it means the code, and a call on the interface what it demands."""
        order = self._order(owner.path, owner.qualname)
        plain = name.partition("/")[0] + _OF_ANY_ARITY[1]
        start = 0
        if type(owner) is Instance and owner.behind:
            start = order.index(Defined(owner.path, owner.qualname)) + 1
        for index in range(start, len(order)):
            place = order[index]
            entries = self.ask(place.path, f"{place.qualname}.{plain}")
            values = self._read(place.path, entries) if entries else {}
            added = self._find_open_member(place, plain)
            kept = self.choose_labelled({**values, **added} if added else values, name)
            if start and kept:  # an interface demands, and a base class has
                kept = {each: kept[each] for each in kept if _DEMANDED not in self._flags(each)}
            if kept:
                if len(kept) > 1:
                    is_interface = self.ask(owner.path, owner.qualname + "::") is not None
                    kept = self._keep_flagged(kept, _DEMANDED, is_interface)
                    kept = self._keep_flagged(kept, _STATIC, type(owner) is not Instance)
                return place, self.drop_unlike(kept)
        return None

    def choose_labelled(self, values: Values, name: str) -> Values:
        """Of functions with one plain name those that a call can mean, by the whole name of that."""
        choose = self._semantics.choose_overloads
        words = name.partition(":")[2]
        functions = [value for value in values if type(value) is Defined]
        if choose is None or not functions:
            return values
        parameters = [self.ask(value.path, f"{value.qualname}(") or [] for value in functions]
        given = words.split(",") if words else []
        types = self._semantics.container_types if len(functions) > 1 else None
        given = [read_labelled(self, self._reading, word, types) if "==<" in word else word for word in given]
        kept = choose(parameters, given)
        left = [functions[at] for at in kept]
        if len(left) > 1:
            left = self._keep_fitting(left, given)
        found: Values = {each: len(left) > 1 for each in left}
        return found

    def drop_unlike(self, values: Values) -> Values:
        """The functions that fit a call equally, if they give the same."""
        give_same = self._semantics.give_same
        if len(values) < 2 or give_same is None:
            return values
        listed = [self.ask(value.path, f"{value.qualname}(") or [] for value in values if type(value) is Defined]
        return values if give_same(listed) else {}

    def _keep_fitting(self, functions: list[Defined], words: list[str]) -> list[Defined]:
        """Those of some functions whose parameters the arguments of a call fit best."""
        return functions

    def _keep_flagged(self, values: Values, flag: str, is_set: bool) -> Values:
        """Of several functions those that have a flag, or have it not, if there are any; else all."""
        kept = [each for each in values if (flag in self._flags(each)) == is_set]
        return dict.fromkeys(kept, len(kept) > 1) if kept else values

    def _flags(self, value: Value) -> str:
        shape = self._shape(value) if type(value) is Defined else _NO_SHAPE
        return shape[1] if shape[0] == "function" else ""

    def _is_function_alone(self, place: Defined, name: str, values: list[str]) -> bool:
        """Whether what a type has by a plain name is only a function, which is found by its number of parameters."""
        key = f"{place.qualname}.{name}"
        if "/" in name or values != [f"@{key}"]:
            return False
        place = Defined(place.path, key)
        return self.kind(place) == "function" and not self.is_property(place)

    def _find_export_member(self, path: str, name: str) -> Values | None:
        """What a module exports under a name, as a member of a type that has the module as a base."""
        raise NotImplementedError

    def _find_open_member(self, place: Defined, name: str) -> Values | None:
        """The values of a member that another file adds to a type; None: there is no such member."""
        return None

    def _add_bases(self, defined: Defined, bases: list[Defined]) -> None:
        """Adds the bases that other files give to a type."""

    def _member_mark(self, owner: Defined | Instance) -> str:
        """The mark before a member's name: a class can have members that its objects do not have."""
        if not self._has_separate_statics or (type(owner) is Instance and not owner.is_class):
            return "."
        path, qualname = owner.path, owner.qualname
        if self.kind(Defined(path, qualname)) != "class" or self.ask(path, qualname + "::"):
            return "."
        return "::"

    def _read(self, path: str, entries: list[str]) -> Values:
        """The values that a surface lists under a key."""
        if len(entries) == 1:
            entry = entries[0]
            if entry[0] == "~":
                return mark_inferred(self.evaluate(path, entry[1:]))
            return self.evaluate(path, entry) if entry[0] != "?" else {}
        merged: Values = {}
        for entry in entries:
            if entry[0] != "?":
                merged.update(mark_inferred(self.evaluate(path, entry[1:] if entry[0] == "~" else entry)))
        return merged

    def _is_of_objects(self, defined: Defined) -> bool:
        """Whether a member of a class is a function that only objects of the class have."""
        shape = self._shape(defined)
        return shape[0] == "function" and _STATIC not in shape[1]

    def _find_constructor(self, value: Defined, count: str) -> Values:
        """What makes an object of a class from that number of arguments; nothing for a type that makes none."""
        member = self.member(value, f"{CONSTRUCTOR}{count}")
        if member is not None:
            return member[1]
        return {} if self.ask(value.path, value.qualname + "::") is not None else {value: False}

    def is_property(self, defined: Defined) -> bool:
        """Whether a read of a member calls it."""
        shape = self._shape(defined)
        return shape[0] == "function" and _PROPERTY in shape[1]
