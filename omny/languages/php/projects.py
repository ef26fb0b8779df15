"""composer.json: which folders have the classes that are loaded by their names.

Source: "autoload" of the schema of composer.json, and PSR-4. Of two files that define one class the one that
autoloading finds is meant.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath
from typing import Any

import msgspec

from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator

FILE = "composer.json"

PREFIXES = "psr-4"
"""The key of a surface with the prefixes of names, each with its folder after a space."""

_SECTIONS = ("autoload", "autoload-dev")


class PhpProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """composer.json alone."""
        return basename(path) == FILE

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"psr-4": ["shop.cart. src/cart", ...]}`: prefixes as the names in keys have them."""
        try:
            told: Any = msgspec.json.decode(source)
        except (ValueError, RecursionError):
            return {PREFIXES: []}
        found: set[str] = set()
        for section in _SECTIONS if isinstance(told, dict) else ():
            autoload = told.get(section)
            prefixes = autoload.get(PREFIXES) if isinstance(autoload, dict) else None
            for prefix, folders in prefixes.items() if isinstance(prefixes, dict) else ():
                for folder in folders if isinstance(folders, list) else [folders]:
                    if isinstance(folder, str):
                        found.add(f"{prefix.replace(chr(92), '.').lower()} {folder}")
        return {PREFIXES: sorted(found)}

    def names(self, path: str, surface: Surface) -> list[str]:
        """None: it is asked for by its path."""
        return []


def is_loaded(path: str, name: str, evaluator: NameEvaluator) -> bool:
    """Whether the nearest composer.json above a file has classes of that full name loaded from it."""
    folder = dirname(path)
    while (prefixes := evaluator.ask(join(folder, FILE), PREFIXES)) is None and folder:
        folder = dirname(folder)
    for entry in prefixes or ():
        prefix, _, below = entry.partition(" ")
        if name.startswith(prefix):
            expected = normpath(join(folder, below, name[len(prefix) :].replace(".", "/")))
            if path.lower() == f"{expected}.php".lower():
                return True
    return False


PROJECTS = PhpProjects()
