"""A subset of Go: functions, methods, structs, packages that are folders, modules by golite.mod.

Questions import this module, so it imports little: each part is a module of its own, which is imported at its first
use.
"""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage

GO = GrammarLanguage("golite", (".golite",), grammar="tree_sitter_go", package=__name__)

LANGUAGES = (GO, ConfigurationLanguage(__name__, "golite"))
