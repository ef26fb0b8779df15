"""Project files: the namespaces that all files of a project see, by `<Using Include="Shop"/>`.

Source: "MSBuild reference for .NET SDK projects", `Using`.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from omny.languages.csharp.imports import USINGS, published_folder
from omny.model.surfaces import Surface

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_USING = re.compile(r"<Using\s[^>]*?\bInclude\s*=\s*\"([\w.;\s]+)\"(?![^>]*\bAlias\b)")


class CSharpProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """A project, or the properties that MSBuild adds to all below a folder."""
        return path.endswith(".csproj") or basename(path) in ("Directory.Build.props", "Directory.Build.targets")

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"usings": [namespace or type, ...]}`."""
        text = _COMMENT.sub("", source.decode("utf-8", "replace"))
        found = [name.strip() for names in _USING.findall(text) for name in names.split(";")]
        return {USINGS: sorted({name for name in found if name})}

    def names(self, path: str, surface: Surface) -> list[str]:
        """The folder."""
        return [published_folder(dirname(path))] if surface.get(USINGS) else []


PROJECTS = CSharpProjects()
