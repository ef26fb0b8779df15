"""Go: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import ConfigurationLanguage
from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.go.imports import GoImports
    from omny.languages.go.projects import GoProjects
    from omny.languages.go.walk import GoWalk
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def _walk() -> type[GoWalk]:
    from omny.languages.go.walk import GoWalk

    return GoWalk


def _rules() -> GoImports:
    from omny.languages.go.imports import GoImports

    return GoImports()


def _projects() -> GoProjects:
    from omny.languages.go.projects import GoProjects

    return GoProjects()


def _semantics() -> Semantics:
    from omny.languages.go.imports import ITEM
    from omny.resolve.semantics import Semantics

    return Semantics(
        has_units=True, has_open_types=True, calls_construct=False, binds_stars=True, subscription=ITEM, iteration=ITEM
    )


def _testing() -> Testing:
    from omny.languages.go.testing import GoTesting

    return GoTesting()


def _liveness() -> Liveness:
    from omny.languages.go.liveness import GoLiveness

    return GoLiveness()


def _naming() -> Naming:
    from omny.languages.go.naming import NAMING

    return NAMING


GO = UnitLanguage(
    "go",
    (".go",),
    wheel="tree-sitter-go",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (GO, ConfigurationLanguage(_projects, _rules, "go"))
