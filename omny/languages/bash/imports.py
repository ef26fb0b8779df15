"""How a shell finds the file that a script reads: see `source` in the Bash Reference Manual, "Bourne Shell Builtins".

A path is one from the folder where a script is started, which nobody knows beforehand. People write it from the
script's own folder or from the root of the tree.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from omny.languages.units import UnitImports
from omny.model.surfaces import Surface
from omny.resolve.lookup import SymbolLookup


class BashImports(UnitImports):
    """See `omny.resolve.lookup.ImportRules`. A file that is read is known by its path, and shows all its functions.

    Those of the files that it reads itself are among them.
    """

    def names(self, path: str, surface: Surface) -> list[str]:
        """None."""
        return []

    def vantage(self, importer: str) -> str:
        """The folder."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file in the script's own folder, else from the root."""
        for path in (normpath(join(dirname(importer), spec)), normpath(spec)):
            if path.startswith(("/", "..")):
                continue
            if lookup.module(path):
                return path
            if lookup.module(f"{path}.bash"):  # `load` of Bats leaves the ending out
                return f"{path}.bash"
        return None


RULES = BashImports()
