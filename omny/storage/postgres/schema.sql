-- The one definition of Omny's tables in PostgreSQL: those of schema.sql, for many projects at once.
--
-- Run once, in one transaction, by the role that then owns the schema. All text sorts by its bytes (COLLATE "C"), as in
-- SQLite. What can be derived is kept by triggers, with one exception: the terms of the search index are made by the
-- writer, since only SQLite's tokenizer knows them.
--
-- NUL cannot be stored in a text. Everywhere but in JSON it stands as 01 01, and 01 as 01 02: so no order changes.

CREATE SCHEMA omny;

CREATE TABLE omny.schema_version (version INTEGER NOT NULL);

CREATE TABLE omny.projects (
    number          INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            TEXT COLLATE "C" NOT NULL UNIQUE,
    uuid            TEXT NOT NULL,
    generation      INTEGER NOT NULL DEFAULT 0,     -- goes up by one in every transaction
    indexed_head    TEXT NOT NULL DEFAULT '',
    indexed_at      TEXT NOT NULL DEFAULT '',
    history_start   INTEGER NOT NULL DEFAULT 0,
    last_event      BIGINT NOT NULL DEFAULT 0,      -- the highest id that an event of the project ever had
    -- The lease: the random number of the advisory lock of its holder, with the holder's process and role. See omny/storage/postgres/lease.py.
    lease_key       BIGINT NOT NULL DEFAULT 0,
    lease_pid       INTEGER NOT NULL DEFAULT 0,
    lease_role      OID NOT NULL DEFAULT 0
);

-- Which role may see a project, and who may also write it. A role stands for its members, too.
CREATE TABLE omny.members (
    project     INTEGER NOT NULL REFERENCES omny.projects ON DELETE CASCADE,
    role        NAME NOT NULL,
    may_write   BOOLEAN NOT NULL,
    PRIMARY KEY (project, role)
);

CREATE TABLE omny.generations (
    project       INTEGER NOT NULL,
    generation    INTEGER NOT NULL,
    committed_at  TEXT COLLATE "C" NOT NULL,
    source        TEXT NOT NULL,
    indexed_head  TEXT COLLATE "C" NOT NULL,
    actor         TEXT NOT NULL DEFAULT '',     -- see schema.sql
    reason        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project, generation)
);

CREATE TABLE omny.files (
    project    INTEGER NOT NULL,
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path       TEXT COLLATE "C" NOT NULL,
    hash       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    mtime_ns   BIGINT NOT NULL,
    ctime_ns   BIGINT NOT NULL,
    inode      BIGINT NOT NULL,
    seen_ns    BIGINT NOT NULL,
    language   TEXT COLLATE "C" NOT NULL,
    extractor  TEXT NOT NULL,
    status     TEXT COLLATE "C" NOT NULL CHECK (status IN ('ok', 'degraded', 'skipped', 'excluded')),
    code       TEXT NOT NULL DEFAULT '',        -- see schema.sql
    detail     TEXT NOT NULL DEFAULT '',
    lines      INTEGER NOT NULL,
    held_hash  TEXT NOT NULL DEFAULT '',
    held_generation  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project, path)
);

CREATE TABLE omny.facts (
    project      INTEGER NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL,
    language     TEXT COLLATE "C" NOT NULL,
    extractor    TEXT COLLATE "C" NOT NULL,
    surface      BYTEA NOT NULL,
    facts        BYTEA NOT NULL,
    lines        INTEGER NOT NULL,
    error_ratio  DOUBLE PRECISION NOT NULL,
    error_line   INTEGER NOT NULL,
    number       BIGINT GENERATED ALWAYS AS IDENTITY,   -- goes up: which are the newest
    PRIMARY KEY (project, hash, language, extractor)
);

CREATE TABLE omny.dependencies (
    project  INTEGER NOT NULL,
    key      BIGINT NOT NULL,
    file     BIGINT NOT NULL,           -- files.number; a trigger follows, a foreign key would cost a look-up a row
    PRIMARY KEY (project, key, file)
);
CREATE INDEX dependencies_by_file ON omny.dependencies (file);

