"""The files of each case come, go and change in any order: after each step the index is what a fresh one is.

`OMNY_SEED=n` takes other ways, `OMNY_FUZZ=n` n times as many steps.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.helpers import memory_repository, sync, write_tree
from tests.support.language_cases import CASES

SEED = int(os.environ.get("OMNY_SEED", "1"))
STEPS = 6 * int(os.environ.get("OMNY_FUZZ", "1"))


def versions_of(case: dict[str, Any]) -> dict[str, list[str]]:
    """The contents that each path of a case has in one state or another."""
    versions = {path: [text] for path, text in case["files"].items()}
    for step in case.get("steps", ()):
        for path, text in step["write"].items():
            versions.setdefault(path, []).append(text)
    return versions


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['id']}")
def test_a_file_that_comes_goes_or_changes_leaves_a_fresh_index(case: dict[str, Any], tmp_path: Path) -> None:
    random = Random(f"{SEED} {case['lang']} {case['id']}")
    versions = versions_of(case)
    paths = sorted(versions)
    with memory_repository() as repository:
        sync(write_tree(tmp_path, case["files"]), repository)
        for step in range(STEPS):
            path = random.choice(paths)
            file = tmp_path / path
            choice = random.choice(["remove", "write", "cut", "copy"])
            print(f"seed {SEED}, step {step}: {choice} {path}")
            if choice == "remove":
                file.unlink(missing_ok=True)
            elif choice == "copy":
                write_tree(tmp_path, {path: random.choice(versions[random.choice(paths)])})
            else:
                text = random.choice(versions[path])
                write_tree(tmp_path, {path: text[: text.rfind("\n", 0, -1) + 1] if choice == "cut" else text})
            sync(tmp_path, repository)
