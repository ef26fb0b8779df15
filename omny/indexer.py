"""One pass: what is on disk to what is in the database.

A first index is the same pass as any other, from an empty ledger: there is no second way in.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from omny.config import Settings
from omny.delta import atom_changes, name_changes, surface_changes
from omny.errors import InterruptedRun, SourceError
from omny.extract.digest import content_hash
from omny.extract.pool import ExecutorFactory, ExtractPool, process_pool
from omny.extract.worker import Outcome, Task
from omny.languages import accepts, language_named, language_of
from omny.model import (
    Analysis,
    Delta,
    FileDelta,
    FileStat,
    FileStatus,
    LedgerEntry,
    Meta,
    Surface,
)
from omny.paths import VANISHED, Root, read_source
from omny.resolve.resolver import Resolver
from omny.state import RecordingLookup, TreeState, decode_facts, decode_surface, names_of
from omny.storage.port import AtomRepository
from omny.transaction import TransactionManager
from omny.watch.githead import git_head
from omny.watch.ignore import IgnoreRules
from omny.watch.scan import Scan, scan

RACY_NS = 100_000_000
"""A file whose times lie within this of the moment it was read can have changed again without its times telling: the
clock that stamps files ticks each 1 to 10 ms. It is hashed again next time (git's "racy" rule)."""

COARSE_RACY_NS = 2_000_000_000  # where times are whole seconds, or two (FAT), the file system keeps no more

RECURSION_LIMIT = 10_000  # Python calls; a question within a question takes up to ten, and there are bounds on those

UNREAD = "cannot be read now ({}); the index keeps what it last held"

NO_STAT = FileStat(0, 0, 0, 0)

Progress = Callable[[int, int, int], None]
"""Called with files done, files in all, and bytes done."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a pass did. `skipped` holds (path, reason, whether it is a problem), `degraded` (path, reason)."""

    files: int
    parsed: int
    resolved: int
    atoms: int
    edges: int
    created: int
    modified: int
    deleted: int
    changed: bool
    skipped: tuple[tuple[str, str, bool], ...]
    degraded: tuple[tuple[str, str], ...]
    seconds: float
    cpu_seconds: float
    meta: Meta


@dataclass(slots=True)
class _Pass:
    """What one pass has learnt so far, by path."""

    entries: dict[str, LedgerEntry] = field(default_factory=dict)  # new or changed ledger rows
    refreshed: dict[str, LedgerEntry] = field(default_factory=dict)  # same content, other stat
    analyses: dict[str, Analysis] = field(default_factory=dict)  # of changed content
    new: set[str] = field(default_factory=set)  # of `analyses`, those that no database holds yet
    gone: set[str] = field(default_factory=set)  # left the ledger
    parsed: int = 0


def index(
    root: Root,
    repository: AtomRepository,
    *,
    settings: Settings,
    jobs: int,
    progress: Progress | None = None,
    executors: ExecutorFactory = process_pool,
    source: str = "reindex",
) -> IndexReport:
    """Brings the repository to what is on disk, in one transaction.

    `executors` makes the `concurrent.futures.Executor` that parses. Raises InterruptedRun, with nothing changed, where
    the user interrupts; StorageError where the database fails.
    """
    indexer = _Indexer(root, repository, settings, jobs, progress, executors, source)
    try:
        with _without_collector():
            return indexer.run()
    except KeyboardInterrupt:
        hint = "the new index was complete" if indexer.committed else "the index is what it was before"
        raise InterruptedRun("index", "interrupted", path=str(root.path), hint=hint) from None


@contextmanager
def _without_collector() -> Iterator[None]:
    """A pass makes millions of objects and hardly a cycle: the cyclic collector would go over them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Indexer:
    def __init__(
        self,
        root: Root,
        repository: AtomRepository,
        settings: Settings,
        jobs: int,
        progress: Progress | None,
        executors: ExecutorFactory,
        source: str,
    ) -> None:
        self._root = root
        self._repository = repository
        self._settings = settings
        self._progress = progress
        self._source = source
        self._pool = ExtractPool(
            root, jobs, max_bytes=settings.max_file_bytes, seconds=settings.parse_seconds, executors=executors
        )
        self._ledger = repository.ledger()
        self._pass = _Pass()
        self.committed = False

    def run(self) -> IndexReport:
        started, started_cpu = time.perf_counter(), _cpu_seconds()
        head = git_head(self._root.path)
        found = scan(self._root, IgnoreRules(self._root, exclude=self._settings.exclude), accepts, self._settings)
        self._compare(found)
        self._leave_out(found)
        delta, resolved = self._delta()
        meta = TransactionManager(self._repository).commit(delta, source=self._source, indexed_head=head)
        self.committed = True
        ledger = {path: entry for path, entry in self._ledger.items() if path not in self._pass.gone}
        ledger.update(self._pass.entries)
        counts = self._repository.counts()
        rows = [ledger[path] for path in sorted(ledger)]
        kept = [entry for entry in rows if entry.is_indexed]
        return IndexReport(
            files=len(kept),
            parsed=self._pass.parsed,
            resolved=resolved,
            atoms=sum(counts.atoms.values()),
            edges=sum(counts.edges.values()),
            created=sum(len(file.created) for file in delta.files),
            modified=sum(len(file.modified) for file in delta.files),
            deleted=sum(len(file.deleted) for file in delta.files),
            changed=not delta.is_empty,
            skipped=tuple(
                (entry.path, entry.reason, entry.status == FileStatus.SKIPPED) for entry in rows if not entry.is_indexed
            ),
            degraded=tuple((entry.path, entry.reason) for entry in kept if entry.reason),
            seconds=time.perf_counter() - started,
            cpu_seconds=_cpu_seconds() - started_cpu,
            meta=meta,
        )

    # Disk against ledger

    def _compare(self, found: Scan) -> None:
        """Reads what may have changed, and analyses what did."""
        tasks: list[Task] = []
        for path, stat in found.files.items():
            entry = self._ledger.get(path)
            if entry is not None and _is_same(entry, stat):
                continue
            language = language_of(path)
            assert language is not None  # the scan accepts nothing else
            if not self._ledger or not self._is_known(path, language.name, language.fingerprint, entry):
                tasks.append(Task(path, language.name, stat.size))
        done_bytes = 0
        sizes = {task.path: task.size for task in tasks}
        for done, outcome in enumerate(self._pool.run(tasks), 1):
            self._take(outcome)
            done_bytes += sizes[outcome.path]
            if self._progress is not None:
                self._progress(done, len(tasks), done_bytes)

    def _is_known(self, path: str, language: str, extractor: str, entry: LedgerEntry | None) -> bool:
        """Whether nothing has to be parsed: the file is as it was, or as some file once was."""
        try:
            content, stat, seen_ns = read_source(self._root, path, self._settings.max_file_bytes)
        except SourceError:
            return False  # the worker will say so
        digest = content_hash(content)
        if entry is not None and digest == entry.hash and extractor == entry.extractor and entry.stat != NO_STAT:
            self._pass.refreshed[path] = msgspec.structs.replace(entry, stat=stat, seen_ns=seen_ns)
            return True
        analysis = self._repository.analysis(digest, language, extractor)
        if analysis is None:
            return False
        self._keep(path, language, extractor, stat, seen_ns, digest, analysis)
        return True

    def _take(self, outcome: Outcome) -> None:
        path, stat, entry = outcome.path, outcome.stat, self._ledger.get(outcome.path)
        if outcome.analysis is not None and stat is not None:
            extractor = language_named(outcome.language).fingerprint
            self._pass.parsed += 1
            self._pass.new.add(path)
            self._keep(path, outcome.language, extractor, stat, outcome.seen_ns, outcome.hash, outcome.analysis)
        elif outcome.reason == VANISHED:
            if entry is not None:
                self._pass.gone.add(path)
        elif outcome.passing and entry is not None and entry.is_indexed:
            self._keep_unread(entry, outcome.reason)
        else:
            self._skip(path, outcome.reason, outcome.problem, stat or NO_STAT, outcome.seen_ns)

    def _keep(
        self, path: str, language: str, extractor: str, stat: FileStat, seen_ns: int, digest: str, analysis: Analysis
    ) -> None:
        broken = analysis.error_line > 0
        self._pass.analyses[path] = analysis
        self._pass.entries[path] = LedgerEntry(
            path=path,
            stat=stat,
            seen_ns=seen_ns,
            hash=digest,
            language=language,
            extractor=extractor,
            status=FileStatus.DEGRADED if broken else FileStatus.OK,
            reason=f"does not parse at line {analysis.error_line}" if broken else "",
            lines=analysis.lines,
        )

    def _leave_out(self, found: Scan) -> None:
        """Notes what the scan left out, and what is no longer there."""
        for path, skip in found.skipped.items():
            entry = self._ledger.get(path)
            if skip.unseen and entry is not None and entry.is_indexed:
                self._keep_unread(entry, skip.reason)
            else:
                self._skip(path, skip.reason, skip.problem, NO_STAT, 0)
        for path, entry in self._ledger.items():
            if path in found.files or path in found.skipped or path in self._pass.entries:
                continue
            if found.knows(path):
                self._pass.gone.add(path)
            elif entry.is_indexed:
                self._keep_unread(entry, "its directory cannot be listed")

    def _skip(self, path: str, reason: str, problem: bool, stat: FileStat, seen_ns: int) -> None:
        """Notes a path that cannot be indexed, or shall not."""
        status = FileStatus.SKIPPED if problem else FileStatus.EXCLUDED
        row = LedgerEntry(path, stat, seen_ns, "", "", "", status, reason)
        entry = self._ledger.get(path)
        if entry is None or (entry.status, entry.reason, entry.stat) != (status, reason, stat):
            self._pass.entries[path] = row

    def _keep_unread(self, entry: LedgerEntry, reason: str) -> None:
        """Keeps what is indexed of a file that cannot be read at the moment, flagged; it is tried again next time."""
        row = msgspec.structs.replace(
            entry, stat=NO_STAT, seen_ns=0, status=FileStatus.DEGRADED, reason=UNREAD.format(reason)
        )
        if row != entry:
            self._pass.entries[entry.path] = row

    # What follows from it

    def _delta(self) -> tuple[Delta, int]:
        """The delta of the pass, and how many files were resolved."""
        this = self._pass
        state = TreeState(self._repository, self._ledger)
        surfaces: dict[str, Surface | None] = {path: decode_surface(a.surface) for path, a in this.analyses.items()}
        surfaces.update(dict.fromkeys(this.gone))
        surfaces.update({path: None for path, row in this.entries.items() if not row.is_indexed})
        published: dict[str, tuple[str, ...]] = {}
        asked: set[int] = set()
        for path, surface in surfaces.items():
            names = published[path] = () if surface is None else names_of(path, this.entries[path].language, surface)
            if self._ledger:
                old = state.stored_surface(path)
                asked |= surface_changes(path, old, surface)
                asked |= name_changes(() if old is None else names_of(path, self._ledger[path].language, old), names)
            state.overlay(path, surface, names)
        dependants = self._repository.dependants(asked) - surfaces.keys() if asked else set()
        files = [self._file_delta(path, state, published) for path in sorted(surfaces.keys() | dependants)]
        others = this.entries.keys() - surfaces.keys() - dependants
        files += [FileDelta(path, entry=this.entries[path]) for path in sorted(others)]
        if any(_says_something(file) for file in files):
            files += [
                FileDelta(path, entry=row)
                for path, row in sorted(this.refreshed.items())
                if path not in surfaces and path not in dependants
            ]
        resolved = sum(surface is not None for surface in surfaces.values()) + len(dependants)
        return Delta(tuple(file for file in files if _says_something(file))), resolved

    def _file_delta(self, path: str, state: TreeState, published: dict[str, tuple[str, ...]]) -> FileDelta:
        this = self._pass
        stored = self._repository.atoms_of(path) if path in self._ledger else []
        entry = this.entries.get(path) or this.refreshed.get(path)
        surface = state.surface(path)
        if surface is None:
            created, modified, deleted = atom_changes(stored, ())
            dropped: tuple[int, ...] | None = () if entry is not None else None
            names = published.get(path) if entry is not None else None
            return FileDelta(path, (), (), deleted, entry, entry is None, None, names, dropped)
        row = entry or self._ledger[path]
        analysis = this.analyses.get(path) or self._repository.analysis(row.hash, row.language, row.extractor)
        assert analysis is not None  # what is in the ledger has its facts stored in the same transaction
        language = language_named(row.language)
        lookup = RecordingLookup(state, path)
        resolver = Resolver(
            path,
            decode_facts(analysis.facts),
            surface,
            language.rules,
            lookup,
            state.shared,
            is_test=language.is_test(path),
        )
        created, modified, deleted = atom_changes(stored, resolver.atoms())
        return FileDelta(
            path=path,
            created=created,
            modified=modified,
            deleted=deleted,
            entry=entry,
            analysis=analysis if path in this.new else None,
            names=published.get(path),
            dependencies=lookup.dependencies(),
        )


def _cpu_seconds() -> float:
    """Processor time of this process and of the workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _says_something(file: FileDelta) -> bool:
    return bool(
        file.created or file.modified or file.deleted or file.entry or file.removed or file.dependencies is not None
    )


def _is_same(entry: LedgerEntry, stat: FileStat) -> bool:
    """Whether a file can be taken for unchanged by its stat alone."""
    if entry.stat != stat or not _is_current(entry):
        return False
    changed = max(stat.mtime_ns, stat.ctime_ns)
    coarse = not stat.mtime_ns % 1_000_000_000 and not stat.ctime_ns % 1_000_000_000
    return changed < entry.seen_ns - (COARSE_RACY_NS if coarse else RACY_NS)


def _is_current(entry: LedgerEntry) -> bool:
    """Whether what is stored was extracted by what would extract it now."""
    return not entry.is_indexed or language_named(entry.language).fingerprint == entry.extractor
