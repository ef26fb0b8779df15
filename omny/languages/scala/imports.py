"""How Scala finds names: as the languages do that share its machine, and below the packages that a file states."""

from __future__ import annotations

from omny.languages.jvm import SPACE, JvmImports
from omny.resolve.lookup import NameEvaluator

CLAUSES = "packages"
"""The key of a surface that lists the packages whose members a file sees, the innermost first."""


class ScalaImports(JvmImports):
    """See `JvmImports`."""

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """A package below one of the file's own, or the first part of a full name."""
        if "/" in head:
            return None
        for package in evaluator.ask(path, CLAUSES) or ():
            full = f"{package}.{head}"
            if evaluator.publishers(f"{SPACE}@{full}") != ():
                return full
        return super().find_unbound(path, head, evaluator)


RULES = ScalaImports()
