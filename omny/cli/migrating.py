"""The commands of `omny migrate`: import, check and rollback of a legacy store; copy or upgrade of a store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from omny.base.clock import SYSTEM_CLOCK, timestamp
from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.roots import chosen_root
from omny.cli import wire
from omny.cli.text import DIM, GREEN, RED, YELLOW, columns, count, paint, plain
from omny.service.place import Place

if TYPE_CHECKING:
    from omny.migrate.import_legacy import Target
    from omny.migrate.plan import Plan
    from omny.migrate.report import Report
    from omny.storage.stores import Store


MAX_LISTED = 20
"""Files told that are no plain atoms; a report names all."""


def from_json(
    store: str,
    root: str | None,
    db: str | None,
    *,
    dry_run: bool,
    replace: bool,
    report: str | None,
    as_json: bool,
) -> int:
    """Imports a legacy store."""
    from omny.migrate import report as reports
    from omny.migrate.import_legacy import done_before, preview, take_over
    from omny.migrate.legacy_store import LegacyStore
    from omny.migrate.plan import Plan

    found = LegacyStore.find(store)
    sources, target = _target(found.project, root, db)
    with Plan(found, sources, timestamp(SYSTEM_CLOCK.now())) as plan:
        with _progress(as_json) as progress:
            plan.read(progress)
        done = done_before(target, plan)
        if done is None and not dry_run:
            if target.root is not None:
                target.root.make_state_dir()
            with _progress(as_json) as progress:
                made = take_over(plan, target, sources, replace_index=replace, clock=SYSTEM_CLOCK, progress=progress)
        else:
            made = done or preview(plan, target, sources)
        if report is not None:
            reports.save(made, plan, os.path.abspath(report))
        if as_json:
            wire.utf8_output()
            reports.write(made, plan, sys.stdout)
        else:
            _tell(made, plan, is_new=done is None, dry_run=dry_run)
    return 0


def verify(store: str, root: str | None, db: str | None, *, as_json: bool) -> int:
    """Compares a legacy store with the index that was made of it; 1 where they differ."""
    from omny.migrate import report as reports
    from omny.migrate.import_legacy import compare_plan
    from omny.migrate.legacy_store import LegacyStore
    from omny.migrate.plan import Plan
    from omny.storage.stores import SqliteStore

    found = LegacyStore.find(store)
    _, target = _target(found.project, root, db)
    with SqliteStore(target.database).open_reading() as repository, repository.reading():
        report = reports.find_report(target.database, repository.meta().uuid)
        if report is None:
            hint = "'omny migrate json' makes one"
            raise UsageError("verify migration", "this index comes from none", path=target.database, hint=hint)
        if repository.history_start() > 0:
            raise UsageError(
                "verify migration", "its events were pruned", path=target.database, hint="see 'omny verify'"
            )
        sources = Root.of(report.root, force=True) if report.root and os.path.isdir(report.root) else None
        with Plan(found, sources, report.migrated_at) as plan:
            with _progress(as_json) as progress:
                plan.read(progress)
            rows = compare_plan(plan, repository)
            is_same_store = plan.digest == report.digest
    wrong = [row for row in rows if row.is_one]
    if as_json:
        document = {"results": rows, "same_store": is_same_store, "differences": len(wrong)}
        wire.print_document(msgspec.to_builtins(document))
    else:
        lines = [("", "store", "index", "")]
        lines += [(row.what, f"{row.expected:,}", f"{row.found:,}", "differs" if row.is_one else "") for row in rows]
        print(columns(lines, ("", "", "", RED)))
        if not is_same_store:
            print(paint(f"the store has changed since it was migrated at {report.migrated_at}", YELLOW))
        print(paint("the index holds all of the store", GREEN) if not wrong else count(len(wrong), "difference"))
    return 1 if wrong else 0


def rollback(root: str | None, db: str | None, *, as_json: bool) -> int:
    """Puts back the index that a migration took the place of."""
    from omny.migrate.import_legacy import roll_back

    _, target = _target(chosen_root(None, force=True), root, db)
    restored, aside = roll_back(target, clock=SYSTEM_CLOCK)
    if as_json:
        wire.print_document({"restored": restored, "aside": aside})
    else:
        print(plain(f"restored {restored}" if restored else "there was no index before the migration"))
        print(plain(f"the migrated index is now {aside}"))
    return 0


def storage(source: str, target: str, *, dry_run: bool, replace: bool, as_json: bool) -> int:
    """Copies the index of one store to another."""
    from omny.migrate.copying import copy

    with _progress(as_json) as progress:
        done = copy(
            _store(source),
            _store(target),
            replace=replace,
            dry_run=dry_run,
            clock=SYSTEM_CLOCK,
            passing=lambda name, records: progress(name, records, 0),
        )
    rate = done.total / done.seconds if done.seconds else 0.0
    if as_json:
        wire.print_document({**msgspec.to_builtins(done), "total": done.total, "rows_per_second": round(rate)})
        return 0
    print(columns([(name.replace("_", " "), f"{rows:,}") for name, rows in done.rows.items()], (DIM,)))
    if not done.done:
        print(f"nothing to do: the target holds generation {done.generation} already, row by row the same")
    elif dry_run:
        print(f"{count(done.total, 'row')} of generation {done.generation} would be copied")
    else:
        print(
            f"{paint('copied', GREEN)} {count(done.total, 'row')} of generation {done.generation} in "
            f"{done.seconds:.1f} s, {rate:,.0f} rows/s"
        )
        print(f"both sides are the same, row by row; digest of their dumps: {done.dump}")
        if done.aside:
            print(plain(f"the former index is now {done.aside}"))
    return 0


def vectors(source: str, target: str, *, dry_run: bool, as_json: bool) -> int:
    """Copies the vectors of one store to another."""
    from omny.base.roots import chosen_root
    from omny.base.user_settings import read_user_settings
    from omny.migrate.vectors import copy_vectors
    from omny.storage.vector_stores import name_place

    root, key = chosen_root(None), read_user_settings(os.environ).vectors_key
    with name_place(source, root, key).open_reading() as here, name_place(target, root, key).open() as there:
        done = copy_vectors(here, there, dry_run=dry_run)
    if as_json:
        wire.print_document(msgspec.to_builtins(done))
        return 0
    verb = "would be copied" if dry_run else paint("copied", GREEN)
    print(
        plain(f"{done.copied:,} of {count(done.texts, 'vector')} {verb}, of {done.model}, generation {done.generation}")
    )
    if not dry_run:
        print(f"both sides have the same vectors; {count(done.atoms - done.unplaced, 'atom')} placed")
        if done.unplaced:
            print(f"{count(done.unplaced, 'atom')} not in the index of the target, which follows by itself")
    return 0


def upgrade(root: str | None, db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Upgrades an index to the present schema."""
    place = Place.of(root, db)
    done = place.store.upgrade(dry_run=dry_run)
    if as_json:
        wire.print_document({**msgspec.to_builtins(done), "database": place.path, "dry_run": dry_run})
        return 0
    of = f" of {count(len(done.projects), 'project')}: {', '.join(done.projects)}" if done.projects else ""
    if done.before == done.after:
        print(plain(f"nothing to do: the schema is of version {done.after}{of}"))
    elif dry_run:
        print(plain(f"the schema would go from version {done.before} to {done.after}{of}; tried, and rolled back"))
    else:
        print(plain(f"the schema went from version {done.before} to {done.after}{of}"))
        if done.aside:
            print(plain(f"the former index is now {done.aside}"))
    return 0


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _target(project: Root, root: str | None, db: str | None) -> tuple[Root | None, Target]:
    """The sources to be indexed, where a root is named, and where the index is to be: with that root, or beside the
    store."""
    from omny.migrate.import_legacy import Target

    place = Place.of(root if root is not None else str(project.path), db, force=root is None)
    file = place.file("migrate")
    is_own = os.path.realpath(file).startswith(os.path.realpath(place.root.state_dir) + os.sep)
    return (place.root if root is not None else None), Target(file, place.root if is_own or root is not None else None)


