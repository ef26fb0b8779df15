"""`AtomRepository`: what the rest of Omny may ask of a store, and the one way to change it.

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
        ...

    def ledger(self) -> dict[str, LedgerEntry]:
        """All ledger rows by path. Reading it begins a pass: `apply` refuses a delta that was made from a state which
        another process has replaced since."""
        ...

    def held(self) -> dict[str, LedgerEntry]:
        """The ledger rows of the files of which a former content is held over, by path."""
        ...

    def analysis(self, hash: str, language: str, extractor: str) -> Analysis | None:  # noqa: A002
        """The stored facts and surface of that content."""
        ...

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        """Only the surface (msgpack) of that content: what a delta asks most often."""
        ...

    def named(self, name: str, most: int) -> list[str]:
        """The paths that publish `name`, sorted, the first `most` of them."""
        ...

    def dependants(self, keys: Collection[int]) -> set[str]:
        """The paths whose resolution asked for any of these keys (signed 64-bit hashes)."""
        ...

    def atoms_of(self, path: str) -> list[StoredAtom]:
        """The atoms of a file, by id."""
        ...

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        """Commits the delta in one transaction and returns the state after it.

        All of it happens or nothing: ledger, facts, names, dependencies, atoms with what follows from them, one event
        for each changed atom, and the generation, one higher. A delta that holds nothing, with an `indexed_head` that
        is None or as it was, changes nothing, the generation included. `progress` hears of atoms written every few
        milliseconds; whatever it raises breaks off the statement at work, takes everything back and is raised.
        Raises BusyError where another process changed the store since `ledger()` was read, or holds its write lock for
        longer than the busy timeout; StorageError where the delta does not fit what is stored. Nothing is changed then.
        """
        ...

    def sweep(self, keep: int) -> int:
        """Forgets facts of contents that no file has, but for so many of them, the newest where the store knows which;
        how many that were. No answer changes by it: a file that has such content again is parsed again."""
        ...


class AnswersSide(Protocol):
    """What queries and the validator read."""

    def reading(self) -> AbstractContextManager[None]:
        """A block in which all answers are of one generation."""
        ...

    def get(self, id: str) -> StoredAtom | None:  # noqa: A002
        """The atom of that id."""
        ...

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        """The atoms of those ids, as far as there are any, by id."""
        ...

    def by_name(self, name: str) -> list[StoredAtom]:
        """The atoms whose `function_name` is exactly that, by id."""
        ...

    def namesakes(self, name: str) -> list[Namesake]:
        """The same atoms, by id, without their text: a name can have thousands."""
        ...

    def paths_holding(self, text: str) -> list[str]:
        """The paths of the ledger that hold the text, sorted. Reads all paths, and no atom."""
        ...

    def names_of_length(self, least: int, most: int) -> list[str]:
        """The values of `function_name` that have so many characters, both inclusive, each once, in no order."""
        ...

    def by_qualified_name(self, name: str) -> list[StoredAtom]:
        """The atoms whose id ends in `::name`, by id."""
        ...

    def in_file(self, path: str) -> list[StoredAtom]:
        """The atoms of a file in source order: by line, then the enclosing one first."""
        ...

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        """The ledger row of one path."""
        ...

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        """Atoms whose name or signature holds words that begin with the words of `text`, all of them.

        A name that is exactly `text` comes first, then one that is it but for case and underscores, then all else; in
        each of these, modules come last. Of one name the project's own code comes before tests, examples and benchmarks
        (`omny/model/standing.py`), and these before vendored copies; of all else the rank decides, which counts less
        for these; then the id. Every backend finds the same; the rank is its own. Any text is fine.
        """
        ...

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead to `ids` over at most `depth` edges of those types, each once, at its least depth.

        Ordered by depth, source and target. Cycles end the walk. At most `limit` edges, the nearest ones.
        """
        ...

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead away from `ids`; as `callers`."""
        ...

    def unresolved_callers(self, last: str, name: str | None = None) -> list[UnresolvedRow]:
        """Who calls, outside of what the index knows, something whose last part is `last` (and which is all of `name`,
        where given): by name, then source."""
        ...

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        """How many edges of each type lead to `ids`, by type; and how many unresolved calls have that last part. If a
        held edge leads to `ids`, its call counts as that edge and not as unresolved. One query."""
        ...

    def totals(self) -> tuple[int, int]:
        """How many atoms and edges it holds: cheaper than `counts`, which looks at each."""
        ...

    def counts(self) -> Counts:
        """How much the index holds."""
        ...

    def skipped(self) -> list[SkippedFile]:
        """The paths that could not be indexed, by path."""
        ...

    def excluded(self) -> list[SkippedFile]:
        """The paths that were left out because they should be, by path."""
        ...

    def degraded(self) -> list[SkippedFile]:
        """The paths of which a part could not be parsed, by path."""
        ...

    def atoms(self) -> Iterator[StoredAtom]:
        """All atoms, by id."""
        ...

    def edges(self) -> Iterator[EdgeRow]:
        """All stored edges, by source, target and type."""
        ...

    def unresolved(self) -> Iterator[UnresolvedRow]:
        """All stored unresolved calls."""
        ...

    def search_rows(self) -> Iterator[SearchRow]:
        """What the search index finds each atom by, read from the index and not from `atoms`; by id."""
        ...

    def search_terms(self, text: str) -> str:
        """The terms that the search index makes of a text, joined by spaces: what a SearchRow should hold."""
        ...

    def paths(self) -> dict[str, str]:
        """The status of each path of the ledger."""
        ...

    def tables(self) -> list[str]:
        """The parts that `damage` can be asked about one by one."""
        ...

    def damage(self, table: str = "") -> list[tuple[str, str]]:
        """What the store's own checks say is wrong with it, or with one table: (kind, what). Reads all of that; changes
        nothing."""
        ...


class HistorySide(Protocol):
    """What was: the event log, and the states that it tells of."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        """The event log, oldest first: of one atom where given, of the generations behind `after`, up to `until`."""
        ...

    def generations(self, *, after: int = 0) -> Iterator[GenerationRow]:
        """The commits behind `after`, oldest first."""
        ...

    def history_start(self) -> int:
        """The first generation that can be told of: 0, or where events were pruned up to."""
        ...

    def ids_in_history(self, name: str) -> list[str]:
        """The ids, in events and snapshots, that are `name`, else of that qualified name, else of that name; sorted."""
        ...

    def generation(self, number: int) -> GenerationRow | None:
        """The commit of that number."""
        ...

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        """The last commit at or before that time (ISO 8601, UTC, with microseconds)."""
        ...

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        """Of each git commit whose name begins with `prefix` the first state that was indexed at it, oldest first: what
        comes later at the same HEAD are edits that are not in it."""
        ...

    def as_of(self, generation: int) -> AtomRepository:
        """A repository in memory that is as this one was at that generation, as far as atoms, edges and search go; to
        be closed. Its ledger says only which paths had atoms. Raises UsageError where history does not reach there."""
        ...

    def prune(self, generation: int) -> int:
        """Folds all events up to that generation into snapshots, in one transaction; how many events that were."""
        ...


class AuditSide(Protocol):
    """All that is there in pieces, each read from one generation inside a `reading` block, for whoever doubts it; and
    the one change that is not a delta."""

    def atoms_piece(self, after: int, most: int) -> AtomsPiece:
        """At most so many atoms behind the piece that ended at `after` (-1: the first), with what is derived."""
        ...

    def not_atoms(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that no atom has."""
        ...

    def files_without_atoms(self) -> list[str]:
        """The paths that the ledger says are indexed and that have no module atom though their language has."""
        ...

    def stamp(self) -> object:
        """What equals an earlier one of the same repository only where nobody has written in between."""
        ...

    def atom_count(self) -> int:
        """How many atoms there are."""
        ...

    def pair_count(self) -> int:
        """How many pairs of atoms an edge leads from one to the other of, whatever its type."""
        ...

    def history_piece(self, after: str, most: int) -> HistoryPiece:
        """The atoms, past ones included, behind the piece that ended at `after` ("": the first), each whole, and about
        `most` rows of a kind."""
        ...

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        """About so many terms of the search index behind the piece that ended at `after` (("", -1): the first)."""
        ...

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        """At most so many atoms behind the number `after` (-1: the first): number, atom, and whether it has changed
        after the generation `since`."""
        ...

    def deleted_since(self, generation: int) -> bool:
        """Whether any atom was deleted after that generation."""
        ...

    def dependency_keys(self, path: str) -> tuple[int, ...]:
        """The keys that the resolution of a file asked of other files, sorted."""
        ...

    def published_names(self, path: str) -> tuple[str, ...]:
        """The names by which a file is found, sorted."""
        ...

    def atom_paths(self) -> set[str]:
        """The paths of all atoms, whether the ledger knows them or not."""
        ...

    def last_event_time(self, ids: Collection[str]) -> str:
        """When one of these atoms was changed last; "" where no event is left that tells."""
        ...

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        """Repairs, in one transaction of a generation of its own, and records what; returns the state after it.

        The atoms of the files `paths` become what their events tell, as far as those follow from each other; events
        that do not are taken out and kept in the record. With `derive`, or where an atom was changed by that, edges,
        unresolved calls and the search index are made anew from the atoms. The ledger has to be read again afterwards.
        Errors as `apply`.
        """
        ...

    def repairs(self) -> list[RepairRow]:
        """All repairs, oldest first."""
        ...


class ArchiveSide(Protocol):
    """All that is there, to be given to another store, or taken from one."""

    def archive(self) -> AbstractContextManager[Archive]:
        """A block in which all of it can be read, as streams, of one generation."""
        ...

    def load(self, archive: Archive) -> Meta:
        """Takes all of it in, in one transaction, generation and uuid included; returns the state after it.

        Raises UsageError where this store is not empty, StorageError where the archive does not fit together, and
        whatever reading the archive raises. Nothing is changed then.
        """
        ...


class AtomRepository(StateSide, AnswersSide, HistorySide, AuditSide, ArchiveSide, AcrossSide, Protocol):
    """All sides, and the end. In a `with`, the end comes with that of the block."""

    def close(self) -> None:
        """Ends the use of the store. Further calls fail."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
