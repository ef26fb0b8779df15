"""The commands that work on the whole index: index, dump, verify."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from omny.cli import wire
from omny.cli.place import Place
from omny.cli.text import BOLD, DIM, GREEN, RED, YELLOW, columns, count, painted, plain
from omny.config import default_jobs, load_settings
from omny.errors import BusyError, UsageError
from omny.query.documents import answer_document
from omny.storage.port import AtomRepository

if TYPE_CHECKING:
    from omny.indexer import IndexReport

REDRAW_SECONDS = 0.1  # of the progress bar: smooth to the eye, and nothing beside the work

ATTEMPTS = 3  # to write, where several runs start at once: each makes the next one's work small

MAX_LISTED = 10
"""Problems told after an index; all of them are in `omny status --skipped`."""


def index(place: Place, *, jobs: int | None, as_json: bool) -> int:
    """Brings the index to what is on disk; 1 where files had to be left out."""
    from omny.indexer import index as run_index

    if jobs is not None and jobs < 1:
        raise UsageError("read options", "--jobs is less than 1", hint="leave it out to use all processors")
    settings = load_settings(place.root)
    signal.signal(signal.SIGTERM, _interrupt)
    for attempt in range(ATTEMPTS):
        try:
            with place.writing() as repository, _progress(as_json) as progress:
                report = run_index(
                    place.root, repository, settings=settings, jobs=jobs or default_jobs(), progress=progress
                )
                fresh = place.freshness(repository)
            break
        except BusyError:  # another run was faster: what it wrote is now where this one starts from
            if attempt == ATTEMPTS - 1:
                raise
    problems = [(path, reason) for path, reason, is_problem in report.skipped if is_problem]
    if as_json:
        left_out = [{"path": path, "reason": reason, "problem": bad} for path, reason, bad in report.skipped]
        wire.print_document(answer_document(left_out, fresh, **_figures(report)))
    else:
        _summarise(report, problems, place)
    return 1 if problems else 0


def dump(place: Place, *, fresh: bool) -> int:
    """Prints the canonical dump: of the index, or of a fresh one of the files on disk that is then forgotten."""
    from omny.query.dump import dump as dump_lines

    with _fresh_beside(place) if fresh else place.reading() as repository:
        wire.utf8_output()
        for line in dump_lines(repository):
            sys.stdout.write(line + "\n")
    return 0


def verify(place: Place, *, deep: bool, as_json: bool) -> int:
    """Prints what is wrong with the index; 1 where there is anything."""
    from omny.validate import ConsistencyValidator

    with place.reading() as repository:
        validator = ConsistencyValidator(repository, fresh=lambda: fresh_repository(place, repository))
        findings = validator.check(deep=deep)
    if as_json:
        results = [{name: getattr(found, name) for name in found.__struct_fields__} for found in findings]
        with place.reading() as repository:
            wire.print_document(answer_document(results, place.freshness(repository)))
    elif findings:
        print(columns([(found.kind, found.where, f"{found.what}; {found.repair}") for found in findings], (RED,)))
        print(painted(count(len(findings), "finding"), BOLD))
    else:
        print(painted("clean", GREEN))
    return 1 if findings else 0


@contextmanager
def fresh_repository(place: Place, beside: AtomRepository | None) -> Iterator[AtomRepository]:
    """A fresh index of the files on disk, in memory, to be compared with the one `beside` it."""
    from omny.indexer import index as run_index
    from omny.storage.sqlite import SqliteRepository

    with SqliteRepository.in_memory() as repository:
        run_index(place.root, repository, settings=load_settings(place.root), jobs=default_jobs(), beside=beside)
        yield repository


@contextmanager
def _fresh_beside(place: Place) -> Iterator[AtomRepository]:
    """A fresh index beside the one of the place, if there is one."""
    with ExitStack() as stack:
        try:
            stored = stack.enter_context(place.reading())
        except UsageError:
            stored = None
        yield stack.enter_context(fresh_repository(place, stored))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[int, int, int], None] | None]:
    """What the indexer reports to: a bar on standard error, where that is a terminal."""
    if as_json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Drawn from here and not from a thread of its own: with one thread only, workers can be forked.
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
    )
    with bar:
        task = bar.add_task("reading", total=None, rate="")
        started = drawn = time.monotonic()

        def report(done: int, total: int, done_bytes: int) -> None:
            nonlocal drawn
            now = time.monotonic()
            if now - drawn < REDRAW_SECONDS and done < total:
                return
            drawn = now
            rate = f"{done_bytes / 1e6 / max(now - started, 1e-3):.1f} MB/s"
            what = "reading" if done < total else "linking and writing"
            bar.update(task, completed=done, total=total, rate=rate, description=what, refresh=True)

        yield report


def _figures(report: IndexReport) -> dict[str, Any]:
    return {
        "files": report.files,
        "parsed": report.parsed,
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


def _summarise(report: IndexReport, problems: list[tuple[str, str]], place: Place) -> None:
    print(
        f"{painted('indexed', GREEN)} {count(report.files, 'file')} ({report.parsed:,} parsed), "
        f"{count(report.atoms, 'atom')}, {count(report.edges, 'edge')} in {report.seconds:.2f} s"
    )
    if report.changed:
        print(f"{report.created:,} created, {report.modified:,} modified, {report.deleted:,} deleted")
    else:
        print("nothing has changed since the last index")
    print(painted(plain(f"{place.path}, generation {report.meta.generation}"), DIM))
    if report.degraded:
        print(painted(f"{count(len(report.degraded), 'file')} with parts that do not parse", YELLOW))
    if problems:
        print(painted(f"{count(len(problems), 'path')} could not be indexed:", YELLOW))
        print(columns([("", path, reason) for path, reason in problems[:MAX_LISTED]]))
        if len(problems) > MAX_LISTED:
            print("  all of them: omny status --skipped")
