"""How Lua finds modules, and which files see a global: those that load its file, and those that are loaded with it.

Source: `require`, `package.path` and `package.searchers` of the Lua 5.4 Reference Manual. Where the search begins is
set outside of the tree, so a module is found by the end of its path, the nearest one first.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from omny.languages.units import UnitImports
from omny.resolve.lookup import NameEvaluator, SymbolLookup

MAX_FILES = 200  # that are followed from one file
MAX_FOLDERS = 32  # above a file that are searched

_ENDING, _FOLDER_FILE = ".lua", "init.lua"


def module_key(stem: str) -> str:
    """The name by which files are found whose module's last part is `stem`."""
    return f"lua:{stem}"


def loaded_key(stem: str) -> str:
    """The name by which files are found that load a module with that last part."""
    return f"lua<{stem}"


def stem_of_path(path: str) -> str:
    """The last part of the name of a file's module."""
    return basename(dirname(path)) if basename(path) == _FOLDER_FILE else basename(path).removesuffix(_ENDING)


def stem_of_module(spec: str) -> str:
    """The last part of a module's name."""
    return _to_path(spec).rpartition("/")[2]


def _to_path(spec: str) -> str:
    path = spec.removesuffix(_ENDING) if "/" in spec or spec.endswith(_ENDING) else spec.replace(".", "/")
    return normpath(path.replace("../", "").removeprefix("./")).removesuffix("/init")


class LuaImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all: `choose` tells programs apart."""
        return "lua="

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """The files that run in one program with the importer: it loads them, or what loads it does."""
        if paths == (importer,):
            return paths
        together = self._find_loaded(self._find_loaders(importer, evaluator), evaluator)
        return tuple(path for path in paths if path in together)

    def vantage(self, importer: str) -> str:
        """The folder."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of a module, the nearest to the importer; None if two are as near."""
        path = _to_path(spec)
        wanted = (f"{path}{_ENDING}", f"{path}/{_FOLDER_FILE}")
        paths = lookup.publishers(module_key(path.rpartition("/")[2]))
        if paths is None:
            return self._search_above(wanted, dirname(importer), lookup)
        found = [each for each in paths if each in wanted or each.endswith(tuple(f"/{end}" for end in wanted))]
        ranks = sorted((_rank(each, importer), each) for each in found)
        if len(ranks) > 1 and ranks[0][0] == ranks[1][0]:
            return None
        return ranks[0][1] if ranks else None

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """A module shows what it returns, and nothing else."""
        return False

    def _search_above(self, wanted: tuple[str, ...], home: str, lookup: SymbolLookup) -> str | None:
        for _ in range(MAX_FOLDERS):
            for folder in (home, join(home, "lua"), join(home, "src"), join(home, "lib")):
                for end in wanted:
                    if lookup.module(join(folder, end)):
                        return join(folder, end)
            if not home:
                break
            home = dirname(home)
        return None

    def _find_loaders(self, importer: str, evaluator: NameEvaluator) -> list[str]:
        """The file and those that load it, in some steps."""
        found = {importer: None}
        left = [importer]
        while left and len(found) < MAX_FILES:
            path = left.pop()
            for loader in evaluator.publishers(loaded_key(stem_of_path(path))) or ():
                if loader not in found and path in self._find_direct(loader, evaluator):
                    found[loader] = None
                    left.append(loader)
        return list(found)

    def _find_loaded(self, starts: list[str], evaluator: NameEvaluator) -> set[str]:
        found, left = set(starts), list(reversed(starts))
        while left and len(found) < MAX_FILES:
            for path in self._find_direct(left.pop(), evaluator):
                if path not in found:
                    found.add(path)
                    left.append(path)
        return found

    def _find_direct(self, path: str, evaluator: NameEvaluator) -> list[str]:
        targets = [evaluator.locate(spec, path) for spec in evaluator.ask(path, "require") or ()]
        return [target for target in targets if target is not None]


def _rank(path: str, importer: str) -> tuple[int, int, bool]:
    """How far a file is from an importer: folders that they do not share, and whether it stands for its folder."""
    own, other = dirname(importer).split("/"), dirname(path).split("/")
    shared = next((at for at, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    if not dirname(importer) or not dirname(path):
        shared = 0
    return -shared, len(other), path.endswith(f"/{_FOLDER_FILE}")
