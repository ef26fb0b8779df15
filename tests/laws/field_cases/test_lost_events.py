"""Mechanism 6: an event only hints, and that none came proves nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from omny.daemon.inbox import MAX_PATHS
from omny.daemon.polling import POLL_SECONDS
from omny.daemon.stop import Stop, StopReason
from omny.watch.rescan import Rescan, RescanReason
from tests.support.faults import rough
from tests.support.field_cases import atomic_save, callers, files_of, ids, move, put, put_all, remove
from tests.support.helpers import dumped, write_tree
from tests.support.packages import SIGNED
from tests.support.real_daemon import needs_daemon
from tests.support.simulation import Simulated, simulated


def test_case_045_one_event_of_a_directory_stands_for_every_file_that_was_below_it(tree):
    write_tree(
        tree, {**SIGNED, "pkg/deep/er/low.py": "def low():\n    return 1\n", "pkgs.py": "def near():\n    return 1\n"}
    )
    with simulated(tree) as daemon:
        daemon.change(remove("pkg"))
        daemon.source.emit("pkg", True)  # the name has no ending that would tell a source file
        daemon.settle()
        assert files_of(daemon.repository) == {"tests/test_signer.py", "pkgs.py"}
        daemon.change(put_all(SIGNED))
        daemon.source.emit("pkg", True)
        daemon.settle()
        assert callers(daemon.repository, "pkg/encoding.py::want_bytes") != []


def test_case_045_a_deleted_directory_that_is_told_of_as_if_it_were_a_file_takes_all_along(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        daemon.change(remove("pkg"))
        daemon.source.emit("pkg", False)
        daemon.settle()
        assert files_of(daemon.repository) == {"tests/test_signer.py"}


@needs_daemon
def test_case_052_what_is_added_after_the_start_is_found_by_whoever_asks_and_however(live):
    write_tree(live.path, SIGNED)
    live.start()
    live.settle()
    put("late.py", "from pkg.encoding import encode\n\n\ndef late():\n    return encode('x')\n")(live.path)
    live.settle()
    assert [found["id"] for found in live.ask("search", text="late")["results"]][:1] == ["late.py::late"]
    assert "late.py::late" in {found["id"] for found in live.ask("callers", atom="pkg/encoding.py::encode")["results"]}
    with live.reading() as repository:  # as a command does where no daemon answers
        assert "late.py::late" in callers(repository, "pkg/encoding.py::encode")


def test_case_059_what_happened_while_nobody_watched_is_found_at_the_start(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        daemon.daemon.stop(Stop(StopReason.REQUESTED))
        daemon.crash()
        remove("pkg/timed.py")(tree)
        write_tree(tree, {"pkg/new.py": "from .exc import BadData\n\n\ndef new():\n    raise BadData(1)\n"})
        append = (tree / "pkg/exc.py").read_text() + "\n\ndef more():\n    return BadData(2)\n"
        put("pkg/exc.py", append)(tree)
        daemon.begin()
        daemon.settle()
        assert {"pkg/new.py::new", "pkg/exc.py::more"} <= ids(daemon.repository)
        assert "pkg/timed.py" not in files_of(daemon.repository)


@pytest.mark.parametrize("times", [1, 2])
def test_case_083_a_directory_that_is_deleted_and_made_anew_stays_watched(tree, times):
    write_tree(tree, SIGNED)

    def again(root: Path) -> None:
        for _ in range(times):
            shutil.rmtree(root / "pkg")
            (root / "pkg").mkdir()
        put_all(SIGNED)(root)

    with rough(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(again)
        assert dumped(daemon.repository) == before
        daemon.edit(put("pkg/exc.py", "class BadData(Exception):\n    pass\n"))  # seen by a watch of the new directory
        assert "pkg/exc.py::BadData.__init__" not in ids(daemon.repository)
        daemon.edit(put("pkg/sub/new.py", "def new():\n    return 1\n"))
        assert "pkg/sub/new.py::new" in ids(daemon.repository)


@pytest.mark.parametrize("order", [("gone", "come"), ("come", "gone"), ("gone",), ("come",)])
def test_case_086_a_file_that_is_replaced_by_a_rename_stays_in_whatever_is_told_of_it(tree, order):
    """The events of the name that vanished and of the one that came, in each order, or one of them alone."""
    write_tree(tree, {f"f{i}.py": f"def f{i}():\n    return {i}\n" for i in range(20)})
    with simulated(tree) as daemon:
        for i in range(20):
            daemon.change(atomic_save(f"f{i}.py", f"def g{i}():\n    return {i}\n"))
            for told in order:
                daemon.source.emit(f"f{i}.py" if told == "come" or len(order) == 1 else f"f{i}.py.tmp~")
        daemon.settle()
        assert ids(daemon.repository) == {f"f{i}.py::g{i}" for i in range(20)}


def test_case_088_a_file_that_is_removed_and_there_again_before_anybody_looks_is_kept(tree):
    write_tree(tree, SIGNED)

    def out_and_in(root: Path) -> None:
        move("pkg/exc.py", "pkg/exc.bak")(root)
        move("pkg/exc.bak", "pkg/exc.py")(root)
        remove("pkg/signer.py")(root)
        put("pkg/signer.py", SIGNED["pkg/signer.py"])(root)

    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.change(out_and_in)
        for path in ("pkg/exc.py", "pkg/exc.bak", "pkg/signer.py"):
            daemon.source.emit(path)
        daemon.settle()
        assert dumped(daemon.repository) == before


def test_case_089_and_094_after_an_overflow_everything_is_looked_at_and_nobody_is_answered_before(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        daemon.change(put_all({f"new{i}.py": f"def new{i}():\n    return {i}\n" for i in range(30)}))
        daemon.change(remove("pkg/timed.py"))
        daemon.source.emit_lost(RescanReason.QUEUE_OVERFLOW)
        assert daemon.daemon.inbox.list_pending().rescan == Rescan(RescanReason.QUEUE_OVERFLOW)
        daemon.sync()
        assert {f"new{i}.py::new{i}" for i in range(30)} <= ids(daemon.repository)
        assert "pkg/timed.py" not in files_of(daemon.repository)
        daemon.settle()


def test_case_089_more_hints_than_are_kept_apart_lose_nothing(tree, monkeypatch):
    monkeypatch.setattr("omny.daemon.inbox.MAX_PATHS", 50)
    assert MAX_PATHS > 50
    write_tree(tree, {"a.py": "def f():\n    return 1\n"})
    with simulated(tree) as daemon:
        daemon.edit(put_all({f"f{i}.py": f"def f{i}():\n    return {i}\n" for i in range(80)}))
        assert len(ids(daemon.repository)) == 81


def test_case_091_directories_beyond_the_limit_of_watches_are_looked_at_and_that_is_said(tree):
    write_tree(tree, SIGNED)
    with rough(tree) as daemon:
        daemon.limits = daemon.source.limits = frozenset({"pkg"})
        daemon.source.problem = "no watch is left for 1 of 2 directories"
        for text in ("class BadData(Exception):\n    pass\n", SIGNED["pkg/exc.py"]):
            assert daemon.change(put("pkg/exc.py", text)) == []  # nothing is told of it
            daemon.clock.advance(10 * POLL_SECONDS)
            daemon.settle()
            assert ("pkg/exc.py::BadData.__init__" in ids(daemon.repository)) == ("__init__" in text)
        assert daemon.daemon.health.problems == ("no watch is left for 1 of 2 directories",)


def test_case_094_the_cookie_makes_whoever_waits_see_their_own_writes(tree):
    write_tree(tree, SIGNED)
    daemon = Simulated(tree)
    try:
        daemon.settle()
        for number in range(5):
            daemon.tell(daemon.change(put("own.py", f"def own{number}():\n    return {number}\n")))
            meta = daemon.sync()
            assert ids(daemon.repository) & {"own.py::own0", f"own.py::own{number}"}
            assert f"own.py::own{number}" in ids(daemon.repository)
            assert meta.generation == daemon.repository.meta().generation
        daemon.compare()
    finally:
        daemon.close()
