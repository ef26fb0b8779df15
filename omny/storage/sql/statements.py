"""`Statements`: the statements that all databases share, composed once for each dialect.

A statement that only one database can run, or runs well, stands with that backend and says why.
"""

from __future__ import annotations

from typing import Any

from omny.storage.sql.dialect import Dialect
from omny.storage.sql.rows import (
    ATOM_COLUMNS,
    EVENT_COLUMNS,
    FACTS_COLUMNS,
    GENERATION_COLUMNS,
    LEDGER_COLUMNS,
    NOTE_COLUMNS,
    REPAIR_COLUMNS,
    SKIPPED_COLUMNS,
    SNAPSHOT_COLUMNS,
)

HOLDING = "CASE held_hash WHEN '' THEN status ELSE 'held' END"
"""The status of a file in a piece: as in `files`, or "held" where a former content of it is held over."""

_STREAMS = {
    "generations": (GENERATION_COLUMNS, "generation"),
    "files": (LEDGER_COLUMNS, "path"),
    "facts": (FACTS_COLUMNS, "hash, language, extractor"),
    "atoms": (ATOM_COLUMNS, "id"),
    "atom_events": (EVENT_COLUMNS, "id"),
    "atom_snapshots": (SNAPSHOT_COLUMNS, "atom_id"),
    "repairs": (REPAIR_COLUMNS, "id"),
    "notes": (NOTE_COLUMNS, "number"),
}
"""The tables of an archive, each with its columns and its order. Where they are empty, so is the store: each row of
another table belongs to one of these."""

_COUNTED = {"files": "status", "atoms": "type", "edges": "edge_type"}

_IDS = (("atoms", "id"), ("atom_events", "atom_id"), ("atom_snapshots", "atom_id"))
"""The tables that hold something of an atom, by its id."""


