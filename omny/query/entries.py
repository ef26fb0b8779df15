"""`entries`: the atoms that something outside of the index runs by their place or by a name in configuration: route
files, entry points, applications of servers. Each with the reason, for people.

The languages know the conventions (`omny/languages/facets/liveness.py`). This module reads files of the tree and runs
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from posixpath import basename, dirname

from omny.base.errors import SourceError
from omny.base.paths import MIB, Root, folders_above, read_source
from omny.languages import known_languages
from omny.languages.facets.liveness import Candidate, Liveness
from omny.model.atoms import VALUE_TYPES, AtomType
from omny.query.liveness import LivenessReasons

_NO_CODE = VALUE_TYPES | {AtomType.MODULE}

_Named = dict[str, list[tuple[str, str]]]
"""By the name of an attribute, the modules that it is said to be of, each with the file that says so."""


def entries(reasons: LivenessReasons, root: Root, paths: list[str]) -> dict[int, str]:
    """The reasons, by the number of the atom. `paths` are those of all files of the tree, sorted."""
    facets = {type(language.liveness): language.liveness for language in known_languages()}
    packages = {kind: _Packages(root, paths, liveness) for kind, liveness in facets.items()}
    named = {kind: _collect_names(root, paths, liveness) for kind, liveness in facets.items()}
    found: dict[int, str] = {}
    for number in range(reasons.count):
        candidate, liveness = reasons.candidate(number), reasons.liveness(number)
        if candidate.type in _NO_CODE or type(liveness) not in facets:
            continue
        depends_on = partial(packages[type(liveness)].depend, candidate.path)
        reason = _named_reason(candidate, liveness, named[type(liveness)])
        if reason := reason or liveness.entry_reason(candidate, depends_on):
            found[number] = reason
    return found


def _named_reason(candidate: Candidate, liveness: Liveness, named: _Named) -> str:
    for module, place in named.get(candidate.qualified_name, ()):
        if liveness.is_module(candidate.path, module):
            return f"{place} names {module}:{candidate.qualified_name}"
    return ""


def _collect_names(root: Root, paths: list[str], liveness: Liveness) -> _Named:
    """The names in files of the tree. An attribute of an attribute counts for both."""
    found: _Named = {}
    for path in paths:
        if (read := liveness.reader(path)) is None:
            continue
        for module, attribute in sorted(read(_text(root, path))):
            parts = attribute.split(".")
            for depth in range(1, len(parts) + 1):
                found.setdefault(".".join(parts[:depth]), []).append((module, path))
    return found


class _Packages:
    """The frameworks that the packages of a tree depend on."""

    def __init__(self, root: Root, paths: list[str], liveness: Liveness) -> None:
        self._root = root
        self._liveness = liveness
        self._configured: dict[str, set[str]] = {}  # by folder
        for path in paths:
            if (framework := liveness.framework_files.get(basename(path).rpartition(".")[0])) is not None:
                self._configured.setdefault(dirname(path), set()).add(framework)
        self._known: dict[str, frozenset[str]] = {}

    def depend(self, path: str, framework: str) -> bool:
        """Whether one of the packages that a file stands in depends on the framework."""
        return framework in self._dependencies(dirname(path))

    def _dependencies(self, folder: str) -> frozenset[str]:
        if folder not in self._known:
            found = self._dependencies(dirname(folder)) if folder else frozenset[str]()
            for name in self._liveness.manifests:
                found |= self._liveness.dependencies(_text(self._root, f"{folder}/{name}".lstrip("/")).encode())
            self._known[folder] = found | self._configured.get(folder, set())
        return self._known[folder]


def _text(root: Root, path: str) -> str:
    try:
        return read_source(root, path, MIB)[0].decode("utf-8", "replace")
    except SourceError:
        return ""


def list_manifests(paths: Collection[str]) -> list[str]:
    """The paths of all manifests that there can be above these files."""
    names = sorted({name for language in known_languages() for name in language.liveness.manifests})
    folders = {folder for path in paths for folder in folders_above(path)}
    return [f"{folder}/{name}".lstrip("/") for folder in sorted(folders | {""}) for name in names]
