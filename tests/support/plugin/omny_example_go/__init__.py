"""A subset of Go: functions, methods, structs, packages that are folders, modules by go.mod."""

from __future__ import annotations

from posixpath import dirname

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.model.surfaces import Surface
from omny_example_go.imports import GoImports, published_name
from omny_example_go.projects import GoProjects
from omny_example_go.walk import GoWalk


def _grammar() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


class GoLanguage(GrammarLanguage):
    """Each name that a file exports to its package is published: the package is the folder, and has no file."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """`go:FOLDER#NAME` for each name at the top of the file."""
        return sorted(published_name(dirname(path), key[1:]) for key in surface if key.startswith("="))


GO = GoLanguage(
    "go",
    (".go",),
    wheel="tree-sitter-go",
    grammar=_grammar,
    package=__name__,
    walk=GoWalk,
    rules=GoImports(),
    names=lambda path: [],
    is_test=lambda path: path.endswith("_test.go"),
)

LANGUAGES = (GO, ConfigurationLanguage(GoProjects(), GoImports(), "go"))
