"""A pass over the tree by this process. `Session.index` decides whether a daemon does it.

What a person sees meanwhile comes in as a context manager.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from omny.base.config import default_jobs, load_settings
from omny.base.errors import BusyError
from omny.base.progress import Progress, Step
from omny.service.answers import IndexAnswer

if TYPE_CHECKING:
    from omny.service.envelope import Report
    from omny.service.place import Place
    from omny.service.session import Show

_FIGURES = (
    "parsed", "seeded", "atoms", "edges", "created", "modified", "deleted", "changed", "seconds", "cpu_seconds",
    "census",
)  # fmt: skip

ATTEMPTS = 3  # to write, where several runs start at once: each makes the next one's work small


def index_here(place: Place, jobs: int | None = None, *, show: Show = nullcontext) -> IndexAnswer:
    """Brings the index to what is on disk by this process, with `jobs` workers; what that did."""
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
                figures = {name: getattr(report, name) for name in _FIGURES}
                return IndexAnswer.of(report.rows, freshness=place.freshness(repository), **figures)
        except BusyError:  # another run was faster: what it wrote is now where this one starts from
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def make_reporter(progress: Progress) -> Report:
    """Progress of a daemon, which counts no bytes, as that of a pass here."""
    return lambda step, done, total: progress(Step(step), done, total, 0)
