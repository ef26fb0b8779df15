"""Python: files, tests by path, and the parts that make it a language."""

from __future__ import annotations

from posixpath import basename, dirname

from omny.languages.base import GrammarLanguage
from omny.languages.python.imports import PythonImports, published_name
from omny.languages.python.walk import PythonWalk

_TEST_FOLDERS = frozenset(("test", "tests", "testing"))


def _grammar() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


def _is_test(path: str) -> bool:
    name = basename(path)
    return (
        name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
        or name in ("tests.py", "conftest.py")
        or not _TEST_FOLDERS.isdisjoint(dirname(path).split("/"))
    )


PYTHON = GrammarLanguage(
    "python",
    (".py", ".pyi", ".pyw"),
    wheel="tree-sitter-python",
    grammar=_grammar,
    package=__name__,
    walk=PythonWalk,
    rules=PythonImports(),
    names=lambda path: [published_name(path)],
    is_test=_is_test,
)
