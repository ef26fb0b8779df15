"""A pass over the tree by this process. `Session.index` decides whether a daemon does it.

What a person sees meanwhile comes in as a context manager.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from omny.base.clock import cpu_seconds
from omny.base.config import default_jobs, load_settings
from omny.base.errors import BusyError, UsageError
from omny.base.progress import Progress, Step
from omny.base.user import user_name
from omny.service.answers import IndexAnswer

if TYPE_CHECKING:
    from omny.pipeline.indexer import MakePool
    from omny.service.envelope import Report
    from omny.service.place import Place
    from omny.service.session import Show
    from omny.storage.port.repository import AtomRepository

FIGURES = (
    "parsed", "seeded", "atoms", "edges", "created", "modified", "deleted", "changed", "seconds", "cpu_seconds",
    "census",
)  # fmt: skip
"""Of the report of a pass, what its answer has under the same names."""

_HISTORY = "index history"

ATTEMPTS = 3  # to write, where several runs start at once: each makes the next one's work small


def index_here(
    place: Place,
    jobs: int | None = None,
    *,
    show: Show = nullcontext,
    embeds: bool = False,
    pool: MakePool | None = None,
) -> IndexAnswer:
    """Brings the index to what is on disk by this process, with `jobs` workers or by what `pool` makes; what that
    did. With `embeds`, vectors follow if there are to be any: the index is whole before."""
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
                    actor=user_name(),
                    pool=pool,
                )
                figures = {name: getattr(report, name) for name in FIGURES}
                if embeds:
                    figures["embedded"] = _follow(place, repository)
                return IndexAnswer.of(report.rows, freshness=place.freshness(repository), **figures)
        except BusyError:  # another run was faster: what it wrote is now where this one starts from
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def index_by_cluster(place: Place, address: str, *, insecure: bool, show: Show = nullcontext) -> IndexAnswer:
    """The same, with the files analysed on the Dask cluster whose scheduler has that address."""
    from omny.executors.cluster import cluster_pool

    return index_here(place, show=show, embeds=True, pool=cluster_pool(address, insecure=insecure))


def _follow(place: Place, repository: AtomRepository) -> int | UnsetType:
    """Brings the vectors to the index; the texts that were embedded."""
    from omny.service.vectors import follow_here

    done = follow_here(place.root, place.store, repository)
    return UNSET if done is None else done.embedded


def index_history(place: Place, since: str, jobs: int | None = None, *, show: Show = nullcontext) -> IndexAnswer:
    """Makes a new index that begins with commits of git: as many as `since` says, or from the commit of that name on.
    It takes its place as a whole. Raises UsageError for an index that exists, and for an unknown commit."""
    from omny.pipeline.git_history import list_commits, replay
    from omny.pipeline.indexer import index as run_index
    from omny.storage.sqlite.backup import part_file, put
    from omny.storage.stores import SqliteStore

    file = place.file(_HISTORY)
    if place.store.exists():
        hint = f"commits can only come before the first state: move {file} away, with the history it has"
        raise UsageError(_HISTORY, "there is an index already", path=file, hint=hint)
    started, started_cpu = time.perf_counter(), cpu_seconds()
    commits = list_commits(place.root, since)
    place.root.make_state_dir()
    jobs = jobs or default_jobs()
    with part_file(file, _HISTORY) as part, show() as progress:
        with SqliteStore(part).open() as repository:
            parsed = replay(place.root, repository, commits, jobs=jobs, progress=progress)
            report = run_index(place.root, repository, settings=load_settings(place.root), jobs=jobs, progress=progress)
            figures = {name: getattr(report, name) for name in FIGURES}
            figures["parsed"] += parsed
            figures["seconds"], figures["cpu_seconds"] = (
                time.perf_counter() - started,
                cpu_seconds() - started_cpu,
            )
            answer = IndexAnswer.of(report.rows, freshness=place.freshness(repository), **figures)
        put(part, file, _HISTORY)
    return answer


def make_reporter(progress: Progress) -> Report:
    """Progress of a daemon, which counts no bytes, as that of a pass here."""
    return lambda step, done, total: progress(Step(step), done, total, 0)
