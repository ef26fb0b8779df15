"""A subset of Go: functions, methods, structs, packages that are folders, modules by golite.mod.

Questions import this module, so it imports little: each part is imported by a function that is called at its first use.
"""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.facets.testing import Testing
from omny.model.surfaces import Surface

if TYPE_CHECKING:
    from omny.resolve.semantics import Semantics
    from omny_example_go.imports import GoImports
    from omny_example_go.projects import GoProjects
    from omny_example_go.walk import GoWalk


def _grammar() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def _walk() -> type[GoWalk]:
    from omny_example_go.walk import GoWalk

    return GoWalk


def _rules() -> GoImports:
    from omny_example_go.imports import GoImports

    return GoImports()


def _projects() -> GoProjects:
    from omny_example_go.projects import GoProjects

    return GoProjects()


def _semantics() -> Semantics:
    from omny.resolve.semantics import Semantics

    return Semantics(export_mark="=")  # functions and types are exported apart from what the file binds


class GoTesting(Testing):
    """Tests are told by the names of files."""

    def is_test(self, path: str) -> bool:
        """See `Testing`."""
        return path.endswith("_test.golite")


class GoLanguage(GrammarLanguage):
    """Each name that a file exports to its package is published: the package is the folder, and has no file."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """`golite:FOLDER#NAME` for each name at the top of the file."""
        from omny_example_go.imports import published_name

        return sorted(published_name(dirname(path), key[1:]) for key in surface if key.startswith("="))


GO = GoLanguage(
    "golite",
    (".golite",),
    wheel="tree-sitter-go",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    names=lambda path: [],
    testing=GoTesting,
)

LANGUAGES = (GO, ConfigurationLanguage(_projects, _rules, "golite"))
