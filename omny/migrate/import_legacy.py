"""Executes a plan, all or nothing: a database is built beside the present one, and replaces it in one step.

After a kill at any point, either the former or the new database is there, whole; the next run starts again, or finds
the work done.
"""

from __future__ import annotations

import glob
import os
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC
from itertools import zip_longest

import msgspec

from omny.base.clock import Clock
from omny.base.config import default_jobs, load_settings
from omny.base.errors import DamagedError, StorageError, UsageError
from omny.base.lock import DaemonLock, require_no_daemon
from omny.base.paths import Root, describe_failure
from omny.integrity import ConsistencyValidator
from omny.migrate import report as reports
from omny.migrate.histories import GENERATION, SOURCE
from omny.migrate.plan import Plan, Progress
from omny.migrate.report import Report
from omny.model.meta import Meta
from omny.pipeline.indexer import index
from omny.storage.port.archive import Digesting, digest
from omny.storage.port.records import AtomEvent
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.archive import close_up
from omny.storage.sqlite.backup import part_file, put_in_place, set_aside
from omny.storage.sqlite.backup import restore as restore_copy
from omny.storage.stores import SqliteStore

_STAMP = "%Y%m%dT%H%M%S%fZ"

_NO_HISTORY: tuple[list[str], ...] = ([], ["reindex"], [SOURCE], [SOURCE, "reindex"])
"""How an index came to be that has nothing to lose: what it holds can be made again."""


class Target(msgspec.Struct, frozen=True):
    """Where an index is to be: the file, and the root whose daemon would write to it, if it is that of one."""

    database: str
    root: Root | None = None

    def lock(self, clock: Clock) -> AbstractContextManager[object]:
        """Blocks a daemon, and another migration. Raises UsageError if one runs."""
        if self.root is None:
            return nullcontext()
        require_no_daemon(self.root, "migrate")
        return DaemonLock(self.root, clock=clock)


def done_before(target: Target, plan: Plan) -> Report | None:
    """The report of the migration of that very store, where the index comes from it."""
    state = _state(target.database)
    report = reports.find_report(target.database, state.uuid) if state is not None else None
    return report if report is not None and report.digest == plan.digest else None


def preview(plan: Plan, target: Target, sources: Root | None) -> Report:
    """The report of what would be done."""
    return Report(
        store=str(plan.store.root.path),
        digest=plan.digest,
        migrated_at=plan.now,
        root=str(sources.path) if sources is not None else None,
        legacy_root=plan.legacy_root,
        database=target.database,
        counts=plan.counts,
    )


def take_over(
    plan: Plan, target: Target, sources: Root | None, *, replace_index: bool, clock: Clock, progress: Progress
) -> Report:
    """Builds the database, indexes the sources in it, and installs it; returns the report, which is kept beside it.

    Raises UsageError if an index with a history of its own must not be replaced, or a daemon runs; DamagedError if the
    new database is not sound; StorageError. The former database is unchanged then.
    """
    stamp = clock.now().astimezone(UTC).strftime(_STAMP)
    with target.lock(clock):
        _refuse(target.database, replace_index)
        aside = _aside(target, f"before-migration-{stamp}")
        _sweep(target)
        with part_file(target.database, "migrate") as part:
            uuid, indexed = _build(part, plan, target.database, sources, progress)
            report = msgspec.structs.replace(
                preview(plan, target, sources),
                uuid=uuid,
                aside=aside if os.path.lexists(target.database) else "",
                indexed=indexed,
                seconds=time.perf_counter() - plan.started,
            )
            reports.keep(report, plan, stamp)
            put_in_place(part, target.database, aside)
    return report


def roll_back(target: Target, *, clock: Clock) -> tuple[str, str]:
    """Restores the index before the migration, and moves the migrated index aside. Returns the paths of both: of the
    restored index ("" if there was none before), and of the migrated one. Raises UsageError if no migration made this
    index, or the former index is gone; other errors as `take_over`."""
    state = _state(target.database)
    report = reports.find_report(target.database, state.uuid) if state is not None else None
    if report is None:
        hint = "name the root or the database of a migration"
        raise UsageError("roll back migration", "this index comes from none", path=target.database, hint=hint)
    if report.aside and not os.path.isfile(report.aside):
        hint = "nothing was changed; see 'omny restore'"
        raise UsageError("roll back migration", "the index before is not there", path=report.aside, hint=hint)
    with target.lock(clock):
        aside = _aside(target, f"before-rollback-{clock.now().astimezone(UTC).strftime(_STAMP)}")
        if report.aside:
            restore_copy(report.aside, target.database, aside, inspect=lambda part: None)
        else:
            set_aside(target.database, aside, leave=False)
    return report.aside, aside


class Difference(msgspec.Struct, frozen=True):
    """A number that differs between the store and the index."""

    what: str
    expected: int
    found: int

    @property
    def is_one(self) -> bool:
        """Whether it is a difference at all."""
        return self.expected != self.found


