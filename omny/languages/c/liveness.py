"""Why code of C may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import Candidate, Liveness
from omny.model.atoms import AtomType


class CLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main", "wmain", "WinMain", "wWinMain", "DllMain", "_start", "LLVMFuzzerTestOneInput"))
    owns_last_line = True

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """A static function is used by its own file alone."""
        return candidate.type is AtomType.FUNCTION and not candidate.is_exported

    def export_reason(self, candidate: Candidate) -> str:
        """A function with external linkage is a symbol of the library."""
        if candidate.is_exported and candidate.type is AtomType.FUNCTION:
            return "has external linkage: another program can link it"
        return ""


LIVENESS = CLiveness()
