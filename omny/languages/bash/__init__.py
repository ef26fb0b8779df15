"""Bash and the shells that are written like it: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage

if TYPE_CHECKING:
    from omny.languages.bash.imports import BashImports
    from omny.languages.bash.walk import BashWalk
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_bash

    return tree_sitter_bash.language()


def _walk() -> type[BashWalk]:
    from omny.languages.bash.walk import BashWalk

    return BashWalk


def _rules() -> BashImports:
    from omny.languages.bash.imports import BashImports

    return BashImports()


def _semantics() -> Semantics:
    from omny.resolve.semantics import Semantics

    return Semantics(binds_stars=True)


def _testing() -> Testing:
    from omny.languages.bash.testing import BashTesting

    return BashTesting()


def _liveness() -> Liveness:
    from omny.languages.bash.liveness import BashLiveness

    return BashLiveness()


def _naming() -> Naming:
    from omny.languages.bash.naming import NAMING

    return NAMING


BASH = GrammarLanguage(
    "bash",
    (".sh", ".bash", ".bats", ".zsh", ".ksh"),
    wheel="tree-sitter-bash",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    names=lambda path: [],
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (BASH,)
