"""Patterns of a `.gitignore`, with the meaning that git gives them.

A *pattern list* is one file of patterns. `PatternList.match` answers which of its patterns decides about an entry of a
directory; how lists combine, and that nothing below an ignored directory is looked at, is for `rules.py`.

The meaning follows git's `dir.c` (parse_path_pattern, match_basename, match_pathname) and `wildmatch.c`, oddities
included: `foo**/bar` reaches any depth, because git takes off the literal prefix before it looks at `**`. The one known
difference: `?` and `[...]` stand for a character here, for a byte in git.

Own code rather than the library `pathspec`: of git's syntax that one lacks `[[:digit:]]` and backslashes in brackets,
refuses whole files for a trailing backslash, and matches with regular expressions that take exponential time on
`*a*a*a*a*a*a*a*b`, which an indexed tree may contain. Here each `*` is an atomic group: once the earliest match of what
follows is found, no other is tried, which is sound because the next `*` can match the rest.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass

MAX_PATTERN_FILE_BYTES = 1024 * 1024
"""More is no ignore file. The longest in wide use (the templates of github/gitignore, all together) has 150 KiB."""

MAX_WILDCARDS = 5_000
"""Patterns with a wildcard in one file. That many take 0.7 s to compile and 0.2 ms for each name; literal ones cost
nothing. No file that a person keeps comes near."""

_GLOB = re.compile(r"[*?\[\\]")
_WILDCARD = re.compile(rb"[*?\[\\]")
_NEVER = "(?!)"
_CLASSES = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, range(32))) + "\x7f",
    "digit": string.digits,
    "graph": "".join(map(chr, range(33, 127))),
    "lower": string.ascii_lowercase,
    "print": "".join(map(chr, range(32, 127))),
    "punct": string.punctuation,
    "space": " \t\n\r\f\v",
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One pattern of a list."""

    text: str  # as written
    line: int  # 1-based; later ones win
    negated: bool
    directories_only: bool
    regex: re.Pattern[str] | None  # None where a plain comparison tells


class PatternList:
    """The patterns of one file. `origin` names the file; `base` is the directory that its patterns are relative to, as
    a prefix of paths relative to the root (`""` or `"a/b/"`). For a directory above the root, `above` is instead the
    path from there to the root (`"packages/app/"`)."""

    __slots__ = (
        "_name_gate",
        "_name_rules",
        "_names",
        "_path_gate",
        "_path_rules",
        "_paths",
        "_prefix",
        "_skip",
        "_suffix_rules",
        "_suffixes",
        "origin",
    )

    def __init__(self, lines: Iterable[str], *, origin: str, base: str = "", above: str = "") -> None:
        self.origin = origin
        self._skip = len(base)
        self._prefix = above
        self._names: dict[str, list[Rule]] = {}  # no wildcard, no slash
        self._suffix_rules: dict[str, list[Rule]] = {}  # `*` and a literal
        self._name_rules: list[Rule] = []  # any other pattern without a slash
        self._paths: dict[str, list[Rule]] = {}  # no wildcard
        self._path_rules: list[Rule] = []
        for number, line in enumerate(lines, 1):
            self._add(line, number)
        self._suffixes = tuple(self._suffix_rules)
        self._name_gate = _gate(self._name_rules)
        self._path_gate = _gate(self._path_rules)

    @classmethod
    def parse(cls, content: bytes, *, origin: str, base: str = "", above: str = "") -> PatternList:
        """The list that a file of these bytes holds. Cannot fail: a faulty pattern matches nothing, as in git."""
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        lines = (line.removesuffix("\r") for line in text.split("\n"))
        return cls(map(_without_trailing_spaces, lines), origin=origin, base=base, above=above)

    @staticmethod
    def has_too_many_wildcards(content: bytes) -> bool:
        """Whether a file of these bytes is made to take up time rather than to be used."""
        return sum(1 for line in content.split(b"\n") if _WILDCARD.search(line)) > MAX_WILDCARDS

    def __bool__(self) -> bool:
        return bool(self._names or self._suffix_rules or self._name_rules or self._paths or self._path_rules)

    def match(self, path: str, name: str, is_directory: bool) -> Rule | None:
        """The last pattern that matches, if any. `path` is relative to the root and lies below `base`; `name` is its
        last component."""
        has_paths = self._paths or self._path_gate
        return self.match_from_base(self._prefix + path[self._skip :] if has_paths else "", name, is_directory)

    def match_from_base(self, relative: str, name: str, is_directory: bool) -> Rule | None:
        """As `match`, for a path relative to the directory of the file."""
        found: Rule | None = None
        if name in self._names:
            found = _last(self._names[name], is_directory, found)
        if self._suffixes and name.endswith(self._suffixes):
            for suffix, rules in self._suffix_rules.items():
                if name.endswith(suffix):
                    found = _last(rules, is_directory, found)
        if self._name_gate and self._name_gate.fullmatch(name):
            found = _last(self._name_rules, is_directory, found, name)
        if relative in self._paths:
            found = _last(self._paths[relative], is_directory, found)
        if self._path_gate and self._path_gate.fullmatch(relative):
            found = _last(self._path_rules, is_directory, found, relative)
        return found

    def _add(self, line: str, number: int) -> None:
        if not line or line.startswith("#"):
            return
        negated = line.startswith("!")
        pattern = line[1:] if negated else line
        directories_only = pattern.endswith("/")
        if directories_only:
            pattern = pattern[:-1]
        wild = _GLOB.search(pattern)

        def rule(regex: str | None = None) -> Rule:
            compiled = None if regex is None else re.compile(regex, re.DOTALL)
            return Rule(line, number, negated, directories_only, compiled)

        if "/" in pattern:
            literal = pattern[: wild.start()] if wild else pattern
            rest = pattern[len(literal) :]
            literal = literal.removeprefix("/")
            if wild:
                self._path_rules.append(rule(re.escape(literal) + _regex(rest)))
            else:
                self._paths.setdefault(literal, []).append(rule())
        elif not wild:
            self._names.setdefault(pattern, []).append(rule())
        elif pattern.startswith("*") and not _GLOB.search(pattern, 1):
            self._suffix_rules.setdefault(pattern[1:], []).append(rule())
        else:
            self._name_rules.append(rule(_regex(pattern)))


