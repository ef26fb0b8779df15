"""How a template of EJS finds the templates that it includes."""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath, splitext

from omny.languages.javascript.imports import JavaScriptImports
from omny.resolve.lookup import SymbolLookup

_INCLUDE = "include:"
_VIEWS = "views"  # where Express looks for templates, unless it is told otherwise


class EjsImports(JavaScriptImports):
    """`ImportRules` of EJS."""

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """See `ImportRules`. An included file is beside the template, else in a folder of views above it."""
        if not spec.startswith(_INCLUDE):
            return super().locate(spec, importer, lookup)
        name = spec.removeprefix(_INCLUDE).replace("%20", " ")
        if not splitext(name)[1]:
            name += ".ejs"
        folder = dirname(importer)
        folders = [folder] if not name.startswith("/") else []
        while folder:
            if basename(folder) == _VIEWS:
                folders.append(folder)
            folder = dirname(folder)
        for each in folders:
            path = normpath(join(each, name.lstrip("/")))
            if not path.startswith("../") and lookup.module(path):
                return path
        return None


RULES = EjsImports()
