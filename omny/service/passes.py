"""A pass over the tree, by this process or by a daemon, with the same figures. `Session.index` decides which.

What a person sees meanwhile comes in as a context manager.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.config import default_jobs, load_settings
from omny.base.errors import BusyError, NoIndexError
from omny.base.progress import Progress, Step
from omny.query.documents import Document, answer_document

if TYPE_CHECKING:
    from omny.pipeline.indexer import IndexReport
    from omny.query.freshness import Freshness
    from omny.service.client import Client
    from omny.service.envelope import Report
    from omny.service.place import Place
    from omny.service.session import Show

ATTEMPTS = 3  # to write, where several runs start at once: each makes the next one's work small


def index_here(place: Place, jobs: int | None = None, *, show: Show = nullcontext) -> tuple[IndexReport, Freshness]:
    """Brings the index to what is on disk by this process, with `jobs` workers; the figures of the pass, and the
    freshness of its state."""
    from omny.pipeline.indexer import index as run_index
    from omny.pipeline.seed import facts_of_checkouts

    settings = load_settings(place.root)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with place.writing() as repository, show() as progress:
                report = run_index(
                    place.root,
                    repository,
                    settings=settings,
                    jobs=jobs or default_jobs(),
                    progress=progress,
                    seed=facts_of_checkouts,
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


def index_by_daemon(
    place: Place, daemon: Client, timeout: float, grace_seconds: float, progress: Progress | None = None
) -> tuple[IndexReport, Freshness]:
    """The same by the daemon; what changed is read from the events."""
    from omny.languages import accepts
    from omny.pipeline.indexer import IndexReport
    from omny.query.freshness import Freshness
    from omny.watch.census import take_census

    started, started_cpu, before = time.perf_counter(), time.process_time(), 0
    parsed = daemon.ask("daemon", {})["parsed"]
    with suppress(NoIndexError), place.reading() as repository:  # there is none before the first index
        before = repository.meta().generation
    told = None if progress is None else _reporting(progress)
    fresh = daemon.ask("index", {"timeout": timeout}, timeout=timeout + grace_seconds, report=told)["freshness"]
    parsed = daemon.ask("daemon", {})["parsed"] - parsed
    with place.reading() as repository:
        counts, changed = repository.counts(), Counter(event.operation for event in repository.events(after=before))
        left_out = [(row.path, row.explanation, True) for row in repository.skipped()]
        left_out += [(row.path, row.explanation, False) for row in repository.excluded()]
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
            degraded=tuple((row.path, row.explanation) for row in repository.degraded()),
            seconds=time.perf_counter() - started,
            cpu_seconds=time.process_time() - started_cpu,
            meta=repository.meta(),
            census=take_census(place.root, load_settings(place.root), accepts),
            rows=tuple(repository.ledger().values()),
        )
    return report, msgspec.convert(fresh, Freshness)


def _reporting(progress: Progress) -> Report:
    """Progress of a daemon, which counts no bytes, as that of a pass here."""
    return lambda step, done, total: progress(Step(step), done, total, 0)
