"""Cargo.toml: the name and the library of a package, and which packages of the tree its code names, and how.

Source: "The Manifest Format" and "Specifying Dependencies" of the Cargo Book.
"""

from __future__ import annotations

import tomllib
from posixpath import basename
from typing import Any

from omny.languages.rust.imports import DEPENDS, LIBRARY, PACKAGE, SHARED, write_dependency
from omny.model.surfaces import Surface

_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")


class RustProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """Cargo.toml alone."""
        return basename(path) == "Cargo.toml"

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"package": [name], "library": [name, path], "depends": [...], "shared": [...]}`; see `write_dependency`.
        The last are the dependencies that a workspace has for its members."""
        try:
            tables = tomllib.loads(source.decode("utf-8", "replace"))
        except tomllib.TOMLDecodeError:
            return {}
        found: Surface = {}
        name = _table(tables, "package").get("name")
        if isinstance(name, str):
            found[PACKAGE] = [name]
        library = _table(tables, "lib")
        parts = [library.get("name"), library.get("path")]
        if any(isinstance(part, str) for part in parts):
            found[LIBRARY] = [part if isinstance(part, str) else "" for part in parts]
        of_systems = [table for table in _table(tables, "target").values() if isinstance(table, dict)]
        places = [_table(table, key) for table in (tables, *of_systems) for key in _TABLES]
        depends = [line for place in places for line in _read_dependencies(place)]
        shared = _read_dependencies(_table(_table(tables, "workspace"), "dependencies"))
        if depends:
            found[DEPENDS] = sorted(set(depends))
        if shared or "workspace" in tables:
            found[SHARED] = sorted(set(shared))
        return found

    def names(self, path: str, surface: Surface) -> list[str]:
        """None: packages of a tree are found by their folders."""
        return []


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _read_dependencies(table: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in table.items():
        if not isinstance(value, dict):
            continue
        folder, package = value.get("path"), value.get("package")
        is_shared = value.get("workspace") is True
        if is_shared or isinstance(folder, str):
            lines.append(
                write_dependency(
                    key,
                    package if isinstance(package, str) else "",
                    folder if isinstance(folder, str) else "",
                    is_shared=is_shared,
                )
            )
    return lines


PROJECTS = RustProjects()
