"""`Dependencies`: the parts of a daemon that its caller supplies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from omny.base.clock import Clock
from omny.base.paths import Root
from omny.daemon.stop import Stop
from omny.executors.pool import ExecutorFactory
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.pipeline.indexer import Indexer
from omny.watch.sources.source import EventSource

Follower = Callable[[Delta, Meta], None]


Ready = Callable[[], Indexer]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The parts that the caller supplies; the seams of the simulation."""

    clock: Clock
    executors: ExecutorFactory
    source: Callable[[Root], EventSource]  # makes a new one
    follower: Follower  # called with each commit; the graph
    rebuilt: Callable[[], None]  # called after a possible gap between commits
    ping: Callable[[], object] = tuple  # asks the store for a sign of life; raises if there is none
    problems: Callable[[], tuple[str, ...]] = tuple  # further problems, each with its cure
    repair: Callable[[Ready], Stop | None] = lambda _: None  # repairs findings; returns a stop if it needs one
    health_check: Callable[[], Stop | None] = field(default=lambda: None)  # a stop if the daemon cannot continue