CREATE TABLE omny.names (
    project  INTEGER NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    file     BIGINT NOT NULL,           -- files.number
    PRIMARY KEY (project, name, file)
);
CREATE INDEX names_by_file ON omny.names (file);

-- `data` is the truth, in its own spelling; JSONB takes no NUL, so it holds what stands for one.
CREATE FUNCTION omny.said(data TEXT) RETURNS JSONB LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN position('\u000' IN data) = 0 THEN data
    ELSE regexp_replace(regexp_replace(data, '(?<!\\)((?:\\\\)*)\\u0001', '\1\\u0001\\u0002', 'g'),
        '(?<!\\)((?:\\\\)*)\\u0000', '\1\\u0001\\u0001', 'g')
END::JSONB;

CREATE TABLE omny.atoms (
    project        INTEGER NOT NULL,
    number         BIGINT NOT NULL,
    id             TEXT COLLATE "C" NOT NULL,
    file_path      TEXT COLLATE "C" NOT NULL,
    function_name  TEXT COLLATE "C" NOT NULL,
    line           INTEGER NOT NULL,
    end_line       INTEGER NOT NULL,
    type           TEXT COLLATE "C" NOT NULL CHECK (type IN ('function', 'arrow', 'method', 'class', 'interface', 'enum',
                       'type', 'constant', 'variable', 'macro', 'route', 'module')),
    signature      TEXT NOT NULL,
    data           TEXT NOT NULL,
    words          TEXT NOT NULL,
    version        INTEGER NOT NULL,
    created_at     TEXT COLLATE "C" NOT NULL,
    updated_at     TEXT COLLATE "C" NOT NULL,
    plain_name     TEXT COLLATE "C" GENERATED ALWAYS AS (lower(replace(function_name, '_', ''))) STORED,
    said           JSONB GENERATED ALWAYS AS (omny.said(data)) STORED,     -- `data`, to be asked
    PRIMARY KEY (project, number),
    UNIQUE (project, id)
);
CREATE INDEX atoms_by_file ON omny.atoms (project, file_path);
CREATE INDEX atoms_by_name ON omny.atoms (project, function_name);
CREATE INDEX atoms_by_plain_name ON omny.atoms (project, plain_name);
CREATE INDEX atoms_by_update ON omny.atoms (project, updated_at);

CREATE TABLE omny.atom_events (
    project           INTEGER NOT NULL,
    id                BIGINT NOT NULL,
    atom_id           TEXT COLLATE "C" NOT NULL,
    operation         TEXT NOT NULL CHECK (operation IN ('create', 'update', 'delete')),
    delta             TEXT NOT NULL,
    previous_version  INTEGER,
    new_version       INTEGER,
    timestamp         TEXT COLLATE "C" NOT NULL,
    source            TEXT NOT NULL CHECK (source IN ('file-watcher', 'atomic-edit', 'mcp', 'reindex', 'migration')),
    transaction_id    INTEGER NOT NULL,
    PRIMARY KEY (project, id)
);
CREATE INDEX atom_events_by_atom ON omny.atom_events (project, atom_id);
CREATE INDEX atom_events_by_transaction ON omny.atom_events (project, transaction_id);

CREATE TABLE omny.atom_snapshots (
    project     INTEGER NOT NULL,
    atom_id     TEXT COLLATE "C" NOT NULL,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL,
    PRIMARY KEY (project, atom_id)
);

CREATE TABLE omny.repairs (
    project      INTEGER NOT NULL,
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation   INTEGER NOT NULL,
    repaired_at  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    place        TEXT NOT NULL,
    what         TEXT NOT NULL,
    since        TEXT NOT NULL,
    cure         TEXT NOT NULL,
    lost         TEXT NOT NULL
);
CREATE INDEX repairs_by_project ON omny.repairs (project);

CREATE TABLE omny.notes (
    project      INTEGER NOT NULL,
    number       BIGINT NOT NULL,
    atom_id      TEXT COLLATE "C" NOT NULL,
    text         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    written_at   TEXT NOT NULL,
    written_for  TEXT NOT NULL,
    body_hash    TEXT NOT NULL,
    changed_at   TEXT NOT NULL DEFAULT '',
    gone_at      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project, number)
);
CREATE INDEX notes_by_atom ON omny.notes (project, atom_id);