class Statements:
    """All of them, by what they answer. The comment before a group names the side of the port."""

    def __init__(self, dialect: Dialect) -> None:
        self._state(dialect)
        self._answers(dialect)
        self._whole(dialect)
        self._pieces(dialect)
        self._history(dialect)
        self._notes(dialect)
        self._writes(dialect)
        for name, statement in vars(self).items():
            setattr(self, name, _spell(dialect, statement))

    def _state(self, d: Dialect) -> None:
        ledger = f"SELECT {LEDGER_COLUMNS} FROM files"
        of_content = f"WHERE {d.scope()}hash = :hash AND language = :language AND extractor = :extractor"
        self.ledger = f"{ledger}{d.only()} ORDER BY path"
        self.held = f"{ledger} WHERE {d.scope()}held_hash <> '' ORDER BY path"
        self.ledger_entry = f"{ledger} WHERE {d.scope()}path = :path"
        self.analysis = f"SELECT facts, surface, lines, error_ratio, error_line FROM facts {of_content}"
        self.surface = f"SELECT surface FROM facts {of_content}"
        self.named = (
            "SELECT path FROM names n JOIN files ON number = file "
            f"WHERE {d.scope('n')}name = :name ORDER BY path LIMIT :most"
        )
        self.dependants = (
            "SELECT DISTINCT path FROM dependencies d JOIN files ON number = file "
            f"WHERE {d.scope('d')}key {d.among('keys', 'BIGINT')}"
        )

    def _answers(self, d: Dialect) -> None:
        atoms = f"SELECT {ATOM_COLUMNS} FROM atoms WHERE {d.scope()}"
        self.by_ids = f"{atoms}id {d.among('ids')} ORDER BY id"
        self.by_numbers = f"{atoms}number {d.among('numbers', 'BIGINT')} ORDER BY id"
        self.numbers_of_ids = f"SELECT number, id FROM atoms WHERE {d.scope()}id {d.among('ids')}"
        self.files_holding = f"SELECT path, language FROM files WHERE {d.scope()}{d.holds('path', 'text')}"
        self.by_name = f"{atoms}function_name = :name ORDER BY id"
        self.by_path = f"{atoms}file_path = :path ORDER BY id"
        self.by_qualified_name = f"{atoms}function_name = :last AND id = file_path || '::' || :name ORDER BY id"
        self.in_file = f"{atoms}file_path = :path ORDER BY line, type <> 'module', end_line DESC, id"
        self.namesakes = f"SELECT id, type, {d.is_test} FROM atoms WHERE {d.scope()}function_name = :name ORDER BY id"
        self.names_of_length = (
            f"SELECT DISTINCT function_name FROM atoms WHERE {d.scope()}length(function_name) BETWEEN :least AND :most"
        )
        self.paths_holding = f"SELECT path FROM files WHERE {d.scope()}{d.holds('path', 'text')} ORDER BY path"
        edges = "SELECT a.id, e.target_id, e.edge_type, e.held FROM"
        these = f"AND e.edge_type {d.among('types')} ORDER BY 1, 2, 3 LIMIT :most"
        self.callers = (
            f"{edges} edges e JOIN atoms a ON {d.join('a', 'e')}a.number = e.source "
            f"WHERE {d.scope('e')}e.target_id {d.among('ids')} {these}"
        )
        self.callees = (
            f"{edges} atoms a {d.in_order} edges e ON {d.join('a', 'e')}e.source = a.number "
            f"WHERE {d.scope('e')}a.id {d.among('ids')} {these}"
        )
        self.unresolved_callers = (
            f"SELECT a.id, u.name, u.last FROM unresolved u JOIN atoms a ON {d.join('a', 'u')}a.number = u.source "
            f"WHERE {d.scope('u')}u.last = :last AND (CAST(:name AS TEXT) IS NULL OR u.name = :name) "
            "ORDER BY u.name, a.id"
        )
        held = f"SELECT source FROM edges WHERE {d.scope()}held > 0 AND target_id {d.among('ids')}"
        self.uses = (
            f"SELECT edge_type, count(*) FROM edges WHERE {d.scope()}target_id {d.among('ids')} GROUP BY edge_type "
            f"UNION ALL SELECT '', count(*) - count(DISTINCT CASE WHEN source IN ({held}) THEN source END) "
            f"FROM unresolved WHERE {d.scope()}last = :last"
        )
        self.files_of_status = f"SELECT {SKIPPED_COLUMNS} FROM files WHERE {d.scope()}status = :status ORDER BY path"

    def _whole(self, d: Dialect) -> None:
        self.size = d.size
        self.rows = {
            table: f"SELECT count(*) FROM {table}{d.only()}"
            for table in ("atoms", "edges", "unresolved", "atom_events")
        }
        self.counted = {
            table: f"SELECT {key}, count(*) FROM {table}{d.only()} GROUP BY {key} ORDER BY {key}"
            for table, key in _COUNTED.items()
        }
        self.languages = (
            f"SELECT language, count(*) FROM files WHERE {d.scope()}extractor <> '' GROUP BY language ORDER BY language"
        )
        self.lines = f"SELECT coalesce(sum(lines), 0) FROM files{d.only()}"
        self.all = {
            table: f"SELECT {columns} FROM {table}{d.only()} ORDER BY {order}"
            for table, (columns, order) in _STREAMS.items()
        }
        self.all_of_files = {
            table: (
                f"SELECT d.{key}, f.path FROM {table} d JOIN files f ON f.number = d.file{d.only('d')} "
                f"ORDER BY d.{key}, f.path"
            )
            for table, key in (("names", "name"), ("dependencies", "key"))
        }
        of_atoms = f"d LEFT JOIN atoms a ON {d.join('a', 'd')}a.number = d.source{d.only('d')}"
        self.edges = (
            f"SELECT coalesce(a.id, ''), d.target_id, d.edge_type, d.held FROM edges {of_atoms} ORDER BY 1, 2, 3"
        )
        self.unresolved = f"SELECT coalesce(a.id, ''), d.name, d.last FROM unresolved {of_atoms} ORDER BY 1, 2"
        self.paths = f"SELECT path, status FROM files{d.only()} ORDER BY path"
        self.atom_paths = f"SELECT DISTINCT file_path FROM atoms{d.only()}"
        self.pairs = f"SELECT count(*) FROM (SELECT DISTINCT source, target_id FROM edges{d.only()}) AS pairs"

    def _pieces(self, d: Dialect) -> None:
        listed, number = d.indexed
        of_range = f"WHERE {d.scope()}{{key}} > :after AND {{key}} <= :last"
        self.numbered = (
            f"SELECT number, {ATOM_COLUMNS} FROM atoms WHERE {d.scope()}number > :after ORDER BY number LIMIT :most"
        )
        self.indexed_in = f"SELECT {number} FROM {listed} {of_range.format(key=number)}"
        self.edges_in = f"SELECT source, target_id, edge_type, held FROM edges {of_range.format(key='source')}"
        self.unresolved_in = f"SELECT source, name, last FROM unresolved {of_range.format(key='source')}"
        self.statuses = f"SELECT path, {HOLDING} FROM files WHERE {d.scope()}path {d.among('paths')}"
        self.known_ids = f"SELECT id FROM atoms WHERE {d.scope()}id {d.among('ids')}"
        self.files_without_atoms = (
            f"SELECT path FROM files f WHERE {d.scope('f')}extractor <> '' AND language NOT LIKE :language "
            "AND NOT EXISTS "
            f"(SELECT 1 FROM atoms a WHERE {d.join('a', 'f')}a.id = f.path || '::' || :module) ORDER BY path"
        )
        self.ends = [
            f"SELECT {key} FROM {table} WHERE {d.scope()}{key} > :after ORDER BY {key} LIMIT 1 OFFSET :most"
            for table, key in _IDS
        ]
        self.atoms_in = f"SELECT {ATOM_COLUMNS} FROM atoms {of_range.format(key='id')}"
        self.events_in = (
            f"SELECT {EVENT_COLUMNS} FROM atom_events {of_range.format(key='atom_id')} ORDER BY atom_id, id"
        )
        self.snapshots_in = f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots {of_range.format(key='atom_id')}"
        self.deleted_since = (
            f"SELECT EXISTS (SELECT 1 FROM atom_events WHERE {d.scope()}transaction_id > :generation "
            "AND operation = 'delete')"
        )
        self.keys_of = (
            "SELECT key FROM dependencies d JOIN files f ON f.number = d.file "
            f"WHERE {d.scope('f')}f.path = :path ORDER BY key"
        )
        self.names_of = (
            "SELECT name FROM names n JOIN files f ON f.number = n.file "
            f"WHERE {d.scope('f')}f.path = :path ORDER BY name"
        )
        self.last_event = f"SELECT max(timestamp) FROM atom_events WHERE {d.scope()}atom_id {d.among('ids')}"

    def _history(self, d: Dialect) -> None:
        generations = f"SELECT {GENERATION_COLUMNS} FROM generations WHERE {d.scope()}"
        every = " UNION ".join(f"SELECT atom_id FROM {table}{d.only()}" for table in ("atom_events", "atom_snapshots"))
        self.history_start = f"SELECT history_start FROM {''.join(d.state)}"
        self.generations = f"{generations}generation > :after ORDER BY generation"
        self.generation = f"{generations}generation = :generation"
        # Clocks are set back now and then: the last commit, not the one with the latest time.
        self.generation_at = f"{generations}committed_at <= :timestamp ORDER BY generation DESC LIMIT 1"
        self.generations_of_head = (
            f"{generations}generation IN (SELECT min(generation) FROM generations "
            f"WHERE {d.scope()}indexed_head >= :first AND indexed_head < :end GROUP BY indexed_head) "
            "ORDER BY generation"
        )
        self.past_id = f"SELECT atom_id FROM ({every}) AS every WHERE atom_id = :name"
        self.past_ids = f"SELECT atom_id FROM ({every}) AS every WHERE {d.holds('atom_id', 'name')} ORDER BY atom_id"
        below = "atom_id >= :path || '::' AND atom_id < :path || ':;'"
        self.ids_of_file = (
            f"SELECT id FROM atoms WHERE {d.scope()}file_path = :path "
            f"UNION SELECT atom_id FROM atom_events WHERE {d.scope()}{below} "
            f"UNION SELECT atom_id FROM atom_snapshots WHERE {d.scope()}{below}"
        )
        self.events_of = (
            f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE {d.scope()}atom_id {d.among('ids')} ORDER BY atom_id, id"
        )
        self.snapshots_of = f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots WHERE {d.scope()}atom_id {d.among('ids')}"

    def _notes(self, d: Dialect) -> None:
        of_number = f"WHERE {d.scope()}number = :number"
        self.notes_of = f"SELECT {NOTE_COLUMNS} FROM notes WHERE {d.scope()}atom_id {d.among('ids')} ORDER BY number"
        self.has_notes = f"SELECT EXISTS (SELECT 1 FROM notes{d.only()})"
        self.last_note = f"SELECT coalesce(max(number), 0) FROM notes{d.only()}"
        self.move_note = f"UPDATE notes SET atom_id = :id {of_number}"
        self.settle_note = f"UPDATE notes SET changed_at = :changed, gone_at = :gone {of_number}"
        self.delete_notes = f"DELETE FROM notes WHERE {d.scope()}number {d.among('numbers', 'BIGINT')}"

    def _writes(self, d: Dialect) -> None:
        table, this = d.state
        some = " OR ".join(f"EXISTS (SELECT 1 FROM {each}{d.only()})" for each in _STREAMS)
        self.holds_rows = f"SELECT generation > 0 OR {some} FROM {table}{this}"
        self.file_numbers = f"SELECT path, number FROM files{d.only()}"
        self.set_state = (
            f"UPDATE {table} SET uuid = :uuid, generation = :generation, indexed_head = :head, "
            f"indexed_at = :timestamp, history_start = :start{this}"
        )
        self.set_generation = (
            f"UPDATE {table} SET generation = :generation, indexed_head = :head, indexed_at = :timestamp{this}"
        )
        self.set_history_start = f"UPDATE {table} SET history_start = :generation{this}"
        self.ids_to_fold = (
            f"SELECT atom_id FROM atom_events WHERE {d.scope()}transaction_id <= :generation UNION SELECT atom_id "
            f"FROM atom_snapshots WHERE {d.scope()}substr(state, 1, length(:hashed)) <> :hashed ORDER BY atom_id"
        )
        self.delete_events = f"DELETE FROM atom_events WHERE {d.scope()}transaction_id <= :generation"
        self.delete_generations = f"DELETE FROM generations WHERE {d.scope()}generation < :generation"
        self.delete_snapshots = f"DELETE FROM atom_snapshots WHERE {d.scope()}atom_id {d.among('ids')}"
        self.delete_atoms = f"DELETE FROM atoms WHERE {d.scope()}id {d.among('ids')}"
        self.cut_events = f"DELETE FROM atom_events WHERE {d.scope()}id {d.among('ids', 'BIGINT')}"
        self.set_delta = f"UPDATE atom_events SET delta = :delta WHERE {d.scope()}id = :id"
        self.facts_of_file = (
            f"SELECT f.facts FROM files e JOIN facts f ON {d.join('e', 'f')}f.language = e.language "
            "AND f.extractor = e.extractor AND f.hash IN (e.hash, e.held_hash) "
            f"WHERE {d.scope('e')}e.path = :path ORDER BY f.hash = e.hash"
        )
        self.numbered_of_file = (
            f"SELECT number, {ATOM_COLUMNS} FROM atoms WHERE {d.scope()}file_path = :path ORDER BY id"
        )
        self.last_number = f"SELECT coalesce(max(number), 0) FROM atoms{d.only()}"
        self.derive_again = [
            *(f"DELETE FROM {table}{d.only()}" for table in ("edges", "unresolved")),
            f"UPDATE atoms SET data = data || ' '{d.only()}",
            f"UPDATE atoms SET data = rtrim(data){d.only()}",
            *(
                f"DELETE FROM {table} WHERE {d.scope()}file NOT IN (SELECT number FROM files{d.only()})"
                for table in ("names", "dependencies")
            ),
        ]


def _spell(dialect: Dialect, statement: Any) -> Any:
    """A statement, or several of them, with parameters as the driver wants them."""
    if isinstance(statement, dict):
        return {table: dialect.spell(each) for table, each in statement.items()}
    if isinstance(statement, list):
        return list(map(dialect.spell, statement))
    return dialect.spell(statement)
