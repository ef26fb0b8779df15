"""How far a pass is: its steps, and the callback that hears of them.

The callback is also the place where a pass can be ended: it raises, and nothing of the pass is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


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
