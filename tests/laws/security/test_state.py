"""Promises S8 and S9: a state directory, a database and settings that came with a tree."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from omny.base import statedir
from omny.base.config import Settings, load_settings, parse_settings
from omny.base.errors import OmnyError, SchemaError, StorageError, UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.storage.sqlite.checksums import checksum_vfs
from omny.storage.sqlite.connection import schema_text
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import index_tree, write_tree
from tests.support.real_daemon import git, needs_git

pytestmark = pytest.mark.skipif(os.name != "posix", reason="speaks of modes and owners")

# One of each kind of command: that makes, asks, serves, ends, and waits.
COMMANDS = (["index"], ["search", "f"], ["status"], ["dump"], ["verify"], ["start"], ["stop"], ["sync"], ["events"])


def refused(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line by which every command refuses the root."""
    lines = set()
    for command in COMMANDS:
        capsys.readouterr()
        option = [str(root)] if command[0] in ("index", "status", "dump", "verify", "start", "stop", "sync") else []
        assert run([*command, *option, *([] if option else ["--root", str(root)])]) == 2, command
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1), command
        lines.add(err)
    assert len(lines) == 1
    return lines.pop()


@pytest.fixture
def indexed(tree: Path) -> Path:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    assert run(["index", str(tree), "--jobs", "1"]) == 0
    return tree


# ── the directory ──


