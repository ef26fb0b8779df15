"""`ConsistencyValidator`: all checks of one repository, at once or piece by piece.

Each finding is what one transaction shows, so no commit can make a healthy index look ill. Nothing is changed;
`omny/integrity/repair.py` does that.
"""

from __future__ import annotations

from itertools import chain

import msgspec

from omny.base.errors import DamagedError
from omny.derived.graph import BROKEN, AtomGraph
from omny.integrity.files import FileChecks
from omny.integrity.finding import Finding
from omny.integrity.history import history_walk
from omny.integrity.notes import check_notes
from omny.integrity.rows import GraphSource, Walk, graph_walk, rows_walk
from omny.integrity.search import search_walk
from omny.model.cures import Cure
from omny.storage.port.repository import AtomRepository

PARALLEL_FILES = 500
"""Files that are analysed at once if there is no other work."""


class _Right(msgspec.Struct, frozen=True):
    """What a light check compared that found nothing."""

    stamp: object  # of the repository
    graph: AtomGraph
    generation: int
    checksum: int  # of the graph


class ConsistencyValidator:
    """Checks one repository; with `graph` and `files`, compares it with these."""

    def __init__(
        self, repository: AtomRepository, *, graph: GraphSource = lambda: None, files: FileChecks | None = None
    ) -> None:
        self._repository = repository
        self._graph = graph
        self._files = files
        self._right: _Right | None = None

    def check(self, *, deep: bool = False) -> list[Finding]:
        """All findings, sorted; none where all is well. Raises StorageError where the store cannot be read at all."""
        walks = [self._damage(""), rows_walk(self._repository, self._graph), self._inner()]
        if deep and self._files is not None:
            walks += [self._files.tree(), self._files.walk(self._repository.paths(), PARALLEL_FILES)]
        found: list[Finding] = []
        try:
            for findings in chain.from_iterable(walks):
                found += findings
        except DamagedError as error:
            found.append(Finding("unreadable", error.path, error.reason, Cure.DATABASE))
        return sorted({self.date_finding(finding) for finding in found})

    def light(self) -> Walk:
        """Atoms, edges, unresolved calls, ledger, graph.

        Without a write since a clean light check, the stored data is still clean. The graph is in memory only, so its
        checksum is compared.
        """
        stamp, graph, right = self._repository.stamp(), self._graph(), self._right
        generation = graph.generation if graph else BROKEN
        if right and (stamp, graph, generation) == (right.stamp, right.graph, right.generation):
            yield from graph_walk(right.graph, right.generation, right.checksum, lambda _: None)
            return
        self._right, is_right = None, True
        for found in rows_walk(self._repository, self._graph):
            is_right = is_right and not found
            yield found
        if graph is None or generation == BROKEN or not is_right:
            return
        sums: list[int] = []
        yield from graph_walk(graph, generation, None, sums.append)
        if sums and self._repository.stamp() == stamp and self._graph() is graph:
            self._right = _Right(stamp, graph, generation, sums[0])

    def deep(self) -> Walk:
        """All that is not in the light check, in small pieces. Which files there are is no part of it: who checks piece
        by piece runs beside a daemon, which looks at the whole tree by itself."""
        yield from self._damage(*self._repository.tables())
        yield from self._inner()
        if self._files is not None:
            yield from self._files.walk(self._repository.paths())

    def date_finding(self, finding: Finding, clean: str = "") -> Finding:
        """The finding with `since`: the last time that the check was clean, or the last change of what it is about,
        whichever was later."""
        ids = finding.atoms or [
            stored.atom.id for path in finding.paths for stored in self._repository.file_atoms(path)
        ]
        try:
            last = self._repository.last_event_time(ids)
        except DamagedError:
            last = ""
        return msgspec.structs.replace(finding, since=max(clean, last))

    def _damage(self, *tables: str) -> Walk:
        """The store's own checks."""
        for table in tables:
            yield [
                Finding(kind, "", what, Cure.DATABASE if kind == "integrity" else Cure.DERIVE)
                for kind, what in self._repository.damage(table)
            ]

    def _inner(self) -> Walk:
        yield from search_walk(self._repository)
        yield from history_walk(self._repository)
        yield check_notes(self._repository)
