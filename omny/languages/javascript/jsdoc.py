"""Types in the comments of JavaScript (JSDoc, https://jsdoc.app), written as annotations of TypeScript.

Works on text, and knows neither grammar nor scope. `annotations` reads what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from omny.extract.text import split_outside

_STARS = re.compile(r"\n[ \t]*\*+[ \t]?")
_TAG = re.compile(r"@(?<![\w{@.]@)(\w+)[ \t\n]*")  # a search for the letter that begins it is quick
_NAME = re.compile(r"\s*\[?\s*([\w$]+(?:(?:\[\])?\.[\w$]+)*)(\s*=)?")
_MARK_BEFORE = re.compile(r"([<,(|\[:]\s*|^)[?!](?=[\w$({])")
_MARK_AFTER = re.compile(r"(?<=[\w>\])}])[?!](?=\s*(?:[|,>)\]}=]|$))")
_OBJECT = re.compile(r"\bObject(?:\.)?<")
_FUNCTION = re.compile(r"[fF]unction\s*\(")
_IMPORT = re.compile(r"""\s*(\{[^{}]*\}|[\w$]+)\s*from\s*["']([^"']+)["']""")
_MAX_CHARS = 20_000  # of a comment; a longer one is a licence or a manual
_MAX_NAMED = 24  # parameters or properties of one comment
_BRACKETS = ("(<[{", ")>]}")
_CLASSES = frozenset(("class", "constructor"))
_RETURNS = frozenset(("return", "returns"))
_PARAMETERS = frozenset(("param", "arg", "argument"))
_PROPERTIES = frozenset(("property", "prop"))


class Doc(NamedTuple):
    """What a comment says of types, each as the text of an annotation; "" where it has none."""

    parameters: tuple[tuple[str, str], ...] = ()  # names and types, in the order of the comment
    returns: str = ""
    type: str = ""
    receiver: str = ""  # `this`
    is_class: bool = False


NO_DOC = Doc()


class Definition(NamedTuple):
    """A type that a comment gives a name."""

    name: str
    type: str


def read_doc(comment: str) -> Doc:
    """What the comment before a definition says of it."""
    returns = type_ = receiver = ""
    named: list[tuple[str, str]] = []
    is_class = False
    for tag, written, rest in _read_tags(comment):
        if tag in _PARAMETERS:
            _add_named(named, written, rest)
        elif tag in _RETURNS:
            returns = returns or written
        elif tag == "type":
            type_ = type_ or written
        elif tag == "this":
            receiver = receiver or written or _first_name(rest)
        elif tag in _CLASSES:
            is_class = True
    return Doc(tuple(_fold(named)), returns, type_, receiver, is_class)


def read_definitions(comment: str) -> list[Definition]:
    """The types that a comment defines by `@typedef` and `@callback`."""
    found: list[Definition] = []
    name = base = kind = ""
    named: list[tuple[str, str]] = []
    returns = ""
    for tag, written, rest in [*_read_tags(comment), ("typedef", "", "")]:
        if tag == "import":
            found += _read_import(f"{{{written}}}{rest}" if written else rest)
        if tag == "typedef" or tag == "callback":
            if name:
                found.append(Definition(name, _write_definition(kind, base, named, returns)))
            name, base, kind, named, returns = _first_name(rest), written, tag, [], ""
        elif tag in (_PARAMETERS if kind == "callback" else _PROPERTIES):
            _add_named(named, written, rest)
        elif tag in _RETURNS:
            returns = written
    return found


def _read_import(text: str) -> list[Definition]:
    """`@import {A, B as C} from "./x"`, `@import d from "./x"`."""
    match = _IMPORT.match(text)
    if match is None:
        return []
    names, spec = match[1], match[2]
    if not names.startswith("{"):
        return [Definition(names, f'import("{spec}").default')]
    pairs = [part.split() for part in names[1:-1].split(",")]
    return [Definition(pair[-1], f'import("{spec}").{pair[0]}') for pair in pairs if len(pair) in (1, 3)]


def _write_definition(kind: str, base: str, named: list[tuple[str, str]], returns: str) -> str:
    folded = _fold(named)
    if kind == "callback":
        return f"({', '.join(f'{name}: {type_}' for name, type_ in folded)}) => {returns or 'void'}"
    return _write_object(folded) if folded else base


def _write_object(members: list[tuple[str, str]]) -> str:
    return "{" + "; ".join([f"{name}: {type_}" for name, type_ in members]) + "}"


def _add_named(named: list[tuple[str, str]], written: str, rest: str) -> None:
    match = _NAME.match(rest)
    if match is not None and len(named) < _MAX_NAMED:
        named.append((match[1], written or "unknown"))


def _fold(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parameters or properties, those below another one (`options.size`) as members of its type."""
    members: dict[str, list[tuple[str, str]]] = {}
    found = []
    for name, type_ in named:
        owner, _, member = name.partition(".")
        if member:
            members.setdefault(owner, []).append((member, type_))
        else:
            found.append((name, type_))
    if not members:
        return found
    lists = {owner for owner in members if owner.endswith("[]")}
    told = {
        owner.removesuffix("[]"): _write_object(_fold(below)) + ("[]" if owner in lists else "")
        for owner, below in members.items()
    }
    return [(name, told.get(name, type_)) for name, type_ in found]


def _first_name(text: str) -> str:
    match = _NAME.match(text)
    return match[1] if match is not None else ""


def _read_tags(comment: str) -> Iterator[tuple[str, str, str]]:
    """Each tag of a comment with its type and the text after that."""
    if "@" not in comment or len(comment) > _MAX_CHARS:
        return
    text = _STARS.sub("\n", comment.removeprefix("/**").removesuffix("*/"))
    for match in _TAG.finditer(text):
        at, written = match.end(), ""
        if text[at : at + 1] == "{":
            end = _find_end(text, at)
            if not end:
                continue
            written, at = write_type(text[at + 1 : end - 1]), end
        yield match[1], written, text[at : at + 200].partition("\n")[0]


def _find_end(text: str, start: int) -> int:
    """Where the braces end that open there; 0 if they do not."""
    end = text.find("}", start)
    if end < 0 or text.find("{", start + 1, end) < 0:
        return end + 1  # as nearly all are
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at + 1
    return 0


@lru_cache(maxsize=4096)
def write_type(text: str) -> str:
    """A type of JSDoc as TypeScript writes it: `?Array.<!Foo>=` is `Array<Foo>`."""
    text = " ".join(text.split())
    if text.startswith("..."):
        text = f"({text[3:]})[]"
    text = _OBJECT.sub("Record<", text.removesuffix("=")).replace(".<", "<")
    text = _MARK_AFTER.sub("", _MARK_BEFORE.sub(r"\1", text)).strip()
    return _write_function(text) if _FUNCTION.match(text) is not None else text


def _write_function(text: str) -> str:
    """`function(Foo, Bar): Baz` as an arrow."""
    start, depth = text.index("("), 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            break
    else:
        return ""
    parts = split_outside(text[start + 1 : at], ",", _BRACKETS)
    kept = [
        f"p{place}: {part.removesuffix('=')}"
        for place, part in enumerate(parts)
        if not part.startswith(("this:", "new:", "..."))
    ]
    result = text[at + 1 :].strip().removeprefix(":").strip()
    return f"({', '.join(kept)}) => {result or 'void'}"
