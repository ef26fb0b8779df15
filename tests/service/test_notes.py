"""`omny note`: written by whoever writes the index, shown where its atom is, without secrets, and never lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omny
from omny.base.clock import SYSTEM_CLOCK
from omny.base.user import user_name
from omny.cli import run
from omny.integrity.repair import rebuild_database
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import index_tree, write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon

TREE = {"shop.py": "def total(cart):\n    found = cart.sum()\n    found += 1\n    return found\n"}

TOKEN = "AKIA" + "IOSFODNN7EXAMPLE"


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index"]) == 0
    return tree


def document(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run([*command, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_note_is_written_shown_with_its_atom_and_removed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (note,) = document(capsys, "note", "total", "net", "until", "checkout")["results"]
    assert (note["atom"], note["text"], note["actor"]) == ("shop.py::total", "net until checkout", user_name())
    assert document(capsys, "show", "total")["results"][0]["notes"] == [note]
    assert document(capsys, "explore", "total")["results"][0]["notes"] == [note]
    assert run(["explore", "total"]) == 0
    assert "net until checkout" in capsys.readouterr().out
    document(capsys, "note", "total", "a second one")
    assert [each["number"] for each in document(capsys, "notes")["results"]] == [1, 2]
    assert [each["number"] for each in document(capsys, "note", "total", "--remove", "--number", "1")["results"]] == [2]
    assert document(capsys, "note", "total", "--remove")["results"] == []
    assert "notes" not in document(capsys, "show", "total")["results"][0]
    assert run(["note", "total", "--remove"]) == 2


def test_a_note_of_an_atom_that_is_gone_is_found_by_its_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document(capsys, "note", "total", "net")
    (here / "shop.py").unlink()
    assert run(["index"]) == 0
    for name in ("shop.py::total", "total"):
        (note,) = document(capsys, "note", name)["results"]
        assert note["gone_at"]
    assert document(capsys, "note", "total", "--remove")["results"] == []
    assert run(["note", "total"]) == 2


def test_no_secret_is_kept_in_a_note(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (note,) = document(capsys, "note", "total", f"use {TOKEN}")["results"]
    assert TOKEN not in note["text"]
    assert TOKEN.encode() not in (here / ".omny/omny.db").read_bytes()


def test_a_rebuilt_database_has_the_notes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (note,) = document(capsys, "note", "total", "net")["results"]
    path = here / ".omny/omny.db"
    rebuild_database(str(path), SYSTEM_CLOCK)
    with SqliteRepository.open(path) as repository:
        index_tree(here, repository)
    assert document(capsys, "notes")["results"] == [note]


def test_backup_restore_and_another_store_have_the_notes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (note,) = document(capsys, "note", "total", "net")["results"]
    other = here.parent / "other.db"
    assert run(["backup", str(here.parent / "copy.db")]) == 0
    assert run(["migrate", "storage", str(here / ".omny/omny.db"), str(other)]) == 0
    assert document(capsys, "notes", "--db", str(other))["results"] == [note]
    document(capsys, "note", "total", "--remove")
    assert run(["restore", str(here.parent / "copy.db")]) == 0
    assert document(capsys, "notes")["results"] == [note]


def test_the_library_writes_and_lists_notes(here: Path) -> None:
    with omny.open(here) as index:
        (note,) = index.note("total", "net").results
        assert index.notes("total").results == [note]
        assert index.remove_notes("total", note["number"]).results == []


@needs_daemon
def test_a_daemon_writes_a_note_of_what_was_just_saved(
    here: Path, live: RealDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    live.start()
    write_tree(here, {"shop.py": TREE["shop.py"] + "\n\ndef later():\n    return 1\n"})
    (note,) = document(capsys, "note", "later", "new")["results"]
    assert note["atom"] == "shop.py::later"
    assert document(capsys, "notes")["results"] == [note]
    assert run(["stop"]) == 0
    assert document(capsys, "notes")["results"] == [note]
