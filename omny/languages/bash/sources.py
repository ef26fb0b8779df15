"""The file that a script reads by `source`: a path, in which only the script's own folder can stand as a variable.

Scripts write their own folder in few ways: `$(dirname "$0")`, `${BASH_SOURCE%/*}`, and a variable that holds one.
"""

from __future__ import annotations

import re

MAX_STEPS = 20  # rewritings of one path

_FILE = r"\$(?:\{BASH_SOURCE(?:\[0\])?(?::-\$\{?0\}?)?\}|BASH_SOURCE\b(?:\[0\])?|\{0\}|0\b|\{\(%\):-%[xN]\})"
_FOLDERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\$\{(?:BASH_SOURCE(?:\[0\])?|0)%/\*\}",
        rf"\$\(\s*dirname\s+(?:--\s+)?(?:\$\(\s*(?:readlink|realpath)(?:\s+-\w+)?\s+(?:--\s+)?{_FILE}\s*\)|{_FILE})\s*\)",
    )
)
_ABOVE = re.compile(r"\$\(\s*dirname\s+(?:--\s+)?(\.[\w./-]*)\s*\)")
_ENTERED = re.compile(
    r"\$\(\s*(?:builtin\s+)?cd\s+(?:-P\s+)?(?:--\s+)?(\.[\w./-]*)\s*"
    r"(?:[0-9&]*>\s*/dev/null\s*)?(?:2>&1\s*)?(?:&&|;)\s*pwd(?:\s+-\w+)?\s*\)"
)
_RESOLVED = re.compile(r"\$\(\s*(?:readlink|realpath)(?:\s+-\w+)?\s+(?:--\s+)?(\.[\w./-]*)\s*\)")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_ASSIGNED = re.compile(
    r"^[ \t]*(?:(?:local|export|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?(\w+)=(.*?)(?:[ \t]+#.*)?[ \t]*$",
    re.MULTILINE,
)
_PLAIN = re.compile(r"[\w./@+-]+")


def find_folders(text: str) -> dict[str, str]:
    """The variables of a script that hold a folder of the tree, by their only assignment: paths from its own folder."""
    folders: dict[str, str] = {}
    assigned: set[str] = set()
    for name, value in _ASSIGNED.findall(text):
        path = None if name in assigned else find_path(value, folders)
        assigned.add(name)
        folders.pop(name, None)
        if path is not None and path[0] == ".":
            folders[name] = path
    return folders


def find_path(text: str, folders: dict[str, str]) -> str | None:
    """The path that the text of an argument stands for, from the script's own folder; None if it is not known."""
    text = text.replace('"', "").replace("'", "")
    if text.count("`") == 2:
        text = text.replace("`", "$(", 1).replace("`", ")", 1)
    for pattern in _FOLDERS:
        text = pattern.sub(".", text)
    text = _VARIABLE.sub(lambda found: folders.get(found[1], found[0]), text)
    for _ in range(MAX_STEPS):
        before = text
        text = _ABOVE.sub(r"\1/..", _RESOLVED.sub(r"\1", _ENTERED.sub(r"\1", text)))
        if text == before:
            break
    return text if _PLAIN.fullmatch(text) else None
