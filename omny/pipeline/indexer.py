"""`Indexer`: passes, each from what is on disk to what is in the database. The only way in.

A first index is a pass over the whole tree from an empty ledger; a saved file is a pass over one path. Between passes
an indexer keeps the ledger and the ignore rules, so that a pass costs what its change costs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from omny.base.clock import SYSTEM_CLOCK, Clock, cpu_seconds
from omny.base.collector import without_collector
from omny.base.config import Settings
from omny.base.errors import BusyError, HeldBackError, InterruptedRun
from omny.base.paths import Root
from omny.base.progress import Progress, Step, never
from omny.executors.pool import ExecutorFactory, ExtractPool, FilePool, process_pool
from omny.languages import accepts, discover, find_lacking, runs
from omny.model.authorship import Authorship
from omny.model.delta import Delta
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.pipeline.authors import author_of_head, without_secrets_in
from omny.pipeline.change_detection import compare
from omny.pipeline.delta_analyzer import analyze
from omny.pipeline.ledger import Ledger
from omny.pipeline.mass_deletion_guard import Loss, collapse
from omny.pipeline.seed import Known, Seed, facts_of_checkouts
from omny.pipeline.transaction import Follower, TransactionManager
from omny.storage.port.repository import AtomRepository
from omny.watch.census import Census, Counting
from omny.watch.git.head import git_head
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.scan import scan

RECURSION_LIMIT = 10_000  # Python calls; a question within a question takes up to ten, and there are bounds on those


MAX_HELD_BACK = 4
"""Passes in a row of one run that may be held back. Each shows other losses than the one before: files that change so
fast are not at rest, and the run ends with an error."""


SWEEP_AFTER = 1_000
"""Files parsed between two looks for facts that are of no file any more: each left about 9 KB."""

FACTS_KEPT = 5_000
"""Facts of former contents that are kept at least, and as many as there are files: what a branch that was left has, so
that the way back to it parses nothing."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass did. Of `seeded` files the facts were taken from another index; `directories` were listed."""

    delta: Delta
    meta: Meta
    parsed: int
    seeded: int
    resolved: int
    directories: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a pass over the whole tree did."""

    parsed: int
    seeded: int
    resolved: int
    atoms: int
    edges: int
    created: int
    modified: int
    deleted: int
    changed: bool
    seconds: float
    cpu_seconds: float
    meta: Meta
    census: Census
    rows: tuple[LedgerEntry, ...]  # of the ledger

    @property
    def files(self) -> int:
        """How many files are indexed."""
        return sum(row.is_indexed for row in self.rows)

    @property
    def left_out(self) -> list[LedgerEntry]:
        """The paths that are not indexed."""
        return [row for row in self.rows if not row.is_indexed]

    @property
    def degraded(self) -> list[LedgerEntry]:
        """The files that parse in part only."""
        return [row for row in self.rows if row.is_indexed and row.reason]


MakePool = Callable[[Root, int, float], FilePool]
"""What analyses the files of a root, each of at most that many bytes, within that many seconds."""


class Indexer:
    """Brings one repository to what is on disk, pass by pass. For one thread."""

    def __init__(
        self,
        root: Root,
        repository: AtomRepository,
        *,
        settings: Settings,
        jobs: int,
        executors: ExecutorFactory = process_pool,
        source: str = "reindex",
        clock: Clock = SYSTEM_CLOCK,
        follower: Follower | None = None,
        entering: Callable[[str], None] | None = None,
        seed: Seed | None = facts_of_checkouts,
        actor: str = "",
        pool: MakePool | None = None,
    ) -> None:
        """`executors` makes the `concurrent.futures.Executor` that parses, `source` is the source in the events of the
        passes, `entering` is called with each directory before it is listed, `seed` opens indexes that may know facts
        for a first pass: with None each file is parsed. `actor` is who has the passes made, where git names nobody.
        `pool` makes what analyses in place of processes of this machine.

        Raises LanguageError where an installed language plug-in cannot be used.
        """
        discover()
        self._root = root
        self._repository = repository
        self._source = source
        self._actor = actor
        self._entering = entering
        self._seed = seed
        self._transactions = TransactionManager(repository, clock, follower)
        size, seconds = settings.max_file_bytes, settings.parse_seconds
        self._pool: FilePool = (
            pool(root, size, seconds)
            if pool
            else ExtractPool(root, jobs, max_bytes=size, seconds=seconds, executors=executors)
        )
        self.executors = executors
        self._settings = settings
        self._rules: IgnoreRules | None = None
        self._held: Loss | None = None  # what the last pass would have taken away
        self._parsed = 0  # files, since facts were swept
        self.counting = Counting(find_lacking)  # of what the last pass over the whole tree left out
        self.committed = False  # whether the current pass, or the last one, is in the database
        self.reload()

    @property
    def settings(self) -> Settings:
        """Those in use."""
        return self._settings

    def reload(self) -> None:
        """Reads the ledger again, after another process has written."""
        generation = self._repository.meta().generation
        self.ledger = Ledger(self._repository.ledger())
        self.generation = generation  # of the ledger, or an older one, which then shows

    def has_other_rules(self) -> bool:
        """Whether ignore rules outside of the tree, such as `.git/info/exclude`, or the files that git tracks differ
        from those of the last pass over the whole of it. For any thread."""
        rules = self._rules
        return rules is not None and rules.are_outdated()

    def run(
        self,
        below: Collection[str] | None = None,
        progress: Progress | None = None,
        *,
        revalidate: Collection[str] = (),
        source: str = "",
        head: str | None = None,
        by: Authorship | None = None,
    ) -> PassReport:
        """One pass, in one transaction: over these paths and all below them, or over the whole tree, with the ignore
        rules read again. Stored data of the files `revalidate` is not trusted; their changes have the source reindex.
        `source` replaces the usual source in the events of this pass. `head` is the git commit of the files where the
        pass is not over the whole tree. `by` is who made the change; None means the author of the commit to which git's
        HEAD has moved, if it has.

        Raises SourceError if the root cannot be listed, BusyError if another process has written since the ledger was
        read, StorageError if the database fails, HeldBackError if the pass would delete most of the index and no
        earlier pass has shown the same; nothing is changed then, and after `reload` the same pass may run again.
        """
        self.committed = False
        if self.generation and not self.ledger:  # what was saved of a damaged database: its past, and no file
            revalidate = self._repository.atom_paths()
        source = source or ("reindex" if revalidate else self._source)
        if self._held is not None:
            revalidate = {*revalidate, *self._held.outcome}
        if self._parsed >= SWEEP_AFTER:
            self._repository.sweep(max(FACTS_KEPT, len(self.ledger)))
            self._parsed = 0
        sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
        with without_collector():
            head = git_head(self._root.path) if below is None else head
            if below is None or self._rules is None:
                self._rules = IgnoreRules(self._root, exclude=self._settings.exclude)
            self.counting = Counting(find_lacking)  # anew: an earlier pass may have been held back
            found = scan(
                self._root,
                self._rules,
                accepts,
                self._settings,
                below=below,
                entering=self._entering,
                aside=self.counting.aside if below is None else None,
                look=never if progress is None else partial(progress, Step.COMPARING, 0, 0, 0),
                runs=runs,
            )
            with self._open_seed() as known:
                changes = compare(
                    self._root,
                    self._repository,
                    self.ledger,
                    self._pool,
                    self._settings,
                    found,
                    generation=self.generation,
                    below=("",) if below is None else below,
                    revalidate=revalidate,
                    known=known,
                    progress=progress,
                )
            analyzed = analyze(self._repository, self.ledger, changes, progress)
            if self._repository.meta().generation != self.generation:  # that nothing changed would be no news either
                raise BusyError("write index", "another process changed it meanwhile", hint="run the command again")
            self._hold_back(analyzed.delta, progress)
            author = self._find_author(head) if by is None else without_secrets_in(by)
            meta = self._transactions.commit(analyzed.delta, source, head, progress, author)
            self.committed = True
            self._parsed += changes.parsed
            self.generation = meta.generation
            self.ledger.update({**changes.refreshed, **changes.entries}, changes.gone)
        return PassReport(analyzed.delta, meta, changes.parsed, changes.seeded, analyzed.resolved, found.directories)

    def _find_author(self, head: str | None) -> Authorship:
        """The author of the commit to which HEAD has moved; a first pass finds what all commits have made."""
        before = self._repository.meta()
        if head and before.generation and head != before.indexed_head:
            return author_of_head(self._root, head)
        return Authorship.of(self._actor)

    def _open_seed(self) -> AbstractContextManager[Known | None]:
        """What may know facts of files that this index has never seen: only a first pass asks another index."""
        is_first = self._seed is not None and not self.generation and not self.ledger
        return self._seed(self._root) if self._seed is not None and is_first else nullcontext()

    def _hold_back(self, delta: Delta, progress: Progress | None) -> None:
        """Raises HeldBackError where the delta would be a collapse, unless the last pass was held back for the same."""
        before, self._held = self._held, None
        look = never if progress is None else partial(progress, Step.WRITING, 0, 0, 0)
        loss = collapse(self._repository, delta, self._settings.collapse_share, look)
        if loss is not None and (before is None or not before.is_confirmed_by(loss)):
            self._held = loss
            raise HeldBackError("index", str(loss), hint="done if a second look shows the same")


@without_collector()  # also while the millions of objects of a pass are still there
def index(
    root: Root,
    repository: AtomRepository,
    *,
    settings: Settings,
    jobs: int,
    progress: Progress | None = None,
    executors: ExecutorFactory = process_pool,
    source: str = "reindex",
    seed: Seed | None = None,
    actor: str = "",
    pool: MakePool | None = None,
) -> IndexReport:
    """Brings the repository to what is on disk, in one transaction, and says what it then holds.

    Without `seed` each file of a first index is parsed. Raises InterruptedRun, with nothing changed, where the user
    interrupts; otherwise as `Indexer.run`.
    """
    started, started_cpu = time.perf_counter(), cpu_seconds()
    indexer = Indexer(
        root,
        repository,
        settings=settings,
        jobs=jobs,
        executors=executors,
        source=source,
        seed=seed,
        actor=actor,
        pool=pool,
    )
    try:
        done = run_until_sure(indexer, progress=progress)
    except KeyboardInterrupt:
        hint = "the new index was complete" if indexer.committed else "the index is what it was before"
        raise InterruptedRun("index", "interrupted", path=str(root.path), hint=hint) from None
    atoms, edges = repository.totals()
    return IndexReport(
        parsed=done.parsed,
        seeded=done.seeded,
        resolved=done.resolved,
        atoms=atoms,
        edges=edges,
        created=sum(len(file.created) for file in done.delta.files),
        modified=sum(len(file.modified) for file in done.delta.files),
        deleted=sum(len(file.deleted) for file in done.delta.files),
        changed=not done.delta.is_empty,
        seconds=time.perf_counter() - started,
        cpu_seconds=cpu_seconds() - started_cpu,
        meta=done.meta,
        census=indexer.counting.census(root),
        rows=tuple(indexer.ledger.values()),
    )


def run_until_sure(
    indexer: Indexer,
    below: Collection[str] | None = None,
    progress: Progress | None = None,
    *,
    revalidate: Collection[str] = (),
    source: str = "",
    head: str | None = None,
    by: Authorship | None = None,
) -> PassReport:
    """A pass; another one at once where it is held back. Errors as `Indexer.run`."""
    for _ in range(MAX_HELD_BACK):
        try:
            return indexer.run(below, progress, revalidate=revalidate, source=source, head=head, by=by)
        except HeldBackError:
            continue
    return indexer.run(below, progress, revalidate=revalidate, source=source, head=head, by=by)
