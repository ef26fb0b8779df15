"""The canonical dump: the whole content of the index, as sorted JSON Lines.

No row ids, versions, times or order of events: two dumps of the same files are equal byte by byte after any history,
except for held lines. Search rows are read from the search index itself, so that a stale one is visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from omny.storage.port.repository import AtomRepository

_encode = msgspec.json.Encoder(order="sorted").encode


def dump(repository: AtomRepository, *, held: bool = True, ranked: bool = True) -> Iterator[str]:
    """The lines, without line ends: atoms by id, then edges by source, target and type, then search rows by id. What is
    held over has `held` in its line, with the generation; without `held` there are none of these lines. Without
    `ranked` a search row lacks the terms that it is ranked by: a state of the past has only some of them."""
    with repository.reading():
        over: dict[str, int] = {}
        for stored in repository.atoms():
            atom = stored.atom
            data = msgspec.json.decode(atom.data)
            data.pop("held_edges", None)  # each is a line of its own
            if generation := data.pop("held", 0):
                over[atom.id] = generation
                if not held:
                    continue
            yield _line(
                "atom",
                id=atom.id,
                file_path=atom.file_path,
                function_name=atom.function_name,
                line=atom.line,
                end_line=atom.end_line,
                type=atom.type,
                signature=atom.signature,
                data=data,
                held=generation,
            )
        for edge in repository.edges():
            if held or not edge.held:
                yield _line("edge", source=edge.source_id, target=edge.target_id, type=edge.edge_type, held=edge.held)
        for row in repository.search_rows():
            if held or row.id not in over:
                yield _line(
                    "search",
                    id=row.id,
                    function_name=row.function_name,
                    signature=row.signature,
                    words=row.words,
                    **({"terms": row.terms} if ranked else {}),
                    held=over.get(row.id, 0),
                )


def _line(kind: str, *, held: int, **values: Any) -> str:
    """`kind` first, then the keys in order; `held` where it is."""
    if held:
        values["held"] = held
    return f'{{"kind":"{kind}",{_encode(values).decode()[1:]}'
