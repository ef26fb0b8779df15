"""Ruby: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.ruby.imports import RubyImports
    from omny.languages.ruby.walk import RubyWalk
    from omny.model.surfaces import Surface
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_ruby

    return tree_sitter_ruby.language()


def _walk() -> type[RubyWalk]:
    from omny.languages.ruby.walk import RubyWalk

    return RubyWalk


def _rules() -> RubyImports:
    from omny.languages.ruby.imports import RubyImports

    return RubyImports()


def _semantics() -> Semantics:
    from omny.languages.ruby.semantics import SEMANTICS

    return SEMANTICS


def _testing() -> Testing:
    from omny.languages.ruby.testing import RubyTesting

    return RubyTesting()


def _liveness() -> Liveness:
    from omny.languages.ruby.liveness import RubyLiveness

    return RubyLiveness()


def _naming() -> Naming:
    from omny.languages.ruby.naming import NAMING

    return NAMING


class RubyLanguage(UnitLanguage):
    """Ruby: constants are names of the program, and files load others by their paths."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's constants and their members, its own name, and the names of the files that it loads."""
        from omny.languages.ruby.imports import file_key, find_stem, loaded_key

        loaded = {loaded_key(find_stem(spec)) for spec in surface.get("require", ())}
        return sorted({*super().names(path, surface), file_key(find_stem(path)), *loaded})


RUBY = RubyLanguage(
    "ruby",
    (".rb", ".rake", ".gemspec", ".ru"),
    wheel="tree-sitter-ruby",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (RUBY,)
