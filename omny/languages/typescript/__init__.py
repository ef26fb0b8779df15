"""TypeScript and TSX: one walk, two grammars."""

from __future__ import annotations

from omny.languages.javascript import ScriptLanguage, is_test
from omny.languages.javascript.aliases import alias_names
from omny.languages.javascript.imports import JavaScriptImports
from omny.languages.typescript.walk import TsxWalk, TypeScriptWalk

_SHARED = "omny.languages.javascript"


def _typescript() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


TYPESCRIPT = ScriptLanguage(
    "typescript",
    (".ts", ".mts", ".cts"),
    wheel="tree-sitter-typescript",
    grammar=_typescript,
    package=__name__,
    walk=TypeScriptWalk,
    rules=JavaScriptImports(),
    names=alias_names,
    is_test=is_test,
)
TYPESCRIPT.captures = ((_SHARED, "common.scm"), (__name__, "captures.scm"))

TSX = ScriptLanguage(
    "tsx",
    (".tsx",),
    wheel="tree-sitter-typescript",
    grammar=_tsx,
    package=__name__,
    walk=TsxWalk,
    rules=JavaScriptImports(),
    names=alias_names,
    is_test=is_test,
)
TSX.captures = ((_SHARED, "common.scm"), (_SHARED, "jsx.scm"), (__name__, "captures.scm"))

LANGUAGES = (TYPESCRIPT, TSX)
