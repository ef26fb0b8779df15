"""An answer in its two forms: as data, and as the same in text that reads well; each within a number of bytes. One of
them is sent.

Results that do not fit are left out from the end, and `next` is the cursor for the rest. A cursor holds the place, the
generation of the index, and the call to which it belongs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from omny.base.errors import UsageError
from omny.mcp.fence import fence_lines, neutralize, number_lines, quote, strip_brackets
from omny.mcp.replies import Freshness, Reply, Source
from omny.query.documents import Document
from omny.query.freshness import describe_polled

MAX_NAMED = 10
"""Waiting, changed or degraded files that an answer names: more help nobody."""

MAX_PROBLEM_CHARACTERS = 400
MAX_AMBIGUOUS = 100  # ids; whoever reads so many narrows the name down

_SLACK_BYTES = 300  # the envelope of the protocol around an answer
_NUMBER_BYTES = 10  # of a line number, and the end of a line
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,18})\.([0-9a-f]{8})", re.ASCII)


class Cursor(msgspec.Struct, frozen=True):
    """The place from which an answer continues."""

    offset: int = 0
    generation: int = 0


def write_cursor(cursor: Cursor, call: str) -> str:
    """A cursor as text, for that call."""
    return f"{cursor.offset}.{cursor.generation}.{_mark(call)}"


def read_cursor(text: str, call: str) -> Cursor:
    """Parses a cursor; an empty text is the first one. Raises UsageError for a cursor of another call."""
    if not text:
        return Cursor()
    found = _CURSOR.fullmatch(text)
    if found is None or found[3] != _mark(call):
        hint = "leave it out, or give the `next` of an answer to the same arguments"
        raise UsageError("read cursor", "it belongs to no answer of this call", hint=hint)
    return Cursor(int(found[1]), int(found[2]))


def _mark(call: str) -> str:
    return f"{zlib.crc32(call.encode('utf-8', 'backslashreplace')):08x}"


def short_freshness(document: Document) -> Freshness:
    """The freshness of a document, as short as it can be said."""
    found = document["freshness"]
    return Freshness(
        token=found["token"],
        stale=found["stale"],
        changed=found["changed"][:MAX_NAMED],
        pending=found["pending"][:MAX_NAMED],
        pending_total=found["pending_total"],
        degraded=found["degraded"][:MAX_NAMED],
        held=found.get("held", [])[:MAX_NAMED],
        problems=[problem[:MAX_PROBLEM_CHARACTERS] for problem in found["problems"][:MAX_NAMED]],
        root=found.get("root", ""),
        polled=dict(list(found["polled"].items())[:MAX_NAMED]),
        polled_seconds=found["polled_seconds"],
    )


def footer(freshness: Freshness) -> str:
    """The same as a line of text."""
    said = []
    if freshness.stale:
        said.append(f"STALE, changed since: {_paths(freshness.changed) or 'HEAD of git has moved'}")
    if freshness.pending_total:
        more = freshness.pending_total - len(freshness.pending)
        said.append(f"not indexed yet: {_paths(freshness.pending)}{f' and {more:,} more' if more else ''}")
    if freshness.degraded:
        said.append(f"parts do not parse: {_paths(freshness.degraded)}")
    if freshness.held:
        said.append(f"held from a former content, not as on disk: {_paths(freshness.held)}")
    said += [f"changes may be missing: {strip_brackets(problem)}" for problem in freshness.problems]
    of = f"index of {quote(freshness.root)}, not of the root where this server was started; " if freshness.root else ""
    if not said:
        said.append("up to date")
    if freshness.polled:
        said.append(
            describe_polled(
                {quote(path): strip_brackets(why) for path, why in freshness.polled.items()}, freshness.polled_seconds
            )
        )
    return f"[{of}{'; '.join(said)}; token {freshness.token}]"


def _paths(paths: Sequence[str]) -> str:
    return ", ".join(map(quote, paths))


class Sent(msgspec.Struct, frozen=True):
    """An answer in both forms."""

    data: dict[str, Any]
    text: str


class Page(msgspec.Struct, frozen=True):
    """What an answer has to fit: how large it may be, the call, and the text of one of its results."""

    max_bytes: int
    call: str
    line: Callable[[Any], str]


def send(reply: Reply, page: Page, *, head: str = "", offset: int = 0) -> Sent:
    """The answer with as many of its results as fit, which begin at `offset` of all."""
    generation = int(reply.freshness.token.rpartition(":")[2])
    bare = msgspec.structs.replace(
        reply,
        results=[],
        truncated=True,
        next=write_cursor(Cursor(10**9 - 1, generation), page.call),
        ambiguous=reply.ambiguous[:MAX_AMBIGUOUS],
    )
    bare = _with_fewer(bare, head, page.max_bytes)
    left = page.max_bytes - _SLACK_BYTES - _larger(bare, _text(head, [], bare))
    kept, texts = [], []
    for result in reply.results:
        text = page.line(result)
        left -= _larger(result, text) + 2  # a comma, or the end of a line as JSON writes it
        if left < 0:
            break
        kept.append(result)
        texts.append(text)
    shown = offset + len(kept)
    truncated = shown < reply.total
    notes = list(bare.notes)
    if reply.results and not kept:
        notes.append("the next result alone does not fit: ask with a larger max_bytes")
    whole = msgspec.structs.replace(
        bare,
        results=kept,
        truncated=truncated,
        next=write_cursor(Cursor(shown, generation), page.call) if truncated else "",
        notes=notes,
    )
    return Sent(msgspec.to_builtins(whole), _text(head, texts, whole))


def with_source(reply: Reply, source: Source, cursor: Cursor, page: Page) -> Sent:
    """The answer about one atom, followed by as many lines of its text as fit, from the line of the cursor on."""
    source, detail = neutralize(source), reply.results[0]
    bare = msgspec.structs.replace(detail, source=msgspec.structs.replace(source, text="", left=10**6))
    frame = send(msgspec.structs.replace(reply, results=[bare], total=1), page)
    if not frame.data["results"]:
        return frame
    left = page.max_bytes - 2 * _SLACK_BYTES - _larger(frame.data, frame.text)
    texts = source.text.split("\n")
    kept = []
    for text in texts[cursor.offset :]:
        cost = _cost(text) + _NUMBER_BYTES
        if cost > left:
            break
        left -= cost
        kept.append(text)
    notes = list(reply.notes)
    if not kept and cursor.offset < len(texts):
        # The line has a page of its own, as far as that goes: a character takes 6 bytes at most.
        kept = [texts[cursor.offset][: max(left - _SLACK_BYTES, 0) // 6]]
        notes.append("a line of the source is longer than fits and was cut: ask with a larger max_bytes")
    shown = cursor.offset + len(kept)
    generation = int(reply.freshness.token.rpartition(":")[2])
    first = source.line + cursor.offset
    told = Source(line=first, text="\n".join(kept), left=len(texts) - shown)
    whole = msgspec.structs.replace(
        reply,
        results=[msgspec.structs.replace(detail, source=told)],
        total=1,
        truncated=told.left > 0,
        next=write_cursor(Cursor(shown, generation), page.call) if told.left else "",
        notes=notes,
    )
    return Sent(msgspec.to_builtins(whole), _text("", [page.line(detail), *number_lines(told.text, first)], whole))


def send_whole(reply: Reply, page: Page, shorter: Callable[[Any], Any]) -> Sent:
    """The answer with its one result, made `shorter` until it fits, or until that gives None."""
    result = reply.results[0]
    while True:
        whole = msgspec.structs.replace(reply, results=[result])
        text = _text("", [page.line(result)], whole)
        less = shorter(result)
        if less is None or _larger(whole, text) <= page.max_bytes - _SLACK_BYTES:
            return Sent(msgspec.to_builtins(whole), text)
        result = less


def _with_fewer(bare: Reply, head: str, max_bytes: int) -> Reply:
    """The answer without results, with fewer ids that a name means where those alone are too many."""
    while bare.ambiguous and _larger(bare, _text(head, [], bare)) > max_bytes - _SLACK_BYTES:
        bare = msgspec.structs.replace(bare, ambiguous=bare.ambiguous[: len(bare.ambiguous) // 2])
    return bare


def _text(head: str, texts: Sequence[str], reply: Reply) -> str:
    lines = [head] if head else []
    lines += [*texts, *reply.ambiguous, *(f"note: {note}" for note in reply.notes)]
    more = [f"more: cursor={reply.next!r}"] if reply.next else []
    return "\n".join([*fence_lines(lines), *more, footer(reply.freshness)])


def _larger(data: Any, text: str) -> int:
    return max(_cost(data), _cost(text))


def _cost(part: Any) -> int:
    return len(msgspec.json.encode(part))
