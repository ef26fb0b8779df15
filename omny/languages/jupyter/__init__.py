"""Notebooks of Jupyter: the cells of one are a module of Python. One with another kernel has its module alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.base.errors import UsageError
from omny.languages.base import GrammarLanguage
from omny.languages.python import PYTHON
from omny.languages.table import ENDINGS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.walk import Walk
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface


class NotebookLanguage(GrammarLanguage):
    """Python in the cells of a notebook."""

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        from omny.languages.jupyter.facts import analyse

        return analyse(source)

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """Refuses: who edits an atom would have to write JSON."""
        hint = "edit the notebook in Jupyter: the index follows"
        raise UsageError("edit", "the code of a notebook is text in JSON, which Omny does not write", hint=hint)

    def names(self, path: str, surface: Surface) -> list[str]:
        """None: no module imports a notebook."""
        return []


JUPYTER = NotebookLanguage(
    "jupyter", ENDINGS["jupyter"], grammar="tree_sitter_python", package=__name__, shares=PYTHON.package
)

LANGUAGES = (JUPYTER,)
