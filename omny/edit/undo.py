"""The plan that takes an edit back: its files as they were before it, where they still hold what it wrote."""

from __future__ import annotations

from omny.base.errors import UsageError
from omny.edit.confine import check_editable
from omny.edit.journal import Journal, Record
from omny.edit.overlay import overlay
from omny.edit.plan import Plan, View, operation_name, refuse, refuse_stale, unified_diff
from omny.edit.request import EditResult, Impact, Refusal, Undo
from omny.edit.tree import FileEdit, missing_directories, read_beneath


def undo_plan(view: View, journal: Journal, request: Undo) -> Plan:
    """The plan. Raises UsageError for an unknown edit."""
    record = _find_record(journal, request.transaction)
    edits = journal.edits(record)
    others = []
    for edit in edits:
        check_editable(view.root, edit.path, view.settings)
        now = read_beneath(view.root, edit.path, view.steps)
        if now != edit.after:
            if edit.path in view.ledger:
                view.read(edit.path)  # so that the index hears of it
            others.append(FileEdit(edit.path, edit.after, now))
        elif now is not None:
            view.editable(edit.path)
    if view.stale:
        return refuse_stale(request)
    if others:
        reason = f"{others[0].path} is not what the edit wrote ({record.summary})"
        return refuse(request, Refusal.CHANGED_SINCE, reason, hint="the difference since then is shown", edits=others)
    gone = [edit.path for edit in edits if edit.before is None]
    back = tuple(
        FileEdit(edit.path, edit.after, edit.before, gone[0] if gone and edit.after is None else "") for edit in edits
    )
    outcome = overlay(view.repository, view.ledger, {edit.path: edit.after for edit in back}, view.parse)
    impact = Impact(created=outcome.created, modified=outcome.modified, deleted=outcome.deleted)
    result = EditResult(operation=operation_name(request), status="planned", impact=impact, diff=unified_diff(back))
    made = tuple(dict.fromkeys(d for e in back if e.before is None for d in missing_directories(view.root, e.path)))
    return Plan(result=result, edits=back, made=made, summary=f"undo {record.summary}", undoes=record.id)


def _find_record(journal: Journal, transaction: str) -> Record:
    """The edit of that transaction, or the last one that is neither undone nor an undo itself."""
    records = journal.undoable()
    undone = {record.undoes for record in records}
    for record in records:
        if transaction:
            if transaction in (str(record.generation), record.id):
                return record
        elif not record.undoes and record.id not in undone:
            return record
    if transaction:
        raise UsageError("undo", f"no edit of the transaction {transaction!r} is kept", hint="the last 100 are")
    raise UsageError("undo", "there is no edit to be undone")
