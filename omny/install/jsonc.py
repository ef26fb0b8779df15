"""JSON with comments and trailing commas, as editors keep their settings: read with the place of everything, and
changed by inserting and removing text, so that all else stays as somebody wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from omny.base.errors import UsageError

MAX_DEPTH = 100  # of nested values; settings have ten

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_COMMENT = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_OTHER = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")

Json = Any


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands: `text[start:end]`. An object has members, anything else a `value` of its own."""

    start: int
    end: int
    value: Json
    members: list[Member] = field(default_factory=list)

    @property
    def is_object(self) -> bool:
        """Whether it has members, or could."""
        return isinstance(self.value, dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A key, where it stands, and its value."""

    key: str
    start: int
    node: Node


def parse_value(text: str) -> tuple[Node, list[str]]:
    """The value that a text is, and its comments in order. Raises UsageError."""
    reader = _Reader(text)
    node = reader.value(reader.blank(0), 0)
    end = reader.blank(node.end)
    if end != len(text):
        raise _unreadable(text, end)
    return node, reader.comments


def with_value(text: str, path: Sequence[str], value: Json) -> str:
    """The text with that value at that path. Raises UsageError where it cannot be there, or is there twice."""
    if not text.strip().removeprefix("\ufeff"):
        return json.dumps(_nest(path, value), indent=2, ensure_ascii=False) + "\n"
    found, missing = _follow(text, path)
    if not missing and found.value == value:
        return text
    if missing:
        changed = _insert(text, found, missing[0], _nest(missing[1:], value))
    else:
        changed = text[: found.start] + _dump(text, value, _indent_at(text, found.start)) + text[found.end :]
    _check(text, changed, lambda whole: _put(whole, path, value))
    return changed


def without(text: str, path: Sequence[str]) -> str:
    """The text without what is at that path. Raises UsageError where it cannot be taken out."""
    around, missing = _follow(text, path[:-1])
    members = [] if missing else [member for member in around.members if member.key == path[-1]]
    if not members:
        return text
    changed = _remove(text, around, members[0])
    _check(text, changed, lambda whole: _take(whole, path), loses=parse_comments(text, members[0].node))
    return changed


def value_at(text: str, path: Sequence[str]) -> Json:
    """The value at that path, or None. Raises UsageError if the text cannot be read."""
    if not text.strip().removeprefix("\ufeff"):
        return None
    found, missing = _follow(text, path)
    return None if missing else found.value


def parse_comments(text: str, node: Node) -> list[str]:
    """The comments inside of a value."""
    reader = _Reader(text)
    reader.value(node.start, 0)
    return reader.comments


class _Reader:
    """Reads values from a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.comments: list[str] = []

    def blank(self, at: int) -> int:
        """Where the next thing begins that says something to a program."""
        match = _BLANK.match(self._text, at)
        assert match is not None
        self.comments += [comment.rstrip() for comment in _COMMENT.findall(match.group())]
        return match.end()

    def value(self, at: int, depth: int) -> Node:
        """The value that begins there."""
        if depth > MAX_DEPTH:
            raise UsageError("read settings", f"more than {MAX_DEPTH} values in one another")
        opening = self._text[at : at + 1]
        if opening == "{":
            return self._object(at, depth)
        if opening == "[":
            return self._array(at, depth)
        match = (_STRING if opening == '"' else _OTHER).match(self._text, at)
        try:
            if match is not None:
                return Node(at, match.end(), json.loads(match.group()))
        except ValueError:
            pass  # a number or a word that is none of JSON: no more a value than what begins like none
        raise _unreadable(self._text, at)

    def _object(self, at: int, depth: int) -> Node:
        members: list[Member] = []
        here = self.blank(at + 1)
        while self._text[here : here + 1] != "}":
            match = _STRING.match(self._text, here)
            if match is None:
                raise _unreadable(self._text, here)
            colon = self.blank(match.end())
            if self._text[colon : colon + 1] != ":":
                raise _unreadable(self._text, colon)
            node = self.value(self.blank(colon + 1), depth + 1)
            members.append(Member(json.loads(match.group()), here, node))
            here = self._next(node.end, "}")
        return Node(at, here + 1, {member.key: member.node.value for member in members}, members)

    def _array(self, at: int, depth: int) -> Node:
        values = []
        here = self.blank(at + 1)
        while self._text[here : here + 1] != "]":
            node = self.value(here, depth + 1)
            values.append(node.value)
            here = self._next(node.end, "]")
        return Node(at, here + 1, values)

    def _next(self, at: int, closing: str) -> int:
        here = self.blank(at)
        if self._text[here : here + 1] == ",":
            return self.blank(here + 1)
        if self._text[here : here + 1] != closing:
            raise _unreadable(self._text, here)
        return here


def _follow(text: str, path: Sequence[str]) -> tuple[Node, Sequence[str]]:
    """How far a path leads: the last value of it that is there, and the keys that are missing."""
    node, _ = parse_value(text)
    for number, key in enumerate(path):
        if not node.is_object:
            what = ".".join(path[:number]) or "the whole"
            raise UsageError("change settings", f"{what} is no object")
        members = [member for member in node.members if member.key == key]
        if not members:
            return node, path[number:]
        if len(members) > 1:
            raise UsageError("change settings", f"{'.'.join(path[: number + 1])} is there twice")
        node = members[0].node
    return node, ()


def _insert(text: str, around: Node, key: str, value: Json) -> str:
    """The text with one more member, after all others and their comments."""
    closing = around.end - 1
    body = text[around.start + 1 : closing]
    content_end = around.start + 1 + len(body.rstrip())
    if around.members and "\n" not in body:
        member = f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        last = around.members[-1].node.end
        comma = "" if "," in _without_comments(text[last:closing]) else ","
        return text[:last] + comma + text[last:content_end] + f" {member}" + text[content_end:]
    outer = _indent_at(text, around.start)
    inner = _indent_at(text, around.members[0].start) if around.members else outer + _unit(text)
    end = _line_end(text)
    member = f"{end}{inner}{json.dumps(key)}: {_dump(text, value, inner)}"
    if not around.members:
        return text[:content_end] + member + end + outer + text[closing:]
    last = around.members[-1].node.end
    has_comma = "," in _without_comments(text[last:closing])
    before = text[:last] + ("" if has_comma else ",") + text[last:content_end]
    return before + member + ("," if has_comma else "") + text[content_end:]


def _remove(text: str, around: Node, member: Member) -> str:
    """The text without a member, its comma, and the blanks before it."""
    place = around.members.index(member)
    start, end = member.start, member.node.end
    behind = _BLANK.match(text, end)
    assert behind is not None
    comma = behind.end() if text[behind.end() : behind.end() + 1] == "," else None
    start = len(text[:start].rstrip(" \t"))
    if text[:start].endswith("\n"):
        start -= 2 if text[:start].endswith("\r\n") else 1
    if comma is not None:
        return text[:start] + text[end:comma] + text[comma + 1 :]
    if place == 0:
        return text[:start] + text[end:]
    last = around.members[place - 1].node.end
    between = _BLANK.match(text, last)
    assert between is not None
    return text[: between.end()] + text[between.end() + 1 : start] + text[end:]


def _check(before: str, after: str, change: Any, loses: Sequence[str] = ()) -> None:
    """Raises UsageError unless the new text says what the old one says with the change, comments included."""
    (old, said), (new, says) = parse_value(before), parse_value(after)
    kept = list(said)
    for comment in loses:
        kept.remove(comment)
    if new.value != change(old.value) or says != kept:
        raise UsageError("change settings", "this file cannot be changed without changing more of it")


def _put(whole: Json, path: Sequence[str], value: Json) -> Json:
    if not path:
        return value
    return {**(whole or {}), path[0]: _put((whole or {}).get(path[0]), path[1:], value)}


def _take(whole: Json, path: Sequence[str]) -> Json:
    if len(path) == 1:
        return {key: value for key, value in whole.items() if key != path[0]}
    return {**whole, path[0]: _take(whole[path[0]], path[1:])}


def _nest(path: Sequence[str], value: Json) -> Json:
    for key in reversed(path):
        value = {key: value}
    return value


def _dump(text: str, value: Json, indent: str) -> str:
    lines = json.dumps(value, indent=_unit(text), ensure_ascii=False).split("\n")
    return (_line_end(text) + indent).join(lines)


def _unit(text: str) -> str:
    """What one level is indented by."""
    found = re.search(r'^([ \t]+)"', text, re.MULTILINE)
    return found[1] if found else "  "


def _indent_at(text: str, at: int) -> str:
    """The blanks that the line of a place begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _without_comments(text: str) -> str:
    return _COMMENT.sub("", text)


def _unreadable(text: str, at: int) -> UsageError:
    line = text.count("\n", 0, at) + 1
    return UsageError("read settings", f"line {line} is no JSON that can be understood")
