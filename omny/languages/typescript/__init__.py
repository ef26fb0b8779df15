"""TypeScript and TSX: one walk, two grammars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.javascript import (
    ScriptLanguage,
    script_liveness,
    script_names,
    script_refactor,
    script_rules,
    script_semantics,
    script_testing,
)

if TYPE_CHECKING:
    from omny.extract.walk import Walk
    from omny.languages.facets.naming import Naming

_SHARED = "omny.languages.javascript"


def _typescript() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


def _typescript_walk() -> type[Walk]:
    from omny.languages.typescript.walk import TypeScriptWalk

    return TypeScriptWalk


def _tsx_walk() -> type[Walk]:
    from omny.languages.typescript.walk import TsxWalk

    return TsxWalk


def _naming() -> Naming:
    from omny.languages.typescript.naming import NAMING

    return NAMING


TYPESCRIPT = ScriptLanguage(
    "typescript",
    (".ts", ".mts", ".cts"),
    wheel="tree-sitter-typescript",
    grammar=_typescript,
    package=__name__,
    walk=_typescript_walk,
    rules=script_rules,
    semantics=script_semantics,
    names=script_names,
    testing=script_testing,
    liveness=script_liveness,
    naming=_naming,
    refactor=script_refactor,
)
TYPESCRIPT.captures = ((_SHARED, "common.scm"), (__name__, "captures.scm"))

TSX = ScriptLanguage(
    "tsx",
    (".tsx",),
    wheel="tree-sitter-typescript",
    grammar=_tsx,
    package=__name__,
    walk=_tsx_walk,
    rules=script_rules,
    semantics=script_semantics,
    names=script_names,
    testing=script_testing,
    liveness=script_liveness,
    naming=_naming,
    refactor=script_refactor,
)
TSX.captures = ((_SHARED, "common.scm"), (_SHARED, "jsx.scm"), (__name__, "captures.scm"))

LANGUAGES = (TYPESCRIPT, TSX)
