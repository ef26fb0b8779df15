"""The text of an atom, read from its file and checked first: wrong lines under a right name are worse than none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import SourceError
from omny.base.paths import Root, read_source
from omny.extract.digest import content_hash
from omny.extract.redaction import count_secrets, may_hold_secret
from omny.languages import decode_text
from omny.model.atom_data import held_generation
from omny.model.atoms import StoredAtom
from omny.query.answer import Source

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

_LINE_END = re.compile(rb"\r\n|\n|\r")  # what counts as the end of a line in Python and JavaScript alike


def read_atom_source(
    repository: AtomRepository, root: Root, stored: StoredAtom, max_bytes: int, *, secrets: bool = False
) -> Source:
    """The atom's text, decorators included, and with `secrets` also its secrets; without, "REDACTED" stands for each.

    Raises SourceError where the file cannot be read, or is not what was indexed: its lines are then others.
    """
    atom = stored.atom
    if generation := held_generation(atom.data):
        reason = f"held: it is as at generation {generation}, and not in the file as it is now"
        raise SourceError("show source", reason, path=atom.file_path, hint="correct the file")
    entry = repository.ledger_entry(atom.file_path)
    content, _, _ = read_source(root, atom.file_path, max_bytes)
    if entry is None or content_hash(content) != entry.hash:
        raise SourceError(
            "show source",
            "stale: the file has changed since it was indexed",
            path=atom.file_path,
            hint="run 'omny index'",
        )
    data = msgspec.json.decode(atom.data, type=dict[str, object])
    first = data.get("source_line")
    line = first if isinstance(first, int) else atom.line
    lines = _LINE_END.split(decode_text(atom.file_path, content).content)
    text = b"\n".join(lines[line - 1 : atom.end_line])
    shown, redacted = text.decode("utf-8", "replace"), 0
    if not secrets and may_hold_secret(text):
        shown, redacted = count_secrets(shown)
    return Source(line, shown, content_hash(text), redacted)
