"""A unified diff in a text: the lines that it leaves in each file. Pure."""

from __future__ import annotations

import re

_FILE = re.compile(r"^\+\+\+ (?:b/)?(?P<path>[^\t\n]+)")
_HUNK = re.compile(r"^@@ -\d+(?:,(?P<old>\d+))? \+(?P<first>\d+)(?:,(?P<new>\d+))? @@")
_NO_FILE = "/dev/null"


def read_diff(text: str) -> dict[str, set[int]]:
    """By path the lines that are new or stand where others were; nothing where the text is no diff."""
    found: dict[str, set[int]] = {}
    path, number, old, new = "", 0, 0, 0  # old, new: lines that are left of a hunk
    for line in text.splitlines():
        if old > 0 or new > 0:
            sign = line[:1]
            if sign in ("+", "-") and path != _NO_FILE:
                found.setdefault(path, set()).add(number)
            number += sign not in ("-", "\\")
            old -= sign not in ("+", "\\")
            new -= sign not in ("-", "\\")
        elif match := _FILE.match(line):
            path = match["path"].strip()
        elif (match := _HUNK.match(line)) and path:
            number, old, new = int(match["first"]), int(match["old"] or 1), int(match["new"] or 1)
    return found
