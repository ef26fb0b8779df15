"""Renames random atoms of a copy of a tree, compiles it, and takes the renames back.

    python scripts/rename_trial.py TREE ENDING COUNT SEED COMMAND...

COMMAND is run in the copy after every few renames, such as `go vet ./...`; of those after which it fails, the one to
blame is found by undoing them one after the other. At the end the index is compared with a fresh one.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from omny.base.config import Settings
from omny.base.errors import OmnyError
from omny.base.paths import Root
from omny.edit.editor import EditContext, Editor
from omny.edit.request import Rename, Undo
from omny.model.atoms import AtomType
from omny.pipeline.indexer import Indexer, index, run_until_sure
from omny.query.dump import dump
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.stores import MemoryStore

AT_ONCE = 10
"""Renames between two compilations."""

MARK = "Renamed"


class Trial:
    """The copy, its index, and what became of the renames."""

    def __init__(self, root: Root, repository: SqliteRepository, ending: str, seed: int, command: list[str]) -> None:
        self.counts: Counter[str] = Counter()
        self._root, self._repository, self._ending, self._command = root, repository, ending, command
        indexer = Indexer(root, repository, settings=Settings(), jobs=1)
        run_until_sure(indexer)
        self._editor = Editor(EditContext(root, repository, indexer))
        self._random = random.Random(seed)
        self._tried: set[str] = set()

    def compiles(self) -> bool:
        """Whether the command succeeds."""
        return subprocess.run(self._command, cwd=self._root.path, capture_output=True, check=False).returncode == 0

    def run(self, count: int) -> None:
        """Renames that many atoms."""
        while len(self._tried) < count and (done := self._rename_some(min(AT_ONCE, count - len(self._tried)))):
            while not self.compiles() and done:
                blamed = done.pop()
                self._editor.run(Undo())
                if self.compiles():
                    print(f"breaks: {blamed}")
                    self.counts["applied, does not compile"] += 1
            self.counts["applied, compiles"] += len(done)
        fresh = MemoryStore()
        with fresh.open() as repository:
            index(self._root, repository, settings=Settings(), jobs=1)
            self.counts["lines that differ from a fresh index"] = sum(
                ((now := Counter(dump(self._repository))) - (then := Counter(dump(repository)))).values()
            ) + sum((then - now).values())

    def _rename_some(self, count: int) -> list[str]:
        done: list[str] = []
        atoms = [stored.atom for stored in self._repository.atoms() if stored.atom.file_path.endswith(self._ending)]
        known = sorted({(atom.function_name, atom.id) for atom in atoms if atom.type != AtomType.MODULE})
        self._random.shuffle(known)
        for name, id_ in known:
            if len(done) == count:
                break
            if name in self._tried or MARK in id_ or self._repository.get(id_) is None:
                continue
            self._tried.add(name)
            try:
                result = self._editor.run(Rename(atom=id_, name=f"{name}{MARK}", inferred=True))
            except OmnyError as error:
                self.counts["no name to be changed"] += 1
                print(error)
                continue
            if result.status == "applied":
                done.append(id_)
            else:
                self.counts[f"refused: {result.refusal}"] += 1
                print(f"{id_}: {result.reason}")
        return done


def main(tree: str, ending: str, count: str, seed: str, *command: str) -> None:
    """See above."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "tree")
        shutil.copytree(tree, place, symlinks=True, ignore=shutil.ignore_patterns(".git", ".omny", "target"))
        root = Root.of(place)
        with SqliteRepository.open(root.state_file("omny.db")) as repository:
            trial = Trial(root, repository, ending, int(seed), list(command))
            if not trial.compiles():
                sys.exit("the tree does not compile before anything is renamed")
            trial.run(int(count))
            print(dict(trial.counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
