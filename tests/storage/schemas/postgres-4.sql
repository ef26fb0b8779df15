-- A small index as schema 4 of PostgreSQL had it: that of schema 3, brought up to date by the program of that time.
SET check_function_bodies = false;
CREATE SCHEMA omny;
ALTER SCHEMA omny OWNER TO omny_owner;
CREATE FUNCTION omny.admit(of_role name, of_project text, writing boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'omny', 'pg_temp'
    AS $$
DECLARE found_number INTEGER := (SELECT number FROM projects WHERE name = of_project);
BEGIN
    IF found_number IS NULL THEN
        RAISE EXCEPTION 'no project %', of_project;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA omny TO %I', of_role);
    EXECUTE format('GRANT SELECT ON omny.schema_version, omny.projects, omny.generations, omny.files, omny.facts, '
        'omny.dependencies, omny.names, omny.atoms, omny.atom_events, omny.atom_snapshots, omny.repairs, omny.edges, '
        'omny.unresolved, omny.terms, omny.graph_edges TO %I', of_role);
    IF writing THEN
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON omny.generations, omny.files, omny.facts, omny.dependencies, '
            'omny.names, omny.atoms, omny.atom_events, omny.atom_snapshots, omny.repairs, omny.edges, omny.unresolved, '
            'omny.terms TO %I', of_role);
        EXECUTE format('GRANT UPDATE ON omny.projects TO %I', of_role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION omny.enter TO %I', of_role);
    END IF;
    INSERT INTO members VALUES (found_number, of_role, writing)
        ON CONFLICT (project, role) DO UPDATE SET may_write = excluded.may_write;
END $$;
ALTER FUNCTION omny.admit(of_role name, of_project text, writing boolean) OWNER TO omny_owner;
CREATE FUNCTION omny.caller() RETURNS name
    LANGUAGE sql STABLE
    RETURN (COALESCE(NULLIF(current_setting('role'::text), 'none'::text), (SESSION_USER)::text))::name;
ALTER FUNCTION omny.caller() OWNER TO omny_owner;
CREATE FUNCTION omny.derive() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'omny', 'pg_temp'
    AS $$
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
ALTER FUNCTION omny.derive() OWNER TO omny_owner;
CREATE FUNCTION omny.dismiss(of_role name, of_project text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'omny', 'pg_temp'
    AS $$
    DELETE FROM members m USING projects p WHERE m.project = p.number AND p.name = of_project AND m.role = of_role
$$;
ALTER FUNCTION omny.dismiss(of_role name, of_project text) OWNER TO omny_owner;
CREATE FUNCTION omny.drop_project(of_project text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'omny', 'pg_temp'
    AS $_$
DECLARE
    found_number INTEGER := (SELECT number FROM projects WHERE name = of_project AND number = ANY (mine(true)));
    of_table TEXT;
BEGIN
    IF found_number IS NULL THEN
        RAISE EXCEPTION 'no project % that you may write', of_project;
    END IF;
    FOREACH of_table IN ARRAY ARRAY['atoms', 'files', 'generations', 'facts', 'dependencies', 'names', 'atom_events',
        'atom_snapshots', 'repairs', 'edges', 'unresolved', 'terms'] LOOP
        EXECUTE format('DELETE FROM omny.%I WHERE project = $1', of_table) USING found_number;
    END LOOP;
    DELETE FROM projects WHERE number = found_number;
END $_$;
ALTER FUNCTION omny.drop_project(of_project text) OWNER TO omny_owner;
CREATE FUNCTION omny.edges_in(lists jsonb) RETURNS TABLE(target_id text, edge_type text)
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT DISTINCT target, list.edge_type
    FROM (VALUES ('calls', 'call'), ('callbacks', 'callback'), ('decorated_by', 'decorator'), ('inherits', 'inherit'),
            ('implicit_calls', 'implicit'), ('dispatches', 'dispatch'), ('routes', 'route')) AS list (key, edge_type),
        jsonb_array_elements_text(CASE jsonb_typeof(lists -> list.key) WHEN 'array' THEN lists -> list.key END) AS target
$$;
ALTER FUNCTION omny.edges_in(lists jsonb) OWNER TO omny_owner;
CREATE FUNCTION omny.edges_of(said jsonb) RETURNS TABLE(target_id text, edge_type text, held integer)
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT target_id, edge_type, coalesce(said ->> 'held', '0')::INTEGER FROM omny.edges_in(said)
    UNION ALL SELECT target_id, edge_type, (said -> 'held_edges' ->> 'generation')::INTEGER
        FROM omny.edges_in(said -> 'held_edges')
$$;
ALTER FUNCTION omny.edges_of(said jsonb) OWNER TO omny_owner;
CREATE FUNCTION omny.enter(of_name text, of_uuid text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'omny', 'pg_temp'
    AS $$
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
ALTER FUNCTION omny.enter(of_name text, of_uuid text) OWNER TO omny_owner;
CREATE FUNCTION omny.forget_files() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'omny', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM names n USING old_files o WHERE n.file = o.number;
    DELETE FROM dependencies d USING old_files o WHERE d.file = o.number;
    RETURN NULL;
END $$;
ALTER FUNCTION omny.forget_files() OWNER TO omny_owner;
CREATE FUNCTION omny.found(project integer, name text, words text, signature text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT ((format(''':%s'''::text, found.project) || COALESCE(string_agg(format(' ''%s'':%s%s'::text, "left"(every.term, 500), every.place, every.weight), ''::text), ''::text)))::tsvector AS tsvector FROM (SELECT t.term, t.place, 'A'::text AS weight FROM unnest(string_to_array(found.name, ' '::text)) WITH ORDINALITY t(term, place) UNION ALL SELECT t.term, (t.place + 5000), 'B'::text FROM unnest(string_to_array(found.words, ' '::text)) WITH ORDINALITY t(term, place) UNION ALL SELECT t.term, (t.place + 10000), 'D'::text FROM unnest(string_to_array(found.signature, ' '::text)) WITH ORDINALITY t(term, place)) every WHERE ((((every.place % (5000)::bigint) >= 1) AND ((every.place % (5000)::bigint) <= 4990)) AND (every.place < 15000)));
ALTER FUNCTION omny.found(project integer, name text, words text, signature text) OWNER TO omny_owner;
CREATE FUNCTION omny.matching(of_project integer, query tsquery) RETURNS TABLE(number bigint, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'omny', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
    SELECT t.number, ts_rank('{0.1, 0.5, 0.5, 1.0}', t.found, query)
    FROM terms t
    WHERE of_project = ANY (mine(false)) AND t.project + 0 = of_project
        AND t.found @@ (format(''':%s''', of_project)::TSQUERY && query)
$$;
ALTER FUNCTION omny.matching(of_project integer, query tsquery) OWNER TO omny_owner;
CREATE FUNCTION omny.mine(writing boolean) RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'omny', 'pg_temp'
    AS $$
    SELECT coalesce(array_agg(DISTINCT m.project), '{}')
    FROM members m JOIN pg_catalog.pg_roles r ON r.rolname = m.role
    WHERE pg_catalog.pg_has_role(caller(), r.oid, 'usage') AND (m.may_write OR NOT writing)
$$;
ALTER FUNCTION omny.mine(writing boolean) OWNER TO omny_owner;
CREATE FUNCTION omny.refuse_others() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'omny', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('omny.schema', true) IS DISTINCT FROM (SELECT version::TEXT FROM schema_version) THEN
        RAISE EXCEPTION 'the schema is of version %: restart Omny, of a version that knows it',
            (SELECT version FROM schema_version);
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION omny.refuse_others() OWNER TO omny_owner;
CREATE FUNCTION omny.said(data text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (CASE WHEN (POSITION(('\u000'::text) IN (data)) = 0) THEN data ELSE regexp_replace(regexp_replace(data, '(?<!\\)((?:\\\\)*)\\u0001'::text, '\1\\u0001\\u0002'::text, 'g'::text), '(?<!\\)((?:\\\\)*)\\u0000'::text, '\1\\u0001\\u0001'::text, 'g'::text) END)::jsonb;
ALTER FUNCTION omny.said(data text) OWNER TO omny_owner;
CREATE FUNCTION omny.unresolved_of(said jsonb) RETURNS TABLE(name text, last text)
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT DISTINCT name, split_part(name, '.', -1) FROM jsonb_array_elements_text(
        CASE jsonb_typeof(said -> 'unresolved') WHEN 'array' THEN said -> 'unresolved' END) AS name
$$;
ALTER FUNCTION omny.unresolved_of(said jsonb) OWNER TO omny_owner;
CREATE TABLE omny.atom_events (
    project integer NOT NULL,
    id bigint NOT NULL,
    atom_id text NOT NULL COLLATE pg_catalog."C",
    operation text NOT NULL,
    delta text NOT NULL,
    previous_version integer,
    new_version integer,
    "timestamp" text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL,
    transaction_id integer NOT NULL,
    CONSTRAINT atom_events_operation_check CHECK ((operation = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text]))),
    CONSTRAINT atom_events_source_check CHECK ((source = ANY (ARRAY['file-watcher'::text, 'atomic-edit'::text, 'mcp'::text, 'reindex'::text, 'migration'::text])))
);
ALTER TABLE ONLY omny.atom_events FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.atom_events OWNER TO omny_owner;
CREATE TABLE omny.atom_snapshots (
    project integer NOT NULL,
    atom_id text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    version integer NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL
);
ALTER TABLE ONLY omny.atom_snapshots FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.atom_snapshots OWNER TO omny_owner;
CREATE TABLE omny.atoms (
    project integer NOT NULL,
    number bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    file_path text NOT NULL COLLATE pg_catalog."C",
    function_name text NOT NULL COLLATE pg_catalog."C",
    line integer NOT NULL,
    end_line integer NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    signature text NOT NULL,
    data text NOT NULL,
    words text NOT NULL,
    version integer NOT NULL,
    created_at text NOT NULL COLLATE pg_catalog."C",
    updated_at text NOT NULL COLLATE pg_catalog."C",
    plain_name text GENERATED ALWAYS AS (lower(replace(function_name, '_'::text, ''::text))) STORED COLLATE pg_catalog."C",
    said jsonb GENERATED ALWAYS AS (omny.said(data)) STORED,
    CONSTRAINT atoms_type_check CHECK ((type = ANY (ARRAY['function'::text, 'arrow'::text, 'method'::text, 'class'::text, 'interface'::text, 'enum'::text, 'type'::text, 'constant'::text, 'variable'::text, 'macro'::text, 'route'::text, 'module'::text])))
);
ALTER TABLE ONLY omny.atoms FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.atoms OWNER TO omny_owner;
CREATE TABLE omny.dependencies (
    project integer NOT NULL,
    key bigint NOT NULL,
    file bigint NOT NULL
);
ALTER TABLE ONLY omny.dependencies FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.dependencies OWNER TO omny_owner;
CREATE TABLE omny.edges (
    project integer NOT NULL,
    source bigint NOT NULL,
    target_id text NOT NULL COLLATE pg_catalog."C",
    edge_type text NOT NULL COLLATE pg_catalog."C",
    held integer DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY omny.edges FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.edges OWNER TO omny_owner;
CREATE TABLE omny.facts (
    project integer NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    language text NOT NULL COLLATE pg_catalog."C",
    extractor text NOT NULL COLLATE pg_catalog."C",
    surface bytea NOT NULL,
    facts bytea NOT NULL,
    lines integer NOT NULL,
    error_ratio double precision NOT NULL,
    error_line integer NOT NULL,
    number bigint NOT NULL
);
ALTER TABLE ONLY omny.facts FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.facts OWNER TO omny_owner;
ALTER TABLE omny.facts ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME omny.facts_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE omny.files (
    project integer NOT NULL,
    number bigint NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL,
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    ctime_ns bigint NOT NULL,
    inode bigint NOT NULL,
    seen_ns bigint NOT NULL,
    language text NOT NULL COLLATE pg_catalog."C",
    extractor text NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    code text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    lines integer NOT NULL,
    held_hash text DEFAULT ''::text NOT NULL,
    held_generation integer DEFAULT 0 NOT NULL,
    CONSTRAINT files_status_check CHECK ((status = ANY (ARRAY['ok'::text, 'degraded'::text, 'skipped'::text, 'excluded'::text])))
);
ALTER TABLE ONLY omny.files FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.files OWNER TO omny_owner;
ALTER TABLE omny.files ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME omny.files_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE omny.generations (
    project integer NOT NULL,
    generation integer NOT NULL,
    committed_at text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL,
    indexed_head text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY omny.generations FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.generations OWNER TO omny_owner;
CREATE TABLE omny.projects (
    number integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    uuid text NOT NULL,
    generation integer DEFAULT 0 NOT NULL,
    indexed_head text DEFAULT ''::text NOT NULL,
    indexed_at text DEFAULT ''::text NOT NULL,
    history_start integer DEFAULT 0 NOT NULL,
    last_event bigint DEFAULT 0 NOT NULL,
    lease_key bigint DEFAULT 0 NOT NULL,
    lease_pid integer DEFAULT 0 NOT NULL,
    lease_role oid DEFAULT 0 NOT NULL
);
ALTER TABLE omny.projects OWNER TO omny_owner;
CREATE VIEW omny.graph_edges WITH (security_invoker='true') AS
 SELECT p.name AS project,
    a.id AS source_id,
    a.file_path AS source_file,
    a.function_name AS source_name,
    e.target_id,
    e.edge_type
   FROM ((omny.edges e
     JOIN omny.atoms a ON (((a.project = e.project) AND (a.number = e.source))))
     JOIN omny.projects p ON ((p.number = e.project)))
  WHERE (e.held = 0);
ALTER VIEW omny.graph_edges OWNER TO omny_owner;
CREATE TABLE omny.members (
    project integer NOT NULL,
    role name NOT NULL,
    may_write boolean NOT NULL
);
ALTER TABLE omny.members OWNER TO omny_owner;
CREATE TABLE omny.names (
    project integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    file bigint NOT NULL
);
ALTER TABLE ONLY omny.names FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.names OWNER TO omny_owner;
ALTER TABLE omny.projects ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME omny.projects_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE omny.repairs (
    project integer NOT NULL,
    id bigint NOT NULL,
    generation integer NOT NULL,
    repaired_at text NOT NULL,
    kind text NOT NULL,
    place text NOT NULL,
    what text NOT NULL,
    since text NOT NULL,
    cure text NOT NULL,
    lost text NOT NULL
);
ALTER TABLE ONLY omny.repairs FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.repairs OWNER TO omny_owner;
ALTER TABLE omny.repairs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME omny.repairs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE omny.schema_version (
    version integer NOT NULL
);
ALTER TABLE omny.schema_version OWNER TO omny_owner;
CREATE TABLE omny.terms (
    project integer NOT NULL,
    number bigint NOT NULL,
    function_name text NOT NULL,
    signature text NOT NULL,
    words text NOT NULL,
    found tsvector GENERATED ALWAYS AS (omny.found(project, function_name, words, signature)) STORED
);
ALTER TABLE omny.terms OWNER TO omny_owner;
CREATE TABLE omny.unresolved (
    project integer NOT NULL,
    source bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    last text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY omny.unresolved FORCE ROW LEVEL SECURITY;
ALTER TABLE omny.unresolved OWNER TO omny_owner;
INSERT INTO omny.atom_events VALUES (1, 1, 'broken.py::<module>', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 2, 'broken.py::kept', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"kept"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"broken.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 3, 'cart.py::<module>', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,10],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"676bcc612c80b763","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 4, 'cart.py::Cart', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"Cart"],"line":[null,4],"end_line":[null,6],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 5, 'cart.py::Cart.price', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"price"],"line":[null,5],"end_line":[null,6],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Cart.price","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"ec673583bad0957e","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 6, 'cart.py::gone', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"gone"],"line":[null,9],"end_line":[null,10],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 7, 'kinds.py::<module>', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,13],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 8, 'kinds.py::Colour', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Colour"],"line":[null,5],"end_line":[null,9],"type":[null,"class"],"signature":[null,"(Enum)"],"data":[null,{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 9, 'kinds.py::Colour.mix', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"mix"],"line":[null,8],"end_line":[null,9],"type":[null,"method"],"signature":[null,"(self, other)"],"data":[null,{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 10, 'kinds.py::Drawn', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Drawn"],"line":[null,12],"end_line":[null,13],"type":[null,"class"],"signature":[null,"(Protocol)"],"data":[null,{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 11, 'kinds.py::Drawn.draw', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"draw"],"line":[null,13],"end_line":[null,13],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 12, 'money.py::<module>', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 13, 'money.py::total', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"total"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"(cart)"],"data":[null,{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 14, 'shape.ts::<module>', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,7],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 15, 'shape.ts::Shape', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Shape"],"line":[null,1],"end_line":[null,3],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 10, 'kinds.py::Drawn', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Drawn"],"line":[null,12],"end_line":[null,13],"type":[null,"class"],"signature":[null,"(Protocol)"],"data":[null,{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 16, 'shape.ts::Shape.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,2],"end_line":[null,2],"type":[null,"method"],"signature":[null,"(): number"],"data":[null,{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 17, 'shape.ts::Square', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Square"],"line":[null,5],"end_line":[null,7],"type":[null,"class"],"signature":[null,"implements Shape"],"data":[null,{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 18, 'shape.ts::Square.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,6],"end_line":[null,6],"type":[null,"method"],"signature":[null,"()"],"data":[null,{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:35.957550Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (1, 19, 'cart.py::gone', 'delete', '{"file_path":["cart.py",null],"function_name":["gone",null],"line":[9,null],"end_line":[10,null],"type":["function",null],"signature":["()",null],"data":[{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]},null],"words":["",null]}', 1, NULL, '2026-11-30T01:06:36.368107Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (1, 20, 'broken.py::kept', 'update', '{"signature":["()","("],"data":{"body_hash":["f4f7f3453d834e41","fedaccc960982fd3"]}}', 1, 2, '2026-11-30T01:06:36.368107Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (1, 21, 'cart.py::<module>', 'update', '{"end_line":[10,6],"data":{"lines_of_code":[6,4],"body_hash":["676bcc612c80b763","f8548be88a1546b1"]}}', 1, 2, '2026-11-30T01:06:36.368107Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (1, 22, 'cart.py::Cart.price', 'update', '{"signature":["(self)","(self, discount=0)"],"data":{"parameters":[[{"name":"self"}],[{"name":"self"},{"name":"discount","default":"0"}]],"body_hash":["ec673583bad0957e","f583a97a7e94f48f"]}}', 1, 2, '2026-11-30T01:06:36.368107Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (3, 1, 'broken.py::<module>', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 2, 'broken.py::kept', 'create', '{"file_path":[null,"broken.py"],"function_name":[null,"kept"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"broken.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 3, 'cart.py::<module>', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,10],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"676bcc612c80b763","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 4, 'cart.py::Cart', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"Cart"],"line":[null,4],"end_line":[null,6],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 5, 'cart.py::Cart.price', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"price"],"line":[null,5],"end_line":[null,6],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Cart.price","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"ec673583bad0957e","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 6, 'cart.py::gone', 'create', '{"file_path":[null,"cart.py"],"function_name":[null,"gone"],"line":[null,9],"end_line":[null,10],"type":[null,"function"],"signature":[null,"()"],"data":[null,{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 7, 'kinds.py::<module>', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,13],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 8, 'kinds.py::Colour', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"Colour"],"line":[null,5],"end_line":[null,9],"type":[null,"class"],"signature":[null,"(Enum)"],"data":[null,{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 9, 'kinds.py::Colour.mix', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"mix"],"line":[null,8],"end_line":[null,9],"type":[null,"method"],"signature":[null,"(self, other)"],"data":[null,{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 11, 'kinds.py::Drawn.draw', 'create', '{"file_path":[null,"kinds.py"],"function_name":[null,"draw"],"line":[null,13],"end_line":[null,13],"type":[null,"method"],"signature":[null,"(self)"],"data":[null,{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 12, 'money.py::<module>', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,2],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 13, 'money.py::total', 'create', '{"file_path":[null,"money.py"],"function_name":[null,"total"],"line":[null,1],"end_line":[null,2],"type":[null,"function"],"signature":[null,"(cart)"],"data":[null,{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 14, 'shape.ts::<module>', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"<module>"],"line":[null,1],"end_line":[null,7],"type":[null,"module"],"signature":[null,""],"data":[null,{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 15, 'shape.ts::Shape', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Shape"],"line":[null,1],"end_line":[null,3],"type":[null,"class"],"signature":[null,""],"data":[null,{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 16, 'shape.ts::Shape.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,2],"end_line":[null,2],"type":[null,"method"],"signature":[null,"(): number"],"data":[null,{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 17, 'shape.ts::Square', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"Square"],"line":[null,5],"end_line":[null,7],"type":[null,"class"],"signature":[null,"implements Shape"],"data":[null,{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 18, 'shape.ts::Square.area', 'create', '{"file_path":[null,"shape.ts"],"function_name":[null,"area"],"line":[null,6],"end_line":[null,6],"type":[null,"method"],"signature":[null,"()"],"data":[null,{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}],"words":[null,""]}', NULL, 1, '2026-11-30T01:06:36.687566Z', 'reindex', 1);
INSERT INTO omny.atom_events VALUES (3, 19, 'cart.py::gone', 'delete', '{"file_path":["cart.py",null],"function_name":["gone",null],"line":[9,null],"end_line":[10,null],"type":["function",null],"signature":["()",null],"data":[{"qualified_name":"gone","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f4f7f3453d834e41","parent":"cart.py::<module>","is_test":false,"calls":[]},null],"words":["",null]}', 1, NULL, '2026-11-30T01:06:37.292006Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (3, 20, 'broken.py::kept', 'update', '{"signature":["()","("],"data":{"body_hash":["f4f7f3453d834e41","fedaccc960982fd3"]}}', 1, 2, '2026-11-30T01:06:37.292006Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (3, 21, 'cart.py::<module>', 'update', '{"end_line":[10,6],"data":{"lines_of_code":[6,4],"body_hash":["676bcc612c80b763","f8548be88a1546b1"]}}', 1, 2, '2026-11-30T01:06:37.292006Z', 'reindex', 2);
INSERT INTO omny.atom_events VALUES (3, 22, 'cart.py::Cart.price', 'update', '{"signature":["(self)","(self, discount=0)"],"data":{"parameters":[[{"name":"self"}],[{"name":"self"},{"name":"discount","default":"0"}]],"body_hash":["ec673583bad0957e","f583a97a7e94f48f"]}}', 1, 2, '2026-11-30T01:06:37.292006Z', 'reindex', 2);
INSERT INTO omny.atoms VALUES (1, 1, 'broken.py::<module>', 'broken.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 4, 'cart.py::Cart', 'cart.py', 'Cart', 4, 6, 'class', '', '{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 7, 'kinds.py::<module>', 'kinds.py', '<module>', 1, 13, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 8, 'kinds.py::Colour', 'kinds.py', 'Colour', 5, 9, 'class', '(Enum)', '{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 9, 'kinds.py::Colour.mix', 'kinds.py', 'mix', 8, 9, 'method', '(self, other)', '{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 10, 'kinds.py::Drawn', 'kinds.py', 'Drawn', 12, 13, 'class', '(Protocol)', '{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 11, 'kinds.py::Drawn.draw', 'kinds.py', 'draw', 13, 13, 'method', '(self)', '{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 12, 'money.py::<module>', 'money.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 3, 'cart.py::<module>', 'cart.py', '<module>', 1, 6, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":4,"body_hash":"f8548be88a1546b1","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:36.368107Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 4, 'cart.py::Cart', 'cart.py', 'Cart', 4, 6, 'class', '', '{"qualified_name":"Cart","is_exported":true,"lines_of_code":3,"body_hash":"22567c96914cf604","parent":"cart.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 7, 'kinds.py::<module>', 'kinds.py', '<module>', 1, 13, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":8,"body_hash":"551b01a567611d65","own_hash":"c2b34717aa762f37","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 13, 'money.py::total', 'money.py', 'total', 1, 2, 'function', '(cart)', '{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 14, 'shape.ts::<module>', 'shape.ts', '<module>', 1, 7, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 15, 'shape.ts::Shape', 'shape.ts', 'Shape', 1, 3, 'class', '', '{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 16, 'shape.ts::Shape.area', 'shape.ts', 'area', 2, 2, 'method', '(): number', '{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 17, 'shape.ts::Square', 'shape.ts', 'Square', 5, 7, 'class', 'implements Shape', '{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 18, 'shape.ts::Square.area', 'shape.ts', 'area', 6, 6, 'method', '()', '{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:35.957550Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 2, 'broken.py::kept', 'broken.py', 'kept', 1, 2, 'function', '(', '{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"fedaccc960982fd3","parent":"broken.py::<module>","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:36.368107Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (1, 5, 'cart.py::Cart.price', 'cart.py', 'price', 5, 6, 'method', '(self, discount=0)', '{"qualified_name":"Cart.price","parameters":[{"name":"self"},{"name":"discount","default":"0"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f583a97a7e94f48f","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}', '', 2, '2026-11-30T01:06:35.957550Z', '2026-11-30T01:06:36.368107Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 1, 'broken.py::<module>', 'broken.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"2cb6ee704171b6ad","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 8, 'kinds.py::Colour', 'kinds.py', 'Colour', 5, 9, 'class', '(Enum)', '{"qualified_name":"Colour","bases":["Enum"],"is_exported":true,"lines_of_code":4,"body_hash":"11b008f60013f3b8","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 9, 'kinds.py::Colour.mix', 'kinds.py', 'mix', 8, 9, 'method', '(self, other)', '{"qualified_name":"Colour.mix","parameters":[{"name":"self"},{"name":"other"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"5dcf0a08ed91a0e5","parent":"kinds.py::Colour","class":"kinds.py::Colour","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 10, 'kinds.py::Drawn', 'kinds.py', 'Drawn', 12, 13, 'class', '(Protocol)', '{"qualified_name":"Drawn","bases":["Protocol"],"is_exported":true,"lines_of_code":2,"body_hash":"f080e23a4d35c7db","parent":"kinds.py::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 11, 'kinds.py::Drawn.draw', 'kinds.py', 'draw', 13, 13, 'method', '(self)', '{"qualified_name":"Drawn.draw","parameters":[{"name":"self"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"dd7cc8e5366a3f34","parent":"kinds.py::Drawn","class":"kinds.py::Drawn","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 12, 'money.py::<module>', 'money.py', '<module>', 1, 2, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":2,"body_hash":"b3c03303c31f8fd0","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 13, 'money.py::total', 'money.py', 'total', 1, 2, 'function', '(cart)', '{"qualified_name":"total","parameters":[{"name":"cart"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"d2684559c9bc36ab","parent":"money.py::<module>","is_test":false,"calls":[],"unresolved":["cart.sum","round"]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 14, 'shape.ts::<module>', 'shape.ts', '<module>', 1, 7, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":6,"body_hash":"5c9572ba3483fe63","own_hash":"abafeb3ea61d48fb","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 15, 'shape.ts::Shape', 'shape.ts', 'Shape', 1, 3, 'class', '', '{"qualified_name":"Shape","kind":"interface","is_exported":true,"lines_of_code":3,"body_hash":"f83391952069666d","parent":"shape.ts::<module>","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 16, 'shape.ts::Shape.area', 'shape.ts', 'area', 2, 2, 'method', '(): number', '{"qualified_name":"Shape.area","kind":"signature","parameters":[],"returns":"number","is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"255ffe34c280c8b0","parent":"shape.ts::Shape","class":"shape.ts::Shape","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 17, 'shape.ts::Square', 'shape.ts', 'Square', 5, 7, 'class', 'implements Shape', '{"qualified_name":"Square","bases":["Shape"],"is_exported":true,"lines_of_code":3,"body_hash":"5eddb3bfbbb51cc4","parent":"shape.ts::<module>","is_test":false,"calls":[],"inherits":["shape.ts::Shape"],"call_sites":[{"target":"shape.ts::Shape","type":"inherit","how":"exact","offset":0,"column":31}]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 18, 'shape.ts::Square.area', 'shape.ts', 'area', 6, 6, 'method', '()', '{"qualified_name":"Square.area","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":1,"body_hash":"364bcd9b4fa62b00","parent":"shape.ts::Square","class":"shape.ts::Square","is_test":false,"calls":[]}', '', 1, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:36.687566Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 2, 'broken.py::kept', 'broken.py', 'kept', 1, 2, 'function', '(', '{"qualified_name":"kept","parameters":[],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"fedaccc960982fd3","parent":"broken.py::<module>","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:37.292006Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 3, 'cart.py::<module>', 'cart.py', '<module>', 1, 6, 'module', '', '{"qualified_name":"<module>","complexity":1,"lines_of_code":4,"body_hash":"f8548be88a1546b1","own_hash":"66cd5704b18be656","is_test":false,"calls":[]}', '', 2, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:37.292006Z', DEFAULT, DEFAULT);
INSERT INTO omny.atoms VALUES (3, 5, 'cart.py::Cart.price', 'cart.py', 'price', 5, 6, 'method', '(self, discount=0)', '{"qualified_name":"Cart.price","parameters":[{"name":"self"},{"name":"discount","default":"0"}],"is_async":false,"is_generator":false,"is_exported":true,"complexity":1,"lines_of_code":2,"body_hash":"f583a97a7e94f48f","parent":"cart.py::Cart","class":"cart.py::Cart","is_test":false,"calls":["money.py::total"],"call_sites":[{"target":"money.py::total","type":"call","how":"exact","offset":1,"column":15}]}', '', 2, '2026-11-30T01:06:36.687566Z', '2026-11-30T01:06:37.292006Z', DEFAULT, DEFAULT);
INSERT INTO omny.dependencies VALUES (1, -7466216378475970748, 3);
INSERT INTO omny.dependencies VALUES (1, -2105974788879531542, 3);
INSERT INTO omny.dependencies VALUES (1, -773575871141024504, 3);
INSERT INTO omny.dependencies VALUES (1, 2562153275971496048, 3);
INSERT INTO omny.dependencies VALUES (1, 3965431682304260510, 3);
INSERT INTO omny.dependencies VALUES (3, -7466216378475970748, 11);
INSERT INTO omny.dependencies VALUES (3, -2105974788879531542, 11);
INSERT INTO omny.dependencies VALUES (3, -773575871141024504, 11);
INSERT INTO omny.dependencies VALUES (3, 2562153275971496048, 11);
INSERT INTO omny.dependencies VALUES (3, 3965431682304260510, 11);
INSERT INTO omny.edges VALUES (1, 17, 'shape.ts::Shape', 'inherit', 0);
INSERT INTO omny.edges VALUES (1, 5, 'money.py::total', 'call', 0);
INSERT INTO omny.edges VALUES (3, 17, 'shape.ts::Shape', 'inherit', 0);
INSERT INTO omny.edges VALUES (3, 5, 'money.py::total', 'call', 0);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, '176b55c5b85c893d755616008cf4e1e1', 'python', 'python-0.25.0-f31c286d', '\x84a5404361727491a5636c617373ab40436172742e707269636593a866756e6374696f6ea0a8746f74616c202829a540676f6e6592a866756e6374696f6ea0a5746f74616c91ad5e6d6f6e65793a3a746f74616c', '\x969499a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff010aa0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a362c22626f64795f68617368223a2236373662636336313263383062373633222c226f776e5f68617368223a2236366364353730346231386265363536227d99a443617274a443617274a5636c617373000406a0a0c45d7b227175616c69666965645f6e616d65223a2243617274222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2232323536376339363931346366363034227d99aa436172742e7072696365a57072696365a66d6574686f64010506a62873656c6629a0c4b77b227175616c69666965645f6e616d65223a22436172742e7072696365222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2265633637333538336261643039353765227d99a4676f6e65a4676f6e65a866756e6374696f6e00090aa22829a0c4a27b227175616c69666965645f6e616d65223a22676f6e65222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266346637663334353364383334653431227d9194a5746f74616c91a5746f74616cc200c4100200000000000000060000000f0000000acb000000000000000000', 10, 0, 0, 1);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, '255dfcaf3d7069818cf928e4db94c1b6', 'python', 'python-0.25.0-f31c286d', '\x81a640746f74616c93a866756e6374696f6ea0a8726f756e64202829', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2262336330333330336333316638666430222c226f776e5f68617368223a2261626166656233656136316434386662227d99a5746f74616ca5746f74616ca866756e6374696f6e000102a6286361727429a0c4b27b227175616c69666965645f6e616d65223a22746f74616c222c22706172616d6574657273223a5b7b226e616d65223a2263617274227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2264323638343535396339626333366162227d9294a5726f756e6491a5726f756e64c20094a8636172742e73756d90c200c4200100000000000000020000000b0000000100000001000000020000001600000002cb000000000000000000', 2, 0, 0, 2);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, '4676340d2789c59cf36abc356de54495', 'python', 'python-0.25.0-f31c286d', '\x81a5406b65707492a866756e6374696f6ea0', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2232636236656537303431373162366164222c226f776e5f68617368223a2261626166656233656136316434386662227d99a46b657074a46b657074a866756e6374696f6e000102a22829a0c4a27b227175616c69666965645f6e616d65223a226b657074222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266346637663334353364383334653431227d90c40002cb000000000000000000', 2, 0, 0, 3);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, '98bf75dee1f732fff1e451b8fe8aabbf', 'typescript', 'typescript-0.23.2-f31c286d', '\x87a63d536861706591a55368617065a73d53717561726591a6537175617265a640536861706591a5636c617373ab4053686170652e6172656192a866756e6374696f6ea0a74053717561726592a5636c617373a55368617065ac405371756172652e6172656192a866756e6374696f6ea0a753686170653a3a91a9696e74657266616365', '\x969599a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0107a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a362c22626f64795f68617368223a2235633935373262613334383366653633222c226f776e5f68617368223a2261626166656233656136316434386662227d99a55368617065a55368617065a5636c617373000103a0a0c4717b227175616c69666965645f6e616d65223a225368617065222c226b696e64223a22696e74657266616365222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2266383333393139353230363936363664227d99aa53686170652e61726561a461726561a66d6574686f64010202aa28293a206e756d626572a0c4ce7b227175616c69666965645f6e616d65223a2253686170652e61726561222c226b696e64223a227369676e6174757265222c22706172616d6574657273223a5b5d2c2272657475726e73223a226e756d626572222c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2232353566666533346332383063386230227d99a6537175617265a6537175617265a5636c617373000507b0696d706c656d656e7473205368617065a0c4717b227175616c69666965645f6e616d65223a22537175617265222c226261736573223a5b225368617065225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2235656464623362666262623531636334227d99ab5371756172652e61726561a461726561a66d6574686f64030606a22829a0c4a97b227175616c69666965645f6e616d65223a225371756172652e61726561222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2233363462636439623466613632623030227d9194a5536861706591a55368617065c203c4100300000000000000050000001f00000007cb000000000000000000', 7, 0, 0, 4);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, 'cec9af01f97918a8c8bf5514f5de0695', 'python', 'python-0.25.0-f31c286d', '\x87a740436f6c6f757292a5636c617373a4456e756dab40436f6c6f75722e6d697892a866756e6374696f6ea0a640447261776e92a5636c617373a850726f746f636f6cab40447261776e2e6472617792a866756e6374696f6ea0aa436f6c6f75722e52454491a13fa4456e756d91ab5e656e756d3a3a456e756da850726f746f636f6c91b15e747970696e673a3a50726f746f636f6c', '\x969599a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff010da0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a382c22626f64795f68617368223a2235353162303161353637363131643635222c226f776e5f68617368223a2263326233343731376161373632663337227d99a6436f6c6f7572a6436f6c6f7572a5636c617373000509a628456e756d29a0c4707b227175616c69666965645f6e616d65223a22436f6c6f7572222c226261736573223a5b22456e756d225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a342c22626f64795f68617368223a2231316230303866363030313366336238227d99aa436f6c6f75722e6d6978a36d6978a66d6574686f64010809ad2873656c662c206f7468657229a0c4c87b227175616c69666965645f6e616d65223a22436f6c6f75722e6d6978222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d2c7b226e616d65223a226f74686572227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2235646366306130386564393161306535227d99a5447261776ea5447261776ea5636c617373000c0daa2850726f746f636f6c29a0c4737b227175616c69666965645f6e616d65223a22447261776e222c226261736573223a5b2250726f746f636f6c225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266303830653233613464333563376462227d99aa447261776e2e64726177a464726177a66d6574686f64030d0da62873656c6629a0c4b77b227175616c69666965645f6e616d65223a22447261776e2e64726177222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2264643763633865353336366133663334227d9494a4456e756d91a4456e756dc20394a850726f746f636f6c91a850726f746f636f6cc20394a4456e756d91a4456e756dc20194a850726f746f636f6c91a850726f746f636f6cc201c4400000000002000000050000000d0000000100000000000000050000000d00000000000000030000000c0000000c00000003000000010000000c0000000c0000000dcb000000000000000000', 13, 0, 0, 5);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, '7ca650e3ed1f6dad89ccd938fe091ca9', 'python', 'python-0.25.0-f31c286d', '\x83a5404361727491a5636c617373ab40436172742e707269636592a866756e6374696f6ea0a5746f74616c91ad5e6d6f6e65793a3a746f74616c', '\x969399a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0106a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a342c22626f64795f68617368223a2266383534386265383861313534366231222c226f776e5f68617368223a2236366364353730346231386265363536227d99a443617274a443617274a5636c617373000406a0a0c45d7b227175616c69666965645f6e616d65223a2243617274222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2232323536376339363931346366363034227d99aa436172742e7072696365a57072696365a66d6574686f64010506b22873656c662c20646973636f756e743d3029a0c4d97b227175616c69666965645f6e616d65223a22436172742e7072696365222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d2c7b226e616d65223a22646973636f756e74222c2264656661756c74223a2230227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266353833613937613765393466343866227d9194a5746f74616c91a5746f74616cc200c4100200000000000000060000000f00000006cb000000000000000000', 6, 0, 0, 6);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (1, 'c88b991858248ad1c6ff1f1f66e05e61', 'python', 'python-0.25.0-f31c286d', '\x81a5406b65707492a866756e6374696f6ea0', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2232636236656537303431373162366164222c226f776e5f68617368223a2261626166656233656136316434386662227d99a46b657074a46b657074a866756e6374696f6e000102a128a0c4a27b227175616c69666965645f6e616d65223a226b657074222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266656461636363393630393832666433227d90c40002cb3fd999999999999a01', 2, 0.4, 1, 7);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, '176b55c5b85c893d755616008cf4e1e1', 'python', 'python-0.25.0-f31c286d', '\x84a5404361727491a5636c617373ab40436172742e707269636593a866756e6374696f6ea0a8746f74616c202829a540676f6e6592a866756e6374696f6ea0a5746f74616c91ad5e6d6f6e65793a3a746f74616c', '\x969499a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff010aa0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a362c22626f64795f68617368223a2236373662636336313263383062373633222c226f776e5f68617368223a2236366364353730346231386265363536227d99a443617274a443617274a5636c617373000406a0a0c45d7b227175616c69666965645f6e616d65223a2243617274222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2232323536376339363931346366363034227d99aa436172742e7072696365a57072696365a66d6574686f64010506a62873656c6629a0c4b77b227175616c69666965645f6e616d65223a22436172742e7072696365222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2265633637333538336261643039353765227d99a4676f6e65a4676f6e65a866756e6374696f6e00090aa22829a0c4a27b227175616c69666965645f6e616d65223a22676f6e65222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266346637663334353364383334653431227d9194a5746f74616c91a5746f74616cc200c4100200000000000000060000000f0000000acb000000000000000000', 10, 0, 0, 8);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, '255dfcaf3d7069818cf928e4db94c1b6', 'python', 'python-0.25.0-f31c286d', '\x81a640746f74616c93a866756e6374696f6ea0a8726f756e64202829', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2262336330333330336333316638666430222c226f776e5f68617368223a2261626166656233656136316434386662227d99a5746f74616ca5746f74616ca866756e6374696f6e000102a6286361727429a0c4b27b227175616c69666965645f6e616d65223a22746f74616c222c22706172616d6574657273223a5b7b226e616d65223a2263617274227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2264323638343535396339626333366162227d9294a5726f756e6491a5726f756e64c20094a8636172742e73756d90c200c4200100000000000000020000000b0000000100000001000000020000001600000002cb000000000000000000', 2, 0, 0, 9);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, '4676340d2789c59cf36abc356de54495', 'python', 'python-0.25.0-f31c286d', '\x81a5406b65707492a866756e6374696f6ea0', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2232636236656537303431373162366164222c226f776e5f68617368223a2261626166656233656136316434386662227d99a46b657074a46b657074a866756e6374696f6e000102a22829a0c4a27b227175616c69666965645f6e616d65223a226b657074222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266346637663334353364383334653431227d90c40002cb000000000000000000', 2, 0, 0, 10);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, '98bf75dee1f732fff1e451b8fe8aabbf', 'typescript', 'typescript-0.23.2-f31c286d', '\x87a63d536861706591a55368617065a73d53717561726591a6537175617265a640536861706591a5636c617373ab4053686170652e6172656192a866756e6374696f6ea0a74053717561726592a5636c617373a55368617065ac405371756172652e6172656192a866756e6374696f6ea0a753686170653a3a91a9696e74657266616365', '\x969599a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0107a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a362c22626f64795f68617368223a2235633935373262613334383366653633222c226f776e5f68617368223a2261626166656233656136316434386662227d99a55368617065a55368617065a5636c617373000103a0a0c4717b227175616c69666965645f6e616d65223a225368617065222c226b696e64223a22696e74657266616365222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2266383333393139353230363936363664227d99aa53686170652e61726561a461726561a66d6574686f64010202aa28293a206e756d626572a0c4ce7b227175616c69666965645f6e616d65223a2253686170652e61726561222c226b696e64223a227369676e6174757265222c22706172616d6574657273223a5b5d2c2272657475726e73223a226e756d626572222c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2232353566666533346332383063386230227d99a6537175617265a6537175617265a5636c617373000507b0696d706c656d656e7473205368617065a0c4717b227175616c69666965645f6e616d65223a22537175617265222c226261736573223a5b225368617065225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2235656464623362666262623531636334227d99ab5371756172652e61726561a461726561a66d6574686f64030606a22829a0c4a97b227175616c69666965645f6e616d65223a225371756172652e61726561222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2233363462636439623466613632623030227d9194a5536861706591a55368617065c203c4100300000000000000050000001f00000007cb000000000000000000', 7, 0, 0, 11);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, 'cec9af01f97918a8c8bf5514f5de0695', 'python', 'python-0.25.0-f31c286d', '\x87a740436f6c6f757292a5636c617373a4456e756dab40436f6c6f75722e6d697892a866756e6374696f6ea0a640447261776e92a5636c617373a850726f746f636f6cab40447261776e2e6472617792a866756e6374696f6ea0aa436f6c6f75722e52454491a13fa4456e756d91ab5e656e756d3a3a456e756da850726f746f636f6c91b15e747970696e673a3a50726f746f636f6c', '\x969599a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff010da0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a382c22626f64795f68617368223a2235353162303161353637363131643635222c226f776e5f68617368223a2263326233343731376161373632663337227d99a6436f6c6f7572a6436f6c6f7572a5636c617373000509a628456e756d29a0c4707b227175616c69666965645f6e616d65223a22436f6c6f7572222c226261736573223a5b22456e756d225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a342c22626f64795f68617368223a2231316230303866363030313366336238227d99aa436f6c6f75722e6d6978a36d6978a66d6574686f64010809ad2873656c662c206f7468657229a0c4c87b227175616c69666965645f6e616d65223a22436f6c6f75722e6d6978222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d2c7b226e616d65223a226f74686572227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2235646366306130386564393161306535227d99a5447261776ea5447261776ea5636c617373000c0daa2850726f746f636f6c29a0c4737b227175616c69666965645f6e616d65223a22447261776e222c226261736573223a5b2250726f746f636f6c225d2c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266303830653233613464333563376462227d99aa447261776e2e64726177a464726177a66d6574686f64030d0da62873656c6629a0c4b77b227175616c69666965645f6e616d65223a22447261776e2e64726177222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a312c22626f64795f68617368223a2264643763633865353336366133663334227d9494a4456e756d91a4456e756dc20394a850726f746f636f6c91a850726f746f636f6cc20394a4456e756d91a4456e756dc20194a850726f746f636f6c91a850726f746f636f6cc201c4400000000002000000050000000d0000000100000000000000050000000d00000000000000030000000c0000000c00000003000000010000000c0000000c0000000dcb000000000000000000', 13, 0, 0, 12);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, '7ca650e3ed1f6dad89ccd938fe091ca9', 'python', 'python-0.25.0-f31c286d', '\x83a5404361727491a5636c617373ab40436172742e707269636592a866756e6374696f6ea0a5746f74616c91ad5e6d6f6e65793a3a746f74616c', '\x969399a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0106a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a342c22626f64795f68617368223a2266383534386265383861313534366231222c226f776e5f68617368223a2236366364353730346231386265363536227d99a443617274a443617274a5636c617373000406a0a0c45d7b227175616c69666965645f6e616d65223a2243617274222c2269735f6578706f72746564223a747275652c226c696e65735f6f665f636f6465223a332c22626f64795f68617368223a2232323536376339363931346366363034227d99aa436172742e7072696365a57072696365a66d6574686f64010506b22873656c662c20646973636f756e743d3029a0c4d97b227175616c69666965645f6e616d65223a22436172742e7072696365222c22706172616d6574657273223a5b7b226e616d65223a2273656c66227d2c7b226e616d65223a22646973636f756e74222c2264656661756c74223a2230227d5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266353833613937613765393466343866227d9194a5746f74616c91a5746f74616cc200c4100200000000000000060000000f00000006cb000000000000000000', 6, 0, 0, 13);
INSERT INTO omny.facts OVERRIDING SYSTEM VALUE VALUES (3, 'c88b991858248ad1c6ff1f1f66e05e61', 'python', 'python-0.25.0-f31c286d', '\x81a5406b65707492a866756e6374696f6ea0', '\x969299a83c6d6f64756c653ea83c6d6f64756c653ea66d6f64756c65ff0102a0a0c47b7b227175616c69666965645f6e616d65223a223c6d6f64756c653e222c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2232636236656537303431373162366164222c226f776e5f68617368223a2261626166656233656136316434386662227d99a46b657074a46b657074a866756e6374696f6e000102a128a0c4a27b227175616c69666965645f6e616d65223a226b657074222c22706172616d6574657273223a5b5d2c2269735f6173796e63223a66616c73652c2269735f67656e657261746f72223a66616c73652c2269735f6578706f72746564223a747275652c22636f6d706c6578697479223a312c226c696e65735f6f665f636f6465223a322c22626f64795f68617368223a2266656461636363393630393832666433227d90c40002cb3fd999999999999a01', 2, 0.4, 1, 14);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 1, 'binary.py', '', 7, 1796000795218519502, 1796000795218519502, 10716599, 1796000795901890661, '', '', 'skipped', 'binary', '', 0, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 4, 'kinds.py', 'cec9af01f97918a8c8bf5514f5de0695', 181, 1796000795218443630, 1796000795218443630, 10716581, 1796000795934167282, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 13, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 5, 'money.py', '255dfcaf3d7069818cf928e4db94c1b6', 46, 1796000795218281980, 1796000795218281980, 10716417, 1796000795934474738, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 2, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 6, 'shape.ts', '98bf75dee1f732fff1e451b8fe8aabbf', 112, 1796000795218482468, 1796000795218482468, 10716584, 1796000795934639522, 'typescript', 'typescript-0.23.2-f31c286d', 'ok', '', '', 7, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 2, 'broken.py', 'c88b991858248ad1c6ff1f1f66e05e61', 25, 1796000796239760771, 1796000796239760771, 10716449, 1796000796356653580, 'python', 'python-0.25.0-f31c286d', 'degraded', 'syntax_error', '{"limit":1}', 2, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (1, 3, 'cart.py', '7ca650e3ed1f6dad89ccd938fe091ca9', 109, 1796000796239631630, 1796000796239631630, 10716433, 1796000796357125550, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 6, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 9, 'binary.py', '', 7, 1796000796612959889, 1796000796612959889, 10716599, 1796000796678267951, '', '', 'skipped', 'binary', '', 0, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 10, 'broken.py', 'c88b991858248ad1c6ff1f1f66e05e61', 25, 1796000796974472455, 1796000796974472455, 10716449, 1796000797249182545, 'python', 'python-0.25.0-f31c286d', 'degraded', 'syntax_error', '{"limit":1}', 2, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 11, 'cart.py', '7ca650e3ed1f6dad89ccd938fe091ca9', 109, 1796000796974347970, 1796000796974347970, 10716433, 1796000797249577190, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 6, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 12, 'kinds.py', 'cec9af01f97918a8c8bf5514f5de0695', 181, 1796000796612887462, 1796000796612887462, 10716581, 1796000797249007976, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 13, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 13, 'money.py', '255dfcaf3d7069818cf928e4db94c1b6', 46, 1796000796612730229, 1796000796612730229, 10716417, 1796000797249055186, 'python', 'python-0.25.0-f31c286d', 'ok', '', '', 2, '', 0);
INSERT INTO omny.files OVERRIDING SYSTEM VALUE VALUES (3, 14, 'shape.ts', '98bf75dee1f732fff1e451b8fe8aabbf', 112, 1796000796612923035, 1796000796612923035, 10716584, 1796000797249091940, 'typescript', 'typescript-0.23.2-f31c286d', 'ok', '', '', 7, '', 0);
INSERT INTO omny.generations VALUES (1, 1, '2026-11-30T01:06:35.957550Z', 'reindex', '');
INSERT INTO omny.generations VALUES (1, 2, '2026-11-30T01:06:36.368107Z', 'reindex', '');
INSERT INTO omny.generations VALUES (3, 1, '2026-11-30T01:06:36.687566Z', 'reindex', '');
INSERT INTO omny.generations VALUES (3, 2, '2026-11-30T01:06:37.292006Z', 'reindex', '');
INSERT INTO omny.members VALUES (1, 'omny_owner', true);
INSERT INTO omny.members VALUES (3, 'omny_owner', true);
INSERT INTO omny.names VALUES (1, 'py:kinds', 4);
INSERT INTO omny.names VALUES (1, 'py:money', 5);
INSERT INTO omny.names VALUES (1, 'py:broken', 2);
INSERT INTO omny.names VALUES (1, 'py:cart', 3);
INSERT INTO omny.names VALUES (3, 'py:kinds', 12);
INSERT INTO omny.names VALUES (3, 'py:money', 13);
INSERT INTO omny.names VALUES (3, 'py:broken', 10);
INSERT INTO omny.names VALUES (3, 'py:cart', 11);
INSERT INTO omny.projects OVERRIDING SYSTEM VALUE VALUES (1, 'shop', 'b9b50e0f-5d98-465a-be58-9dd96441d876', 2, '', '2026-11-30T01:06:36.368107Z', 0, 22, 3583190304235581090, 9781, 16384);
INSERT INTO omny.projects OVERRIDING SYSTEM VALUE VALUES (3, 'other', '99f7810c-be27-4b8a-9593-d8d3a6058eb4', 2, '', '2026-11-30T01:06:37.292006Z', 0, 22, 8429673070832512189, 9785, 16384);
INSERT INTO omny.schema_version VALUES (4);
INSERT INTO omny.terms VALUES (1, 1, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 3, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 4, 'cart', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 7, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 8, 'colour', 'enum', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 9, 'mix', 'self other', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 10, 'drawn', 'protocol', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 11, 'draw', 'self', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 12, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 13, 'total', 'cart', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 14, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 15, 'shape', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 16, 'area', 'number', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 17, 'square', 'implements shape', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 18, 'area', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 2, 'kept', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (1, 5, 'price', 'self discount 0', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 1, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 3, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 4, 'cart', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 7, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 8, 'colour', 'enum', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 9, 'mix', 'self other', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 10, 'drawn', 'protocol', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 11, 'draw', 'self', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 12, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 13, 'total', 'cart', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 14, 'module', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 15, 'shape', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 16, 'area', 'number', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 17, 'square', 'implements shape', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 18, 'area', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 2, 'kept', '', '', DEFAULT);
INSERT INTO omny.terms VALUES (3, 5, 'price', 'self discount 0', '', DEFAULT);
INSERT INTO omny.unresolved VALUES (1, 13, 'round', 'round');
INSERT INTO omny.unresolved VALUES (1, 13, 'cart.sum', 'sum');
INSERT INTO omny.unresolved VALUES (3, 13, 'round', 'round');
INSERT INTO omny.unresolved VALUES (3, 13, 'cart.sum', 'sum');
SELECT pg_catalog.setval('omny.facts_number_seq', 14, true);
SELECT pg_catalog.setval('omny.files_number_seq', 19, true);
SELECT pg_catalog.setval('omny.projects_number_seq', 4, true);
SELECT pg_catalog.setval('omny.repairs_id_seq', 1, false);
ALTER TABLE ONLY omny.atom_events
    ADD CONSTRAINT atom_events_pkey PRIMARY KEY (project, id);
ALTER TABLE ONLY omny.atom_snapshots
    ADD CONSTRAINT atom_snapshots_pkey PRIMARY KEY (project, atom_id);
ALTER TABLE ONLY omny.atoms
    ADD CONSTRAINT atoms_pkey PRIMARY KEY (project, number);
ALTER TABLE ONLY omny.atoms
    ADD CONSTRAINT atoms_project_id_key UNIQUE (project, id);
ALTER TABLE ONLY omny.dependencies
    ADD CONSTRAINT dependencies_pkey PRIMARY KEY (project, key, file);
ALTER TABLE ONLY omny.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (project, hash, language, extractor);
ALTER TABLE ONLY omny.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (number);
ALTER TABLE ONLY omny.files
    ADD CONSTRAINT files_project_path_key UNIQUE (project, path);
ALTER TABLE ONLY omny.generations
    ADD CONSTRAINT generations_pkey PRIMARY KEY (project, generation);
ALTER TABLE ONLY omny.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (project, role);
ALTER TABLE ONLY omny.names
    ADD CONSTRAINT names_pkey PRIMARY KEY (project, name, file);
ALTER TABLE ONLY omny.projects
    ADD CONSTRAINT projects_name_key UNIQUE (name);
ALTER TABLE ONLY omny.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (number);
ALTER TABLE ONLY omny.repairs
    ADD CONSTRAINT repairs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY omny.terms
    ADD CONSTRAINT terms_pkey PRIMARY KEY (project, number);
CREATE INDEX atom_events_by_atom ON omny.atom_events USING btree (project, atom_id);
CREATE INDEX atom_events_by_transaction ON omny.atom_events USING btree (project, transaction_id);
CREATE INDEX atoms_by_file ON omny.atoms USING btree (project, file_path);
CREATE INDEX atoms_by_name ON omny.atoms USING btree (project, function_name);
CREATE INDEX atoms_by_plain_name ON omny.atoms USING btree (project, plain_name);
CREATE INDEX atoms_by_update ON omny.atoms USING btree (project, updated_at);
CREATE INDEX dependencies_by_file ON omny.dependencies USING btree (file);
CREATE INDEX edges_by_source ON omny.edges USING btree (project, source);
CREATE INDEX edges_by_target ON omny.edges USING btree (project, target_id);
CREATE INDEX names_by_file ON omny.names USING btree (file);
CREATE INDEX repairs_by_project ON omny.repairs USING btree (project);
CREATE INDEX terms_by_term ON omny.terms USING gin (found);
CREATE INDEX unresolved_by_last ON omny.unresolved USING btree (project, last);
CREATE INDEX unresolved_by_source ON omny.unresolved USING btree (project, source);
CREATE TRIGGER atoms_changed AFTER UPDATE ON omny.atoms REFERENCING OLD TABLE AS old_atoms NEW TABLE AS new_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();
CREATE TRIGGER atoms_created AFTER INSERT ON omny.atoms REFERENCING NEW TABLE AS new_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();
CREATE TRIGGER atoms_deleted AFTER DELETE ON omny.atoms REFERENCING OLD TABLE AS old_atoms FOR EACH STATEMENT EXECUTE FUNCTION omny.derive();
CREATE TRIGGER files_deleted AFTER DELETE ON omny.files REFERENCING OLD TABLE AS old_files FOR EACH STATEMENT EXECUTE FUNCTION omny.forget_files();
CREATE TRIGGER generations_created BEFORE INSERT ON omny.generations FOR EACH STATEMENT EXECUTE FUNCTION omny.refuse_others();
ALTER TABLE ONLY omny.members
    ADD CONSTRAINT members_project_fkey FOREIGN KEY (project) REFERENCES omny.projects(number) ON DELETE CASCADE;
ALTER TABLE omny.atom_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.atom_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.atoms ENABLE ROW LEVEL SECURITY;
CREATE POLICY deleting ON omny.atom_events FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.atom_snapshots FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.atoms FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.dependencies FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.edges FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.facts FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.files FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.generations FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.members FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.names FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.projects FOR DELETE USING ((number = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.repairs FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.terms FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY deleting ON omny.unresolved FOR DELETE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
ALTER TABLE omny.dependencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.edges ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.files ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.generations ENABLE ROW LEVEL SECURITY;
CREATE POLICY inserting ON omny.atom_events FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.atom_snapshots FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.atoms FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.dependencies FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.edges FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.facts FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.files FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.generations FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.members FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.names FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.projects FOR INSERT WITH CHECK ((number = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.repairs FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.terms FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY inserting ON omny.unresolved FOR INSERT WITH CHECK ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
ALTER TABLE omny.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.names ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON omny.atom_events FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.atom_snapshots FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.atoms FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.dependencies FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.edges FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.facts FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.files FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.generations FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.members FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.names FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.projects FOR SELECT USING ((number = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.repairs FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.terms FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
CREATE POLICY reading ON omny.unresolved FOR SELECT USING ((project = ANY (( SELECT omny.mine(false) AS mine)::integer[])));
ALTER TABLE omny.repairs ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE omny.unresolved ENABLE ROW LEVEL SECURITY;
CREATE POLICY updating ON omny.atom_events FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.atom_snapshots FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.atoms FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.dependencies FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.edges FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.facts FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.files FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.generations FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.members FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.names FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.projects FOR UPDATE USING ((number = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.repairs FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.terms FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
CREATE POLICY updating ON omny.unresolved FOR UPDATE USING ((project = ANY (( SELECT omny.mine(true) AS mine)::integer[])));
REVOKE ALL ON FUNCTION omny.admit(of_role name, of_project text, writing boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION omny.dismiss(of_role name, of_project text) FROM PUBLIC;
REVOKE ALL ON FUNCTION omny.drop_project(of_project text) FROM PUBLIC;
REVOKE ALL ON FUNCTION omny.enter(of_name text, of_uuid text) FROM PUBLIC;
