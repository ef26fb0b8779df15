"""Python: files, tests by path, and the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.python.encoding import declared_encoding
from omny.languages.python.fixtures import is_test
from omny.languages.python.imports import PythonImports, published_name
from omny.languages.python.naming import PYTHON_ENDINGS
from omny.languages.python.walk import PythonWalk


def _grammar() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


PYTHON = GrammarLanguage(
    "python",
    PYTHON_ENDINGS,
    wheel="tree-sitter-python",
    grammar=_grammar,
    package=__name__,
    walk=PythonWalk,
    rules=PythonImports(),
    names=lambda path: [published_name(path)],
    is_test=is_test,
    encoding=declared_encoding,
)

LANGUAGES = (PYTHON,)
