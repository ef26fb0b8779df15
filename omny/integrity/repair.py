"""Repairs of findings, the smallest sufficient one first.

    edges, search   derived again, by the triggers that keep them
    a file          its atoms get the state of their events; events that do not follow are cut off and kept; then the
                    usual indexer runs a pass over its path that trusts nothing stored
    the graph       reloaded
    the database    set aside, never deleted; a new one gets the history that can be read

Each repair except the last is recorded in the database as a generation of its own. A change of an atom by its file is a
normal event, with the source `reindex`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omny.base.clock import Clock, timestamp
from omny.base.config import Settings
from omny.base.paths import Root
from omny.executors.pool import ExecutorFactory, ExtractPool, process_pool
from omny.integrity import Finding
from omny.integrity.files import FileChecks
from omny.model.cures import Cure
from omny.pipeline.indexer import Indexer, run_until_sure
from omny.storage.port.pieces import RepairRow
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.salvage import Salvaged, rebuild

MAX_RECORDED = 100
"""Findings of one repair that are written down one by one; the rest have the same cause."""

_STAMP = "%Y%m%dT%H%M%SZ"


def repair(
    repository: AtomRepository,
    indexer: Indexer,
    findings: Sequence[Finding],
    clock: Clock,
    rebuilt: Callable[[], None] = lambda: None,
) -> None:
    """Repairs all but what only a new database cures. `rebuilt` is called when the state has changed by no delta.

    Raises what a pass raises; what was done until then is right, and the rest will be found again.
    """
    rows = [
        RepairRow(0, "", found.kind, found.where, found.what, found.since, found.cure)
        for found in findings[:MAX_RECORDED]
    ]
    if len(findings) > MAX_RECORDED:
        rows.append(RepairRow(0, "", "more", "", f"{len(findings) - MAX_RECORDED:,} more findings", "", ""))
    paths = {path for found in findings if found.cure == Cure.FILE for path in found.paths}
    derive = any(found.cure == Cure.DERIVE for found in findings)
    repository.repair(rows, paths, derive=derive, timestamp=timestamp(clock.now()))
    indexer.reload()
    rebuilt()
    if paths:
        run_until_sure(indexer, paths, revalidate=paths)


def rebuild_database(path: str, clock: Clock) -> Salvaged:
    """Sets a damaged database aside and puts a new one in its place, which the next pass fills. Nobody may have it
    open. Errors as `rebuild` of the storage."""
    now = clock.now()
    return rebuild(path, now.strftime(_STAMP), timestamp(now))


def file_checks(
    root: Root,
    repository: AtomRepository,
    settings: Settings,
    *,
    jobs: int = 1,
    executors: ExecutorFactory = process_pool,
) -> FileChecks:
    """The checks of the files of a root."""
    pool = ExtractPool(
        root, jobs, max_bytes=settings.max_file_bytes, seconds=settings.parse_seconds, executors=executors
    )
    return FileChecks(root, repository, settings, pool)
