"""Fills the sessions of the documentation with what the commands in them really print.

    python scripts/sessions.py [--check] [FILE.md ...]

A session is a fenced block of the kind `console` in README.md or docs/. Each line that begins with `$ omny ` is run in
a copy of tests/support/example, in order, and what it prints takes the place of the lines below it. A block of the kind
`console omny/watch` is run in a tree that holds a copy of that folder. A command that ends with a status other than 0
is an error unless the line says `# exit N`. With --check nothing is written, and the exit status is 1 where a document
would change. What differs each time (durations, tokens, paths of the copy) is made uniform first.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
EXAMPLE = TOP / "tests" / "support" / "example"

_BLOCK = re.compile(r"^```console(?: (?P<folder>[\w/]+))?\n(?P<session>.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"\$ omny (?P<arguments>.*?)(?:\s+# exit (?P<status>\d+))?")
_UNIFORM = (
    (
        re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
        "5f2c6a1e-0b7d-4c3e-9a58-2d1f0e9b8c7a",
    ),
    (re.compile(r"\b\d+\.\d+ s\b"), "0.05 s"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?"), "2026-01-01T00:00:00Z"),
    (re.compile(r"\b\d+(?:\.\d+)? [KM]i?B\b"), "0.3 MB"),
)


def documents() -> list[Path]:
    """Every document that may hold sessions."""
    return sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])


def fill(text: str) -> str:
    """The document with every session as it is when run now. Raises RuntimeError where a command fails."""
    return _BLOCK.sub(_fill_block, text)


def copy_folder(folder: str, home: Path) -> None:
    """Copies a folder of this tree to the same path below `home`."""
    shutil.copytree(TOP / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__", "*.so"))


def _fill_block(block: re.Match[str]) -> str:
    head, _, _ = block[0].partition("\n")
    return f"{head}\n{_session(block['session'], block['folder'])}```"


def _session(block: str, folder: str | None) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch).resolve() / "example"
        if folder:
            copy_folder(folder, home)
        else:
            shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns("__pycache__", ".omny"))
        if "$ omny index" not in block:
            _run("index", home)  # a session that does not begin with the index goes on from one
        return "".join(_lines(block, home))


def _lines(block: str, home: Path) -> Iterator[str]:
    for line in block.splitlines():
        command = _COMMAND.fullmatch(line)
        if command is None:
            if line.startswith("$"):
                raise RuntimeError(f"not a command of Omny: {line}")
            continue
        yield f"{line}\n"
        yield _run(command["arguments"], home, int(command["status"] or 0))


def _run(arguments: str, home: Path, status: int = 0) -> str:
    start = (
        "import sys; sys.argv[0] = 'omny'; from omny.base import user; user.user_name = lambda: 'you';"
        " from omny.cli import main; main()"
    )
    environment = {**os.environ, "HOME": str(home.parent), "NO_COLOR": "1", "COLUMNS": "100", "PYTHONPATH": str(TOP)}
    environment["OMNY_VECTOR_URL"] = "off"  # an extra, which not everybody has
    environment.pop("OMNY_DATABASE_URL", None)
    command = [sys.executable, "-c", start, *shlex.split(arguments)]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != status:
        raise RuntimeError(f"omny {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    text = (done.stdout + done.stderr).replace(str(home), "/home/you/example")
    for pattern, instead in _UNIFORM:
        text = pattern.sub(instead, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())

    return shlex.split(arguments)


def main(arguments: list[str]) -> int:
    """Fills or checks the documents; the exit status."""
    check = "--check" in arguments
    named = [Path(argument) for argument in arguments if argument != "--check"]
    changed = []
    for document in named or documents():
        text = document.read_text(encoding="utf-8")
        now = fill(text)
        if now != text:
            changed.append(document)
            if not check:
                document.write_text(now, encoding="utf-8")
    for document in changed:
        print(f"{'would change' if check else 'filled'}: {document}")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
