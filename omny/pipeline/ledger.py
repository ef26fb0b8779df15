"""`Ledger`: what the index holds of each path, in memory, and when a stat is proof that a file is unchanged.

Knows the rows of `files` and in which order they stand; knows neither disk nor database.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping

from omny.base.filestat import FileStat
from omny.languages import current_extractor
from omny.model.files import LedgerEntry

RACY_NS = 100_000_000
"""A file whose times lie within this of the moment it was read can have changed again without its times telling: the
clock that stamps files ticks each 1 to 10 ms. It is hashed again next time (git's "racy" rule)."""

COARSE_RACY_NS = 2_000_000_000  # where times are whole seconds, or two (FAT), the file system keeps no more

MAX_INSERTED = 256  # rows that come or go; for more, sorting all of them anew is cheaper than to move them each time


class Ledger(Mapping[str, LedgerEntry]):
    """The ledger rows by path, in order of paths."""

    def __init__(self, entries: Mapping[str, LedgerEntry]) -> None:
        self._entries = dict(entries)
        self._order = sorted(self._entries)
        self._held = {path for path, entry in self._entries.items() if entry.is_held}

    @property
    def held(self) -> dict[str, LedgerEntry]:
        """The rows of the files with held content."""
        return {path: self._entries[path] for path in sorted(self._held)}

    def __getitem__(self, path: str) -> LedgerEntry:
        return self._entries[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, path: object) -> bool:
        return path in self._entries

    def get(self, path: str, default: object = None) -> LedgerEntry | None:  # type: ignore[override]
        return self._entries.get(path)

    def under(self, paths: Iterable[str]) -> Iterator[str]:
        """The paths of the ledger that are one of these paths or below one, each once; "" is above all."""
        for path in paths:
            if not path:
                yield from list(self._order)
                continue
            if path in self._entries:
                yield path
            start = bisect_left(self._order, f"{path}/")
            yield from self._order[start : bisect_left(self._order, f"{path}0", start)]  # "0" comes after "/"

    def update(self, entries: Mapping[str, LedgerEntry], gone: Iterable[str]) -> None:
        """Puts these rows over the others, and removes deleted ones."""
        left = [path for path in gone if self._entries.pop(path, None) is not None]
        came = [path for path in entries if path not in self._entries]
        self._entries.update(entries)
        self._held.difference_update(left, entries)
        self._held.update(path for path, entry in entries.items() if entry.is_held)
        if len(left) + len(came) > MAX_INSERTED:
            self._order = sorted(self._entries)
            return
        for path in left:
            del self._order[bisect_left(self._order, path)]
        for path in came:
            insort(self._order, path)


def is_same(entry: LedgerEntry, stat: FileStat, *, bodies: bool) -> bool:
    """Whether the stat alone proves that a file is unchanged. `bodies` as for `current_extractor`."""
    if entry.stat != stat or not _is_current(entry, bodies=bodies):
        return False
    changed = max(stat.mtime_ns, stat.ctime_ns)
    coarse = not stat.mtime_ns % 1_000_000_000 and not stat.ctime_ns % 1_000_000_000
    return changed < entry.seen_ns - (COARSE_RACY_NS if coarse else RACY_NS)


def _is_current(entry: LedgerEntry, *, bodies: bool) -> bool:
    """Whether what is stored was extracted by what would extract it now."""
    return not entry.is_indexed or current_extractor(entry.language, bodies=bodies) == entry.extractor
