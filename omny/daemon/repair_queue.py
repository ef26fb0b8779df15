"""`RepairQueue`: the findings of a daemon's checks that are not repaired yet, and their repair.

Each finding names its cure. A finding that reappears before the next full round means that the repair failed; the
database is then rebuilt. A finding in the new database ends all answers: wrong answers are worse than none.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from enum import Enum, auto

from omny.base.clock import Clock
from omny.base.errors import DamagedError, OmnyError
from omny.daemon.dependencies import Ready
from omny.daemon.stop import Stop, StopReason
from omny.integrity import Finding
from omny.integrity.repair import repair
from omny.model.cures import CURES, Cure
from omny.storage.port.repository import AtomRepository

log = logging.getLogger("omny.daemon")

ANEW_SECONDS = 3600.0
"""A new database that has a finding within this time is not the cause."""

MAX_TOLD = 3  # findings that a problem names; the log has more
MAX_LOGGED = 20

REMOVE = "run 'omny stop', then 'omny verify --repair'; where that does not help, move the database aside"
ELSEWHERE = "run 'omny stop', and 'omny start' with another project or store"  # for a store without a file

Key = tuple[str, str]  # kind and place of a finding


def finding_key(finding: Finding) -> Key:
    """The identity of a finding across checks."""
    return (finding.kind, finding.where)


class QueueState(Enum):
    """How a `RepairQueue` treats findings."""

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
        """`repository` is the loop's. `ask` makes the loop call `repair`. `rebuilt` is called after a repair, because
        the graph has missed it. `rebuilt_at` is the moment (monotonic) at which this database replaced a damaged one.
        `is_file` is whether the database is a file: no other can be set aside."""
        self.count = 0  # repairs so far: an earlier finding says nothing about the present
        self._state = QueueState.REPAIRING
        self._incurable: Finding | None = None  # the reason that nothing is answered any more
        self._repository = repository
        self._clock = clock
        self._ask = ask
        self._rebuilt = rebuilt
        self._rebuilt_at = rebuilt_at
        self._is_file = is_file
        self._lock = threading.Lock()
        self._open: dict[Key, Finding] = {}
        self._tried: set[Key] = set()  # repaired, and no full round has followed
        self._waiting: list[threading.Event] = []  # for a repair that was requested

    @property
    def is_over(self) -> bool:
        """Whether no repair will follow."""
        return self._state is QueueState.ENDED

    @property
    def refusal(self) -> str:
        """Why nothing can be answered, for people; "" if answers are right."""
        found = self._incurable
        return "" if found is None else f"the index cannot be made right ({found.kind} {found.where}: {found.what})"

    @property
    def is_asked_for(self) -> bool:
        """Whether the loop has to repair something."""
        return bool(self._waiting)

    @property
    def last_cure(self) -> str:
        """The advice if nothing is answered any more."""
        return REMOVE if self._is_file else ELSEWHERE

    def problems(self) -> tuple[str, ...]:
        """The open findings, for people."""
        with self._lock:
            found = list(self._open.values())
        if not found:
            return ()
        told = "; ".join(f"{each.kind} {each.where}: {each.what}" for each in found[:MAX_TOLD])
        more = f", and {len(found) - MAX_TOLD:,} more" if len(found) > MAX_TOLD else ""
        cure = self.last_cure if self._incurable else "omny verify --repair"
        return (f"the index is not what it must be ({told}{more}); {cure}",)

    def take(self, found: Collection[Finding]) -> None:
        """Adds findings."""
        with self._lock:
            new = [each for each in found if finding_key(each) not in self._open]
            self._open.update((finding_key(each), each) for each in new)
        for each in new[:MAX_LOGGED]:
            since = f", right until {each.since}" if each.since else ""
            log.warning("found: %s %s: %s%s; %s", each.kind, each.where, each.what, since, CURES[each.cure])

    def drop(self, keys: Collection[Key]) -> None:
        """Removes findings that no longer hold: somebody else has repaired them."""
        with self._lock:
            for key in keys:
                self._open.pop(key, None)

    def ask(self) -> threading.Event:
        """Asks the loop for a repair. The event is set after it, or if `is_over`."""
        done = threading.Event()
        with self._lock:
            if self._state is QueueState.ENDED:
                done.set()
            else:
                self._waiting.append(done)
        self._ask()
        return done

    def end(self) -> None:
        """Ends the queue and all waits for a repair. A second call does nothing."""
        with self._lock:
            self._state = QueueState.ENDED
            waiting, self._waiting = self._waiting, []
        for done in waiting:
            done.set()

    def end_round(self) -> None:
        """Notes that all rounds have passed since the last repair: a later finding is new."""
        self._tried.clear()

    def repair(self, indexer: Ready) -> Stop | None:
        """Repairs the open findings. Returns the stop of the daemon if that takes a new database."""
        with self._lock:
            found = sorted(self._open.values())
            waiting, self._waiting = self._waiting, []
        try:
            stop = self._repair(indexer, found) if found and self._incurable is None else None
            if stop is not None:
                self.end()  # before the waits end: their clients have to know the outcome
            return stop
        finally:
            self.count += 1
            for done in waiting:
                done.set()

    def _repair(self, indexer: Ready, found: list[Finding]) -> Stop | None:
        beyond = [each for each in found if each.cure == Cure.DATABASE or self._was_in_vain(each)]
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
            log.warning("repaired: %s", ", ".join(sorted({CURES[each.cure] for each in found})))
        except OmnyError as error:  # the next round finds the rest
            log.warning("a repair failed: %s", error)
            is_tried = isinstance(error, DamagedError)  # a full disk, for example, is no fault of the index
        except Exception:  # such as data that cannot be decoded
            log.exception("a repair failed")
        with self._lock:
            self._open.clear()
        if is_tried:
            self._tried.update(map(finding_key, found))
        return None

    def _was_in_vain(self, found: Finding) -> bool:
        """Whether an earlier repair of the finding has failed. A new database does not cure a graph."""
        return finding_key(found) in self._tried and found.cure != Cure.GRAPH
