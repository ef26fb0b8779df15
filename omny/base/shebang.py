"""The first line of a script: which program runs the file. For files without an ending, which say so nowhere else."""

from __future__ import annotations

_HEAD_BYTES = 256
MAX_SCRIPT_BYTES = 256 * 1024
"""Of a file that is opened for that: a larger one without an ending is data."""


def has_ending(path: str) -> bool:
    """Whether the name of a file says what it is; `.profile` counts as one that does."""
    return "." in path.rpartition("/")[2]


def find_interpreter(head: bytes) -> str:
    """The name of the program that runs a file with these first bytes, such as "bash", without a version; "" where the
    first line does not say it."""
    if not head.startswith(b"#!"):
        return ""
    words = head[2:_HEAD_BYTES].split(b"\n", 1)[0].decode("ascii", "replace").split()
    words = words[1:] if words and words[0].rpartition("/")[2] == "env" else words
    name = next((word for word in words if not word.startswith("-") and "=" not in word), "")
    return name.rpartition("/")[2].rstrip("0123456789.")
