"""The worker processes of a daemon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CODE = """
from omny.base.clock import SystemClock
from omny.daemon.workers import StandingPool
pool = StandingPool(1, SystemClock())
print(pool.submit(len, "ab").result())
pool.close()
"""


def test_they_work_however_long_the_path_of_the_temporary_folder_is(tmp_path: Path) -> None:
    """A fork server has a socket there, whose path the system limits."""
    folder = tmp_path / ("x" * 90)
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", _CODE], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("2\n", "")
