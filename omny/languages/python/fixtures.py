"""Fixtures of pytest: which function is one, which parameters are given one, and which fixture that is.

A test or a fixture names a fixture by a parameter. It gets the nearest one of that name: of its class and the bases of
that, of its file, of the `conftest.py` beside it, of the one above, of a module that one of these lists in
`pytest_plugins`. See https://docs.pytest.org/en/stable/reference/fixtures.html.

In chains such a parameter is a head `&.name`: asked by a test; `&+name`: by a fixture; `&^name`: by a fixture of that
very name, which gets the next one. `@Class` after it is the class of the asking method. In surfaces `&name` and
`&Class.name` list what a fixture gives, and `pytest_plugins` the modules of that variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from omny.extract.text import split_outside
from omny.languages.python.testing import CONFTEST, FIXTURE, is_test
from omny.model.facts import Json
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Defined

PLUGINS = "pytest_plugins"

_PARAMETRIZE = re.compile(r"(?:\w+\.)*parametrize\(")
_PATCH = re.compile(r"(?:\w+\.)*patch(\.object)?\(")
_WORD = re.compile(r"\w+")
_MAX_LEVELS = 40
"""Folders above a file that are looked through. Deeper trees are generated."""

_MAX_TAKEN_IN = 5
"""Modules within modules, by `from x import *` or `pytest_plugins`, in which a fixture is looked for."""

Given = tuple[str, str]
"""A file, and a chain that is read there."""


def fixture_parameters(parameters: list[Json], decorators: list[str], *, is_method: bool) -> list[str]:
    """The names of the parameters that get a fixture: those without a default that no decorator gives."""
    names = [each["name"] for each in parameters if "default" not in each and each["name"][:1] not in "*("]
    skipped = int(is_method)
    taken: set[str] = set()
    for decorator in decorators:
        if FIXTURE.match(decorator):
            continue
        arguments = split_outside(decorator[decorator.find("(") + 1 : -1], ",", ("([{", ")]}"))
        if _PARAMETRIZE.match(decorator):
            taken.update(_direct_parameters(arguments))
        elif (patch := _PATCH.match(decorator)) is not None:
            plain = [argument for argument in arguments if "=" not in argument]
            gives = len(plain) <= (2 if patch[1] else 1) and not any(each.startswith("new=") for each in arguments)
            skipped += gives  # a mock goes before all that pytest gives
        else:
            taken.update(name for argument in arguments if (name := argument.partition("=")[0].strip()) != argument)
    return [name for name in names[skipped:] if name not in taken]


def _direct_parameters(arguments: list[str]) -> set[str]:
    """The parameters that `parametrize` gives values itself, and not to a fixture of that name."""
    indirect = next((each.partition("=")[2].strip() for each in arguments if each.startswith("indirect")), "")
    if not arguments or indirect == "True":
        return set()
    return set(_WORD.findall(arguments[0])) - set(_WORD.findall(indirect))


def find_arguments(evaluator: NameEvaluator, path: str, head: str) -> list[Given]:
    """What a parameter is given whose head, without its `&`, that is, in the file `path`; nothing where no fixture of
    the tree has the name. Each question is asked of every file that could answer before one does."""
    mark, (name, _, holder) = head[0], head[1:].partition("@")
    if mark == "." and not is_test(path):
        return []  # a function that is called like a test, which pytest does not look for
    if holder:
        for place in evaluator.order(Defined(path, holder)):
            if (chains := evaluator.ask(place.path, f"&{place.qualname}.{name}")) is not None:
                return [(place.path, chain) for chain in chains]
    files = [path, *(each for each in _conftests(path) if each != path)]
    for file in files[1:] if mark == "^" else files:
        if (found := _in_file(evaluator, file, name, _MAX_TAKEN_IN)) is not None:
            return found
    for file in files:
        for spec in evaluator.ask(file, PLUGINS) or ():
            target = evaluator.locate(spec, file)
            if target is not None and (found := _in_file(evaluator, target, name, _MAX_TAKEN_IN)) is not None:
                return found
    return []


def _conftests(path: str) -> Iterator[str]:
    """The paths of the `conftest.py` that count for a file, the nearest first."""
    folder = dirname(path)
    for _ in range(_MAX_LEVELS):
        yield f"{folder}/{CONFTEST}" if folder else CONFTEST
        if not folder:
            return
        folder = dirname(folder)


def _in_file(evaluator: NameEvaluator, path: str, name: str, depth: int) -> list[Given] | None:
    """What a file gives as the fixture, one that it imports or takes in with `*` too; None where it has none."""
    if path.endswith("/") or not depth:
        return None
    chains = evaluator.ask(path, f"&{name}")
    if chains is not None:
        return [(path, chain) for chain in chains]
    bound = evaluator.ask(path, name)
    if bound is not None and len(bound) == 1 and bound[0][0] == "^":
        for value in evaluator.evaluate(path, name):
            if isinstance(value, Defined) and (chains := evaluator.ask(value.path, f"&{value.qualname}")) is not None:
                return [(value.path, chain) for chain in chains]
    for spec in evaluator.ask(path, "*") or ():
        target = evaluator.locate(spec, path)
        if target is not None and (found := _in_file(evaluator, target, name, depth - 1)) is not None:
            return found
    return None
