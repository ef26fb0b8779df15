"""The operations on the text of one atom: replace, body, insert, delete. Bytes in, bytes out."""

from __future__ import annotations

from tree_sitter import Node

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.edit import layout
from omny.edit.request import Body, Delete, Insert, Replace
from omny.edit.source import SourceFile
from omny.extract.draft import Draft
from omny.languages.facets.layout import BodyKind
from omny.languages.facets.source import BOM
from omny.model.atoms import MODULE_NAME
from omny.model.places import Span, Splice


def make_splice(source: SourceFile, draft: Draft, request: Replace | Body | Insert | Delete) -> Splice:
    """The splice that the request asks for. Raises UsageError where this atom does not allow it."""
    if isinstance(request, Replace):
        found = _replace(source, draft, request.text)
    elif isinstance(request, Body):
        found = _replace_body(source, draft, request.text)
    elif isinstance(request, Insert):
        found = _insert(source, draft, request)
    else:
        found = _delete(source, draft)
    if not source.is_text(found.span):
        raise UsageError("edit", "the text to be edited is not UTF-8", path=source.path)
    return found


def _replace(source: SourceFile, draft: Draft, text: str) -> Splice:
    span = source.extent(draft)
    lines = layout.split_lines(source, text)
    if draft.qualname == MODULE_NAME:
        end = source.line_end_near(span)
        final = end if source.content.endswith((b"\n", b"\r")) or not source.content else b""
        return Splice(span, end.join(lines) + (final if lines else b""))
    if not lines:
        raise UsageError("edit", "the text is empty", path=source.path, hint=Hint.of("use {}", Command("edit delete")))
    span = _widen_to_lines(source, span, lines)
    lines = layout.indent_lines(source, lines, source.indent_at(span[0]))
    new = source.line_end_near(span).join(lines)[len(layout.indentation(lines[0])) :]
    closing = source.content[span[1] - 1 : span[1]]
    if closing in (b";", b",") and not new.endswith(closing) and draft.end < span[1]:
        new += closing if closing == b"," or not new.endswith(b"}") else b""
    return Splice(span, new)


def _widen_to_lines(source: SourceFile, span: Span, lines: list[bytes]) -> Span:
    """The whole lines of a span, where the new text repeats the code beside the atom: an atom is shown with its whole
    lines, so a caller sends them back."""
    content, (start, end) = source.content, span
    row = source.row(end - 1)
    last = source.line_start(row) + len(source.line_text(row))
    first = source.line_start(source.row(start))
    first += len(BOM) if first == 0 and content.startswith(BOM) else 0
    before, behind = content[first:start].strip(), content[end:last].strip()
    if not (before or behind):
        return span
    has_both = lines[0].strip().startswith(before) and lines[-1].strip().endswith(behind)
    return (first + len(source.indent_at(start)), last) if has_both else span


def _replace_body(source: SourceFile, draft: Draft, text: str) -> Splice:
    node = source.body(draft)
    if node is None or draft.qualname == MODULE_NAME:
        raise UsageError(
            "edit", "the atom has no body of its own", path=source.path, hint=Hint.of("use {}", Command("edit replace"))
        )
    lines = layout.split_lines(source, text)
    content, start, end = source.content, node.start_byte, node.end_byte
    outer = source.indent_at(source.extent(draft)[0])
    line_end = source.line_end_near((start, end))
    kind = source.layout.body_kind(node, content)
    if kind is BodyKind.BRACES:
        first = source.row(start) + 1
        deeper = source.indent_at(source.line_start(first)) if source.row(end) > first else b""
        if len(deeper) <= len(outer):
            deeper = outer + layout.indent_unit(source)
        inner = line_end.join(layout.indent_lines(source, lines, deeper))
        between = line_end + inner + line_end + outer if lines else b""
        return Splice((start + 1, end - 1), between)
    if not lines:
        raise UsageError("edit", "the text is empty", path=source.path)
    if kind is BodyKind.ENDED:
        return _replace_ended(source, draft, node, lines)
    if kind is BodyKind.EXPRESSION:
        return Splice((start, end), line_end.join(lines))
    if source.begins_line(start) and source.row(start) > source.row(draft.name_end - 1):
        first = _row_behind_header(source, draft, start)
        deeper = source.indent_at(start)
        return Splice((source.line_start(first), draft.end), line_end.join(layout.indent_lines(source, lines, deeper)))
    new = line_end.join(layout.indent_lines(source, lines, outer + layout.indent_unit(source)))
    return Splice((len(content[:start].rstrip(b" \t")), end), line_end + new)


