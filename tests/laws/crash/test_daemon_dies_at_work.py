"""A daemon is killed while it makes backups and is asked to verify and repair a large index with changes in its log.

Each backup that has its name is sound, and nothing is told clean that is not."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.storage.sqlite.backup import check_copy
from tests.support.helpers import assert_checksums
from tests.support.large_index import FILES, function
from tests.support.real_daemon import LONG, RealDaemon, Starter, kill_holder, needs_daemon, omny

pytestmark = needs_daemon

SEED = int(os.environ.get("OMNY_SEED", "1"))
KILLS = 40 if LONG else 2
SETTINGS = "backup_hours = 0.0001\nbackups_kept = 2\nbackup_room = 1\ncheck_seconds = 1\n"
MAX_SECONDS = 0.8  # from the question to the kill: some come before the check begins, some when it has ended


@pytest.fixture
def at_work(large_template: Path, tmp_path: Path, starter: Starter) -> Iterator[RealDaemon]:
    """A daemon on a large tree that makes a backup as soon as there is something new."""
    path = tmp_path / "tree"
    shutil.copytree(large_template, path)
    (path / ".omny.toml").write_text(SETTINGS)
    daemon = RealDaemon(path, starter)
    yield daemon
    daemon.kill()
    kill_holder(path)


@pytest.mark.slow
def test_what_a_dying_daemon_leaves_is_sound_and_what_it_did_not_see_is_not_told(at_work: RealDaemon) -> None:
    print(f"OMNY_SEED={SEED}")
    chance = random.Random(SEED)
    statuses: list[int] = []
    for number in range(KILLS):
        at_work.start()
        file = at_work.path / f"m{chance.randrange(FILES)}.py"
        file.write_text("".join(function(number, each) for each in range(chance.randrange(1, 100))))
        at_work.sync()
        if number % 2 == 0:
            at_work.eventually(lambda: bool(backups(at_work)))  # it looks every few seconds
        command = [sys.executable, "-m", "omny", "verify", "--deep", "--repair", str(at_work.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as verifying:
            at_work.ended(chance.uniform(0, MAX_SECONDS))
            gone = at_work.path / f"m{chance.randrange(FILES)}.py"
            at_work.kill()
            gone.unlink(missing_ok=True)
            out, err = verifying.communicate(timeout=120)
        statuses.append(verifying.returncode)
        assert verifying.returncode in (0, 2), err
        if verifying.returncode == 2:
            assert out == ""
            assert len(err.splitlines()) >= 1
        elif gone.name in out:  # it has seen that the file is gone, so it is right in the end
            assert omny("verify", "--deep", str(at_work.path)).stdout == "clean\n"
        for each in backups(at_work):
            assert_checksums(each)
            assert check_copy(str(each), as_path=str(each)).generation > 0
    print(f"statuses {statuses}")
    at_work.start()
    at_work.settle()


def backups(daemon: RealDaemon) -> list[Path]:
    """Those that have their names."""
    return sorted((daemon.root.state_dir / "backups").glob("omny-*.db"))
