"""The lines of files on disk that differ from a git commit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from difflib import SequenceMatcher

from omny.base.config import load_settings
from omny.base.errors import SourceError
from omny.base.paths import os_path, read_source
from omny.languages import decode_text
from omny.query.question import View
from omny.watch.git.files import find_git
from omny.watch.git.objects import GitObjects

MAX_LINES = 6_000
"""Lines of a file that is compared; the time grows with more than their number."""


def find_changed_lines(view: View, commit: str, paths: Iterable[str]) -> dict[str, set[int]]:
    """By path the lines that are new since a commit or stand where others were. A file without a former content, or of
    too many lines, is left out."""
    places = find_git(view.root.path)
    if places is None or view.is_past:
        return {}
    above = os.path.relpath(view.root.path, places.top)
    most = load_settings(view.root).max_file_bytes
    found: dict[str, set[int]] = {}
    with GitObjects(places.common_dir) as objects:
        kept = objects.files(commit, b"" if above == "." else os.fsencode(above)) or {}
        for path in sorted(paths):
            name = kept.get(os.fsencode(os_path(path)))
            former = objects.read(name) if name else None
            if former is None:
                continue
            try:
                content = read_source(view.root, path, most)[0]
            except SourceError:
                continue
            before = decode_text(path, former.content).content.splitlines()
            after = decode_text(path, content).content.splitlines()
            if len(before) + len(after) <= 2 * MAX_LINES:
                found[path] = _compare(before, after)
    return found


def _compare(before: list[bytes], after: list[bytes]) -> set[int]:
    lines: set[int] = set()
    for tag, _, _, first, last in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if tag != "equal":
            lines.update(range(first + 1, max(last, first + 1) + 1))
    return lines
