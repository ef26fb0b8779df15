"""Small programs, one feature of a language each, and the calls that run in them: how many of them an index has.

    python -m bench.accuracy micro [python|javascript|typescript] [CATEGORY ...] [--list]
    python -m bench.accuracy micro --run

`micro/LANGUAGE/CATEGORY.toml` has a table for each program: `text`, with `%- PATH` before each further file, and
`calls`, what a tracer saw when the program ran. Every path of a program runs, so nothing else may be called. `a -> b`
is a call that stands in the source, and the index must have an edge of type call. `a ~> b` is one that does not stand
there: of a property, an operator, a statement, or a function that a library calls; an edge of any type will do. `may`
are edges that are neither right nor wrong. `--run` runs the programs again and says where the tracer disagrees; it
needs Node.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.accuracy.libraries import prepare_tools
from omny.base.config import Settings
from omny.base.paths import Root
from omny.pipeline.indexer import index
from omny.query.dispatch import list_edges
from omny.storage.sqlite.repository import SqliteRepository

PROGRAMS = Path(__file__).with_name("micro")
ENDINGS = {"python": ".py", "javascript": ".js", "typescript": ".ts"}
COUNTED = ("call", "implicit", "dispatch")
ANY = (*COUNTED, "callback", "decorator")


@dataclass(frozen=True)
class Program:
    """A program, and the pairs of functions of it that call each other."""

    language: str
    category: str
    name: str
    files: dict[str, str]
    calls: frozenset[tuple[str, str]]
    other: frozenset[tuple[str, str]]
    may: frozenset[tuple[str, str]]

    @property
    def id(self) -> str:
        """`python/args/default`."""
        return f"{self.language}/{self.category}/{self.name}"

    @contextmanager
    def written(self) -> Iterator[Path]:
        """A folder with its files."""
        with tempfile.TemporaryDirectory(prefix="omny-micro-") as folder:
            for path, text in self.files.items():
                file = Path(folder).resolve() / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            yield Path(folder).resolve()


def read_programs(language: str) -> Iterator[Program]:
    """The programs of a language, in the order of their categories."""
    main = f"main{ENDINGS[language]}"

    def pairs(lines: list[str], arrow: str) -> frozenset[tuple[str, str]]:
        ends = (line.split(f" {arrow} ") for line in lines if f" {arrow} " in line)
        return frozenset(tuple(end if "::" in end else f"{main}::{end}" for end in each) for each in ends)  # type: ignore[misc]

    for file in sorted((PROGRAMS / language).glob("*.toml")):
        for name, each in tomllib.loads(file.read_text(encoding="utf-8")).items():
            first, *rest = re.split(r"^%- (.*)\n", each["text"], flags=re.M)
            files = {main: first, **dict(zip(rest[::2], rest[1::2], strict=True))}
            calls, may = each["calls"], pairs(each.get("may", []), "->")
            yield Program(language, file.stem, name, files, pairs(calls, "->"), pairs(calls, "~>"), may)


class _Here:
    """An executor that does at once what it is given."""

    def submit(self, function: Any, *values: Any, **named: Any) -> Future[Any]:
        """Its result, or its error."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*values, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, *_: Any, **__: Any) -> None:
        """Nothing is kept."""


@dataclass
class Found:
    """What an index has of programs."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Counts further programs."""
        self.right += other.right
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def precision(self) -> float:
        """How many of the edges of the index ran."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """How many of the calls that ran the index has."""
        return self.right / max(1, self.right + len(self.missed))


def caller(atom: str, type_: str) -> str:
    """What runs the call of an edge: a decorator is called where the decorated function is defined."""
    if type_ != "decorator":
        return plain(atom)
    path, _, name = atom.partition("::")
    return f"{path}::{name.rpartition('.')[0] or '<module>'}"


def plain(atom: str) -> str:
    """The name of an atom: a constructor is its class."""
    return re.sub(r"\.(__init__|__new__|constructor)$", "", atom)


def score(program: Program) -> Found:
    """Indexes a program."""
    repository = SqliteRepository.in_memory()
    try:
        with program.written() as folder:
            index(Root.of(folder), repository, settings=Settings(), jobs=1, executors=lambda _: _Here())  # type: ignore[arg-type,return-value]
        edges = {
            (caller(edge.source_id, type_), plain(edge.target_id), type_)
            for edge in list_edges(repository)
            for type_ in [str(edge.edge_type)]
        }
    finally:
        repository.close()
    wanted: dict[tuple[str, str], tuple[str, ...]] = {(plain(s), t): ("call", "dispatch") for s, t in program.calls}
    wanted |= {(plain(s), t): ANY for s, t in program.other}
    right = {pair for pair, types in wanted.items() if any((pair[0], pair[1], type_) in edges for type_ in types)}
    also = {(s, t) for s, t, type_ in edges if type_ in COUNTED} - wanted.keys() - program.may
    names = f"{program.id}: "
    return Found(
        len(right),
        [f"{names}{s} -> {t}" for s, t in sorted(wanted.keys() - right)],
        [f"{names}{s} -> {t}" for s, t in sorted(also)],
    )


def _row(name: str, programs: int, found: Found) -> str:
    wrong, missed = len(found.wrong), len(found.missed)
    return f"{name:32} {programs:8} {found.right:6} {missed:7} {wrong:6} {found.precision:9.3f} {found.recall:7.3f}"


def measure(languages: list[str], words: set[str], *, is_listed: bool) -> None:
    """Prints precision and recall by category."""
    print(f"{'':32} {'programs':>8} {'right':>6} {'missed':>7} {'wrong':>6} {'precision':>9} {'recall':>7}")
    totals: dict[str, tuple[int, Found]] = {}
    lines: list[str] = []
    for language in languages:
        for program in read_programs(language):
            if not words or words & {program.category, program.name}:
                found = score(program)
                lines += [f"missed {each}" for each in found.missed] + [f"wrong  {each}" for each in found.wrong]
                for name in (f"{language}/{program.category}", language):
                    count, total = totals.setdefault(name, (0, Found()))
                    total.add(found)
                    totals[name] = count + 1, total
    for name, (count, total) in sorted(totals.items()):
        print(_row(name, count, total))
    if is_listed:
        print(*lines, sep="\n")


def trace(program: Program) -> set[tuple[str, str, str]]:
    """What runs in a program."""
    with program.written() as folder:
        if program.language == "python":
            command = [sys.executable, "-m", "bench.accuracy.micro_trace", str(folder)]
        else:
            typescript = prepare_tools() / "typescript"
            command = ["node", str(Path(__file__).with_name("micro_trace.cjs")), str(typescript), str(folder)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)
        return {tuple(each) for each in (found[str(folder)] if program.language == "python" else found)}


def check(languages: list[str], words: set[str]) -> None:
    """Runs the programs, and prints where one calls something else than its table says."""
    for language in languages:
        for program in read_programs(language):
            if words and not words & {program.category, program.name}:
                continue
            stated = {(s, "->", t) for s, t in program.calls} | {(s, "~>", t) for s, t in program.other}
            ran = {each for each in trace(program) if (each[0], each[2]) not in program.may}
            for source, kind, target in sorted(stated ^ ran):
                print(f"{program.id}: {source} {kind} {target}")


def main(words: list[str]) -> None:
    """See the module."""
    languages = [each for each in ENDINGS if each in words] or list(ENDINGS)
    chosen = {each for each in words if not each.startswith("--")} - ENDINGS.keys()
    if "--run" in words:
        check(languages, chosen)
    else:
        measure(languages, chosen, is_listed="--list" in words)
