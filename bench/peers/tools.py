"""The tools that are compared: how each is installed, asked for an index, and read.

A tool is installed into bench/.cache by its registry's own client, at the version that stands here. What it keeps is
read as rows without the ids and times that differ from run to run, so that an index that was updated can be compared
with one that was made of the same files from nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import CACHE

Row = tuple[object, ...]

INSTALLED = CACHE / "peers"

QUIET = {"DO_NOT_TRACK": "1", "CODEGRAPH_TELEMETRY": "0", "NO_COLOR": "1", "CI": "1", "OMNY_VECTOR_URL": "off"}
"""The environment of every tool: nothing is sent anywhere, and no vectors are made."""


class NotInstallableError(RuntimeError):
    """A tool cannot be had here."""


@dataclass(frozen=True)
class Tool:
    """A tool that indexes a tree in which it is started."""

    name: str
    install: Callable[[], Path]  # the program; raises NotInstallableError
    first: tuple[str, ...]  # arguments that make an index from nothing
    update: tuple[str, ...]  # arguments that bring it up to date; none where it has no update of its own
    kept: tuple[str, ...]  # what it leaves in the tree: files and folders
    read: Callable[[Path, Path], Iterator[Row]]  # what the index of a tree holds, by the program and the tree


# ── installation ──


def _npm(package: str, program: str) -> Callable[[], Path]:
    def install() -> Path:
        folder = INSTALLED / package.replace("/", "-").strip("@")
        found = folder / "node_modules" / ".bin" / program
        if not found.exists():
            _run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package)
        return found

    return install


def _pip(requirement: str, program: str) -> Callable[[], Path]:
    def install() -> Path:
        folder = INSTALLED / requirement
        found = folder / "bin" / program
        if not found.exists():
            _run(sys.executable, "-m", "venv", str(folder))
            _run(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", requirement)
        return found

    return install


def _apt(package: str, program: str) -> Callable[[], Path]:
    """The program of the system; else that of the package, unpacked and not installed."""

    def install() -> Path:
        if (found := shutil.which(program)) is not None:
            return Path(found)
        folder = INSTALLED / package
        if not (folder / "usr" / "bin" / program).exists():
            folder.mkdir(parents=True, exist_ok=True)
            _run("apt-get", "download", package, cwd=folder)
            _run("dpkg", "-x", str(next(folder.glob("*.deb"))), str(folder))
        return folder / "usr" / "bin" / program

    return install


def _own() -> Path:
    return Path(sys.executable).with_name("omny")


def _run(*command: str, cwd: Path | None = None) -> str:
    """What a command prints. Raises NotInstallableError."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=cwd, env=os.environ | QUIET, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotInstallableError(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise NotInstallableError(f"{' '.join(command[:3])} failed: {lines[-1] if lines else done.returncode}")
    return done.stdout


# ── what an index holds ──


def _select(database: str, *statements: str) -> Callable[[Path, Path], Iterator[Row]]:
    def read(_program: Path, tree: Path) -> Iterator[Row]:
        with closing(sqlite3.connect(f"file:{tree / database}?mode=ro", uri=True)) as connection:
            for number, statement in enumerate(statements):
                for row in connection.execute(statement):
                    yield (number, *row)

    return read


def _omny_rows(program: Path, tree: Path) -> Iterator[Row]:
    for line in _run(str(program), "dump", "--root", str(tree)).splitlines():
        yield (line,)


def _tags(_program: Path, tree: Path) -> Iterator[Row]:
    with (tree / "tags").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if not line.startswith("!_"):
                yield (line,)


def _global_rows(program: Path, tree: Path) -> Iterator[Row]:
    asking = str(program.with_name("global"))
    for options in ("-x", "-rx", "-sx"):
        for line in _run(asking, options, ".*", cwd=tree).splitlines():
            yield (options, line)


TOOLS = (
    Tool("Omny", _own, ("index", "."), ("index", "."), (".omny",), _omny_rows),
    Tool(
        "@optave/codegraph 3.11.2",
        _npm("@optave/codegraph@3.11.2", "codegraph"),
        ("build", "."),
        ("build", "."),
        (".codegraph",),
        _select(
            ".codegraph/graph.db",
            "SELECT name, kind, file, line, end_line FROM nodes",
            "SELECT a.name, a.kind, a.file, a.line, b.name, b.kind, b.file, b.line, e.kind, e.dynamic FROM edges e"
            " JOIN nodes a ON a.id = e.source_id JOIN nodes b ON b.id = e.target_id",
        ),
    ),
    Tool(
        "@colbymchenry/codegraph 1.6.1",
        _npm("@colbymchenry/codegraph@1.6.1", "codegraph"),
        ("init", "."),
        ("sync", "."),
        (".codegraph",),
        _select(
            ".codegraph/codegraph.db",
            "SELECT kind, qualified_name, file_path, start_line, end_line FROM nodes",
            "SELECT a.qualified_name, a.file_path, a.start_line, b.qualified_name, b.file_path, b.start_line, e.kind,"
            " e.line FROM edges e JOIN nodes a ON a.id = e.source JOIN nodes b ON b.id = e.target",
        ),
    ),
    Tool(
        "code-review-graph 2.3.9",
        _pip("code-review-graph==2.3.9", "code-review-graph"),
        ("build",),
        ("update",),
        (".code-review-graph",),
        _select(
            ".code-review-graph/graph.db",
            "SELECT kind, qualified_name, file_path, line_start, line_end FROM nodes",
            "SELECT kind, source_qualified, target_qualified, file_path, line FROM edges",
        ),
    ),
    Tool("universal-ctags", _apt("universal-ctags", "ctags"), ("-R", "--fields=+n", "."), (), ("tags",), _tags),
    Tool("GNU Global", _apt("global", "gtags"), (), ("-i",), ("GTAGS", "GRTAGS", "GPATH"), _global_rows),
)
