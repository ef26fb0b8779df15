"""An index moves from one store to another, whole, and is the same there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from omny.storage.port.archive import Digest, digest
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import dumped, index_tree, sync, write_tree
from tests.support.legacy_store import quirky

FILES = {"a.py": "def one():\n    return two()\n\n\ndef two():\n    pass\n", "b.js": "export const f = () => 1;\n"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with an index `from.db` of two generations."""
    root = write_tree(tmp_path / "project", FILES)
    monkeypatch.chdir(tmp_path)
    with SqliteRepository.open("from.db") as repository:
        index_tree(root, repository)
        (root / "a.py").write_text("def one():\n    pass\n")
        sync(root, repository)
    return tmp_path


def held(path: str) -> tuple[bytes, Digest]:
    """The dump and the digest of all that a file holds."""
    with SqliteRepository.open_reading(path) as repository, repository.archive() as archive:
        return dumped(repository), digest(archive)


def uuid_of(path: str) -> str:
    with SqliteRepository.open_reading(path) as repository:
        return repository.meta().uuid


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run([*arguments, "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def left(folder: Path) -> list[str]:
    return sorted(name for name in os.listdir(folder) if name != "project" and not name.endswith(("-wal", "-shm")))


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_copy_is_the_same_row_by_row(here, capsys, form):
    told = document(capsys, "migrate", "storage", form.format("from.db"), form.format("to.db"))
    assert held("to.db") == held("from.db")
    assert uuid_of("to.db") != uuid_of("from.db")  # a token of one is none of the other
    assert (told["done"], told["generation"], told["rows"]["atoms"]) == (True, 2, 4)
    assert told["rows_per_second"] > 0
    assert left(here) == ["from.db", "to.db"]


def test_a_copy_goes_on_as_an_index(here):
    assert run(["migrate", "storage", "from.db", "to.db"]) == 0
    with SqliteRepository.open("to.db") as repository:
        assert not sync(here / "project", repository).changed


def test_a_second_time_there_is_nothing_to_do(here, capsys):
    assert run(["migrate", "storage", "from.db", "to.db"]) == 0
    before = (here / "to.db").read_bytes()
    assert run(["migrate", "storage", "from.db", "to.db"]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert (here / "to.db").read_bytes() == before


def test_a_target_that_holds_something_else_stays(here, capsys):
    with SqliteRepository.open("to.db") as repository:
        index_tree(write_tree(here / "other", {"c.py": "x = 1\n"}), repository)
    before = held("to.db")
    assert run(["migrate", "storage", "from.db", "to.db"]) == 2
    assert "holds another index" in capsys.readouterr().err
    assert held("to.db") == before
    told = document(capsys, "migrate", "storage", "from.db", "to.db", "--replace")
    assert held(told["aside"]) == before
    assert held("to.db") == held("from.db")


def test_a_dry_run_changes_nothing(here, capsys):
    told = document(capsys, "migrate", "storage", "from.db", "to.db", "--dry-run")
    assert (told["done"], told["total"] > 10) == (True, True)
    assert left(here) == ["from.db"]


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        ("from.db", "from.db", "both are the same store"),
        ("from.db", "memory:", "gone when this command ends"),
        ("from.db", "ftp://x/y", "no backend for 'ftp'"),
        ("nothing.db", "to.db", "there is no index"),
        ("project", "to.db", "there is no index"),
        ("from.db", "json:project", "a store of JSON files is only read"),
    ],
)
def test_what_cannot_be_done_is_one_line(here, capsys, source, target, why):
    assert run(["migrate", "storage", source, target]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1
    assert left(here) == ["from.db"]


def test_a_damaged_target_is_not_taken_for_an_empty_one(here, capsys):
    (here / "to.db").write_bytes(b"precious" * 1_000)
    assert run(["migrate", "storage", "from.db", "to.db"]) == 2
    assert "this is not an Omny database" in capsys.readouterr().err
    assert (here / "to.db").read_bytes() == b"precious" * 1_000


def test_what_fails_on_the_way_leaves_no_target(here, monkeypatch):
    from omny.migrate import copying

    monkeypatch.setattr(copying, "_dump", lambda repository: os.urandom(4).hex())
    assert run(["migrate", "storage", "from.db", "to.db"]) == 2
    assert left(here) == ["from.db"]


def test_a_directory_stands_for_the_index_of_its_root(here, capsys):
    (here / "project" / ".omny").mkdir()
    assert run(["migrate", "storage", "from.db", "project"]) == 0
    assert held("project/.omny/omny.db") == held("from.db")


def test_to_a_server_and_back_it_is_the_same(here, capsys, postgres_url):
    assert document(capsys, "migrate", "storage", "from.db", postgres_url)["done"]
    assert not document(capsys, "migrate", "storage", "from.db", postgres_url)["done"]
    assert document(capsys, "migrate", "storage", postgres_url, "back.db")["done"]
    assert held("back.db") == held("from.db")
    with SqliteRepository.open("back.db") as repository:
        assert not sync(here / "project", repository).changed
        (here / "project" / "a.py").unlink()
        sync(here / "project", repository)
    assert run(["migrate", "storage", "back.db", postgres_url, "--replace"]) == 2
    assert "holds another index" in capsys.readouterr().err


def test_a_legacy_store_can_be_copied(here, capsys):
    quirky(here / "legacy")
    assert run(["migrate", "storage", "json:legacy", "to.db"]) == 0
    with SqliteRepository.open_reading("to.db") as repository:
        assert repository.atom_count() == 19
