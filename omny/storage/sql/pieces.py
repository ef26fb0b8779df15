"""Everything, at once and in pieces, over the shared statements. The port says what each method means.

Pieces are imported when one is read: a question reads none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.surfaces import CONFIG_LANGUAGE
from omny.storage.port.records import EdgeRow, UnresolvedRow
from omny.storage.sql.answers import AnswersReader
from omny.storage.sql.rows import stored_atom

if TYPE_CHECKING:
    from omny.model.notes import Note
    from omny.storage.port.pieces import AtomsPiece, HistoryPiece, RepairRow


class PieceReader(AnswersReader):
    """The parts of `AnswersSide` and `AuditSide` that read everything, without the search index and the store's own
    checks."""

    # ── at once ──

    def atoms(self) -> Iterator[StoredAtom]:
        return map(stored_atom, self._stream(self._sql.all["atoms"]))

    def edges(self) -> Iterator[EdgeRow]:
        return (EdgeRow(*row) for row in self._stream(self._sql.edges))

    def unresolved_calls(self) -> Iterator[UnresolvedRow]:
        return (UnresolvedRow(*row) for row in self._stream(self._sql.unresolved))

    def paths(self) -> dict[str, str]:
        return dict(self._rows(self._sql.paths))

    def repairs(self) -> list[RepairRow]:
        from omny.storage.sql.piece_rows import repair_row

        return [repair_row(row) for row in self._rows(self._sql.all["repairs"])]

    def notes(self, ids: Collection[str] | None = None) -> list[Note]:
        from omny.model.notes import Note  # here, since few atoms have any

        sql = self._sql.all["notes"] if ids is None else self._sql.notes_of
        rows = self._rows(sql) if ids is None else self._rows(sql, ids=self._list(ids))
        return [Note(*row) for row in rows]

    # ── in pieces ──

    def atoms_piece(self, after: int, most: int) -> AtomsPiece:
        from omny.storage.sql.piece_rows import BEHIND, atoms_piece, file_paths

        rows = self._rows(self._sql.numbered, after=after, most=most)
        end = rows[-1][0] if len(rows) == most else None
        last = BEHIND if end is None else end
        return atoms_piece(
            rows,
            listed=set(self._column(self._sql.indexed_in, after=after, last=last)),
            edges=self._rows(self._sql.edges_in, after=after, last=last),
            unresolved=self._rows(self._sql.unresolved_in, after=after, last=last),
            statuses=self._rows(self._sql.statuses, paths=self._list(file_paths(rows))),
            last=end,
        )

    def not_atoms(self, ids: Collection[str]) -> set[str]:
        return set(ids).difference(self._column(self._sql.known_ids, ids=self._list(ids)))

    def files_without_atoms(self) -> list[str]:
        return self._column(self._sql.files_without_atoms, language=f"{CONFIG_LANGUAGE}%", module=MODULE_NAME)

    def atom_count(self) -> int:
        return int(self._value(self._sql.rows["atoms"]))

    def pair_count(self) -> int:
        return int(self._value(self._sql.pairs))

    def history_piece(self, after: str, most: int) -> HistoryPiece:
        from omny.storage.sql.piece_rows import BEHIND_IDS, history_piece

        ends = [self._value(sql, after=after, most=most - 1) for sql in self._sql.ends]
        end = min((end for end in ends if end is not None), default=None)
        last = BEHIND_IDS if end is None else end
        return history_piece(
            self._rows(self._sql.events_in, after=after, last=last),
            self._rows(self._sql.snapshots_in, after=after, last=last),
            self._rows(self._sql.atoms_in, after=after, last=last),
            end,
        )

    def has_deletions_since(self, generation: int) -> bool:
        return bool(self._value(self._sql.deleted_since, generation=generation))

    def dependency_keys(self, path: str) -> tuple[int, ...]:
        return tuple(self._column(self._sql.keys_of, path=path))

    def published_names(self, path: str) -> tuple[str, ...]:
        return tuple(self._column(self._sql.names_of, path=path))

    def atom_paths(self) -> set[str]:
        return set(self._column(self._sql.atom_paths))

    def last_event_time(self, ids: Collection[str]) -> str:
        return str(self._value(self._sql.last_event, ids=self._list(ids)) or "")