def _last(rules: list[Rule], is_directory: bool, found: Rule | None, text: str = "") -> Rule | None:
    """The last of `rules` that matches, or `found` where that stands further down in the file."""
    for rule in reversed(rules):
        if found is not None and rule.line < found.line:
            break
        if (is_directory or not rule.directories_only) and (rule.regex is None or rule.regex.fullmatch(text)):
            return rule
    return found


def _gate(rules: list[Rule]) -> re.Pattern[str] | None:
    """One expression that tells whether any of the rules matches: nearly always none does."""
    sources = dict.fromkeys(rule.regex.pattern for rule in rules if rule.regex)
    return re.compile("|".join(f"(?:{source}\\Z)" for source in sources), re.DOTALL) if sources else None


def _without_trailing_spaces(line: str) -> str:
    """Spaces at the end go, unless escaped; tabs stay."""
    end = None
    i = 0
    while i < len(line):
        if line[i] == " ":
            end = i if end is None else end
        else:
            end = None
            i += line[i] == "\\"
        i += 1
    return line if end is None else line[:end]


# ── from a glob to a regular expression ──────────────────────────────────────────────────────────────────────────────


def _regex(glob: str) -> str:
    """An expression for `fullmatch` that means what `wildmatch` with WM_PATHNAME means by `glob`.

    The glob falls into stretches between the `**`s, each of them into runs of single characters between the `*`s.
    """
    stretches: list[tuple[str, list[str]]] = [("", [""])]  # (what leads in, runs)
    i = 0
    while i < len(glob):
        character = glob[i]
        if character == "*":
            start = i
            while i < len(glob) and glob[i] == "*":
                i += 1
            opens = start == 0 or glob[start - 1] == "/"
            bounded = opens and (glob[i : i + 1] in ("", "/") or glob[i : i + 2] == "\\/")
            if i - start < 2 or not bounded:
                stretches[-1][1].append("")
            elif glob[i : i + 1] == "/":
                stretches.append(("(?:.*?/)??", [""]))
                i += 1
            else:
                stretches.append((".*?", [""]))
            continue
        if character == "?":
            single, i = "[^/]", i + 1
        elif character == "[":
            single, i = _bracket(glob, i + 1)
        elif character == "\\":
            single, i = (re.escape(glob[i + 1]) if i + 1 < len(glob) else _NEVER), i + 2
        else:
            single, i = re.escape(character), i + 1
        stretches[-1][1][-1] += single
    pieces = []
    for number, (lead, runs) in enumerate(stretches, 1):
        is_last = number == len(stretches)
        stretch = lead + runs[0]
        for run in runs[1:-1]:
            stretch += f"(?>[^/]*?{run})"
        if len(runs) > 1:
            stretch += f"[^/]*{runs[-1]}" if is_last else f"(?>[^/]*?{runs[-1]})"
        pieces.append(stretch if is_last else f"(?>{stretch})")
    return "".join(pieces)


def _bracket(glob: str, i: int) -> tuple[str, int]:
    """The expression for the bracket whose inside begins at `i`, and the place after it. An unfinished one matches
    nothing and swallows the rest."""
    nothing = (_NEVER, len(glob))
    negated = glob[i : i + 1] in ("!", "^") and i < len(glob)
    i += negated
    parts: list[str] = []
    previous = ""  # what a range can begin with
    first = True
    while first or glob[i] != "]":
        first = False
        if i >= len(glob):
            return nothing
        character = glob[i]
        if character == "-" and previous and i + 1 < len(glob) and glob[i + 1] != "]":
            i += 1
            if glob[i] == "\\":
                i += 1
                if i >= len(glob):
                    return nothing
            if previous <= glob[i]:
                parts.append(f"{re.escape(previous)}-{re.escape(glob[i])}")
            previous = ""
        elif character == "[" and glob[i + 1 : i + 2] == ":":
            end = glob.find("]", i + 2)
            if end < 0:
                return nothing
            if end == i + 2 or glob[end - 1] != ":":  # no class after all: a bracket that is meant
                parts.append(r"\[")
                previous = "["
            else:
                members = _CLASSES.get(glob[i + 2 : end - 1])
                if members is None:
                    return nothing
                parts.append(re.escape(members))
                previous, i = "", end
        else:
            if character == "\\":
                i += 1
                if i >= len(glob):
                    return nothing
                character = glob[i]
            parts.append(re.escape(character))
            previous = character
        i += 1
        if i >= len(glob):
            return nothing
    inside = "".join(parts)
    if negated:
        return f"[^/{inside}]", i + 1
    return (f"(?!/)[{inside}]" if inside else _NEVER), i + 1
