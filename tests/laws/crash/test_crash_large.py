"""An index larger than the page cache, whose log is not empty, outlives the death of the process and the loss of power
amid a backup, pruning, a repair, an upgrade, a restore and a rebuild.

Here are some dozens of these moments; OMNY_LONG=1 looks at many more."""

from __future__ import annotations

import logging
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.support.crash_disk import Image, Replay
from tests.support.crash_large import LargeJudge, LargeWorkload, copies, own, returning_logs
from tests.support.crash_workload import fast_place

LONG = bool(os.environ.get("OMNY_LONG"))
SEED = int(os.environ.get("OMNY_SEED", "1"))
POINTS = 40 if LONG else 1  # of a stage and a kind of step
LOSSES = 3 if LONG else 1  # of power, after each of them


@pytest.mark.slow
def test_a_large_index_outlives_what_cuts_its_work_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "omny.storage")  # an image that is upgraded is worth no line
    print(f"OMNY_SEED={SEED}")
    with fast_place(tmp_path) as place:
        work = LargeWorkload(place, seed=SEED).run()
        assert returning_logs(work.log) == []
        judge = LargeJudge(work, place / "judge")
        images, wrong = looked_at(work, judge)
    print(f"images {sum(images.values())}: {dict(images)}")
    assert wrong == []
    assert images.keys() == {stage.name for stage in work.stages}


def looked_at(work: LargeWorkload, judge: LargeJudge) -> tuple[Counter[str], list[str]]:
    """How many images of each stage were looked at, and what was wrong with them."""
    chance = random.Random(SEED)
    kinds = [step.kind for step in work.log]
    points = {at: stage.name for stage in work.stages for at in stage.points(kinds, POINTS, chance)}
    images: Counter[str] = Counter()
    wrong: list[str] = []
    replay = Replay(work.log)
    for at, step in enumerate(replay):
        if at not in points:
            continue
        made = {"killed": replay.after_kill()}
        if replay.is_unsafe:
            made |= {f"cut off, {number}": replay.after_power_loss(chance) for number in range(LOSSES)}
        for manner, image in made.items():
            found = judged(judge, image, replay.words)
            if found is not None:
                images[points[at]] += 1
                wrong += [f"{points[at]}, {manner} after step {at} ({step.kind} {step.what}): {line}" for line in found]
    return images, wrong


def judged(judge: LargeJudge, image: Image, words: dict[str, int]) -> list[str] | None:
    """What is wrong with an image; None where the same was seen before."""
    acked, begun = words.get("ack", 0), words.get("begin", 0)
    found: list[str] | None = None
    if judge.is_new(own(image), acked, begun):
        found = judge.violations(own(image), acked, begun)
    told = words.get("ack backup", -1)
    if (copies(image) or told >= 0) and judge.is_new(copies(image), "backup", told):
        found = (found or []) + judge.backup_violations(copies(image), told, words.get("begin backup", 0))
    return found
