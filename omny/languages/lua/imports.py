"""How Lua finds modules, and which files see a global: those that load its file, and those that are loaded with it.

Source: `require`, `package.path` and `package.searchers` of the Lua 5.4 Reference Manual. Where the search begins is
set outside of the tree, so a module is found by the end of its path, the nearest one first.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from omny.languages.loading import LOADED, LoadingImports, rank
from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup

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


class LuaImports(LoadingImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all: `choose` tells programs apart."""
        return "lua="

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's globals, the last part of its own name as a module, and those of the modules that it loads."""
        loaded = {loaded_key(stem_of_module(spec)) for spec in surface.get(LOADED, ())}
        return sorted({*super().names(path, surface), module_key(stem_of_path(path)), *loaded})

    def loaders_key(self, path: str) -> str:
        """See `LoadingImports`."""
        return loaded_key(stem_of_path(path))

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """The files that run in one program with the importer: it loads them, or what loads it does."""
        if paths == (importer,):
            return paths
        together = self.find_together(importer, evaluator)
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
        ranks = sorted(((*rank(each, importer), each.endswith(f"/{_FOLDER_FILE}")), each) for each in found)
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


RULES = LuaImports()
