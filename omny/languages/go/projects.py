"""go.mod: the path by which the packages below its folder are imported, and which modules stand elsewhere in the tree.

Source: "go.mod files" of the Go Modules Reference.
"""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.go.imports import MODULE, REPLACED, published_module
from omny.model.surfaces import Surface

_COMMENT = re.compile(r"//.*")
_MODULE = re.compile(r"^\s*module\s+\"?([^\s\"]+)", re.MULTILINE)
_REPLACED = re.compile(r"^\s*(?:replace\s+)?\"?([^\s\"]+)\"?(?:\s+v\S+)?\s+=>\s+\"?(\.\.?/[^\s\"]*)", re.MULTILINE)


class GoProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """go.mod alone."""
        return basename(path) == "go.mod"

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"module": [path], "replace": ["path folder", ...]}`; only folders of the tree replace a module."""
        text = _COMMENT.sub("", source.decode("utf-8", "replace"))
        found = _MODULE.search(text)
        replaced = [f"{module} {folder}" for module, folder in _REPLACED.findall(text)]
        return {MODULE: [found[1]] if found else [], **({REPLACED: replaced} if replaced else {})}

    def names(self, path: str, surface: Surface) -> list[str]:
        """The path of the module."""
        return [published_module(module) for module in surface.get(MODULE, ())]


PROJECTS = GoProjects()
