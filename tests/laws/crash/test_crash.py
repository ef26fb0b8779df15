"""Whatever moment the process dies at, and whatever the disk keeps when the power is cut: the index that is left is
one that was committed, and no older than the last one that anybody was told of.

Here are some thousand of these moments; `make crash` looks at many more (OMNY_LONG=1).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from omny.pipeline.transaction import TransactionManager
from omny.storage.port.records import Commit
from omny.storage.sqlite import backup as sqlite_backup
from omny.storage.sqlite import writer as sqlite_writer
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.crash_disk import Image, Replay
from tests.support.crash_workload import BACKUP, DATABASE, Judge, Workload, backend, fast_place

LONG = bool(os.environ.get("OMNY_LONG"))


class Case(NamedTuple):
    """A workload, and how many images of it are looked at."""

    seed: int
    cache_kib: int | None  # a small one has pages written to the database before the commit
    edits: int
    kills: int
    losses: int


CASES = [
    *(Case(seed, None if seed % 2 else 80, 12, 750, 2_250) for seed in (1, 2)),
    *(Case(seed, None if seed % 2 else 80, 20, 1_250, 3_750) for seed in (range(3, 9) if LONG else ())),
]
LOSSES_A_POINT = 8  # at most, of those that are different
WHOLE_EVERY = 1 if LONG else 15  # how many images the validator looks at, and a pass goes on from


class Recorded(NamedTuple):
    """A workload that was run, and what looks at its images."""

    case: Case
    work: Workload
    judge: Judge


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"seed-{case.seed}")
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    case: Case = request.param
    with fast_place(tmp_path_factory.mktemp("crash")) as place:
        work = Workload(place, edits=case.edits, seed=case.seed, cache_kib=case.cache_kib).run()
        yield Recorded(case, work, Judge(work, place / "judge"))


def look(
    judge: Judge, image: Image, words: dict[str, int], *, whole: bool, backup_only: bool = False
) -> list[str] | None:
    """What is wrong with an image; None where nothing like it is new."""
    acked, begun = words.get("ack", 0), words.get("begin", 0)
    found: list[str] | None = None
    own = {name: data for name, data in image.items() if name.startswith(DATABASE)}
    if not backup_only and judge.is_new(own, acked, begun):
        found = judge.violations(own, acked, begun, whole=whole)
    told = words.get("ack backup", -1)
    copies = {name: data for name, data in image.items() if name == BACKUP}
    if (copies or told >= 0) and judge.is_new(copies, "backup", told):
        found = (found or []) + judge.backup_violations(copies, told, words.get("begin backup", 0))
    return found


def killed(work: Workload, judge: Judge, most: int, *, planted: bool = False) -> tuple[int, list[str]]:
    """How many images of a process that was killed were looked at, and what was wrong with them."""
    replay, images, wrong = Replay(work.log), 0, []
    for at, step in enumerate(replay):
        if step.kind in ("sync", "syncdir"):
            continue
        found = look(judge, replay.after_kill(), replay.words, whole=not planted and not images % WHOLE_EVERY)
        if found is not None:
            images += 1
            wrong += [f"killed after step {at} ({step.kind} {step.what}): {line}" for line in found]
        if images >= most or (planted and wrong):
            break
    return images, wrong


def cut_off(
    work: Workload, judge: Judge, most: int, seed: int, *, planted: bool = False, backup_only: bool = False
) -> tuple[int, list[str]]:
    """How many images of a disk that lost its power were looked at, and what was wrong with them."""
    replay = Replay(work.log)
    unsafe = sum(replay.is_unsafe for _ in replay)
    a_point = min(LOSSES_A_POINT, -(-most // max(1, unsafe)) + 2)
    replay, images, wrong = Replay(work.log), 0, []
    for at, step in enumerate(replay):
        for number in range(a_point if replay.is_unsafe else 0):
            image = replay.after_power_loss(random.Random(f"{seed} {at} {number}"))
            whole = not planted and not images % WHOLE_EVERY
            found = look(judge, image, replay.words, whole=whole, backup_only=backup_only)
            if found is not None:
                images += 1
                wrong += [f"cut off after step {at} ({step.kind} {step.what}), {number}: {line}" for line in found]
            if images >= most or (planted and wrong):
                return images, wrong
    return images, wrong


def test_a_process_may_be_killed_after_any_write(recorded: Recorded) -> None:
    images, wrong = killed(recorded.work, recorded.judge, recorded.case.kills)
    assert wrong == []
    assert images >= recorded.case.kills


@pytest.mark.slow
def test_the_power_may_fail_at_any_moment(recorded: Recorded) -> None:
    images, wrong = cut_off(recorded.work, recorded.judge, recorded.case.losses, recorded.case.seed)
    assert wrong == []
    assert images >= recorded.case.losses


def test_the_workload_meets_all_that_sqlite_does_to_its_files(recorded: Recorded) -> None:
    """Journal and log, both made and removed, checkpoints, a log that is cut to its limit, and a spilled cache."""
    work = recorded.work
    names = {step.at: step.what for step in work.log if step.kind == "create"}
    done = {(step.kind, names.get(step.what, step.what)) for step in work.log}
    assert {
        ("create", "omny.db-journal"),
        ("sync", "omny.db-journal"),
        ("unlink", "omny.db-journal"),
        ("sync", "omny.db-wal"),
        ("truncate", "omny.db-wal"),
        ("unlink", "omny.db-wal"),
        ("sync", "omny.db"),
        ("syncdir", None),
    } <= done
    assert any(step.kind == "rename" and step.at == BACKUP for step in work.log)
    assert any(step.kind == "rename" and step.at == "omny.db" for step in work.log), "a restore"
    first = next(at for at, step in enumerate(work.log) if (step.kind, step.what) == ("ack", 1))
    rounds = [step for step in work.log[:first] if step.kind == "sync" and names[step.what] == "omny.db-journal"]
    assert len(rounds) > 6 or recorded.case.cache_kib is None


# ── what it is worth: bugs that it must find ──


def found_in(tmp_path: Path, *, power: bool, most: int = 3_000, backup_only: bool = False) -> list[str]:
    """The first thing that is found wrong."""
    with fast_place(tmp_path) as place:
        work = Workload(place, edits=8).run()
        judge = Judge(work, place / "judge")
        if power:
            return cut_off(work, judge, most, 1, planted=True, backup_only=backup_only)[1]
        return killed(work, judge, most, planted=True)[1]


def test_it_finds_nothing_where_nothing_is_wrong(tmp_path: Path) -> None:
    assert found_in(tmp_path, power=False, most=200) == []


def test_it_finds_a_change_that_is_two_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = sqlite_writer._Transaction.write

    def write_and_commit(self, delta):
        write(self, delta)
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    monkeypatch.setattr(sqlite_writer._Transaction, "write", write_and_commit)
    assert any("no state that ever was" in line for line in found_in(tmp_path, power=False))


def test_it_finds_commits_that_are_not_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hasty(SqliteRepository):
        @classmethod
        def open(cls, path, **more):
            repository = super().open(path, **more)
            repository.connection.pragma("synchronous", 0)
            return repository

    use_wal = backend.use_wal

    def use_wal_hastily(connection):
        use_wal(connection)
        connection.pragma("synchronous", 0)

    monkeypatch.setattr(backend, "use_wal", use_wal_hastily)
    monkeypatch.setattr("tests.support.crash_workload.SqliteRepository", Hasty)
    assert found_in(tmp_path, power=True)


def test_it_finds_a_graph_that_shows_what_is_not_yet_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def commit(self, delta, source, indexed_head=None, progress=None, by=None):
        if delta.files:
            meta = self._repository.meta()
            self._follower(delta, msgspec.structs.replace(meta, generation=meta.generation + 1))
        return self._repository.apply(delta, Commit(source, "2026-01-01", indexed_head))

    monkeypatch.setattr(TransactionManager, "commit", commit)
    assert any("not one of" in line for line in found_in(tmp_path, power=False))


def test_it_finds_a_backup_that_has_its_name_before_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_backup, "_sync", lambda *_: None)
    assert any("backup" in line for line in found_in(tmp_path, power=True, backup_only=True))
