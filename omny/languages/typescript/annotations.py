"""What a TypeScript annotation says of a value, as chains (see `omny.model`). Works on text, knows no grammar."""

from __future__ import annotations

import re
from functools import lru_cache

from omny.extract.text import split_outside
from omny.languages.javascript.expressions import TYPE_OF, Expressions

TABLES = Expressions.SHAPES

_NAME = re.compile(r"[^\W\d][\w$]*|[$][\w$]*")
_DOTTED = re.compile(r"(?:[^\W\d]|[$])[\w$]*(?:\s*\.\s*(?:[^\W\d]|[$])[\w$]*)*")
_IMPORT = re.compile(r"""import\(\s*(["'])([^"'\n]{1,400})\1\s*\)\s*(?:\.\s*([\w$.]+))?""")
_DEEPEST = 6  # levels of brackets; deeper annotations say nothing that a call needs
_MAX_CHARS = 400  # of an annotation; a longer one is a shape written out
_BRACKETS = ("(<[{", ")>]}")


def _unique(parts: list[str], depth: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys([value for part in parts for value in _read_type(part, depth - 1)]))


@lru_cache(maxsize=8192)
def read_annotation(annotation: str) -> tuple[str, ...]:
    """The chains of the values that something so annotated can be: "Foo | null" gives `Foo ()`.

    An array of Foo gives `*Foo ()`, a record or map to Foo `%Foo ()`, `typeof x` gives `x type()`. What tells nothing
    gives nothing: `string`, function types, shapes. Type parameters look like classes and are left to scopes.
    """
    text = annotation.strip()
    return _read_type(text, _DEEPEST) if len(text) <= _MAX_CHARS else ()


def _read_type(text: str, depth: int) -> tuple[str, ...]:
    if not depth or not text or ("=>" in text and len(split_outside(text.replace("=>", "\0"), "\0", _BRACKETS)) > 1):
        return ()
    alternatives = split_outside(text, "|&", _BRACKETS)
    if len(alternatives) > 1:
        return _unique(alternatives, depth)
    text = alternatives[0] if alternatives else ""
    for word in ("readonly ", "typeof "):
        if text.startswith(word):
            told = _read_type(text[len(word) :].strip(), depth - 1)
            if word == "readonly ":
                return told
            return tuple([value.removesuffix(" ()") + TYPE_OF for value in told if value[0] not in "*%"])
    if text.endswith("[]"):
        return tuple([f"*{value}" for value in _read_type(text[:-2].strip(), depth - 1)])
    if text.startswith("(") and text.endswith(")"):
        return _read_type(text[1:-1].strip(), depth - 1)
    if text == "this":
        return ("this self()",)
    if (match := _IMPORT.match(text)) is not None:
        if match.end() != len(text) or "::" in match[2]:
            return ()
        name = f"::{match[3].replace('.', ' ')}" if match[3] else ""
        return (f"^{match[2].replace(' ', '%20')}{name} ()",)
    match = _DOTTED.match(text)
    return () if match is None else _read_reference("".join(match[0].split()), text[match.end() :].strip(), depth)


def _read_reference(name: str, rest: str, depth: int) -> tuple[str, ...]:
    """A name and its type arguments."""
    if name in TABLES.plain_types:
        return ()
    mark = TABLES.containers.get(name, "")
    chain = name.replace(".", " ")
    if not rest:
        return () if mark else (f"{chain} ()",)
    if not (rest.startswith("<") and rest.endswith(">")):
        return ()
    arguments = split_outside(rest[1:-1], ",", _BRACKETS)
    if not arguments:
        return ()
    if name in TABLES.transparent_types:
        return _read_type(arguments[0], depth - 1)
    if mark == "%" and len(arguments) != 2:
        return ()
    if mark:
        return tuple([mark + value for value in _read_type(arguments[0 if mark == "*" else 1], depth - 1)])
    if name in ("ReturnType", "InstanceType"):
        return tuple([f"{value} ()" for value in _read_type(arguments[0], depth - 1) if value[0] not in "*%"])
    return (f"{chain} ()",)
