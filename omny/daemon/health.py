"""`Health`: the state of a daemon. The loop writes it, and all other threads read it."""

from __future__ import annotations

from dataclasses import dataclass

from omny.base.progress import Step


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a daemon at one moment. A new record replaces it."""

    problems: tuple[str, ...] = ()  # each with its cure
    passes: int = 0
    failures: int = 0  # in a row
    last_seconds: float = 0.0  # of the last pass
    parsed: int = 0  # files, since the start
    watched: int = 0  # directories
    unwatched: int = 0  # directories whose watch was refused
    ready: bool = False  # whether a pass over the whole tree is done since the start
    step: Step | None = None  # of the pass at work
    done: int = 0  # of that step
    total: int = 0
