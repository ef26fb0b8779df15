"""The event log and all that a store holds, over the shared statements. The port says what each method means."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, islice, starmap
from operator import attrgetter
from typing import TYPE_CHECKING

from omny.base.errors import UsageError
from omny.storage.port.records import AtomEvent, GenerationRow
from omny.storage.port.search_text import matching_ids
from omny.storage.sql.pieces import PieceReader

if TYPE_CHECKING:
    from omny.storage.port.archive import Archive


RESTORED_EVENTS = 500
"""Events that are made whole at once: a megabyte of atoms."""


class HistoryReader(PieceReader):
    """The reading parts of `HistorySide`, without `as_of`, and of `ArchiveSide`. An archive has events as they are
    stored."""

    @abstractmethod
    def _read_log(self, atom_id: str | None, after: int, until: int | None) -> Iterator[AtomEvent]:
        """The events of `events`, as they are stored."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        logged = self._read_log(atom_id, after, until)
        while some := list(islice(logged, RESTORED_EVENTS)):
            yield from self._make_whole(some)

    def _make_whole(self, events: list[AtomEvent]) -> Iterator[AtomEvent]:
        from omny.model.events import is_packed  # here, since most questions read no event
        from omny.storage.port.restored import plain, restore

        whole: dict[int, AtomEvent] = {}
        if ids := {event.atom_id for event in events if is_packed(event.delta)}:
            atoms, listed = self.get_many(ids), self._list(sorted(ids))
            every = [AtomEvent(*row) for row in self._rows(self._sql.events_of, ids=listed)]
            for id_, chain in groupby(every, attrgetter("atom_id")):
                whole |= {event.id: event for event in restore(list(chain), atoms.get(id_))}
        return (plain(whole.get(event.id, event)) for event in events)

    def generations(self, *, after: int = 0) -> Iterator[GenerationRow]:
        return starmap(GenerationRow, self._stream(self._sql.generations, after=after))

    def history_start(self) -> int:
        return int(self._value(self._sql.history_start) or 0)

    def ids_in_history(self, name: str) -> list[str]:
        found = self._column(self._sql.past_id, name=name)
        return found or matching_ids(self._column(self._sql.past_ids, name=name), name)

    def generation(self, number: int) -> GenerationRow | None:
        return self._generation(self._sql.generation, generation=number)

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        return self._generation(self._sql.generation_at, timestamp=timestamp)

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        end = f"{prefix}g"  # sorts after every hexadecimal digit
        return [GenerationRow(*row) for row in self._rows(self._sql.generations_of_head, first=prefix, end=end)]

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        from omny.storage.sql.archive import make_archive  # here, since no question reads all that a store holds

        with self.reading():
            every, of_files = self._sql.all, self._sql.all_of_files
            yield make_archive(
                self.meta(),
                self.history_start(),
                lambda table: self._stream(every[table]),
                lambda table: self._stream(of_files[table]),
            )

    def _find_generation(self, generation: int) -> GenerationRow:
        """The commit of that number. Raises UsageError where history does not reach there."""
        row = self.generation(generation)
        if row is None or generation < self.history_start():
            raise UsageError("", f"no state of generation {generation} is kept", hint="see 'omny events'")
        return row

    def _generation(self, sql: str, **values: object) -> GenerationRow | None:
        rows = self._rows(sql, **values)
        return GenerationRow(*rows[0]) if rows else None
