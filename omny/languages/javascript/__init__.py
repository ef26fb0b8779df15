"""JavaScript: the parts that make it a language. TypeScript shares most of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import ConfigurationLanguage, GrammarLanguage

if TYPE_CHECKING:
    from omny.extract.walk import Walk
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.projects import Projects
    from omny.languages.facets.refactor import Refactor
    from omny.languages.facets.testing import Testing
    from omny.resolve.lookup import ImportRules
    from omny.resolve.semantics import Semantics


class ScriptLanguage(GrammarLanguage):
    """A language whose captures are in several files, so that its dialects share them."""

    captures: tuple[tuple[str, str], ...] = ()
    """Package and file name of each."""

    def query_text(self) -> str:
        """See `GrammarLanguage`."""
        from importlib import resources

        return "\n".join(
            resources.files(package).joinpath(name).read_text(encoding="utf-8") for package, name in self.captures
        )


def _grammar() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def _walk() -> type[Walk]:
    from omny.languages.javascript.walk import JavaScriptWalk

    return JavaScriptWalk


def _projects() -> Projects:
    from omny.languages.javascript.projects import JavaScriptProjects

    return JavaScriptProjects()


def script_rules() -> ImportRules:
    """How imports are found, in each dialect."""
    from omny.languages.javascript.imports import JavaScriptImports

    return JavaScriptImports()


def script_semantics() -> Semantics:
    """What steps mean, in each dialect."""
    from omny.languages.javascript.semantics import SEMANTICS

    return SEMANTICS


def script_testing() -> Testing:
    """What tests are, in each dialect."""
    from omny.languages.javascript.testing import ScriptTesting

    return ScriptTesting()


def script_naming() -> Naming:
    """How names are written."""
    from omny.languages.javascript.naming import NAMING

    return NAMING


def script_refactor() -> Refactor:
    """What an edit asks, in each dialect."""
    from omny.languages.javascript.refactor import REFACTOR

    return REFACTOR


def script_liveness() -> Liveness:
    """Why code may run without a call, in each dialect."""
    from omny.languages.javascript.liveness import ScriptLiveness

    return ScriptLiveness()


def script_names(path: str) -> list[str]:
    """The names by which a file can be found, in each dialect."""
    from omny.languages.javascript.aliases import alias_names

    return alias_names(path)


JAVASCRIPT = ScriptLanguage(
    "javascript",
    (".js", ".jsx", ".mjs", ".cjs"),
    wheel="tree-sitter-javascript",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=script_rules,
    semantics=script_semantics,
    names=script_names,
    testing=script_testing,
    liveness=script_liveness,
    naming=script_naming,
    refactor=script_refactor,
)
JAVASCRIPT.captures = tuple((__name__, name) for name in ("common.scm", "jsx.scm", "captures.scm"))

CONFIGURATION = ConfigurationLanguage(_projects, script_rules)

LANGUAGES = (JAVASCRIPT, CONFIGURATION)
