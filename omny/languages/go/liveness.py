"""Why code of Go may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import Candidate, Liveness
from omny.model.atoms import AtomType


class GoLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main", "init"))
    owns_last_line = True
    has_method_sets = True

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """A function with a small first letter is used by its package alone. A method can be one of an interface."""
        return candidate.type is AtomType.FUNCTION and not candidate.name[:1].isupper()


LIVENESS = GoLiveness()
