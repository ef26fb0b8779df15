"""Small sources, and damage to the index of them: of each damage the statement, and what finds it."""

from __future__ import annotations

from omny.integrity import Finding

FILES = {
    "a.py": "from b import Base\n\n\ndef one(user):\n    return two()\n\n\ndef two():\n    return Base()\n",
    "b.py": "class Base:\n    def save(self):\n        self.load()\n\n    def load(self):\n        requests.get()\n",
    "c.py": "import a\n\n\ndef three():\n    a.one(1)\n\n\ndef twin():\n    a.one(1)\n",
    "pkg/d.py": "from a import one\n\n\n@one\ndef four():\n    pass\n",
}
ONE, TWO, BASE, MODULE = "a.py::one", "a.py::two", "b.py::Base", "a.py::<module>"
NUMBER_OF_ONE = f"(SELECT number FROM atoms WHERE id = '{ONE}')"
OF_A = "(SELECT hash FROM files WHERE path = 'a.py')"
LIGHT, DEEP = 60.0, 24 * 3600.0

PLANTED = {
    # what: (the statement, without triggers; the period within which it is found)
    "missing edge": (f"DELETE FROM edges WHERE source = {NUMBER_OF_ONE}", LIGHT),
    "extra edge": (
        f"INSERT INTO edges (source, target_id, edge_type) VALUES ({NUMBER_OF_ONE}, '{BASE}', 'call')",
        LIGHT,
    ),
    "edge of no atom": (f"INSERT INTO edges (source, target_id, edge_type) VALUES (999, '{ONE}', 'call')", LIGHT),
    "missing unresolved": ("DELETE FROM unresolved", LIGHT),
    "orphan search row": (
        "INSERT INTO atoms_fts (rowid, function_name, signature, words) VALUES (999, 'ghost', '', '')",
        LIGHT,
    ),
    "stale search row": (
        f"""INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        SELECT 'delete', number, function_name, signature, words FROM atoms WHERE id = '{ONE}';
        INSERT INTO atoms_fts (rowid, function_name, signature, words) VALUES ({NUMBER_OF_ONE}, 'other', '', '')""",
        DEEP,
    ),
    "ghost file": ("DELETE FROM files WHERE path = 'b.py'", LIGHT),
    "ghost of a file that never was": (
        """INSERT INTO atoms SELECT 'x.py::<module>', 999, 'x.py', '<module>', 1, 1, 'module', '',
        '{"qualified_name":"<module>"}', '', 1, created_at, updated_at FROM atoms WHERE id = 'a.py::one'""",
        LIGHT,
    ),
    "file without atoms": (
        """INSERT INTO files SELECT 99, 'x.py', hash, size, mtime_ns, ctime_ns, inode, seen_ns, language, extractor,
        status, code, detail, lines, '', 0 FROM files WHERE path = 'a.py'""",
        LIGHT,
    ),
    "swapped data of two atoms": (
        f"""CREATE TEMP TABLE kept AS SELECT id, data FROM atoms;
        UPDATE atoms SET data = (SELECT data FROM kept WHERE id <> atoms.id AND id IN ('{ONE}', '{TWO}'))
        WHERE id IN ('{ONE}', '{TWO}')""",
        LIGHT,
    ),
    "swapped edges of two atoms": (
        f"""UPDATE edges SET source = -1 WHERE source = {NUMBER_OF_ONE};
        UPDATE edges SET source = {NUMBER_OF_ONE} WHERE source = (SELECT number FROM atoms WHERE id = 'c.py::three');
        UPDATE edges SET source = (SELECT number FROM atoms WHERE id = 'c.py::three') WHERE source = -1""",
        LIGHT,
    ),
    "broken data": (f"UPDATE atoms SET data = '{{' WHERE id = '{ONE}'", LIGHT),
    "missing atom": (f"DELETE FROM atoms WHERE id = '{BASE}'", LIGHT),
    "wrong row": (f"UPDATE atoms SET line = 2 WHERE id = '{ONE}'", DEEP),
    "wrong version": (f"UPDATE atoms SET version = 5 WHERE id = '{ONE}'", DEEP),
    "wrong time": (f"UPDATE atoms SET updated_at = '' WHERE id = '{ONE}'", DEEP),
    "missing event": (f"DELETE FROM atom_events WHERE atom_id = '{TWO}' AND operation = 'update'", DEEP),
    "missing first event": (f"DELETE FROM atom_events WHERE atom_id = '{TWO}' AND operation = 'create'", DEEP),
    "changed event": (f"UPDATE atom_events SET delta = '{{}}' WHERE atom_id = '{TWO}' AND operation = 'update'", DEEP),
    "malformed event": (f"UPDATE atom_events SET delta = '[' WHERE atom_id = '{ONE}'", DEEP),
    "event of the future": (f"UPDATE atom_events SET transaction_id = 99 WHERE atom_id = '{TWO}'", DEEP),
    "wrong facts": (
        f"UPDATE facts SET facts = (SELECT facts FROM facts WHERE hash <> {OF_A}) WHERE hash = {OF_A}",
        DEEP,
    ),
    "wrong surface": (f"UPDATE facts SET surface = x'80' WHERE hash = {OF_A}", DEEP),
    "lost facts": (f"DELETE FROM facts WHERE hash = {OF_A}", DEEP),
    "lost dependencies": ("DELETE FROM dependencies WHERE file = (SELECT number FROM files WHERE path = 'c.py')", DEEP),
    "lost names": ("DELETE FROM names WHERE file = (SELECT number FROM files WHERE path = 'a.py')", DEEP),
    "a name of no file": ("INSERT INTO names VALUES ('py:ghost', 999)", DEEP),
    "ledger of another content": (
        "UPDATE files SET hash = (SELECT hash FROM files WHERE path = 'b.py') WHERE path = 'a.py'",
        DEEP,
    ),
}


def kinds_and_places(found: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.where) for finding in found}
