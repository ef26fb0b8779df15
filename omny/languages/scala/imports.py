"""How Scala finds names: as the languages do that share its machine, and below the packages that a file states."""

from __future__ import annotations

from functools import lru_cache

from omny.languages.jvm import SPACE, JvmImports
from omny.resolve.lookup import NameEvaluator

CLAUSES = "packages"
"""The key of a surface that lists the packages whose members a file sees, the innermost first."""


_PLATFORMS = frozenset(("jvm", "js", "native"))


@lru_cache(maxsize=4096)
def _find_platforms(path: str) -> frozenset[str]:
    """The platforms that a file is built for, by the names of its folders; nothing for all of them."""
    for folder in path.split("/")[:-1]:
        parts = frozenset(folder.lstrip(".").split("-"))
        if parts <= _PLATFORMS:
            return parts
    return frozenset()


class ScalaImports(JvmImports):
    """See `JvmImports`."""

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Only those that are built together with the importer, where a tree has sources for several platforms."""
        own = _find_platforms(importer)
        if own and len(paths) > 1:
            paths = tuple(path for path in paths if not (of := _find_platforms(path)) or not own.isdisjoint(of))
        return super().choose(paths, importer, evaluator)

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
