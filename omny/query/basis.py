"""`basis`: the evidence for an edge, and the word that people read for it.

Derived from the sites that an atom stores, so it costs no column: a site that leads to several targets stands in the
data once for each of them.

- `scope`: scopes and imports alone name the target; people read `exact`.
- `type`: the type of a receiver, or an assignment, names one target; people read `typed`.
- `name`: code in a document is a name of one atom of the tree; people read `named`.
- `candidates:N`: the name can have N values, and each is a target; people read `one of N`.
- "" if the data has no evidence: a fixture (its name decides), a possible caller, an edge without a site.

Only candidates that are atoms of the tree are counted. A class and the constructor that it inherits are one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Protocol

from omny.model.edges import How
from omny.query.spelling import is_constructor

SCOPE, TYPE, NAME = "scope", "type", "name"

TYPED_OR_ONE = "typed or one of several"
"""The word for a line of a picture, which stands for edges of either basis."""

_CANDIDATES = "candidates:"
_NUMBER = re.compile(r"~\d+$")  # of a further definition of the same name: an overload


class Known(Protocol):
    """A place of an edge."""

    @property
    def how(self) -> str:
        """A value of `How`."""

    @property
    def basis(self) -> str:
        """As above."""


def site_basis(how: str, targets: Collection[str]) -> str:
    """The basis of each target of one site, by `how`."""
    if how != How.INFERRED:
        return SCOPE if how == How.EXACT else ""
    if len(targets) == 1:
        return TYPE
    names = {_NUMBER.sub("", target) for target in targets}
    constructors = sum(map(is_constructor, names))
    number = max(constructors, len(names) - constructors)
    return f"{_CANDIDATES}{number}" if number > 1 else TYPE


def surest(places: Iterable[Known]) -> tuple[str, str]:
    """How an edge with these places is known, and its basis: those of its surest place."""
    known = [(each.how, _candidates(each.basis), each.basis) for each in places]
    how, _, basis = min(known, default=("", 0, ""))
    return how, basis


def describe_how(how: str, basis: str) -> str:
    """How an edge is known, in a word or two for people."""
    if how != How.INFERRED or not basis:
        return how
    if basis == NAME:
        return "named"
    number = _candidates(basis)
    return f"one of {number}" if number else "typed"


def _candidates(basis: str) -> int:
    return int(basis.removeprefix(_CANDIDATES)) if basis.startswith(_CANDIDATES) else 0
