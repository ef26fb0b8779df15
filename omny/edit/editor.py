"""`Editor`: one request from the view that it was made on to files and index that agree.

    bring its files up to date ─> plan ─> syntax ─> impact ─> intent ─> files ─> index ─> done

A plan is new contents and nothing else, so every fault of it is found before anything is written. An editor is for one
thread: its caller is the one writer of the index.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

from msgspec.structs import replace

from omny.base.clock import SYSTEM_CLOCK, Clock
from omny.base.errors import OmnyError, SourceError, UnsupportedError
from omny.base.paths import Root
from omny.edit.atoms import AtomEdits
from omny.edit.journal import Journal, Record
from omny.edit.move import MovePlan
from omny.edit.plan import Plan, View, refuse, unified_diff
from omny.edit.rename import RenamePlan
from omny.edit.request import Current, EditRequest, EditResult, FileChange, Move, Refusal, Rename, Undo
from omny.edit.steps import STEPS, Steps
from omny.edit.tree import OVERTAKEN, FileEdit, TreeEdit, hash_or_none
from omny.edit.undo import undo_plan
from omny.model.authorship import Authorship
from omny.pipeline.indexer import Indexer, run_until_sure
from omny.storage.port.repository import AtomRepository

ATTEMPTS = 4
"""Plans for files that keep changing. A file that is saved twice in a row is at rest by then."""


@dataclass(frozen=True, slots=True)
class EditContext:
    """The root, index and clock of an edit."""

    root: Root
    repository: AtomRepository
    indexer: Indexer  # of that repository, its ledger as the repository has it
    clock: Clock = SYSTEM_CLOCK
    steps: Steps = STEPS


class Editor:
    """Does one request after the other."""

    def __init__(self, context: EditContext) -> None:
        self._context = context
        self._journal = Journal(context.root, context.clock, context.steps)

    def run(self, request: EditRequest) -> EditResult:
        """The edit that a request describes; see `omny/edit/__init__.py`."""
        if os.open not in os.supports_dir_fd:
            raise UnsupportedError("edit", "this system opens no file relative to a directory", hint="edit it by hand")
        plan = self._make_plan(request)
        result = plan.result
        if result.status == "refused":
            return result
        result = replace(result, files=_changes(plan.edits), diff=unified_diff(plan.edits))
        if not plan.edits:
            return replace(result, status="unchanged")
        if request.dry_run:
            return replace(result, status="planned")
        return self._commit(request, plan, result)

    def end_cut_off(self, records: list[Record]) -> None:
        """Indexes interrupted edits that were rolled forward, and records them as done."""
        for record in records:
            paths = {piece.path for piece in record.pieces}
            by = Authorship.of(record.actor, record.reason)
            run_until_sure(self._context.indexer, paths, source=record.source, by=by)
            self._journal.finish(record, self._context.repository.meta().generation)

    # ── the plan ──

    def _make_plan(self, request: EditRequest) -> Plan:
        """The plan, made of files whose content is the indexed one."""
        context = self._context
        for _ in range(ATTEMPTS):
            view = self._view()
            with context.repository.reading():
                plan = self._plan_once(view, request)
            if not view.stale:
                return plan
            run_until_sure(context.indexer, view.stale)
        return refuse(
            request, Refusal.RESTLESS, "a file keeps changing", hint=f"look at {', '.join(sorted(view.stale))}"
        )

    def _plan_once(self, view: View, request: EditRequest) -> Plan:
        if isinstance(request, Undo):
            return undo_plan(view, self._journal, request)
        if isinstance(request, Move):
            return MovePlan(view, request).plan()
        if isinstance(request, Rename):
            return RenamePlan(view, request).plan()
        return AtomEdits(view, request).plan()

    # ── the deed ──

    def _commit(self, request: EditRequest, plan: Plan, result: EditResult) -> EditResult:
        context = self._context
        by = Authorship.of(request.actor, request.reason)
        record = self._journal.begin(
            result.operation, plan.summary, request.source, plan.edits, plan.made, undoes=plan.undoes, by=by
        )
        tree = TreeEdit(context.root, plan.edits, record.id, context.steps)
        with contextlib.closing(tree):
            try:
                tree.prepare(plan.made)
                tree.commit()
                generation = self._index(plan.edits, request.source, by)
                late = tree.late()
                if late:
                    raise SourceError("edit", OVERTAKEN, path=late[0], hint="look at it again")
            except OmnyError as error:
                return self._take_back(tree, record, plan, result, error)
            except BaseException:
                tree.roll_back()
                self._journal.drop(record)
                raise
            try:  # it is done: what is left to do is done at the next start, if not now
                result = replace(result, warnings=[*result.warnings, *tree.clean()])
                self._journal.finish(record, generation)
            except OmnyError as error:
                result = replace(result, warnings=[*result.warnings, f"not all drafts could be removed: {error}"])
        ledger = context.indexer.ledger
        for edit in plan.edits:
            entry = ledger.get(edit.path)
            if edit.after is not None and (entry is None or entry.hash != hash_or_none(edit.after)):
                result = replace(result, warnings=[*result.warnings, f"{edit.path} has been changed again since"])
        return replace(result, status="applied", transaction=generation, current=self._current(plan))

    def _take_back(
        self, tree: TreeEdit, record: Record, plan: Plan, result: EditResult, error: OmnyError
    ) -> EditResult:
        """Rolls the edit back. Raises the error, unless it says that another program was faster."""
        problems = tree.roll_back()
        if not tree.is_unsettled:  # else the next start tries again
            self._journal.drop(record)
        with contextlib.suppress(OmnyError):  # the next pass finds it
            run_until_sure(self._context.indexer, {edit.path for edit in plan.edits})
        if not isinstance(error, SourceError):
            raise error
        return replace(
            result,
            status="refused",
            reason=f"{error.path}: {error.reason}",
            refusal=Refusal.OVERTAKEN,
            hint=error.hint,
            warnings=[*result.warnings, *problems],
        )

    def _index(self, edits: tuple[FileEdit, ...], source: str, by: Authorship) -> int:
        done = run_until_sure(self._context.indexer, {edit.path for edit in edits}, source=source, by=by)
        return done.meta.generation

    def _current(self, plan: Plan) -> Current | None:
        context = self._context
        with contextlib.suppress(OmnyError), context.repository.reading():
            return self._view().current(plan.becomes) if plan.becomes else None
        return None

    def _view(self) -> View:
        context = self._context
        indexer = context.indexer
        return View(
            context.root, context.repository, indexer.ledger, indexer.settings, context.steps, indexer.executors
        )


def _changes(edits: tuple[FileEdit, ...]) -> list[FileChange]:
    return [FileChange(edit.path, hash_or_none(edit.before), hash_or_none(edit.after)) for edit in edits]
