"""Signals of Django and of blinker: who sends one calls the functions that are connected to it.

`&!` in a surface lists what a file connects: the name of the signal there, and the receiver as a chain. A file that
connects to a signal is found by the name `py:!NAME`. As a head `&!name` stands for the receivers of a signal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.shapes import is_path
from omny.languages.python.frameworks import RECEIVERS, SIGNALS
from omny.languages.python.places import (
    FOUND_BY,
    Given,
    Place,
    find_argument,
    find_call,
    find_decorated,
    find_home,
    find_origin,
    refer,
)
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import External

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_ENTRIES = "&!"
_SEVERAL = frozenset(("list", "tuple"))


def note_receiver(walk: FixtureWalk, place: Place) -> None:
    """`@receiver(signal)`."""
    called = find_call(place.node)
    decorated = find_decorated(walk, place.node.start_byte)
    first = find_argument(walk, called[1], "signal") if called is not None else None
    if called is None or first is None or decorated is None:
        return
    if find_origin(walk, place.scope, walk.text(called[0]).partition("(")[0]) in RECEIVERS:
        for signal in first.named_children if first.type in _SEVERAL else (first,):
            _connect(walk, place, walk.text(signal), [f"@{decorated.qualname}"])


def note_connection(walk: FixtureWalk, place: Place) -> None:
    """`signal.connect(function)`."""
    called = find_call(place.node)
    first = find_argument(walk, called[1], "receiver") if called is not None else None
    signal = _find_owner(walk, place.node)
    if signal and first is not None and first.type in ("identifier", "attribute"):
        _connect(walk, place, signal, walk.tree.expand(place.scope, walk.chain(first))[0])


def note_sending(walk: FixtureWalk, place: Place) -> None:
    """`signal.send(...)`."""
    signal = _find_owner(walk, place.node)
    if signal and find_call(place.node) is not None and _is_global(walk, place, signal):
        refer(walk, place.scope, place.scope.owner, f"&!{signal} =>", place.node.start_byte)


def _find_owner(walk: FixtureWalk, name: Node) -> str:
    """The dotted name whose attribute a name is; "" for another expression."""
    attribute = name.parent
    owner = attribute.child_by_field_name("object") if attribute is not None else None
    text = walk.text(owner) if owner is not None else ""
    return text if is_path(text.encode()) else ""


def _is_global(walk: FixtureWalk, place: Place, signal: str) -> bool:
    found = place.scope.find(signal.partition(".")[0])
    return found is walk.tree.module


def _connect(walk: FixtureWalk, place: Place, signal: str, receivers: list[str]) -> None:
    if not is_path(signal.encode()) or not _is_global(walk, place, signal):
        return
    entries = walk.surface.setdefault(_ENTRIES, [])
    entries += [f"{signal} {receiver}" for receiver in receivers if receiver[-1] not in ")]?"]
    full = find_origin(walk, place.scope, signal) or signal
    walk.surface.setdefault(FOUND_BY, []).append(f"!{full.rpartition('.')[2]}")


def find_receivers(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The receivers of the signal that has a name in a file."""
    home = find_home(evaluator, path, name)
    if home is None:
        return []
    values = evaluator.evaluate(*home)
    if not any(isinstance(value, External) and value.name in SIGNALS for value in values):
        return []
    return [
        (file, receiver)
        for file in evaluator.publishers(f"py:!{home[1]}") or ()
        for signal, _, receiver in (entry.partition(" ") for entry in evaluator.ask(file, _ENTRIES) or ())
        if find_home(evaluator, file, signal) == home
    ]
