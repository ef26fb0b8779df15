"""Whether a call fits what a function takes. Pure."""

from __future__ import annotations

from omny.languages.facets.arity import Arity, CallArguments


def misfit(arity: Arity, call: CallArguments) -> str:
    """Why a call does not fit; "" if it fits, or if that is unknown."""
    unknown = [name for name in call.names if name not in arity.names]
    if unknown and not arity.any_name:
        return f"no argument {unknown[0]!r}"
    missing = sorted(arity.required - set(call.names))
    if missing:
        return f"also {missing[0]!r}, by name"
    by_position = [name for name in call.names if name in arity.names and name not in arity.required]
    if call.positional > arity.most or call.positional + len(by_position) < arity.least:
        return str(arity)
    return ""
