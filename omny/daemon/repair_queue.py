"""`RepairQueue`: what the checks of a daemon have found and is not yet repaired, and what is done about it.

Each finding names its cure. What is found again before the next rounds are through was not cured by that, and gets a
new database; what is found in that, too, ends the answers: wrong ones are worse than none.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from enum import Enum, auto

from omny.base.clock import Clock
from omny.base.errors import DamagedError, OmnyError
from omny.daemon.stop import Stop, StopReason
from omny.daemon.surroundings import Ready
from omny.integrity import Cure, Finding
from omny.integrity.repair import repair
from omny.storage.port.repository import AtomRepository

log = logging.getLogger("omny.daemon")

ANEW_SECONDS = 3600.0
"""Where a new database is found wrong within this time, it is not the database."""

MAX_TOLD = 3  # findings that a problem names; the log has more
MAX_LOGGED = 20

REMOVE = "run 'omny stop', then 'omny verify --repair'; where that does not help, move the database aside"
ELSEWHERE = "run 'omny stop', and 'omny start' with another project or store"  # where no file could be removed

Key = tuple[str, str]  # kind and place of a finding


def key_of(finding: Finding) -> Key:
    """What makes it the same finding, whenever it is found."""
    return (finding.kind, finding.where)


class QueueState(Enum):
    """What a `RepairQueue` does with findings."""

    REPAIRING = auto()  # the loop repairs them
    REFUSING = auto()  # no repair helps: nothing is answered from this database any more
    ENDED = auto()  # the daemon stops, perhaps for a new database; nothing is repaired any more


class RepairQueue:
    """The open findings of one database. `repair` is for the loop, the rest for any thread."""

    def __init__(
        self,
        repository: AtomRepository,
        clock: Clock,
        ask: Callable[[], None],
        rebuilt: Callable[[], None],
        rebuilt_at: float | None,
        is_file: bool = True,
    ) -> None:
        """`repository` is that of the loop, `ask` has the loop call `repair`, and `rebuilt` is called after one: the
        graph has missed it. `rebuilt_at` is when (monotonic) the database was built because the last was damaged, and
        `is_file` whether it is a file: nothing else can be set aside."""
        self.count = 0  # repairs so far: what was found before one says nothing of now
        self._state = QueueState.REPAIRING
        self._incurable: Finding | None = None  # why nothing is answered any more
        self._repository = repository
        self._clock = clock
        self._ask = ask
        self._rebuilt = rebuilt
        self._rebuilt_at = rebuilt_at
        self._is_file = is_file
        self._lock = threading.Lock()
        self._open: dict[Key, Finding] = {}
        self._tried: set[Key] = set()  # repaired, and not all rounds have been through since
        self._waiting: list[threading.Event] = []  # for a repair that was asked for

    @property
    def is_over(self) -> bool:
        """Whether nothing will be repaired any more."""
        return self._state is QueueState.ENDED

    @property
    def refusal(self) -> str:
        """Why nothing can be answered, for people; "" where answers are right."""
        found = self._incurable
        return "" if found is None else f"the index cannot be made right ({found.kind} {found.where}: {found.what})"

    @property
    def is_asked_for(self) -> bool:
        """Whether the loop is to repair something."""
        return bool(self._waiting)

    @property
    def last_cure(self) -> str:
        """What helps where nothing is answered any more."""
        return REMOVE if self._is_file else ELSEWHERE

    def problems(self) -> tuple[str, ...]:
        """What is open, for people."""
        with self._lock:
            found = list(self._open.values())
        if not found:
            return ()
        told = "; ".join(f"{each.kind} {each.where}: {each.what}" for each in found[:MAX_TOLD])
        more = f", and {len(found) - MAX_TOLD:,} more" if len(found) > MAX_TOLD else ""
        cure = self.last_cure if self._incurable else "omny verify --repair"
        return (f"the index is not what it must be ({told}{more}); {cure}",)

    def take(self, found: Collection[Finding]) -> None:
        """Takes down what was found."""
        with self._lock:
            new = [each for each in found if key_of(each) not in self._open]
            self._open.update((key_of(each), each) for each in new)
        for each in new[:MAX_LOGGED]:
            since = f", right until {each.since}" if each.since else ""
            log.warning("found: %s %s: %s%s; %s", each.kind, each.where, each.what, since, each.cure)

    def drop(self, keys: Collection[Key]) -> None:
        """Takes back what is no longer so: somebody else has put it right."""
        with self._lock:
            for key in keys:
                self._open.pop(key, None)

    def ask(self) -> threading.Event:
        """Has the loop repair what is open; set when it has, or `is_over`."""
        done = threading.Event()
        with self._lock:
            if self._state is QueueState.ENDED:
                done.set()
            else:
                self._waiting.append(done)
        self._ask()
        return done

    def end(self) -> None:
        """Nothing will be repaired any more: lets those go who wait for it. A second call does nothing."""
        with self._lock:
            self._state = QueueState.ENDED
            waiting, self._waiting = self._waiting, []
        for done in waiting:
            done.set()

    def held(self) -> None:
        """All rounds have been through since the last repair: what is found from now on is new."""
        self._tried.clear()

    def repair(self, indexer: Ready) -> Stop | None:
        """Repairs what is open; the stop of the daemon where that takes a new database."""
        with self._lock:
            found = sorted(self._open.values())
            waiting, self._waiting = self._waiting, []
        try:
            stop = self._repair(indexer, found) if found and self._incurable is None else None
            if stop is not None:
                self.end()  # before those are told who have asked: they have to know what became of it
            return stop
        finally:
            self.count += 1
            for done in waiting:
                done.set()

    def _repair(self, indexer: Ready, found: list[Finding]) -> Stop | None:
        beyond = [each for each in found if each.cure == Cure.DATABASE or self._did_not_help(each)]
        if beyond:
            if self._is_file and (
                self._rebuilt_at is None or self._clock.monotonic() - self._rebuilt_at > ANEW_SECONDS
            ):
                worst = beyond[0]
                return Stop(StopReason.DAMAGED, f"{worst.kind} {worst.where}: {worst.what}")
            self._incurable, self._state = beyond[0], QueueState.REFUSING
            log.error("%s; nothing is answered from it any more", self.refusal)
            return None
        is_tried = True
        try:
            repair(self._repository, indexer(), found, self._clock, self._rebuilt)
            log.warning("repaired: %s", ", ".join(sorted({each.cure for each in found})))
        except OmnyError as error:  # the next round finds what is left
            log.warning("a repair failed: %s", error)
            is_tried = isinstance(error, DamagedError)  # a full disk, say, is no fault of the index
        except Exception:  # such as of data that nobody can read
            log.exception("a repair failed")
        with self._lock:
            self._open.clear()
        if is_tried:
            self._tried.update(map(key_of, found))
        return None

    def _did_not_help(self, found: Finding) -> bool:
        """Whether it was repaired before, in vain. No new database cures a graph, which only follows it."""
        return key_of(found) in self._tried and found.cure != Cure.GRAPH
