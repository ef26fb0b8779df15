-- The one definition of Omny's database. A reader may rely on atoms, atoms_fts, atom_events and graph_edges.
--
-- All tables are STRICT and have an explicit primary key, so that two databases can be compared row by row.
-- What can be derived is kept by triggers: edges, unresolved and atoms_fts follow `atoms` and nothing else; atoms_text
-- follows `atoms` and `facts`.

PRAGMA application_id = 0x4F6D6E79;  -- 'Omny'

CREATE TABLE meta (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    uuid            TEXT NOT NULL,
    schema_version  INTEGER NOT NULL,
    generation      INTEGER NOT NULL,           -- goes up by one in every transaction
    indexed_head    TEXT NOT NULL DEFAULT '',   -- git commit of the last full index, '' outside git
    indexed_at      TEXT NOT NULL DEFAULT '',   -- ISO 8601, UTC
    history_start   INTEGER NOT NULL DEFAULT 0  -- generation that atom_snapshots shows; the events go on from there
) STRICT;

-- When each state came to be: what "at that time" and "at that commit" mean.
CREATE TABLE generations (
    generation    INTEGER PRIMARY KEY,
    committed_at  TEXT NOT NULL,                -- ISO 8601, UTC
    source        TEXT NOT NULL,                -- as in atom_events, or 'repair'
    indexed_head  TEXT NOT NULL,
    actor         TEXT NOT NULL DEFAULT '',     -- who made the change: an agent, a user, the author of a git commit
    reason        TEXT NOT NULL DEFAULT ''      -- why, as the caller of an edit or the subject of a git commit says
) STRICT;
CREATE INDEX generations_by_head ON generations (indexed_head);

-- The ledger: what the index holds of each path. Also lists what was left out, with the reason.
CREATE TABLE files (
    number     INTEGER PRIMARY KEY,
    path       TEXT NOT NULL UNIQUE,
    hash       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    mtime_ns   INTEGER NOT NULL,
    ctime_ns   INTEGER NOT NULL,
    inode      INTEGER NOT NULL,
    seen_ns    INTEGER NOT NULL,
    language   TEXT NOT NULL,
    extractor  TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('ok', 'degraded', 'skipped', 'excluded')),
    code       TEXT NOT NULL DEFAULT '',        -- why the file, or a part of it, is not indexed; see omny/base/skip_reason.py
    detail     TEXT NOT NULL DEFAULT '',        -- JSON object of the code's data: sizes, limits, an error
    lines      INTEGER NOT NULL DEFAULT 0,
    held_hash  TEXT NOT NULL DEFAULT '',        -- of the former content that the held layer is of, '' where there is none
    held_generation  INTEGER NOT NULL DEFAULT 0 -- the last one that this content was on disk at
) STRICT;

-- Facts by content: the same bytes are never parsed twice by the same extractor.
CREATE TABLE facts (
    hash       TEXT NOT NULL,
    language   TEXT NOT NULL,
    extractor  TEXT NOT NULL,
    surface    BLOB NOT NULL,   -- msgpack, see omny/model/surfaces.py
    facts      BLOB NOT NULL,   -- msgpack, see omny/model/facts.py
    lines      INTEGER NOT NULL,
    error_ratio REAL NOT NULL,
    error_line INTEGER NOT NULL,
    PRIMARY KEY (hash, language, extractor)
) STRICT;

