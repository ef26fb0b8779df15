"""The rules of a language whose files load others by statements, and then share names with them."""

from __future__ import annotations

from posixpath import dirname

from omny.languages.units import UnitImports
from omny.resolve.lookup import NameEvaluator

MAX_FILES = 200  # that are followed from one file

LOADED = "require"
"""The key of a surface that lists the files which a file loads, as it writes them."""


class LoadingImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def loaders_key(self, path: str) -> str:
        """The name by which the files are found that load a file of that path, and some others."""
        raise NotImplementedError

    def find_together(self, importer: str, evaluator: NameEvaluator) -> set[str]:
        """The files that run in one program with a file: it loads them, or what loads it does."""
        loaders, left = {importer: None}, [importer]
        while left and len(loaders) < MAX_FILES:
            path = left.pop()
            for loader in evaluator.publishers(self.loaders_key(path)) or ():
                if loader not in loaders and path in self._find_loaded(loader, evaluator):
                    loaders[loader] = None
                    left.append(loader)
        found, left = set(loaders), list(reversed(loaders))
        while left and len(found) < MAX_FILES:
            for path in self._find_loaded(left.pop(), evaluator):
                if path not in found:
                    found.add(path)
                    left.append(path)
        return found

    def _find_loaded(self, path: str, evaluator: NameEvaluator) -> list[str]:
        targets = [evaluator.locate(spec, path) for spec in evaluator.ask(path, LOADED) or ()]
        return [target for target in targets if target is not None]


def rank(path: str, importer: str) -> tuple[int, int]:
    """How far a file is from an importer: the nearest is the least."""
    own, other = dirname(importer).split("/"), dirname(path).split("/")
    shared = 0
    for one, another in zip(own, other, strict=False):
        if one != another or not one:
            break
        shared += 1
    return -shared, len(other)
