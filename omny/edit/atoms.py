"""The plans that change the text of one atom: replace, body, insert, delete."""

from __future__ import annotations

from collections.abc import Sequence

from omny.edit.family import Family
from omny.edit.impact import ImpactAnalysis
from omny.edit.overlay import Overlay, overlay
from omny.edit.plan import (
    Plan,
    View,
    find_draft,
    leave_unchanged,
    left_place,
    make_result,
    meets_expectation,
    name_some,
    operation_name,
    refuse,
    refuse_outdated,
    refuse_stale,
)
from omny.edit.request import Body, Delete, Impact, Insert, Left, Refusal, Replace
from omny.edit.source import SourceFile
from omny.edit.splice import make_splice
from omny.edit.tree import FileEdit
from omny.extract.draft import Draft
from omny.model.atoms import MODULE_NAME, Atom
from omny.model.places import Span, Splice, WhyLeft
from omny.query.lookup import find_only_atom
from omny.references.meanings import EXACT, Meanings
from omny.resolve.values import Defined


class AtomEdits:
    """The plan of one request."""

    def __init__(self, view: View, request: Replace | Body | Insert | Delete) -> None:
        self._view = view
        self._request = request

    def plan(self) -> Plan:
        """The plan. Raises UsageError where the request makes no sense."""
        view, request = self._view, self._request
        stored = find_only_atom(view.repository, request.atom, view.top)
        id_, path = stored.atom.id, stored.atom.file_path
        source = view.editable(path)
        if view.stale:
            return refuse_stale(request)
        draft = find_draft(source, id_)
        current = view.current(id_)
        if not meets_expectation(view, current, request.expect):
            return refuse_outdated(request, current, request.expect)
        if not isinstance(request, Delete):
            view.parse({path: request.text.encode("utf-8", "replace")})  # its lines are fitted to the place
        splice = make_splice(source, draft, request)
        if not source.is_text(splice.span):
            return refuse(request, Refusal.NOT_TEXT, f"{path}: the text to be edited is not UTF-8", current=current)
        content = source.encode(splice.patch(source.content))
        if content == source.raw:
            return leave_unchanged(request, current)
        edits = (FileEdit(path, source.raw, content),)
        after = view.new_source(path, content)
        if fault := find_fault(source, after):
            return refuse(request, Refusal.SYNTAX, f"{path}: {fault}", current=current, edits=edits)
        if fault := self._find_displaced(source, after, draft, splice):
            return refuse(request, Refusal.REACHES_OUT, f"{path}: {fault}", current=current, edits=edits)
        outcome = overlay(view.repository, view.ledger, {path: content}, view.parse)
        impact = self._impact(outcome, source, after, draft, splice)
        left = self._remaining_places(stored.atom, splice) if id_ in impact.deleted else []
        if view.stale:
            return refuse_stale(request)
        reached = Family(view, stored.atom).find_reaching_calls() if isinstance(request, Delete) else []
        left += reached
        breaks = _describe_breaks(impact, left, reached) if isinstance(request, Delete) else ""
        if breaks and not request.force:
            hint = "change them first, or use --force"
            return refuse(
                request, Refusal.CALLERS, breaks, hint=hint, current=current, impact=impact, edits=edits, left=left
            )
        becomes = "" if isinstance(request, Delete) else _id_afterwards(id_, outcome)
        result = make_result(request, impact, left, _warnings(impact, breaks))
        return Plan(result=result, edits=edits, summary=f"{operation_name(request)} {id_}", becomes=becomes)

    def _impact(self, outcome: Overlay, source: SourceFile, after: SourceFile, draft: Draft, splice: Splice) -> Impact:
        view, path = self._view, source.path
        new_span = (splice.span[0], splice.span[0] + len(splice.text))
        touched = {f"{path}::{each.qualname}" for each in source.definitions[1:] if _is_within(each, splice.span)}
        touched |= {f"{path}::{each.qualname}" for each in after.definitions[1:] if _is_within(each, new_span)}
        if not isinstance(self._request, Insert):
            touched |= {f"{path}::{draft.qualname}"}
        if draft.qualname == MODULE_NAME:
            touched |= {f"{path}::{each.qualname}" for each in (*source.definitions, *after.definitions)}

        def read(other: str) -> SourceFile:
            return after if other == path else view.source(other)

        return ImpactAnalysis(view.repository, outcome, touched, read, view.surface).impact()

    def _remaining_places(self, atom: Atom, splice: Splice) -> list[Left]:
        """The exact references of the atom outside of the deleted text."""
        view = self._view
        if view.source(atom.file_path).drafts[atom.id.partition("::")[2]].name != atom.function_name:
            return []
        meanings = Meanings(view, atom.function_name, [Defined(atom.file_path, atom.id.partition("::")[2])])
        return [
            left_place(view, place, WhyLeft.STILL_NAMED)
            for path in meanings.files()
            for place in meanings.places(path)
            if place.how == EXACT and not (path == atom.file_path and splice.span[0] <= place.start < splice.span[1])
        ]

    def _find_displaced(self, source: SourceFile, after: SourceFile, draft: Draft, splice: Splice) -> str:
        """A definition outside of the new text that the text would change, in a sentence; "" if there is none."""
        if draft.qualname == MODULE_NAME:
            return ""
        grown = len(splice.text) - (splice.span[1] - splice.span[0])
        new_span = (splice.span[0], splice.span[1] + grown)
        before = {_place(each, splice.span, 0) for each in source.definitions[1:] if _is_apart(each, splice.span)}
        now = {_place(each, new_span, grown) for each in after.definitions[1:] if _is_apart(each, new_span)}
        lost = sorted(before - now)
        return f"the text reaches into what is around it: {lost[0][0]} would be another" if lost else ""


