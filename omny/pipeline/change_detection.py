"""Disk against ledger: which files changed, what they hold now, and which are gone.

Reads what may have changed, and has that analysed whose content is not known. Says nothing of what follows from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial

import msgspec

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.filestat import FileStat
from omny.base.paths import Root, read_source
from omny.base.progress import Look, Progress, Step, interleave_looks, never
from omny.base.skip_reason import NO_REASON, Reason, Scope, SkipReason
from omny.executors.pool import FilePool
from omny.executors.worker import Outcome, Task
from omny.extract.digest import content_hash
from omny.languages import current_extractor, decode_text, detect_language
from omny.model.facts import Analysis
from omny.model.files import FileStatus, LedgerEntry
from omny.pipeline.layers import held_analysis
from omny.pipeline.ledger import Ledger, is_same
from omny.pipeline.seed import Known
from omny.pipeline.tree_state import decode_facts
from omny.storage.port.repository import AtomRepository
from omny.watch.judge import judge
from omny.watch.scan import Scan

NO_STAT = FileStat(0, 0, 0, 0)
"""The stat of a file whose stat proves nothing: the next pass compares it again."""


@dataclass(slots=True)
class Changes:
    """The differences from the ledger, by path."""

    entries: dict[str, LedgerEntry] = field(default_factory=dict)  # new or changed ledger rows
    refreshed: dict[str, LedgerEntry] = field(default_factory=dict)  # same content, other stat
    analyses: dict[str, Analysis] = field(default_factory=dict)  # of changed content
    new: set[str] = field(default_factory=set)  # of `analyses`, those that no database holds yet
    gone: set[str] = field(default_factory=set)  # left the ledger
    parsed: int = 0
    seeded: int = 0  # of `new`, those that another index knew


def compare(
    root: Root,
    repository: AtomRepository,
    ledger: Ledger,
    pool: FilePool,
    settings: Settings,
    found: Scan,
    *,
    generation: int,
    below: Collection[str] = ("",),
    revalidate: Collection[str] = (),
    known: Known | None = None,
    progress: Progress | None = None,
) -> Changes:
    """The changes that a scan of the tree `below` these paths, and the contents of its files, show. The files
    `revalidate` are read and analysed without ledger and stored facts. The ledger is that of the `generation`. `known`
    may have facts that the repository lacks."""
    comparison = _Comparison(root, repository, ledger, settings, revalidate, generation, known)
    read = comparison.read(found, pool, progress)
    comparison.leave_out(found, below, never if progress is None else partial(progress, Step.READING, read, read, 0))
    return comparison.changes


class _Comparison:
    def __init__(
        self,
        root: Root,
        repository: AtomRepository,
        ledger: Ledger,
        settings: Settings,
        revalidate: Collection[str],
        generation: int,
        known: Known | None,
    ) -> None:
        self.changes = Changes()
        self._revalidate = frozenset(revalidate)
        self._root = root
        self._repository = repository
        self._ledger = ledger
        self._settings = settings
        self._generation = generation
        self._known = known

    def read(self, found: Scan, pool: FilePool, progress: Progress | None) -> int:
        """Reads what may have changed, and has analysed what did; how many files that were."""
        tasks: list[Task] = []
        bodies = self._settings.search_bodies
        for number, (path, stat) in enumerate(found.files.items()):
            entry = self._ledger.get(path)
            is_doubted = path in self._revalidate
            if entry is not None and is_same(entry, stat, bodies=bodies) and not is_doubted:
                continue
            if progress is not None:
                progress(Step.COMPARING, number, len(found.files), 0)
            language = detect_language(path)
            assert language is not None  # the scan accepts nothing else
            knows_nothing = not self._ledger and self._known is None
            extractor = current_extractor(language.name, bodies=bodies)
            if knows_nothing or is_doubted or not self._is_known(path, language.name, extractor, entry):
                tasks.append(Task(path, language.name, stat.size, bodies))
        done_bytes = 0
        sizes = {task.path: task.size for task in tasks}
        for done, outcome in enumerate(pool.run(tasks), 1):
            self._take(outcome)
            done_bytes += sizes[outcome.path]
            if progress is not None:
                progress(Step.READING, done, len(tasks), done_bytes)
        return len(tasks)

    def _is_known(self, path: str, language: str, extractor: str, entry: LedgerEntry | None) -> bool:
        """Whether nothing has to be parsed: the file is as it was, or as some file once was."""
        try:
            content, stat, seen_ns = read_source(self._root, path, self._settings.max_file_bytes)
        except SourceError:
            return False  # the worker will say so
        digest = content_hash(content)
        if entry is not None and digest == entry.hash and extractor == entry.extractor:
            self.changes.refreshed[path] = msgspec.structs.replace(entry, stat=stat, seen_ns=seen_ns)
            return True
        analysis = self._repository.analysis(digest, language, extractor)
        if analysis is None and self._known is not None and not judge(path, decode_text(path, content).content):
            analysis = self._known(digest, language, extractor)
            if analysis is not None:
                self.changes.new.add(path)
                self.changes.seeded += 1
        if analysis is None:
            return False
        self._keep(path, language, extractor, stat, seen_ns, digest, analysis)
        return True

    def _take(self, outcome: Outcome) -> None:
        path, stat, entry = outcome.path, outcome.stat, self._ledger.get(outcome.path)
        if outcome.analysis is not None and stat is not None:
            extractor = current_extractor(outcome.language, bodies=self._settings.search_bodies)
            self.changes.parsed += 1
            self.changes.new.add(path)
            self._keep(path, outcome.language, extractor, stat, outcome.seen_ns, outcome.hash, outcome.analysis)
        elif outcome.reason.code is SkipReason.VANISHED:
            if entry is not None:
                self.changes.gone.add(path)
        elif outcome.passing and self._has_content(entry):
            self._skip(path, _now(outcome.reason), True, NO_STAT, 0, holding=True)
        else:
            self._skip(path, outcome.reason, outcome.problem, stat or NO_STAT, outcome.seen_ns)

    def _keep(
        self, path: str, language: str, extractor: str, stat: FileStat, seen_ns: int, digest: str, analysis: Analysis
    ) -> None:
        line = analysis.error_line
        broken = Reason(SkipReason.SYNTAX_ERROR, limit=line) if line else NO_REASON
        row = LedgerEntry(
            path=path,
            stat=stat,
            seen_ns=seen_ns,
            hash=digest,
            language=language,
            extractor=extractor,
            status=FileStatus.DEGRADED if broken else FileStatus.OK,
            reason=broken,
            lines=analysis.lines,
        )
        self.changes.analyses[path] = analysis
        self.changes.entries[path] = self._hold_over(row) if broken and self._has_lost_all(path, analysis) else row

    def _hold_over(self, row: LedgerEntry) -> LedgerEntry:
        """The row of a file that cannot be read or parsed at the moment, with its last content if the index knows
        that."""
        entry = self._ledger.get(row.path)
        if entry is None:
            return row
        if not entry.is_held and entry.is_indexed:
            entry = msgspec.structs.replace(entry, held_hash=entry.hash, held_generation=self._generation)
        if held_analysis(self._repository, entry) is None:
            return row
        return msgspec.structs.replace(row, held_hash=entry.held_hash, held_generation=entry.held_generation)

    @staticmethod
    def _has_content(entry: LedgerEntry | None) -> bool:
        return entry is not None and (entry.is_indexed or entry.is_held)

    def _has_lost_all(self, path: str, analysis: Analysis) -> bool:
        """Whether a file that held atoms has none now but its module: of a file that does not parse that is no news
        of its atoms."""
        entry = self._ledger.get(path)
        if entry is None or len(decode_facts(analysis.facts).definitions) > 1:
            return False
        return entry.is_held or (entry.is_indexed and len(self._repository.file_atoms(path)) > 1)

    # What is not read

    def leave_out(self, found: Scan, below: Collection[str], look: Look) -> None:
        """Notes what the scan left out, and what is no longer there."""
        for path, skip in interleave_looks(found.skipped.items(), look):
            entry = self._ledger.get(path)
            if skip.unseen and self._has_content(entry):
                self._skip(path, _now(skip.reason), True, NO_STAT, 0, holding=True)
            else:
                self._skip(path, skip.reason, skip.problem, NO_STAT, 0)
        for path in interleave_looks(self._ledger.under(below), look):
            if path in found.files or path in found.skipped or path in self.changes.entries:
                continue
            entry = self._ledger[path]
            if found.knows(path):
                self.changes.gone.add(path)
            elif self._has_content(entry):
                self._skip(path, _now(Reason(SkipReason.UNLISTED)), True, NO_STAT, 0, holding=True)
        for path in self._revalidate - found.files.keys() - found.skipped.keys():
            if path not in self._ledger and found.knows(path) and self._repository.file_atoms(path):
                self.changes.gone.add(path)  # atoms of a file that nobody knows

    def _skip(
        self, path: str, reason: Reason, problem: bool, stat: FileStat, seen_ns: int, *, holding: bool = False
    ) -> None:
        """Notes a path that cannot or must not be indexed; `holding` if the reason says nothing about its content."""
        status = FileStatus.SKIPPED if problem else FileStatus.EXCLUDED
        row = LedgerEntry(path, stat, seen_ns, "", "", "", status, reason)
        if holding:
            row = self._hold_over(row)
        entry = self._ledger.get(path)
        if (
            entry is None
            or path in self._revalidate
            or msgspec.structs.replace(entry, stat=stat, seen_ns=seen_ns) != row
        ):
            self.changes.entries[path] = row
        elif entry.stat != stat:
            self.changes.refreshed[path] = row


def _now(reason: Reason) -> Reason:
    """The reason of a file that was indexed before: it may be readable next time."""
    return msgspec.structs.replace(reason, scope=Scope.NOW)
