"""PHP: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.php.imports import PhpImports
    from omny.languages.php.walk import PhpWalk
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php()


def _walk() -> type[PhpWalk]:
    from omny.languages.php.walk import PhpWalk

    return PhpWalk


def _rules() -> PhpImports:
    from omny.languages.php.imports import PhpImports

    return PhpImports()


def _semantics() -> Semantics:
    from omny.languages.php.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.php.testing import PhpTesting

    return PhpTesting()


def _liveness() -> Liveness:
    from omny.languages.php.liveness import PhpLiveness

    return PhpLiveness()


def _naming() -> Naming:
    from omny.languages.php.naming import NAMING

    return NAMING


PHP = UnitLanguage(
    "php",
    (".php", ".phtml"),
    wheel="tree-sitter-php",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (PHP,)
