"""Random edits of a source tree, and after each: is the index what a fresh index of the same files would be?

    python -m scripts.fuzz [--seed N] [--steps N] [TREE ...]

Each TREE (by default those of tests/languages/*/callgraph) is copied, edited at random and indexed after every step. A
run is told by its seed: the same seed on the same tree makes the same edits. At the first difference the tree before
and after the step is kept, the differing lines of the two dumps are printed, and the run ends with 1.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from omny.base.config import Settings
from omny.base.paths import Root
from omny.languages import accepts
from omny.pipeline.indexer import index
from omny.query.dump import dump
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.places import CASES

SHOWN_LINES = 20

_IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]{2,}")
_BREAKAGE = (b"(", b")", b"def (:", b"class {", b"'''", b"`", b"import", b"=>", b"@", b"for in:")


class InProcess(Executor):
    """Does what is submitted at once: a fuzzer needs no processes."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Fuzzer:
    """One tree under one seed."""

    def __init__(self, tree: Path, seed: int) -> None:
        self.tree = tree
        self.random = random.Random(seed)
        self.graveyard: list[tuple[Path, bytes]] = []
        self.edits: list[Callable[[Path], None]] = [
            self.delete_lines,
            self.copy_lines,
            self.swap_lines,
            self.rename_identifier,
            self.insert_line_above,
            self.break_syntax,
            self.restore_version,
            self.remove_file,
            self.move_file,
            self.swap_files,
        ]

    def files(self) -> list[Path]:
        """The files that are indexed, in a fixed order."""
        return sorted(p for p in self.tree.rglob("*") if p.is_file() and accepts(p.relative_to(self.tree).as_posix()))

    def step(self) -> str:
        """Makes one to three edits; what they were."""
        names = []
        for _ in range(self.random.randint(1, 3)):
            files = self.files()
            if not files:
                self.restore()
                continue
            file, edit = self.random.choice(files), self.random.choice(self.edits)
            self.graveyard.append((file, file.read_bytes()))
            edit(file)
            names.append(f"{edit.__name__} {file.relative_to(self.tree)}")
        return ", ".join(names)

    def lines(self, file: Path) -> list[bytes]:
        """The lines of a file, always at least one."""
        return file.read_bytes().split(b"\n")

    def delete_lines(self, file: Path) -> None:
        """Removes up to six lines."""
        lines = self.lines(file)
        at = self.random.randrange(len(lines))
        del lines[at : at + self.random.randint(1, 6)]
        file.write_bytes(b"\n".join(lines))

    def copy_lines(self, file: Path) -> None:
        """Repeats up to twenty lines elsewhere in the file."""
        lines = self.lines(file)
        at, to = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        lines[to:to] = lines[at : at + self.random.randint(1, 20)]
        file.write_bytes(b"\n".join(lines))

    def swap_lines(self, file: Path) -> None:
        """Exchanges two lines."""
        lines = self.lines(file)
        one, other = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        file.write_bytes(b"\n".join(lines))

    def rename_identifier(self, file: Path) -> None:
        """Renames an identifier everywhere in the file, often to one of another file."""
        content = file.read_bytes()
        here = sorted(set(_IDENTIFIER.findall(content)))
        there = sorted(set(_IDENTIFIER.findall(self.random.choice(self.files()).read_bytes())))
        if here and there:
            old = self.random.choice(here)
            new = self.random.choice(there) if self.random.random() < 0.6 else old + b"X"
            file.write_bytes(re.sub(rb"(?<![\w$])" + re.escape(old) + rb"(?![\w$])", lambda _: new, content))

    def insert_line_above(self, file: Path) -> None:
        """Moves everything down by an empty line."""
        file.write_bytes(b"\n" + file.read_bytes())

    def break_syntax(self, file: Path) -> None:
        """Puts something that does not belong there at a random place."""
        content = file.read_bytes()
        at = self.random.randrange(len(content) + 1)
        file.write_bytes(content[:at] + self.random.choice(_BREAKAGE) + content[at:])

    def restore_version(self, file: Path) -> None:
        """Brings some file back as it once was."""
        self.restore()

    def remove_file(self, file: Path) -> None:
        """Removes the file."""
        file.unlink()

    def move_file(self, file: Path) -> None:
        """Moves the file over or beside another one, into a package, or into a new directory."""
        other = self.random.choice(self.files())
        name = self.random.choice((file.name, other.name, "__init__.py", "index" + file.suffix))
        folder = self.random.choice((other.parent, other.parent / "moved", self.tree))
        folder.mkdir(exist_ok=True)
        if not (folder / name).is_dir():
            file.rename(folder / name)

    def swap_files(self, file: Path) -> None:
        """Exchanges the contents of two files."""
        other = self.random.choice(self.files())
        one, two = file.read_bytes(), other.read_bytes()
        file.write_bytes(two)
        other.write_bytes(one)

    def restore(self) -> None:
        """Writes an earlier version of some file."""
        if self.graveyard:
            path, content = self.random.choice(self.graveyard)
            if not path.is_dir() and path.parent.is_dir():
                path.write_bytes(content)


def dump_lines(tree: Path, repository: SqliteRepository) -> list[str]:
    """The canonical dump, without what is held over, after the repository was brought to what is on disk."""
    index(Root.of(tree), repository, settings=Settings(), jobs=1, executors=lambda _: InProcess())
    return list(dump(repository, held=False))


def run(source: Path, seed: int, steps: int) -> bool:
    """Whether the index of the edited tree was right after each step."""
    with tempfile.TemporaryDirectory(prefix="omny-fuzz-") as scratch, SqliteRepository.in_memory() as repository:
        tree, before = Path(scratch) / "tree", Path(scratch) / "before"
        shutil.copytree(source, tree, ignore=shutil.ignore_patterns(".omny", ".git"))
        fuzzer = Fuzzer(tree, seed)
        dump_lines(tree, repository)
        for number in range(1, steps + 1):
            shutil.rmtree(before, ignore_errors=True)
            shutil.copytree(tree, before)
            what = fuzzer.step()
            with SqliteRepository.in_memory() as fresh:
                live, right = dump_lines(tree, repository), dump_lines(tree, fresh)
            if live != right:
                kept = Path(tempfile.mkdtemp(prefix="omny-fuzz-failed-"))
                shutil.copytree(Path(scratch), kept, dirs_exist_ok=True)
                print(f"{source}: seed {seed}, step {number} ({what}): the index is not that of the files; see {kept}")
                differing = [f"- {line}" for line in right if line not in set(live)]
                differing += [f"+ {line}" for line in live if line not in set(right)]
                print("\n".join(differing[:SHOWN_LINES]))
                return False
    print(f"{source}: seed {seed}, {steps} steps, 0 differences")
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the fuzzer; 0 where every step was right."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args(arguments)
    trees = options.trees or CASES
    wrong = sum(not run(tree, options.seed, options.steps) for tree in trees)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
