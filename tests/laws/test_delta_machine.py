"""Whatever is done to a project, in whatever order: after each step the index is what a fresh one of the same files
would be, and the graph is what the database holds.

`OMNY_SEED=n` takes other walks, `OMNY_FUZZ=n` n times as many, `OMNY_SHRINK=1` looks for the shortest that fails,
which takes minutes.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from omny.integrity import ConsistencyValidator
from tests.support.faults import SCRATCH, Rough
from tests.support.projects import EDITS, LANGUAGES, Project

SEED = int(os.environ.get("OMNY_SEED", "1"))
FUZZ = int(os.environ.get("OMNY_FUZZ", "1"))
SHRINKS = bool(os.environ.get("OMNY_SHRINK"))
SIZES = ((14, 50), (320, 4))
"""Walks and their longest: few that come far, and many that begin anew. 1,002 walks over the three languages."""

RACY_NS = 12_000_000
"""A kernel stamps files by a tick of up to 10 ms, and between two steps there is more than that. With 100 ms all files
would be read in each step, and it would not be tested when they are not."""

RANDOMS = st.randoms(use_true_random=False, note_method_calls=False)


class DeltaMachine(RuleBasedStateMachine):
    """A walk through the states of one project."""

    language = ""

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory(dir=SCRATCH)
        self.root = Path(self._directory.name)
        self.project = Project(self.language)
        self.project.write(self.root)
        self.daemon = Rough(self.root)
        self._settle()

    @rule(name=st.sampled_from(sorted(EDITS)), random=RANDOMS)
    def edit(self, name: str, random: Random) -> None:
        self._make([name], random)

    @rule(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=5), random=RANDOMS)
    def edit_several_things_at_once(self, names: list[str], random: Random) -> None:
        self._make(names, random)

    @rule()
    def touch_everything(self) -> None:
        """Which writes nothing."""
        generation = self.daemon.repository.meta().generation
        self.daemon.tell(self.daemon.change(self._touch))
        self._settle()
        assert self.daemon.repository.meta().generation == generation

    @rule()
    def doubt(self) -> None:
        """Which finds nothing that no event has told."""
        generation = self.daemon.repository.meta().generation
        self.daemon.let_doubt()
        assert self.daemon.repository.meta().generation == generation

    @rule()
    def restart(self) -> None:
        self.daemon.crash()
        self.daemon.begin()
        self._settle()

    def _touch(self, root: Path) -> None:
        for path in self.project.contents():
            os.utime(root / path)

    def _make(self, names: list[str], random: Random) -> None:
        self.project.remember()
        for name in names:
            EDITS[name](self.project, random)
        hints = self.daemon.change(self.project.write)
        note(f"{', '.join(names)}: {hints}")
        self.daemon.tell(hints)
        self._settle()

    def _settle(self) -> None:
        try:
            self.daemon.settle()
        except BaseException:
            for path, content in sorted(self.project.contents().items()):
                note(f"--- {path}\n{content.decode()}")
            raise

    def teardown(self) -> None:
        try:
            assert ConsistencyValidator(self.daemon.repository).check() == []
        finally:
            self.daemon.close()
            self._directory.cleanup()


@pytest.mark.slow
@pytest.mark.parametrize(("walks", "steps"), SIZES, ids=("far", "many"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_is_right_after_each_step_of_any_walk(language, walks, steps, monkeypatch):
    monkeypatch.setattr("omny.pipeline.ledger.RACY_NS", RACY_NS)
    print(f"OMNY_SEED={SEED} OMNY_FUZZ={FUZZ}")
    machine = seed(SEED)(type("Machine", (DeltaMachine,), {"language": language}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks * FUZZ,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if SHRINKS else [])],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
