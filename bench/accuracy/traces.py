"""What ran while the tests of an application ran: its source, its environment, and the calls between its functions.

Everything comes from the registries by their own clients and stays in bench/.cache. applications.toml says what.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

from bench.accuracy.libraries import HERE, install
from bench.accuracy.python_truth import find_calls, find_scopes, read_functions
from bench.accuracy.truth import Function, Key, Truth
from bench.corpora import CACHE, Corpus, prepare_tree

MAX_SECONDS = 1200
"""For the tests of an application: what was seen until then counts."""

Site = tuple[str, int, int]
Target = tuple[str, int, str]
"""Path, first line and name of a function; line 0 and the name with its owners of a class."""


class Application(NamedTuple):
    """An application, what its tests need, the folder that they run in, and how."""

    corpus: Corpus
    packages: list[str]
    folder: str
    tests: list[str]
    watched: list[str]

    @property
    def work(self) -> Path:
        """The folder of what is made for the application."""
        return CACHE / "applications" / self.corpus.name

    @property
    def tree(self) -> Path:
        """The source."""
        return self.work / "tree"


_KEYS = ("packages", "folder", "tests", "watched")


class Trace(NamedTuple):
    """The functions of a tree, the calls that ran with what they called, how called names are reached, and lines of
    functions and classes; of Python the modules, which tell how names are reached."""

    functions: list[Function]
    runs: list[tuple[Site, list[Target]]]
    hows: dict[Site, str]
    scopes: dict[tuple[str, str], int]
    modules: dict[str, ast.Module]

    def find(self, truth: Truth, target: Target) -> Key | None:
        """What a function that ran is counted as."""
        path, line, name = target
        line = line or self.scopes.get((path, name), 0)
        return truth.find_function(path, line, name.rpartition(".")[2]) if line else None

    def reach(self, site: Site) -> str:
        """How the called name at a place is reached."""
        if site not in self.hows and (module := self.modules.pop(site[0], None)):
            self.hows.update(((site[0], line, column), how) for line, column, _, how in find_calls(module))
        return self.hows.get(site, "other")


def read_applications() -> list[Application]:
    """What applications.toml lists."""
    table = tomllib.loads((HERE / "applications.toml").read_text(encoding="utf-8"))
    found = []
    for name, row in table.items():
        registry, requirement, digest = row["source"]
        corpus = Corpus(name, registry, requirement, digest, tuple(row["parts"]), "")
        found.append(Application(corpus, *(row[key] for key in _KEYS)))
    return found


def read_trace(application: Application) -> Trace:
    """What ran; runs the tests the first time."""
    tree, out = application.tree, application.work / "runs"
    is_python = application.corpus.registry == "pip"
    if not tree.is_dir():
        shutil.copytree(prepare_tree(application.corpus), tree)
    if not out.is_dir():
        out.mkdir()
        _run(application, *(_prepare_python(application) if is_python else _prepare_node(application)), out)
    return _read_python(tree, out) if is_python else _read_node(out)


def _read_python(tree: Path, out: Path) -> Trace:
    rows = [json.loads(line) for file in sorted(out.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    runs = [(tuple(row[:3]), [tuple(row[6:9]), tuple(row[3:6])]) for row in rows]
    functions, modules = read_functions(tree)
    scopes = {
        (path, name): node.lineno for path, module in modules.items() for _, name, node in find_scopes(path, module, "")
    }
    return Trace(functions, runs, {}, scopes, modules)


def _read_node(out: Path) -> Trace:
    rows = [json.loads(line) for line in (out / "source.jsonl").read_text("utf-8").splitlines()]
    functions = {number: Function(*row) for kind, number, *row in rows if kind == "function"}
    calls = {number: tuple(row) for kind, number, *row in rows if kind == "call"}
    pairs = {tuple(json.loads(line)) for line in (out / "runs.jsonl").read_text("utf-8").splitlines()}
    runs = [
        (calls[site][:3], [(made.path, made.line, made.name)])
        for site, made in sorted((site, functions[number]) for site, number in pairs)
    ]
    return Trace(list({*functions.values()}), runs, {row[:3]: row[3] for row in calls.values()}, {}, {})


def _prepare_python(application: Application) -> tuple[list[str], dict[str, str]]:
    """The command of the tests, in an environment of their own, and its variables."""
    work = application.work
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *application.packages], check=True)
    shutil.copyfile(HERE / "traced_python.py", work / "sitecustomize.py")
    return [str(python), *application.tests], {"PYTHONPATH": os.pathsep.join((str(work), str(application.tree)))}


def _prepare_node(application: Application) -> tuple[list[str], dict[str, str]]:
    work = application.work
    if not (work / "node_modules").is_dir():
        install(work, "--legacy-peer-deps", *application.packages)
    for name in ("traced_react.mjs", "traced_setup.mjs"):
        shutil.copyfile(HERE / name, work / name)
    command = [str(work / "node_modules" / ".bin" / "vitest"), "run", "--config", str(work / "traced_react.mjs")]
    return [*command, *application.tests], {}


def _run(application: Application, command: list[str], variables: dict[str, str], out: Path) -> None:
    places = {"TRACED_TREE": str(application.tree), "TRACED_OUT": str(out)}
    print("running the tests of", application.corpus.requirement, file=sys.stderr, flush=True)
    done = subprocess.run(
        ["timeout", "-s", "INT", str(MAX_SECONDS), *command],
        cwd=application.tree / application.folder,
        env={**os.environ, **variables, **places},
        check=False,
        capture_output=True,
        text=True,
    )
    print((done.stdout + done.stderr).strip()[-300:], file=sys.stderr)
