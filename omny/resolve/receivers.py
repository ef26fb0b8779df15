"""The receiver of a call in place of the object that stands for it.

`B().copy()` gives a B where `copy` returns what it is called on, although it comes from a base of B.
"""

from __future__ import annotations

from typing import Protocol

from omny.model.chains import PARAMETER
from omny.resolve.values import Defined, Instance, Value, Values


class SteppingEvaluator(Protocol):
    """The questions that are asked here."""

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...

    def order(self, defined: Defined) -> list[Defined]:
        """A class and its bases."""
        ...

    def take_step(self, values: Values, segment: str) -> Values:
        """The values that a segment of a chain gives."""
        ...


def bind_receivers(evaluator: SteppingEvaluator, path: str, chain: list[str], found: Values) -> Values:
    """`found`, which `chain` gives, with the receiver of the call in place of each object that stands for it."""
    if chain[-1] == "()" and chain[-2][0] == PARAMETER and len(chain) > 2:
        del chain[-2]
    rest = len(chain) - (2 if chain[-1] == "()" else 1)
    holder = " ".join(chain[:rest])
    bound: Values = {}
    if holder:
        for receiver in evaluator.evaluate(path, holder):
            values: Values = {receiver: True}
            for step in chain[rest:]:
                values = evaluator.take_step(values, step)
            for value in values:
                bound[_replace_receiver(evaluator, value, receiver)] = found.get(value, True)
    if not bound:
        for value, inferred in found.items():
            bound[_replace_receiver(evaluator, value, value)] = inferred
    return bound


def _replace_receiver(evaluator: SteppingEvaluator, value: Value, receiver: Value) -> Value:
    if not (isinstance(value, Instance) and value.own):
        return value
    if isinstance(receiver, (Instance, Defined)):
        path, qualname = receiver.path, receiver.qualname
        if Defined(value.path, value.qualname) in evaluator.order(Defined(path, qualname)):
            return Instance(path, qualname, arguments=getattr(receiver, "arguments", ()))
    return Instance(value.path, value.qualname, arguments=value.arguments)
