"""A table in TOML, set and taken out by its text. What comes of it is parsed and compared: where this simple way cannot
do it right, it is not done.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from omny.base.errors import UsageError

_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)

Table = Mapping[str, Any]


def with_table(text: str, path: Sequence[str], table: Table) -> str:
    """The text with those keys in the table at that path; others of it stay. Raises UsageError."""
    before = _parse(text)
    there = _at(before, path)
    if there is None:
        end = "\r\n" if "\r\n" in text else "\n"
        lines = [f"[{'.'.join(path)}]", *(f"{key} = {_render_value(value)}" for key, value in table.items())]
        apart = "" if not text.strip() else end if text.endswith("\n") else end + end
        changed = text + apart + end.join(lines) + end
    else:
        changed = text
        for key, value in table.items():
            if there.get(key) != value:
                changed = _with_key(changed, path, key, value)
    return _check(before, changed, path, {**(there or {}), **table})


def without_table(text: str, path: Sequence[str]) -> str:
    """The text without the table at that path and what is below it. Raises UsageError."""
    before = _parse(text)
    if _at(before, path) is None:
        return text
    changed = text
    pattern = re.compile(rf"^[ \t]*\[{_dotted_path(path)}[ \t]*(?:\.[^\]]*)?\][^\n]*$", re.MULTILINE)
    while header := pattern.search(changed):
        end = _end(changed, header)
        changed = (
            changed[: header.start()].rstrip("\r\n") + "\n" * bool(changed[: header.start()].strip()) + changed[end:]
        )
    return _check(before, changed, path, None)


def _with_key(text: str, path: Sequence[str], key: str, value: Any) -> str:
    header = re.search(rf"^[ \t]*\[{_dotted_path(path)}[ \t]*\][^\n]*$", text, re.MULTILINE)
    if header is None:
        raise _refusal()
    end = _end(text, header)
    line = re.compile(rf"^{re.escape(key)}[ \t]*=[^\n]*$", re.MULTILINE).search(text, header.end(), end)
    written = f"{key} = {_render_value(value)}"
    if line is None:
        return text[: header.end()] + f"\n{written}" + text[header.end() :]
    if "#" in line.group():
        raise _refusal()
    return text[: line.start()] + written + text[line.end() :]


def _end(text: str, header: re.Match[str]) -> int:
    """Where a table ends: before the next header, and the comments above that."""
    following = _HEADER.search(text, header.end())
    end = following.start() if following else len(text)
    lines = text[header.end() : end].splitlines(keepends=True)
    while following and lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return header.end() + len("".join(lines))


def _check(before: Any, changed: str, path: Sequence[str], table: Table | None) -> str:
    try:
        after = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        raise _refusal() from None
    if after != _put(before, path, table) and _prune(after) != _prune(_put(before, path, table)):
        raise _refusal()
    return changed


def _put(whole: Any, path: Sequence[str], table: Table | None) -> Any:
    if len(path) > 1:
        return {**whole, path[0]: _put(whole.get(path[0], {}), path[1:], table)}
    rest = {key: value for key, value in whole.items() if key != path[0]}
    return rest if table is None else {**rest, path[0]: table}


def _prune(whole: Any) -> Any:
    """Without empty tables: the last one of its kind takes the table around it along."""
    if not isinstance(whole, dict):
        return whole
    return {key: inner for key, value in whole.items() if (inner := _prune(value)) != {}}


def _parse(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("read settings", f"no TOML that can be understood: {error}") from None


def _at(whole: Any, path: Sequence[str]) -> Any:
    for key in path:
        if not isinstance(whole, dict):
            raise UsageError("change settings", f"{'.'.join(path[:-1])} is no table")
        if key not in whole:
            return None
        whole = whole[key]
    if not isinstance(whole, dict):
        raise UsageError("change settings", f"{'.'.join(path)} is no table")
    return whole


def _dotted_path(path: Sequence[str]) -> str:
    return r"[ \t]*\.[ \t]*".join(rf"[\"']?{re.escape(key)}[\"']?" for key in path)


def _render_value(value: Any) -> str:
    """A string, or a list of strings: JSON writes those as TOML does."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refusal() -> UsageError:
    return UsageError("change settings", "this file cannot be changed without changing more of it")
