"""The validator names exactly what was planted, and nothing in a healthy index."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
import pytest

from omny.integrity import ConsistencyValidator, Finding
from omny.model.delta import FileDelta
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.deltas import apply, atom, created
from tests.support.helpers import file_checks, index_tree, write_tree
from tests.support.planted import MODULE, NUMBER_OF_ONE, ONE, TWO, kinds_and_places


def healthy(path: Path) -> None:
    with SqliteRepository.open(path) as repository:
        one = atom("a.py", "one", line=3, signature="(user)", calls=[TWO], unresolved=["requests.get"], doc="first")
        two = atom("a.py", "two", line=7, signature="(name)", calls=[MODULE], doc="other")
        apply(repository, created("a.py", one, two), created("b.py", atom("b.py", "<lambda>")))
        stored = repository.get(TWO)
        assert stored is not None
        moved = atom("a.py", "two", line=8, signature="(name)", calls=[MODULE], doc="other")
        apply(repository, FileDelta("a.py", modified=((stored, moved),)))


def findings(path: Path) -> list[Finding]:
    with SqliteRepository.open_reading(path) as repository:
        return ConsistencyValidator(repository).check()


def damaged(path: Path, *statements: str, triggers: bool = False) -> list[Finding]:
    """The findings after damage done behind the back of the schema's triggers (or not)."""
    healthy(path)
    raw = apsw.Connection(str(path))
    if not triggers:
        raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    for statement in statements:
        raw.execute(statement)
    raw.close()
    return findings(path)


def test_a_healthy_index_has_no_finding(tmp_path: Path) -> None:
    healthy(tmp_path / "db")
    assert findings(tmp_path / "db") == []
    with SqliteRepository.open(tmp_path / "db") as writing:
        assert ConsistencyValidator(writing).check() == []


