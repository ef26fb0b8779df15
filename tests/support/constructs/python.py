"""The constructs of Python 3.8 to 3.14."""

from __future__ import annotations

from tests.support.constructs import Calls, Construct, Made, filled, read


def _since(construct: Construct) -> Construct:
    """A construct whose last line or end names the version that brought it: `# 3.12`."""
    body, _, minor = construct.text.rpartition("# 3.")
    return construct._replace(text=body.rstrip(), since=(3, int(minor))) if minor.isdigit() else construct


EXPRESSIONS = list(map(_since, read("python-expressions.txt")))
STATEMENTS = list(map(_since, read("python-statements.txt")))
TOPS = list(map(_since, read("python-tops.txt", top=True)))


def made(outer: Construct, inner: dict[str, str]) -> Made:
    """A file with the construct in a function, and a call behind it."""
    calls = Calls()
    text = filled(outer.text, calls, inner, ends="")
    if not outer.top:
        text = "async def around():\n" + "\n".join(_indented(text)) + f"\n    {calls.next()}"
    text += f"\n{calls.next()}\n"
    return Made(text + "".join(f"def {name}(): pass\n" for name in calls.names), calls.names)


def _indented(text: str) -> list[str]:
    """The lines of statements four columns further in, but for those that a string goes on in."""
    lines, inside = [], False
    for line in text.split("\n"):
        lines.append(line if inside or not line else "    " + line)
        inside ^= line.count("'''") % 2 == 1
    return lines
