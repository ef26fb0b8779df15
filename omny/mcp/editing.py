"""The tool that writes: an atom is changed by its id, and file and index change together."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from omny.edit.request import EditRequest, EditResult, Refusal, parse_request
from omny.mcp import reply
from omny.mcp.fence import neutralize, number_lines
from omny.mcp.replies import Edited, Freshness, Reply
from omny.mcp.toolbox import MAX_NAME, Tool, cut
from omny.model.places import WhyLeft

MAX_CHARACTERS = 1_000_000  # of a new text
MAX_PLACES = 50  # of one kind that an answer names

_OF_OPERATION = {
    "replace": ("atom", "expect", "text"),
    "body": ("atom", "expect", "text"),
    "insert": ("atom", "expect", "text", "where"),
    "delete": ("atom", "expect"),
    "rename": ("atom", "expect", "new_name", "inferred"),
    "move": ("path", "target", "expect"),
    "undo": ("transaction",),
}


_ADAPT = "adapt them by hand first, or use force"
_HINTS = {
    Refusal.CALLERS: "change them first, or use force",
    Refusal.IMPORTS: _ADAPT,
    Refusal.NAMED: _ADAPT,
    Refusal.INFERRED: "inferred renames them, too; force leaves them as they are",
    Refusal.FAMILY: "inferred renames them together; force leaves them as they are",
}
"""Hints that name an argument, by the reason of the refusal."""

_REMARKS = {WhyLeft.INFERRED: "known through a type only; inferred renames it"}
"""Remarks on a place that name an argument, by their code."""


class EditAtom(Tool, frozen=True, kw_only=True):
    """Change an atom by its id: file and index change together or not at all. It refuses text that does not parse, a
    delete or rename that would break callers (inferred also renames those; force overrides), a rename that would change
    the target of a call, and an atom that has changed since you read it (expect). Callers that other changes break are
    reported, not refused. Use dry_run to see the diff and the broken callers. operation: replace (the whole text), body
    (the text below its def or between its braces), insert (text before or after it), delete, rename (with all known
    references), move (a file: path to target, with its imports), undo (the last edit, or transaction)."""

    name: ClassVar[str] = "edit_atom"
    title: ClassVar[str] = "Edit an atom"
    result: ClassVar[type[msgspec.Struct]] = Edited
    reads_only: ClassVar[bool] = False

    operation: Literal["replace", "body", "insert", "delete", "rename", "move", "undo"]
    atom: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="id or name; all but move and undo")] = ""
    text: Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS, description="replace, body, insert")] = ""
    where: Annotated[Literal["before", "after"], msgspec.Meta(description="insert")] = "after"
    new_name: Annotated[str, msgspec.Meta(max_length=1_000, description="rename")] = ""
    inferred: Annotated[bool, msgspec.Meta(description="rename: also references that only types tell")] = False
    path: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="move: the file")] = ""
    target: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="move: its new path")] = ""
    transaction: Annotated[str, msgspec.Meta(max_length=100, description="undo: which edit; by default the last")] = ""
    expect: Annotated[
        str, msgspec.Meta(max_length=200, description="version of the atom as you read it (get_atom), or a hash")
    ] = ""
    dry_run: Annotated[bool, msgspec.Meta(description="write nothing")] = False
    force: Annotated[bool, msgspec.Meta(description="also where callers would break")] = False

    reason: Annotated[str, msgspec.Meta(max_length=1_000, description="why, for the history")] = ""

    def request(self, actor: str = "") -> EditRequest:
        """What is asked of the editor, by an agent of that name. Raises UsageError."""
        names = {"new_name": "name"}
        fields = {names.get(field, field): getattr(self, field) for field in _OF_OPERATION[self.operation]}
        always = {"operation": self.operation, "dry_run": self.dry_run, "force": self.force, "source": "mcp"}
        always |= {"actor": actor, "reason": self.reason}
        return parse_request({**always, **fields})

    def send_result(self, result: EditResult, freshness: Freshness) -> reply.Sent:
        """What is sent for what became of it."""
        whole = neutralize(Reply(results=[_make_edited(result)], total=1, freshness=freshness))
        return reply.send_whole(whole, self.page, _shorter)

    def line(self, result: Edited) -> str:
        lines = [f"{result.operation} {result.status}{f': {result.reason}' if result.reason else ''}"]
        lines += [result.hint] if result.hint else []
        lines += [f"transaction {result.transaction}"] if result.transaction else []
        lines += [result.diff] if result.diff else []
        for name, found in result.impact.items():
            lines.append(f"{name}: {msgspec.json.encode(found).decode()}")
        lines += [f"warning: {warning}" for warning in result.warnings]
        lines += [f"left as it is: {place}" for place in result.left]
        if result.status == "refused" and result.current:
            lines.append(f"as it is now (version {result.current['version']}):")
            lines += number_lines(result.current["text"], result.current["line"])
        return "\n".join(lines)


def _make_edited(result: EditResult) -> Edited:
    impact = msgspec.to_builtins(result.impact)
    lists = {"files": result.files, "warnings": result.warnings, "left": result.left, **impact}
    cuts = [
        f"{name}: only the first {MAX_PLACES} of {len(found):,} are named"
        for name, found in lists.items()
        if isinstance(found, list) and len(found) > MAX_PLACES
    ]
    return Edited(
        operation=result.operation,
        status=result.status,
        reason=result.reason,
        refusal=result.refusal or "",
        hint=_HINTS.get(result.refusal, result.hint) if result.refusal else result.hint,
        transaction=result.transaction or 0,
        files=[change.path for change in result.files][:MAX_PLACES],
        diff=result.diff,
        impact={
            key: found[:MAX_PLACES] if isinstance(found, list) else found for key, found in impact.items() if found
        },
        warnings=[*cuts, *result.warnings[:MAX_PLACES]],
        left=[
            f"{each.path}:{each.line}: {_REMARKS.get(each.code, each.why)}: {cut(each.text, 200)}"
            for each in result.left[:MAX_PLACES]
        ],
        current=msgspec.to_builtins(result.current) if result.current else msgspec.UNSET,
    )


def _shorter(edited: Edited) -> Edited | None:
    """The same with less of what is longest, until nothing long is left."""
    text = (edited.current or {}).get("text", "")
    if len(edited.diff) < 200 and len(text) < 200:
        return None
    if len(edited.diff) >= len(text):
        return msgspec.structs.replace(edited, diff=edited.diff[: len(edited.diff) // 2] + "\n… cut")
    current: dict[str, Any] = {**(edited.current or {}), "text": text[: len(text) // 2] + "\n… cut"}
    return msgspec.structs.replace(edited, current=current)
