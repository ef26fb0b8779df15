"""Events are stored small and read whole, on every backend."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from omny.integrity import ConsistencyValidator
from omny.model.events import is_packed, read_changes
from omny.storage.port.records import AtomEvent
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, write_tree

CALLERS = 30
HUB = "def {}(value):\n    first = value + 1\n    second = first * 2\n    return second\n"


def tree_with(hub: str) -> dict[str, str]:
    """A function that many call, each beside much else."""
    others = "".join(f"def other{number}():\n    pass\n\n\n" for number in range(20))
    calls = "".join(f"    other{number}()\n" for number in range(20))
    use = f"from hub import {hub}\nfrom others import *\n\n\ndef use():\n{calls}    {hub}(1)\n    {hub}(2)\n"
    return {"hub.py": HUB.format(hub), "others.py": others} | {f"c{number}.py": use for number in range(CALLERS)}


@pytest.fixture
def renamed(store: AtomRepository, tree: Path) -> AtomRepository:
    """A store whose hub was renamed, and got its name back."""
    for hub in ("hub", "center", "hub"):
        index_tree(write_tree(tree, tree_with(hub)), store)
    return store


def stored(repository: AtomRepository) -> list[AtomEvent]:
    with repository.archive() as archive:
        return list(archive.events)


def test_a_creation_is_stored_as_a_reference_and_read_whole(renamed: AtomRepository) -> None:
    created = [event for event in stored(renamed) if event.operation == "create"]
    assert all(is_packed(event.delta) and len(event.delta) < 80 for event in created)
    for event in renamed.events():
        assert not is_packed(event.delta)
        assert {"file_path", "line", "data.calls"} <= read_changes(event.delta).keys() or event.operation == "update"


def test_the_event_of_a_caller_holds_no_more_than_what_was_renamed(renamed: AtomRepository) -> None:
    small = [event for event in stored(renamed) if event.operation == "update" and event.atom_id == "c1.py::use"]
    whole = [event for event in renamed.events("c1.py::use") if event.operation == "update"]
    assert len(small) == len(whole) == 2
    for one, other in zip(small, whole, strict=True):
        assert 4 * len(one.delta) < len(other.delta)
    for event, names in zip(whole, (("hub.py::hub", "hub.py::center"), ("hub.py::center", "hub.py::hub")), strict=True):
        before, after = read_changes(event.delta)["data.calls"]
        assert [sorted(set(one) - set(other)) for one, other in ((before, after), (after, before))] == [
            [names[0]],
            [names[1]],
        ]


def test_a_state_between_two_renames_is_told_and_an_event_says_the_same_ever_after(
    store: AtomRepository, tree: Path
) -> None:
    told: list[AtomEvent] = []
    for hub in ("hub", "center", "hub"):
        index_tree(write_tree(tree, tree_with(hub)), store)
        assert list(store.events())[: len(told)] == told
        told = list(store.events())
    assert ConsistencyValidator(store).check(deep=True) == []
    past = store.as_of(2)
    try:
        use = past.get("c1.py::use")
        assert use is not None
        assert "hub.py::center" in msgspec.json.decode(use.atom.data)["calls"]
        assert list(past.events()) == [event for event in told if event.transaction_id <= 2]
        assert ConsistencyValidator(past).check() == []
    finally:
        past.close()
