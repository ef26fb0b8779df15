"""The whole of a project in PostgreSQL, at once and in pieces: for the dump and for the validator."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.surfaces import CONFIG_LANGUAGE
from omny.storage.port.pieces import AtomsPiece, HistoryPiece, Term, TermsPiece
from omny.storage.port.records import EdgeRow, SearchRow, UnresolvedRow
from omny.storage.postgres.answers import AnswersReader
from omny.storage.postgres.driver import pg
from omny.storage.postgres.reader import atoms_sql
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.piece_rows import BEHIND, BEHIND_IDS, HOLDING, atoms_piece, history_piece, paths_of
from omny.storage.sql.rows import ATOM_COLUMNS, EVENT_COLUMNS, SNAPSHOT_COLUMNS

TABLES = (
    *("atom_events", "atom_snapshots", "atoms", "dependencies", "edges", "facts", "files", "generations", "names"),
    *("repairs", "terms", "unresolved"),
)

_SEARCHED = ("function_name", "signature", "words")

_OF_ATOMS = "LEFT JOIN atoms a ON a.project = d.project AND a.number = d.{key} WHERE d.project = %s"

_FAULTS = (
    (
        "SELECT 'trigger ' || t.tgname || ' is switched off' FROM pg_trigger t "
        "WHERE t.tgrelid = %s::REGCLASS AND NOT t.tgisinternal AND t.tgenabled = 'D' ORDER BY 1"
    ),
    (
        "SELECT 'index ' || i.indexrelid::REGCLASS || ' is not valid' FROM pg_index i "
        "WHERE i.indrelid = %s::REGCLASS AND NOT i.indisvalid ORDER BY 1"
    ),
    "SELECT 'row-level security is switched off' FROM pg_class c WHERE c.oid = %s::REGCLASS AND NOT c.relrowsecurity",
)
"""What somebody may have switched off in a table."""


class PieceReader(AnswersReader):
    """The parts of `AnswersSide` and `AuditSide` that read everything; the port says what each method means."""

    # ── whole ──

    def atoms(self) -> Iterator[StoredAtom]:
        return map(sqlite_rows.stored_atom, self._stream(atoms_sql("ORDER BY id")))

    def edges(self) -> Iterator[EdgeRow]:
        rows = self._stream(
            "SELECT coalesce(a.id, ''), d.target_id, d.edge_type, d.held FROM edges d "
            f"{_OF_ATOMS.format(key='source')} ORDER BY 1, 2, 3"
        )
        return (EdgeRow(*row) for row in rows)

    def unresolved(self) -> Iterator[UnresolvedRow]:
        rows = self._stream(
            "SELECT coalesce(a.id, ''), d.name, d.last FROM unresolved d "
            f"{_OF_ATOMS.format(key='source')} ORDER BY 1, 2"
        )
        return (UnresolvedRow(*row) for row in rows)

    def search_rows(self) -> Iterator[SearchRow]:
        rows = self._stream(
            "SELECT coalesce(a.id, ''), d.function_name, d.signature, d.words FROM terms d "
            f"{_OF_ATOMS.format(key='number')} ORDER BY 1, d.number"
        )
        return (SearchRow(*row) for row in rows)

    def search_terms(self, text: str) -> str:
        return " ".join(self._tokenizer.terms(text))

    def paths(self) -> dict[str, str]:
        return dict(self._rows("SELECT path, status FROM files WHERE project = %s ORDER BY path"))

    def tables(self) -> list[str]:
        return list(TABLES)

    def damage(self, table: str = "") -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name in [table] if table else TABLES:
            with self._using("check index") as connection:
                for sql in _FAULTS:
                    found += [
                        ("integrity", f"{name}: {what}") for (what,) in connection.execute(sql, (f"omny.{name}",))
                    ]
                try:  # each value is read, and so each page that holds one of the project's
                    whole = f"SELECT sum(length(t::TEXT)) FROM {name} t WHERE project = %s"
                    connection.execute(whole, (self._project,))
                except (pg.DataCorrupted, pg.IndexCorrupted) as error:
                    found.append(("integrity", f"{name}: {error.diag.message_primary}"))
        for name in {"names", "dependencies"} & {table or "names", table or "dependencies"}:
            rows = self._rows(
                f"SELECT file FROM {name} d WHERE project = %s "
                "AND NOT EXISTS (SELECT FROM files f WHERE f.project = d.project AND f.number = d.file)"
            )
            found += [("foreign key", f"a row of {name} belongs to no row of files: {file}") for (file,) in rows]
        return found

    # ── in pieces ──

    def atoms_piece(self, after: int, most: int) -> AtomsPiece:
        rows = self._rows(
            f"SELECT number, {ATOM_COLUMNS} FROM atoms WHERE project = %s AND number > %s ORDER BY number LIMIT %s",
            after,
            most,
        )
        last = rows[-1][0] if len(rows) == most else None
        within = (after, BEHIND if last is None else last)
        listed = self._rows("SELECT number FROM terms WHERE project = %s AND number > %s AND number <= %s", *within)
        of_range = "WHERE project = %s AND source > %s AND source <= %s"
        of_files = "WHERE project = %s AND path = ANY (%s::TEXT[])"
        return atoms_piece(
            rows,
            listed={number for (number,) in listed},
            edges=self._rows(f"SELECT source, target_id, edge_type, held FROM edges {of_range}", *within),
            unresolved=self._rows(f"SELECT source, name, last FROM unresolved {of_range}", *within),
            statuses=self._rows(f"SELECT path, {HOLDING} FROM files {of_files}", paths_of(rows)),
            last=last,
        )

    def not_atoms(self, ids: Collection[str]) -> set[str]:
        rows = self._rows("SELECT id FROM atoms WHERE project = %s AND id = ANY (%s::TEXT[])", list(ids))
        return set(ids) - {id_ for (id_,) in rows}

    def files_without_atoms(self) -> list[str]:
        rows = self._rows(
            "SELECT path FROM files f WHERE project = %s AND extractor <> '' AND language NOT LIKE %s AND NOT EXISTS "
            "(SELECT FROM atoms a WHERE a.project = f.project AND a.id = f.path || '::' || %s) ORDER BY path",
            f"{CONFIG_LANGUAGE}%",
            MODULE_NAME,
        )
        return [path for (path,) in rows]

    def stamp(self) -> object:
        """What is visible now: the same only where no transaction on the whole server has ended in between."""
        with self._using("check index") as connection:
            return connection.execute("SELECT pg_current_snapshot()::TEXT").fetchone()

    def atom_count(self) -> int:
        return int(self._value("SELECT count(*) FROM atoms WHERE project = %s"))

    def pair_count(self) -> int:
        sql = "SELECT count(*) FROM (SELECT DISTINCT source, target_id FROM edges WHERE project = %s) AS pairs"
        return int(self._value(sql))

    def history_piece(self, after: str, most: int) -> HistoryPiece:
        ends = [
            self._value(
                f"SELECT {key} FROM {table} WHERE project = %s AND {key} > %s ORDER BY {key} LIMIT 1 OFFSET %s",
                after,
                most - 1,
            )
            for table, key in (("atoms", "id"), ("atom_events", "atom_id"), ("atom_snapshots", "atom_id"))
        ]
        last = min((end for end in ends if end is not None), default=None)
        within = (after, BEHIND_IDS if last is None else last)
        of_range = "WHERE project = %s AND {key} > %s AND {key} <= %s"
        events = self._rows(
            f"SELECT {EVENT_COLUMNS} FROM atom_events {of_range.format(key='atom_id')} ORDER BY atom_id, id",
            *within,
        )
        snapshots = self._rows(
            f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots {of_range.format(key='atom_id')}", *within
        )
        atoms = self._rows(f"SELECT {ATOM_COLUMNS} FROM atoms {of_range.format(key='id')}", *within)
        return history_piece(events, snapshots, atoms, last)

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        terms: list[Term] = []
        rows = self._rows(
            "SELECT number, function_name, signature, words FROM terms WHERE project = %s AND number > %s "
            "ORDER BY number LIMIT %s",
            after[1],
            max(most // 10, 1),  # an atom has about ten
        )
        for number, *columns in rows:
            for column, text in zip(_SEARCHED, columns, strict=True):
                terms += [Term(number, column, offset, term) for offset, term in enumerate(text.split())]
        return TermsPiece(terms, ("", rows[-1][0]) if rows else None)

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        rows = self._rows(
            (
                "WITH a AS (SELECT * FROM atoms WHERE project = %s AND number > %s ORDER BY number LIMIT %s) "
                f"SELECT number, {ATOM_COLUMNS}, EXISTS (SELECT FROM atom_events e "
                "WHERE e.project = a.project AND e.atom_id = a.id AND e.transaction_id > %s) FROM a ORDER BY number"
            ),
            after,
            most,
            since,
        )
        return [(row[0], sqlite_rows.stored_atom(row[1:-1]), bool(row[-1])) for row in rows]

    def deleted_since(self, generation: int) -> bool:
        sql = (
            "SELECT EXISTS "
            "(SELECT FROM atom_events WHERE project = %s AND transaction_id > %s AND operation = 'delete')"
        )
        return bool(self._value(sql, generation))

    def asked_by(self, path: str) -> tuple[int, ...]:
        rows = self._rows(
            "SELECT key FROM dependencies d JOIN files f ON f.number = d.file "
            "WHERE f.project = %s AND path = %s ORDER BY key",
            path,
        )
        return tuple(key for (key,) in rows)

    def published_by(self, path: str) -> tuple[str, ...]:
        rows = self._rows(
            "SELECT name FROM names n JOIN files f ON f.number = n.file "
            "WHERE f.project = %s AND path = %s ORDER BY name",
            path,
        )
        return tuple(name for (name,) in rows)

    def paths_of_atoms(self) -> set[str]:
        return {path for (path,) in self._rows("SELECT DISTINCT file_path FROM atoms WHERE project = %s")}

    def last_event_of(self, ids: Collection[str]) -> str:
        sql = "SELECT max(timestamp) FROM atom_events WHERE project = %s AND atom_id = ANY (%s::TEXT[])"
        return str(self._value(sql, list(ids)) or "")
