"""The delta analyzer: changes of files to the delta of the index that follows from them.

Every file whose own facts changed is resolved, and every file that asked for a key whose answer changed, on disk or in
the held layer; nothing else is looked at. Reads the repository; writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from omny.base.progress import LOOK_UNITS, Look, Progress, Step, interleave_looks, never
from omny.model.atoms import StoredAtom
from omny.model.delta import Delta, FileDelta
from omny.model.files import LedgerEntry
from omny.model.surfaces import Surface
from omny.model.texts import Document
from omny.pipeline.change_detection import Changes
from omny.pipeline.delta import atom_changes, moves, name_changes, surface_changes
from omny.pipeline.layers import HeldLayer, describe_file, held_analysis, resolve_file
from omny.pipeline.ledger import Ledger
from omny.pipeline.tree_state import TreeState, decode_surface, file_names
from omny.storage.port.repository import AtomRepository


@dataclass(frozen=True, slots=True)
class Analyzed:
    """A delta, and how many files were resolved for it."""

    delta: Delta
    resolved: int


def analyze(repository: AtomRepository, ledger: Ledger, changes: Changes, progress: Progress | None = None) -> Analyzed:
    """What the changes mean for the index."""
    return _Analyzer(repository, ledger, changes).run(progress)


class _Analyzer:
    def __init__(self, repository: AtomRepository, ledger: Ledger, changes: Changes) -> None:
        self._repository = repository
        self._ledger = ledger
        self._changes = changes
        self._state = TreeState(repository, ledger)
        self._layer: HeldLayer | None = None  # where a file holds something over
        self._published: dict[str, tuple[str, ...]] = {}  # the names of changed files
        self._has_atoms = repository.meta().generation > 0  # also of files that the ledger has lost
        self._look: Look = never

    def run(self, progress: Progress | None) -> Analyzed:
        changes = self._changes
        self._look = _look(progress, 0, len(changes.analyses) + len(changes.gone))
        analyses = interleave_looks(changes.analyses.items(), self._look)
        surfaces: dict[str, Surface | None] = {path: decode_surface(analysis.surface) for path, analysis in analyses}
        surfaces.update(dict.fromkeys(changes.gone))
        surfaces.update({path: None for path, row in changes.entries.items() if not row.is_indexed})
        asked = self._lay_over(surfaces, progress) | self._hold(surfaces)
        dependants = self._dependants(asked) - surfaces.keys()
        files: list[FileDelta] = []
        concerned = sorted(surfaces.keys() | dependants)
        for path in concerned:
            if progress is not None:
                progress(Step.LINKING, len(files), len(concerned), 0)
            files.append(self._file_delta(path))
        others = changes.entries.keys() - surfaces.keys() - dependants
        files += [FileDelta(path, entry=changes.entries[path]) for path in sorted(others)]
        end = _look(progress, len(concerned), len(concerned))
        end()
        said = [file for file in interleave_looks(files, end) if _says_something(file)]
        if said:  # a stat alone is not worth a write, but goes along with one
            said += [
                FileDelta(path, entry=row)
                for path, row in interleave_looks(sorted(changes.refreshed.items()), end)
                if path not in surfaces and path not in dependants
            ]
        resolved = sum(surface is not None for surface in surfaces.values()) + len(dependants)
        return Analyzed(Delta(tuple(said), moves(said, end)), resolved)

    def _dependants(self, asked: set[int]) -> set[str]:
        """The files that have asked for one of the keys."""
        keys, found = iter(sorted(asked)), set[str]()
        while some := list(islice(keys, LOOK_UNITS)):
            self._look()
            found |= self._repository.dependants(some)
        return found

    def _lay_over(self, surfaces: dict[str, Surface | None], progress: Progress | None) -> set[int]:
        """Makes the changed files look as they do now; the keys whose answer changes by that."""
        asked: set[int] = set()
        for path, surface in surfaces.items():
            if progress is not None:
                progress(Step.LINKING, 0, len(surfaces), 0)
            names = () if surface is None else file_names(path, self._changes.entries[path].language, surface)
            self._published[path] = names
            if self._ledger:
                old = self._state.stored_surface(path)
                asked |= surface_changes(path, old, surface)
                asked |= name_changes(() if old is None else file_names(path, self._ledger[path].language, old), names)
            self._state.overlay(path, surface, names)
        return asked

    def _hold(self, surfaces: dict[str, Surface | None]) -> set[int]:
        """Makes the held layer if needed; returns the keys whose answer changes in it."""
        before = self._ledger.held
        after = {path: row for path, row in before.items() if path not in surfaces}
        after.update({path: row for path, row in self._changes.entries.items() if row.is_held})
        if not before and not after:
            return set()
        self._layer = HeldLayer(self._repository, self._ledger, self._state, after)
        self._layer.lay({path: (surface, self._published[path]) for path, surface in surfaces.items()})
        asked: set[int] = set()
        for path in before.keys() | after.keys():
            if path in surfaces:
                asked |= self._layer.changes(path, self._held_surface(path, before.get(path)))
        return asked

    def _held_surface(self, path: str, entry: LedgerEntry | None) -> Surface | None:
        """What a file had in the held layer before."""
        analysis = None if entry is None else held_analysis(self._repository, entry)
        return self._state.stored_surface(path) if analysis is None else decode_surface(analysis.surface)

    def _file_delta(self, path: str) -> FileDelta:
        changes = self._changes
        stored = self._repository.file_atoms(path) if self._has_atoms else []
        entry = changes.entries.get(path) or changes.refreshed.get(path)
        if path in changes.gone:
            created, modified, deleted = atom_changes(stored, ())
            return FileDelta(path, (), (), deleted, entry, entry is None)
        row = entry or self._ledger[path]
        analysis = changes.analyses.get(path)
        if analysis is None and row.is_indexed:
            analysis = self._repository.analysis(row.hash, row.language, row.extractor)
            assert analysis is not None  # what is in the ledger has its facts stored in the same transaction
        atoms, asked = resolve_file(path, analysis, self._state, self._layer)
        created, modified, deleted = atom_changes(stored, atoms)
        is_new = path in changes.analyses
        texts = describe_file(path, atoms if is_new else created, analysis, self._layer) if is_new or created else {}
        if is_new and stored:
            texts = self._changed_texts(path, stored, texts)
        return FileDelta(
            path=path,
            created=created,
            modified=modified,
            deleted=deleted,
            entry=entry,
            analysis=analysis if path in changes.new else None,
            names=self._published.get(path),
            dependencies=tuple(sorted(asked)),
            texts=tuple(texts.values()),
        )

    def _changed_texts(
        self, path: str, stored: Sequence[StoredAtom], texts: dict[str, Document]
    ) -> dict[str, Document]:
        """The texts that are not what is stored."""
        row = self._ledger.get(path)
        if row is None or not row.is_indexed or row.is_held:
            return texts
        analysis = self._repository.analysis(row.hash, row.language, row.extractor)
        if analysis is None:
            return texts
        before = describe_file(path, [each.atom for each in stored], analysis, None)
        return {id_: text for id_, text in texts.items() if before.get(id_) != text}


def _look(progress: Progress | None, done: int, total: int) -> Look:
    """Reports the number of linked files."""
    return never if progress is None else partial(progress, Step.LINKING, done, total, 0)


def _says_something(file: FileDelta) -> bool:
    return bool(
        file.created
        or file.modified
        or file.deleted
        or file.entry
        or file.removed
        or file.dependencies is not None
        or file.texts
    )
