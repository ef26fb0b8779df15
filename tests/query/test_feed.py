"""The feed of changes: whoever goes on from the last token misses nothing, or is told that it cannot be promised."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.cli import run
from omny.model.delta import Delta
from omny.query.feed import feed, starting_token
from omny.storage.port.records import AtomEvent, Commit
from omny.storage.port.repository import AtomRepository
from tests.support.consumer import NOW, Consumer, atoms, following, lines, without_words
from tests.support.helpers import index_tree, write_tree
from tests.support.simulation import Simulated

TREES = (
    {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"},
    {"a.py": "def f():\n    return g(1)\n\n\ndef g():\n    pass\n", "b.py": "from a import f\nf()\n"},
    {"c.py": "def f():\n    return g(1)\n\n\ndef g():\n    pass\n", "b.py": "from c import f\nf()\n"},
    {"b.py": "x = 1\n"},
)


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [line["kind"] for line in found]


@pytest.fixture
def lived(tree: Path, repository: AtomRepository) -> AtomRepository:
    for files in TREES:
        for file in tree.rglob("*.py"):
            file.unlink()
        index_tree(write_tree(tree, files), repository)
    repository.apply(Delta(()), Commit("reindex", "2026-01-01T00:00:00.000000Z", "a" * 40))
    return repository


def test_each_commit_is_its_events_and_then_a_line_of_its_own(lived: AtomRepository) -> None:
    found = lines(lived)
    assert [line["generation"] for line in found] == sorted(line["generation"] for line in found)
    commits = [line for line in found if line["kind"] == "generation"]
    uuid = lived.meta().uuid
    assert [line["token"] for line in commits] == [f"{uuid}:{number}" for number in range(1, 6)]
    by = {"actor", "reason"}
    assert set(commits[-1]) == {"kind", "token", "generation", "committed_at", "source", "indexed_head", *by}
    assert found[-2:] == commits[-2:]  # the last one moved HEAD and nothing else
    assert [line["atom_id"] for line in found if line["kind"] == "event"] == [each.atom_id for each in lived.events()]


def test_a_consumer_that_dies_after_any_line_goes_on_without_a_gap(lived: AtomRepository) -> None:
    right, whole = atoms(lived), lines(lived)
    for cut in range(len(whole) + 1):
        consumer = Consumer()
        for line in whole[:cut]:
            consumer.read(line)
        consumer.crash()
        for line in lines(lived, consumer.token):
            consumer.read(line)
        assert without_words(consumer.kept) == right
        assert consumer.token == f"{lived.meta().uuid}:5"


def test_from_the_token_of_now_there_is_nothing(lived: AtomRepository) -> None:
    assert lines(lived, f"{lived.meta().uuid}:5") == []
    assert lines(lived, "now") == []
    assert lines(lived, "3") == lines(lived, f"{lived.meta().uuid}:3")


@pytest.mark.parametrize("token", ["{other}:3", "{uuid}:6", "{uuid}:999999999999999999", "{uuid}:1", None])
def test_a_token_that_cannot_be_gone_on_from_gives_the_whole_state(lived: AtomRepository, token: str | None) -> None:
    lived.prune(2)
    uuid = lived.meta().uuid
    found = lines(lived, token and token.format(uuid=uuid, other=uuid[::-1]))
    assert kinds(found) == ["fresh_instance", *["atom"] * len(atoms(lived)), "generation"]
    assert found[0]["reason"]
    assert not any("token" in line for line in found[:-1])  # it is of use only as a whole
    consumer = Consumer()
    for line in found:
        consumer.read(line)
    assert (consumer.kept, consumer.token) == (atoms(lived), f"{uuid}:5")
    assert kinds(lines(lived, f"{uuid}:2"))[-1] == "generation"  # which is where history begins


def test_a_repair_may_take_events_back_so_the_state_is_told_anew(lived: AtomRepository) -> None:
    before = f"{lived.meta().uuid}:4"
    lived.repair((), (), derive=True, timestamp="2026-01-01T00:00:01.000000Z")
    assert lines(lived, before)[0]["reason"] == "the index was repaired"
    assert lines(lived, f"{lived.meta().uuid}:6") == []


@pytest.mark.parametrize("since", ["", "nonsense", "1:2", "0", "2099", "-1", "9" * 100])
def test_what_is_neither_a_token_nor_a_time_is_one_line(lived: AtomRepository, since: str) -> None:
    with pytest.raises(UsageError) as raised:
        starting_token(lived, since, NOW)
    assert "\n" not in str(raised.value)


def test_a_limit_ends_behind_a_whole_commit(lived: AtomRepository) -> None:
    whole = lines(lived)
    for most in range(1, len(whole)):
        found = lines(lived, most=most)
        events = kinds(found).count("event")
        assert found == whole[: len(found)]
        assert found[-1]["kind"] == "generation"
        assert events >= most or found == whole


def test_the_feed_is_read_as_it_is_asked_for(lived: AtomRepository) -> None:
    """However long a history is, only a line of it is in memory."""
    read = 0

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(lived, name)

        def events(self, *, after: int) -> Iterator[AtomEvent]:
            nonlocal read
            for event in lived.events(after=after):
                read += 1
                yield event

    found = feed(Counting(), f"{lived.meta().uuid}:0")  # type: ignore[arg-type]
    for told in range(1, 4):
        next(found)
        assert read <= told + 1


def test_a_daemon_prunes_once_a_day_what_is_older_than_its_setting(tree: Path) -> None:
    write_tree(tree, {**TREES[0], ".omny.toml": "keep_events_days = 2\n"})
    daemon = Simulated(tree)
    try:
        daemon.settle()
        daemon.edit(lambda root: write_tree(root, TREES[1]))
        daemon.clock.advance(3 * 86_400)
        daemon.settle()
        last = daemon.repository.meta().generation
        assert daemon.repository.history_start() == last
        daemon.edit(lambda root: write_tree(root, {"d.py": "def d():\n    pass\n"}))
        daemon.clock.advance(86_000)
        daemon.settle()
        assert daemon.repository.history_start() == last
        assert daemon.daemon.health.problems == ()
    finally:
        daemon.close()


# ── the command ──


@pytest.fixture
def indexed(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    write_tree(tree, TREES[0])
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run(["events", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_events_are_json_lines(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys)
    assert kinds(found) == ["event"] * 3 + ["generation"]
    assert {"atom_id", "operation", "delta", "generation", "source", "timestamp", "token"} <= found[0].keys()
    assert told(capsys, "--since", found[-1]["token"]) == []
    assert kinds(told(capsys, "--limit", "3")) == ["event"] * 3 + ["generation"]


def test_a_limit_counts_what_is_printed_and_says_where_it_cuts_a_commit(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for most in (1, 2):
        assert run(["events", "--limit", str(most)]) == 0
        printed = capsys.readouterr()
        found = [json.loads(line) for line in printed.out.splitlines()]
        assert kinds(found) == ["event"] * most
        assert f"--limit ends inside a commit; 'omny events --since {found[-1]['token']}'" in printed.err


def test_pruning_tells_how_much_and_where_history_begins_now(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["events", "prune", "--keep", "90d"]) == 0
    assert capsys.readouterr().out.startswith("pruned 0 events; history begins at generation 1, ")
    assert run(["events", "prune", "--keep", "0s"]) == 0
    assert capsys.readouterr().out.startswith("pruned 3 events; history begins at generation 1, ")
    assert kinds(told(capsys)) == ["fresh_instance", *["atom"] * 3, "generation"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["prune"], ["--keep", "9d"], ["prune", "--keep", "x"], ["prune", "--keep", ""], ["nonsense"],
        ["prune", "--keep", "9d", "--follow"], ["--limit", "0"], ["--since"], ["--since", "nonsense"],
        ["prune", "--keep", "-3d"],
    ],
)  # fmt: skip
def test_a_faulty_line_is_one_line(indexed: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["events", *arguments]) == 2
    printed = capsys.readouterr()
    assert (printed.err.count("\n"), printed.out) == (1, "")


def test_a_keep_beyond_the_calendar_prunes_nothing(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for keep in ("999999w", "999999d"):
        assert run(["events", "prune", "--keep", keep]) == 0
        assert "pruned 0 events" in capsys.readouterr().out


def test_whoever_follows_hears_of_each_commit_until_ctrl_c(indexed: Path) -> None:
    with following(indexed) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        seen = [json.loads(process.stdout.readline()) for _ in range(4)]
        write_tree(indexed, TREES[1])
        assert run(["index", "--jobs", "1"]) == 0
        while seen[-1].get("generation") != 2 or seen[-1]["kind"] != "generation":
            seen.append(json.loads(process.stdout.readline()))
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")
    assert kinds(seen).count("generation") == 2


def test_whoever_follows_hears_that_the_index_was_made_anew(indexed: Path) -> None:
    with following(indexed) as process:
        assert process.stdout is not None
        for _ in range(4):
            process.stdout.readline()
        fresh = indexed / "fresh.db"
        assert run(["index", "--jobs", "1", "--db", str(fresh)]) == 0
        os.replace(fresh, indexed / ".omny/omny.db")
        assert json.loads(process.stdout.readline())["kind"] == "fresh_instance"
        process.kill()


def test_a_follower_whose_reader_has_gone_ends_although_nothing_happens(indexed: Path) -> None:
    with following(indexed) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(0.5)
        process.stdout.close()
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def test_a_follower_with_a_limit_ends_by_itself(indexed: Path) -> None:
    with following(indexed, "--limit", "3") as process:
        assert process.stdout is not None
        assert len(process.stdout.read().splitlines()) == 4
        assert process.wait(20) == 0
