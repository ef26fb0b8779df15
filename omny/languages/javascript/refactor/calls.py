"""What functions of JavaScript and TypeScript take, and calls of them give."""

from __future__ import annotations

import re

from omny.languages.facets.arity import (
    MANY,
    Arity,
    CallArguments,
    CallSyntax,
    has_default,
    parameters_of,
)
from omny.languages.facets.source import SourceText
from omny.model.atoms import Atom

_OPTIONAL = re.compile(r"(?:\w+\s+)*[\w$]+\?")
_RECEIVER = re.compile(r"this\s*:")  # TypeScript's type of `this`, which no call gives

_SYNTAX = CallSyntax(
    calls=frozenset(("call_expression", "new_expression")),
    arguments=frozenset(("arguments",)),
    spreads=frozenset(("spread_element",)),
    callee=("function", "constructor"),
)


class ScriptCalls:
    """See `omny.languages.facets.refactor.Calls`."""

    def arity(self, atom: Atom, receiver: str) -> Arity | None:
        """See there."""
        parameters = parameters_of(atom.signature, has_type_arguments=True)
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

    def call_at(self, source: SourceText, line: int, column: int) -> CallArguments | None:
        """See there."""
        return _SYNTAX.call_at(source, line, column)
