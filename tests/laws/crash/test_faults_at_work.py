"""Whatever call of the disk fails amid a backup, pruning or a repair beside a daemon: what has a name is sound, the
index is what it was or what it was to become, and the daemon goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from omny.base.errors import OmnyError
from omny.integrity.backup import Backups
from omny.storage.sqlite.backup import back_up
from omny.watch.rescan import RescanReason
from tests.support.fault_disk import FULL, INPUT_OUTPUT
from tests.support.faulty_daemon import Faulty, on_faulty_disk
from tests.support.helpers import assert_checksums

pytestmark = pytest.mark.usefixtures("impatient")

LONG = bool(os.environ.get("OMNY_LONG"))
STRIDE = 1 if LONG else 7  # of the calls, every how many-th fails
CONTENTS = 12  # of files, that come again: the facts of former ones stay in the index
MAX_CALLS = 5_000  # of one piece of work; where it ends before, the loop ends


def by_command(daemon: Faulty) -> None:
    back_up(daemon.repository.path, kept(daemon), replace=True)


def by_itself(daemon: Faulty) -> None:
    """As the loop of a daemon makes it, which tells and does not raise."""
    backups = Backups(daemon.root, daemon.repository.path, daemon.clock, lambda work: work(), 0.0)
    daemon.clock.advance(1)
    backups.look(0.0001, 1, 0)
    for each in (daemon.root.state_dir / "backups").glob("omny-*.db"):
        assert_checksums(each)


def pruned(daemon: Faulty) -> None:
    daemon.repository.prune(daemon.generation)


def repaired(daemon: Faulty) -> None:
    daemon.repository.repair([], set(), derive=True, timestamp="2026-01-02T03:04:05.000006Z")


def kept(daemon: Faulty) -> str:
    return os.fspath(daemon.root.state_dir / "kept.db")


@pytest.mark.parametrize("work", [by_command, by_itself, pruned, repaired])
@pytest.mark.parametrize("errors", [INPUT_OUTPUT, FULL], ids=["any call", "disk full"])
@pytest.mark.parametrize("persistent", [False, True], ids=["once", "for a while"])
def test_whichever_call_fails_amid_work_beside_a_daemon(
    tmp_path: Path, work: Callable[[Faulty], None], errors: dict[str, int], persistent: bool
) -> None:
    failed = 0
    with on_faulty_disk(tmp_path) as (daemon, disk):
        back_up(daemon.repository.path, kept(daemon))
        for number in range(MAX_CALLS):
            daemon.repository.prune(
                daemon.generation
            )  # an index that grew would make more calls each time, without end
            daemon.edit_number(number % CONTENTS)
            daemon.settle(compare=False)
            before = Path(kept(daemon)).read_bytes()
            disk.arm(errors, 1 + number * STRIDE, persistent=persistent)
            try:
                work(daemon)
            except (OmnyError, apsw.IOError):  # closing raises the latter where a VFS is Python's, and no other's
                assert disk.failed
                disk.disarm()
                assert work is not by_command or Path(kept(daemon)).read_bytes() == before
            hit = disk.failed
            disk.disarm()
            failed += hit > 0
            assert_checksums(Path(kept(daemon)))
            daemon.graph.reload()
            daemon.daemon.inbox.request_rescan(RescanReason.REQUESTED)
            daemon.recover()
            assert daemon.repository.damage() == []
            if not hit:
                break
        else:
            raise AssertionError("the work makes more calls than can be tried")
        daemon.compare()
    assert failed
