"""Notes: what people and agents write about an atom, kept beside the index."""

from __future__ import annotations

import msgspec

from omny.base.errors import DamagedError
from omny.model.atom_data import read_detail
from omny.model.atoms import Atom


class Note(msgspec.Struct, frozen=True):
    """One row of `notes`."""

    number: int  # 0 for a note that is not kept yet
    atom_id: str  # what its atom is called, or was called last
    text: str
    actor: str  # who wrote it
    written_at: str  # ISO 8601, UTC
    written_for: str  # what its atom was called then
    body_hash: str  # of its atom then
    changed_at: str = ""  # since when its atom differs from that; "" while it does not
    gone_at: str = ""  # since when there is no such atom; "" while there is

    def differs(self, atom: Atom) -> bool:
        """Whether its atom is another than when it was written. Damaged data says nothing."""
        try:
            return read_detail(atom.data).body_hash != self.body_hash
        except DamagedError:
            return bool(self.changed_at)
