"""New text fitted to its place: indentation and line ends. Pure."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from omny.base.errors import UsageError
from omny.edit.source import SourceFile
from omny.languages.facets.source import BLANK, BOM, LINE_END, line_ends
from omny.model.atoms import MODULE_NAME

Lines = list[bytes]
"""Without line ends."""


def split_lines(source: SourceFile, text: str) -> Lines:
    """The lines of a text, without blank lines at its ends. Raises UsageError where the file cannot hold a character of
    it."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise UsageError("edit", "the text has characters that no file can hold", path=source.path) from None
    if b"\0" in content:
        raise UsageError("edit", "the text has a NUL character", path=source.path)
    if not content.isascii() and not source.takes_text:
        raise UsageError("edit", "the file is not UTF-8, so it takes ASCII only", path=source.path)
    lines = LINE_END.split(content.removeprefix(BOM))
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def indentation(line: bytes) -> bytes:
    """The white space that a line begins with."""
    match = BLANK.match(line)
    return match.group() if match else b""


def indent_unit(source: SourceFile) -> bytes:
    """A level of indentation in that file."""
    found = [indentation(line) for line in LINE_END.split(source.content) if line.strip()]
    if any(each.startswith(b"\t") for each in found):
        return b"\t"
    steps = Counter(len(after) - len(before) for before, after in pairwise(found) if len(after) > len(before))
    if steps:
        return b" " * min(steps, key=lambda step: (-steps[step], step))
    return source.layout.indent


def indent_lines(source: SourceFile, lines: Lines, target: bytes) -> Lines:
    """The lines with the first at indentation `target`, and the others as far from it as they were.

    Lines that begin inside of a string are the string's, and stay. Raises UsageError where the text cannot be fitted.
    """
    base = indentation(lines[0]) if lines else b""
    if base == target:
        return lines
    kinds = {bytes([byte]) for line in lines for byte in indentation(line)}
    if target and kinds and not kinds <= {bytes([byte]) for byte in target}:
        is_tab = b"\t" in target
        mixture = "spaces, and the file with tabs" if is_tab else "tabs, and the file with spaces"
        raise UsageError("edit", f"the text is indented with {mixture}", path=source.path)
    alone = SourceFile(source.path, b"\n".join(lines))
    in_string = {
        row for node in alone.strings_over_lines() for row in range(node.start_point.row + 1, node.end_point.row + 1)
    }
    fitted: Lines = []
    for row, line in enumerate(lines):
        if row in in_string:
            fitted.append(line)
        elif not line.strip():
            fitted.append(b"")
        elif not line.startswith(base):
            reason = f"line {row + 1} of the text is indented less than its first line"
            raise UsageError("edit", reason, path=source.path, hint="indent all of it alike")
        else:
            fitted.append(target + line[len(base) :])
    return fitted


def blank_lines_between(source: SourceFile, qualname: str) -> int:
    """How many blank lines part two definitions at that place, by custom."""
    return source.layout.blank_lines if "." not in qualname and qualname != MODULE_NAME else 1


def blank_before(source: SourceFile, row: int) -> int:
    """How many blank lines there are right above a line."""
    count = 0
    while row - count > 0 and not source.line_text(row - count - 1).removeprefix(BOM).strip():
        count += 1
    return count


def count_blank_lines(source: SourceFile, row: int) -> int:
    """How many blank lines there are from a line on."""
    count, last = 0, len(line_ends(source.content))
    while row + count < last and not source.line_text(row + count).strip():
        count += 1
    return count
