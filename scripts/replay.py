"""A history, lived through by a daemon: git checks out commit after commit, and after each the index is compared.

    python -m scripts.replay REPO [--commits N] [--every K] [--seed S]

REPO is cloned into a temporary directory and stays as it is. Of its commits, merged branches included, the newest N are
taken, or with a seed N in a row from somewhere; with --every, each K-th. They are checked out one by one, oldest first,
and then back again, while a daemon watches. After each, when `sync` has returned, the canonical dump is compared with
that of a fresh index of the same files; at the end the validator is asked, too. On the way back everything has been
seen before: nothing is parsed then, but for a file that a pass meets while git is writing it.

Prints a line for each checkout, and ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from scripts.live import LiveDaemon, run

SHOWN_LINES = 20

# No hook, filter or setting of the user's takes part; the mirrors may be somebody else's.
_GIT = ("git", "-c", "safe.directory=*", "-c", f"core.hooksPath={os.devnull}", "-c", "advice.detachedHead=false")
_GIT_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}


@dataclass
class Replay:
    """What came of it."""

    checkouts: int = 0
    parsed: int = 0
    parsed_back: int = 0
    differences: int = 0
    findings: int = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether the index was what it had to be, each time."""
        return not self.differences and not self.findings

    def __str__(self) -> str:
        ordered = sorted(self.milliseconds) or [0.0]
        return (
            f"{self.checkouts} checkouts, {self.parsed} files parsed, {self.parsed_back} on the way back;"
            f" to sync {median(ordered):.0f} ms in the median, {ordered[-1]:.0f} ms at most;"
            f" {self.differences} lines differ, {self.findings} findings of the validator"
        )


def replay(repository: Path, *, commits: int, every: int = 1, seed: int | None = None) -> Replay:
    """Lives through the history of a git repository. Raises RuntimeError where git or the daemon fails."""
    result = Replay()
    with tempfile.TemporaryDirectory(prefix="omny-replay-") as scratch:
        clone = Path(scratch) / "clone"
        _git(Path(scratch), "clone", "--quiet", "--no-checkout", "--shared", str(repository.resolve()), str(clone))
        way = _history(clone, commits, every, seed)
        _check_out(clone, way[0])
        with LiveDaemon(clone) as daemon:
            for number, (before, commit) in enumerate(pairwise([way[0], *way, *reversed(way[:-1])])):
                _check_out(clone, commit)
                synced = daemon.sync()
                differences = daemon.differences()
                result.checkouts += 1
                result.differences += len(differences)
                is_back = number >= len(way)
                result.parsed_back += synced.parsed if is_back else 0
                result.parsed += synced.parsed
                if number:  # the first is the first index
                    result.milliseconds.append(synced.milliseconds)
                changed = len(_git(clone, "diff", "--name-only", "--no-renames", "-z", before, commit).split("\0")) - 1
                print(
                    f"{'<' if is_back else '>'} {commit[:10]} {changed:5} changed {synced.parsed:5} parsed"
                    f" {synced.milliseconds:7.0f} ms {len(differences):5} differ",
                    flush=True,
                )
                if differences:
                    print(differences.show(SHOWN_LINES))
            findings = daemon.findings()
            result.findings = len(findings)
            for finding in findings[:SHOWN_LINES]:
                print(f"{finding.kind} {finding.where}: {finding.what}")
    return result


def _history(clone: Path, commits: int, every: int, seed: int | None) -> list[str]:
    """The commits to check out, oldest first."""
    every_one = _git(clone, "rev-list", "--topo-order", "--reverse", "HEAD").split()
    taken = every_one[::-every][::-1]
    if not taken:
        raise RuntimeError("there is no commit")
    latest = max(0, len(taken) - commits)
    begin = latest if seed is None else random.Random(seed).randint(0, latest)
    return taken[begin : begin + commits]


def _check_out(clone: Path, commit: str) -> None:
    _git(clone, "checkout", "--quiet", "--force", "--detach", commit)


def _git(directory: Path, *arguments: str) -> str:
    return run([*_GIT, *arguments], cwd=directory, env=_GIT_ENVIRONMENT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Replays; 0 where nothing differed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("repository", type=Path, metavar="REPO")
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args(arguments)
    if options.commits < 1 or options.every < 1:
        parser.error("--commits and --every are at least 1")
    result = replay(options.repository, commits=options.commits, every=options.every, seed=options.seed)
    print(f"{options.repository}: {result}")
    return 0 if result.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
