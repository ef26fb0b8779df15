"""What functions of Python take, and calls of it give."""

from __future__ import annotations

import re

from omny.languages.facets.arity import (
    MANY,
    Arity,
    CallSyntax,
    has_default,
    split_parameters,
)
from omny.languages.facets.refactor import Calls
from omny.model.atom_data import read_detail
from omny.model.atoms import Atom, AtomType

_TRANSPARENT = frozenset(("staticmethod", "classmethod", "abstractmethod", "override", "final"))
"""Decorators that leave the arguments as they are."""

_WORD = re.compile(r"\w+")


class PythonCalls(Calls):
    """See there."""

    syntax = CallSyntax(
        calls=frozenset(("call",)),
        arguments=frozenset(("argument_list",)),
        spreads=frozenset(("list_splat", "dictionary_splat")),
        named="keyword_argument",
        alone="generator_expression",
    )

    def arity(self, atom: Atom, receiver: str) -> Arity | None:
        """None also where decorators may change what the function takes."""
        detail = read_detail(atom.data)
        decorators = {each.partition("(")[0].rpartition(".")[2] for each in detail.decorators}
        if decorators - _TRANSPARENT:
            return None
        parameters = split_parameters(atom.signature, has_type_arguments=False)
        if parameters is None:
            return None
        is_method = atom.type == AtomType.METHOD and "staticmethod" not in decorators
        holder = detail.class_id.rpartition("::")[2].rpartition(".")[2]
        is_through_class = is_method and receiver == holder and "classmethod" not in decorators
        return _arity(parameters[1:] if is_method and not is_through_class else parameters)


def _arity(parameters: list[str]) -> Arity:
    least = most = 0
    names: set[str] = set()
    required: set[str] = set()
    any_name = by_name = False
    for parameter in parameters:
        word = _WORD.search(parameter)
        name = word.group() if word else ""
        is_optional = has_default(parameter)
        if parameter == "/":
            names.clear()
        elif parameter.startswith("**"):
            any_name = True
        elif parameter.startswith("*"):
            by_name = True
            most = MANY if name else most
        elif by_name:
            names.add(name)
            required |= set() if is_optional else {name}
        else:
            names.add(name)
            most += 1
            least += not is_optional
    return Arity(least, most, frozenset(names), frozenset(required), any_name)
