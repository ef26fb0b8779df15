"""Tells people what was: the history of an atom, and the difference of two states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.plain import with_signature
from omny.cli.rows import SIGNS, print_rows, print_signed
from omny.cli.text import BOLD, CYAN, DIM, YELLOW, columns, count, paint, plain, short_name
from omny.model.authorship import Authorship
from omny.query.documents import Document
from omny.query.registry import answer_type

if TYPE_CHECKING:
    from omny.query.history import DiffAnswer, HistoryAnswer, HistoryStep
    from omny.storage.port.records import GenerationRow

MAX_VALUE_CHARACTERS = 60
"""Of a value that changed; longer ones are read in the document."""

_LISTS = {
    "data.calls": "calls",
    "data.callbacks": "passes",
    "data.decorated_by": "is decorated by",
    "data.inherits": "inherits",
    "data.implicit_calls": "calls implicitly",
    "data.dispatches": "may dispatch to",
    "data.routes": "is handled by",
    "data.unresolved": "calls outside",
}
_NAMED = {
    "file_path": "file",
    "function_name": "name",
    "end_line": "end line",
    "data.body_hash": "body",
    "data.own_hash": "statements",
}
_IMPLIED = {
    # said by another field; told only where that one is silent
    "words": ("function_name", "signature", "data.body_hash"),
    "end_line": ("line",),
    "data.qualified_name": ("function_name",),
    "data.parent": ("file_path", "function_name"),
    "data.class": ("file_path", "function_name", "data.parent"),
    "data.parameters": ("signature",),
    "data.returns": ("signature",),
    "data.bases": ("signature", "data.inherits"),
    "data.call_sites": tuple(_LISTS) + ("data.body_hash",),
    "data.lines_of_code": ("data.body_hash",),
    "data.own_hash": ("data.body_hash",),
    "data.source_line": ("line",),
}


def status(document: Document) -> None:
    """Prints how much there was."""
    rows = [("git HEAD", document["freshness"]["indexed_head"] or "none")]
    for what in ("atoms", "edges"):
        parts = ", ".join(f"{number:,} {name}" for name, number in document[what].items())
        rows.append((what, f"{sum(document[what].values()):,} ({parts})"))
    rows += [("events", f"{document['events']:,}"), ("token", document["freshness"]["token"])]
    print(columns(rows, (DIM,)))


def history(found: HistoryAnswer) -> None:
    """Prints what happened to an atom."""
    print(paint(plain(f"history of {found.atom}"), BOLD))
    shown = len(found.results)
    if found.history_start:
        print(paint(f"events up to generation {found.history_start} were pruned", DIM))
    if shown < found.total:
        print(paint(f"{found.total - shown:,} earlier steps; more with --limit", DIM))
    rows = []
    for step in found.results:
        first, *more = [*_describe_step(step), *_describe_commit(step)] or [""]
        what = f"{step.generation}", step.timestamp, step.source, step.operation
        rows += [(*what, first), *(("", "", "", "", line) for line in more)]
    print_rows(rows, (CYAN, DIM, DIM, YELLOW, ""))
    print(paint(count(found.total, "step"), DIM))


def difference(found: DiffAnswer) -> None:
    """Prints which atoms and edges differ."""
    before, after = map(_describe_state, (found.before, found.after))
    print(paint(plain(f"from {before} to {after}"), BOLD))
    rows = []
    for change in found.results:
        fields = [field_name(field) for field in change.fields if field != "data.own_hash"]  # "body" says it
        more = f"was {change.moved_from}" if change.moved_from else ", ".join(fields)
        rows.append((SIGNS[change.kind], change.id, more))
    edges = [
        (sign, _edge(edge.source, edge.target), edge.type)
        for sign, told in (("+", found.edges_added), ("-", found.edges_removed))
        for edge in told.results
    ]
    print_signed(rows)
    print_signed(edges)
    added, removed = found.edges_added, found.edges_removed
    counts = [
        count(found.total, "atom"),
        f"{count(added.total, 'edge')} added",
        f"{count(removed.total, 'edge')} removed",
    ]
    if not found.has_edges:
        counts = [counts[0], "edges of commits that were never indexed are unknown"]
    is_cut = found.truncated or added.truncated or removed.truncated
    print(paint(", ".join(counts) + ("; more with --limit" if is_cut else ""), DIM))


def _describe_state(state: GenerationRow) -> str:
    if not state.generation:
        return f"commit {state.indexed_head[:12]}"
    by = str(Authorship(state.actor, state.reason))
    return f"generation {state.generation}, {state.committed_at}{f', {by}' if by else ''}"


def _edge(source: str, target: str) -> str:
    """An edge, with a file that both ends are in named once."""
    return f"{source} -> {short_name(target, source.partition('::')[0])}"


def _describe_commit(step: HistoryStep) -> Iterator[str]:
    """The git commit that a step came with, or else who made it and why."""
    if step.commit is not msgspec.UNSET:
        yield plain(f"commit {step.commit.name[:12]} by {step.commit.author}: {step.commit.subject}")
    elif step.source != "reindex" and (by := str(Authorship(step.actor or "", step.reason or ""))):
        yield plain(f"by {by}")


def _describe_step(step: HistoryStep) -> Iterator[str]:
    """What a step changed, a line each."""
    changes = step.changes
    if step.operation in ("create", "delete"):
        end = step.operation == "create"
        path, line, signature = (changes.get(key, ("", ""))[end] for key in ("file_path", "line", "signature"))
        yield f"{with_signature(step.atom_id.rpartition('::')[2], signature)} in {path}:{line}"
        return
    if step.moved_from:
        yield f"from {step.moved_from}"
    for key, (before, after) in changes.items():
        if any(other in changes for other in _IMPLIED.get(key, ())):
            continue
        if key in _LISTS:
            old, new = before or [], after or []
            yield from (f"+ {_LISTS[key]} {name}" for name in new if name not in old)
            yield from (f"- {_LISTS[key]} {name}" for name in old if name not in new)
        elif key == "data.body_hash":
            yield "body changed"
        elif isinstance(before, list) or isinstance(after, list):
            yield f"{field_name(key)} changed"
        else:
            yield f"{field_name(key)} {_short(before)} -> {_short(after)}"


def field_name(key: str) -> str:
    """What a field of an atom is called where people read it."""
    return _NAMED.get(key, key.removeprefix("data.").replace("_", " "))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= MAX_VALUE_CHARACTERS else f"{text[: MAX_VALUE_CHARACTERS - 3]}..."


def _read(question: str, document: Document) -> Any:
    """The struct of the answer to a question."""
    return msgspec.convert(document, answer_type(question))


FORMS: dict[str, Callable[[Document], None]] = {
    "status then": status,
    "history": lambda document: history(_read("history", document)),
    "diff": lambda document: difference(_read("diff", document)),
}
"""The forms of these answers by name."""
