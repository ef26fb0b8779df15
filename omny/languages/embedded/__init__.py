"""Files with code of another language in them: components of Vue, Svelte and Astro, and pages of HTML.

Their code is JavaScript or TypeScript; a template beside it uses what the code has. What is not here is JavaScript's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage, code_fingerprint
from omny.languages.javascript import JAVASCRIPT
from omny.languages.table import ENDINGS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.syntax import Syntax
    from omny.extract.walk import Walk
    from omny.languages.embedded.page import Page
    from omny.languages.facets.naming import Naming
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface


class HostLanguage(GrammarLanguage):
    """A language with code of JavaScript or TypeScript in its files."""

    def __init__(self, name: str, title: str, *, is_component: bool = True) -> None:
        """The module of that name here has `read_page`. `is_component`: whether a file is imported as what it
        describes."""
        super().__init__(
            name,
            ENDINGS[name],
            grammar="tree_sitter_javascript",
            package=__name__,
            shares=JAVASCRIPT.package,
            captures=JAVASCRIPT.captures,
        )
        self._title = title
        self._is_component = is_component

    @cached_property
    def naming(self) -> Naming:
        """Under the name of the host."""
        from msgspec.structs import replace

        from omny.languages.javascript.naming import NAMING

        return replace(NAMING, title=self._title)

    @cached_property
    def fingerprint(self) -> str:
        """Of both guests."""
        from importlib.metadata import version

        wheels = "-".join(version(f"tree-sitter-{guest}") for guest in ("javascript", "typescript"))
        return f"{self.name}-{wheels}-{code_fingerprint()}"

    @cached_property
    def _read(self) -> Callable[[bytes], Page]:
        read: Callable[[bytes], Page] = import_module(f"{__name__}.{self.name}").read_page
        return read

    def prepare(self) -> None:
        """See `Language`."""
        super().prepare()
        _ = self._read

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        from omny.languages.embedded.walk import analyse

        page = self._read(source)
        return analyse(page, read_syntax(page), is_component=self._is_component)

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """See `GrammarLanguage`."""
        from omny.languages.embedded.walk import start_walk

        page = self._read(source)
        return start_walk(page, read_syntax(page), is_component=self._is_component)


def read_syntax(page: Page) -> Syntax:
    """That of the guest."""
    if not page.dialect:
        return JAVASCRIPT.syntax
    from omny.languages.typescript import TSX, TYPESCRIPT

    return TSX.syntax if page.dialect == "tsx" else TYPESCRIPT.syntax


LANGUAGES = (
    HostLanguage("vue", "Vue"),
    HostLanguage("svelte", "Svelte"),
    HostLanguage("astro", "Astro"),
    HostLanguage("html", "HTML", is_component=False),
)
