"""How people of each language write the name of a definition or module. Data, and light to import: every question needs
it, and none of the grammars.
"""

from __future__ import annotations

from typing import NamedTuple

from omny.model.atoms import AtomType

_FUNCTIONS = frozenset((AtomType.FUNCTION, AtomType.METHOD, AtomType.ARROW))
_CLASSES = frozenset((AtomType.CLASS,))
_ANY: frozenset[AtomType] = frozenset()

DEFINING: dict[str, frozenset[AtomType]] = {
    **dict.fromkeys(("def", "function", "function*", "func", "fn", "fun", "method", "sub"), _FUNCTIONS),
    **dict.fromkeys(("class", "interface", "enum", "struct", "trait", "new"), _CLASSES),
    **dict.fromkeys(
        """
        abstract async await const default export extern final get let override private protected pub public readonly
        set static type var
        """.split(),  # noqa: SIM905
        _ANY,
    ),
}
"""Words that stand before a name where it is defined or used, with the types of atom that each leaves."""

NO_NAMES = ("prototype", "<locals>")
"""Parts of what a runtime calls a definition that say only how it hangs together."""

_PACKAGE_STEMS = ("__init__", "__main__", "index", "mod")
"""Names of files that stand for their folder where it is imported."""

_SUFFIXES = (".d.ts", ".d.mts", ".d.cts")  # with a dot inside; any other suffix begins at the last dot

_ALIASES = ("@/", "~/", "~~/", "#/")
"""Beginnings of module specifiers that stand for a source folder."""


class ModulePath(NamedTuple):
    """A file as it is imported: `shop/money` of `shop/money.py`, both `shop` and `shop/__init__` of
    `shop/__init__.py`."""

    whole: str
    short: str


def module_path(path: str) -> ModulePath:
    """The module paths of a file."""
    folder, slash, name = path.rpartition("/")
    suffix = next((each for each in _SUFFIXES if name.endswith(each)), "")
    stem = name.removesuffix(suffix) if suffix else name.rpartition(".")[0] or name
    whole = f"{folder}{slash}{stem}"
    return ModulePath(whole, folder if stem in _PACKAGE_STEMS and folder else whole)


def without_alias(specifier: str) -> str:
    """A module specifier without what stands for a source folder."""
    return next((specifier.removeprefix(each) for each in _ALIASES if specifier.startswith(each)), specifier)
