"""Python: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage
from omny.languages.python.files import PYTHON_ENDINGS

if TYPE_CHECKING:
    from omny.extract.walk import Walk
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.refactor import Refactor
    from omny.languages.facets.testing import Testing
    from omny.resolve.lookup import ImportRules
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


def _walk() -> type[Walk]:
    from omny.languages.python.walk import PythonWalk

    return PythonWalk


def _rules() -> ImportRules:
    from omny.languages.python.imports import PythonImports

    return PythonImports()


def _semantics() -> Semantics:
    from omny.languages.python.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.python.testing import PythonTesting

    return PythonTesting()


def _liveness() -> Liveness:
    from omny.languages.python.liveness import PythonLiveness

    return PythonLiveness()


def _naming() -> Naming:
    from omny.languages.python.naming import NAMING

    return NAMING


def _refactor() -> Refactor:
    from omny.languages.python.refactor import REFACTOR

    return REFACTOR


def _names(path: str) -> list[str]:
    from omny.languages.python.imports import published_name

    return [published_name(path)]


def _encoding(source: bytes) -> str:
    from omny.languages.python.encoding import declared_encoding

    return declared_encoding(source)


PYTHON = GrammarLanguage(
    "python",
    PYTHON_ENDINGS,
    wheel="tree-sitter-python",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    names=_names,
    testing=_testing,
    liveness=_liveness,
    encoding=_encoding,
    naming=_naming,
    refactor=_refactor,
)

LANGUAGES = (PYTHON,)
