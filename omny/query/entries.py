"""`entries`: the atoms that something outside of the index runs by their place or by a name in configuration: route
files, entry points, what servers are told to serve. Each with the reason, for people.

The conventions are those of the languages (`omny/languages/*/frameworks.py`). Reads configuration files of the tree,
and runs nothing.
"""

from __future__ import annotations

from posixpath import basename, dirname
from typing import Any

import msgspec

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import MIB, Root, read_source
from omny.languages.javascript.frameworks import run_by
from omny.languages.python.files import PYTHON_ENDINGS
from omny.languages.python.frameworks import FACTORIES, can_name, is_module, named_in, named_in_literals
from omny.languages.python.testing import is_test
from omny.model.atoms import AtomType
from omny.query.index_snapshot import IndexSnapshot
from omny.query.liveness import is_script
from omny.storage.port.repository import AtomRepository
from omny.watch.census import files_left_in

_CONFIGURED = {"next.config": "next", "nuxt.config": "nuxt"}
"""Files that show the use of a framework, without their ending."""

_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies")


def entries(whole: IndexSnapshot, repository: AtomRepository, root: Root, settings: Settings) -> dict[int, str]:
    """The reasons, by the number of the atom. Raises SourceError where the root cannot be listed."""
    paths = sorted({*repository.ledger(), *files_left_in(root, settings)})
    packages = _Packages(root, paths)
    named = _named(root, paths)
    found: dict[int, str] = {}
    for number, stored in enumerate(whole.atoms):
        atom, detail = stored.atom, whole.details[number]
        if atom.type == AtomType.MODULE:
            continue
        if is_script(atom.file_path):
            depends_on = packages.of(atom.file_path).__contains__
            qualname = detail.qualified_name.partition("~")[0]
            reason = run_by(atom.file_path, qualname, detail.is_exported, depends_on)
        else:
            reason = _named_by(atom.file_path, detail.qualified_name.partition("~")[0], named)
        if reason:
            found[number] = reason
    return found


def _named_by(path: str, qualname: str, named: dict[str, list[tuple[str, str]]]) -> str:
    for module, place in named.get(qualname, ()):
        if is_module(path, module):
            return f"{place} names {module}:{qualname}"
    return "servers look for a factory of that name" if qualname in FACTORIES else ""


def _named(root: Root, paths: list[str]) -> dict[str, list[tuple[str, str]]]:
    """By the attribute of `module:attribute`, and by what it is an attribute of, the modules with the naming files."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        read = named_in if can_name(path) else named_in_literals if _is_run(path) else None
        for module, attribute in sorted(read(_text(root, path))) if read is not None else ():
            parts = attribute.split(".")
            for depth in range(1, len(parts) + 1):
                found.setdefault(".".join(parts[:depth]), []).append((module, path))
    return found


def _is_run(path: str) -> bool:
    """Whether a file is code of Python whose strings may name what it runs; a test names what it looks at."""
    return path.endswith(PYTHON_ENDINGS) and not is_test(path)


class _Packages:
    """Which frameworks the packages of a tree depend on."""

    def __init__(self, root: Root, paths: list[str]) -> None:
        self._root = root
        self._configured: dict[str, set[str]] = {}  # by folder
        for path in paths:
            if (framework := _CONFIGURED.get(basename(path).rpartition(".")[0])) is not None:
                self._configured.setdefault(dirname(path), set()).add(framework)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> frozenset[str]:
        """The dependencies of the packages that a file stands in."""
        folder = dirname(path)
        if folder not in self._known:
            above = self.of(folder) if folder else frozenset[str]()
            own = self._named_in(f"{folder}/package.json".lstrip("/"))
            self._known[folder] = above | own | self._configured.get(folder, set())
        return self._known[folder]

    def _named_in(self, path: str) -> frozenset[str]:
        try:
            description: Any = msgspec.json.decode(_text(self._root, path) or "{}")
        except msgspec.DecodeError:
            return frozenset()
        parts = [description.get(key) for key in _DEPENDENCIES] if isinstance(description, dict) else []
        return frozenset(name for part in parts if isinstance(part, dict) for name in part)


def _text(root: Root, path: str) -> str:
    try:
        return read_source(root, path, MIB)[0].decode("utf-8", "replace")
    except SourceError:
        return ""
