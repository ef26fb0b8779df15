"""Edits of notebooks: none. Their code is text in JSON; see `NotebookLanguage.start_walk`."""

from __future__ import annotations

from omny.languages.facets import refactor

REFACTOR = refactor.REFACTOR
