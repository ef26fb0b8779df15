"""Stack traces in a text: their frames, the innermost first. Pure: no index is asked.

Runtimes write a frame in few forms: a place after a name (`at Cart.price (cart.x:12:5)`), a place alone with the name
on the line before, a file with a line in words (`File "cart.x", line 12, in price`). Some write the innermost frame
last. A trace with causes has a block for each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_FRAMES = 200
"""Frames that are read: those of a recursion repeat."""

_PLACE = r"(?P<path>[^\s()\"'][^()\"'\n]*?):(?P<line>\d{1,7})(?::\d{1,7})?"

_IN_WORDS = re.compile(r'^\s*File "(?P<path>[^"]+)", line (?P<line>\d{1,7})(?:, in (?P<name>.+))?$')
_LAST_IS_INNERMOST = (_IN_WORDS,)

_FORMS = (
    _IN_WORDS,
    re.compile(r"^\s*at (?P<name>[\w$./<>@-]+)\((?P<path>[^():\s]+):(?P<line>\d{1,7})\)"),  # a bare file name
    re.compile(rf"^\s*at (?P<name>[^\n]+?) \({_PLACE}\)\s*$"),
    re.compile(r"^\s*at (?P<name>[^\n]+?) in (?P<path>[^\n]+?):line (?P<line>\d{1,7})\s*$"),
    re.compile(rf"^\s*at (?:[a-z]+ )?{_PLACE}\s*$"),  # the name may stand on the line before
    re.compile(rf"^#\d+\s+(?:0x\w+ in )?(?P<name>\S+) \(.*\) at {_PLACE}\s*$"),
    re.compile(r"^#\d+\s+(?P<path>[^\s()]+)\((?P<line>\d{1,7})\): (?P<name>[^\n(]+)"),
    re.compile(rf"^\s*(?:from )?{_PLACE}:in [`'](?P<name>[^`'\n]+)'"),
    re.compile(rf"^(?P<name>[^@\s()]*)@{_PLACE}\s*$"),
    re.compile(rf"^\t{_PLACE}(?: \+0x[0-9a-f]+)?\s*$"),  # the name stands on the line before
    re.compile(rf"panicked at (?:'.*', )?{_PLACE}:?\s*$"),
)

_LOOSE = re.compile(rf"^\s*{_PLACE}(?::| - |\s*$)")
"""A place that begins a line: of a compiler, a linter or a test runner. It counts only in a text of several."""

_NAME_BEFORE = re.compile(
    r"^\s*(?:\d+: (?:0x[0-9a-f]+ - )?)?(?!at )(?P<name>(?:created by )?[^\s\d][^\n]*?)(?:\([^()]*\))?$"
)
_STARTER = re.compile(r"^created by | in goroutine \d+$")
_BLOCK = re.compile(r"^\s*(?:Traceback \(most recent|Caused by:|\[cause\]:|goroutine \d+)")
_FIRST_BLOCK_COUNTS = re.compile(r"^\s*goroutine \d+")
_SCHEME = re.compile(r"^(?:[a-z][a-z+-]*://[^/]*|file:)/*")
_GENERATED = re.compile(r"::h[0-9a-f]{16}$|<[^<>]*>|\[[^\[\]]*\]|\$.*$")
_SEPARATORS = re.compile(r"::|[.#/\\]|->")


class Frame(NamedTuple):
    """A frame of a trace."""

    path: str  # as it was written, without a scheme before it
    line: int
    name: str  # the last part of the function's name, "" where the frame has none
    qualified: str  # all of it, with dots


class Trace(NamedTuple):
    """The frames, the innermost of the deepest cause first, and the lines of the text that are none."""

    frames: list[Frame]
    rest: list[str]


def read_trace(text: str) -> Trace | None:
    """The trace in a text; None where the text has none."""
    blocks: list[list[Frame]] = [[]]
    rest: list[str] = []
    is_first_first = False
    sure = 0
    before = ""
    for line in text.splitlines():
        if _BLOCK.match(line) and blocks[-1]:
            blocks.append([])
        is_first_first = is_first_first or _FIRST_BLOCK_COUNTS.match(line) is not None
        found = _read_frame(line, before)
        if found is not None:
            frame, is_sure, is_last_first = found
            sure += is_sure
            blocks[-1].insert(0, frame) if is_last_first else blocks[-1].append(frame)
            if rest and before == rest[-1]:
                rest.pop()  # it was the name of this one
            line = ""
        elif line.strip() and not line[:1].isspace() and not _BLOCK.match(line):
            rest.append(line)
        before = line
    ordered = blocks if is_first_first else list(reversed(blocks))
    frames = [frame for block in ordered for frame in block][:MAX_FRAMES]
    return Trace(frames, rest) if sure or len(frames) > 1 else None


def _read_frame(line: str, before: str) -> tuple[Frame, bool, bool] | None:
    for form in _FORMS:
        if match := form.search(line):
            groups = match.groupdict()
            name = groups.get("name")
            if "name" not in groups and (named := _NAME_BEFORE.match(before)):
                name = _STARTER.sub("", named["name"])
            return _make_frame(groups["path"], groups["line"], name or ""), True, form in _LAST_IS_INNERMOST
    if match := _LOOSE.match(line):
        return _make_frame(match["path"], match["line"], ""), False, False
    return None


def _make_frame(path: str, line: str, written: str) -> Frame:
    name = written.partition(" [as ")[0].split()[-1:]  # words before it say how it was called
    plain = "".join(name).replace("(*", "").replace(")", "").partition("(")[0]
    parts = [part for part in _SEPARATORS.split(_GENERATED.sub("", plain)) if part and part.strip("{}<> ")]
    last = parts[-1].strip() if parts else ""
    place = _SCHEME.sub("", path.strip()).partition("?")[0]
    return Frame(place, int(line), last if last.isidentifier() else "", ".".join(parts))
