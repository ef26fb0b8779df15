"""The canonical dump: all that the index says of a tree, as sorted JSON Lines.

No row ids, versions, times or order of events: two dumps of the same files are equal byte by byte, whatever happened
before. Search rows are read from the search index itself, so that a stale one shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from omny.storage.port import AtomRepository

_encode = msgspec.json.Encoder(order="sorted").encode


def dump(repository: AtomRepository) -> Iterator[str]:
    """The lines, without line ends: atoms by id, then edges by source, target and type, then search rows by id."""
    with repository.reading():
        for stored in repository.atoms():
            atom = stored.atom
            yield _line(
                "atom",
                id=atom.id,
                file_path=atom.file_path,
                function_name=atom.function_name,
                line=atom.line,
                end_line=atom.end_line,
                type=atom.type,
                signature=atom.signature,
                data=msgspec.json.decode(atom.data),
            )
        for edge in repository.edges():
            yield _line("edge", source=edge.source_id, target=edge.target_id, type=edge.edge_type)
        for row in repository.search_rows():
            yield _line("search", id=row.id, function_name=row.function_name, signature=row.signature, words=row.words)


def _line(kind: str, **values: Any) -> str:
    """`kind` first, then the keys in order."""
    return f'{{"kind":"{kind}",{_encode(values).decode()[1:]}'
