"""C#: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import ConfigurationLanguage
from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.csharp.imports import CSharpImports
    from omny.languages.csharp.projects import CSharpProjects
    from omny.languages.csharp.walk import CSharpWalk
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_c_sharp

    return tree_sitter_c_sharp.language()


def _walk() -> type[CSharpWalk]:
    from omny.languages.csharp.walk import CSharpWalk

    return CSharpWalk


def _rules() -> CSharpImports:
    from omny.languages.csharp.imports import CSharpImports

    return CSharpImports()


def _projects() -> CSharpProjects:
    from omny.languages.csharp.projects import CSharpProjects

    return CSharpProjects()


def _semantics() -> Semantics:
    from omny.languages.csharp.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.csharp.testing import CSharpTesting

    return CSharpTesting()


def _liveness() -> Liveness:
    from omny.languages.csharp.liveness import CSharpLiveness

    return CSharpLiveness()


def _naming() -> Naming:
    from omny.languages.csharp.naming import NAMING

    return NAMING


CSHARP = UnitLanguage(
    "csharp",
    (".cs", ".csx"),
    wheel="tree-sitter-c-sharp",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (CSHARP, ConfigurationLanguage(_projects, _rules, "csharp"))
