"""Modules of builds for the Java virtual machine: of several files with one full name the compiler sees those of the
importer's own module, and of the modules that it depends on.

A file of a build says in which folders its module has sources, by names that it publishes, so a file finds its module
by its folders. Each question is a recorded key.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from omny.languages.gradle import BUILD, DEPENDS, INCLUDES, SETTINGS, SOURCES, find_folder
from omny.languages.units import keep_nearest
from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator

MAVEN = "pom.xml"

MODULE = "module"
"""The key of the surface of a `pom.xml` with the name of its module: `group:artifact`."""

MAX_MODULES = 200  # that are followed from one
MAX_FOLDERS = 64  # above a file

_FOLDER, _NAME = "jvm-folder:", "jvm-module:"


def name_modules(path: str, surface: Surface) -> list[str]:
    """The names of a file of a build: the folders of its module, and the name of that."""
    if basename(path) not in (MAVEN, *BUILD):
        return []
    folder = dirname(path)
    folders = {folder, *(normpath(join(folder, each)) for each in surface.get(SOURCES, ()))}
    found = {_FOLDER + ("" if each == "." else each) for each in folders if each[:2] != ".." and each[:1] != "/"}
    return sorted({*found, *(_NAME + each for each in surface.get(MODULE, ()))})


def keep_depended(paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
    """Those of some files that stand in the module of the importer, else in the nearest ones that it depends on; all
    where no file of a build tells."""
    own = _find_modules(importer, evaluator)
    if not own:
        return paths
    modules = {path: _find_modules(path, evaluator) for path in paths}
    level, seen = own, set(own)
    while level and len(seen) < MAX_MODULES:
        found = tuple(path for path in paths if not level.isdisjoint(modules[path]))
        if found:
            return found
        level = {each for module in sorted(level) for each in _find_depended(module, evaluator)} - seen
        seen |= level
    return paths


def _find_modules(path: str, evaluator: NameEvaluator) -> set[str]:
    """The files of the build of the module that a file belongs to."""
    folder = dirname(path)
    for _ in range(MAX_FOLDERS):
        found = evaluator.publishers(_FOLDER + folder)
        if found or not folder:
            return set(found or ())
        folder = dirname(folder)
    return set()


def _find_depended(module: str, evaluator: NameEvaluator) -> set[str]:
    """The files of the build of the modules that a module depends on, by its own file."""
    found: set[str] = set()
    for name in evaluator.ask(module, DEPENDS) or ():
        if basename(module) == MAVEN:
            found.update(keep_nearest(evaluator.publishers(_NAME + name) or (), module))
        elif (folder := _find_included(name, module, evaluator)) is not None:
            found.update(evaluator.publishers(_FOLDER + folder) or ())
    return found


def _find_included(name: str, module: str, evaluator: NameEvaluator) -> str | None:
    """The folder of a module of Gradle, by the settings of the build around another one."""
    folder = dirname(module)
    for _ in range(MAX_FOLDERS):
        for file in SETTINGS:
            includes = evaluator.ask(join(folder, file), INCLUDES)
            if includes is not None and (below := find_folder(name, includes)) is not None:
                found = normpath(join(folder, below))
                return "" if found == "." else found
        if not folder:
            break
        folder = dirname(folder)
    return None
