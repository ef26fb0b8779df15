"""What Python has and its grammar has not, in the source as the grammar can read it: each byte stays at its place.

Asked only for a file that does not parse. What stands in strings may be changed too, since texts are read from the
source as it is written.
"""

from __future__ import annotations

import re

_TYPE_PARAMETERS = re.compile(rb"(?:^|[;:])[ \t]*(?:async[ \t]+)?(?:def|class|type)[ \t]+\w+[ \t]*\[", re.MULTILINE)
_PART = re.compile(
    rb"""\#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?P<open>[\[({])|(?P<close>[\])}])|(?P<default>(?<![=!<>:])=(?!=))""",
    re.DOTALL,
)
_STAR = re.compile(rb"(?:[=,(\[{]|\b(?:return|yield|in))[ \t]*(\*)(?=[ \t]*\()")

MAX_LIST = 10_000  # bytes of type parameters; longer ones are nothing that somebody wrote


def plainer(source: bytes) -> bytes:
    """See `Walk.plainer`. A default of a type parameter becomes one more of them; a star before a parenthesis goes."""
    found = bytearray(source)
    end = 0
    for match in _TYPE_PARAMETERS.finditer(source):
        if match.end() >= end:
            end = _take_out_defaults(source, match.end() - 1, found)
    for match in _STAR.finditer(source):
        found[match.start(1)] = ord(" ")
    return bytes(found)


def _take_out_defaults(source: bytes, start: int, found: bytearray) -> int:
    """Writes a comma for each `=` of the list that opens there, and gives where it ends."""
    depth, end = 0, start
    for part in _PART.finditer(source, start, start + MAX_LIST):
        end = part.end()
        if part["open"]:
            depth += 1
        elif part["close"]:
            depth -= 1
            if not depth:
                break
        elif part["default"] and depth == 1:
            found[part.start()] = ord(",")
    return end