PLANTED = {
    "missing edge": (f"DELETE FROM edges WHERE source = {NUMBER_OF_ONE}", {("missing edge", f"{ONE} -> {TWO}")}),
    "extra edge": (
        f"INSERT INTO edges (source, target_id, edge_type) VALUES ({NUMBER_OF_ONE}, '{MODULE}', 'call')",
        {("extra edge", f"{ONE} -> {MODULE}")},
    ),
    "edge of another type": (
        f"UPDATE edges SET edge_type = 'inherit' WHERE source = {NUMBER_OF_ONE}",
        {("missing edge", f"{ONE} -> {TWO}"), ("extra edge", f"{ONE} -> {TWO}")},
    ),
    "edge of no atom": (
        f"INSERT INTO edges (source, target_id, edge_type) VALUES (999, '{ONE}', 'call')",
        {("extra edge", f"no atom -> {ONE}")},
    ),
    "missing unresolved": ("DELETE FROM unresolved", {("missing unresolved", ONE)}),
    "extra unresolved": (f"INSERT INTO unresolved VALUES ({NUMBER_OF_ONE}, 'x', 'x')", {("extra unresolved", ONE)}),
    "orphan search row": (
        "INSERT INTO atoms_fts (rowid, function_name, signature, words) VALUES (999, 'ghost', '', '')",
        {("orphan search row", "")},
    ),
    "missing search row": (
        f"""INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        SELECT 'delete', number, function_name, signature, words FROM atoms WHERE id = '{ONE}'""",
        {("missing search row", ONE)},
    ),
    "stale search row": (
        f"UPDATE atoms SET signature = '(changed)' WHERE id = '{ONE}'",
        {("stale search row", ONE), ("events", ONE)},
    ),
    "wrong line": (f"UPDATE atoms SET line = 4 WHERE id = '{ONE}'", {("events", ONE)}),
    "ghost file": (
        "DELETE FROM files WHERE path = 'b.py'",
        {("ghost file", "b.py::<module>"), ("ghost file", "b.py::<lambda>")},
    ),
    "file without atoms": (
        """INSERT INTO files SELECT 99, 'c.py', hash, size, mtime_ns, ctime_ns, inode, seen_ns, language, extractor,
        status, code, detail, lines, '', 0 FROM files WHERE path = 'a.py'""",
        {("file without atoms", "c.py")},
    ),
    "version mismatch": (f"UPDATE atoms SET version = 5 WHERE id = '{ONE}'", {("version", ONE)}),
    "lost event": (f"DELETE FROM atom_events WHERE atom_id = '{TWO}' AND operation = 'update'", {("events", TWO)}),
    "lost first event": (
        f"DELETE FROM atom_events WHERE atom_id = '{TWO}' AND operation = 'create'",
        {("events", TWO)},
    ),
    "changed event": (
        f"UPDATE atom_events SET delta = replace(delta, '[7,8]', '[6,8]') WHERE atom_id = '{TWO}'",
        {("events", TWO)},
    ),
    "malformed event": (f"UPDATE atom_events SET delta = '[' WHERE atom_id = '{TWO}'", {("events", TWO)}),
    "event of the future": ("UPDATE atom_events SET transaction_id = 7 WHERE id = 6", {("events", TWO)}),
    "broken data": (
        f"UPDATE atoms SET data = '{{' WHERE id = '{ONE}'",
        {("data", ONE), ("extra edge", f"{ONE} -> {TWO}"), ("extra unresolved", ONE), ("events", ONE)},
    ),
    "foreign key": (
        "INSERT INTO names VALUES ('py:ghost', 999)",
        {("foreign key", "")},
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_damage_is_named_and_nothing_else(name: str, tmp_path: Path) -> None:
    statement, expected = PLANTED[name]
    assert kinds_and_places(damaged(tmp_path / "db", statement)) == expected


def test_swapped_data_of_two_atoms_is_named_though_every_count_is_right(tmp_path: Path) -> None:
    kept = "CREATE TEMP TABLE kept AS SELECT id, data FROM atoms"
    swap = f"""UPDATE atoms SET data = (SELECT data FROM kept WHERE id <> atoms.id AND id IN ('{ONE}', '{TWO}'))
        WHERE id IN ('{ONE}', '{TWO}')"""
    found = kinds_and_places(damaged(tmp_path / "db", kept, swap, triggers=True))
    assert found == {("data", ONE), ("data", TWO), ("events", ONE), ("events", TWO)}


def test_a_dangling_edge_is_named(tmp_path: Path) -> None:
    healthy(tmp_path / "db")
    with SqliteRepository.open(tmp_path / "db") as repository:
        stored = repository.get(TWO)
        assert stored is not None
        apply(repository, FileDelta("a.py", deleted=(stored,)))
    assert kinds_and_places(findings(tmp_path / "db")) == {("dangling edge", f"{ONE} -> {TWO}")}


def test_a_flipped_byte_makes_its_page_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "db"
    healthy(path)
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content[at : at + 7] == b'"first"']
    for at in places:
        flipped = bytearray(content)
        flipped[at + 1] ^= 1
        path.write_bytes(flipped)
        assert [finding.kind for finding in findings(path)] == ["unreadable"]
    assert len(places) == 1  # in the atom: its event refers to it


def test_a_destroyed_page_is_a_finding_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "db"
    healthy(path)
    raw = apsw.Connection(str(path))
    page = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'atoms'").get
    size = raw.pragma("page_size")
    raw.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\x55" * size
    path.write_bytes(content)
    assert {finding.kind for finding in findings(path)} & {"integrity", "unreadable"}


# ── deep ──

FILES = {
    "a.py": "import e\n\n\ndef one():\n    two(e.five)\n\n\ndef two():\n    pass\n",
    "b.py": "def three():\n    pass\n",
    "e.py": "def five():\n    pass\n",
}


def deep(tree: Path, spoil: Callable[[SqliteRepository], None] = lambda repository: None) -> set[tuple[str, str]]:
    with SqliteRepository.in_memory() as repository:
        write_tree(tree, FILES)
        index_tree(tree, repository)
        spoil(repository)
        return kinds_and_places(ConsistencyValidator(repository, files=file_checks(tree, repository)).check(deep=True))


def test_a_clean_tree_has_no_deep_finding(tree: Path) -> None:
    assert deep(tree) == set()


def test_files_that_changed_came_or_went_are_named(tree: Path) -> None:
    def spoil(repository: SqliteRepository) -> None:
        (tree / "a.py").write_text("")
        (tree / "b.py").unlink()
        (tree / "c.py").write_text("")

    assert deep(tree, spoil) == {("stale", "a.py"), ("stale", "b.py"), ("stale", "c.py")}


def test_an_atom_that_is_wrong_consistently_is_named(tree: Path) -> None:
    def spoil(repository: SqliteRepository) -> None:
        stored = repository.get(ONE)
        assert stored is not None
        data = {**json.loads(stored.atom.data), "calls": [MODULE]}
        wrong = msgspec.structs.replace(stored.atom, data=json.dumps(data))
        apply(repository, FileDelta("a.py", modified=((stored, wrong),)))

    assert deep(tree, spoil) == {("wrong atom", ONE)}


SPOILED = {
    "UPDATE facts SET surface = x'80' WHERE hash = (SELECT hash FROM files WHERE path = 'b.py')": {("facts", "b.py")},
    "DELETE FROM facts WHERE hash = (SELECT hash FROM files WHERE path = 'b.py')": {("facts", "b.py")},
    "DELETE FROM dependencies": {("dependencies", "a.py")},
    "INSERT INTO dependencies SELECT 1, number FROM files WHERE path = 'b.py'": set(),  # costs time, and nothing else
    "DELETE FROM names WHERE file = (SELECT number FROM files WHERE path = 'b.py')": {("names", "b.py")},
}


@pytest.mark.parametrize("statement", SPOILED)
def test_what_is_stored_of_a_file_and_does_not_follow_from_it_is_named(statement: str, tree: Path) -> None:
    def spoil(repository: SqliteRepository) -> None:
        repository.connection.execute(statement)

    assert deep(tree, spoil) == SPOILED[statement]
