"""Lua: the parts that make it a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.unit_language import UnitLanguage

if TYPE_CHECKING:
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.testing import Testing
    from omny.languages.lua.imports import LuaImports
    from omny.languages.lua.walk import LuaWalk
    from omny.model.surfaces import Surface
    from omny.resolve.semantics import Semantics


def _grammar() -> object:
    import tree_sitter_lua

    return tree_sitter_lua.language()


def _walk() -> type[LuaWalk]:
    from omny.languages.lua.walk import LuaWalk

    return LuaWalk


def _rules() -> LuaImports:
    from omny.languages.lua.imports import LuaImports

    return LuaImports()


def _semantics() -> Semantics:
    from omny.resolve.semantics import Semantics

    return Semantics(
        has_units=True, calls_construct=False, export_mark="=", default_export="default", has_module_values=True
    )


def _testing() -> Testing:
    from omny.languages.lua.testing import LuaTesting

    return LuaTesting()


def _liveness() -> Liveness:
    from omny.languages.lua.liveness import LuaLiveness

    return LuaLiveness()


def _naming() -> Naming:
    from omny.languages.lua.naming import NAMING

    return NAMING


class LuaLanguage(UnitLanguage):
    """Lua: a file is a module, and its globals are names of the program."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's globals, the last part of its own name as a module, and those of the modules that it loads."""
        from omny.languages.lua.imports import loaded_key, module_key, stem_of_module, stem_of_path

        own = {module_key(stem_of_path(path))}
        loaded = {loaded_key(stem_of_module(spec)) for spec in surface.get("require", ())}
        return sorted({*super().names(path, surface), *own, *loaded})


LUA = LuaLanguage(
    "lua",
    (".lua",),
    wheel="tree-sitter-lua",
    grammar=_grammar,
    package=__name__,
    walk=_walk,
    rules=_rules,
    semantics=_semantics,
    testing=_testing,
    liveness=_liveness,
    naming=_naming,
)

LANGUAGES = (LUA,)
