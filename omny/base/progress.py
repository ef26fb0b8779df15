"""How far a pass is: its steps, and the callback that hears of them.

The callback is also the place where a pass can be ended: it raises, and nothing of the pass is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import chain, islice
from typing import TypeVar

LOOK_UNITS = 1_000
"""Units of work (entries of a directory, keys, rows, atoms) between two looks at whether the pass is to end. They take
some 10 ms, and ten times that on a busy machine."""

T = TypeVar("T")


class Step(StrEnum):
    """The steps of a pass, in order."""

    COMPARING = "comparing"  # contents on disk with the ledger, file by file
    READING = "reading"  # and parsing, file by file
    LINKING = "linking"  # file by file
    WRITING = "writing"  # atom by atom

    @property
    def unit(self) -> str:
        """The noun of its count."""
        return "atom" if self is Step.WRITING else "file"


Progress = Callable[[Step, int, int, int], None]
"""Called with the step, what is done of it, what there is in all, and the bytes read. May raise to end the pass."""


Look = Callable[[], None]
"""Called between two units of work. May raise to end the pass."""


def interleave_looks(items: Iterable[T], look: Look) -> Iterator[T]:
    """The items, with a look before the first and before every further LOOK_UNITS of them. No Python runs for one item:
    a first index passes a million."""
    return chain.from_iterable(_pieces(iter(items), look))


def _pieces(items: Iterator[T], look: Look) -> Iterator[tuple[T, ...]]:
    look()
    while piece := tuple(islice(items, LOOK_UNITS)):
        yield piece
        look()


def never() -> None:
    """The look of a pass that nobody ends."""