-- No index holds a whole unresolved name: it is as long as an expression can be, and an index entry has 2,700 bytes.
CREATE TABLE omny.edges (
    project    INTEGER NOT NULL,
    source     BIGINT NOT NULL,         -- atoms.number
    target_id  TEXT COLLATE "C" NOT NULL,
    edge_type  TEXT COLLATE "C" NOT NULL,
    held       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX edges_by_source ON omny.edges (project, source);
CREATE INDEX edges_by_target ON omny.edges (project, target_id);

CREATE TABLE omny.unresolved (
    project  INTEGER NOT NULL,
    source   BIGINT NOT NULL,           -- atoms.number
    name     TEXT COLLATE "C" NOT NULL,
    last     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX unresolved_by_source ON omny.unresolved (project, source);
CREATE INDEX unresolved_by_last ON omny.unresolved (project, last);

CREATE VIEW omny.graph_edges WITH (security_invoker = true) AS
    SELECT p.name AS project, a.id AS source_id, a.file_path AS source_file, a.function_name AS source_name,
        e.target_id, e.edge_type
    FROM omny.edges e JOIN omny.atoms a ON a.project = e.project AND a.number = e.source
    JOIN omny.projects p ON p.number = e.project WHERE e.held = 0;

-- ── the search index ──

-- What an atom is found by: terms in order, names heavier than words and those heavier than the signature. The project is
-- a term, too, so that the index alone leaves out all others. Positions further than PostgreSQL counts say nothing more.
CREATE FUNCTION omny.found(project INTEGER, name TEXT, words TEXT, signature TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT (format(''':%s''', project) || coalesce(string_agg(format(' ''%s'':%s%s', left(term, 500), place, weight), ''), ''))
        ::TSVECTOR
    FROM (
        SELECT term, place, 'A' AS weight FROM unnest(string_to_array(name, ' ')) WITH ORDINALITY AS t (term, place)
        UNION ALL SELECT term, place + 5000, 'B'
            FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS t (term, place)
        UNION ALL SELECT term, place + 10000, 'D'
            FROM unnest(string_to_array(signature, ' ')) WITH ORDINALITY AS t (term, place)
    ) AS every WHERE place % 5000 BETWEEN 1 AND 4990 AND place < 15000
);

CREATE TABLE omny.terms (
    project        INTEGER NOT NULL,
    number         BIGINT NOT NULL,     -- atoms.number
    function_name  TEXT NOT NULL,       -- the terms of that column, joined by spaces
    signature      TEXT NOT NULL,
    words          TEXT NOT NULL,
    found          TSVECTOR GENERATED ALWAYS AS (omny.found(project, function_name, words, signature)) STORED,
    ranked         TSVECTOR NOT NULL DEFAULT '',    -- the terms of its text, as in atoms_text of schema.sql, and the project
    PRIMARY KEY (project, number)
);
CREATE INDEX terms_by_term ON omny.terms USING gin (found);
CREATE INDEX terms_by_text ON omny.terms USING gin (ranked);

-- ── vectors: see schema.sql. They stand beside an index, or alone where the index is elsewhere: so an atom is its id. ──

CREATE TABLE omny.vector_models (
    project     INTEGER NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    uuid        TEXT NOT NULL,
    generation  INTEGER NOT NULL,
    PRIMARY KEY (project, name)
);

CREATE TABLE omny.vectors (
    project  INTEGER NOT NULL,
    text     BIGINT NOT NULL,
    model    TEXT COLLATE "C" NOT NULL,         -- vector_models.name
    bits     BIT VARYING NOT NULL,
    int8     SMALLINT[] NOT NULL,               -- pgvector makes a vector of it: no table needs the extension
    PRIMARY KEY (project, text)
);

CREATE TABLE omny.vector_places (
    project  INTEGER NOT NULL,
    atom     TEXT COLLATE "C" NOT NULL,
    text     BIGINT NOT NULL,
    PRIMARY KEY (project, atom)
);
CREATE INDEX vector_places_by_text ON omny.vector_places (project, text);

-- ── triggers: one statement at a time, since one statement changes thousands of atoms ──

CREATE FUNCTION omny.edges_in(lists JSONB) RETURNS TABLE (target_id TEXT, edge_type TEXT) LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT target, list.edge_type
    FROM (VALUES ('calls', 'call'), ('callbacks', 'callback'), ('decorated_by', 'decorator'), ('inherits', 'inherit'),
            ('implicit_calls', 'implicit'), ('dispatches', 'dispatch'), ('routes', 'route')) AS list (key, edge_type),
        jsonb_array_elements_text(CASE jsonb_typeof(lists -> list.key) WHEN 'array' THEN lists -> list.key END) AS target
$$;

-- Those of the source on disk, and those that are held; see "The held layer" in ARCHITECTURE.md.
CREATE FUNCTION omny.edges_of(said JSONB) RETURNS TABLE (target_id TEXT, edge_type TEXT, held INTEGER)
LANGUAGE sql IMMUTABLE AS $$
    SELECT target_id, edge_type, coalesce(said ->> 'held', '0')::INTEGER FROM omny.edges_in(said)
    UNION ALL SELECT target_id, edge_type, (said -> 'held_edges' ->> 'generation')::INTEGER
        FROM omny.edges_in(said -> 'held_edges')
$$;

CREATE FUNCTION omny.unresolved_of(said JSONB) RETURNS TABLE (name TEXT, last TEXT) LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT name, split_part(name, '.', -1) FROM jsonb_array_elements_text(
        CASE jsonb_typeof(said -> 'unresolved') WHEN 'array' THEN said -> 'unresolved' END) AS name
$$;

CREATE FUNCTION omny.derive() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = omny, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO edges SELECT a.project, a.number, e.* FROM new_atoms a, edges_of(a.said) e;
        INSERT INTO unresolved SELECT a.project, a.number, u.* FROM new_atoms a, unresolved_of(a.said) u;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM edges e USING old_atoms o WHERE e.project = o.project AND e.source = o.number;
        DELETE FROM unresolved u USING old_atoms o WHERE u.project = o.project AND u.source = o.number;
        DELETE FROM terms t USING old_atoms o WHERE t.project = o.project AND t.number = o.number;
    ELSE  -- most updates only move an atom to other lines
        DELETE FROM edges e USING (
            SELECT project, number, data FROM old_atoms EXCEPT SELECT project, number, data FROM new_atoms
        ) o WHERE e.project = o.project AND e.source = o.number;
        DELETE FROM unresolved u USING (
            SELECT project, number, data FROM old_atoms EXCEPT SELECT project, number, data FROM new_atoms
        ) o WHERE u.project = o.project AND u.source = o.number;
        INSERT INTO edges SELECT a.project, a.number, e.* FROM (
            SELECT project, number, data FROM new_atoms EXCEPT SELECT project, number, data FROM old_atoms
        ) a, edges_of(said(a.data)) e;
        INSERT INTO unresolved SELECT a.project, a.number, u.* FROM (
            SELECT project, number, data FROM new_atoms EXCEPT SELECT project, number, data FROM old_atoms
        ) a, unresolved_of(said(a.data)) u;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER atoms_created AFTER INSERT ON omny.atoms
    REFERENCING NEW TABLE AS new_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();
CREATE TRIGGER atoms_changed AFTER UPDATE ON omny.atoms
    REFERENCING OLD TABLE AS old_atoms NEW TABLE AS new_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();
CREATE TRIGGER atoms_deleted AFTER DELETE ON omny.atoms
    REFERENCING OLD TABLE AS old_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();

CREATE FUNCTION omny.forget_files() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = omny, pg_temp AS $$
BEGIN
    DELETE FROM names n USING old_files o WHERE n.file = o.number;
    DELETE FROM dependencies d USING old_files o WHERE d.file = o.number;
    RETURN NULL;
END $$;

-- An older Omny that has opened the project before the schema went on to this version can commit nothing: each commit
-- makes a generation.
CREATE FUNCTION omny.refuse_others() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = omny, pg_temp AS $$
BEGIN
    IF current_setting('omny.schema', true) IS DISTINCT FROM (SELECT version::TEXT FROM schema_version) THEN
        RAISE EXCEPTION 'the schema is of version %: restart Omny, of a version that knows it',
            (SELECT version FROM schema_version);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER generations_created BEFORE INSERT ON omny.generations
    FOR EACH STATEMENT EXECUTE FUNCTION omny.refuse_others();

CREATE TRIGGER files_deleted AFTER DELETE ON omny.files
    REFERENCING OLD TABLE AS old_files FOR EACH STATEMENT EXECUTE FUNCTION omny.forget_files();

-- ── who sees what ──

-- Who asks, inside of a function that runs with the rights of the owner.
CREATE FUNCTION omny.caller() RETURNS NAME LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('role'), 'none'), session_user)::NAME;

