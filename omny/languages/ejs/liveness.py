"""Why code of a template may run: nobody sees all of the page that it makes."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import Candidate
from omny.languages.javascript.liveness import ScriptLiveness


class TemplateLiveness(ScriptLiveness):
    """See `omny.languages.facets.liveness.Liveness`."""

    __slots__ = ()

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """Nothing: other scripts of the page, and its markup, can use it."""
        return False


LIVENESS = TemplateLiveness()