def _replace_ended(source: SourceFile, draft: Draft, node: Node, lines: list[bytes]) -> Splice:
    """The body between a header and the word that ends it."""
    start, content = node.start_byte, source.content
    end = start + len(content[start : node.end_byte].rstrip())
    line_end = source.line_end_near((start, end))
    if source.begins_line(start):
        deeper = source.indent_at(start)
        first = source.line_start(_row_behind_header(source, draft, start))
        return Splice((first, end), line_end.join(layout.indent_lines(source, lines, deeper)))
    if len(lines) == 1:
        return Splice((start, end), lines[0].strip())
    outer = source.indent_at(draft.start)
    inner = line_end.join(layout.indent_lines(source, lines, outer + layout.indent_unit(source)))
    before, after = content[:start].rstrip(b" \t"), content[end:].lstrip(b" \t")
    return Splice((len(before), len(content) - len(after)), line_end + inner + line_end + outer)


def _row_behind_header(source: SourceFile, draft: Draft, start: int) -> int:
    """The line after the last line of the header of an indented body: comments above the body are part of it."""
    row = source.row(start)
    while row - 1 > source.row(draft.name_end - 1):
        text = source.line_text(row - 1).strip()
        if text and not text.startswith(source.layout.line_comments):
            break
        row -= 1
    return row


def _insert(source: SourceFile, draft: Draft, request: Insert) -> Splice:
    lines = layout.split_lines(source, request.text)
    if not lines:
        raise UsageError("edit", "the text is empty", path=source.path)
    if draft.qualname == MODULE_NAME:
        return _insert_in_module(source, lines, at_end=request.where == "after")
    start, end = source.extent(draft)
    line_end = source.line_end_near((start, end))
    if not source.begins_line(start) or not source.ends_line(end):
        raise UsageError("edit", "the atom shares its lines with other code", path=source.path)
    text = line_end.join(layout.indent_lines(source, lines, source.indent_at(start)))
    gap = line_end * (1 + layout.blank_lines_between(source, draft.qualname))
    if request.where == "before":
        row = source.row(source.start_with_leads(draft))
        at = source.line_start(row) + (len(BOM) if row == 0 and source.content.startswith(BOM) else 0)
        return Splice((at, at), text + gap)
    row = source.row(end)
    at = source.line_start(row) + len(source.line_text(row))
    return Splice((at, at), gap + text)


def _insert_in_module(source: SourceFile, lines: list[bytes], *, at_end: bool) -> Splice:
    content = source.content
    line_end = source.line_end_near((0, len(content)))
    text = line_end.join(lines)
    if not at_end:
        at = len(BOM) if content.startswith(BOM) else 0
        if content.startswith(b"#!", at):
            at = source.line_start(1)
        if head := source.end_of_heads():
            row = source.row(head - 1)
            at = source.line_start(row) + len(source.line_text(row))
            return Splice((at, at), line_end + line_end + text)
        return Splice((at, at), text + line_end)
    if content and not content.endswith((b"\n", b"\r")):
        return Splice((len(content), len(content)), line_end + text)
    return Splice((len(content), len(content)), text + line_end)


def _delete(source: SourceFile, draft: Draft) -> Splice:
    if draft.qualname == MODULE_NAME:
        raise UsageError("edit", "a module is deleted with its file", path=source.path)
    start, end = source.extent(draft)
    if not source.begins_line(start) or not source.ends_line(end):
        raise UsageError("edit", "the atom shares its lines with other code", path=source.path)
    first, last = source.row(source.start_with_leads(draft)), source.row(end - 1)
    if source.is_alone_in_block(draft):
        indent = source.indent_at(start)
        return Splice(
            (source.line_start(first), source.line_start(last) + len(source.line_text(last))),
            indent + source.layout.empty_block,
        )
    above, below = layout.blank_before(source, first), layout.count_blank_lines(source, last + 1)
    is_last = source.line_start(last + 1 + below) >= len(source.content)
    if is_last or above >= below:
        first -= above if is_last else below
    else:
        last += above
    begin = source.line_start(first)
    begin += len(BOM) if first == 0 and source.content.startswith(BOM) else 0
    stop = source.line_start(last + 1)
    if is_last:  # what was the last line goes, and with it what ended it; the one before ends as it did
        stop = max(stop, begin)
        has_final = source.content.endswith((b"\n", b"\r"))
        if not has_final and first > 0:
            begin = source.line_start(first - 1) + len(source.line_text(first - 1))
        stop = len(source.content)
    return Splice((begin, stop), b"")
