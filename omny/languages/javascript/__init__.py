"""JavaScript: files, tests by path, and the parts that make it a language."""

from __future__ import annotations

import re
from importlib import resources

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.javascript.aliases import alias_names
from omny.languages.javascript.imports import JavaScriptImports
from omny.languages.javascript.projects import JavaScriptProjects
from omny.languages.javascript.walk import JavaScriptWalk

_TEST = re.compile(
    r"(?:^|/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress)/"  # folders of jest, mocha, cypress
    r"|[._-](?:test|tests|spec|e2e-spec|cy|stories)\.[cm]?[jt]sx?$"
    r"|(?:^|/)(?:test|tests|spec)\.[cm]?[jt]sx?$"
)


class ScriptLanguage(GrammarLanguage):
    """A language whose captures are in several files, so that its dialects share them."""

    captures: tuple[tuple[str, str], ...] = ()
    """Package and file name of each."""

    def _query(self) -> str:
        return "\n".join(
            resources.files(package).joinpath(name).read_text(encoding="utf-8") for package, name in self.captures
        )


def is_test(path: str) -> bool:
    """Whether a file of that path holds tests, by the habits of jest, mocha, vitest and cypress."""
    return _TEST.search(path) is not None


def _grammar() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


JAVASCRIPT = ScriptLanguage(
    "javascript",
    (".js", ".jsx", ".mjs", ".cjs"),
    wheel="tree-sitter-javascript",
    grammar=_grammar,
    package=__name__,
    walk=JavaScriptWalk,
    rules=JavaScriptImports(),
    names=alias_names,
    is_test=is_test,
)
JAVASCRIPT.captures = tuple((__name__, name) for name in ("common.scm", "jsx.scm", "captures.scm"))

CONFIGURATION = ConfigurationLanguage(JavaScriptProjects(), JavaScriptImports())

LANGUAGES = (JAVASCRIPT, CONFIGURATION)
