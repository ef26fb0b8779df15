"""Gemfile: the folder of a program with gems of its own. Several programs in one tree share no constants.

Source: "Gemfiles" of the Bundler manual. Only that the file is there counts; it is never run.
"""

from __future__ import annotations

from posixpath import basename

from omny.languages.ruby.imports import PROGRAM
from omny.model.surfaces import Surface


class RubyProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """Gemfile alone."""
        return basename(path) == "Gemfile"

    def surface(self, path: str, source: bytes) -> Surface:
        """Nothing but that it is there."""
        return {PROGRAM: []}

    def names(self, path: str, surface: Surface) -> list[str]:
        """One for all: a single question finds the programs of a tree."""
        return [PROGRAM]


PROJECTS = RubyProjects()
