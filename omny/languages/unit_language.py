"""A language whose modules are no files: see `omny.resolve.units`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from omny.languages.base import GrammarLanguage
from omny.model.surfaces import Surface

if TYPE_CHECKING:
    from omny.resolve.lookup import UnitRules


class UnitLanguage(GrammarLanguage):
    """A language whose modules are no files: each of its files is found by the names that it adds to a unit."""

    def __init__(self, name: str, suffixes: tuple[str, ...], *, rules: Callable[[], UnitRules], **parts: Any) -> None:
        """As `GrammarLanguage`, without `names`."""
        super().__init__(name, suffixes, rules=rules, names=lambda path: [], **parts)

    @cached_property
    def unit_rules(self) -> UnitRules:
        """The rules of its units."""
        rules: UnitRules = self._load_rules()  # type: ignore[assignment]
        return rules

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's names in its unit, and the name of the package that it states."""
        mark = surface.get("unit", [""])[0]
        space = self.unit_rules.space(path, mark)
        return sorted(
            [
                *(f"{space}@{each}" for each in surface.get("unit", ())),
                *(space + key for key in surface if key[:2] == "::"),
            ]
        )
