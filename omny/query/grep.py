"""Grep: the lines of the tree that match a regular expression, read from disk now, each with the atom around it.

The expression is one of RE2 (<https://github.com/google/re2/wiki/Syntax>), whose time is linear in the text: it has no
look-around and no back-references. Every text file is searched that no rule leaves out, in any language or none. A line
matches as a whole: no match goes over its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import msgspec
import re2

from omny.base.config import load_settings
from omny.base.errors import SourceError, UsageError
from omny.base.paths import MIB, read_source
from omny.extract.digest import content_hash
from omny.languages import decode_text
from omny.query.answer import Answer
from omny.query.lines import AtomsAround, rank, show_line
from omny.query.question import Limit, Question, View
from omny.watch.census import scan_texts

MAX_FILE_BYTES = 64 * MIB
"""A larger file is left out, and named."""

MAX_HITS = 1_000_000
"""Lines after which a search ends."""

_PROBE_BYTES = 8_000  # as far as git looks for a NUL byte, by which it tells what is no text
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32

_CLASSES = {
    "w": r"\pL\pM\p{Nd}\p{Pc}",
    "d": r"\p{Nd}",
    "s": r"\t\n\v\f\r \x{85}\pZ",
}
"""What the classes of RE2, which are ASCII, stand for in a text of any language. Each is the inside of brackets."""

_ESCAPE = re.compile(r"\\(.)|(\[\^?\]?)|(\])", re.DOTALL)


class GrepHit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line that matches."""

    path: str
    line: int  # 1-based
    column: int  # 0-based, in bytes, of the first match
    text: str  # the line, without secrets
    atom: str = ""  # id of the innermost atom around it; "" where the file is not indexed as it is


class GrepAnswer(Answer, frozen=True, kw_only=True):
    """The lines in the order of `omny.query.lines.rank`, each file from its beginning."""

    results: list[GrepHit]
    files: int  # with a line that matches
    searched: int  # files
    unread: list[str]  # files that cannot be read, or are too large


class Grep(Question, frozen=True, kw_only=True):
    """The lines that match a regular expression of RE2; `literal` where the text is meant as it is."""

    pattern: str
    literal: bool = False
    ignore_case: bool = False
    path: str = ""  # only files whose path begins so
    limit: Limit = 200

    def answer(self, view: View) -> GrepAnswer:
        find = _compile(self.pattern, literal=self.literal, ignore_case=self.ignore_case)
        scan = scan_texts(view.root, msgspec.structs.replace(load_settings(view.root), max_file_bytes=MAX_FILE_BYTES))
        paths = sorted((path for path in scan.files if path.startswith(self.path)), key=rank)
        search = _Search(view, find)
        found = list(search.run(paths))
        search.unread += sorted(path for path in scan.problems if path.startswith(self.path))
        results = [search.write(each) for each in found[: self.limit]]
        return GrepAnswer(
            results=results,
            freshness=view.freshness({each.path for each in results}),
            total=len(found),
            files=len({each.path for each in found}),
            searched=search.searched,
            unread=search.unread,
        )


class _Found(NamedTuple):
    path: str
    row: int  # 0-based
    column: int
    text: bytes


class _Search:
    """One search through the files of a tree."""

    def __init__(self, view: View, find: re2._Regexp) -> None:
        self.unread: list[str] = []
        self.searched = 0
        self._view = view
        self._find = find
        self._around = AtomsAround(view.repository)
        self._hashes: dict[str, str] = {}

    def run(self, paths: list[str]) -> Iterator[_Found]:
        """The lines that match, in the order of the paths; `MAX_HITS` of them at most."""
        left = MAX_HITS
        for path in paths:
            try:
                content = read_source(self._view.root, path, MAX_FILE_BYTES)[0]
            except SourceError:
                self.unread.append(path)
                continue
            if content.startswith(_WIDE_MARKS):
                text = decode_text(path, content).content
            elif b"\0" in content[:_PROBE_BYTES]:
                continue
            else:
                text = content
            self.searched += 1
            for found in self._lines(path, text):
                self._hashes.setdefault(path, content_hash(content))
                yield found
                left -= 1
                if not left:
                    return

    def _lines(self, path: str, text: bytes) -> Iterator[_Found]:
        row = counted = at = 0
        while at <= len(text) and (match := self._find.search(text, at)) is not None:
            start = match.start()
            if start == len(text) and (not text or text.endswith(b"\n")):
                return  # behind the last line
            begin = text.rfind(b"\n", 0, start) + 1
            end = text.find(b"\n", start)
            end = len(text) if end < 0 else end
            row += text.count(b"\n", counted, begin)
            counted = begin
            yield _Found(path, row, start - begin, text[begin:end])
            at = end + 1

    def write(self, found: _Found) -> GrepHit:
        """A line as an answer has it."""
        entry = self._view.repository.ledger_entry(found.path)
        is_indexed = entry is not None and entry.hash == self._hashes[found.path]
        return GrepHit(
            path=found.path,
            line=found.row + 1,
            column=found.column,
            text=show_line(found.text),
            atom=self._around.find(found.path, found.row + 1) if is_indexed else "",
        )


def _compile(pattern: str, *, literal: bool, ignore_case: bool) -> re2._Regexp:
    """The expression, for lines of UTF-8. Raises UsageError where it is none."""
    options = re2.Options()
    options.never_nl = True
    options.log_errors = False
    options.case_sensitive = not ignore_case
    written = re2.escape(pattern) if literal else widen(pattern)
    try:
        return re2.compile(f"(?m){written}", options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        hint = "the syntax is that of RE2, without look-around and back-references; --literal takes the text as it is"
        raise UsageError("grep", f"{reason.replace(written, pattern)}", hint=hint) from None


def widen(pattern: str) -> str:
    r"""The expression with `\\w`, `\\d` and `\\s` for all of Unicode, as a reader of any language expects them."""
    inside = [False]
    return _ESCAPE.sub(partial(_widen_one, inside), pattern)


def _widen_one(inside: list[bool], match: re.Match[str]) -> str:
    """One escape or bracket; `inside` holds whether the place is in brackets."""
    letter, opening, closing = match.groups()
    if opening and not inside[0]:
        inside[0] = True
    elif closing:
        inside[0] = False
    if letter is None or letter.lower() not in _CLASSES:
        return match[0]
    if inside[0]:
        return _CLASSES[letter] if letter.islower() else match[0]
    return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]"
