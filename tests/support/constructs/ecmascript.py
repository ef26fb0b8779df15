"""The constructs of ECMAScript 2025, of JSX, and of what is on its way into the language."""

from __future__ import annotations

from tests.support.constructs import Calls, Made, filled, read

EXPRESSIONS = read("ecmascript-expressions.txt")
STATEMENTS = read("ecmascript-statements.txt")
TOPS = read("ecmascript-tops.txt", top=True)
ELEMENTS = read("jsx-expressions.txt")
ONLY = read("ecmascript-only.txt")


def made(outer: str, inner: dict[str, str], *, top: bool = False) -> Made:
    """A file with the construct in a function, and calls behind it."""
    calls = Calls()
    text = filled(outer, calls, inner, ends="")
    if not top:
        text = f"async function* around() {{\n{text}\n;{calls.next()}\n}}"
    text += f"\n;{calls.next()}\n"
    return Made(text + "".join(f"function {name}() {{}}\n" for name in calls.names), calls.names)


def as_statement(text: str) -> str:
    """An expression as a statement."""
    return f"x = {text};"
