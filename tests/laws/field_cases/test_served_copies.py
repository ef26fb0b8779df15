"""Mechanism 7: what is answered is what is stored; and where that is older than the files, the answer says so."""

from __future__ import annotations

import json

import pytest

from omny.base.paths import DATABASE_NAME
from omny.cli import run
from omny.daemon.loop import TICK_SECONDS
from omny.storage.sqlite.repository import SqliteRepository
from omny.watch.rescan import Rescan, RescanReason
from tests.support.field_cases import append, callers, files_of, ids, move_head, put, put_all, remove
from tests.support.helpers import write_tree
from tests.support.packages import SIGNED
from tests.support.real_daemon import needs_daemon
from tests.support.simulation import simulated

TWO = "def first():\n    return 'first'\n\n\ndef f():\n    return 'wanted'\n\n\ndef last():\n    return 'last'\n"
ABOVE = "".join(f"def above{i}():\n    return {i}\n\n\n" for i in range(10))


def document(capsys, *arguments: str) -> dict:
    """What a command prints as JSON."""
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_case_049_lines_that_have_moved_are_never_shown_under_the_name_that_was_there(tree, monkeypatch, capsys):
    write_tree(tree, {"a.py": TWO})
    monkeypatch.chdir(tree)
    run(["index", "--jobs", "1"])
    capsys.readouterr()
    assert "wanted" in document(capsys, "show", "f", "--source")["results"][0]["source"]["text"]
    put("a.py", ABOVE + TWO)(tree)
    assert run(["show", "f", "--source"]) == 2
    out, err = capsys.readouterr()
    assert (out, "stale" in err) == ("", True)
    said = document(capsys, "show", "f")["freshness"]
    assert (said["stale"], said["changed"]) == (True, ["a.py"])
    run(["index", "--jobs", "1"])
    capsys.readouterr()
    source = document(capsys, "show", "f", "--source")["results"][0]["source"]
    assert (source["line"], "wanted" in source["text"]) == (45, True)


def test_case_050_a_reader_that_stays_open_sees_each_commit_of_another_process(tree, tmp_path):
    write_tree(tree, {"a.py": TWO})
    with simulated(tree) as daemon, SqliteRepository.open_reading(daemon.root.state_file(DATABASE_NAME)) as reader:
        for number in range(4):
            daemon.edit(put("a.py", f"def f{number}():\n    return 1\n"))
            assert ids(reader) == {f"a.py::f{number}"}
            assert reader.meta() == daemon.repository.meta()


def test_case_053_the_head_that_is_told_is_the_one_that_was_indexed(tree, monkeypatch, capsys):
    write_tree(tree, SIGNED)
    move_head("1" * 40)(tree)
    monkeypatch.chdir(tree)
    run(["index", "--jobs", "1"])
    capsys.readouterr()
    put_all({"pkg/timed.py": None, "pkg/exc.py": "class Other:\n    pass\n"})(tree)
    move_head("2" * 40)(tree)
    for question in (("status",), ("search", "sign"), ("callers", "want_bytes")):
        fresh = document(capsys, *question)["freshness"]
        assert (fresh["indexed_head"], fresh["stale"]) == ("1" * 40, True)


def test_case_053_a_head_that_moved_while_nobody_watched_is_not_taken_for_the_one_that_is_indexed(tree):
    write_tree(tree, SIGNED)
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        daemon.crash()
        put_all({"pkg/timed.py": None, "pkg/exc.py": "class Other:\n    pass\n"})(tree)
        move_head("2" * 40)(tree)
        daemon.begin()
        assert daemon.repository.meta().indexed_head == "1" * 40
        daemon.settle()
        assert daemon.repository.meta().indexed_head == "2" * 40
        assert "pkg/timed.py" not in files_of(daemon.repository)
        assert "pkg/exc.py::Other" in ids(daemon.repository)


