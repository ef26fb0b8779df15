"""What the language of a file says about names: which facets it has."""

from __future__ import annotations

from omny.languages import detect_language
from omny.languages.facets.naming import NAMING, Naming
from omny.languages.facets.refactor import Imports, Refactor, References


def find_refactor(path: str) -> Refactor | None:
    """The refactoring of the language of a file; None if there is none: such a file is not edited.

    Languages of plug-ins may lack facets.
    """
    return getattr(detect_language(path), "refactor", None)


def find_references(path: str) -> References | None:
    """The references of the language of a file; None if they are not known: such a file has no name renamed."""
    refactor = find_refactor(path)
    return refactor.references if refactor is not None else None


def find_imports(path: str) -> Imports | None:
    """The imports of the language of a file; None if no file of it is adapted to a move."""
    refactor = find_refactor(path)
    return refactor.imports if refactor is not None else None


def find_naming(path: str) -> Naming:
    """How the language of a file writes names."""
    return getattr(detect_language(path), "naming", NAMING)
