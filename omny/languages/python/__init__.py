"""Python: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS


class PythonLanguage(GrammarLanguage):
    """Python: a file may name its encoding."""

    def declared_encoding(self, source: bytes) -> str:
        """See `Language`."""
        from omny.languages.python.encoding import declared_encoding

        return declared_encoding(source)


PYTHON = PythonLanguage("python", ENDINGS["python"], grammar="tree_sitter_python", package=__name__, in_process=True)

LANGUAGES = (PYTHON,)
