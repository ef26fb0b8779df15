"""`Health`: how the daemon does, as the loop tells it and all other threads read it."""

from __future__ import annotations

from dataclasses import dataclass

from omny.base.progress import Step


@dataclass(frozen=True, slots=True)
class Health:
    """How the daemon does, as one moment's record: a new one replaces it, it never changes."""

    problems: tuple[str, ...] = ()  # each what is wrong and the cure
    passes: int = 0
    failures: int = 0  # in a row
    last_seconds: float = 0.0  # of the last pass
    parsed: int = 0  # files, since the start
    watched: int = 0  # directories
    unwatched: int = 0  # directories of which a watch was refused
    ready: bool = False  # whether a whole pass was done since the start
    step: Step | None = None  # of the pass at work
    done: int = 0  # of that step
    total: int = 0
