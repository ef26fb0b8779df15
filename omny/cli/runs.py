"""The commands that work on the whole index: index, dump."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from omny.base.config import default_jobs, load_settings
from omny.base.errors import UsageError
from omny.base.progress import Progress, Step
from omny.cli import wire
from omny.cli.text import DIM, GREEN, YELLOW, columns, count, paint, plain
from omny.cli.waiting import announce_wait
from omny.query.documents import locate_damage
from omny.service.place import Place
from omny.service.session import Session
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import MemoryStore

if TYPE_CHECKING:
    from omny.pipeline.indexer import IndexReport
    from omny.service.answers import IndexAnswer


_OPTIONS = "read options"

MAX_LISTED = 10
"""Problems told after an index; all of them are in `omny status --skipped`."""


class IndexOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How an index is made."""

    jobs: int | None = None  # worker processes
    history: str = ""  # it begins with commits of git (`Session.index_history`)
    base: str = ""  # it begins with a base (`omny/service/bases.py`)
    base_key: str = ""
    cluster: str = ""  # the scheduler of the Dask cluster that analyses the files
    insecure: bool = False

    def check(self) -> None:
        """Raises UsageError where some of them do not go together."""
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(_OPTIONS, "--jobs is less than 1", hint="leave it out to use all processors")
        if self.base and self.history:
            hint = "leave one of them out"
            raise UsageError(_OPTIONS, "a new index begins with --history or from --base", hint=hint)
        if self.base_key and not self.base:
            raise UsageError(_OPTIONS, "--base-key is for --base", hint="name the base, too")
        if self.cluster and (self.history or self.base or self.jobs is not None):
            raise UsageError(_OPTIONS, "--cluster goes with no --history, --base or --jobs", hint="leave one out")
        if self.insecure and not self.cluster:
            raise UsageError(_OPTIONS, "--insecure is for --cluster", hint="name the cluster, too")


def index(place: Place, options: IndexOptions, *, as_json: bool) -> int:
    """Brings the index to what is on disk; 1 where files had to be left out."""
    options.check()
    signal.signal(signal.SIGTERM, _interrupt)
    show = partial(_progress, as_json)
    if options.base:
        from omny.service.bases import index_from_base

        answer = index_from_base(place, options.base, key_file=options.base_key, jobs=options.jobs, show=show)
    elif options.history:
        answer = Session(place).index_history(options.history, options.jobs, show=show)
    elif options.cluster:
        from omny.service.passes import index_by_cluster

        answer = index_by_cluster(place, options.cluster, insecure=options.insecure, show=show)
    else:
        answer = Session(place).index(options.jobs, announce=announce_wait(place), show=show)
    if as_json:
        wire.print_document(answer.document())
    else:
        _summarise(answer, place)
    return 1 if answer.problems else 0


@contextmanager
def first_index(place: Place) -> Iterator[None]:
    """Makes the index that a question needs, and says so. One in memory is there inside of the block only."""
    print(f"omny: there is no index yet; indexing {plain(str(place.root.path))}", file=sys.stderr)
    if place.store.file is not None:
        _tell_first(Session(place).index_here(show=lambda: _progress(False)))
        yield
        return
    from omny.pipeline.indexer import index as run_index

    with place.writing() as repository:
        with _progress(False) as progress:
            settings = load_settings(place.root)
            report = run_index(place.root, repository, settings=settings, jobs=default_jobs(), progress=progress)
        _tell_first(report)
        yield


def _tell_first(report: IndexAnswer | IndexReport) -> None:
    told = f"{count(report.files, 'file')}, {count(report.atoms, 'atom')} in {report.seconds:.2f} s"
    print(f"omny: indexed {told}", file=sys.stderr)


def dump(place: Place, *, fresh: bool, held: bool) -> int:
    """Prints the canonical dump: of the index, or of a fresh one of the files on disk that is then forgotten."""
    from omny.query.dump import dump as dump_lines

    with _fresh_repository(place) if fresh else place.reading() as repository:
        wire.utf8_output()
        with locate_damage(place.path):
            for line in dump_lines(repository, held=held):
                wire.print_line(line)
    return 0


@contextmanager
def _fresh_repository(place: Place) -> Iterator[AtomRepository]:
    """A fresh index of the files on disk, in memory."""
    from omny.pipeline.indexer import index as run_index

    with MemoryStore().open() as repository:
        run_index(place.root, repository, settings=load_settings(place.root), jobs=default_jobs())
        yield repository


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _progress(as_json: bool) -> Iterator[Progress | None]:
    """What the indexer reports to: a bar on standard error, where that is a terminal."""
    if as_json or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import TextColumn, TimeRemainingColumn

    from omny.cli import bar

    with bar.progress_bar(TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), first="reading") as draw:
        started = time.monotonic()
        last: Step | None = None

        def report(step: Step, done: int, total: int, done_bytes: int) -> None:
            nonlocal started, last
            if step != last:
                started, last = time.monotonic(), step
            seconds = max(time.monotonic() - started, 1e-3)
            draw(step, done, total, f"{done_bytes / 1e6 / seconds:.1f} MB/s" if done_bytes else f"{step.unit}s")

        yield report


def _summarise(report: IndexAnswer, place: Place) -> None:
    seeded = f", {report.seeded:,} reused from the index of another checkout" if report.seeded else ""
    if report.base:
        seeded = f", {report.files - report.parsed:,} as in the base"
    print(
        f"{paint('indexed', GREEN)} {count(report.files, 'file')} ({report.parsed:,} parsed{seeded}), "
        f"{count(report.atoms, 'atom')}, {count(report.edges, 'edge')} in {report.seconds:.2f} s"
    )
    if report.changed:
        print(f"{report.created:,} created, {report.modified:,} modified, {report.deleted:,} deleted")
    elif report.freshness.generation:
        print("nothing has changed since the last index")
    else:
        print(paint(plain(f"there is no index yet: {place.root.path} has no source file that Omny can read"), YELLOW))
    if report.embedded:
        print(f"{count(report.embedded, 'text')} embedded")
    print(paint(plain(f"{place.path}, generation {report.freshness.generation}"), DIM))
    if summary := report.census.summary():
        print(paint(plain(f"not read: {summary} (see 'omny status --skipped')"), YELLOW))
    for cure in report.census.cures():
        print(paint(plain(f"not read: {cure}"), YELLOW))
    if report.advice:
        print(paint(plain(report.advice), YELLOW))
    if report.degraded:
        print(paint(f"{count(len(report.degraded), 'file')} with parts that do not parse", YELLOW))
    if problems := report.problems:
        print(paint(f"{count(len(problems), 'path')} could not be indexed:", YELLOW))
        print(columns([("", each.path, each.reason) for each in problems[:MAX_LISTED]]))
        if len(problems) > MAX_LISTED:
            print("  'omny status --skipped' lists all of them")
