"""The cases of defined languages: `tests/languages/defined/cases/NAME.toml`, a small source with what it holds.

path      of the file
source
atoms     "NAME: TYPE, FIRST-LAST" with the language's own word for it, and its documentation, where it has any
calls     "SOURCE -> TARGET"; the module is "."
others    names that are called and lead nowhere
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from omny.model.atoms import AtomType
from omny.model.facts import FileFacts
from omny.storage.port.repository import AtomRepository

FOLDER = Path(__file__).parents[1] / "languages" / "defined" / "cases"

DEFINED_CASES: dict[str, dict[str, Any]] = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))
}


def describe_atoms(facts: FileFacts) -> list[str]:
    """The atoms of a file as a case has them."""
    told = []
    for definition in facts.definitions:
        if definition.type != AtomType.MODULE:
            detail = json.loads(definition.detail)
            kind, doc = detail.get("kind"), detail.get("doc")
            words = [definition.type, *([f"({kind})"] if kind else []), f"{definition.line}-{definition.end_line}"]
            told.append(f"{definition.qualname}: {' '.join(words)}" + (f"; {doc}" if doc else ""))
    return told


def describe_calls(repository: AtomRepository, path: str) -> tuple[list[str], list[str]]:
    """The edges from a file, and the names that lead nowhere, as a case has them."""

    def shorten(id_: str) -> str:
        return id_.removeprefix(f"{path}::").replace("<module>", ".")

    edges = sorted({f"{shorten(e.source_id)} -> {shorten(e.target_id)}" for e in repository.edges()})
    others = {name for stored in repository.atoms() for name in json.loads(stored.atom.data).get("unresolved", ())}
    return edges, sorted(others)