@needs_daemon
def test_case_055_and_064_what_anybody_has_written_is_in_the_next_answer_of_that_state(live):
    """Written by another program than the one that asks, and read by whoever holds the token of that state."""
    write_tree(live.path, {"a.py": TWO})
    live.start()
    for number in range(8):
        put("a.py", ABOVE * (number % 3) + TWO.replace("wanted", f"wanted {number}"))(live.path)
        token = live.sync()
        for question, arguments in (("show", {"atom": "f", "source": True}), ("outline", {"file": "a.py"})):
            said = live.client.ask(question, arguments, token)
            assert said["freshness"]["stale"] is False
            if question == "show":
                assert f"'wanted {number}'" in said["results"][0]["source"]["text"]
            else:
                assert [atom["line"] for atom in said["results"] if atom["function_name"] == "f"] == [
                    40 * (number % 3) + 5
                ]
    live.settle()


@needs_daemon
def test_case_061_who_asks_before_a_change_is_indexed_is_told_which_files_wait(live):
    write_tree(live.path, {**SIGNED, ".omny.toml": "debounce_ms = 5000\n"})
    live.start()
    live.settle()

    def waiting() -> list[str]:
        fresh = live.ask("callers", atom="want_bytes")["freshness"]
        assert len(fresh["pending"]) == fresh["pending_total"]
        return fresh["pending"]

    assert waiting() == []
    append("pkg/exc.py", "pkg/signer.py", text="# x\n")(live.path)
    live.eventually(lambda: waiting() == ["pkg/exc.py", "pkg/signer.py"])
    live.settle()  # who waits for it does not wait so long
    assert waiting() == []


def test_case_061_that_nobody_watches_any_more_is_known_until_everything_was_looked_at(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        daemon.source.die()
        daemon.change(append("pkg/exc.py", text="\n\ndef more():\n    return 1\n"))
        daemon.clock.advance(TICK_SECONDS)
        daemon.daemon._check_health(daemon.clock.monotonic())  # a turn would go on to look at the tree
        assert daemon.daemon.inbox.list_pending().rescan == Rescan(RescanReason.READER_REPLACED)
        daemon.settle()
        assert daemon.daemon.inbox.list_pending().rescan is None
        assert "pkg/exc.py::more" in ids(daemon.repository)


def test_case_062_another_project_that_is_named_is_answered_as_stale_where_it_is(tree, tmp_path, monkeypatch, capsys):
    write_tree(tree, {"here.py": "def here():\n    return 1\n"})
    other = tmp_path / "other"
    write_tree(other, {"a.py": TWO})
    monkeypatch.chdir(tree)
    for root in (tree, other):
        run(["index", str(root), "--jobs", "1"])
    capsys.readouterr()
    put("a.py", ABOVE + TWO)(other)
    said = document(capsys, "show", "f", "--root", str(other))
    assert (said["freshness"]["stale"], said["freshness"]["changed"]) == (True, ["a.py"])
    assert run(["sync", "--root", str(other)]) == 0
    capsys.readouterr()
    said = document(capsys, "show", "f", "--root", str(other))
    assert (said["freshness"]["stale"], said["results"][0]["line"]) == (False, 45)


@pytest.mark.parametrize("kept", ["graph", "ledger", "rules"])
def test_case_077_a_symbol_that_goes_and_comes_in_one_process_leaves_no_ghost_in_what_it_keeps(tree, kept):
    """What the process keeps in memory: the graph, the ledger, the ignore rules."""
    away, back = {
        "graph": (put("pkg/encoding.py", "x = 1\n"), put("pkg/encoding.py", SIGNED["pkg/encoding.py"])),
        "ledger": (remove("pkg"), put_all({path: text for path, text in SIGNED.items() if path.startswith("pkg/")})),
        "rules": (put(".gitignore", "pkg/encoding.py\n"), remove(".gitignore")),
    }[kept]
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        before = callers(daemon.repository, "pkg/encoding.py::want_bytes")
        for _ in range(3):
            daemon.edit(away)  # `settle` compares the graph with the database each time
            assert "pkg/encoding.py::want_bytes" not in ids(daemon.repository)
            daemon.edit(back)
            assert callers(daemon.repository, "pkg/encoding.py::want_bytes") == before
        indexer = daemon.daemon._indexer
        assert indexer is not None
        assert dict(indexer.ledger) == daemon.repository.ledger()
