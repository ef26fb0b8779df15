"""A migration happens whole or not at all, once, and can be taken back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import AlreadyRunningError, OmnyError, UsageError
from omny.base.lock import DaemonLock
from omny.base.paths import Root
from omny.cli import run
from omny.migrate import import_legacy
from omny.migrate import report as reports
from omny.migrate.import_legacy import Target, done_before, roll_back, take_over
from omny.migrate.legacy_store import LegacyStore
from omny.migrate.plan import Plan
from omny.migrate.report import Report
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, dump_of, index_tree
from tests.support.legacy_store import STORE, large, quirky, rich

DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"


@pytest.fixture
def project(tmp_path):
    quirky(tmp_path / "project")
    return tmp_path / "project"


def migrate(project: Path, *, sources: bool = False, replace: bool = False) -> Report:
    """Takes over the store of a project into its own state directory."""
    root = Root.of(project)
    root.make_state_dir()
    target = Target(str(root.state_dir / "omny.db"), root)
    with Plan(LegacyStore.find(project), root if sources else None, "2026-03-01T00:00:00.000000Z") as plan:
        plan.read()
        if done := done_before(target, plan):
            return done
        return take_over(
            plan,
            target,
            root if sources else None,
            replace_index=replace,
            clock=SYSTEM_CLOCK,
            progress=lambda what, done, total: None,
        )


def database(project: Path) -> Path:
    return project / ".omny" / "omny.db"


def index(project: Path, *, edits: int = 0) -> None:
    """Indexes the sources, and as many edits after that."""
    Root.of(project).make_state_dir()
    with SqliteRepository.open(database(project)) as repository:
        index_tree(project, repository)
        for number in range(edits):
            (project / "more.py").write_text(f"def more():\n    return {number}\n")
            index_tree(project, repository)


def left_over(project: Path) -> list[str]:
    """Files of the state directory that are no database, no report, no backup."""
    known = ("omny.db", "daemon.", ".gitignore")
    return [
        path.name for path in (project / ".omny").iterdir() if not path.name.startswith(known) or "part" in path.name
    ]


# ── once, and whole ──


def test_a_second_run_changes_nothing(project):
    first = migrate(project)
    before = database(project).read_bytes()
    assert migrate(project) == first
    assert database(project).read_bytes() == before
    assert first.counts.atoms == 19
    assert left_over(project) == []


def test_with_its_sources_the_index_is_a_fresh_one_with_a_past(project):
    report = migrate(project, sources=True)
    with SqliteRepository.open(database(project)) as repository:
        assert_equals_fresh(project, repository)
        assert [row.source for row in repository.generations()] == ["migration", "reindex"]
        assert report.indexed is not None
        assert report.indexed["atoms"] == repository.atom_count()
        assert report.uuid == repository.meta().uuid


def test_the_report_tells_of_each_file(project):
    report = migrate(project)
    (kept,) = (project / ".omny").glob("omny.db.migration-*.json")
    told = json.loads(kept.read_bytes())
    assert told["uuid"] == report.uuid
    assert {file["file"] for file in told["files"]} >= {"atoms/src/utils/saveThing.json", "index.json"}
    assert told["lost_before"] == ["src/utils.js::main", "src/utils.js::saveThing"]
    assert reports.find_report(str(database(project)), report.uuid) == report
    assert reports.find_report(str(database(project)), "another") is None


@pytest.mark.parametrize("step", ["_load", "_index_sources", "_check", "close_up", "put_in_place"])
@pytest.mark.parametrize("had_index", [True, False])
def test_whatever_fails_what_was_there_is_there(project, monkeypatch, step, had_index):
    if had_index:
        index(project)
    before = dump_of(database(project)) if had_index else None

    def failing(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_legacy, step, failing)
        with pytest.raises(KeyboardInterrupt):
            migrate(project, sources=True)
    assert (dump_of(database(project)) if database(project).exists() else None) == before
    assert left_over(project) == []
    report = migrate(project, sources=True)
    assert bool(report.aside) == had_index
    with SqliteRepository.open(database(project)) as repository:
        assert_equals_fresh(project, repository)


KILLED = """
import os, signal, sys
from omny.migrate import import_legacy
from omny.storage.sqlite import backup as sqlite_backup
step, module = sys.argv[1], {"import_legacy": import_legacy, "backup": sqlite_backup}[sys.argv[2]]
whole = getattr(module, step)
def killed(*a, **k):
    if sys.argv[3] == "after":
        whole(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, step, killed)