def _store(named: str) -> Store:
    """The store of a URL, of a file, or of a root where it is a directory."""
    from omny.storage.stores import SqliteStore, parse_store

    if os.path.isdir(named):
        return SqliteStore.of(Root.of(named, force=True))
    return parse_store(named, chosen_root(None, force=True))


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(report: Report, plan: Plan, *, is_new: bool, dry_run: bool) -> None:
    print(paint(plain(report.store), DIM))
    counts = report.counts
    reads = sorted({read for reads in counts.documents.values() for read in reads}, key=_order)
    rows = [("documents", *reads, "all")]
    for kind, by_read in counts.documents.items():
        cells = [f"{by_read[read]:,}" if read in by_read else "" for read in reads]
        rows.append((kind, *cells, f"{sum(by_read.values()):,}"))
    print(columns(rows, (DIM,)))
    print()
    for kind, fates in counts.accounts.items():
        told = ", ".join(f"{number:,} {fate}" for fate, number in fates.items())
        print(f"what {kind} documents say: {told}")
    for number, what in (
        (counts.lost_before, "functions are named by their files only: the legacy tool had lost them"),
        (counts.unknown_callers, "callers are named that no document speaks of"),
    ):
        if number:
            print(f"{number:,} {what}")
    if report.legacy_root:
        print(plain(f"absolute paths were taken to be below {report.legacy_root}"))
    _tell_files(plan)
    verb = "would be" if dry_run and is_new else "were"
    events = sum(counts.events.values())
    print(
        f"{count(counts.atoms, 'atom')} of {count(counts.files, 'file')} and {count(events, 'event')} {verb} migrated"
    )
    if not is_new:
        print(f"nothing to do: the index comes from this very store, migrated at {report.migrated_at}")
    elif not dry_run:
        _tell_done(report)


def _tell_done(report: Report) -> None:
    if report.indexed is not None:
        told = ", ".join(f"{report.indexed[what]:,} {what}" for what in ("created", "modified", "deleted"))
        print(f"then the sources were indexed: {told}; {count(report.indexed['atoms'], 'atom')} now")
    print(f"{paint('migrated', GREEN)} in {report.seconds:.1f} s to {plain(report.database)}")
    if report.aside:
        print(plain(f"the index before is now {report.aside}; 'omny migrate rollback' puts it back"))
    if report.indexed is None:
        print(paint("what the sources are now is not looked at yet: 'omny index' does that", DIM))


def _tell_files(plan: Plan) -> None:
    """The files with a remark."""
    from omny.migrate.report import status

    told = ((status(row), row) for row in plan.documents())
    strange = [(word, row) for word, row in told if word not in ("ok", "salvaged", "other", "ghost")]
    if strange:
        lines = [(word, row.place, row.became or row.why) for word, row in strange[:MAX_LISTED]]
        print(columns(lines, (YELLOW,)))
        if len(strange) > MAX_LISTED:
            print(f"and {len(strange) - MAX_LISTED:,} more; --report FILE lists each file")


def _order(read: str) -> int:
    return ("clean", "leading document", "characters replaced", "first fields", "not read", "left out").index(read)


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[str, int, int], None]]:
    """What a migration reports to: a bar on standard error, where that is a terminal."""
    if as_json or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from omny.cli import bar

    with bar.progress_bar() as draw:
        yield lambda what, done, total: draw(what, done, total or None, "")
