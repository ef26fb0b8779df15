"""A module of JavaScript or TypeScript that moves: where files name it other than by a specifier."""

from __future__ import annotations

import posixpath
import re

from omny.languages.facets.refactor import MovedModule, TextLiteral
from omny.languages.facets.source import SourceText
from omny.languages.javascript.refactor.specifiers import FOLDER_MODULE, split_ending
from omny.model.places import WhyLeft

_PACKAGE_FILE = "package.json"
_ALIAS_KEY = re.compile(r"[\"']([#@~\w][^\"'*]*)[\"']\s*:")
"""In a line of a configuration file: the alias that means a path."""


class MovedScriptModule(MovedModule):
    """See there."""

    folder_stem = FOLDER_MODULE

    def words(self) -> set[str]:
        """Also names that have nothing of the path: of the package of the module, and of entries of configurations."""
        found = super().words()
        for line in self.move.configuration_lines():
            found |= set(_ALIAS_KEY.findall(line))
        above = posixpath.dirname(self.path)
        while True:
            names = self.move.published_names(posixpath.join(above, _PACKAGE_FILE))
            found |= {name.partition(":")[2] for name in names}
            if not above:
                return found
            above = posixpath.dirname(above)

    def text_pattern(self) -> re.Pattern[bytes]:
        """See there."""
        return re.compile(re.escape(posixpath.basename(split_ending(self.path)[0]).encode()))

    def classify_literal(self, source: SourceText, literal: TextLiteral) -> WhyLeft | None:
        """A string with the path, or with a relative specifier: whether it is one, nobody knows."""
        return WhyLeft.STRING if self._is_located(source, literal.text) else super().classify_literal(source, literal)

    def _is_located(self, source: SourceText, text: str) -> bool:
        if not text.startswith("."):
            return False
        rules = self.move.rules(source.path)
        found = rules.locate(text.replace(" ", "%20"), rules.vantage(source.path), self.move.before)
        return found == self.path

    def names_in_configuration(self, within: str) -> list[str]:
        """Its path, also without the ending where a folder is part of it."""
        return [within, *([split_ending(within)[0]] if "/" in within else ())]