-- Which keys the resolution of a file looked up in other files, misses included. A key is the 64-bit hash of
-- what was asked: a collision costs one needless resolution and can never lose one.
CREATE TABLE dependencies (
    key   INTEGER NOT NULL,
    file  INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    PRIMARY KEY (key, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_by_file ON dependencies (file);

-- By which names a file can be found from anywhere in the tree: 'py:json', 'npm:@scope/package'.
CREATE TABLE names (
    name  TEXT NOT NULL,
    file  INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    PRIMARY KEY (name, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_file ON names (file);

CREATE TABLE atoms (
    id             TEXT NOT NULL PRIMARY KEY,   -- path::Qualified.name, ~2 for the second of that name
    number         INTEGER NOT NULL UNIQUE,     -- what atoms_fts hangs on; survives VACUUM, says nothing
    file_path      TEXT NOT NULL,
    function_name  TEXT NOT NULL,
    line           INTEGER NOT NULL,
    end_line       INTEGER NOT NULL,
    type           TEXT NOT NULL CHECK (type IN ('function', 'arrow', 'method', 'class', 'interface', 'enum', 'type', 'constant',
                       'variable', 'macro', 'route', 'module')),
    signature      TEXT NOT NULL,
    data           TEXT NOT NULL,               -- JSON object, see docs/data.md
    words          TEXT NOT NULL,               -- pieces of camel-case identifiers, for search
    version        INTEGER NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
) STRICT;
CREATE INDEX atoms_by_file ON atoms (file_path);
CREATE INDEX atoms_by_name ON atoms (function_name);
CREATE INDEX atoms_by_update ON atoms (updated_at);
-- One spelling for getUserById, get_user_by_id and GETUSERBYID: what a search text means as a whole name.
CREATE INDEX atoms_by_plain_name ON atoms (lower(replace(function_name, '_', '')));

CREATE TABLE atom_events (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    atom_id           TEXT NOT NULL,
    operation         TEXT NOT NULL CHECK (operation IN ('create', 'update', 'delete')),
    delta             TEXT NOT NULL,            -- JSON {field: [before, after]}; enough to go both ways, see
                                                -- omny/model/events.py
    previous_version  INTEGER,                  -- NULL for create
    new_version       INTEGER,                  -- NULL for delete
    timestamp         TEXT NOT NULL,
    source            TEXT NOT NULL CHECK (source IN ('file-watcher', 'atomic-edit', 'mcp', 'reindex', 'migration')),
    transaction_id    INTEGER NOT NULL          -- the generation that the change made
) STRICT;
CREATE INDEX atom_events_by_atom ON atom_events (atom_id);
CREATE INDEX atom_events_by_transaction ON atom_events (transaction_id);

-- The atoms as they were at generation meta.history_start, where older events have been pruned. `state` holds no copy but a
-- hash, {"hash": ...}, where the atom and its events lead back to it; see omny/storage/port/horizon.py.
CREATE TABLE atom_snapshots (
    atom_id     TEXT NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,                  -- JSON {field: value}, the fields of an event's delta
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the validator found wrong and had repaired. `cure` is a code: graph, derive, file, database, rebuilt; rows of an
-- earlier Omny hold a sentence, which is read as its code.
CREATE TABLE repairs (
    id           INTEGER PRIMARY KEY,
    generation   INTEGER NOT NULL,              -- that the repair made
    repaired_at  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    place        TEXT NOT NULL,                 -- id of an atom, path of a file, or an edge
    what         TEXT NOT NULL,
    since        TEXT NOT NULL,                 -- until when it was right, as far as is known
    cure         TEXT NOT NULL,
    lost         TEXT NOT NULL                  -- JSON: the rows of atom_events that had to be cut off
) STRICT;

-- What people and agents write about an atom. A note follows its atom to another id, in the transaction of the move, and stays
-- where its atom goes; see omny/storage/sql/notes.py. No generation is made for it.
CREATE TABLE notes (
    number       INTEGER PRIMARY KEY,
    atom_id      TEXT NOT NULL,                 -- what its atom is called, or was called last
    text         TEXT NOT NULL,
    actor        TEXT NOT NULL,                 -- who wrote it
    written_at   TEXT NOT NULL,
    written_for  TEXT NOT NULL,                 -- what its atom was called then
    body_hash    TEXT NOT NULL,                 -- of its atom then
    changed_at   TEXT NOT NULL DEFAULT '',      -- since when its atom differs from that, '' while it does not
    gone_at      TEXT NOT NULL DEFAULT ''       -- since when there is no such atom, '' while there is
) STRICT;
CREATE INDEX notes_by_atom ON notes (atom_id);

-- Vectors of what atoms say, a follower of the commits: no generation waits for them, and without them nothing is missing
-- but the order of a search. They hang on the text that was embedded, so a text that moves keeps its vector.
CREATE TABLE vector_models (
    number      INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,           -- of the model and of how texts are made; vectors of two cannot be compared
    uuid        TEXT NOT NULL,                  -- of the index that is followed
    generation  INTEGER NOT NULL                -- that they show
) STRICT;

CREATE TABLE vectors (
    number  INTEGER PRIMARY KEY,
    text    INTEGER NOT NULL UNIQUE,            -- 64 bits of a hash of model and text
    model   INTEGER NOT NULL,                   -- vector_models.number
    bits    BLOB NOT NULL                       -- the sign of each dimension: all of them are read by each search
) STRICT;

CREATE TABLE vector_values (
    vector  INTEGER PRIMARY KEY,                -- vectors.number
    int8    BLOB NOT NULL                       -- the first dimensions, a byte each: read of the nearest only
) STRICT;

CREATE TABLE vector_places (
    atom    INTEGER PRIMARY KEY,                -- atoms.number
    vector  INTEGER NOT NULL                    -- vectors.number
) STRICT;
CREATE INDEX vector_places_by_vector ON vector_places (vector);

-- Edges, both ways, derived from `atoms.data` by the triggers below and by nothing else. The source is a number
-- because it is there when the trigger runs (and is 12 bytes rather than 70, twice); the target may come later. An edge is
-- held where it is not in the source on disk: see "The held layer" in ARCHITECTURE.md.
CREATE TABLE edges (
    source     INTEGER NOT NULL,    -- atoms.number
    target_id  TEXT NOT NULL,
    edge_type  TEXT NOT NULL,
    held       INTEGER NOT NULL DEFAULT 0,  -- 0: a call that the source on disk makes; else the generation that made it
    PRIMARY KEY (source, target_id, edge_type)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_target ON edges (target_id);

-- Calls that lead out of what the index knows, by name: 'requests.get' has the last part 'get'.
CREATE TABLE unresolved (
    source  INTEGER NOT NULL,       -- atoms.number
    name    TEXT NOT NULL,
    last    TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX unresolved_by_last ON unresolved (last);

-- The edges of the sources on disk: without those that are held.
CREATE VIEW graph_edges (source_id, source_file, source_name, target_id, edge_type) AS
    SELECT a.id, a.file_path, a.function_name, e.target_id, e.edge_type
    FROM edges e JOIN atoms a ON a.number = e.source WHERE e.held = 0;

CREATE VIRTUAL TABLE atoms_fts USING fts5 (
    function_name, signature, words,
    content = 'atoms', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2"
);

-- What an atom is ranked by: the stems of its text, each with the parts of the text that it stands in, see
-- omny/storage/port/ranking.py. The text itself is stored nowhere: its words are in `facts`. The writer inserts the terms of
-- many atoms in one statement into a view, as below.
CREATE VIRTUAL TABLE atoms_text USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'"
);
CREATE VIEW texts (number, terms) AS SELECT number, '' FROM atoms;
CREATE TRIGGER texts_written INSTEAD OF INSERT ON texts BEGIN
    INSERT OR REPLACE INTO atoms_text (rowid, terms) VALUES (new.number, new.terms);
END;

-- Rows that `data` of an atom leads to. A trigger cannot call another one: so both triggers below insert into this view, and
-- its own trigger writes the rows. Nobody reads the view.
CREATE VIEW derivations (number, data) AS SELECT number, data FROM atoms;
CREATE TRIGGER atoms_derived INSTEAD OF INSERT ON derivations BEGIN
    INSERT OR IGNORE INTO edges
        SELECT new.number, edge.value, CASE list.key WHEN 0 THEN 'call' WHEN 1 THEN 'callback' WHEN 2 THEN 'decorator'
                WHEN 3 THEN 'inherit' WHEN 4 THEN 'implicit' WHEN 5 THEN 'dispatch' ELSE 'route' END,
                coalesce(new.data ->> 'held', 0)
            FROM json_each(json_extract(new.data, '$.calls', '$.callbacks', '$.decorated_by', '$.inherits',
                '$.implicit_calls', '$.dispatches', '$.routes')) AS list JOIN json_each(list.value) AS edge
            WHERE list.type = 'array'
        UNION ALL SELECT new.number, edge.value, CASE list.key WHEN 'calls' THEN 'call' WHEN 'callbacks' THEN 'callback'
                WHEN 'decorated_by' THEN 'decorator' WHEN 'inherits' THEN 'inherit' WHEN 'implicit_calls' THEN 'implicit'
                WHEN 'dispatches' THEN 'dispatch' ELSE 'route' END, new.data ->> '$.held_edges.generation'
            FROM json_each(new.data -> 'held_edges') AS list JOIN json_each(list.value) AS edge
            WHERE list.key IN ('calls', 'callbacks', 'decorated_by', 'inherits', 'implicit_calls', 'dispatches', 'routes');
    INSERT OR IGNORE INTO unresolved
        SELECT new.number, name, CASE instr(rest, '.') WHEN 0 THEN rest
            ELSE replace(rest, rtrim(rest, replace(rest, '.', '')), '') END
        FROM (SELECT value AS name, substr(value, instr(value, '.') + 1) AS rest
            FROM json_each(new.data -> 'unresolved'));
END;

-- FTS5 writes a segment whenever a statement with triggers begins: the writer changes many atoms in one statement.
CREATE TRIGGER atoms_created AFTER INSERT ON atoms BEGIN
    INSERT INTO atoms_fts (rowid, function_name, signature, words)
        VALUES (new.number, new.function_name, new.signature, new.words);
    INSERT INTO derivations VALUES (new.number, new.data);
END;

CREATE TRIGGER atoms_deleted AFTER DELETE ON atoms BEGIN
    INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        VALUES ('delete', old.number, old.function_name, old.signature, old.words);
    DELETE FROM atoms_text WHERE rowid = old.number;
    DELETE FROM edges WHERE source = old.number;
    DELETE FROM unresolved WHERE source = old.number;
END;

CREATE TRIGGER atoms_found_otherwise AFTER UPDATE OF function_name, signature, words, number ON atoms
WHEN (old.function_name, old.signature, old.words, old.number)
    IS NOT (new.function_name, new.signature, new.words, new.number)
BEGIN
    INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        VALUES ('delete', old.number, old.function_name, old.signature, old.words);
    INSERT INTO atoms_fts (rowid, function_name, signature, words)
        VALUES (new.number, new.function_name, new.signature, new.words);
END;

CREATE TRIGGER atoms_changed AFTER UPDATE OF data, number ON atoms
WHEN (old.data, old.number) IS NOT (new.data, new.number)
BEGIN
    DELETE FROM edges WHERE source = old.number;
    DELETE FROM unresolved WHERE source = old.number;
    INSERT INTO derivations VALUES (new.number, new.data);
END;
