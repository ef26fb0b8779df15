"""Edits through a daemon, by undo, and by the command line."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from omny.base.errors import DaemonError, OmnyError, UsageError
from omny.cli import run
from omny.edit.journal import Journal
from omny.edit.request import Body, Delete, EditRequest, EditResult, Insert, Move, Rename, Replace, Undo
from omny.edit.tree import FileEdit
from tests.support.editing import edited
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon
from tests.support.simulation import Simulated, simulated

FILES = {
    "a.py": "def f():\n    return 1\n\n\ndef alone():\n    pass\n",
    "b.py": "from a import f\n\n\ndef g():\n    return f()\n",
}


def asked(daemon: Simulated, request: EditRequest, *, turns: int = 1_000) -> EditResult:
    """What the daemon says to a client, whose thread waits meanwhile."""
    found: list[EditResult | OmnyError] = []

    def ask() -> None:
        try:
            found.append(daemon.daemon.edits.ask(request, 30.0))
        except OmnyError as error:
            found.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(turns):
        daemon.daemon.turn()
        thread.join(0.01)
        if not thread.is_alive():
            break
    (answer,) = found
    if isinstance(answer, OmnyError):
        raise answer
    return answer


def test_the_hint_of_its_own_edit_tells_a_daemon_nothing_new(tmp_path):
    """What it wrote is what it indexed: the hash says so, and no timer."""
    write_tree(tmp_path, FILES)
    with simulated(tmp_path) as daemon:
        before = daemon.repository.meta().generation
        hints = daemon.change(lambda _: asked(daemon, Rename(atom="f", name="first")))
        assert {path for path, _ in hints} >= {"a.py", "b.py"}
        events = list(daemon.repository.events(after=before))
        assert {(event.source, event.transaction_id) for event in events} == {("atomic-edit", before + 1)}
        assert {event.atom_id for event in events} >= {"a.py::f", "a.py::first", "b.py::g"}
        daemon.tell(hints)
        daemon.settle()
        assert list(daemon.repository.events(after=before)) == events
        assert daemon.repository.meta().generation == before + 1


def test_a_daemon_does_an_edit_of_a_file_whose_last_change_it_has_not_seen(tmp_path):
    write_tree(tmp_path, FILES)
    with simulated(tmp_path) as daemon:
        (tmp_path / "a.py").write_text("# new\n" + FILES["a.py"])
        result = asked(daemon, Body(atom="f", text="return 2"))
        assert result.status == "applied"
        assert (tmp_path / "a.py").read_text() == "# new\n" + FILES["a.py"].replace("return 1", "return 2")
        daemon.settle()


def test_a_daemon_goes_on_after_an_edit_that_cannot_be_meant(tmp_path):
    write_tree(tmp_path, FILES)
    with simulated(tmp_path) as daemon:
        with pytest.raises(UsageError, match="no atom is named 'nobody'"):
            asked(daemon, Delete(atom="nobody"))
        assert asked(daemon, Delete(atom="f")).status == "refused"
        assert asked(daemon, Delete(atom="alone")).status == "applied"
        daemon.settle()


def test_a_daemon_ends_an_edit_that_was_cut_off_before_it(tmp_path):
    write_tree(tmp_path, FILES)
    with simulated(tmp_path) as daemon:
        after = FILES["a.py"].replace("return 1", "return 2").encode()
        edit = FileEdit("a.py", FILES["a.py"].encode(), after)
        Journal(daemon.root).begin("body", "body a.py::f", "atomic-edit", [edit], [])
        before = daemon.repository.meta().generation
        daemon.crash()
        (tmp_path / "a.py").write_bytes(after)  # as far as it came
        daemon.begin()
        daemon.settle()
        assert {event.source for event in daemon.repository.events(after=before)} == {"atomic-edit"}
        (record,) = Journal(daemon.root).undoable()
        assert record.generation == before + 1


def test_nobody_waits_for_a_daemon_that_has_ended(tmp_path):
    write_tree(tmp_path, FILES)
    with simulated(tmp_path) as daemon:
        with pytest.raises(DaemonError, match="not begun after"):
            daemon.daemon.edits.ask(Delete(atom="alone"), 0.01)
        daemon.settle()
        assert (tmp_path / "a.py").read_text() == FILES["a.py"]
        daemon.daemon.edits.end()
        with pytest.raises(OmnyError, match="the daemon has stopped"):
            daemon.daemon.edits.ask(Delete(atom="alone"), 30.0)


@needs_daemon
def test_a_command_has_a_running_daemon_do_its_edit(live: RealDaemon, capsys):
    write_tree(live.path, FILES)
    live.start()
    live.settle()
    assert run(["edit", "rename", "f", "first", "--root", str(live.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (result,) = document["results"]
    assert (result["status"], result["operation"]) == ("applied", "rename")
    assert document["freshness"]["generation"] == result["transaction"]
    live.settle()
    assert live.generation() == result["transaction"]  # its own hints have told it nothing new
    with live.reading() as repository:
        found = {event.source for event in repository.events(after=result["transaction"] - 1)}
    assert found == {"atomic-edit"}
    assert (live.path / "b.py").read_text() == "from a import first\n\n\ndef g():\n    return first()\n"


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_edit_is_undone_then_the_one_before(tmp_path):
    with edited(tmp_path, FILES) as tree:
        tree.applied(Rename(atom="f", name="first"))
        tree.applied(Move(path="a.py", target="new/c.py"))
        tree.applied(Insert(atom="first", text="x = 1"))
        assert tree.applied(Undo()).status == "applied"
        assert tree.applied(Undo()).status == "applied"
        assert tree.text("a.py") == FILES["a.py"].replace("def f", "def first")
        assert not (tmp_path / "new/c.py").exists()
        tree.applied(Undo())
        assert {path: tree.text(path) for path in FILES} == FILES
        with pytest.raises(UsageError, match="no edit to be undone"):
            tree.applied(Undo())


def test_an_undo_can_be_undone_by_its_transaction(tmp_path):
    with edited(tmp_path, FILES) as tree:
        tree.applied(Body(atom="f", text="return 2"))
        undone = tree.applied(Undo())
        tree.applied(Undo(transaction=str(undone.transaction)))
        assert "return 2" in tree.text("a.py")


def test_what_has_changed_since_is_not_undone(tmp_path):
    with edited(tmp_path, FILES) as tree:
        tree.applied(Rename(atom="f", name="first"))
        (tmp_path / "b.py").write_text(tree.text("b.py") + "y = 1\n")
        result = tree.applied(Undo())
        assert result.status == "refused"
        assert result.reason == "b.py is not what the edit wrote (rename a.py::f to first)"
        assert "+y = 1" in result.diff
        assert "def first" in tree.text("a.py")


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_tree(tmp_path, FILES)
    assert run(["index", str(tmp_path)]) == 0
    return tmp_path


def omny(project: Path, *words: str) -> int:
    return run(["edit", *words, "--root", str(project)])


def test_the_commands_say_what_became_of_an_edit(project, capsys, monkeypatch):
    (project / "new.txt").write_text("def f():\n    return 3\n")
    text = str(project / "new.txt")
    assert omny(project, "replace", "f", "--text-file", text, "--dry-run") == 0
    assert "+    return 3" in capsys.readouterr().out
    assert omny(project, "replace", "f", "--text-file", text, "--expect", "1") == 0
    assert "replaced: 1 file, transaction 2" in capsys.readouterr().out
    assert omny(project, "replace", "f", "--text-file", text, "--expect", "1") == 2
    told = capsys.readouterr()
    assert "omny: edit: stale: a.py::f is at version 2" in told.err
    assert "a.py::f, version 2, is now:\ndef f():\n    return 3\n" in told.out
    assert omny(project, "delete", "f") == 2
    assert "callers would break: b.py::g" in capsys.readouterr().err
    assert omny(project, "insert", "f", "--before", "--text-file", text) == 0
    assert "f~2 is" not in capsys.readouterr().out
    assert omny(project, "undo") == 0
    assert omny(project, "rename", "f", "first") == 0
    assert omny(project, "body", "first", "--text-file", str(project / "none.txt")) == 2
    monkeypatch.chdir(project)
    assert omny(project, "move", "a.py", "lib/a.py") == 0
    assert (project / "lib/a.py").read_text().startswith("def first():\n    return 3\n")
    assert (project / "b.py").read_text().startswith("from lib.a import first\n")


def test_a_refused_edit_is_a_document_too(project, capsys):
    capsys.readouterr()
    assert omny(project, "delete", "f", "--json") == 2
    document = json.loads(capsys.readouterr().out)
    assert document["results"][0]["status"] == "refused"
    assert document["results"][0]["impact"]["broken"][0]["source"] == "b.py::g"
    assert omny(project, "delete", "f", "--force", "--json") == 0


def test_the_same_text_again_changes_nothing(project):
    (project / "same.txt").write_text("def alone():\n    pass\n")
    assert omny(project, "replace", "alone", "--text-file", str(project / "same.txt")) == 0
    with edited(project, {}) as tree:
        assert tree.repository.meta().generation == 1
        assert tree.applied(Replace(atom="alone", text="def alone():\n    pass")).status == "unchanged"


def test_the_hash_that_a_source_is_shown_with_may_be_expected(project, capsys):
    capsys.readouterr()
    assert run(["show", "a.py::f", "--source", "--json", "--root", str(project)]) == 0
    seen = json.loads(capsys.readouterr().out)["results"][0]["source"]
    (project / "new.txt").write_text("def f():\n    return 2\n")
    words = ("replace", "f", "--text-file", str(project / "new.txt"), "--expect", seen["hash"])
    assert omny(project, *words) == 0
    assert omny(project, *words) == 2
