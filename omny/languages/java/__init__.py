"""Java: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.java.imports import JavaImports
    from omny.languages.java.walk import JavaWalk
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_java

    return tree_sitter_java.language()


def _walk() -> type[JavaWalk]:
    from omny.languages.java.walk import JavaWalk

    return JavaWalk


def _rules() -> JavaImports:
    from omny.languages.java.imports import JavaImports

    return JavaImports()


def _semantics() -> Semantics:
    from omny.languages.java.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.java.testing import JavaTesting

    return JavaTesting()


def _liveness() -> Liveness:
    from omny.languages.java.liveness import JavaLiveness

    return JavaLiveness()


def _naming() -> Naming:
    from omny.languages.java.naming import NAMING

    return NAMING


JAVA = UnitLanguage(
    "java",
    (".java",),
    wheel="tree-sitter-java",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (JAVA,)
