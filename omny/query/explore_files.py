"""`Files`: the files that an answer of `explore` reads, each once and only if it is what was indexed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.base.config import load_settings
from omny.base.errors import SourceError
from omny.base.paths import read_source
from omny.extract.digest import content_hash
from omny.extract.redaction import count_secrets, may_hold_secret
from omny.languages import decode_text, find_language
from omny.query.answer import Source
from omny.query.source import read_atom_source

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.facets.guards import Guards
    from omny.model.atoms import StoredAtom
    from omny.query.question import View

MAX_PARSED = 40
"""Files of one answer that are parsed for the guards of calls: some milliseconds each."""

MAX_GUARDS = 2
"""Guards of a call that are shown, the innermost ones."""


class Files:
    """The files of one answer."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._max_bytes = load_settings(view.root).max_file_bytes
        self._sources: dict[str, Source | str] = {}
        self._trees: dict[str, tuple[Node, Guards] | None] = {}

    def read(self, stored: StoredAtom) -> Source | str:
        """The text of an atom, or why it cannot be shown."""
        id_ = stored.atom.id
        if id_ not in self._sources:
            try:
                self._sources[id_] = read_atom_source(self._view.repository, self._view.root, stored, self._max_bytes)
            except SourceError as error:
                self._sources[id_] = error.reason
        return self._sources[id_]

    def find_guard(self, path: str, line: int, column: int, first: int) -> str:
        """What guards a call in an atom that begins at line `first`, the outermost first; "" without a guard."""
        if path not in self._trees:
            self._trees[path] = self._parse(path) if len(self._trees) < MAX_PARSED else None
        parsed = self._trees[path]
        if parsed is None:
            return ""
        root, guards = parsed
        text = " > ".join(guards.find(root, line - 1, column, first - 1)[-MAX_GUARDS:])
        return count_secrets(text)[0] if may_hold_secret(text.encode()) else text

    def _parse(self, path: str) -> tuple[Node, Guards] | None:
        """The tree of a file in a language that knows guards. It was parsed before, when it was indexed."""
        from omny.languages.base import GrammarLanguage  # here, since few questions parse anything
        from omny.languages.facets.guards import load_guards

        entry = self._view.repository.ledger_entry(path)
        language = find_language(entry.language) if entry is not None else None
        if entry is None or not isinstance(language, GrammarLanguage):
            return None
        guards = load_guards(language.packages)
        if not guards.kinds:
            return None
        content = self._read_indexed(path, entry.hash)
        if content is None:
            return None
        return language.plain_syntax.parse(decode_text(path, content).content).root, guards

    def find_mentions(self, path: str, name: str) -> list[int]:
        """The lines of a file that have a name as a whole."""
        entry = self._view.repository.ledger_entry(path)
        content = self._read_indexed(path, entry.hash) if entry is not None else None
        if content is None:
            return []
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        lines = decode_text(path, content).content.decode("utf-8", "replace").split("\n")
        return [number for number, line in enumerate(lines, 1) if whole.search(line)]

    def _read_indexed(self, path: str, hash_: str) -> bytes | None:
        """The content of a file; None where it is another one than was indexed."""
        try:
            content = read_source(self._view.root, path, self._max_bytes)[0]
        except SourceError:
            return None
        return content if content_hash(content) == hash_ else None
