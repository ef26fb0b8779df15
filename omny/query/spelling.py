"""How people write the name of a definition or module, in any of the languages that the index may hold.

A text that names something does not tell its language, so words of all languages count. A path tells its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from omny.languages import added_languages, find_naming
from omny.languages.facets.naming import NAMING, Naming
from omny.model.atoms import TYPES_WITH_MEMBERS, AtomType

_FUNCTIONS = frozenset((AtomType.FUNCTION, AtomType.METHOD, AtomType.ARROW))
_ANY: frozenset[AtomType] = frozenset()


class Spelling(msgspec.Struct, frozen=True):
    """The words of all languages."""

    defining: dict[str, frozenset[AtomType]]  # words before a name, with the types of atoms that each leaves
    empty_parts: frozenset[str]
    aliases: tuple[str, ...]
    receivers: frozenset[str]


def spelling() -> Spelling:
    """The words of Omny's own languages, which have one list, and of those that packages add."""
    return _spelling((NAMING, *(language.naming for language in added_languages())))


@lru_cache(maxsize=1)
def _spelling(every: tuple[Naming, ...]) -> Spelling:
    return Spelling(
        {
            **{word: _ANY for naming in every for word in naming.other_words},
            **{word: _FUNCTIONS for naming in every for word in naming.function_words},
            **{word: TYPES_WITH_MEMBERS for naming in every for word in naming.class_words},
        },
        frozenset(part for naming in every for part in naming.empty_parts),
        tuple(dict.fromkeys(alias for naming in every for alias in naming.aliases)),
        frozenset(name for naming in every for name in naming.receivers),
    )


class ModulePath(NamedTuple):
    """A file as it is imported: by the whole path, and by that of its folder where the file stands for it."""

    whole: str
    short: str


def module_path(path: str) -> ModulePath:
    """The module paths of a file."""
    naming = find_naming(path)
    folder, slash, name = path.rpartition("/")
    ending = next((each for each in naming.long_endings if name.endswith(each)), "")
    stem = name.removesuffix(ending) if ending else name.rpartition(".")[0] or name
    whole = f"{folder}{slash}{stem}"
    return ModulePath(whole, folder if stem in naming.folder_stems and folder else whole)


def strip_alias(specifier: str) -> str:
    """A module specifier without what stands for a source folder."""
    aliases = spelling().aliases
    return next((specifier.removeprefix(each) for each in aliases if specifier.startswith(each)), specifier)


def is_constructor(id_: str) -> bool:
    """Whether the atom of that id has the name of a constructor."""
    path, _, qualified_name = id_.partition("::")
    constructor = find_naming(path).constructor
    return bool(constructor) and qualified_name.endswith(f".{constructor}")


def constructor_id(class_id: str) -> str:
    """The id that a class's own constructor has, if there is one."""
    return f"{class_id}.{find_naming(class_id.partition('::')[0]).constructor}"
