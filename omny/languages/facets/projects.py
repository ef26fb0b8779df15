"""Projects: what the configuration files of a language say about where its modules are."""

from __future__ import annotations

from typing import Protocol

from omny.model.surfaces import Surface


class Projects(Protocol):
    """The configuration files of a language. They hold no atoms; import rules read their surfaces."""

    def accepts(self, path: str) -> bool:
        """Whether the file of that path is such a configuration file."""
        ...

    def surface(self, path: str, source: bytes) -> Surface:
        """The part of the file that imports depend on. The path must not matter: facts are stored by content.

        Raises nothing for bad source.
        """
        ...

    def names(self, path: str, surface: Surface) -> list[str]:
        """The names by which the project can be found from anywhere, sorted: `npm:@scope/package`."""
        ...