def find_fault(before: SourceFile, after: SourceFile) -> str:
    """The first syntax error that the new content adds, in a sentence; "" where it adds none."""
    if len(after.faults) <= len(before.faults) and after.fault_bytes <= before.fault_bytes:
        return ""
    old = {(node.start_byte, node.end_byte) for node in before.faults}
    lines = [node.start_point.row + 1 for node in after.faults if (node.start_byte, node.end_byte) not in old]
    line = min(lines, default=after.first_fault)
    return f"it would not parse at line {line}: {after.line_text(line - 1).decode('utf-8', 'replace').strip()[:80]}"


def _is_within(draft: Draft, span: Span) -> bool:
    return span[0] <= draft.defined_at < span[1]


def _is_apart(draft: Draft, span: Span) -> bool:
    return draft.end <= span[0] or draft.start >= span[1]


def _place(draft: Draft, span: Span, grown: int) -> tuple[str, int]:
    """A definition by its name, without the number of a duplicate, and by its offset before the edit."""
    return draft.qualname.partition("~")[0], draft.start - (grown if draft.start >= span[1] else 0)


def _describe_breaks(impact: Impact, left: Sequence[Left], reached: Sequence[Left]) -> str:
    """The code that needs the deleted atom, in a sentence; "" where no code does."""
    if callers := sorted({broken.source for broken in impact.broken}):
        return f"callers would break: {name_some(callers)}"
    if reached:
        return f"it is called through what it overrides: {name_some([f'{each.path}:{each.line}' for each in reached])}"
    if left:
        return f"it is still named: {name_some([f'{each.path}:{each.line}' for each in left])}"
    return ""


def _warnings(impact: Impact, breaks: str) -> list[str]:
    warnings = [breaks] if breaks else []
    if impact.broken and not breaks:
        callers = len({broken.source for broken in impact.broken})
        warnings.append(f"{callers} other atoms would no longer reach what they reach now")
    if impact.mismatches:
        warnings.append(f"{len(impact.mismatches)} calls would no longer fit the parameters")
    return [*warnings, *impact.conflicts]


def _id_afterwards(id_: str, outcome: Overlay) -> str:
    """The id of the atom after the edit."""
    if id_ in outcome.after or id_ not in outcome.before:
        return id_
    moved = {move.source: move.target for move in outcome.delta.moves}
    return moved.get(id_, outcome.created[0] if outcome.created else "")