-- The numbers of the caller's projects.
CREATE FUNCTION omny.mine(writing BOOLEAN) RETURNS INTEGER[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = omny, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT m.project), '{}')
    FROM members m JOIN pg_catalog.pg_roles r ON r.rolname = m.role
    WHERE pg_catalog.pg_has_role(caller(), r.oid, 'usage') AND (m.may_write OR NOT writing)
$$;

-- What search finds, with its rank. A full-text operator may not look at a row before the row is known to be visible, so
-- under a policy the index would be of no use: here the project is judged first, and the owner reads. That the project is
-- one of the terms tells the index which rows to leave out; the sum keeps it from being looked up by number instead.
CREATE FUNCTION omny.matching(of_project INTEGER, query TSQUERY) RETURNS TABLE (number BIGINT, rank REAL)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = omny, pg_temp SET enable_seqscan = off AS $$
    SELECT t.number, ts_rank('{0.1, 0.5, 0.5, 1.0}', t.found, query)
    FROM terms t
    WHERE of_project = ANY (mine(false)) AND t.project + 0 = of_project
        AND t.found @@ (format(''':%s''', of_project)::TSQUERY && query)
$$;

-- The atoms that each term of the ranked text finds, by the place of the term, `most` of each at most; as `matching`.
CREATE FUNCTION omny.ranked(of_project INTEGER, lexemes TEXT[], most INTEGER) RETURNS TABLE (place BIGINT, number BIGINT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = omny, pg_temp SET enable_seqscan = off AS $$
    SELECT l.place, t.number
    FROM unnest(lexemes) WITH ORDINALITY AS l (lexeme, place) CROSS JOIN LATERAL (
        SELECT number FROM terms
        WHERE of_project = ANY (mine(false)) AND project + 0 = of_project
            AND ranked @@ (format(''':%s''', of_project)::TSQUERY && quote_literal(l.lexeme)::TSQUERY)
        LIMIT most
    ) AS t
$$;

-- The number of a project that the caller may write, made where there is none; NULL where it is not the caller's.
CREATE FUNCTION omny.enter(of_name TEXT, of_uuid TEXT) RETURNS INTEGER LANGUAGE plpgsql SECURITY DEFINER
SET search_path = omny, pg_temp AS $$
DECLARE found_number INTEGER;
BEGIN
    INSERT INTO projects (name, uuid) VALUES (of_name, of_uuid) ON CONFLICT DO NOTHING RETURNING number INTO found_number;
    IF found_number IS NOT NULL THEN
        INSERT INTO members VALUES (found_number, caller(), true);
        RETURN found_number;
    END IF;
    SELECT number INTO found_number FROM projects WHERE name = of_name AND number = ANY (mine(true));
    RETURN found_number;
END $$;
REVOKE EXECUTE ON FUNCTION omny.enter FROM PUBLIC;

-- Lets a role read a project, or write it. For the owner of the schema.
CREATE FUNCTION omny.admit(of_role NAME, of_project TEXT, writing BOOLEAN DEFAULT false) RETURNS VOID LANGUAGE plpgsql
SET search_path = omny, pg_temp AS $$
DECLARE found_number INTEGER := (SELECT number FROM projects WHERE name = of_project);
BEGIN
    IF found_number IS NULL THEN
        RAISE EXCEPTION 'no project %', of_project;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA omny TO %I', of_role);
    EXECUTE format('GRANT SELECT ON omny.schema_version, omny.projects, omny.generations, omny.files, omny.facts, '
        'omny.dependencies, omny.names, omny.atoms, omny.atom_events, omny.atom_snapshots, omny.repairs, omny.notes, omny.edges, '
        'omny.unresolved, omny.terms, omny.vector_models, omny.vectors, omny.vector_places, omny.graph_edges TO %I', of_role);
    IF writing THEN
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON omny.generations, omny.files, omny.facts, omny.dependencies, '
            'omny.names, omny.atoms, omny.atom_events, omny.atom_snapshots, omny.repairs, omny.notes, omny.edges, '
            'omny.unresolved, omny.terms, omny.vector_models, omny.vectors, omny.vector_places TO %I', of_role);
        EXECUTE format('GRANT UPDATE ON omny.projects TO %I', of_role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION omny.enter TO %I', of_role);
    END IF;
    INSERT INTO members VALUES (found_number, of_role, writing)
        ON CONFLICT (project, role) DO UPDATE SET may_write = excluded.may_write;
END $$;

-- The opposite of `admit`.
CREATE FUNCTION omny.dismiss(of_role NAME, of_project TEXT) RETURNS VOID LANGUAGE sql SET search_path = omny, pg_temp AS $$
    DELETE FROM members m USING projects p WHERE m.project = p.number AND p.name = of_project AND m.role = of_role
$$;

-- Removes a project with all that is known of it. For the owner of the schema, who must be let in for writing.
CREATE FUNCTION omny.drop_project(of_project TEXT) RETURNS VOID LANGUAGE plpgsql SET search_path = omny, pg_temp AS $$
DECLARE
    found_number INTEGER := (SELECT number FROM projects WHERE name = of_project AND number = ANY (mine(true)));
    of_table TEXT;
BEGIN
    IF found_number IS NULL THEN
        RAISE EXCEPTION 'no project % that you may write', of_project;
    END IF;
    FOREACH of_table IN ARRAY ARRAY['atoms', 'files', 'generations', 'facts', 'dependencies', 'names', 'atom_events',
        'atom_snapshots', 'repairs', 'notes', 'edges', 'unresolved', 'terms', 'vector_models', 'vectors',
        'vector_places'] LOOP
        EXECUTE format('DELETE FROM omny.%I WHERE project = $1', of_table) USING found_number;
    END LOOP;
    DELETE FROM projects WHERE number = found_number;
END $$;

REVOKE EXECUTE ON FUNCTION omny.admit, omny.dismiss, omny.drop_project FROM PUBLIC;

-- The owner, too, sees only its projects; projects, members and terms excepted, which the functions above read for others.
DO $$
DECLARE
    of_table TEXT;
    project_column TEXT;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['projects', 'members', 'generations', 'files', 'facts', 'dependencies', 'names',
        'atoms', 'atom_events', 'atom_snapshots', 'repairs', 'notes', 'edges', 'unresolved', 'terms', 'vector_models',
        'vectors', 'vector_places'] LOOP
        project_column := CASE of_table WHEN 'projects' THEN 'number' ELSE 'project' END;
        EXECUTE format('ALTER TABLE omny.%I ENABLE ROW LEVEL SECURITY', of_table);
        IF of_table NOT IN ('projects', 'members', 'terms') THEN
            EXECUTE format('ALTER TABLE omny.%I FORCE ROW LEVEL SECURITY', of_table);
        END IF;
        EXECUTE format('CREATE POLICY reading ON omny.%I FOR SELECT '
            'USING (%I = ANY ((SELECT omny.mine(false))::INTEGER[]))', of_table, project_column);
        EXECUTE format('CREATE POLICY inserting ON omny.%I FOR INSERT '
            'WITH CHECK (%I = ANY ((SELECT omny.mine(true))::INTEGER[]))', of_table, project_column);
        EXECUTE format('CREATE POLICY updating ON omny.%I FOR UPDATE '
            'USING (%I = ANY ((SELECT omny.mine(true))::INTEGER[]))', of_table, project_column);
        EXECUTE format('CREATE POLICY deleting ON omny.%I FOR DELETE '
            'USING (%I = ANY ((SELECT omny.mine(true))::INTEGER[]))', of_table, project_column);
    END LOOP;
END $$;
