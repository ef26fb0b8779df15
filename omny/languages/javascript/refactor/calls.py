"""What functions of JavaScript and TypeScript take, and calls of them give."""

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
from omny.model.atoms import Atom

_OPTIONAL = re.compile(r"(?:\w+\s+)*[\w$]+\?")
_RECEIVER = re.compile(r"this\s*:")  # TypeScript's type of `this`, which no call gives


class ScriptCalls(Calls):
    """See there."""

    syntax = CallSyntax(
        calls=frozenset(("call_expression", "new_expression")),
        arguments=frozenset(("arguments",)),
        spreads=frozenset(("spread_element",)),
        callee=("function", "constructor"),
    )

    def arity(self, atom: Atom, receiver: str) -> Arity | None:
        """See there."""
        parameters = split_parameters(atom.signature, has_type_arguments=True)
        if parameters is None:
            return None
        least = most = 0
        for parameter in parameters:
            if parameter.startswith("..."):
                most = MANY
            elif not _RECEIVER.match(parameter):
                most += 1
                least = most if not has_default(parameter) and not _OPTIONAL.match(parameter) else least
        return Arity(least, most)
