"""A pass over the tree: by the daemon that keeps the index where one runs, else by this process.

Knows nothing of who asks. What a person sees meanwhile, a line about a wait or a bar, comes in as a context manager.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.config import default_jobs, load_settings
from omny.base.errors import BusyError, DaemonError, DaemonGoneError, NoIndexError
from omny.base.lock import holder
from omny.query.documents import Document, answer_document
from omny.service.client import connect

if TYPE_CHECKING:
    from omny.base.progress import Progress
    from omny.pipeline.indexer import IndexReport
    from omny.query.freshness import Freshness
    from omny.service.place import Place

ATTEMPTS = 3  # to write, where several runs start at once: each makes the next one's work small

DAEMON_SECONDS = 600.0
"""How long a daemon may take to look at everything: a first index of ten million lines."""

DAEMON_GRACE_SECONDS = 5.0  # to say what is still pending then

Announce = Callable[[float], AbstractContextManager[None]]
"""Is around a wait for the daemon, of so many seconds at most."""

Show = Callable[[], "AbstractContextManager[Progress | None]"]
"""Is around a pass of this process, and gives what its progress is told to."""


def _unannounced(_: float) -> AbstractContextManager[None]:
    return nullcontext()


def _unseen() -> AbstractContextManager[Progress | None]:
    return nullcontext()


def synced(place: Place, timeout: float, *, announce: Announce = _unannounced) -> Document:
    """Has everything that was written until now indexed; an answer without results, with the freshness of that state.

    Raises DaemonError where the daemon has not indexed it within `timeout` seconds. A pass of this process has no
    limit.
    """
    daemon = connect(place.root, place.path)
    if daemon is None:
        _, fresh = indexed_here(place, default_jobs())
        return answer_document([], fresh)
    with daemon, announce(timeout):
        return daemon.ask("sync", {"timeout": timeout}, timeout=timeout + DAEMON_GRACE_SECONDS)


def indexed(
    place: Place, jobs: int | None = None, *, announce: Announce = _unannounced, show: Show = _unseen
) -> tuple[IndexReport, Freshness]:
    """Brings the index to what is on disk, with so many workers where this process does it; what has become of it."""
    try:
        done = _indexed_by_daemon(place, announce)
    except DaemonGoneError:
        if holder(place.root) is not None:  # another one begins, or it begins anew
            raise
        done = None
    return done or indexed_here(place, jobs or default_jobs(), show=show)


def indexed_here(place: Place, jobs: int, *, show: Show = _unseen) -> tuple[IndexReport, Freshness]:
    """The same by this process, whether a daemon runs or not."""
    from omny.pipeline.indexer import index as run_index
    from omny.pipeline.seed import facts_of_checkouts

    settings = load_settings(place.root)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with place.writing() as repository, show() as progress:
                report = run_index(
                    place.root, repository, settings=settings, jobs=jobs, progress=progress, seed=facts_of_checkouts
                )
                return report, place.freshness(repository)
        except BusyError:  # another run was faster: what it wrote is now where this one starts from
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def index_document(report: IndexReport, fresh: Freshness, advice: str) -> Document:
    """A pass as a document: what was left out, and the figures."""
    left_out = [{"path": path, "reason": reason, "problem": bad} for path, reason, bad in report.skipped]
    more = {"census": msgspec.to_builtins(report.census), "advice": advice}
    return answer_document(left_out, fresh, **_figures(report), **more)


def _figures(report: IndexReport) -> dict[str, Any]:
    return {
        "files": report.files,
        "parsed": report.parsed,
        "seeded": report.seeded,
        "atoms": report.atoms,
        "edges": report.edges,
        "skipped": len(report.skipped),
        "degraded": [{"path": path, "reason": reason} for path, reason in report.degraded],
        "created": report.created,
        "modified": report.modified,
        "deleted": report.deleted,
        "changed": report.changed,
        "seconds": report.seconds,
        "cpu_seconds": report.cpu_seconds,
    }


def _indexed_by_daemon(place: Place, announce: Announce) -> tuple[IndexReport, Freshness] | None:
    """By the daemon, where one keeps this database; what changed is told by the events."""
    from omny.languages import accepts
    from omny.pipeline.indexer import IndexReport
    from omny.query.freshness import Freshness
    from omny.watch.census import take_census

    try:
        daemon = connect(place.root, place.path)
    except DaemonError:  # it does not answer: to write beside it does no harm
        return None
    if daemon is None:
        return None
    started, started_cpu, before = time.perf_counter(), time.process_time(), 0
    with daemon, announce(DAEMON_SECONDS):
        parsed = daemon.ask("daemon", {})["parsed"]
        with suppress(NoIndexError), place.reading() as repository:  # there is none before the first index
            before = repository.meta().generation
        arguments = {"timeout": DAEMON_SECONDS}
        said = daemon.ask("index", arguments, timeout=DAEMON_SECONDS + DAEMON_GRACE_SECONDS)["freshness"]
        parsed = daemon.ask("daemon", {})["parsed"] - parsed
    with place.reading() as repository:
        counts, changed = repository.counts(), Counter(event.operation for event in repository.events(after=before))
        left_out = [(row.path, row.reason, True) for row in repository.skipped()]
        left_out += [(row.path, row.reason, False) for row in repository.excluded()]
        report = IndexReport(
            files=sum(counts.languages.values()),
            parsed=parsed,
            seeded=0,
            resolved=0,
            atoms=sum(counts.atoms.values()),
            edges=sum(counts.edges.values()),
            created=changed["create"],
            modified=changed["update"],
            deleted=changed["delete"],
            changed=repository.meta().generation != before,
            skipped=tuple(left_out),
            degraded=tuple((row.path, row.reason) for row in repository.degraded()),
            seconds=time.perf_counter() - started,
            cpu_seconds=time.process_time() - started_cpu,
            meta=repository.meta(),
            census=take_census(place.root, load_settings(place.root), accepts),
            rows=tuple(repository.ledger().values()),
        )
    return report, msgspec.convert(said, Freshness)
