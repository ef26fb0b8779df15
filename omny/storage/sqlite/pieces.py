"""The whole of a SQLite database in pieces: what the validator reads. The port says what each method means."""

from __future__ import annotations

from collections.abc import Collection

from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.surfaces import CONFIG_LANGUAGE
from omny.storage.port.pieces import AtomsPiece, HistoryPiece, Term, TermsPiece
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.piece_rows import BEHIND, BEHIND_IDS, HOLDING, atoms_piece, history_piece, paths_of
from omny.storage.sql.rows import ATOM_COLUMNS, EVENT_COLUMNS, SNAPSHOT_COLUMNS
from omny.storage.sqlite.reader import as_list
from omny.storage.sqlite.whole import WholeReader

_OF_A_LIST = "IN (SELECT value FROM json_each(?))"


class PieceReader(WholeReader):
    """The reading half of `AuditSide`."""

    def atoms_piece(self, after: int, most: int) -> AtomsPiece:
        rows = self._rows(
            f"SELECT number, {ATOM_COLUMNS} FROM atoms WHERE number > ? ORDER BY number LIMIT ?", after, most
        )
        last = rows[-1][0] if len(rows) == most else None
        within = (after, BEHIND if last is None else last)
        listed = self._rows("SELECT id FROM atoms_fts_docsize WHERE id > ? AND id <= ?", *within)
        of_range = "WHERE source > ? AND source <= ?"
        return atoms_piece(
            rows,
            listed={number for (number,) in listed},
            edges=self._rows(f"SELECT source, target_id, edge_type, held FROM edges {of_range}", *within),
            unresolved=self._rows(f"SELECT source, name, last FROM unresolved {of_range}", *within),
            statuses=self._rows(f"SELECT path, {HOLDING} FROM files WHERE path {_OF_A_LIST}", as_list(paths_of(rows))),
            last=last,
        )

    def not_atoms(self, ids: Collection[str]) -> set[str]:
        rows = self._rows("SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM atoms)", as_list(ids))
        return {id_ for (id_,) in rows}

    def files_without_atoms(self) -> list[str]:
        rows = self._rows(
            "SELECT path FROM files WHERE extractor <> '' AND language NOT LIKE ? "
            "AND NOT EXISTS (SELECT 1 FROM atoms WHERE id = path || '::' || ?) ORDER BY path",
            f"{CONFIG_LANGUAGE}%",
            MODULE_NAME,
        )
        return [path for (path,) in rows]

    def stamp(self) -> object:
        return self._value("PRAGMA data_version")

    def atom_count(self) -> int:
        return int(self._value("SELECT count(*) FROM atoms"))

    def pair_count(self) -> int:
        return int(self._value("SELECT count(*) FROM (SELECT DISTINCT source, target_id FROM edges)"))

    def history_piece(self, after: str, most: int) -> HistoryPiece:
        ends = [
            self._value(f"SELECT {key} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT 1 OFFSET ?", after, most - 1)
            for table, key in (("atoms", "id"), ("atom_events", "atom_id"), ("atom_snapshots", "atom_id"))
        ]
        last = min((end for end in ends if end is not None), default=None)
        within = (after, BEHIND_IDS if last is None else last)
        events = self._rows(
            f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE atom_id > ? AND atom_id <= ? ORDER BY atom_id, id", *within
        )
        snapshots = self._rows(
            f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots WHERE atom_id > ? AND atom_id <= ?", *within
        )
        atoms = self._rows(f"SELECT {ATOM_COLUMNS} FROM atoms WHERE id > ? AND id <= ?", *within)
        return history_piece(events, snapshots, atoms, last)

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        self._make_terms()
        terms: list[Term] = []
        last: tuple[str, int] | None = None
        # Terms come in order, the documents of a term in order.
        for text, document, column, offset in self._stream(
            "SELECT term, doc, col, offset FROM temp.search_terms WHERE term >= ?1 AND (term > ?1 OR doc > ?2)", *after
        ):
            if last is not None and last != (text, document) and len(terms) >= most:
                return TermsPiece(terms, last)
            last = (text, document)
            terms.append(Term(document, column, offset, text))
        return TermsPiece(terms, None)

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        rows = self._rows(
            f"SELECT number, {ATOM_COLUMNS}, EXISTS (SELECT 1 FROM atom_events e WHERE e.atom_id = atoms.id "
            "AND e.transaction_id > ?) FROM atoms WHERE number > ? ORDER BY number LIMIT ?",
            since,
            after,
            most,
        )
        return [(row[0], sqlite_rows.stored_atom(row[1:-1]), bool(row[-1])) for row in rows]

    def deleted_since(self, generation: int) -> bool:
        return bool(
            self._value(
                "SELECT EXISTS (SELECT 1 FROM atom_events WHERE transaction_id > ? AND operation = 'delete')",
                generation,
            )
        )

    def asked_by(self, path: str) -> tuple[int, ...]:
        rows = self._rows("SELECT key FROM dependencies JOIN files ON number = file WHERE path = ? ORDER BY key", path)
        return tuple(key for (key,) in rows)

    def published_by(self, path: str) -> tuple[str, ...]:
        rows = self._rows("SELECT name FROM names JOIN files ON number = file WHERE path = ? ORDER BY name", path)
        return tuple(name for (name,) in rows)

    def paths_of_atoms(self) -> set[str]:
        return {path for (path,) in self._rows("SELECT DISTINCT file_path FROM atoms")}

    def last_event_of(self, ids: Collection[str]) -> str:
        return str(
            self._value(f"SELECT max(timestamp) FROM atom_events WHERE atom_id {_OF_A_LIST}", as_list(ids)) or ""
        )
