"""TypeScript and TSX: one walk, two grammars. What is not here is JavaScript's."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

_SHARED = "omny.languages.javascript"

TYPESCRIPT = GrammarLanguage(
    "typescript",
    ENDINGS["typescript"],
    grammar="tree_sitter_typescript.language_typescript",
    package=__name__,
    shares=_SHARED,
    in_process=True,
    captures=("common.scm", "captures.scm"),
)

TSX = GrammarLanguage(
    "tsx",
    ENDINGS["tsx"],
    grammar="tree_sitter_typescript.language_tsx",
    package=__name__,
    shares=_SHARED,
    in_process=True,
    walk="TSX_WALK",
    captures=("common.scm", "jsx.scm", "captures.scm"),
)

LANGUAGES = (TYPESCRIPT, TSX)
