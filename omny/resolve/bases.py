"""Bases that are named by something else than a class: a name of a type, `type Both = A & typeof m`."""

from __future__ import annotations

from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Defined, Instance, Module


def list_meant(evaluator: NameEvaluator, path: str, chain: str) -> list[Defined]:
    """The types that a name of a type stands for, as bases. A module, all that it exports, is one without a name."""
    meant: list[Defined] = []
    for value in evaluator.evaluate(path, chain if chain.endswith("type()") else f"{chain} ()"):
        if type(value) is Module:
            meant.append(Defined(value.path, ""))
        elif type(value) is Instance:
            meant.append(Defined(value.path, value.qualname))
        elif type(value) is Defined and (evaluator.ask(value.path, f"@{value.qualname}") or ("",))[0] == "object":
            meant.append(value)
    return meant
