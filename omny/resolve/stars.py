"""A name that several whole re-exports show: `export *` of ECMAScript and `from x import *` of Python.

ECMAScript (ECMA-262, ResolveExport): a name that two of a module's `export *` resolve to different bindings is exported
by none of them. A binding is a module and a name of that module, so one binding by two ways is one. Python: each
`from x import *` binds its names anew, so the last one counts.
"""

from __future__ import annotations

from omny.resolve.lookup import Asked
from omny.resolve.shared import MAX_FOLLOWED
from omny.resolve.values import External, Values

_Binding = tuple[str, str]  # a module, by its path or else its specifier, and a name in it

_AMBIGUOUS: _Binding = ("", "")


def one_of(asked: Asked, found: list[tuple[str, Values]], name: str, *, is_bound_once: bool) -> Values | None:
    """What a file shows as the name, of what each module that it takes in whole shows, in source order; None where none
    does. `is_bound_once` is the rule of ECMAScript."""
    if len(found) < 2:
        return found[0][1] if found else None
    return _single(asked, found, name) if is_bound_once else _last(found)


def _last(found: list[tuple[str, Values]]) -> Values:
    """What Python binds the name to. Which of two imports runs last can hang on a condition: where they differ the last
    is only inferred."""
    last = found[-1][1]
    return last if all(values.keys() == last.keys() for _, values in found) else dict.fromkeys(last, True)


def _single(asked: Asked, found: list[tuple[str, Values]], name: str) -> Values:
    """What ECMAScript exports as the name: nothing where that is more than one binding.

    A module of CommonJS shows whatever its value has, which is not known where the value comes from outside: it counts
    only beside nothing else.
    """
    bindings: dict[_Binding, Values] = {}
    for path, values in found:
        binding = _binding(asked, path, name, set())
        if binding is not None:
            bindings[binding] = values
        elif not all(isinstance(value, External) for value in values):
            bindings[path, "="] = values
    if not bindings:
        return found[0][1]
    return next(iter(bindings.values())) if len(bindings) == 1 and _AMBIGUOUS not in bindings else {}


def _binding(asked: Asked, path: str, name: str, passed: set[_Binding], depth: int = 0) -> _Binding | None:
    """The binding that the module `path` exports as `name`; None where no `export` says so."""
    while (path, name) not in passed and depth < MAX_FOLLOWED:
        passed.add((path, name))
        values = asked.ask(path, f"={name}")
        if values is None:
            return _starred(asked, path, name, passed, depth)
        if len(values) != 1:
            return path, f"={name}"
        chain = values[0]
        if chain[0] not in "@^~?*%" and " " not in chain:  # the name of a variable, which may be an imported one
            local = asked.ask(path, chain) or ()
            if len(local) != 1 or local[0][0] != "^":
                return path, chain
            chain = local[0]
        if chain[0] != "^" or " " in chain:
            return path, f"={name}"
        spec, _, imported = chain[1:].partition("::")
        target = asked.locate(spec, path)
        if target is None or not imported:
            return target or spec, imported
        path, name = target, imported
    return None


def _starred(asked: Asked, path: str, name: str, passed: set[_Binding], depth: int) -> _Binding | None:
    """The binding that a module's own `export *` show."""
    found: set[_Binding] = set()
    for spec in (asked.ask(path, "*") or ()) if name != "default" else ():
        target = asked.locate(spec, path)
        if target is not None and (binding := _binding(asked, target, name, passed, depth + 1)) is not None:
            found.add(binding)
    if len(found) > 1:
        return _AMBIGUOUS
    return found.pop() if found else None
