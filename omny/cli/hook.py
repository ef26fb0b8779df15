"""What the index knows of a name that an agent has just searched for with grep: the command `omny hook`.

An agent runs it after a tool call, with the call as a JSON document on stdin, and adds what it prints to its context.
It answers for an index that is there. It starts nothing, changes nothing, and is silent where it has nothing to say.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.errors import OmnyError
from omny.base.plain import plain
from omny.cli.text import count

if TYPE_CHECKING:
    from omny.query.documents import Document
    from omny.service.session import Session

MAX_BYTES = 1_000_000  # of the document
MAX_LENGTH = 500  # of a pattern: the names in it are searched for by regular expressions
MAX_NAMES = 3  # of one search
MAX_ATOMS = 5  # of one name
MAX_CALLERS = 8  # of one atom

_SEARCHES = frozenset(("ack", "ag", "egrep", "fgrep", "ggrep", "grep", "rg", "ugrep"))
_WITH_VALUE = frozenset("ABCDEMdfgmtT")  # short options of those programs whose value is the next word
_PATTERN = "--regexp"  # or -e
_SEPARATORS = frozenset(("|", "||", "&&", ";", "&"))
_NAME = re.compile(r"[^\W\d][\w$]{2,}(?:(?:\.|::)[^\W\d][\w$]*)*")
_BEFORE = re.compile(r"(?:\\[bs<][+*]?|\^|\.\*|[ .(]|[a-z]+ +)*")  # `\bdef `, `^class `, `.`
_AFTER = re.compile(r"(?:\\[bs>][+*]?|\\?[($]|\.\*| )*$")


class Call(msgspec.Struct, frozen=True):
    """A tool call, as an agent tells it."""

    tool_name: str = ""
    tool_input: dict[str, Any] = {}
    cwd: str = ""
    hook_event_name: str = "PostToolUse"


def hook() -> int:
    """Prints what the index knows of the names in a search; the exit status, which is always 0."""
    try:
        call = msgspec.json.decode(sys.stdin.buffer.read(MAX_BYTES), type=Call)
    except msgspec.DecodeError:
        return 0
    names = list(dict.fromkeys(find_names(call)))[:MAX_NAMES]
    text = _answer(names, call.cwd) if names else ""
    if text:
        said = {"hookEventName": call.hook_event_name, "additionalContext": text}
        print(json.dumps({"hookSpecificOutput": said}))
    return 0


def find_names(call: Call) -> Iterator[str]:
    """The names that a tool call searches for: by their form those of functions, methods or classes."""
    patterns = [call.tool_input.get("pattern")] if "pattern" in call.tool_input else []
    command = call.tool_input.get("command")
    if isinstance(command, str):
        patterns += _find_patterns(command)
    for pattern in patterns:
        if isinstance(pattern, str) and len(pattern) <= MAX_LENGTH:
            for part in pattern.replace("\\|", "|").split("|"):
                name = _BEFORE.sub("", _AFTER.sub("", part).replace("\\.", "."), count=1)
                if _NAME.fullmatch(name):
                    yield name


def _find_patterns(command: str) -> Iterator[str]:
    """What the searches of a shell command search for."""
    try:
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:  # a quotation mark without its other
        return
    begins = True  # a program
    for place, word in enumerate(words):
        if (begins and os.path.basename(word) in _SEARCHES) or words[place - 1 : place + 1] == ["git", "grep"]:
            yield from _read_arguments(words[place + 1 :])
        begins = word in _SEPARATORS


def _read_arguments(words: list[str]) -> Iterator[str]:
    place = 0
    while place < len(words) and words[place] not in _SEPARATORS:
        word, place = words[place], place + 1
        name, _, value = word.partition("=")
        is_short = word.startswith("-") and not word.startswith("--")
        if name == _PATTERN or (is_short and word.endswith("e")):  # `-rne PATTERN`
            yield value or (words[place] if place < len(words) else "")
            return
        if not word.startswith("-"):
            yield word
            return
        if is_short and word[-1] in _WITH_VALUE:
            place += 1


def _answer(names: list[str], folder: str) -> str:
    from omny.cli.commands.options import make_place
    from omny.mcp.fence import fence_lines
    from omny.service.session import Session

    try:
        if folder:
            os.chdir(folder)
        session = Session(make_place(None, None))
        lines = [line for name in names for line in _describe(session, name)]
    except (OmnyError, OSError):  # no index, or none that can be read: the search that was made stands by itself
        return ""
    if not lines:
        return ""
    return "\n".join(["omny, the index of this code, knows:", *fence_lines(lines)])


def _describe(session: Session, name: str) -> Iterator[str]:
    """Lines about the atoms of a name: where each is, and its callers. `object.name` can be any `name`."""
    parts = re.split(r"\.|::", name)
    found = session.ask("search", {"text": parts[-1], "limit": MAX_ATOMS * 4})
    same = [each for each in found["results"] if each["function_name"] == parts[-1]]
    atoms = [each for each in same if re.split(r"\W+", each["id"])[-len(parts) :] == parts] or same
    for atom in atoms[:MAX_ATOMS]:
        callers = session.ask("callers", {"atom": atom["id"], "limit": MAX_CALLERS})
        where = f"{atom['type']} at lines {atom['line']}-{atom['end_line']}"
        yield plain(f"{atom['id']}{atom['signature']}  {where}, {_count_callers(callers)}")
        for each in callers["results"]:
            sites = dict.fromkeys(str(site["line"]) for edge in each["edges"] for site in edge["sites"])
            yield plain(f"  called by {each['id']} in line {', '.join(sites)}")
    if len(atoms) > MAX_ATOMS:
        yield plain(f"and {len(atoms) - MAX_ATOMS} more of the name {name}")


def _count_callers(document: Document) -> str:
    stale = "; the index is not up to date" if document["freshness"]["stale"] else ""
    return count(document["total"], "caller") + stale
