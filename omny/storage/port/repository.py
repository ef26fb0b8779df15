"""`AtomRepository`: the questions that the rest of Omny asks a store, and the one way to change the store.

A repository has two sides. The *state side* serves the indexer: what is known of files, their facts, their surfaces and
who asked for what. The *answers side* serves queries and the validator. Every method raises BusyError, DamagedError,
SchemaError or another StorageError, and nothing else, when the store fails.

What a repository does not know: languages, resolution, the file system, the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from omny.base.progress import Progress
from omny.model.atoms import StoredAtom
from omny.model.delta import Delta
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.model.notes import Note
from omny.storage.port.across import AcrossSide
from omny.storage.port.archive import Archive
from omny.storage.port.pieces import AtomsPiece, HistoryPiece, RepairRow, TermsPiece
from omny.storage.port.records import (
    EVERYTHING,
    AtomEvent,
    Commit,
    Counts,
    EdgeRow,
    GenerationRow,
    Hits,
    Namesake,
    Neighbour,
    SearchRow,
    SearchScope,
    SkippedFile,
    UnresolvedRow,
)


class StateSide(Protocol):
    """What the indexer reads and, through `TransactionManager`, writes."""

    def meta(self) -> Meta:
        """The one row of `meta`. Generation 0 means that nothing was indexed yet."""

    def ledger(self) -> dict[str, LedgerEntry]:
        """All ledger rows by path. Reading it begins a pass: `apply` refuses a delta that was made from a state which
        another process has replaced since."""

    def held_files(self) -> dict[str, LedgerEntry]:
        """The ledger rows of files whose former content is held over, by path."""

    def analysis(self, hash: str, language: str, extractor: str) -> Analysis | None:  # noqa: A002
        """The stored facts and surface of that content."""

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        """Only the surface (msgpack) of that content: the most frequent question of a delta."""

    def find_publishers(self, name: str, most: int) -> list[str]:
        """The paths that publish `name`, sorted, the first `most` of them."""

    def dependants(self, keys: Collection[int]) -> set[str]:
        """The paths whose resolution asked for any of these keys (signed 64-bit hashes)."""

    def file_atoms(self, path: str) -> list[StoredAtom]:
        """The atoms of a file, by id."""

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        """Commits the delta in one transaction and returns the state after it.

        All of it happens or nothing: ledger, facts, names, dependencies, atoms with what follows from them, one event
        for each changed atom, and the generation, one higher. A delta that holds nothing, with an `indexed_head` that
        is None or as it was, changes nothing, the generation included. `progress` hears of atoms written every few
        milliseconds; an exception in it ends the running statement, rolls everything back and is raised.
        Raises BusyError where another process changed the store since `ledger()` was read, or holds its write lock for
        longer than the busy timeout; StorageError where the delta does not fit what is stored. Nothing is changed then.
        """

    def sweep(self, keep: int) -> int:
        """Forgets facts of contents that no file has, except `keep` of them, the newest if the store knows the order.
        Returns how many it forgot. No answer changes: a file that gets such content again is parsed again."""


class AnswersSide(Protocol):
    """The questions of queries and of the validator."""

    def reading(self) -> AbstractContextManager[None]:
        """A block in which all answers are of one generation."""

    def get(self, id: str) -> StoredAtom | None:  # noqa: A002
        """The atom of that id."""

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        """The atoms of those ids that exist, by id."""

    def by_name(self, name: str) -> list[StoredAtom]:
        """The atoms whose `function_name` is exactly that, by id."""

    def namesakes(self, name: str) -> list[Namesake]:
        """The atoms of that `function_name`, by id, without their text: a name can have thousands."""

    def search_paths(self, text: str) -> list[str]:
        """The paths of the ledger that hold the text, sorted. Reads all paths, and no atom."""

    def names_of_length(self, least: int, most: int) -> list[str]:
        """The values of `function_name` with `least` to `most` characters, each once, in no order."""

    def by_qualified_name(self, name: str) -> list[StoredAtom]:
        """The atoms whose id ends in `::name`, by id."""

    def in_file(self, path: str) -> list[StoredAtom]:
        """The atoms of a file in source order: by line, then the enclosing one first."""

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        """The ledger row of one path."""

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        """The atoms of the scope that have words of `text` in their text, best first; see
        `omny/storage/port/ranking.py`. Without a text: all atoms of the scope by id, none where that is everything.

        A name that is exactly `text` comes first, then one that is it but for case and underscores, then all else. The
        scope is looked at before the best are chosen. Every backend finds the same in the same order. Any text is fine.
        """

    def ids_within(self, ids: Collection[str], scope: SearchScope) -> set[str]:
        """Those of the ids that are atoms of the scope."""

    def by_words(self, text: str) -> list[StoredAtom]:
        """All atoms whose name, signature or pieces of names have the terms of `text` next to each other, by id. None
        for a text without a term."""

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead to `ids` over at most `depth` edges of those types, each once, at its least depth.

        Ordered by depth, source and target. Cycles end the walk. At most `limit` edges, the nearest ones.
        """

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead away from `ids`; as `callers`."""

    def unresolved_callers(self, last: str, name: str | None = None) -> list[UnresolvedRow]:
        """The calls of names outside the index whose last part is `last`, and whose whole name is `name` if that is
        given; by name, then source."""

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        """How many edges of each type lead to `ids`, by type; and how many unresolved calls have that last part. If a
        held edge leads to `ids`, its call counts as that edge and not as unresolved. One query."""

    def totals(self) -> tuple[int, int]:
        """How many atoms and edges there are. Cheaper than `counts`, which reads every row."""

    def counts(self) -> Counts:
        """The sizes of the index."""

    def skipped_files(self) -> list[SkippedFile]:
        """The paths that could not be indexed, by path."""

    def excluded_files(self) -> list[SkippedFile]:
        """The paths that are left out on purpose, by path."""

    def degraded_files(self) -> list[SkippedFile]:
        """The paths with a part that could not be parsed, by path."""

    def atoms(self) -> Iterator[StoredAtom]:
        """All atoms, by id."""

    def edges(self) -> Iterator[EdgeRow]:
        """All stored edges, by source, target and type."""

    def unresolved_calls(self) -> Iterator[UnresolvedRow]:
        """All stored unresolved calls."""

    def search_rows(self) -> Iterator[SearchRow]:
        """The terms that find each atom, read from the search index and not from `atoms`; by id."""

    def search_terms(self, text: str) -> str:
        """The terms that the search index makes of a text, joined by spaces, as a SearchRow holds them."""

    def paths(self) -> dict[str, str]:
        """The status of each path of the ledger."""

    def tables(self) -> list[str]:
        """The parts of the store that `damage` checks one at a time."""

    def damage(self, table: str = "") -> list[tuple[str, str]]:
        """The findings of the store's own checks of all tables or of one: (kind, description). Reads every row; changes
        nothing."""


class HistorySide(Protocol):
    """The past: the event log, and the states that follow from it."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        """The event log, oldest first: of one atom if given, of the generations after `after` up to `until`."""

    def generations(self, *, after: int = 0) -> Iterator[GenerationRow]:
        """The commits after `after`, oldest first."""

    def history_start(self) -> int:
        """The first generation with a state that is kept: 0, or the one up to which events were pruned."""

    def ids_in_history(self, name: str) -> list[str]:
        """The ids, in events and snapshots, that are `name`, else of that qualified name, else of that name; sorted."""

    def generation(self, number: int) -> GenerationRow | None:
        """The commit of that number."""

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        """The last commit at or before that time (ISO 8601, UTC, with microseconds)."""

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        """For each git commit whose name begins with `prefix`, the first state that was indexed at it, oldest first.
        Later states at the same HEAD contain edits that are not in the commit."""

    def as_of(self, generation: int) -> AtomRepository:
        """A repository in memory with the atoms, edges and search index of that generation, to be closed. Its ledger
        says only which paths had atoms. Raises UsageError if no state of that generation is kept."""

    def prune(self, generation: int) -> int:
        """Folds all events up to that generation into snapshots, in one transaction. Returns the number of events."""


class AuditSide(Protocol):
    """Everything in pieces, for integrity checks: each piece is read from one generation inside a `reading` block.
    And the one change that is not a delta."""

    def atoms_piece(self, after: int, most: int) -> AtomsPiece:
        """At most `most` atoms after the piece that ended at `after` (-1: the first), with their derived rows."""

    def not_atoms(self, ids: Collection[str]) -> set[str]:
        """The ids that no atom has."""

    def files_without_atoms(self) -> list[str]:
        """The paths that are indexed by the ledger but have no module atom, although their language makes one."""

    def stamp(self) -> object:
        """A value that equals an earlier stamp of the same repository only if nobody has written in between."""

    def atom_count(self) -> int:
        """The number of atoms."""

    def pair_count(self) -> int:
        """The number of pairs of atoms that an edge of any type connects."""

    def history_piece(self, after: str, most: int) -> HistoryPiece:
        """The atoms, past ones included, after the piece that ended at `after` ("": the first): about `most` rows of a
        kind, and all rows of each atom."""

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        """About `most` terms of the search index after the piece that ended at `after` (("", -1): the first)."""

    def ranked_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        """As `terms_piece`, of what atoms are ranked by. No term has an offset."""

    def ranked_terms(self, atoms: Sequence[StoredAtom]) -> list[list[str]]:
        """The terms that each of the atoms should be ranked by, made again from the stored facts of its file; none
        where these cannot be read."""

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        """At most `most` atoms after the number `after` (-1: the first): number, atom, and whether the atom has changed
        after the generation `since`."""

    def has_deletions_since(self, generation: int) -> bool:
        """Whether any atom was deleted after that generation."""

    def dependency_keys(self, path: str) -> tuple[int, ...]:
        """The keys that the resolution of a file asked of other files, sorted."""

    def published_names(self, path: str) -> tuple[str, ...]:
        """The names by which a file is found, sorted."""

    def atom_paths(self) -> set[str]:
        """The paths of all atoms, whether the ledger knows them or not."""

    def last_event_time(self, ids: Collection[str]) -> str:
        """The time of the last event of these atoms; "" if no event is left."""

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        """Repairs the store in one transaction, with a generation and a record of its own. Returns the state after it.

        The atoms of the files `paths` get the state that follows from their events, up to the first that does not fit.
        The other events are taken out and kept in the record. With `derive`, or if an atom was changed by that, edges,
        unresolved calls and the search index are derived again. The ledger has to be read again afterwards. Errors as
        `apply`.
        """

    def repairs(self) -> list[RepairRow]:
        """All repairs, oldest first."""


class NotesSide(Protocol):
    """What people and agents write about atoms. A note makes no generation. `apply` has notes follow their atoms, in
    its transaction: to the other id of a move, and with the time since when an atom is changed or gone."""

    def notes(self, ids: Collection[str] | None = None) -> list[Note]:
        """All notes, or those of atoms with these ids, existing or not; oldest first. A past state has none."""

    def write_note(self, note: Note) -> Note:
        """Keeps a note, under a new number, which it returns it with. It is durable then. Errors as `apply`."""

    def remove_notes(self, numbers: Collection[int]) -> int:
        """Removes the notes of these numbers. Returns how many there were. Errors as `apply`."""


class ArchiveSide(Protocol):
    """The whole content, given to another store or taken from one."""

    def archive(self) -> AbstractContextManager[Archive]:
        """A block in which the whole content can be read as streams, from one generation."""

    def load(self, archive: Archive) -> Meta:
        """Loads the archive in one transaction, generation and uuid included. Returns the state after it.

        Raises UsageError where this store is not empty, StorageError where the archive does not fit together, and
        errors of reading the archive. Nothing is changed then.
        """


class AtomRepository(StateSide, AnswersSide, HistorySide, AuditSide, NotesSide, ArchiveSide, AcrossSide, Protocol):
    """All sides, and `close`. A `with` block closes the repository at its end."""

    def close(self) -> None:
        """Ends the use of the store. Further calls fail."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
