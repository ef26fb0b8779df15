"""Drift: real trees under a live daemon, changed in the ways that lead an index astray, compared after each.

    python -m bench.drift [--only NAME]...

Each tree of `corpora.py` is copied, and a daemon watches the copy. After each step: how many atoms and edges its index
lacks, and has too many, against a fresh index of the same files; how many files were parsed; and the milliseconds from
the last write to the end of `sync`. Where a directory is renamed, a file broken or a worktree made,
the fresh index is of a copy of the tree, in another place. A step that brings back what was there
before has to parse nothing.

Prints a table and writes bench/results/drift-DATE-COMMIT.json. Ends with 1 where anything differs, where a step back
parsed something, or where a tree could not be had.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import CORPORA, OTHER_RELEASES, Corpus, prepare_tree
from bench.database import busiest_atom
from bench.report import TOP, Result, save, table
from omny.base.paths import os_path
from omny.languages import accepts
from scripts.live import Differences, LiveDaemon, run

INSERTED_LINES = 40
RENAMED_FILES = 1_000  # of the directory that is renamed, as near as the tree has one
SHOWN_LINES = 10
_COMMENT = {".py": "#", ".pyi": "#", ".pyw": "#"}  # others have //


@dataclass(frozen=True)
class Step:
    """A change of the tree; `make` returns how many files it touched. `is_back` where all of it was there before."""

    name: str
    make: Callable[[], int]
    is_back: bool = False
    elsewhere: bool = False  # whether the fresh index is of a copy


class Subject:
    """A tree, and the definition in it that most atoms call."""

    def __init__(self, corpus: Corpus, tree: Path, daemon: LiveDaemon) -> None:
        self.tree = tree
        self._this, self._other = prepare_tree(corpus), prepare_tree(OTHER_RELEASES[corpus.name])
        self.atom, self._name = busiest_atom(daemon.database)
        [found] = daemon.ask("show", {"atom": self.atom})["results"]
        self._defining = os_path(found["file_path"])
        self._moved = f"{os.path.dirname(self._defining)}/moved_{os.path.basename(self._defining)}".lstrip("/")
        self._calling, self._sites = self._a_caller(daemon)

    def steps(self) -> Iterator[Step]:
        """The steps, in their order: each begins where the one before it ended."""
        yield Step("touch a file, change nothing", self._touch, is_back=True)
        yield Step("edit a caller", self._edit_caller)
        yield Step(f"insert {INSERTED_LINES} lines above callees", self._insert_lines)
        yield Step("rename what is most called", lambda: self._rename(self._name, f"{self._name}_anew"))
        yield Step("rename it back", lambda: self._rename(f"{self._name}_anew", self._name), is_back=True)
        yield Step("revert both files", lambda: self._revert(self._calling, self._defining), is_back=True)
        yield Step("move that file", lambda: self._move(self._defining, self._moved), is_back=True)
        yield Step("delete it", lambda: self._delete(self._moved), is_back=True)
        yield Step("restore it", lambda: self._revert(self._defining), is_back=True)
        folder, count = self._folder()
        there, away = self.tree / folder, self.tree / f"{folder}_anew"
        yield Step(f"rename a directory of {count:,} files", lambda: _rename(there, away, count), True, elsewhere=True)
        yield Step("rename it back", lambda: _rename(away, there, count), True, elsewhere=True)
        yield Step("break a file", self._break, elsewhere=True)
        yield Step("mend it", lambda: self._revert(self._defining), True, elsewhere=True)
        yield Step("switch to another release", lambda: switch(self.tree, self._other))
        yield Step("switch back", lambda: switch(self.tree, self._this), is_back=True)

    def _a_caller(self, daemon: LiveDaemon) -> tuple[str, list[int]]:
        """A file that calls it and is not its own, and the lines at which it does."""
        callers = daemon.ask("callers", {"atom": self.atom, "limit": 1000})["results"]
        for caller in callers:
            sites = [site for edge in caller["edges"] for site in edge["sites"]]
            lines = sorted({int(site["line"]) for site in sites})
            if lines and os_path(sites[0]["path"]) != self._defining:
                return os_path(sites[0]["path"]), lines
        raise RuntimeError(f"{self.atom} has no caller in another file")

    def _touch(self) -> int:
        os.utime(self.tree / self._defining)
        return 1

    def _edit_caller(self) -> int:
        """Each of its calls goes elsewhere."""
        lines = _lines(self.tree / self._calling)
        for number in self._sites:
            lines[number - 1] = re.sub(rb"\b%b\b" % re.escape(self._name.encode()), b"elsewhere", lines[number - 1])
        return _write(self.tree / self._calling, lines)

    def _insert_lines(self) -> int:
        file = self.tree / self._defining
        comment = _COMMENT.get(file.suffix, "//").encode() + b" a line above\n"
        return _write(file, [comment] * INSERTED_LINES + _lines(file))

    def _rename(self, old: str, new: str) -> int:
        """Everywhere in its file; callers in others then call what is not there."""
        file = self.tree / self._defining
        text = re.sub(rb"\b%b\b" % re.escape(old.encode()), lambda _: new.encode(), file.read_bytes())
        return _write(file, [text])

    def _revert(self, *paths: str) -> int:
        for path in paths:
            put(self._this / path, self.tree, path)
        return len(paths)

    def _folder(self) -> tuple[str, int]:
        """The directory whose number of source files is nearest to RENAMED_FILES, and that number."""
        counts = Counter(
            str(above) for path in _files(self.tree) if accepts(path) for above in Path(path).parents if above.name
        )
        return min(counts.items(), key=lambda each: (abs(each[1] - RENAMED_FILES), each[0]))

    def _break(self) -> int:
        """Nothing is left but the begin of a statement, as of a file that is being written."""
        return _write(self.tree / self._defining, [b"import os\n\n\nclass Broken(a, defau"])

    def _move(self, source: str, target: str) -> int:
        (self.tree / source).rename(self.tree / target)
        return 2

    def _delete(self, path: str) -> int:
        (self.tree / path).unlink()
        return 1


def _rename(source: Path, target: Path, count: int) -> int:
    source.rename(target)
    return 2 * count


def switch(tree: Path, target: Path) -> int:
    """Makes the tree what `target` is, as a checkout does: only what differs is written. Returns how many files of a
    language that is."""
    here, there = _files(tree), _files(target)
    changed = 0
    for path in sorted(here - there):
        (tree / path).unlink()
        changed += accepts(path)
    for path in sorted(there):
        if path in here and filecmp.cmp(tree / path, target / path, shallow=False):
            continue
        put(target / path, tree, path)
        changed += accepts(path)
    return changed


def put(source: Path, tree: Path, path: str) -> None:
    """Puts a file in its place in one moment: one that is half written would be parsed for what it is."""
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    beside = tree.with_name("being-written")
    shutil.copyfile(source, beside)
    beside.replace(tree / path)


def drift(corpus: Corpus) -> list[Result]:
    """All steps of one tree."""
    results = []
    with tempfile.TemporaryDirectory(prefix="omny-drift-") as scratch:
        tree = Path(scratch) / "tree"
        shutil.copytree(prepare_tree(corpus), tree, symlinks=True)
        with LiveDaemon(tree) as daemon:
            daemon.sync()
            for step in Subject(corpus, tree, daemon).steps():
                time.sleep(0.2)  # nothing is racy any more
                files = step.make()
                synced = daemon.sync()
                differences = _elsewhere(daemon, tree) if step.elsewhere else daemon.differences()
                atoms, edges, search = (differences.of(kind) for kind in ("atom", "edge", "search"))
                result: Result = {
                    "tree": corpus.name,
                    "step": step.name,
                    "is_back": step.is_back,
                    "files": files,
                    "parsed": synced.parsed,
                    "sync_milliseconds": round(synced.milliseconds, 1),
                    "missing": {"atoms": atoms[0], "edges": edges[0], "search": search[0]},
                    "extra": {"atoms": atoms[1], "edges": edges[1], "search": search[1]},
                    "differences": len(differences),
                }
                results.append(result)
                print(f"  {corpus.name}: {step.name}: {len(differences)} lines differ", file=sys.stderr, flush=True)
                if differences:
                    print(differences.show(SHOWN_LINES), file=sys.stderr)
            findings = daemon.findings()
            results[-1]["findings"] = len(findings)
            print(f"  {corpus.name}: {len(findings)} findings of the validator", file=sys.stderr, flush=True)
            results.append(first_index_of_a_worktree(corpus.name, tree, daemon))
    return results


def first_index_of_a_worktree(name: str, tree: Path, daemon: LiveDaemon) -> Result:
    """The first index of a worktree of the tree, which takes all facts from the tree's own."""
    worktree = tree.with_name("worktree")
    who = ("-c", "user.name=omny", "-c", "user.email=omny@example.org", "-c", "gc.auto=0")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "1"], ["worktree", "add", "-q", str(worktree)]):
        run(["git", *who, *command], cwd=tree)
    daemon.sync()
    with LiveDaemon(worktree) as other:
        synced = other.sync()
        differences = _elsewhere(other, worktree)
    atoms, edges, search = (differences.of(kind) for kind in ("atom", "edge", "search"))
    return {
        "tree": name,
        "step": "first index of a worktree",
        "is_back": True,
        "files": sum(map(accepts, _files(worktree))),
        "parsed": synced.parsed,
        "sync_milliseconds": round(synced.milliseconds, 1),
        "missing": {"atoms": atoms[0], "edges": edges[0], "search": search[0]},
        "extra": {"atoms": atoms[1], "edges": edges[1], "search": search[1]},
        "differences": len(differences),
    }


