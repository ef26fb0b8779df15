"""The same final tree, come to by other ways: in another order, in other batches, with events doubled and out of order.
The dumps are equal, byte for byte.

`OMNY_SEED=n` takes other ways, `OMNY_FUZZ=n` n times as many.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from omny.integrity import ConsistencyValidator
from tests.support.faults import SCRATCH, Rough, rough
from tests.support.helpers import dumped
from tests.support.projects import EDITS, LANGUAGES, Project
from tests.support.simulation import Hint

SEED = int(os.environ.get("OMNY_SEED", "1"))
WAYS = 5 * int(os.environ.get("OMNY_FUZZ", "1"))
STATES = 12

# What is held over from a former content depends on the way by design.
PLAIN = sorted(EDITS.keys() - {"break_syntax", "truncate", "revert", "edit_settings"})

State = dict[str, bytes]
Bring = Callable[[Rough, list[State], Random], None]


def states_of(language: str, random: Random) -> list[State]:
    """The trees on the way from a project to what it becomes."""
    project = Project(language)
    states = [project.contents()]
    for _ in range(STATES):
        EDITS[random.choice(PLAIN)](project, random)
        states.append(project.contents())
    return states


def put(root: Path, state: State) -> None:
    """Makes the tree that."""
    project = Project("python")
    project.contents = lambda: state  # type: ignore[method-assign]
    project.write(root)


def one_by_one(daemon: Rough, states: list[State], random: Random) -> None:
    for state in states:
        daemon.edit(partial(put, state=state))


def all_at_once(daemon: Rough, states: list[State], random: Random) -> None:
    daemon.edit(partial(put, state=states[-1]))


def in_other_batches(daemon: Rough, states: list[State], random: Random) -> None:
    """What is to be looked at stays in the inbox for some steps."""
    for state in states:
        daemon.tell(daemon.change(partial(put, state=state)))
        if random.random() < 0.4:
            daemon.settle()
        else:
            daemon.daemon.turn()
            daemon.clock.advance(random.choice((0.001, 0.02, 0.1)))
    daemon.settle()


def with_hints_doubled_and_late(daemon: Rough, states: list[State], random: Random) -> None:
    """Each comes at last."""
    late: list[Hint] = []
    for state in states:
        hints = daemon.change(partial(put, state=state))
        late += random.choices(hints, k=len(hints)) if hints else []
        given = [hint for hint in hints if random.random() < 0.5]
        late += [hint for hint in hints if hint not in given]
        random.shuffle(given)
        daemon.tell(given)
        daemon.daemon.turn()
        daemon.clock.advance(0.1)
        daemon.daemon.turn()
    random.shuffle(late)
    for hint in late:
        daemon.tell([hint])
        if random.random() < 0.2:
            daemon.clock.advance(0.1)
            daemon.daemon.turn()
    daemon.settle()


def file_by_file(daemon: Rough, states: list[State], random: Random) -> None:
    """Straight to the end, but each file as a change of its own, in some order."""
    last = states[-1]
    now = {path: content for path, content in states[0].items() if path in last}
    daemon.edit(partial(put, state=now))
    for path in random.sample(sorted(last), len(last)):
        now = {**now, path: last[path]}
        daemon.edit(partial(put, state=now))


WAYS_THERE: list[Bring] = [one_by_one, all_at_once, in_other_batches, with_hints_doubled_and_late, file_by_file]


@pytest.mark.parametrize("number", range(WAYS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_to_a_tree_does_not_show(language, number):
    states = states_of(language, Random(f"{SEED}-{number}"))
    dumps = {}
    for bring in WAYS_THERE:
        with tempfile.TemporaryDirectory(dir=SCRATCH) as directory:
            put(Path(directory), states[0])
            with rough(Path(directory)) as daemon:
                bring(daemon, states, Random(f"{SEED}-{number}-{bring.__name__}"))
                dumps[bring.__name__] = dumped(daemon.repository)
                assert ConsistencyValidator(daemon.repository).check() == []
    right = dumps["all_at_once"]
    assert [name for name, dump in dumps.items() if dump != right] == [], f"OMNY_SEED={SEED}"
