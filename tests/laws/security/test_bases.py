"""Promise S11: a base that was changed is refused, and what is in one is believed no further than it is checked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from omny.base.errors import OmnyError, StorageError, UsageError
from omny.integrity import ConsistencyValidator
from omny.integrity.base_file import PIECE_BYTES, read_manifest
from tests.support.bases import begin, forge, make_base, repository_of, rewrite, with_manifest
from tests.support.helpers import assert_equals_fresh, file_checks, write_tree

FILES = {
    "a.py": "from b import g, h\n\n\ndef f():\n    return g()\n",
    "b.py": "def g():\n    return 1\n\n\ndef h():\n    return 2\n",
}

ADD_FILE = (
    "INSERT INTO files SELECT 99, {}, hash, 0, 0, 0, 0, 0, language, extractor, status, '', '', 0, '', 0 "
    "FROM files LIMIT 1"
)

KEY = b"a key that both sides have"


@pytest.fixture
def here(tree: Path) -> Path:
    return write_tree(tree, FILES)


@pytest.fixture
def base(here: Path, tmp_path: Path) -> Path:
    return make_base(here, tmp_path / "main.base")


def assert_refused(tree: Path, base: Path, *, key_file: str = "") -> str:
    """A base is refused in one line, and nothing is there afterwards; the line."""
    with pytest.raises(OmnyError) as refusal:
        begin(tree, base, key_file=key_file)
    assert "\n" not in str(refusal.value)
    left = [name for name in os.listdir(tree / ".omny") if "omny.db" in name] if (tree / ".omny").exists() else []
    assert left == []
    return str(refusal.value)


def test_s11_a_base_that_was_changed_or_cut_off_is_refused_and_nothing_is_changed(here: Path, base: Path) -> None:
    content = base.read_bytes()
    for place in [*range(0, 600, 37), *range(600, len(content), len(content) // 25), len(content) - 1]:
        changed = bytearray(content)
        changed[place] ^= 0x40
        base.write_bytes(changed)
        assert_refused(here, base)
        base.write_bytes(content[:place])
        assert_refused(here, base)
    base.write_bytes(content + b"x")
    assert "more follows" in assert_refused(here, base)
    base.write_bytes(content)
    assert begin(here, base).parsed == 0


def test_s11_a_signed_base_counts_with_its_key_only(here: Path, base: Path, tmp_path: Path) -> None:
    signed = make_base(here, tmp_path / "signed.base", key=KEY)
    (tmp_path / "key").write_bytes(KEY + b"\n")
    (tmp_path / "other").write_bytes(b"another key of that length")
    (tmp_path / "short").write_bytes(b"short")
    assert "not signed" in assert_refused(here, base, key_file=str(tmp_path / "key"))
    assert "not signed with this key" in assert_refused(here, signed, key_file=str(tmp_path / "other"))
    assert "openssl rand -hex 32" in assert_refused(here, signed, key_file=str(tmp_path / "short"))
    assert "no such file" in assert_refused(here, signed, key_file=str(tmp_path / "none"))
    shutil.copy(signed, tmp_path / "changed.base")
    with_manifest(tmp_path / "changed.base", atoms=7)
    assert "not signed with this key" in assert_refused(here, tmp_path / "changed.base", key_file=str(tmp_path / "key"))
    assert begin(here, signed, key_file=str(tmp_path / "key")).parsed == 0


@pytest.mark.parametrize(
    "said",
    [
        {"image_bytes": 1 << 60},
        {"image_bytes": -1},
        {"image_bytes": 0},
        {"image_bytes": 10**400},
        {"image_bytes": PIECE_BYTES * 1000, "pieces": [[100, "0" * 64]] * 1000},
        {"image_bytes": 8192, "pieces": [[1 << 50, "0" * 64]]},
        {"image_bytes": 8192, "pieces": [[-5, "0" * 64]]},
        {"image_bytes": 8192, "pieces": []},
        {"image_bytes": 8192},
        {"pieces": "none"},
        {"schema": "8"},
        {"extractors": [1]},
    ],
)
def test_s11_sizes_that_no_base_has_are_refused_before_they_are_read(
    here: Path, base: Path, said: dict[str, object]
) -> None:
    assert_refused(here, with_manifest(base, **said))


def test_s11_a_manifest_without_end_is_not_read(here: Path, base: Path) -> None:
    base.write_bytes(base.read_bytes()[:12] + b"\xff\xff\xff\xff" + b"[" * 100_000)
    assert "too large" in assert_refused(here, base)
    base.write_bytes(base.read_bytes()[:12] + (100_000).to_bytes(4, "big") + b"[" * 100_100)
    assert_refused(here, base)


def test_s11_a_base_does_not_swell_beyond_its_bound(here: Path, base: Path) -> None:
    with base.open("rb") as file:
        manifest = read_manifest(file, str(base), None)
    rewrite(base, bytes(40 * PIECE_BYTES), manifest)
    assert "more than 64 times as large" in assert_refused(here, base)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE files SET path = '../b.py' WHERE path = 'b.py'",
        "UPDATE files SET path = '/etc/passwd' WHERE path = 'b.py'",
        ADD_FILE.format("'x/../../y.py'"),
        ADD_FILE.format("'x' || char(0) || '.py'"),
        "UPDATE files SET held_hash = hash, held_generation = 1",
        "UPDATE files SET status = 'excluded' WHERE path = 'b.py'",
        "DELETE FROM files WHERE path = 'b.py'",
        "UPDATE atoms SET id = 'a.py::g' WHERE id = 'b.py::g'",
        "UPDATE atoms SET version = 5",
        "UPDATE atoms SET updated_at = '2999-01-01T00:00:00Z' WHERE id = 'b.py::g'",
        "DELETE FROM atom_snapshots WHERE atom_id = 'b.py::g'",
        "UPDATE atom_snapshots SET atom_id = 'c.py::g' WHERE atom_id = 'b.py::g'",
        "INSERT INTO atom_events VALUES (1, 'a.py::f', 'create', '{}', NULL, 1, '', 'reindex', 1)",
        "INSERT INTO notes VALUES (1, 'a.py::f', 'trust me', 'x', '', 'a.py::f', '', '', '')",
        "INSERT INTO repairs VALUES (1, 1, '', '', '', '', '', '', '')",
        "INSERT INTO vectors VALUES (1, 1, 1, x'00')",
        "UPDATE meta SET indexed_at = 'now'",
        "UPDATE meta SET indexed_head = char(27) || '[2J'",
        "UPDATE meta SET schema_version = 7",
        "DELETE FROM meta",
        "INSERT INTO dependencies VALUES (1, 12345)",
        "INSERT INTO edges VALUES (1, 'b.py::h', 'call', 3)",
        'CREATE TRIGGER "x\'; DROP TABLE atoms; --" AFTER UPDATE ON files BEGIN DELETE FROM atoms; END',
        "CREATE VIEW evil AS SELECT 1",
        "CREATE TABLE evil (x)",
        "CREATE INDEX evil ON atoms (line)",
        "CREATE VIRTUAL TABLE evil USING fts5 (x)",
        "DROP TRIGGER atoms_changed",
        "DROP TABLE names",
        "DROP VIEW graph_edges; CREATE VIEW graph_edges (source_id) AS SELECT id FROM atoms",
        "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'meta'",
        "PRAGMA application_id = 1",
        "PRAGMA journal_mode = wal",
    ],
)
def test_s11_an_image_is_refused_where_it_says_what_no_first_index_says(here: Path, base: Path, sql: str) -> None:
    assert_refused(here, forge(base, sql))


def test_s11_an_image_that_is_no_database_is_refused(here: Path, base: Path) -> None:
    with base.open("rb") as file:
        manifest = read_manifest(file, str(base), None)
    for image in (os.urandom(16_384), b"SQLite format 3\0" + os.urandom(16_368), os.urandom(100)):
        assert_refused(here, rewrite(base, image, manifest))


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE atoms SET data = json_set(data, '$.calls', json('[\"b.py::h\"]')) WHERE id = 'a.py::f'", "wrong atom"),
        ("UPDATE atoms SET signature = '(password)' WHERE id = 'b.py::g'", "wrong atom"),
        ("DELETE FROM atoms WHERE id = 'b.py::h'", "missing atom"),
        ("DELETE FROM dependencies", "dependencies"),
        ("DELETE FROM names", "names"),
        ("UPDATE facts SET facts = (SELECT facts FROM facts ORDER BY hash LIMIT 1)", "facts"),
    ],
)
def test_s11_what_was_forged_with_right_checksums_is_found_by_the_deep_check(
    here: Path, tmp_path: Path, sql: str, kind: str
) -> None:
    begin(here, make_base(here, tmp_path / "forged.base", meanwhile=sql))
    with repository_of(here) as repository:
        validator = ConsistencyValidator(repository, files=file_checks(here, repository))
        assert kind in {finding.kind for finding in validator.check(deep=True)}
        by_pieces = [finding.kind for piece in validator.deep() for finding in piece]
        assert kind in by_pieces


def test_s11_a_file_is_read_whatever_a_base_says_of_its_time(here: Path, base: Path) -> None:
    write_tree(here, {"b.py": "def g():\n    return 3\n\n\ndef i():\n    return 2\n"})
    stat = (here / "b.py").stat()
    said = f"size = {stat.st_size}, mtime_ns = {stat.st_mtime_ns}, ctime_ns = {stat.st_ctime_ns}, inode = {stat.st_ino}"
    forge(base, f"UPDATE files SET {said}, seen_ns = {1 << 62} WHERE path = 'b.py'")
    assert begin(here, base).parsed == 1
    with repository_of(here) as repository:
        assert_equals_fresh(here, repository)


def test_s11_facts_of_contents_that_no_file_has_are_not_kept(here: Path, base: Path) -> None:
    forge(
        base,
        "INSERT INTO facts SELECT 'f' || substr(hash, 2), language, extractor, surface, facts, lines, 0, 0 FROM facts",
    )
    write_tree(here, {"b.py": "def g():\n    return 3\n"})
    begin(here, base)
    with repository_of(here) as repository:
        assert repository.connection.execute("SELECT count(*) FROM facts").get == 2


def test_s11_no_file_of_the_tree_names_a_base(here: Path, base: Path) -> None:
    write_tree(here, {".omny.toml": f'base = "{base}"\n'})
    with pytest.raises(UsageError, match=r"\.omny\.toml"):
        begin(here, base)


def test_s11_a_base_without_room_is_refused(here: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(here)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StorageError, match="make room"):
        begin(here, base)
