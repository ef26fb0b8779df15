"""What a daemon is given from outside."""

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
    """What the daemon is given from outside; the seams of the simulation."""

    clock: Clock
    executors: ExecutorFactory
    source: Callable[[Root], EventSource]  # makes a new one
    follower: Follower  # hears of each commit; the graph
    rebuilt: Callable[[], None]  # called where commits may have been missed
    reached: Callable[[], object] = tuple  # asks the store something where it can be away; raises where it is
    problems: Callable[[], tuple[str, ...]] = tuple  # what else is wrong; each with its cure
    repair: Callable[[Ready], Stop | None] = lambda _: None  # repairs what checks have found; may have to stop for it
    health_check: Callable[[], Stop | None] = field(default=lambda: None)  # a stop where the daemon cannot go on
