-- A small index as schema 5 had it: two passes over a tree that has files of each kind that is skipped or left out, one that
-- does not parse, and one that is held. Made by the program of that time.
PRAGMA application_id = 0x4F6D6E79;
CREATE TABLE meta (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    uuid            TEXT NOT NULL,
    schema_version  INTEGER NOT NULL,
    generation      INTEGER NOT NULL,           -- goes up by one in every transaction
    indexed_head    TEXT NOT NULL DEFAULT '',   -- git commit of the last full index, '' outside git
    indexed_at      TEXT NOT NULL DEFAULT '',   -- ISO 8601, UTC
    history_start   INTEGER NOT NULL DEFAULT 0  -- generation that atom_snapshots shows; the events go on from there
) STRICT;
CREATE TABLE generations (
    generation    INTEGER PRIMARY KEY,
    committed_at  TEXT NOT NULL,                -- ISO 8601, UTC
    source        TEXT NOT NULL,                -- as in atom_events, or 'repair'
    indexed_head  TEXT NOT NULL
) STRICT;
CREATE INDEX generations_by_head ON generations (indexed_head);
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
    reason     TEXT NOT NULL DEFAULT '',
    lines      INTEGER NOT NULL DEFAULT 0,
    held_hash  TEXT NOT NULL DEFAULT '',        -- of the former content that the held layer is of, '' where there is none
    held_generation  INTEGER NOT NULL DEFAULT 0 -- the last one that this content was on disk at
) STRICT;
CREATE TABLE facts (
    hash       TEXT NOT NULL,
    language   TEXT NOT NULL,
    extractor  TEXT NOT NULL,
    surface    BLOB NOT NULL,   -- msgpack, see omny/model.py
    facts      BLOB NOT NULL,   -- msgpack, see omny/model.py
    lines      INTEGER NOT NULL,
    error_ratio REAL NOT NULL,
    error_line INTEGER NOT NULL,
    PRIMARY KEY (hash, language, extractor)
) STRICT;
CREATE TABLE dependencies (
    key   INTEGER NOT NULL,
    file  INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    PRIMARY KEY (key, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_by_file ON dependencies (file);
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
    type           TEXT NOT NULL CHECK (type IN ('function', 'arrow', 'method', 'class', 'module')),
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
CREATE INDEX atoms_by_plain_name ON atoms (lower(replace(function_name, '_', '')));
CREATE TABLE atom_events (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    atom_id           TEXT NOT NULL,
    operation         TEXT NOT NULL CHECK (operation IN ('create', 'update', 'delete')),
    delta             TEXT NOT NULL,            -- JSON {field: [before, after]}; enough to go both ways, see
                                                -- omny/storage/events.py
    previous_version  INTEGER,                  -- NULL for create
    new_version       INTEGER,                  -- NULL for delete
    timestamp         TEXT NOT NULL,
    source            TEXT NOT NULL CHECK (source IN ('file-watcher', 'atomic-edit', 'mcp', 'reindex', 'migration')),
    transaction_id    INTEGER NOT NULL          -- the generation that the change made
) STRICT;
CREATE INDEX atom_events_by_atom ON atom_events (atom_id);
CREATE INDEX atom_events_by_transaction ON atom_events (transaction_id);
CREATE TABLE atom_snapshots (
    atom_id     TEXT NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,                  -- JSON {field: value}, the fields of an event's delta
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE edges (
    source     INTEGER NOT NULL,    -- atoms.number
    target_id  TEXT NOT NULL,
    edge_type  TEXT NOT NULL,
    held       INTEGER NOT NULL DEFAULT 0,  -- 0: a call that the source on disk makes; else the generation that made it
    PRIMARY KEY (source, target_id, edge_type)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_target ON edges (target_id);
CREATE TABLE unresolved (
    source  INTEGER NOT NULL,       -- atoms.number
    name    TEXT NOT NULL,
    last    TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX unresolved_by_last ON unresolved (last);
CREATE VIEW graph_edges (source_id, source_file, source_name, target_id, edge_type) AS
    SELECT a.id, a.file_path, a.function_name, e.target_id, e.edge_type
    FROM edges e JOIN atoms a ON a.number = e.source WHERE e.held = 0;
CREATE VIRTUAL TABLE atoms_fts USING fts5 (
    function_name, signature, words,
    content = 'atoms', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER atoms_created AFTER INSERT ON atoms BEGIN
    INSERT INTO atoms_fts (rowid, function_name, signature, words)
        VALUES (new.number, new.function_name, new.signature, new.words);
    INSERT OR IGNORE INTO edges
        SELECT new.number, value, 'call', coalesce(new.data ->> 'held', 0) FROM json_each(new.data -> 'calls')
        UNION ALL SELECT new.number, value, 'callback', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'callbacks')
        UNION ALL SELECT new.number, value, 'decorator', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'decorated_by')
        UNION ALL SELECT new.number, value, 'inherit', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'inherits')
        UNION ALL SELECT new.number, edge.value, CASE list.key WHEN 'calls' THEN 'call' WHEN 'callbacks' THEN 'callback'
                WHEN 'decorated_by' THEN 'decorator' ELSE 'inherit' END, new.data ->> '$.held_edges.generation'
            FROM json_each(new.data -> 'held_edges') AS list JOIN json_each(list.value) AS edge
            WHERE list.key IN ('calls', 'callbacks', 'decorated_by', 'inherits');
    INSERT OR IGNORE INTO unresolved
        SELECT new.number, name, CASE instr(rest, '.') WHEN 0 THEN rest
            ELSE replace(rest, rtrim(rest, replace(rest, '.', '')), '') END
        FROM (SELECT value AS name, substr(value, instr(value, '.') + 1) AS rest
            FROM json_each(new.data -> 'unresolved'));
END;
CREATE TRIGGER atoms_deleted AFTER DELETE ON atoms BEGIN
    INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        VALUES ('delete', old.number, old.function_name, old.signature, old.words);
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
    INSERT OR IGNORE INTO edges
        SELECT new.number, value, 'call', coalesce(new.data ->> 'held', 0) FROM json_each(new.data -> 'calls')
        UNION ALL SELECT new.number, value, 'callback', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'callbacks')
        UNION ALL SELECT new.number, value, 'decorator', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'decorated_by')
        UNION ALL SELECT new.number, value, 'inherit', coalesce(new.data ->> 'held', 0)
            FROM json_each(new.data -> 'inherits')
        UNION ALL SELECT new.number, edge.value, CASE list.key WHEN 'calls' THEN 'call' WHEN 'callbacks' THEN 'callback'
                WHEN 'decorated_by' THEN 'decorator' ELSE 'inherit' END, new.data ->> '$.held_edges.generation'
            FROM json_each(new.data -> 'held_edges') AS list JOIN json_each(list.value) AS edge
            WHERE list.key IN ('calls', 'callbacks', 'decorated_by', 'inherits');
    INSERT OR IGNORE INTO unresolved
        SELECT new.number, name, CASE instr(rest, '.') WHEN 0 THEN rest
            ELSE replace(rest, rtrim(rest, replace(rest, '.', '')), '') END
        FROM (SELECT value AS name, substr(value, instr(value, '.') + 1) AS rest
            FROM json_each(new.data -> 'unresolved'));
END;
INSERT INTO meta VALUES (1, '3cb69d88-4355-42ed-973d-7e58dfa93d29', 5, 2, '', '2026-11-29T21:28:08.332542Z', 0);
INSERT INTO generations VALUES (1, '2026-11-29T21:28:08.278436Z', 'reindex', '');
INSERT INTO generations VALUES (2, '2026-11-29T21:28:08.332542Z', 'reindex', '');
INSERT INTO files VALUES (1, 'binary.py', '', 7, 1795987688127752050, 1795987688127752050, 10027635, 1795987688253931407, '', '', 'skipped', 'binary', 0, '', 0);
INSERT INTO files VALUES (2, 'broken.py', '91acf51b7e743ea001eb07e90ac040d0', 25, 1795987688325306106, 1795987688325306106, 10027653, 1795987688326715997, 'python', 'python-0.25.0-ac414eaa', 'degraded', 'does not parse at line 1; what it held at generation 1 is shown as held', 2, '4676340d2789c59cf36abc356de54495', 1);
INSERT INTO files VALUES (3, 'build', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'build output by its name; `!build/` in .omnyignore keeps it', 0, '', 0);
INSERT INTO files VALUES (4, 'cart.py', '7ca650e3ed1f6dad89ccd938fe091ca9', 109, 1795987688325192788, 1795987688325192788, 10027603, 1795987688327177712, 'python', 'python-0.25.0-ac414eaa', 'ok', '', 6, '', 0);
INSERT INTO files VALUES (5, 'encoded.py', '', 32, 1795987688128060337, 1795987688128060337, 10027825, 1795987688276877039, '', '', 'skipped', 'its encoding ''nothing-known'' is not known', 0, '', 0);
INSERT INTO files VALUES (6, 'env', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'virtual environment', 0, '', 0);
INSERT INTO files VALUES (7, 'id_rsa.py', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'its name says that it holds secrets: id_rsa.*', 0, '', 0);
INSERT INTO files VALUES (8, 'inner/.omny', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'an index of its own: files below this folder are in both', 0, '', 0);
INSERT INTO files VALUES (9, 'inner/a.py', '1de70bc15d424d4453e6c531451e490b', 6, 1795987688133988245, 1795987688133988245, 10035985, 1795987688277102393, 'python', 'python-0.25.0-ac414eaa', 'ok', '', 1, '', 0);
INSERT INTO files VALUES (10, 'large.py', '', 0, 0, 0, 0, 0, '', '', 'skipped', 'larger than 4 MiB: 6.9 MiB', 0, '', 0);
INSERT INTO files VALUES (11, 'link.py', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'symlink not followed', 0, '', 0);
INSERT INTO files VALUES (12, 'made.py', '', 47, 1795987688127936904, 1795987688127936904, 10027793, 1795987688277225996, '', '', 'excluded', 'generated', 0, '', 0);
INSERT INTO files VALUES (13, 'money.py', '255dfcaf3d7069818cf928e4db94c1b6', 46, 1795987687977337263, 1795987687977337263, 10027588, 1795987688277279486, 'python', 'python-0.25.0-ac414eaa', 'ok', '', 2, '', 0);
INSERT INTO files VALUES (14, 'nested', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'nested repository', 0, '', 0);
INSERT INTO files VALUES (15, 'odd.py', '96859d9c0db7a474679d3e9c5008dd0b', 28, 1795987687977522808, 1795987687977522808, 10027731, 1795987688277429288, 'python', 'python-0.25.0-ac414eaa', 'degraded', 'does not parse at line 5', 5, '', 0);
INSERT INTO files VALUES (16, 'pipe.py', '', 0, 0, 0, 0, 0, '', '', 'skipped', 'not a regular file', 0, '', 0);
INSERT INTO files VALUES (17, 'sixteen.py', '', 5, 1795987688127865127, 1795987688127865127, 10027735, 1795987688277607372, '', '', 'skipped', 'UTF-16 or UTF-32 that ends amid a character, or has a wrong one', 0, '', 0);
INSERT INTO files VALUES (18, 'small.min.js', '', 0, 0, 0, 0, 0, '', '', 'excluded', 'built-in: *.min.js', 0, '', 0);
INSERT INTO facts VALUES ('176b55c5b85c893d755616008cf4e1e1', 'python', 'python-0.25.0-ac414eaa', X'84A5404361727491A5636C617373AB40436172742E707269636593A866756E6374696F6EA0A8746F74616C202829A540676F6E6592A866756E6374696F6EA0A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969499A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF010AA0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A362C22626F64795F68617368223A2236373662636336313263383062373633222C226F776E5F68617368223A2236366364353730346231386265363536227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506A62873656C6629A0C4B77B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2265633637333538336261643039353765227D99A4676F6E65A4676F6E65A866756E6374696F6E00090AA22829A0C4A27B227175616C69666965645F6E616D65223A22676F6E65222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266346637663334353364383334653431227D9194A5746F74616C91A5746F74616CC200C4100200000000000000060000000F0000000ACB000000000000000000', 10, 0.0, 0);
INSERT INTO facts VALUES ('1de70bc15d424d4453e6c531451e490b', 'python', 'python-0.25.0-ac414eaa', X'81A17891A13F', X'969199A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0101A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A312C22626F64795F68617368223A2261313832663465396566313264383838222C226F776E5F68617368223A2261313832663465396566313264383838227D90C40001CB000000000000000000', 1, 0.0, 0);
INSERT INTO facts VALUES ('255dfcaf3d7069818cf928e4db94c1b6', 'python', 'python-0.25.0-ac414eaa', X'81A640746F74616C93A866756E6374696F6EA0A8726F756E64202829', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2262336330333330336333316638666430222C226F776E5F68617368223A2261626166656233656136316434386662227D99A5746F74616CA5746F74616CA866756E6374696F6E000102A6286361727429A0C4B27B227175616C69666965645F6E616D65223A22746F74616C222C22706172616D6574657273223A5B7B226E616D65223A2263617274227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2264323638343535396339626333366162227D9294A5726F756E6491A5726F756E64C20094A8636172742E73756D90C200C4200100000000000000020000000B0000000100000001000000020000001600000002CB000000000000000000', 2, 0.0, 0);
INSERT INTO facts VALUES ('4676340d2789c59cf36abc356de54495', 'python', 'python-0.25.0-ac414eaa', X'81A5406B65707492A866756E6374696F6EA0', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2232636236656537303431373162366164222C226F776E5F68617368223A2261626166656233656136316434386662227D99A46B657074A46B657074A866756E6374696F6E000102A22829A0C4A27B227175616C69666965645F6E616D65223A226B657074222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266346637663334353364383334653431227D90C40002CB000000000000000000', 2, 0.0, 0);
INSERT INTO facts VALUES ('96859d9c0db7a474679d3e9c5008dd0b', 'python', 'python-0.25.0-ac414eaa', X'81A4406F646492A866756E6374696F6EA0', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0105A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2262313038633638313337346335333730222C226F776E5F68617368223A2263343833326637333864333031353532227D99A36F6464A36F6464A866756E6374696F6E000102A22829A0C4A17B227175616C69666965645F6E616D65223A226F6464222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266346637663334353364383334653431227D90C40005CB3FA2491AFC04C8BD05', 5, 0.035714, 5);
INSERT INTO facts VALUES ('7ca650e3ed1f6dad89ccd938fe091ca9', 'python', 'python-0.25.0-ac414eaa', X'83A5404361727491A5636C617373AB40436172742E707269636592A866756E6374696F6EA0A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969399A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0106A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A342C22626F64795F68617368223A2266383534386265383861313534366231222C226F776E5F68617368223A2236366364353730346231386265363536227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506B22873656C662C20646973636F756E743D3029A0C4D97B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D2C7B226E616D65223A22646973636F756E74222C2264656661756C74223A2230227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266353833613937613765393466343866227D9194A5746F74616C91A5746F74616CC200C4100200000000000000060000000F00000006CB000000000000000000', 6, 0.0, 0);
INSERT INTO facts VALUES ('91acf51b7e743ea001eb07e90ac040d0', 'python', 'python-0.25.0-ac414eaa', X'80', X'969199A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2232323430366231303163653466363163222C226F776E5F68617368223A2232323430366231303163653466363163227D90C40002CB3FF000000000000001', 2, 1.0, 1);
INSERT INTO dependencies VALUES (-7466216378475970748, 4);
INSERT INTO dependencies VALUES (-2105974788879531542, 4);
INSERT INTO dependencies VALUES (-773575871141024504, 4);
INSERT INTO dependencies VALUES (2562153275971496048, 4);
INSERT INTO dependencies VALUES (3965431682304260510, 4);
INSERT INTO names VALUES ('py:broken', 2);
INSERT INTO names VALUES ('py:cart', 4);
INSERT INTO names VALUES ('py:a', 9);
INSERT INTO names VALUES ('py:money', 13);
INSERT INTO names VALUES ('py:odd', 15);
INSERT INTO atoms VALUES ('broken.py::<module>', 1, 'broken.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"22406b101ce4f61c","own_hash":"22406b101ce4f61c","is_test":false,"calls":[]}', '', 2, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.332542Z');
INSERT INTO atoms VALUES ('broken.py::kept', 2, 'broken.py', 'kept', 1, 2, 'function', '()', '{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"broken.py::<module>","is_test":false,"calls":[],"held":1}', '', 2, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.332542Z');
INSERT INTO atoms VALUES ('cart.py::<module>', 3, 'cart.py', '<module>', 1, 6, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":4,"body_hash":"f8548be88a1546b1","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}', '', 2, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.332542Z');
INSERT INTO atoms VALUES ('cart.py::Cart', 4, 'cart.py', 'Cart', 4, 6, 'class', '', '{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atoms VALUES ('cart.py::Cart.price', 5, 'cart.py', 'price', 5, 6, 'method', '(self, discount=0)', '{"qualified_name":"Cart.price","parameters":[{"name":"self"},{"name":"discount","default":"0"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f583a97a7e94f48f","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}', '', 2, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.332542Z');
INSERT INTO atoms VALUES ('inner/a.py::<module>', 7, 'inner/a.py', '<module>', 1, 1, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":1,"body_hash":"a182f4e9ef12d888","own_hash":"a182f4e9ef12d888","is_test":false,"calls":[]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atoms VALUES ('money.py::<module>', 8, 'money.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atoms VALUES ('money.py::total', 9, 'money.py', 'total', 1, 2, 'function', '(cart)', '{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atoms VALUES ('odd.py::<module>', 10, 'odd.py', '<module>', 1, 5, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":3,"body_hash":"b108c681374c5370","own_hash":"c4832f738d301552","is_test":false,"calls":[]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atoms VALUES ('odd.py::odd', 11, 'odd.py', 'odd', 1, 2, 'function', '()', '{"qualified_name":"odd","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"odd.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-29T21:28:08.278436Z', '2026-11-29T21:28:08.278436Z');
INSERT INTO atom_events VALUES (1, 'broken.py::<module>', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (2, 'broken.py::kept', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"kept"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"broken.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (3, 'cart.py::<module>', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,10],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"676bcc612c80b763","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (4, 'cart.py::Cart', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"Cart"],"line":[null,4],"end_line":[null,6],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (5, 'cart.py::Cart.price', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"price"],"line":[null,5],"end_line":[null,6],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Cart.price","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"ec673583bad0957e","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (6, 'cart.py::gone', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"gone"],"line":[null,9],"end_line":[null,10],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (7, 'inner/a.py::<module>', 'create', '{"file_path":[null,"inner/a.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,1],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":1,"body_hash":"a182f4e9ef12d888","own_hash":"a182f4e9ef12d888","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (8, 'money.py::<module>', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (9, 'money.py::total', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"total"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"(cart)"],"data":[null,{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (10, 'odd.py::<module>', 'create', '{"file_path":[null,"odd.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,5],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":3,"body_hash":"b108c681374c5370","own_hash":"c4832f738d301552","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (11, 'odd.py::odd', 'create', '{"file_path":[null,"odd.py"],"function_name":[null,"odd"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"odd","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"odd.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-29T21:28:08.278436Z', 'reindex', 1);
INSERT INTO atom_events VALUES (12, 'cart.py::gone', 'delete', '{"file_path":["cart.py",null],"function_name":["gone",null],"line":[9,null],"end_line":[10,null],"type":["function",null],"signature":["()",null],"data":[{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]},null],"words":["",null]}', 1, NULL, '2026-11-29T21:28:08.332542Z', 'reindex', 2);
INSERT INTO atom_events VALUES (13, 'broken.py::<module>', 'update', '{"data":{"body_hash":["2cb6ee704171b6ad","22406b101ce4f61c"],"own_hash":["abafeb3ea61d48fb","22406b101ce4f61c"]}}', 1, 2, '2026-11-29T21:28:08.332542Z', 'reindex', 2);
INSERT INTO atom_events VALUES (14, 'broken.py::kept', 'update', '{"data":{"held":[null,1]}}', 1, 2, '2026-11-29T21:28:08.332542Z', 'reindex', 2);
INSERT INTO atom_events VALUES (15, 'cart.py::<module>', 'update', '{"end_line":[10,6],"data":{"lines_of_code":[6,4],"body_hash":["676bcc612c80b763","f8548be88a1546b1"]}}', 1, 2, '2026-11-29T21:28:08.332542Z', 'reindex', 2);
INSERT INTO atom_events VALUES (16, 'cart.py::Cart.price', 'update', '{"signature":["(self)","(self, discount=0)"],"data":{"parameters":[[{"name":"self"}],[{"name":"self"},{"name":"discount","default":"0"}]],"body_hash":["ec673583bad0957e","f583a97a7e94f48f"]}}', 1, 2, '2026-11-29T21:28:08.332542Z', 'reindex', 2);
