"""What is done to an index that is larger than the page cache, while its log is not empty."""

from __future__ import annotations

import json
from pathlib import Path

import apsw
import pytest

from omny.base.errors import StorageError
from omny.cli import run
from omny.storage.sqlite import backup as sqlite_backup
from omny.storage.sqlite.backup import back_up
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_checksums, assert_equals_fresh, dump_of, dumped
from tests.support.large_index import LargeIndex


@pytest.mark.parametrize("is_older", [False, True])
def test_a_backup_with_changes_in_the_log_has_the_checksum_of_every_page(
    large: LargeIndex, tmp_path: Path, is_older: bool
) -> None:
    if is_older:
        large.as_older_ones()
    for number in range(3):
        large.edit()
        assert large.has_log
        copy = tmp_path / f"{number}.db"
        back_up(str(large.database), str(copy))
        assert_checksums(copy)
        assert dump_of(copy) == dump_of(large.database)


def test_a_copy_keeps_the_checksums_of_pages_that_are_free(large: LargeIndex, tmp_path: Path) -> None:
    large.writer.connection.execute("DELETE FROM facts")
    assert large.writer.connection.pragma("freelist_count") > 0
    back_up(str(large.database), str(tmp_path / "kept.db"))
    assert_checksums(tmp_path / "kept.db")
    back_up(str(tmp_path / "kept.db"), str(tmp_path / "again.db"))


def test_a_restored_backup_is_the_index_and_goes_on(large: LargeIndex, tmp_path: Path, capsys) -> None:
    kept = tmp_path / "kept.db"
    back_up(str(large.database), str(kept))
    large.edit()
    large.close()
    assert run(["restore", str(kept), "--root", str(large.tree)]) == 0
    assert_checksums(large.database)
    assert run(["index", str(large.tree)]) == 0
    with SqliteRepository.open_reading(large.database) as repository:
        assert_equals_fresh(large.tree, repository)
    assert run(["verify", "--deep", str(large.tree)]) == 0
    capsys.readouterr()


def test_a_copy_that_lost_a_checksum_names_the_copy_and_not_the_file_before(
    large: LargeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    kept = tmp_path / "kept.db"
    back_up(str(large.database), str(kept))
    before = kept.read_bytes()
    large.as_older_ones()
    assert large.has_log
    monkeypatch.setattr(sqlite_backup, "first_page", lambda *_: None)  # as it was: the copy spills without checksums
    with pytest.raises(StorageError) as error:
        back_up(str(large.database), str(kept), replace=True)
    assert "of the copy" in error.value.reason
    assert "remove" not in error.value.hint
    assert "try again" in error.value.hint
    assert kept.read_bytes() == before


def test_what_is_wrong_with_the_index_is_told_of_the_index(large: LargeIndex, tmp_path: Path, capsys) -> None:
    large.close()
    connection = apsw.Connection(str(large.database))
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'atoms_by_name'").get
    connection.close()
    with open(large.database, "r+b") as file:
        file.seek((root - 1) * 8192 + 8)
        file.write(b"\xff" * 40)
    assert run(["backup", str(tmp_path / "kept.db"), "--root", str(large.tree)]) == 2
    told = capsys.readouterr().err
    assert str(large.database) in told
    assert "omny verify --repair" in told
    assert "remove" not in told


def test_status_tells_when_the_last_backup_was_made(large: LargeIndex, capsys) -> None:
    from omny.base.paths import Root
    from omny.integrity.backup import Backups
    from tests.support.fake_clock import FakeClock

    clock = FakeClock()
    Backups(Root.of(large.tree), str(large.database), clock, lambda work: work(), 0.0).look(24, 1, 1)
    assert run(["status", str(large.tree), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["backup"]
    assert said["at"].startswith("2026-01-02T03:04:05")
    assert said["bytes"] > 1_000_000
    assert run(["status", str(large.tree)]) == 0
    assert "backup    2026-01-02T03:04:05" in capsys.readouterr().out


def test_pruning_gives_the_space_back_while_others_read(large: LargeIndex, capsys) -> None:
    for number in range(30):
        file = large.tree / f"m{number}.py"
        file.write_text(file.read_text().replace("return", "return 1 +"))
    large.edit()
    large.writer.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    before = large.database.stat().st_size
    was = dump_of(large.database)
    assert run(["events", "prune", "--keep", "0h", "--root", str(large.tree)]) == 0
    told = capsys.readouterr().out
    after = large.database.stat().st_size
    assert after < before
    assert f"had {before / 1e6:,.1f} MB on the disk, and has {after / 1e6:,.1f} MB" in told
    assert dump_of(large.database) == was
    assert_checksums(large.database)
    assert large.writer.connection.pragma("freelist_count") == 0
    assert run(["verify", "--deep", str(large.tree)]) == 0


def test_a_reader_of_an_old_state_goes_on_while_pages_are_given_back(large: LargeIndex) -> None:
    for number in range(20, 25):
        (large.tree / f"m{number}.py").unlink()
    large.edit()
    with SqliteRepository.open_reading(large.database) as reader, reader.reading():
        before = dumped(reader)
        large.writer.prune(large.writer.meta().generation)
        assert dumped(reader) == before
    large.edit()
    assert_equals_fresh(large.tree, large.writer)
    large.close()
    assert_checksums(large.database)


def test_a_repair_of_a_large_index_keeps_its_checksums(large: LargeIndex, capsys) -> None:
    large.writer.connection.execute("DELETE FROM edges")
    large.close()
    assert run(["verify", "--repair", str(large.tree)]) == 0
    assert_checksums(large.database)
    with SqliteRepository.open_reading(large.database) as repository:
        assert_equals_fresh(large.tree, repository)


def test_a_large_index_that_is_made_anew_and_one_that_is_upgraded_have_every_checksum(large: LargeIndex) -> None:
    from omny.base.clock import SYSTEM_CLOCK
    from omny.integrity.repair import rebuild_database
    from omny.storage.sqlite.upgrade import upgrade

    large.writer.connection.execute(  # as schema 5 had them
        "UPDATE meta SET schema_version = 5; ALTER TABLE files ADD reason TEXT NOT NULL DEFAULT ''; "
        "ALTER TABLE files DROP code; ALTER TABLE files DROP detail"
    )
    large.close()
    upgrade(str(large.database))
    assert_checksums(large.database)
    with SqliteRepository.open(large.database) as repository:
        assert_equals_fresh(large.tree, repository)
    rebuild_database(str(large.database), SYSTEM_CLOCK)
    assert_checksums(large.database)
