"""The libraries that are measured: which are drawn, their trees, and the tools that say the truth of them.

Everything comes from the registries by their own clients and stays in bench/.cache.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

from bench.accuracy import python_truth, truth
from bench.corpora import CACHE, Corpus, prepare_tree

HERE = Path(__file__).parent
TOOLS = ("@types/node@22.20.7", "pyright@1.1.414", "typescript@5.9.3")
KINDS = ("python", "typescript", "jsdoc", "commonjs")
SEED = "accuracy"


class Library(NamedTuple):
    """A library, and whether it is measured only when nothing is tuned any more."""

    kind: str
    corpus: Corpus
    is_unseen: bool

    @property
    def work(self) -> Path:
        """The folder of what is made for the library."""
        return CACHE / "accuracy" / self.corpus.name


def draw() -> list[Library]:
    """Three libraries of each kind. The first one drawn of each kind is the unseen one."""
    kinds = tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))
    drawn = []
    for kind in KINDS:
        candidates = kinds[kind]
        for at, name in enumerate(random.Random(f"{SEED} {kind}").sample(sorted(candidates), 3)):
            requirement, digest, parts = candidates[name]
            registry = "pip" if kind == "python" else "npm"
            drawn.append(Library(kind, Corpus(name, registry, requirement, digest, tuple(parts), ""), at == 0))
    return drawn


def prepare_truth(library: Library) -> tuple[Path, truth.Truth]:
    """The tree of a library, and the calls of it as the checker of its language resolves them."""
    tree, file = _prepare_tree(library), library.work / "truth.jsonl"
    if not file.exists():
        tools = prepare_tools()
        library.work.mkdir(parents=True, exist_ok=True)
        if library.kind == "python":
            found = python_truth.read_truth(tree, [str(tools / ".bin" / "pyright-langserver"), "--stdio"])
            truth.write(found, file)
        else:
            lines = _run([_find("node"), str(HERE / "checker.cjs"), str(tree), library.kind], tools)
            file.write_text(lines, encoding="utf-8")
    return tree, truth.read(file)


def prepare_tools() -> Path:
    """The folder of the modules of the checkers and their compilers."""
    folder = CACHE / "accuracy" / "tools"
    if not (folder / "node_modules").is_dir():
        install(folder, *TOOLS)
    return folder / "node_modules"


def _prepare_tree(library: Library) -> Path:
    """The tree, beside the packages that it imports, without the declarations that a build made from its sources."""
    copy = library.work / "tree"
    if not copy.is_dir():
        if library.kind != "python":
            install(library.work, library.corpus.requirement, TOOLS[0])
        shutil.copytree(prepare_tree(library.corpus), copy)
        for file in copy.rglob("*.d.ts"):
            if file.with_name(file.name.removesuffix(".d.ts") + ".js").exists():
                file.unlink()
    return copy


def install(folder: Path, *requirements: str) -> None:
    """Installs packages of npm into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True}), encoding="utf-8")
    _run([_find("npm"), "install", "--ignore-scripts", "--silent", "--prefix", str(folder), *requirements], folder)


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise RuntimeError(f"{program} is not installed")
    return found


def _run(command: list[str], modules: Path) -> str:
    print("running", *command[:3], file=sys.stderr, flush=True)
    environment = {**os.environ, "NODE_PATH": str(modules), "NODE_OPTIONS": "--max-old-space-size=4096"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
    return done.stdout
