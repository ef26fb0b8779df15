"""The lines of a file as the index knows it, for columns, which the index does not hold of names."""

from __future__ import annotations

import re

from omny.base.errors import SourceError
from omny.base.paths import Root, read_source
from omny.extract.digest import content_hash
from omny.languages import decode_text
from omny.storage.port.repository import AtomRepository

_LINE_END = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(rb"[#@]?[\w$\x80-\xff]+")


class Lines:
    """The lines of one file; none where it cannot be read, or is not what was indexed."""

    def __init__(self, repository: AtomRepository, root: Root, path: str, max_bytes: int) -> None:
        self.are_known = False
        self._lines: list[bytes] = []
        entry = repository.ledger_entry(path)
        try:
            content, _, _ = read_source(root, path, max_bytes)
        except SourceError:
            return
        if entry is not None and content_hash(content) == entry.hash:
            self.are_known = True
            self._lines = _LINE_END.split(decode_text(path, content).content)

    def name_at(self, line: int, column: int) -> int:
        """Length in bytes of the name at the column (0-based) of a line (1-based); 0 without a name there."""
        found = _NAME.match(self._line(line), column)
        return len(found[0]) if found else 0

    def find(self, line: int, name: str) -> tuple[int, int]:
        """Where a name begins in a line and where it ends, in bytes; (0, 0) where it does not stand there."""
        found = re.search(rb"(?<![\w$])" + re.escape(name.encode("utf-8", "replace")) + rb"(?![\w$])", self._line(line))
        return found.span() if found else (0, 0)

    def end(self, line: int) -> int:
        """How many bytes a line has."""
        return len(self._line(line))

    def _line(self, line: int) -> bytes:
        return self._lines[line - 1] if 0 < line <= len(self._lines) else b""
