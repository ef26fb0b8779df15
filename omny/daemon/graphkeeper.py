"""`GraphKeeper`: loads the graph of a daemon in the background, and keeps it at the generation of the database.

The graph follows the database. After a gap between commits it is loaded again; until then, questions go to the
database. For a store that can be unreachable, the last graph is kept until the next one is there. That takes twice the
memory, so a file has no such copy.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum, auto

from omny.base.errors import DamagedError, OmnyError
from omny.daemon.process.heap import give_back
from omny.derived.graph import AtomGraph
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.repository import AtomRepository

log = logging.getLogger("omny.daemon")

MAX_ATOMS = 5_000
"""Maximum number of atoms that are applied one by one, in the thread that commits. A load is faster for more, and runs
elsewhere."""


class GraphState(Enum):
    """Whether a `GraphKeeper` has a graph."""

    ABSENT = auto()  # none was loaded yet, or the store could not be read; a new load may succeed
    LOADING = auto()  # a load is at work; commits are collected for it
    READY = auto()  # the graph is at the generation of the last commit
    UNSOUND = auto()  # the stored rows make no graph; only a repair or another commit can change that


OpenReading = Callable[[], AbstractContextManager[AtomRepository]]
Background = Callable[[Callable[[], None]], None]


def in_thread(work: Callable[[], None]) -> None:
    """Runs the work in a thread, which then returns memory to the system: a load is large."""

    def work_and_give_back() -> None:
        work()
        give_back()

    threading.Thread(target=work_and_give_back, name="omny-graph", daemon=True).start()


class GraphKeeper:
    """Keeps one graph. `follow` and `reload` are for the thread that commits, `graph` for any."""

    def __init__(self, reading: OpenReading, background: Background = in_thread, *, keeps_last: bool = False) -> None:
        self.last: tuple[AtomGraph, Meta] | None = None  # with `keeps_last`: the last graph and its state
        self._keeps_last = keeps_last
        self._reading = reading
        self._background = background
        self._lock = threading.Lock()
        self._graph: AtomGraph | None = None
        self._missed: list[tuple[Delta, int]] = []  # commits since the load started
        self._state = GraphState.ABSENT
        self._loads = 0  # started; the result of any but the last is dropped

    @property
    def graph(self) -> AtomGraph | None:
        """The graph; None while it is being loaded."""
        return self._graph

    @property
    def state(self) -> GraphState:
        """The state of the graph."""
        return self._state

    @property
    def is_wanted(self) -> bool:
        """Whether a load should be tried: the store is no file, and may be readable again. For a file, the next commit
        starts the load."""
        return self._keeps_last and self._state is GraphState.ABSENT

    def follow(self, delta: Delta, meta: Meta) -> None:
        """Applies a commit."""
        with self._lock:
            if self._state is GraphState.LOADING:
                self._missed.append((delta, meta.generation))
                return
            if self._graph is not None and self._bring_up(self._graph, delta, meta.generation):
                self._keep(self._graph, meta)
                return
        self.reload()

    def reload(self) -> None:
        """Starts to load the graph in the background."""
        with self._lock:
            self._graph = None
            self._missed = []
            self._state = GraphState.LOADING
            self._loads += 1
            number = self._loads
        self._background(lambda: self._load(number))

    def _load(self, number: int) -> None:
        graph = meta = None
        failed = GraphState.ABSENT
        try:
            with self._reading() as repository:
                meta = repository.meta()
                graph = AtomGraph.load(repository)
        except OmnyError as error:
            failed = GraphState.UNSOUND if isinstance(error, DamagedError) else GraphState.ABSENT
            log.warning("the graph could not be loaded: %s", error)
        with self._lock:
            if number != self._loads:
                return
            missed, self._missed = self._missed, []
            complete = graph is None or all(self._bring_up(graph, *commit) for commit in missed)
            self._graph = graph if complete else None
            self._state = failed if self._graph is None else GraphState.READY
            if self._graph is not None and meta is not None:
                self._keep(self._graph, meta)
        if not complete:
            self.reload()

    def _keep(self, graph: AtomGraph, meta: Meta) -> None:
        if self._keeps_last:
            self.last = (graph, meta)

    @staticmethod
    def _bring_up(graph: AtomGraph, delta: Delta, generation: int) -> bool:
        """Brings the graph to that generation. Returns whether it is there."""
        if generation <= graph.generation:
            return True
        try:
            return delta.atom_count <= MAX_ATOMS and graph.follow(delta, generation)
        except Exception:
            log.exception("the graph could not follow a commit and is being reloaded")
            return False
