"""What a repository answers with, besides the records of `omny/model/`. Shapes only."""

from __future__ import annotations

import msgspec

from omny.base.skip_reason import Reason
from omny.model.atoms import StoredAtom
from omny.model.files import explain


class AtomEvent(msgspec.Struct, frozen=True):
    """One row of `atom_events`; `omny/model/events.py` defines `delta`."""

    id: int
    atom_id: str
    operation: str  # create, update, delete
    delta: str  # JSON object
    previous_version: int | None  # None for create
    new_version: int | None  # None for delete
    timestamp: str  # ISO 8601, UTC
    source: str
    transaction_id: int  # the generation that the change made


class GenerationRow(msgspec.Struct, frozen=True):
    """One commit."""

    generation: int
    committed_at: str  # ISO 8601, UTC
    source: str
    indexed_head: str  # git commit, "" outside git
    actor: str = ""  # who made the change, see omny/model/authorship.py
    reason: str = ""


class Commit(msgspec.Struct, frozen=True):
    """What a commit says of itself."""

    source: str  # one of the values that `atom_events.source` allows
    timestamp: str  # ISO 8601, UTC
    indexed_head: str | None = None  # git commit; None leaves the stored one
    actor: str = ""  # who made the change, see omny/model/authorship.py
    reason: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """An atom as it was where the event log begins."""

    atom_id: str
    state: str  # JSON object of the fields that events describe
    version: int
    created_at: str
    updated_at: str


class Namesake(msgspec.Struct, frozen=True):
    """An atom of a name, without its text."""

    id: str
    type: str
    is_test: bool


class Neighbour(msgspec.Struct, frozen=True):
    """An edge that a walk through the call graph met."""

    source_id: str
    target_id: str
    edge_type: str
    depth: int  # 1 for an edge of the atom asked for
    held: int = 0  # as in EdgeRow
    via: str = ""  # as in EdgeRow


class EdgeRow(msgspec.Struct, frozen=True, order=True):
    """An edge: a stored one, or one of `omny/query/dispatch.py`."""

    source_id: str  # "" where the row belongs to no atom, which is damage
    target_id: str
    edge_type: str
    held: int = 0  # the generation whose source made it, where the source on disk does not
    via: str = ""  # of a dispatch: the method that the source names, which the target overrides


class UnresolvedRow(msgspec.Struct, frozen=True, order=True):
    """A stored call that leads out of what the index knows."""

    source_id: str  # "" where the row belongs to no atom, which is damage
    name: str
    last: str  # the part of the name after its last dot


class SearchRow(msgspec.Struct, frozen=True):
    """What the search index itself holds of an atom: the terms of each column in order, joined by spaces."""

    id: str  # "" where the row belongs to no atom, which is damage
    function_name: str
    signature: str
    words: str
    terms: str = ""  # what it is ranked by, sorted; see omny/storage/port/ranking.py


class SkippedFile(msgspec.Struct, frozen=True):
    """A path that the index does not hold whole, and why."""

    path: str
    reason: Reason
    held_generation: int = 0  # of the former content that is held over; 0 where none is

    @property
    def explanation(self) -> str:
        """The reason, for people."""
        return explain(self.reason, self.held_generation)


class Counts(msgspec.Struct, frozen=True):
    """How much the index holds."""

    files: dict[str, int]  # by status
    languages: dict[str, int]  # indexed files, by language
    lines: int
    atoms: dict[str, int]  # by type
    edges: dict[str, int]  # by type
    unresolved: int
    events: int
    bytes: int  # of the database; its write-ahead log is not counted


class SearchScope(msgspec.Struct, frozen=True):
    """The atoms that a search looks at."""

    types: tuple[str, ...] = ()  # () means all
    path_prefix: str = ""
    tests: bool | None = None  # None: both; else only tests, or only atoms that are no tests
    paths: tuple[str, ...] = ()  # one of them is matched, see `matches_part` in omny/base/globs.py; () means all
    not_paths: tuple[str, ...] = ()  # none of them is matched
    languages: tuple[str, ...] = ()  # () means all
    endings: tuple[str, ...] = ()  # of the files of these languages, for a state that does not know their language
    required: tuple[str, ...] = ()  # texts: the atom has all words of each
    excluded: tuple[str, ...] = ()  # texts: the atom has not all words of any

    @property
    def is_of_files(self) -> bool:
        """Whether it takes the ledger to say which files it is about."""
        return bool(self.paths or self.not_paths or self.languages)

    def has_file(self, path: str, language: str) -> bool:
        """Whether it is about a file."""
        from omny.base.globs import matches_part  # here, since most questions name no pattern

        return (
            (not self.languages or (language in self.languages if language else path.endswith(self.endings)))
            and (not self.paths or any(matches_part(pattern, path) for pattern in self.paths))
            and not any(matches_part(pattern, path) for pattern in self.not_paths)
        )


EVERYTHING = SearchScope()


class Hits(msgspec.Struct, frozen=True):
    """The best atoms of a search, best first, and how many there are in all."""

    atoms: list[StoredAtom]
    total: int
    unknown: list[str] = []  # words of the text that no atom has
    scores: list[float] = []  # of the atoms: the best have the highest; comparable within one search


class ProjectHits(msgspec.Struct, frozen=True):
    """The best atoms of a search in several projects, each with its project, best first, and how many there are."""

    atoms: list[tuple[str, StoredAtom]]
    total: int
    alike: bool = False  # whether nothing was found, and these only have names that are like what was looked for


class Upgrade(msgspec.Struct, frozen=True):
    """A store brought from one version of its schema to another."""

    before: int
    after: int  # the same where there was nothing to do
    aside: str = ""  # the file that holds what it was
    projects: list[str] = []  # whose index is in it, where a store has several


class ForeignCall(msgspec.Struct, frozen=True):
    """A call in another project that leads out of it."""

    project: str
    name: str  # as it is called there: "shop.money.total"
    caller: StoredAtom
