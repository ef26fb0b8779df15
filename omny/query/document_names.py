"""Names in documents: where one stands that may mean an atom, and where code in the text names that atom and no other.

Documents are not indexed: they are read when it is asked, so that no answer is older than they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import Root, read_source, text_path
from omny.languages.documents import DocumentText, read_document
from omny.languages.facets.source import Lines
from omny.query.lines import DOCUMENTS
from omny.query.lookup import matching_ids
from omny.storage.port.repository import AtomRepository
from omny.watch.census import list_source_files

MAX_NAME = 200
"""Characters of code that may name an atom."""


class DocumentName(NamedTuple):
    """A place in a document with the name as a word of its own."""

    path: str
    start: int  # byte
    is_meant: bool  # whether it is code that names the atom and no other


class DocumentNames:
    """The places in the documents of a tree with the name of an atom."""

    def __init__(self, repository: AtomRepository, root: Root, settings: Settings, ids: Collection[str]) -> None:
        """`ids` are of the atom and of what else is defined in its place."""
        self.unread: set[str] = set()
        self.lines: dict[str, Lines] = {}  # of each document with the name
        self._repository = repository
        self._root = root
        self._top = text_path(str(root.path))
        self._settings = settings
        self._ids = frozenset(ids)
        self._texts: dict[str, DocumentText] = {}
        self._meant: dict[str, bool] = {}  # by code in a document

    def find(self, name: str, prefix: str = "") -> Iterator[DocumentName]:
        """The places in files whose path begins with the prefix."""
        pattern = re.compile(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])")
        for path in sorted(list_source_files(self._root, self._settings)):
            if not path.endswith(DOCUMENTS) or not path.startswith(prefix):
                continue
            try:
                content = read_source(self._root, path, self._settings.max_file_bytes)[0]
            except SourceError:
                self.unread.add(path)
                continue
            if pattern.search(content) is None:
                continue
            self.lines[path] = Lines(path, content)
            text = self._texts[path] = read_document(path, content)
            for match in pattern.finditer(content):
                span = text.find_span(match.start())
                yield DocumentName(path, match.start(), span is not None and self._names_atom(span.name))

    def find_heading(self, path: str, row: int) -> str:
        """The heading above a 0-based row of a file; "" for one that is no document with the name."""
        return self._texts[path].find_heading(row) if path in self._texts else ""

    def _names_atom(self, text: str) -> bool:
        """Whether a person who types the text means the atom and no other."""
        if text not in self._meant:
            ids = matching_ids(self._repository, text, self._top) if len(text) <= MAX_NAME else []
            self._meant[text] = len(ids) == 1 and ids[0].id in self._ids
        return self._meant[text]
