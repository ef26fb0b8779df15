"""How Python finds modules, told from paths alone (language reference, section 5 "The import system").

What `sys.path` holds at run time is not known. A root is taken to be: the folder that the importer's outermost
package stands in, the folders above it, and the `src`, `lib` and `python` folders of each; a package that only one
place of the tree has is found from everywhere, as an installed one would be. Names of the standard library are never
taken from the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from posixpath import basename, dirname

from omny.languages.python import fixtures, registrations
from omny.languages.python.files import SOURCE_FOLDERS
from omny.languages.python.places import FOUND_BY
from omny.languages.python.stdlib import STANDARD_LIBRARY
from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup

_DEEPEST = 40  # folders between the root and a file
_NO_LIBRARY = frozenset(("test", "tests", "testing", "fixtures", "examples", "example", "samples", "testdata", "docs"))


def published_name(path: str) -> str:
    """The name by which a Python file can be found from anywhere: its module's last part."""
    stem = basename(path).rpartition(".")[0]
    return "py:" + (basename(dirname(path)) if stem == "__init__" else stem)


class PythonImports:
    """See `omny.resolve.lookup.ImportRules`."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """The last part of the file's module, unless the file is a script, and names by what it gives to frameworks."""
        names = [published_name(path)] if "." in basename(path) else []
        given = surface.get(FOUND_BY)
        return names if given is None else sorted({*names, *(f"py:{name}" for name in given)})

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """`__all__` decides, if it exists; else all but names with a leading underscore."""
        listed = lookup.values(path, "__all__")
        return not name.startswith("_") if listed is None else name in listed

    def vantage(self, importer: str) -> str:
        """The folder."""
        return _join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of a module; a folder, with "/" at its end, for a namespace package."""
        dots = len(spec) - len(spec.lstrip("."))
        parts = [part for part in spec[dots:].split(".") if part]
        if not dots:
            return self._absolute(parts, importer, lookup)
        folder = dirname(importer)
        for _ in range(dots - 1):
            if not folder:
                return None
            folder = dirname(folder)
        return self._below(folder, parts, lookup) or (_join(folder, *parts) + "/" if not parts else None)

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        """The module `name` in the package `path`."""
        if path.endswith("/"):
            return self._below(path[:-1], [name], lookup) or f"{path}{name}/"
        if basename(path) in ("__init__.py", "__init__.pyi"):
            return self._below(dirname(path), [name], lookup)
        return None

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        """The folder of a package without a file of its own, where the file imports a module below it as a whole."""
        for name in evaluator.ask(path, "import") or ():
            target = evaluator.locate(name, path) if name.startswith(f"{spec}.") else None
            if target is not None:
                levels = name.count(".") - spec.count(".") + target.endswith("/__init__.py")
                return "/".join(target.split("/")[:-levels]) + "/"
        return None

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """What pytest gives a parameter, and what a file gives to frameworks."""
        given = registrations.find_given(evaluator, path, head)
        return fixtures.find_arguments(evaluator, path, head) if given is None else given

    def _below(self, folder: str, parts: list[str], lookup: SymbolLookup) -> str | None:
        base = _join(folder, *parts)
        candidates = [f"{base}/__init__.py" if base else "__init__.py"]
        if parts:
            candidates += [f"{base}.py", f"{base}.pyi"]
        return next((path for path in candidates if lookup.module(path)), None)

    def _absolute(self, parts: list[str], importer: str, lookup: SymbolLookup) -> str | None:
        top = parts[0]
        if top in STANDARD_LIBRARY:
            return None
        home = dirname(importer)
        named = lookup.publishers(f"py:{top}")
        if named == ():
            return self._namespace(parts, home, lookup) if len(parts) > 1 else None
        roots: Sequence[str] = self._roots(home, lookup)
        if named is not None:
            holding = _list_holders(named, top)
            roots = [root for root in roots if root in holding]
        if not roots and named is not None:
            away = [dirname(dirname(path)) for path in named if basename(path) == "__init__.py"]
            away = [root for root in away if not _NO_LIBRARY & set(root.split("/"))]
            if len(away) == 1 and not lookup.module(_join(away[0], "__init__.py")):
                roots = away
        for root in roots:
            if found := self._below(root, parts, lookup):
                return found
            if len(parts) > 1 and self._below(root, parts[:1], lookup):
                return None  # the package is here, and the module is not in it
        return None

    def _roots(self, home: str, lookup: SymbolLookup) -> tuple[str, ...]:
        """Where the modules that the files of `home` import can stand, nearest first."""
        root = home
        for _ in range(_DEEPEST):
            if not root or not lookup.module(f"{root}/__init__.py"):
                break
            root = dirname(root)
        return _list_places(root)

    def _namespace(self, parts: list[str], home: str, lookup: SymbolLookup) -> str | None:
        """A module whose outermost package has no file of its own, at the root or in `src`, or beside the importer."""
        for root in dict.fromkeys((home, "", "src")):
            if found := self._below(root, parts, lookup):
                return found
        return None


@lru_cache(maxsize=1024)  # files of few folders import much
def _list_places(root: str) -> tuple[str, ...]:
    """A folder and those above it, each with its folders of sources, nearest first."""
    roots = [root]
    while root:
        root = dirname(root)
        roots.append(root)
    return tuple([place for root in roots for place in (root, *(_join(root, name) for name in SOURCE_FOLDERS))])


@lru_cache(maxsize=1024)
def _list_holders(paths: tuple[str, ...], top: str) -> frozenset[str]:
    """The folders that `top` would have to be imported from to be one of the files."""
    return frozenset([place for path in paths if (place := _holder(path, top)) is not None])


def _holder(path: str, top: str) -> str | None:
    """The folder that `top` would have to be imported from to be the file `path`."""
    folder, name = dirname(path), basename(path)
    if name in (f"{top}.py", f"{top}.pyi"):
        return folder
    return dirname(folder) if name == "__init__.py" and basename(folder) == top else None


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


RULES = PythonImports()
