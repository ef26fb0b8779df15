"""The tools that look back: what differs from an earlier state, and what happened to an atom."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from omny.mcp.replies import Change, Event, Reply
from omny.mcp.toolbox import Atom, Limit, Question, Tool, count_noun, cut, edge_kind
from omny.model.authorship import Authorship
from omny.query.documents import Document

MAX_VALUE = 200  # characters of a value before or after a change


class ChangesSince(Tool, frozen=True, kw_only=True):
    """List the atoms and call edges that differ between now and an earlier state: added, removed, changed (with the
    fields), moved. Use it with the `token` of an earlier answer to see what has changed meanwhile, after edits of your
    own or of others, or with a time or commit for a review."""

    name: ClassVar[str] = "changes_since"
    title: ClassVar[str] = "What has changed"
    result: ClassVar[type[msgspec.Struct]] = Change

    since: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=200,
            description="token of an earlier answer, or '2h', '2026-01-31', a git commit that was indexed",
        ),
    ]
    edges: Annotated[bool, msgspec.Meta(description="also edges")] = True
    limit: Limit = 100

    def question(self, most: int) -> Question:
        return "diff", {"before": self.since, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        found = [
            Change(kind=each["kind"], id=each["id"], fields=each["fields"], moved_from=each["moved_from"] or "")
            for each in document["results"]
        ]
        total = document["total"]
        if self.edges and len(found) == total:  # edges come behind all atoms
            for kind in ("added", "removed"):
                found += [Change(kind=f"edge {kind}", **each) for each in document[f"edges_{kind}"]["results"]]
        if self.edges:
            total += document["edges_added"]["total"] + document["edges_removed"]["total"]
        return found[: self.most], total

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'change')} since {self.since}"

    def line(self, result: Change) -> str:
        if result.source:
            return f"{result.kind}: {result.source} -> {result.target}{edge_kind(result.type)}"
        said = f" ({', '.join(result.fields)})" if result.fields else ""
        return f"{result.kind}: {result.id}{said}{f' was {result.moved_from}' if result.moved_from else ''}"


class AtomHistory(Tool, frozen=True, kw_only=True):
    """List the changes of an atom, newest first: creation, changes, moves and deletion, each with its time, its origin,
    and the fields before and after. Use it to learn the reason for the present code, or the fate of a deleted
    function."""

    name: ClassVar[str] = "atom_history"
    title: ClassVar[str] = "History of an atom"
    result: ClassVar[type[msgspec.Struct]] = Event

    atom: Atom
    limit: Limit = 20

    def question(self, most: int) -> Question:
        return "history", {"atom": self.atom, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [_event(step) for step in reversed(document["results"])], document["total"]

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'event')} of {answer.about}, newest first"

    def line(self, result: Event) -> str:
        said = f" {result.id}" if result.moved_from else ""
        said += f" from {result.moved_from}" if result.moved_from else ""
        changes = "".join(
            f"\n  {field}: {before} -> {after}" for field, (before, after) in sorted(result.changes.items())
        )
        by = str(Authorship(result.actor, result.reason))
        said += f" by {by}" if by else ""
        return f"{result.timestamp} generation {result.generation} {result.source} {result.operation}{said}{changes}"


def _event(step: Document) -> Event:
    changes = step["changes"] if step["operation"] in ("update", "move") else {}
    return Event(
        generation=step["generation"],
        timestamp=step["timestamp"],
        source=step["source"],
        operation=step["operation"],
        id=step["atom_id"],
        version=step["version"] or 0,
        moved_from=step["moved_from"] or "",
        actor=step.get("actor", ""),
        reason=step.get("reason", ""),
        changes={field: [_value(end) for end in ends] for field, ends in changes.items()},
    )


def _value(value: Any) -> str:
    return "nothing" if value is None else cut(msgspec.json.encode(value).decode(), MAX_VALUE)


PAST: tuple[type[Tool], ...] = (ChangesSince, AtomHistory)
"""These tools."""
