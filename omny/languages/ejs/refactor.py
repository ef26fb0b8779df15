"""Edits of templates of EJS: the text of an atom, as in JavaScript. No name is renamed: data gives most of them."""

from __future__ import annotations

from omny.languages.facets.refactor import Refactor
from omny.languages.javascript.refactor import REFACTOR as SCRIPT

REFACTOR = Refactor(layout=SCRIPT.layout)