def _elsewhere(daemon: LiveDaemon, tree: Path) -> Differences:
    with tempfile.TemporaryDirectory(prefix="omny-drift-") as scratch:
        copy = shutil.copytree(tree, Path(scratch) / "tree", symlinks=True, ignore=shutil.ignore_patterns(".omny"))
        return daemon.differences(copy)


def is_right(result: Result) -> bool:
    """Whether a step left the index as it has to be, without work for nothing."""
    return not (result["differences"] or result.get("findings") or (result["is_back"] and result["parsed"]))


def _files(tree: Path) -> set[str]:
    """The regular files below a directory, what Omny keeps there apart."""
    found = set()
    for directory, directories, names in os.walk(tree):
        if ".omny" in directories:
            directories.remove(".omny")
        found |= {os.path.relpath(os.path.join(directory, name), tree) for name in names}
    return {path for path in found if not (tree / path).is_symlink()}


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


def _write(file: Path, lines: list[bytes]) -> int:
    file.write_bytes(b"".join(lines))
    return 1


_COLUMNS: tuple[tuple[str, Callable[[Result], object]], ...] = (
    ("tree", lambda r: r["tree"]),
    ("step", lambda r: r["step"]),
    ("files", lambda r: f"{r['files']:,}"),
    ("parsed", lambda r: f"{r['parsed']:,}"),
    ("ms", lambda r: f"{r['sync_milliseconds']:.0f}"),
    ("atoms -", lambda r: r["missing"]["atoms"]),
    ("atoms +", lambda r: r["extra"]["atoms"]),
    ("edges -", lambda r: r["missing"]["edges"]),
    ("edges +", lambda r: r["extra"]["edges"]),
)


def main() -> int:
    """Runs the bench; exit status 1 where a tree could not be had or anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", choices=[corpus.name for corpus in CORPORA])
    options = parser.parse_args()
    results: list[Result] = []
    missing = []
    for corpus in CORPORA:
        if options.only and corpus.name not in options.only:
            continue
        try:
            prepare_tree(corpus), prepare_tree(OTHER_RELEASES[corpus.name])
        except RuntimeError as error:
            print(error, file=sys.stderr)
            missing.append(corpus.name)
            continue
        results += drift(corpus)
    file = save("drift", {"missing": missing, "results": results})
    print(table([head for head, _ in _COLUMNS], [[show(r) for _, show in _COLUMNS] for r in results], left=2))
    wrong = sum(not is_right(result) for result in results)
    print(f"\n{len(results)} steps, {wrong} wrong; {file.relative_to(TOP)}")
    return 1 if missing or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
