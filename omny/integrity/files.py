"""The files on disk against what is stored of them: what they hold, the facts in it, and the atoms that follow.

Each file is read and analysed again, and resolved again from what is stored of the others. Where that holds for all
files, the index is what a fresh one would be. That a file on disk is not what the ledger says need not be wrong: it may
have been saved a moment ago. Who runs beside a daemon asks again when that has looked at it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping

from omny.base.config import Settings
from omny.base.paths import Root
from omny.base.skip_reason import SkipReason
from omny.executors.pool import ExtractPool
from omny.executors.worker import Outcome, Task
from omny.integrity.finding import Finding
from omny.integrity.rows import Walk
from omny.languages import accepts, current_extractor, has_bodies, runs
from omny.model.cures import Cure
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.pipeline.delta import atom_changes
from omny.pipeline.indexer import RECURSION_LIMIT
from omny.pipeline.layers import HeldLayer, resolve_file
from omny.pipeline.tree_state import TreeState, decode_surface, file_names
from omny.storage.port.repository import AtomRepository
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.scan import scan

STALE = "stale"
"""The kind of the findings that may be no fault: on disk it is not what the ledger says."""

MAX_SHARED_FILES = 200
"""Files that are resolved with the same answers about others. More would hold the surfaces of a whole tree in memory;
where a commit comes between there are as few as that leaves."""


class FileChecks:
    """The checks of the files of one tree."""

    def __init__(self, root: Root, repository: AtomRepository, settings: Settings, pool: ExtractPool) -> None:
        self._root = root
        self._repository = repository
        self._settings = settings
        self._pool = pool
        self.stale: dict[str, object] = {}
        """By which a file was found stale, to tell whether it was touched since; None where it is gone."""
        self._states = self._state_of_now()
        self._shared = (0, 0)  # generation of the answers that are shared, and how many files may still share them

    def tree(self) -> Walk:
        """Which files there are, in one piece."""
        rules = IgnoreRules(self._root, exclude=self._settings.exclude)
        found = scan(self._root, rules, accepts, self._settings, runs=runs)
        ledger = self._repository.paths()
        new = [path for path in found.files if path not in ledger]
        gone = [path for path in ledger if path not in found.files and path not in found.skipped and found.knows(path)]
        yield [
            *(Finding(STALE, path, "on disk, and not in the ledger", Cure.FILE) for path in new),
            *(Finding(STALE, path, "in the ledger, and no longer on disk", Cure.FILE) for path in gone),
        ]

    def walk(self, paths: Iterable[str], at_once: int = 1) -> Walk:
        """Checks the contents of the files, a fixed number in each piece."""
        sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
        left = list(paths)
        yield [finding for path in self._repository.held_files() if path in left for finding in self._unread(path)]
        while left:
            tasks = list(filter(None, map(self._task, left[:at_once])))
            del left[:at_once]
            for outcome in self._pool.run(tasks):
                yield self._check_outcome(outcome)

    def _task(self, path: str) -> Task | None:
        entry = self._repository.ledger_entry(path)
        return (
            None
            if entry is None or not entry.is_indexed
            else Task(path, entry.language, entry.stat.size, has_bodies(entry.extractor))
        )

    def _check_outcome(self, outcome: Outcome) -> list[Finding]:
        """What is wrong with a file that was analysed again just now."""
        repository, path = self._repository, outcome.path
        with repository.reading():
            entry = repository.ledger_entry(path)
            if entry is None or not _is_of_now(entry):  # which a pass will see to
                return []
            if what := _on_disk(entry, outcome):
                self.stale[path] = (entry.hash, outcome.hash, outcome.stat) if outcome.stat else None
                return [Finding(STALE, path, what, Cure.FILE)]
            stored = repository.analysis(entry.hash, entry.language, entry.extractor)
            if stored is None:
                return [Finding("facts", path, "no facts are stored of its content", Cure.FILE)]
            if outcome.hash == entry.hash and outcome.analysis not in (None, stored):
                return [Finding("facts", path, "the stored facts are not those of its content", Cure.FILE)]
            return list(self._check_resolution(entry, stored))

    def _unread(self, path: str) -> Iterator[Finding]:
        """The faults of a file that cannot be read and has only held atoms in the index."""
        with self._repository.reading():
            entry = self._repository.ledger_entry(path)
            if entry is not None and entry.is_held and not entry.is_indexed:
                yield from self._check_resolution(entry, None)

    def _check_resolution(self, entry: LedgerEntry, stored: Analysis | None) -> Iterator[Finding]:
        """What is stored otherwise than it follows from the facts: those of the disk, and those that are held over."""
        path, repository = entry.path, self._repository
        atoms, asked = resolve_file(path, stored, *self._answers())
        created, modified, deleted = atom_changes(repository.file_atoms(path), atoms)
        for atom in created:
            yield Finding("missing atom", atom.id, "its file has it", Cure.FILE)
        for before, atom in modified:
            fields = [name for name in atom.__struct_fields__ if getattr(before.atom, name) != getattr(atom, name)]
            yield Finding("wrong atom", atom.id, f"its file gives other values of {', '.join(fields)}", Cure.FILE)
        for extra in deleted:
            yield Finding("extra atom", extra.atom.id, "its file does not have it", Cure.FILE)
        if self._has_lost_keys(entry, stored, asked):
            yield Finding("dependencies", path, "it asks keys of other files that are not stored", Cure.FILE)
        names = () if stored is None else file_names(path, entry.language, decode_surface(stored.surface))
        if repository.published_names(path) != tuple(sorted(set(names))):
            yield Finding("names", path, "it is found by other names than it has", Cure.FILE)

    def _has_lost_keys(self, entry: LedgerEntry, stored: Analysis | None, asked: set[int]) -> bool:
        """Whether a key is missing that has to be there. There may be more: an answer that another file has worked out
        comes with keys about this one."""
        known = set(self._repository.dependency_keys(entry.path))
        if known.issuperset(asked):
            return False
        return not known.issuperset(resolve_file(entry.path, stored, *self._state_of_now())[1])

    def _answers(self) -> tuple[TreeState, HeldLayer | None]:
        """What other files say. Shared by the checks of some files, as in a pass."""
        generation = self._repository.meta().generation
        shared, left = self._shared
        if shared != generation or not left:
            self._states, left = self._state_of_now(), MAX_SHARED_FILES
        self._shared = (generation, left - 1)
        return self._states

    def _state_of_now(self) -> tuple[TreeState, HeldLayer | None]:
        rows = _Rows(self._repository)
        disk = TreeState(self._repository, rows)
        layer = None
        if held := self._repository.held_files():
            layer = HeldLayer(self._repository, rows, disk, held)
            layer.lay({})
        return disk, layer


def _is_of_now(entry: LedgerEntry) -> bool:
    bodies = has_bodies(entry.extractor)
    return entry.is_indexed and current_extractor(entry.language, bodies=bodies) == entry.extractor


def _on_disk(entry: LedgerEntry, outcome: Outcome) -> str:
    """The difference between a file and its row; "" without one, or if the file cannot be compared."""
    if outcome.reason.code is SkipReason.VANISHED:
        return "in the ledger, and no longer on disk"
    if outcome.analysis is None:
        return f"on disk it cannot be indexed: {outcome.reason}" if outcome.stat is not None else ""
    return "on disk it is not what the ledger says" if outcome.hash != entry.hash else ""


class _Rows(Mapping[str, LedgerEntry]):
    """The ledger, looked up row by row: of few files all are asked for."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository

    def __getitem__(self, path: str) -> LedgerEntry:
        entry = self._repository.ledger_entry(path)
        if entry is None:
            raise KeyError(path)
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(self._repository.paths())

    def __len__(self) -> int:
        return len(self._repository.paths())

    def __bool__(self) -> bool:
        return True
