"""The choice between several modules that a file takes in whole and that all show one name.

Where such a name is exclusive (ECMA-262, ResolveExport), a name that two modules resolve to different bindings is
exported by none of them. A binding is a module and a name of that module, so one binding by two ways is one. Elsewhere
each import of a whole module binds its names again, so the last one counts.
"""

from __future__ import annotations

from typing import Protocol

from omny.resolve.lookup import NameEvaluator
from omny.resolve.semantics import Semantics
from omny.resolve.shared import MAX_FOLLOWED
from omny.resolve.values import Defined, External, Instance, Module, Values

_Binding = tuple[str, str]  # a module, by its path or else its specifier, and a name in it

_AMBIGUOUS: _Binding = ("", "")


class ExportEvaluator(NameEvaluator, Protocol):
    """The questions about what a module shows."""

    def export(self, path: str, name: str) -> Values | None:
        """The values that a module shows as a name."""
        ...

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...

    def find_starred(self, module: Defined, name: str) -> Values | None:
        """The values that a module inside a file shows as a name from the modules that it takes in whole."""
        ...


class SteppingEvaluator(ExportEvaluator, Protocol):
    """The questions about members of values, too."""

    def take_step(self, values: Values, segment: str) -> Values:
        """The values that a segment of a chain gives."""
        ...


def choose_star_export(
    evaluator: NameEvaluator, semantics: Semantics, found: list[tuple[str, Values]], name: str
) -> Values:
    """The values that a file shows as the name, from the values that each module taken in whole shows, in source
    order. There are at least two."""
    return (
        _choose_exclusive(evaluator, semantics, found, name) if semantics.has_exclusive_stars else _choose_last(found)
    )


def _choose_last(found: list[tuple[str, Values]]) -> Values:
    """The values that the last import binds. It can hang on a condition which one runs last: where they differ the last
    one is only inferred."""
    last = found[-1][1]
    return last if all(values.keys() == last.keys() for _, values in found) else dict.fromkeys(last, True)


def _choose_exclusive(
    evaluator: NameEvaluator, semantics: Semantics, found: list[tuple[str, Values]], name: str
) -> Values:
    """The values of the one binding; nothing for more than one.

    A module that is a value shows all names of that value. They are unknown if the value comes from outside: such a
    module counts only alone.
    """
    bindings: dict[_Binding, Values] = {}
    for path, values in found:
        binding = _find_binding(evaluator, semantics, path, name, set())
        if binding is not None:
            bindings[binding] = values
        elif not all(isinstance(value, External) for value in values):
            bindings[path, "="] = values
    if not bindings:
        return found[0][1]
    return next(iter(bindings.values())) if len(bindings) == 1 and _AMBIGUOUS not in bindings else {}


def _find_binding(
    evaluator: NameEvaluator, semantics: Semantics, path: str, name: str, passed: set[_Binding], depth: int = 0
) -> _Binding | None:
    """The binding that the module `path` exports as `name`; None where it lists no such export."""
    while (path, name) not in passed and depth < MAX_FOLLOWED:
        passed.add((path, name))
        key = semantics.export_mark + name
        values = evaluator.ask(path, key)
        if values is None:
            return _find_star_binding(evaluator, semantics, path, name, passed, depth)
        if len(values) != 1:
            return path, key
        chain = values[0]
        if chain[0] not in "@^~?*%" and " " not in chain:  # the name of a variable, which may be an imported one
            local = evaluator.ask(path, chain) or ()
            if len(local) != 1 or local[0][0] != "^":
                return path, chain
            chain = local[0]
        if chain[0] != "^" or " " in chain:
            return path, key
        spec, _, imported = chain[1:].partition("::")
        target = evaluator.locate(spec, path)
        if target is None or not imported:
            return target or spec, imported
        path, name = target, imported
    return None


def _find_star_binding(
    evaluator: NameEvaluator, semantics: Semantics, path: str, name: str, passed: set[_Binding], depth: int
) -> _Binding | None:
    """The binding that the modules show that a module takes in whole."""
    found: set[_Binding] = set()
    for spec in (evaluator.ask(path, "*") or ()) if name != semantics.default_export else ():
        target = evaluator.locate(spec, path)
        if target is None:
            continue
        binding = _find_binding(evaluator, semantics, target, name, passed, depth + 1)
        if binding is not None:
            found.add(binding)
    if len(found) > 1:
        return _AMBIGUOUS
    return found.pop() if found else None


def find_in_named(evaluator: ExportEvaluator, path: str, spec: str, name: str) -> list[tuple[str, Values]]:
    """The values that a module shows as `name` which stands inside a file, or has another name where it is: each with
    the file. `spec` is the module, as the file `path` takes it in whole."""
    found: list[tuple[str, Values]] = []
    for value in evaluator.evaluate(path, f"^{spec.replace('.', ' ')}"):
        if type(value) is Module and value.path[-1] != "/":
            shown = evaluator.export(value.path, name)
            if shown is not None:
                found.append((value.path, shown))
        elif type(value) is Defined:
            member = evaluator.member(value, name)
            inside = member[1] if member is not None else evaluator.find_starred(value, name)
            if inside is not None:
                found.append((value.path, inside))
    return found


def find_in_chain(evaluator: SteppingEvaluator, path: str, chain: str, name: str) -> list[tuple[str, Values]]:
    """The values of a member of what a file takes in whole by a chain: a package, an object, or a value."""
    found: list[tuple[str, Values]] = []
    for value in evaluator.evaluate(path, chain):
        if type(value) is Module:
            shown = evaluator.export(value.path, name)
        elif type(value) is Defined or type(value) is Instance:
            shown = evaluator.take_step({value: False}, name) or None
        else:
            continue
        if shown is not None:
            found.append((value.path, shown))
    return found
