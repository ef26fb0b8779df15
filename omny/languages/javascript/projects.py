"""The configuration files of JavaScript and TypeScript; `configs` reads them."""

from __future__ import annotations

from omny.languages.javascript.configs import config_names, config_surface, is_config
from omny.languages.javascript.file_routes import FRAMEWORKS, list_frameworks
from omny.model.surfaces import Surface


class JavaScriptProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """`package.json`, `tsconfig*.json`, `jsconfig*.json`, `pnpm-workspace.yaml`, and files that these extend."""
        return is_config(path)

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"config": [JSON text], "frameworks": [names]}`."""
        return {**config_surface(path, source), FRAMEWORKS: list_frameworks(source)}

    def names(self, path: str, surface: Surface) -> list[str]:
        """`npm:<name>` of a package."""
        return config_names(path, surface)


PROJECTS = JavaScriptProjects()
