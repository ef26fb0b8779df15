"""The notation in which the fixtures below tests/languages/*/callgraph say what their calls reach, and its comparison.

A line that calls something ends in a comment that begins with `>`: `#> ...` in Python, `//> ...` in JavaScript and
TypeScript, `{/*> ... */}` inside JSX. It lists, separated by `;`, every edge that the line makes and no other:

    [SOURCE ->] [TYPE] TARGET [HOW]     an edge
    ?[SOURCE ->] [TYPE] TARGET [HOW]    an edge that may be there or not
    [SOURCE ->] unresolved NAME         NAME is listed in `data.unresolved` of the source
    !                                   nothing: the line calls, and no edge comes of it

TYPE is call (if left out), callback, decorator or inherit. HOW is exact (if left out), inferred or any. TARGET is
`path::Qualified.name`, the path relative to the case's directory and left out for the same file, or `path::@label` for
the atom that begins on the line marked `#@ label` or `//@ label`. SOURCE is the same, or `<module>`; left out, it is
the innermost atom around the line (for decorator and inherit: the atom that starts there).

Edges on lines without such a comment are errors, and so are calls on them: neither missing nor invented edges pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import tree_sitter_go
import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_MARK = re.compile(r"(?:#|//|/\*)>\s+(.*?)\s*(?:\*/.*|(?:#|//)@.*)?$")
_LABEL = re.compile(r"(?:#|//)@\s+(\w+)")
_ITEM = re.compile(
    r"(?P<optional>\?)?"
    r"(?:(?P<source>\S+)\s+->\s+)?"
    r"(?:(?P<type>call|callback|decorator|inherit|unresolved)\s+)?"
    r"(?P<target>\S+)"
    r"(?:\s+(?P<how>exact|inferred|any))?"
)

_GRAMMARS = {
    ".py": tree_sitter_python.language,
    ".js": tree_sitter_javascript.language,
    ".mjs": tree_sitter_javascript.language,
    ".cjs": tree_sitter_javascript.language,
    ".jsx": tree_sitter_javascript.language,
    ".ts": tree_sitter_typescript.language_typescript,
    ".tsx": tree_sitter_typescript.language_tsx,
}
SUFFIXES = tuple(_GRAMMARS)
_GRAMMARS[".go"] = _GRAMMARS[".golite"] = tree_sitter_go.language  # the latter: the example of a plug-in

_CALLS = {
    "call": "function",
    "call_expression": "function",
    "new_expression": "constructor",
    "jsx_opening_element": "name",
    "jsx_self_closing_element": "name",
}
_NAMES = frozenset(
    ("identifier", "attribute", "member_expression", "selector_expression", "private_property_identifier")
)


@dataclass(frozen=True)
class Place:
    """An atom as the comparison needs it."""

    id: str
    path: str
    line: int
    end_line: int
    source_line: int
    is_module: bool
    unresolved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Site:
    """An edge where it is made."""

    path: str
    line: int
    source: str
    type: str
    target: str
    how: str


@dataclass(frozen=True)
class Expectation:
    """One item of a comment, as written."""

    text: str
    optional: bool
    source: str
    type: str
    target: str
    how: str


@dataclass
class Fixture:
    """What the comments of one file say."""

    path: str
    expected: dict[int, list[Expectation]] = field(default_factory=dict)  # by line, 1-based
    labels: dict[str, int] = field(default_factory=dict)
    calls: set[int] = field(default_factory=set)  # lines that call something
    faults: list[str] = field(default_factory=list)


def read(path: str, text: str) -> Fixture:
    """The fixture that a source file is."""
    fixture = Fixture(path)
    for number, line in enumerate(text.split("\n"), 1):
        if label := _LABEL.search(line):
            fixture.labels[label[1]] = number
        mark = _MARK.search(line)
        if mark is None:
            continue
        items = fixture.expected.setdefault(number, [])
        for written in filter(None, (part.strip() for part in mark[1].split(";"))):
            if written == "!":
                continue
            found = _ITEM.fullmatch(written)
            if found is None:
                fixture.faults.append(f"{path}:{number}: not in the notation: {written!r}")
                continue
            optional, source, type_, target, how = found.group("optional", "source", "type", "target", "how")
            items.append(Expectation(written, bool(optional), source or "", type_ or "call", target, how or "exact"))
    suffix = next(suffix for suffix in sorted(_GRAMMARS, key=len, reverse=True) if path.endswith(suffix))
    root = Parser(Language(_GRAMMARS[suffix]())).parse(text.encode()).root_node
    if root.has_error:
        fixture.faults.append(f"{path}: does not parse")
    fixture.calls = set(_call_lines(root))
    return fixture


def _call_lines(root: Node) -> Iterable[int]:
    """The lines on which something is called by name."""
    pending = [root]
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if node.type == "decorator":
            yield node.start_point.row + 1
        elif node.type in _CALLS:
            callee = node.child_by_field_name(_CALLS[node.type])
            if callee is None or callee.type not in _NAMES:
                continue
            if node.type.startswith("jsx_") and (callee.text or b"").islower():
                continue  # an element of HTML
            yield callee.end_point.row + 1


def compare(fixtures: Mapping[str, Fixture], places: Iterable[Place], sites: Iterable[Site]) -> dict[str, list[str]]:
    """What is wrong, by path of the fixture: each entry one line, in order."""
    return _Comparison(fixtures, places, sites).run()


class _Comparison:
    def __init__(self, fixtures: Mapping[str, Fixture], places: Iterable[Place], sites: Iterable[Site]) -> None:
        self.fixtures = fixtures
        self.places: dict[str, list[Place]] = {}
        self.by_id: dict[str, Place] = {}
        for place in places:
            self.places.setdefault(place.path, []).append(place)
            self.by_id[place.id] = place
        self.sites: dict[tuple[str, int], set[Site]] = {}
        for site in sites:
            self.sites.setdefault((site.path, site.line), set()).add(site)
        self.faults: dict[str, list[str]] = {}

    def run(self) -> dict[str, list[str]]:
        for path, fixture in sorted(self.fixtures.items()):
            self.faults[path] = [*fixture.faults]
            lines = {*fixture.expected, *fixture.calls, *(line for at, line in self.sites if at == path)}
            for line in sorted(lines):
                where = f"{path}:{line}"
                if line not in fixture.expected and line in fixture.calls:
                    self._fault(path, f"{where}: calls something, and no comment says what comes of it")
                self._line(fixture, line, where)
        return {path: faults for path, faults in self.faults.items() if faults}

    def _fault(self, path: str, text: str) -> None:
        self.faults[path].append(text)

    def _line(self, fixture: Fixture, line: int, where: str) -> None:
        path = fixture.path
        actual = set(self.sites.get((path, line), ()))
        allowed: set[Site] = set()
        for item in fixture.expected.get(line, []):
            source = self._source(fixture, item, line)
            if item.type == "unresolved":
                if source not in self.by_id or item.target not in self.by_id[source].unresolved:
                    self._fault(path, f"{where}: {source} does not list {item.target} as unresolved")
                continue
            target = self._atom(path, item.target)
            if target is None:
                if not item.optional:
                    self._fault(path, f"{where}: no atom is {item.target}")
                continue
            same = {s for s in actual if (s.source, s.type, s.target) == (source, item.type, target)}
            fitting = {s for s in same if item.how in ("any", s.how)}
            allowed |= same
            if same != fitting:
                self._fault(path, f"{where}: not {item.how} but otherwise: {item.text}")
            elif not same and not item.optional:
                self._fault(path, f"{where}: missing {source} -> {item.type} {target}")
        for site in sorted(actual - allowed, key=lambda s: (s.source, s.type, s.target)):
            self._fault(path, f"{where}: invented {site.source} -> {site.type} {site.target} {site.how}")

    def _atom(self, path: str, written: str) -> str | None:
        """The id of the atom that is written so in the file `path`."""
        if written == "<module>":
            return f"{path}::<module>"
        where, _, name = written.partition("::")
        where = where or path
        if not name.startswith("@"):
            identity = f"{where}::{name}"
            return identity if identity in self.by_id else None
        fixture = self.fixtures.get(where)
        line = fixture.labels.get(name[1:], 0) if fixture else 0
        found = [place.id for place in self.places.get(where, []) if place.line == line and not place.is_module]
        return found[0] if len(found) == 1 else None

    def _source(self, fixture: Fixture, item: Expectation, line: int) -> str:
        path = fixture.path
        if item.source:
            return self._atom(path, item.source) or f"{path}::{item.source} (no such atom)"
        first = item.type in ("decorator", "inherit")
        around = [
            place
            for place in self.places.get(path, [])
            if (min(place.source_line, place.line) if first else place.line) <= line <= place.end_line
            and not place.is_module
        ]
        if not around:
            return f"{path}::<module>"
        return max(around, key=lambda place: (place.line, -place.end_line)).id
