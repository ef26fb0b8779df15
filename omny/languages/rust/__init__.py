"""Rust: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import ConfigurationLanguage
from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.rust.imports import RustImports
    from omny.languages.rust.projects import RustProjects
    from omny.languages.rust.walk import RustWalk
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_rust

    return tree_sitter_rust.language()


def _walk() -> type[RustWalk]:
    from omny.languages.rust.walk import RustWalk

    return RustWalk


def _rules() -> RustImports:
    from omny.languages.rust.imports import RustImports

    return RustImports()


def _projects() -> RustProjects:
    from omny.languages.rust.projects import RustProjects

    return RustProjects()


def _semantics() -> Semantics:
    from omny.languages.rust.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.rust.testing import RustTesting

    return RustTesting()


def _liveness() -> Liveness:
    from omny.languages.rust.liveness import RustLiveness

    return RustLiveness()


def _naming() -> Naming:
    from omny.languages.rust.naming import NAMING

    return NAMING


RUST = UnitLanguage(
    "rust",
    (".rs",),
    wheel="tree-sitter-rust",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (RUST, ConfigurationLanguage(_projects, _rules, "rust"))
