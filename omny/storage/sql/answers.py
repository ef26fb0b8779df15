"""The state side and the questions of queries, over the shared statements. The port says what each method means."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from omny.model.atoms import StoredAtom
from omny.model.files import FileStatus, LedgerEntry
from omny.storage.port.records import Counts, Namesake, Neighbour, SkippedFile, UnresolvedRow
from omny.storage.port.search_text import search_text
from omny.storage.port.walk import walk
from omny.storage.sql.reader import SqlReader
from omny.storage.sql.rows import Row, counts_of_uses, ledger_entry, skipped_file, stored_atom

if TYPE_CHECKING:
    from omny.model.facts import Analysis


class StateReader(SqlReader):
    """The reading half of `StateSide`, without `meta`."""

    _base_generation: int | None = None  # of the state that the next delta is made from

    def ledger(self) -> dict[str, LedgerEntry]:
        with self.reading():
            generation = self.meta().generation
            entries = {entry.path: entry for entry in map(ledger_entry, self._stream(self._sql.ledger))}
        self._base_generation = generation
        return entries

    def held_files(self) -> dict[str, LedgerEntry]:
        return {entry.path: entry for entry in map(ledger_entry, self._rows(self._sql.held))}

    def analysis(self, hash: str, language: str, extractor: str) -> Analysis | None:  # noqa: A002
        from omny.model.facts import Analysis  # here, since only a pass asks for facts

        rows = self._rows(self._sql.analysis, hash=hash, language=language, extractor=extractor)
        return Analysis(*rows[0]) if rows else None

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        found = self._value(self._sql.surface, hash=hash, language=language, extractor=extractor)
        return found if isinstance(found, bytes) else None

    def find_publishers(self, name: str, most: int) -> list[str]:
        return self._column(self._sql.named, name=name, most=most)

    def dependants(self, keys: Collection[int]) -> set[str]:
        return {path for (path,) in self._stream(self._sql.dependants, keys=self._list(keys))}

    def file_atoms(self, path: str) -> list[StoredAtom]:
        return self._atoms(self._sql.by_path, path=path)

    def _atoms(self, sql: str, **values: object) -> list[StoredAtom]:
        return list(map(stored_atom, self._rows(sql, **values)))


class AnswersReader(StateReader):
    """The part of `AnswersSide` that queries use, without `search`."""

    def get(self, id: str) -> StoredAtom | None:  # noqa: A002
        return self.get_many([id]).get(id)

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        return {stored.atom.id: stored for stored in self._atoms(self._sql.by_ids, ids=self._list(ids))}

    def by_name(self, name: str) -> list[StoredAtom]:
        return self._atoms(self._sql.by_name, name=name)

    def namesakes(self, name: str) -> list[Namesake]:
        """An atom with malformed data counts as no test, so that its history still answers."""
        rows = self._rows(self._sql.namesakes, name=name)
        return [Namesake(id_, type_, bool(is_test)) for id_, type_, is_test in rows]

    def search_paths(self, text: str) -> list[str]:
        return self._column(self._sql.paths_holding, text=text)

    def names_of_length(self, least: int, most: int) -> list[str]:
        return self._column(self._sql.names_of_length, least=least, most=most)

    def by_qualified_name(self, name: str) -> list[StoredAtom]:
        return self._atoms(self._sql.by_qualified_name, last=search_text(name).last, name=name)

    def in_file(self, path: str) -> list[StoredAtom]:
        return self._atoms(self._sql.in_file, path=path)

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        rows = self._rows(self._sql.ledger_entry, path=path)
        return ledger_entry(rows[0]) if rows else None

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        return self._walk(self._sql.callers, 0, ids, types, depth, limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        return self._walk(self._sql.callees, 1, ids, types, depth, limit)

    def _walk(
        self, sql: str, far_end: int, ids: Collection[str], types: Collection[str], depth: int, limit: int
    ) -> list[Neighbour]:
        listed = self._list(types)

        def fetch_edges(frontier: list[str], most: int) -> list[Row]:
            return self._rows(sql, ids=self._list(frontier), types=listed, most=most)

        return walk(fetch_edges, far_end, ids, depth, limit)

    def unresolved_callers(self, last: str, name: str | None = None) -> list[UnresolvedRow]:
        rows = self._rows(self._sql.unresolved_callers, last=last, name=name)
        return [UnresolvedRow(*row) for row in rows]

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        return counts_of_uses(self._rows(self._sql.uses, ids=self._list(ids), last=last))

    def totals(self) -> tuple[int, int]:
        return self._value(self._sql.rows["atoms"]), self._value(self._sql.rows["edges"])

    def counts(self) -> Counts:
        return Counts(
            files=dict(self._rows(self._sql.counted["files"])),
            languages=dict(self._rows(self._sql.languages)),
            lines=self._value(self._sql.lines),
            atoms=dict(self._rows(self._sql.counted["atoms"])),
            edges=dict(self._rows(self._sql.counted["edges"])),
            unresolved=self._value(self._sql.rows["unresolved"]),
            events=self._value(self._sql.rows["atom_events"]),
            bytes=self._value(self._sql.size),
        )

    def skipped_files(self) -> list[SkippedFile]:
        return self._list_files(FileStatus.SKIPPED)

    def excluded_files(self) -> list[SkippedFile]:
        return self._list_files(FileStatus.EXCLUDED)

    def degraded_files(self) -> list[SkippedFile]:
        return self._list_files(FileStatus.DEGRADED)

    def _list_files(self, status: FileStatus) -> list[SkippedFile]:
        return list(map(skipped_file, self._rows(self._sql.files_of_status, status=str(status))))
