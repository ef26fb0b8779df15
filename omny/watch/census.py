"""The files of a tree that are no source for Omny, counted by kind, so that an index can show what it leaves out.

Counts names. Opens only small files without a suffix, to see whether they are scripts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.filestat import FileStat
from omny.base.paths import Root, read_source
from omny.base.shebang import MAX_SCRIPT_BYTES, find_interpreter
from omny.watch.unread import UNREAD

if TYPE_CHECKING:
    from omny.watch.ignore.rules import IgnoreRules, Verdict
    from omny.watch.scan import Scan

_T = TypeVar("_T", str, tuple[str, str])

MAX_KINDS = 30  # of other files that are told apart; data may have an ending of its own in each file
MAX_SCRIPTS = 2_000  # files opened for that; each takes some 20 microseconds


class Lacking(msgspec.Struct, frozen=True):
    """The files of a language whose grammar is not installed."""

    files: int
    cure: str


class Census(msgspec.Struct, frozen=True):
    """How many files are left out, by kind; the most frequent kinds first."""

    unread: dict[str, int] = {}  # by ending (".nim"): source in languages that Omny does not read
    lacking: dict[str, Lacking] = {}  # by language: source that Omny would read with the grammar of that
    scripts: dict[str, int] = {}  # by interpreter ("bash"): files without an ending that name one in their first line
    others: dict[str, int] = {}  # by ending (".png"; "" for none): what is no source in any language
    ignored: dict[str, int] = {}  # by rule file, or by pattern where that is built in: files and whole directories

    @property
    def is_empty(self) -> bool:
        """Whether nothing is unread. What rules leave out is left out by intent."""
        return not (self.unread or self.lacking or self.scripts)

    def lines(self) -> list[tuple[str, str]]:
        """Each kind with its count, for people: (".nim", "264 files in Nim")."""
        files = [(ending, f"{_count_files(number)} in {UNREAD[ending[1:]]}") for ending, number in self.unread.items()]
        files += [(name, f"{_count_files(each.files)}: {each.cure}") for name, each in self.lacking.items()]
        return files + [
            (name, f"{_count_files(number)} without an ending, run by {name}") for name, number in self.scripts.items()
        ]

    def other_lines(self) -> list[tuple[str, str]]:
        """The other files by ending, the most frequent kinds first, for people; the rest in one line."""
        kinds = list(self.others.items())
        lines = [(ending or "no ending", _count_files(number)) for ending, number in kinds[:MAX_KINDS]]
        rest = kinds[MAX_KINDS:]
        return lines + [(f"{len(rest):,} more kinds", _count_files(sum(number for _, number in rest)))] * bool(rest)

    def summary(self) -> str:
        """All but what lacks a grammar in one line: "264 .nim, 28 .tcl, 2 awk scripts"; "" if every file is read."""
        parts = [f"{number:,} {ending}" for ending, number in self.unread.items()]
        parts += [f"{number:,} {name} script{'s' * (number > 1)}" for name, number in self.scripts.items()]
        return ", ".join(parts)

    def cures(self) -> list[str]:
        """The languages whose grammars are not installed, a line for each way to get them: "42 files of Erlang, 1 file
        of Zig: pip install ..."."""
        lines: dict[str, list[str]] = {}
        for name, each in self.lacking.items():
            lines.setdefault(each.cure, []).append(f"{_count_files(each.files)} of {name}")
        return [f"{', '.join(named)}: {cure}" for cure, named in lines.items()]


Lacks = Callable[[str], tuple[str, str] | None]
"""From a path to the language whose grammar is not installed, and what to do about it; None for any other file."""


class Counting:
    """A census that is being taken, by the scan of a tree: `aside` hears of what the scan passes over."""

    def __init__(self, lacks: Lacks) -> None:
        self._lacks = lacks
        self._lacking: Counter[tuple[str, str]] = Counter()
        self._unread: Counter[str] = Counter()
        self._ignored: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._nameless: list[str] = []

    def aside(self, path: str, is_directory: bool, verdict: Verdict | None) -> None:
        """Counts an entry. `verdict`: the rule that leaves it out; None where no language reads it."""
        if verdict is not None:
            self._ignored[verdict.rule] += 1
        elif not is_directory:
            if lacking := self._lacks(path):
                self._lacking[lacking] += 1
                return
            _, dot, ending = path.rpartition("/")[2].lower().rpartition(".")
            if not dot:
                self._nameless.append(path)
            elif ending in UNREAD:
                self._unread["." + ending] += 1
            else:
                self._others["." + ending] += 1

    def census(self, root: Root) -> Census:
        """What was counted. Opens the files without an ending."""
        some = sorted(self._nameless)[:MAX_SCRIPTS]
        scripts = Counter(filter(None, (_interpreter(root, path) for path in some)))
        others = Counter(self._others)
        if plain := len(self._nameless) - scripts.total():
            others[""] = plain
        return Census(
            unread=_by_frequency(self._unread),
            lacking={name: Lacking(number, cure) for (name, cure), number in _by_frequency(self._lacking).items()},
            scripts=_by_frequency(scripts),
            others=_by_frequency(others),
            ignored=_by_frequency(self._ignored),
        )


def take_census(
    root: Root,
    settings: Settings,
    accepts: Callable[[str], bool],
    lacks: Lacks,
    runs: Callable[[str], bool],
) -> Census:
    """The census of the present tree on disk. `accepts` is true for paths that a language reads, `runs` for programs
    whose scripts one reads. Raises SourceError if the root cannot be listed."""
    from omny.watch.ignore.rules import IgnoreRules  # here: commands that show a census have no use for them
    from omny.watch.scan import scan

    counting = Counting(lacks)
    scan(root, IgnoreRules(root, exclude=settings.exclude), accepts, settings, aside=counting.aside, runs=runs)
    return counting.census(root)


def list_source_files(root: Root, settings: Settings) -> list[str]:
    """The paths of all files in any language that no rule leaves out. Raises SourceError if the root cannot be
    listed."""
    return list(list_file_stats(root, settings))


def list_file_stats(root: Root, settings: Settings) -> dict[str, FileStat]:
    """The same files, each with its stat."""
    from omny.watch.ignore.rules import IgnoreRules

    return dict(_scan_all(root, IgnoreRules(root, exclude=settings.exclude), settings).files)


def scan_texts(root: Root, settings: Settings) -> Scan:
    """As `list_source_files`, with files that are no source by their names (bundles, locks), and what is skipped."""
    from omny.watch.ignore.rules import IgnoreRules, TextRules

    return _scan_all(root, IgnoreRules(root, exclude=settings.exclude, rules=TextRules), settings)


def _scan_all(root: Root, rules: IgnoreRules, settings: Settings) -> Scan:
    from omny.watch.scan import scan

    return scan(root, rules, lambda _: True, settings, runs=lambda _: False)


def _by_frequency(counts: Counter[_T]) -> dict[_T, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _interpreter(root: Root, path: str) -> str:
    """What the first line says that the file is run by, such as "bash"; "" where it does not."""
    try:
        return find_interpreter(read_source(root, path, MAX_SCRIPT_BYTES)[0])
    except SourceError:
        return ""


def _count_files(number: int) -> str:
    return f"{number:,} file{'s' * (number > 1)}"