def compare_plan(plan: Plan, repository: AtomRepository) -> list[Difference]:
    """What the plan of a store says against what an index says of its first generation, event by event: a number of
    each operation, and how many are the same. The plan must be of the time of that migration."""
    expected: dict[str, int] = {"create": 0, "update": 0, "delete": 0}
    found = dict(expected)
    same = 0
    for ours, theirs in zip_longest(plan.archive().events, repository.events(until=GENERATION)):
        for event, counts in ((ours, expected), (theirs, found)):
            if event is not None:
                counts[event.operation] += 1
        same += _is_same(ours, theirs)
    words = {"create": "atoms created", "update": "updates", "delete": "atoms deleted"}
    rows = [Difference(words[operation], expected[operation], found[operation]) for operation in expected]
    rows.append(Difference("events that are the same", sum(expected.values()), same))
    live = (counts["create"] - counts["delete"] for counts in (expected, found))
    return [*rows, Difference("atoms at generation 1", *live)]


def _is_same(one: AtomEvent | None, other: AtomEvent | None) -> bool:
    if one is None or other is None:
        return False
    fields = ("atom_id", "operation", "previous_version", "new_version", "timestamp", "source", "transaction_id")
    if any(getattr(one, field) != getattr(other, field) for field in fields):
        return False
    return one.delta == other.delta or msgspec.json.decode(one.delta) == msgspec.json.decode(other.delta)


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _refuse(database: str, replace_index: bool) -> None:
    if replace_index or not os.path.lexists(database):
        return
    try:
        with SqliteStore(database).open_reading() as repository:
            sources = [row.source for row in repository.generations()]
            has_history = repository.history_start() > 0 or sources not in _NO_HISTORY
    except StorageError as error:
        if error.recoverable:  # another process
            raise
        reason = f"what is there cannot be read ({error.reason})"
        raise UsageError("migrate", reason, path=database, hint="set it aside with --replace") from error
    if has_history:
        reason = f"there is an index with a history of {len(sources):,} generations"
        raise UsageError("migrate", reason, path=database, hint="set it aside with --replace; it is kept")


def _index_sources(sources: Root, repository: AtomRepository, progress: Progress) -> dict[str, int]:
    """Brings what was migrated to what is on disk, as any pass does; what that changed. It is expected to take most of
    it away, where the legacy tool had atoms that are none here."""
    report = index(
        sources,
        repository,
        settings=msgspec.structs.replace(load_settings(sources), collapse_share=1.0),
        jobs=default_jobs(),
        progress=lambda step, done, total, _: progress(step, done, total),
    )
    return {
        "files": report.files,
        "atoms": report.atoms,
        "edges": report.edges,
        "created": report.created,
        "modified": report.modified,
        "deleted": report.deleted,
        "skipped": len(report.left_out),
    }


def _aside(target: Target, word: str) -> str:
    """Where what is there is moved to: a name that nothing has."""
    aside = f"{target.database}.{word}"
    if os.path.lexists(aside):
        raise UsageError("migrate", "there is a file already", path=aside, hint="try again")
    return aside


def _build(
    part: str, plan: Plan, database: str, sources: Root | None, progress: Progress
) -> tuple[str, dict[str, int] | None]:
    """Fills the part with what is planned, and with what the sources are now: its uuid, and what the sources changed.
    It is then sound, and one closed file."""
    store = SqliteStore(part)
    with store.open() as repository:
        progress("writing", 0, 0)
        meta = _load(plan, repository, database)
        indexed = _index_sources(sources, repository, progress) if sources is not None else None
    progress("checking", 0, 0)
    with store.open_reading() as repository:
        _check(repository, database)
    close_up(part)
    return meta.uuid, indexed


def _load(plan: Plan, repository: AtomRepository, path: str) -> Meta:
    """Fills the repository with what is planned, and reads it back."""
    digesting = Digesting(plan.archive())
    meta = repository.load(digesting.archive)
    with repository.archive() as archive:
        wrong = digesting.result().differing_streams(digest(archive))
    if wrong:
        raise _unsound(f"other {', '.join(wrong)} than were written", path)
    return meta


def _check(repository: AtomRepository, path: str) -> None:
    """Raises DamagedError where what was built is not sound."""
    for found in ConsistencyValidator(repository).check():
        raise _unsound(f"{found.kind} {found.where}: {found.what}", path)


def _unsound(what: str, path: str) -> DamagedError:
    return DamagedError("check migrated index", what, path=path, hint="nothing was changed; this is a bug of Omny")


def _state(database: str) -> Meta | None:
    if not os.path.isfile(database):
        return None
    try:
        with SqliteStore(database).open_reading() as repository:
            return repository.meta()
    except StorageError:
        return None


def _sweep(target: Target) -> None:
    """Removes what runs that were killed have left; under the lock of a root nobody else is at it."""
    if target.root is not None:
        for path in glob.glob(f"{glob.escape(target.database)}.part-*"):
            try:
                os.unlink(path)
            except OSError as error:
                raise StorageError("migrate", describe_failure(error), path=path) from error
