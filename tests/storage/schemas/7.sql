-- A small index as schema 7 had it: that of schema 6, brought up to date by the program of that time.
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
    indexed_head  TEXT NOT NULL
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
INSERT INTO meta VALUES (1, '440042fa-1168-4d82-8578-488a8d41b478', 7, 2, '', '2026-11-30T01:06:04.013557Z', 0);
INSERT INTO generations VALUES (1, '2026-11-30T01:06:02.474681Z', 'reindex', '');
INSERT INTO generations VALUES (2, '2026-11-30T01:06:04.013557Z', 'reindex', '');
INSERT INTO files VALUES (1, 'binary.py', '', 7, 1796000761256288482, 1796000761256288482, 10691340, 1796000762421402915, '', '', 'skipped', 'binary', '', 0, '', 0);
INSERT INTO files VALUES (2, 'broken.py', 'c88b991858248ad1c6ff1f1f66e05e61', 25, 1796000762839481582, 1796000762839481582, 10691333, 1796000763975445991, 'python', 'python-0.25.0-f31c286d', 'degraded', 'syntax_error', '{"limit":1}', 2, '', 0);
INSERT INTO files VALUES (3, 'cart.py', '7ca650e3ed1f6dad89ccd938fe091ca9', 109, 1796000762839337368, 1796000762839337368, 10691232, 1796000763998439724, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 6, '', 0);
INSERT INTO files VALUES (4, 'kinds.py', 'cec9af01f97918a8c8bf5514f5de0695', 181, 1796000761256214152, 1796000761256214152, 10691337, 1796000762449706394, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 13, '', 0);
INSERT INTO files VALUES (5, 'money.py', '255dfcaf3d7069818cf928e4db94c1b6', 46, 1796000761256050910, 1796000761256050910, 10691231, 1796000762450009293, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 2, '', 0);
INSERT INTO files VALUES (6, 'shape.ts', '98bf75dee1f732fff1e451b8fe8aabbf', 112, 1796000761256252539, 1796000761256252539, 10691338, 1796000762450174197, 'typescript', 'typescript-0.23.2-f31c286d', 'ok', '', '', 7, '', 0);
INSERT INTO facts VALUES ('176b55c5b85c893d755616008cf4e1e1', 'python', 'python-0.25.0-f31c286d', X'84A5404361727491A5636C617373AB40436172742E707269636593A866756E6374696F6EA0A8746F74616C202829A540676F6E6592A866756E6374696F6EA0A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969499A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF010AA0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A362C22626F64795F68617368223A2236373662636336313263383062373633222C226F776E5F68617368223A2236366364353730346231386265363536227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506A62873656C6629A0C4B77B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2265633637333538336261643039353765227D99A4676F6E65A4676F6E65A866756E6374696F6E00090AA22829A0C4A27B227175616C69666965645F6E616D65223A22676F6E65222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266346637663334353364383334653431227D9194A5746F74616C91A5746F74616CC200C4100200000000000000060000000F0000000ACB000000000000000000', 10, 0.0, 0);
INSERT INTO facts VALUES ('255dfcaf3d7069818cf928e4db94c1b6', 'python', 'python-0.25.0-f31c286d', X'81A640746F74616C93A866756E6374696F6EA0A8726F756E64202829', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2262336330333330336333316638666430222C226F776E5F68617368223A2261626166656233656136316434386662227D99A5746F74616CA5746F74616CA866756E6374696F6E000102A6286361727429A0C4B27B227175616C69666965645F6E616D65223A22746F74616C222C22706172616D6574657273223A5B7B226E616D65223A2263617274227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2264323638343535396339626333366162227D9294A5726F756E6491A5726F756E64C20094A8636172742E73756D90C200C4200100000000000000020000000B0000000100000001000000020000001600000002CB000000000000000000', 2, 0.0, 0);
INSERT INTO facts VALUES ('4676340d2789c59cf36abc356de54495', 'python', 'python-0.25.0-f31c286d', X'81A5406B65707492A866756E6374696F6EA0', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2232636236656537303431373162366164222C226F776E5F68617368223A2261626166656233656136316434386662227D99A46B657074A46B657074A866756E6374696F6E000102A22829A0C4A27B227175616C69666965645F6E616D65223A226B657074222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266346637663334353364383334653431227D90C40002CB000000000000000000', 2, 0.0, 0);
INSERT INTO facts VALUES ('7ca650e3ed1f6dad89ccd938fe091ca9', 'python', 'python-0.25.0-f31c286d', X'83A5404361727491A5636C617373AB40436172742E707269636592A866756E6374696F6EA0A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969399A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0106A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A342C22626F64795F68617368223A2266383534386265383861313534366231222C226F776E5F68617368223A2236366364353730346231386265363536227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506B22873656C662C20646973636F756E743D3029A0C4D97B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D2C7B226E616D65223A22646973636F756E74222C2264656661756C74223A2230227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266353833613937613765393466343866227D9194A5746F74616C91A5746F74616CC200C4100200000000000000060000000F00000006CB000000000000000000', 6, 0.0, 0);
INSERT INTO facts VALUES ('98bf75dee1f732fff1e451b8fe8aabbf', 'typescript', 'typescript-0.23.2-f31c286d', X'87A63D536861706591A55368617065A73D53717561726591A6537175617265A640536861706591A5636C617373AB4053686170652E6172656192A866756E6374696F6EA0A74053717561726592A5636C617373A55368617065AC405371756172652E6172656192A866756E6374696F6EA0A753686170653A3A91A9696E74657266616365', X'969599A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0107A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A362C22626F64795F68617368223A2235633935373262613334383366653633222C226F776E5F68617368223A2261626166656233656136316434386662227D99A55368617065A55368617065A5636C617373000103A0A0C4717B227175616C69666965645F6E616D65223A225368617065222C226B696E64223A22696E74657266616365222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2266383333393139353230363936363664227D99AA53686170652E61726561A461726561A66D6574686F64010202AA28293A206E756D626572A0C4CE7B227175616C69666965645F6E616D65223A2253686170652E61726561222C226B696E64223A227369676E6174757265222C22706172616D6574657273223A5B5D2C2272657475726E73223A226E756D626572222C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A312C22626F64795F68617368223A2232353566666533346332383063386230227D99A6537175617265A6537175617265A5636C617373000507B0696D706C656D656E7473205368617065A0C4717B227175616C69666965645F6E616D65223A22537175617265222C226261736573223A5B225368617065225D2C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2235656464623362666262623531636334227D99AB5371756172652E61726561A461726561A66D6574686F64030606A22829A0C4A97B227175616C69666965645F6E616D65223A225371756172652E61726561222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A312C22626F64795F68617368223A2233363462636439623466613632623030227D9194A5536861706591A55368617065C203C4100300000000000000050000001F00000007CB000000000000000000', 7, 0.0, 0);
INSERT INTO facts VALUES ('c88b991858248ad1c6ff1f1f66e05e61', 'python', 'python-0.25.0-f31c286d', X'81A5406B65707492A866756E6374696F6EA0', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2232636236656537303431373162366164222C226F776E5F68617368223A2261626166656233656136316434386662227D99A46B657074A46B657074A866756E6374696F6E000102A128A0C4A27B227175616C69666965645F6E616D65223A226B657074222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266656461636363393630393832666433227D90C40002CB3FD999999999999A01', 2, 0.4, 1);
INSERT INTO facts VALUES ('cec9af01f97918a8c8bf5514f5de0695', 'python', 'python-0.25.0-f31c286d', X'87A740436F6C6F757292A5636C617373A4456E756DAB40436F6C6F75722E6D697892A866756E6374696F6EA0A640447261776E92A5636C617373A850726F746F636F6CAB40447261776E2E6472617792A866756E6374696F6EA0AA436F6C6F75722E52454491A13FA4456E756D91AB5E656E756D3A3A456E756DA850726F746F636F6C91B15E747970696E673A3A50726F746F636F6C', X'969599A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF010DA0A0C47B7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A382C22626F64795F68617368223A2235353162303161353637363131643635222C226F776E5F68617368223A2263326233343731376161373632663337227D99A6436F6C6F7572A6436F6C6F7572A5636C617373000509A628456E756D29A0C4707B227175616C69666965645F6E616D65223A22436F6C6F7572222C226261736573223A5B22456E756D225D2C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A342C22626F64795F68617368223A2231316230303866363030313366336238227D99AA436F6C6F75722E6D6978A36D6978A66D6574686F64010809AD2873656C662C206F7468657229A0C4C87B227175616C69666965645F6E616D65223A22436F6C6F75722E6D6978222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D2C7B226E616D65223A226F74686572227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2235646366306130386564393161306535227D99A5447261776EA5447261776EA5636C617373000C0DAA2850726F746F636F6C29A0C4737B227175616C69666965645F6E616D65223A22447261776E222C226261736573223A5B2250726F746F636F6C225D2C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266303830653233613464333563376462227D99AA447261776E2E64726177A464726177A66D6574686F64030D0DA62873656C6629A0C4B77B227175616C69666965645F6E616D65223A22447261776E2E64726177222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A312C22626F64795F68617368223A2264643763633865353336366133663334227D9494A4456E756D91A4456E756DC20394A850726F746F636F6C91A850726F746F636F6CC20394A4456E756D91A4456E756DC20194A850726F746F636F6C91A850726F746F636F6CC201C4400000000002000000050000000D0000000100000000000000050000000D00000000000000030000000C0000000C00000003000000010000000C0000000C0000000DCB000000000000000000', 13, 0.0, 0);
INSERT INTO dependencies VALUES (-7466216378475970748, 3);
INSERT INTO dependencies VALUES (-2105974788879531542, 3);
INSERT INTO dependencies VALUES (-773575871141024504, 3);
INSERT INTO dependencies VALUES (2562153275971496048, 3);
INSERT INTO dependencies VALUES (3965431682304260510, 3);
INSERT INTO names VALUES ('py:broken', 2);
INSERT INTO names VALUES ('py:cart', 3);
INSERT INTO names VALUES ('py:kinds', 4);
INSERT INTO names VALUES ('py:money', 5);
INSERT INTO atoms VALUES ('broken.py::<module>', 1, 'broken.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('broken.py::kept', 2, 'broken.py', 'kept', 1, 2, 'function', '(', '{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"fedaccc960982fd3","parent":"broken.py::<module>","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:04.013557Z');
INSERT INTO atoms VALUES ('cart.py::<module>', 3, 'cart.py', '<module>', 1, 6, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":4,"body_hash":"f8548be88a1546b1","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:04.013557Z');
INSERT INTO atoms VALUES ('cart.py::Cart', 4, 'cart.py', 'Cart', 4, 6, 'class', '', '{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('cart.py::Cart.price', 5, 'cart.py', 'price', 5, 6, 'method', '(self, discount=0)', '{"qualified_name":"Cart.price","parameters":[{"name":"self"},{"name":"discount","default":"0"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f583a97a7e94f48f","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}', '', 2, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:04.013557Z');
INSERT INTO atoms VALUES ('kinds.py::<module>', 6, 'kinds.py', '<module>', 1, 13, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('kinds.py::Colour', 7, 'kinds.py', 'Colour', 5, 9, 'class', '(Enum)', '{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('kinds.py::Colour.mix', 8, 'kinds.py', 'mix', 8, 9, 'method', '(self, other)', '{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('kinds.py::Drawn', 9, 'kinds.py', 'Drawn', 12, 13, 'class', '(Protocol)', '{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('kinds.py::Drawn.draw', 10, 'kinds.py', 'draw', 13, 13, 'method', '(self)', '{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('money.py::<module>', 11, 'money.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('money.py::total', 12, 'money.py', 'total', 1, 2, 'function', '(cart)', '{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('shape.ts::<module>', 13, 'shape.ts', '<module>', 1, 7, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('shape.ts::Shape', 14, 'shape.ts', 'Shape', 1, 3, 'class', '', '{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('shape.ts::Shape.area', 15, 'shape.ts', 'area', 2, 2, 'method', '(): number', '{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('shape.ts::Square', 16, 'shape.ts', 'Square', 5, 7, 'class', 'implements Shape', '{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atoms VALUES ('shape.ts::Square.area', 17, 'shape.ts', 'area', 6, 6, 'method', '()', '{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:02.474681Z', '2026-11-30T01:06:02.474681Z');
INSERT INTO atom_events VALUES (1, 'broken.py::<module>', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (2, 'broken.py::kept', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"kept"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"broken.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (3, 'cart.py::<module>', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,10],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"676bcc612c80b763","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (4, 'cart.py::Cart', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"Cart"],"line":[null,4],"end_line":[null,6],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (5, 'cart.py::Cart.price', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"price"],"line":[null,5],"end_line":[null,6],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Cart.price","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"ec673583bad0957e","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (6, 'cart.py::gone', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"gone"],"line":[null,9],"end_line":[null,10],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (7, 'kinds.py::<module>', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,13],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (8, 'kinds.py::Colour', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Colour"],"line":[null,5],"end_line":[null,9],"type":[null,"class"],"signature":[null,"(Enum)"],"data":[null,{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (9, 'kinds.py::Colour.mix', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"mix"],"line":[null,8],"end_line":[null,9],"type":[null,"method"],"signature":[null,"(self, other)"],"data":[null,{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (10, 'kinds.py::Drawn', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Drawn"],"line":[null,12],"end_line":[null,13],"type":[null,"class"],"signature":[null,"(Protocol)"],"data":[null,{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (11, 'kinds.py::Drawn.draw', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"draw"],"line":[null,13],"end_line":[null,13],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (12, 'money.py::<module>', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (13, 'money.py::total', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"total"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"(cart)"],"data":[null,{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (14, 'shape.ts::<module>', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,7],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (15, 'shape.ts::Shape', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Shape"],"line":[null,1],"end_line":[null,3],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (16, 'shape.ts::Shape.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,2],"end_line":[null,2],"type":[null,"method"],"signature":[null,"(): number"],"data":[null,{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (17, 'shape.ts::Square', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Square"],"line":[null,5],"end_line":[null,7],"type":[null,"class"],"signature":[null,"implements Shape"],"data":[null,{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (18, 'shape.ts::Square.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,6],"end_line":[null,6],"type":[null,"method"],"signature":[null,"()"],"data":[null,{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:02.474681Z', 'reindex', 1);
INSERT INTO atom_events VALUES (19, 'cart.py::gone', 'delete', '{"file_path":["cart.py",null],"function_name":["gone",null],"line":[9,null],"end_line":[10,null],"type":["function",null],"signature":["()",null],"data":[{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]},null],"words":["",null]}', 1, NULL, '2026-11-30T01:06:04.013557Z', 'reindex', 2);
INSERT INTO atom_events VALUES (20, 'broken.py::kept', 'update', '{"signature":["()","("],"data":{"body_hash":["f4f7f3453d834e41","fedaccc960982fd3"]}}', 1, 2, '2026-11-30T01:06:04.013557Z', 'reindex', 2);
INSERT INTO atom_events VALUES (21, 'cart.py::<module>', 'update', '{"end_line":[10,6],"data":{"lines_of_code":[6,4],"body_hash":["676bcc612c80b763","f8548be88a1546b1"]}}', 1, 2, '2026-11-30T01:06:04.013557Z', 'reindex', 2);
INSERT INTO atom_events VALUES (22, 'cart.py::Cart.price', 'update', '{"signature":["(self)","(self, discount=0)"],"data":{"parameters":[[{"name":"self"}],[{"name":"self"},{"name":"discount","default":"0"}]],"body_hash":["ec673583bad0957e","f583a97a7e94f48f"]}}', 1, 2, '2026-11-30T01:06:04.013557Z', 'reindex', 2);
