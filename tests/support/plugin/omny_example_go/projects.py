"""golite.mod: the path by which the packages below its folder are imported."""

from __future__ import annotations

import re
from posixpath import basename

from omny.model.surfaces import Surface

KEY = "module"

_MODULE = re.compile(r"^\s*module\s+\"?([^\s\"]+)", re.MULTILINE)


class GoProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """golite.mod alone."""
        return basename(path) == "golite.mod"

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"module": [path]}`."""
        found = _MODULE.search(source.decode("utf-8", "replace"))
        return {KEY: [found[1]] if found else []}

    def names(self, path: str, surface: Surface) -> list[str]:
        """None: a module is found by walking up from the importer."""
        return []


PROJECTS = GoProjects()