from omny.cli import run
run(["migrate", "json", sys.argv[4], sys.argv[4]])
"""


@pytest.mark.parametrize(
    ("step", "module", "when"),
    [
        ("_load", "import_legacy", "after"),
        ("_index_sources", "import_legacy", "after"),
        ("close_up", "import_legacy", "after"),
        ("set_aside", "backup", "before"),
        ("set_aside", "backup", "after"),
        ("put_in_place", "import_legacy", "after"),
    ],
)
def test_killed_at_any_point_the_next_run_begins_or_completes(project, step, module, when):
    index(project)
    before = dump_of(database(project))
    result = subprocess.run([sys.executable, "-c", KILLED, step, module, when, str(project)], capture_output=True)
    assert result.returncode == -9, result.stderr.decode()
    assert dump_of(database(project)) == before  # the sources are the same, so both indexes dump alike
    assert run(["migrate", "json", str(project), str(project)]) == 0
    with SqliteRepository.open_reading(database(project)) as repository:
        assert [row.source for row in repository.generations()] == ["migration", "reindex"]
        assert repository.meta().uuid
    assert left_over(project) == []


# ── what is there already ──


def test_an_index_without_a_history_of_its_own_is_set_aside(project):
    index(project)
    before = dump_of(database(project))
    report = migrate(project)
    assert dump_of(report.aside) == before


def test_an_index_with_a_history_of_its_own_is_refused(project):
    index(project, edits=2)
    before = database(project).read_bytes()
    with pytest.raises(UsageError, match="a history of 3 generations"):
        migrate(project)
    assert database(project).read_bytes() == before
    report = migrate(project, replace=True)
    with SqliteRepository.open_reading(report.aside) as repository:
        assert repository.meta().generation == 3


def test_what_is_no_index_is_not_lost(project):
    Root.of(project).make_state_dir()
    database(project).write_bytes(b"precious" * 1000)
    with pytest.raises(UsageError, match="cannot be read"):
        migrate(project)
    report = migrate(project, replace=True)
    assert Path(report.aside).read_bytes() == b"precious" * 1000


def test_a_store_that_has_changed_is_migrated_anew(project):
    first = migrate(project)
    path = project / STORE / "atoms" / "src" / "new.json"
    path.write_text(json.dumps(rich("src/new.js", "fresh")))
    second = migrate(project)
    assert (second.digest != first.digest, second.counts.atoms) == (True, first.counts.atoms + 1)
    assert dump_of(second.aside) != dump_of(database(project))


def test_beside_a_daemon_nothing_is_done(project):
    with DaemonLock(Root.of(project)), pytest.raises((UsageError, AlreadyRunningError), match="a daemon runs"):
        migrate(project)
    assert not database(project).exists()


# ── back ──


def test_what_was_there_before_is_put_back(project):
    index(project)
    before = dump_of(database(project))
    migrate(project)
    migrated = dump_of(database(project))
    target = Target(str(database(project)), Root.of(project))
    restored, aside = roll_back(target, clock=SYSTEM_CLOCK)
    assert dump_of(database(project)) == before == dump_of(restored)
    assert dump_of(aside) == migrated
    with pytest.raises(UsageError, match="this index comes from none"):
        roll_back(target, clock=SYSTEM_CLOCK)


def test_where_nothing_was_before_nothing_is_then(project):
    migrate(project)
    migrated = dump_of(database(project))
    restored, aside = roll_back(Target(str(database(project)), Root.of(project)), clock=SYSTEM_CLOCK)
    assert (restored, database(project).exists()) == ("", False)
    assert dump_of(aside) == migrated


def test_without_its_backup_nothing_is_rolled_back(project):
    index(project)
    report = migrate(project)
    os.unlink(report.aside)
    with pytest.raises(OmnyError, match="the index before is not there"):
        roll_back(Target(str(database(project)), Root.of(project)), clock=SYSTEM_CLOCK)
    assert database(project).exists()


# ── the commands ──


def test_the_commands_from_a_dry_run_to_the_way_back(project, capsys, tmp_path):
    kept = tmp_path / "report.json"
    assert run(["migrate", "json", str(project), str(project), "--dry-run", "--report", str(kept)]) == 0
    assert not (project / ".omny").exists()
    assert "would be migrated" in capsys.readouterr().out
    assert len(json.loads(kept.read_bytes())["files"]) == 36
    assert run(["migrate", "json", str(project / STORE), str(project)]) == 0
    out = capsys.readouterr().out
    assert "unreadable" in out
    assert "then the sources were indexed" in out
    assert run(["migrate", "json", str(project), str(project)]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert run(["migrate", "verify", str(project), str(project)]) == 0
    assert "the index holds all of the store" in capsys.readouterr().out
    assert run(["history", "DEFAULTS", "--root", str(project), "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["results"]
    assert [(step["source"], step["operation"]) for step in steps] == [
        ("migration", "create"),
        ("migration", "delete"),
        ("reindex", "create"),  # a constant of its own, where the sources have it
    ]
    assert run(["migrate", "rollback", str(project)]) == 0
    assert not database(project).exists()


def test_verify_tells_what_is_missing(project, capsys):
    assert run(["migrate", "json", str(project)]) == 0
    (project / STORE / "atoms" / "src" / "new.json").write_text(json.dumps(rich("src/new.js", "fresh")))
    capsys.readouterr()
    assert run(["migrate", "verify", str(project), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["same_store"], told["differences"] > 0) == (False, True)
    shutil.rmtree(project / ".omny")
    assert run(["migrate", "verify", str(project)]) == 2
    assert "there is no index yet" in capsys.readouterr().err


def test_another_file_can_be_named(project, tmp_path, capsys):
    there = tmp_path / "other.db"
    assert run(["migrate", "json", str(project), "--db", str(there), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["database"] == str(there)
    assert not (project / ".omny").exists()
    assert run(["migrate", "rollback", "--db", str(there)]) == 0
    assert not there.exists()


def test_what_cannot_be_done_is_one_line(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert run(["migrate", "json", str(tmp_path / "empty")]) == 2
    assert capsys.readouterr().err.startswith("omny: find legacy store")
    assert run(["migrate", "json", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_large_store_takes_little_memory_and_few_descriptors(tmp_path):
    count = 6_000 if os.environ.get("OMNY_LONG") else 300
    large(tmp_path, files=count // 6, atoms=count, damaged=count // 75)
    opened = []
    with Plan(LegacyStore.find(tmp_path), None, "2026-03-01T00:00:00.000000Z") as plan:
        tracemalloc.start()
        try:
            plan.read(lambda what, done, total: opened.append(len(os.listdir(DESCRIPTORS))))
            for _ in plan.archive().events:
                pass
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert plan.counts.documents["atom"] == {"clean": count - count // 75, "leading document": count // 75}
    assert plan.counts.accounts["atom"] == {"ok": count}
    assert peak < 10 << 20
    assert max(opened) - min(opened) < 10
