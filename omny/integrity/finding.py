"""`Finding`: one fault, and its cure."""

from __future__ import annotations

import msgspec

from omny.model.cures import Cure
from omny.storage.port.records import EdgeRow

NO_ATOM = "no atom"  # stands where an edge has no source


class Finding(msgspec.Struct, frozen=True, order=True):
    """One fault."""

    kind: str
    where: str  # id of an atom, path of a file, "source -> target" of an edge; "" for the database
    what: str
    cure: Cure
    since: str = ""  # ISO 8601, UTC: until when it was right, as far as is known

    @property
    def atoms(self) -> list[str]:
        """The ids of the atoms that it is about: of an edge, both ends."""
        return [end for end in self.where.split(" -> ") if "::" in end]

    @property
    def paths(self) -> list[str]:
        """The files that it is about."""
        ends = [end.partition("::")[0] for end in self.where.split(" -> ")]
        return [path for path in ends if path not in ("", NO_ATOM)]


def arrow(edge: EdgeRow) -> str:
    """An edge as a finding names it."""
    return f"{edge.source_id or NO_ATOM} -> {edge.target_id}"
