-- A small index as schema 2 had it: two passes over two files of Python, of which the second changes a method and
-- removes a function. Made by the program of that time.
PRAGMA application_id = 0x4F6D6E79;
CREATE TABLE meta (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    uuid            TEXT NOT NULL,
    schema_version  INTEGER NOT NULL,
    generation      INTEGER NOT NULL,
    indexed_head    TEXT NOT NULL DEFAULT '',
    indexed_at      TEXT NOT NULL DEFAULT '',
    history_start   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE generations (
    generation    INTEGER PRIMARY KEY,
    committed_at  TEXT NOT NULL,
    source        TEXT NOT NULL,
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
    lines      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE facts (
    hash       TEXT NOT NULL,
    language   TEXT NOT NULL,
    extractor  TEXT NOT NULL,
    surface    BLOB NOT NULL,
    facts      BLOB NOT NULL,
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
    id             TEXT NOT NULL PRIMARY KEY,
    number         INTEGER NOT NULL UNIQUE,
    file_path      TEXT NOT NULL,
    function_name  TEXT NOT NULL,
    line           INTEGER NOT NULL,
    end_line       INTEGER NOT NULL,
    type           TEXT NOT NULL CHECK (type IN ('function', 'arrow', 'method', 'class', 'module')),
    signature      TEXT NOT NULL,
    data           TEXT NOT NULL,
    words          TEXT NOT NULL,
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
    delta             TEXT NOT NULL,
    previous_version  INTEGER,
    new_version       INTEGER,
    timestamp         TEXT NOT NULL,
    source            TEXT NOT NULL CHECK (source IN ('file-watcher', 'atomic-edit', 'mcp', 'reindex', 'migration')),
    transaction_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX atom_events_by_atom ON atom_events (atom_id);
CREATE INDEX atom_events_by_transaction ON atom_events (transaction_id);
CREATE TABLE atom_snapshots (
    atom_id     TEXT NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE edges (
    source     INTEGER NOT NULL,
    target_id  TEXT NOT NULL,
    edge_type  TEXT NOT NULL,
    PRIMARY KEY (source, target_id, edge_type)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_target ON edges (target_id);
CREATE TABLE unresolved (
    source  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    last    TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX unresolved_by_last ON unresolved (last);
CREATE VIEW graph_edges (source_id, source_file, source_name, target_id, edge_type) AS
    SELECT a.id, a.file_path, a.function_name, e.target_id, e.edge_type
    FROM edges e JOIN atoms a ON a.number = e.source;
CREATE VIRTUAL TABLE atoms_fts USING fts5 (
    function_name, signature, words,
    content = 'atoms', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER atoms_created AFTER INSERT ON atoms BEGIN
    INSERT INTO atoms_fts (rowid, function_name, signature, words)
        VALUES (new.number, new.function_name, new.signature, new.words);
    INSERT OR IGNORE INTO edges
        SELECT new.number, value, 'call' FROM json_each(new.data -> 'calls')
        UNION ALL SELECT new.number, value, 'callback' FROM json_each(new.data -> 'callbacks')
        UNION ALL SELECT new.number, value, 'decorator' FROM json_each(new.data -> 'decorated_by')
        UNION ALL SELECT new.number, value, 'inherit' FROM json_each(new.data -> 'inherits');
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
        SELECT new.number, value, 'call' FROM json_each(new.data -> 'calls')
        UNION ALL SELECT new.number, value, 'callback' FROM json_each(new.data -> 'callbacks')
        UNION ALL SELECT new.number, value, 'decorator' FROM json_each(new.data -> 'decorated_by')
        UNION ALL SELECT new.number, value, 'inherit' FROM json_each(new.data -> 'inherits');
    INSERT OR IGNORE INTO unresolved
        SELECT new.number, name, CASE instr(rest, '.') WHEN 0 THEN rest
            ELSE replace(rest, rtrim(rest, replace(rest, '.', '')), '') END
        FROM (SELECT value AS name, substr(value, instr(value, '.') + 1) AS rest
            FROM json_each(new.data -> 'unresolved'));
END;
INSERT INTO meta VALUES (1, '60713029-a708-4c94-8c40-bbb0170dc720', 2, 2, '', '2026-11-21T17:59:44.994387Z', 0);
INSERT INTO generations VALUES (1, '2026-11-21T17:59:43.877475Z', 'reindex', '');
INSERT INTO generations VALUES (2, '2026-11-21T17:59:44.994387Z', 'reindex', '');
INSERT INTO files VALUES (1, 'cart.py', '7ca650e3ed1f6dad89ccd938fe091ca9', 109, 1795283983967372537, 1795283983967372537, 2441509, 1795283984938699435, 'python', 'python-0.25.0-c464ae85', 'ok', '', 6);
INSERT INTO files VALUES (2, 'money.py', '255dfcaf3d7069818cf928e4db94c1b6', 46, 1795283983185719807, 1795283983185719807, 2441494, 1795283983876399251, 'python', 'python-0.25.0-c464ae85', 'ok', '', 2);
INSERT INTO facts VALUES ('255dfcaf3d7069818cf928e4db94c1b6', 'python', 'python-0.25.0-c464ae85', X'81A640746F74616C93A866756E6374696F6EA0A8726F756E64202829', X'969299A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0102A0A0C45D7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2233353939353939303033313538323030227D99A5746F74616CA5746F74616CA866756E6374696F6E000102A6286361727429A0C4B27B227175616C69666965645F6E616D65223A22746F74616C222C22706172616D6574657273223A5B7B226E616D65223A2263617274227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2264323638343535396339626333366162227D9294A5726F756E6491A5726F756E64C20094A8636172742E73756D90C200C4200100000000000000020000000B0000000100000001000000020000001600000002CB000000000000000000', 2, 0.0, 0);
INSERT INTO facts VALUES ('43b0354e58fed845d8f651aac5ddfc46', 'python', 'python-0.25.0-c464ae85', X'84A5404361727491A5636C617373AB40436172742E707269636593A866756E6374696F6EA0A8746F74616C202829A540676F6E6593A866756E6374696F6EA0B043617274202829207072696365202829A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969499A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF010AA0A0C45D7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A362C22626F64795F68617368223A2266393835383138646362366532653865227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506A62873656C6629A0C4B77B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2265633637333538336261643039353765227D99A4676F6E65A4676F6E65A866756E6374696F6E00090AA22829A0C4A27B227175616C69666965645F6E616D65223A22676F6E65222C22706172616D6574657273223A5B5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2231346135613965623833323231373835227D9394A5746F74616C91A5746F74616CC20094A44361727491A443617274C20094AC4361727428292E707269636591AD43617274202829207072696365C200C4300200000000000000060000000F00000003000000010000000A0000000B00000003000000020000000A000000120000000ACB000000000000000000', 10, 0.0, 0);
INSERT INTO facts VALUES ('7ca650e3ed1f6dad89ccd938fe091ca9', 'python', 'python-0.25.0-c464ae85', X'83A5404361727491A5636C617373AB40436172742E707269636592A866756E6374696F6EA0A5746F74616C91AD5E6D6F6E65793A3A746F74616C', X'969399A83C6D6F64756C653EA83C6D6F64756C653EA66D6F64756C65FF0106A0A0C45D7B227175616C69666965645F6E616D65223A223C6D6F64756C653E222C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A342C22626F64795F68617368223A2262353931383430353734386531393365227D99A443617274A443617274A5636C617373000406A0A0C45D7B227175616C69666965645F6E616D65223A2243617274222C2269735F6578706F72746564223A747275652C226C696E65735F6F665F636F6465223A332C22626F64795F68617368223A2232323536376339363931346366363034227D99AA436172742E7072696365A57072696365A66D6574686F64010506B22873656C662C20646973636F756E743D3029A0C4D97B227175616C69666965645F6E616D65223A22436172742E7072696365222C22706172616D6574657273223A5B7B226E616D65223A2273656C66227D2C7B226E616D65223A22646973636F756E74222C2264656661756C74223A2230227D5D2C2269735F6173796E63223A66616C73652C2269735F67656E657261746F72223A66616C73652C2269735F6578706F72746564223A747275652C22636F6D706C6578697479223A312C226C696E65735F6F665F636F6465223A322C22626F64795F68617368223A2266353833613937613765393466343866227D9194A5746F74616C91A5746F74616CC200C4100200000000000000060000000F00000006CB000000000000000000', 6, 0.0, 0);
INSERT INTO dependencies VALUES (-7466216378475970748, 1);
INSERT INTO dependencies VALUES (-2105974788879531542, 1);
INSERT INTO dependencies VALUES (-773575871141024504, 1);
INSERT INTO dependencies VALUES (2562153275971496048, 1);
INSERT INTO dependencies VALUES (3965431682304260510, 1);
INSERT INTO names VALUES ('py:cart', 1);
INSERT INTO names VALUES ('py:money', 2);
INSERT INTO atoms VALUES ('cart.py::<module>', 1, 'cart.py', '<module>', 1, 6, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":4,"body_hash":"b5918405748e193e","is_test":false,"calls":[]}', '', 2, '2026-11-21T17:59:43.877475Z', '2026-11-21T17:59:44.994387Z');
INSERT INTO atoms VALUES ('cart.py::Cart', 2, 'cart.py', 'Cart', 4, 6, 'class', '', '{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-21T17:59:43.877475Z', '2026-11-21T17:59:43.877475Z');
INSERT INTO atoms VALUES ('cart.py::Cart.price', 3, 'cart.py', 'price', 5, 6, 'method', '(self, discount=0)', '{"qualified_name":"Cart.price","parameters":[{"name":"self"},{"name":"discount","default":"0"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f583a97a7e94f48f","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}', '', 2, '2026-11-21T17:59:43.877475Z', '2026-11-21T17:59:44.994387Z');
INSERT INTO atoms VALUES ('money.py::<module>', 5, 'money.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"3599599003158200","is_test":false,"calls":[]}', '', 1, '2026-11-21T17:59:43.877475Z', '2026-11-21T17:59:43.877475Z');
INSERT INTO atoms VALUES ('money.py::total', 6, 'money.py', 'total', 1, 2, 'function', '(cart)', '{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}', '', 1, '2026-11-21T17:59:43.877475Z', '2026-11-21T17:59:43.877475Z');
INSERT INTO atom_events VALUES (1, 'cart.py::<module>', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,10],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"f985818dcb6e2e8e","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (2, 'cart.py::Cart', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"Cart"],"line":[null,4],"end_line":[null,6],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (3, 'cart.py::Cart.price', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"price"],"line":[null,5],"end_line":[null,6],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Cart.price","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"ec673583bad0957e","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (4, 'cart.py::gone', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"gone"],"line":[null,9],"end_line":[null,10],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"14a5a9eb83221785","parent":"cart.py::<module>","is_test":false,"calls":["cart.py::Cart","cart.py::Cart.price"],"call_sites":[{"target":"cart.py::Cart","type":"call","how":"exact","offset":1,"column":11},{"target":"cart.py::Cart.price","type":"call","how":"inferred","offset":1,"column":18}]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (5, 'money.py::<module>', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"3599599003158200","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (6, 'money.py::total', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"total"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"(cart)"],"data":[null,{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}],"words":[null,""]}', NULL, 1, '2026-11-21T17:59:43.877475Z', 'reindex', 1);
INSERT INTO atom_events VALUES (7, 'cart.py::gone', 'delete', '{"file_path":["cart.py",null],"function_name":["gone",null],"line":[9,null],"end_line":[10,null],"type":["function",null],"signature":["()",null],"data":[{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"14a5a9eb83221785","parent":"cart.py::<module>","is_test":false,"calls":["cart.py::Cart","cart.py::Cart.price"],"call_sites":[{"target":"cart.py::Cart","type":"call","how":"exact","offset":1,"column":11},{"target":"cart.py::Cart.price","type":"call","how":"inferred","offset":1,"column":18}]},null],"words":["",null]}', 1, NULL, '2026-11-21T17:59:44.994387Z', 'reindex', 2);
INSERT INTO atom_events VALUES (8, 'cart.py::<module>', 'update', '{"end_line":[10,6],"data":{"lines_of_code":[6,4],"body_hash":["f985818dcb6e2e8e","b5918405748e193e"]}}', 1, 2, '2026-11-21T17:59:44.994387Z', 'reindex', 2);
INSERT INTO atom_events VALUES (9, 'cart.py::Cart.price', 'update', '{"signature":["(self)","(self, discount=0)"],"data":{"parameters":[[{"name":"self"}],[{"name":"self"},{"name":"discount","default":"0"}]],"body_hash":["ec673583bad0957e","f583a97a7e94f48f"]}}', 1, 2, '2026-11-21T17:59:44.994387Z', 'reindex', 2);
