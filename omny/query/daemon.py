"""`DaemonReport`: what a daemon says of itself, in the words for people and for programs. Shapes only."""

from __future__ import annotations

import msgspec

from omny.base.progress import Step


class CheckReport(msgspec.Struct, frozen=True):
    """The last round of a kind of integrity check."""

    at: str = ""  # when it ended, ISO 8601; "" before the first
    seconds: float = 0.0  # of work
    findings: int = 0
    clean: str = ""  # the start of the last round without a finding


class DaemonReport(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a daemon at one moment."""

    pid: int
    started: str
    on_demand: bool = False  # whether it ends by itself when it is idle
    idle_seconds: float = 0.0
    idle_minutes: float = 0.0  # after which it ends; 0: never
    ready: bool = False  # whether it has looked at the whole tree since its start
    watched: int = 0  # directories
    unwatched: int = 0  # directories whose watch was refused
    polled: int = 0  # directories whose changes raise no event
    polled_below: dict[str, str] = {}  # the first of these, each with the reason
    polled_seconds: float = 0.0  # since the last look at them began
    passes: int = 0
    failures: int = 0  # in a row
    last_seconds: float = 0.0  # of the last pass
    parsed: int = 0  # files, since the start
    graph_generation: int | None = None  # None while the graph is loaded
    pending: list[str] = []  # files that wait to be indexed, the first of them
    pending_total: int = 0
    looking: str = ""  # why it looks at the whole tree; "" if it does not
    step: Step | None = None  # of the pass at work
    done: int = 0  # of that step
    total: int = 0
    problems: list[str] = []  # each with its cure
    trouble: str = ""  # why nothing can be indexed at the moment
    backup_problem: str = ""  # why there is no newer backup
    checks: dict[str, CheckReport] = {}  # by kind: light, deep