def test_s8_a_state_directory_that_git_has_checked_out_is_refused(
    indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As git leaves it, under the usual mask and under the strictest one."""
    for mask in (0o022, 0o077):
        clone = tmp_path / f"clone-{mask:o}"
        before = os.umask(mask)
        try:
            for directory, _, names in os.walk(indexed):
                to = clone / Path(directory).relative_to(indexed)
                to.mkdir()
                for name in names:
                    (to / name).write_bytes((Path(directory) / name).read_bytes())
        finally:
            os.umask(before)
        said = refused(clone, capsys)
        assert "it was not made here: it may have come with the tree; where it is yours, make" in said
        assert "remove" not in said
        shutil.rmtree(clone / ".omny")
        assert run(["index", str(clone), "--jobs", "1"]) == 0


@needs_git
def test_s8_a_real_clone_is_refused(indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(indexed, "init", "-q")
    git(indexed, "add", "-f", "a.py", ".omny")
    git(indexed, "commit", "-qm", "with its index")
    git(tmp_path, "clone", "-q", str(indexed), "clone")
    assert (tmp_path / "clone" / ".omny" / "omny.db").exists()
    assert "it was not made here" in refused(tmp_path / "clone", capsys)


def test_s8_what_omny_made_is_known_again_wherever_it_goes(indexed: Path, tmp_path: Path) -> None:
    moved = indexed.rename(tmp_path / "moved")
    assert run(["status", str(moved)]) == 0
    copied = Path(shutil.copytree(moved, tmp_path / "copied"))
    assert run(["status", str(copied)]) == 0


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda state, outside: state.symlink_to(outside), "not a directory"),
        (lambda state, outside: state.write_text("a file"), "not a directory"),
        (lambda state, outside: os.mkfifo(state), "not a directory"),
        (lambda state, outside: (state.mkdir(), state.chmod(0o777)), "others can write to it"),
        (lambda state, outside: (state.mkdir(), state.chmod(0o770)), "others can write to it"),
        (lambda state, outside: (state.mkdir(0o700), (state / "omny.db").write_text("")), "it was not made here"),
        (
            lambda state, outside: (state.mkdir(0o700), (state / ".gitignore").symlink_to(outside)),
            "it was not made here",
        ),
        (lambda state, outside: (state.mkdir(0o700), (state / ".gitignore").mkdir()), "it was not made here"),
    ],
)
def test_s8_what_is_no_state_directory_of_ours_is_refused_in_one_line(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path, Path], object], why: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o700)
    make(tree / ".omny", outside)
    mode = (tree / ".omny").lstat().st_mode
    said = refused(tree, capsys)
    assert why in said
    assert "remove" not in said, "a cure loses nothing, or says what"
    assert list(outside.iterdir()) == []
    assert (tree / ".omny").lstat().st_mode == mode, "and left as it is"


def test_s8_a_state_directory_of_another_user_is_refused(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("omny.base.statedir.os.geteuid", lambda: 4_242)
    assert "it is another user's; run omny as that user" in refused(indexed, capsys)


def test_s8_an_empty_directory_is_taken_and_marked(tree: Path) -> None:
    (tree / ".omny").mkdir()
    root = Root.of(tree)
    root.make_state_dir()
    seal = root.state_dir / ".gitignore"
    assert (seal.read_text(), stat.S_IMODE(seal.stat().st_mode)) == ("*\n", 0o400)
    assert stat.S_IMODE(root.state_dir.stat().st_mode) == 0o700


def test_s8_where_a_file_system_has_no_modes_nothing_can_be_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / ".omny").mkdir(mode=0o777)
    (tree / ".omny" / ".gitignore").write_text("*\n")
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    statedir.judge(tree / ".omny")


# ── the database ──

PLANTED = {
    "a trigger": "CREATE TRIGGER mine AFTER INSERT ON atoms BEGIN DELETE FROM atom_events; END",
    "a view": "CREATE VIEW mine AS SELECT load_extension('mine')",
    "a table": "CREATE TABLE mine (x)",
    "a virtual table": "CREATE VIRTUAL TABLE mine USING fts5 (x)",
    "a trigger of a known name": "DROP TRIGGER atoms_deleted; CREATE TRIGGER atoms_deleted AFTER DELETE ON atoms BEGIN "
    "SELECT 1; END",
    "no trigger": "DROP TRIGGER atoms_changed",
    "no index": "DROP INDEX edges_by_target",
    "a view that never ends": "ALTER TABLE edges RENAME TO hidden; CREATE VIEW edges AS WITH RECURSIVE c (source, "
    "target_id, edge_type) AS (SELECT 1, 'x', 'call' UNION ALL SELECT source + 1, 'x', 'call' FROM c) SELECT * FROM c",
    "meta as a view that never ends": "ALTER TABLE meta RENAME TO hidden; CREATE VIEW meta AS WITH RECURSIVE "
    "c (id, uuid, schema_version) AS (SELECT 1, 'x', 3 UNION ALL SELECT id + 1, 'x', 3 FROM c) SELECT * FROM c",
    "generated columns": "DROP VIEW graph_edges; DROP TABLE repairs; CREATE TABLE repairs (id INTEGER PRIMARY KEY, "
    "generation AS (zeroblob(1000000000)))",
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_s8_a_database_with_code_of_its_own_is_not_opened(indexed: Path, what: str) -> None:
    database = indexed / ".omny" / "omny.db"
    connection = apsw.Connection(str(database), vfs=checksum_vfs())
    connection.execute("PRAGMA legacy_alter_table = 1")
    connection.execute(PLANTED[what])
    connection.close()
    for opened in (SqliteRepository.open, SqliteRepository.open_reading):
        with pytest.raises(StorageError) as refusal:
            opened(database)
        assert "move this one aside" in refusal.value.hint
    assert run(["search", "f", "--root", str(indexed)]) == 2


def test_s8_the_schema_is_compared_word_for_word(tmp_path: Path) -> None:
    """Statement by statement: each that is left out, and each that a word is changed in, is told."""
    whole = schema_text()
    objects = [line.split("(")[0].split()[-1] for line in whole.splitlines() if line.startswith("CREATE ")]
    assert len(objects) > 20
    with SqliteRepository.open(tmp_path / "whole.db"):
        pass
    plain = sqlite3.connect(tmp_path / "whole.db")
    names = [name for (name,) in plain.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%REFERENCES%'")]
    plain.close()
    assert names == ["dependencies", "names"]
    for name in names:
        copy = tmp_path / f"{name}.db"
        shutil.copy(tmp_path / "whole.db", copy)
        connection = apsw.Connection(str(copy), vfs=checksum_vfs())
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'CASCADE', 'RESTRICT') WHERE name = ?", (name,))
        connection.close()
        with pytest.raises(SchemaError, match=f"its table '{name}' is not Omny's"):
            SqliteRepository.open_reading(copy)


def test_s8_a_backup_with_code_of_its_own_is_not_restored(
    indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup.db"
    assert run(["backup", str(backup), "--root", str(indexed)]) == 0
    connection = apsw.Connection(str(backup), vfs=checksum_vfs())
    connection.execute(PLANTED["a trigger"])
    connection.close()
    capsys.readouterr()
    assert run(["restore", str(backup), "--root", str(indexed)]) == 2
    assert "its trigger 'mine' is not Omny's" in capsys.readouterr().err
    assert run(["search", "f", "--root", str(indexed)]) == 0


def test_s8_rows_say_nothing_that_a_terminal_obeys(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = indexed / ".omny" / "omny.db"
    connection = apsw.Connection(str(database), vfs=checksum_vfs())
    escape = "'\x1b]0;mine\x07' || char(8238)"
    told = f"'$.doc', {escape}, '$.kind', {escape}, '$.decorators', json_array({escape})"
    connection.execute(f"UPDATE atoms SET signature = {escape}, updated_at = {escape}, data = json_set(data, {told})")
    connection.execute(f"UPDATE atom_events SET timestamp = {escape}, delta = replace(delta, 'a.py', {escape})")
    connection.execute(f"UPDATE meta SET indexed_head = {escape}, indexed_at = {escape}")
    detail = f"code = 'read_failed', detail = json_object('text', {escape})"
    connection.execute(f"UPDATE files SET status = 'skipped', {detail}, path = path || {escape}")
    connection.close()
    for command in (
        ["show", "a.py::f"],
        ["callers", "a.py::f"],
        ["outline", "a.py"],
        ["history", "a.py::f"],
        ["status"],
    ):
        assert run([*command, *([str(indexed)] if command == ["status"] else ["--root", str(indexed)])]) in (0, 2)
        assert not set("\x1b\x07\u202e").intersection("".join(capsys.readouterr())), command


# ── settings ──


def test_s9_settings_of_a_tree_name_no_command_and_no_place() -> None:
    """A new setting is added here by whoever has made sure that a stranger may set it."""
    harmless = {
        "max_file_bytes", "parse_seconds", "exclude", "debounce_ms", "reconcile_seconds", "log_level", "backup_hours",
        "backups_kept", "backup_room", "check_seconds", "deep_check_hours", "repair", "collapse_share",
        "keep_events_days", "boundaries", "idle_minutes", "search_bodies",
    }  # fmt: skip
    assert set(Settings.__struct_fields__) <= harmless


@pytest.mark.parametrize(
    "content",
    [
        b'database = "/etc/passwd"', b'command = "sh"', b"[tool]\nx = 1", b'exclude = ["a\\nb"]', b"repair = 'no'",
        b"max_file_bytes = 1e99", b"parse_seconds = inf",
        b"check_seconds = nan", b"backups_kept = 99999999999999999999",
        b"\xff\xfe",
        b"a" * 300_000, b"x = " + b"[" * 50_000, b"exclude = [" + b'"a",' * 5_000 + b"]", b"log_level = ['debug']",
    ],
)  # fmt: skip
def test_s9_other_settings_are_refused_in_one_line(tree: Path, content: bytes) -> None:
    (tree / ".omny.toml").write_bytes(content)
    with pytest.raises(UsageError, match=r"^read settings \.omny\.toml: ") as refusal:
        load_settings(Root.of(tree))
    assert "\n" not in str(refusal.value)


def test_s9_patterns_of_a_tree_cannot_leave_it_or_take_time(tree: Path) -> None:
    with pytest.raises(UsageError, match="leads out of the tree"):
        parse_settings(b'exclude = ["../../*"]')
    settings = parse_settings(b'exclude = ["/etc/", "*a*a*a*a*a*a*a*a*a*a*a*b"]')
    write_tree(tree, {f"{'a' * 200}.py": "", "a.py": ""})
    with SqliteRepository.in_memory() as repository:
        index_tree(tree, repository, settings=settings)
        assert sum(repository.counts().languages.values()) == 2


def test_s9_a_faulty_settings_file_stops_what_reads_it_and_says_so(indexed: Path) -> None:
    (indexed / ".omny.toml").write_text("nonsense")
    with pytest.raises(OmnyError):
        load_settings(Root.of(indexed))
    assert run(["index", str(indexed)]) == 2
    assert run(["search", "f", "--root", str(indexed)]) == 0


def test_s8_a_database_that_is_a_symlink_is_told_with_a_cure_that_keeps_it(
    indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = indexed / ".omny" / "omny.db"
    kept = database.rename(tmp_path / "kept.db")
    database.symlink_to(kept)
    capsys.readouterr()
    assert run(["index", str(indexed)]) == 2
    said = capsys.readouterr().err
    assert "name the file that it leads to with --db" in said
    assert "remove" not in said
    assert run(["index", str(indexed), "--jobs", "1", "--db", str(kept)]) == 0


@pytest.mark.parametrize("name", ["edits", "cookies"])
def test_s8_what_stands_in_the_place_of_a_directory_is_to_be_moved(tree: Path, name: str) -> None:
    root = Root.of(tree)
    (root.make_state_dir() / name).write_text("mine")
    with pytest.raises(UsageError, match="move it away: omny makes a new one"):
        root.private_dir(name)
    assert (root.state_dir / name).read_text() == "mine"
