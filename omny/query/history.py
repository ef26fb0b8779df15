"""The questions about what was: the history of an atom, what an index said at another time, and the difference."""

from __future__ import annotations

import threading
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.errors import AmbiguousError, DamagedError, NeverIndexedError, UsageError
from omny.base.hints import Hint, Option
from omny.history.states import Change, atom_history, difference, last_id, never_indexed
from omny.query.answer import Answer, NamedAnswer
from omny.query.commits import CommitNote, CommitNotes
from omny.query.documents import MAX_RESULTS, Document
from omny.query.freshness import Freshness
from omny.query.lookup import can_mean, matching_ids
from omny.query.naming import Named, parse_name
from omny.query.question import Question, View, parse_question
from omny.query.registry import PRESENT
from omny.query.show import Show
from omny.query.status import StatusAnswer
from omny.storage.port.records import EdgeRow, GenerationRow
from omny.storage.port.repository import AtomRepository

_Limit = Annotated[int, msgspec.Meta(ge=1, le=MAX_RESULTS)]

_ONE_AT_A_TIME = threading.Lock()
"""A state of the past takes as much memory as the database has bytes, and is there for one answer."""


class HistoryStep(msgspec.Struct, frozen=True):
    """What happened to an atom in one commit."""

    generation: int
    timestamp: str
    source: str
    operation: str  # create, update, delete; move: from another id to this one
    atom_id: str
    version: int | None  # None once it is deleted
    changes: dict[str, list[Any]]  # field -> before and after, null for none
    moved_from: str | None
    commit: CommitNote | UnsetType = UNSET  # the git commit that the index came to with it
    actor: str | UnsetType = UNSET  # who made the change, where that is known
    reason: str | UnsetType = UNSET  # why, where somebody said so


class HistoryAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The steps, oldest first."""

    results: list[HistoryStep]
    atom: str
    history_start: int  # the generation at which history begins


class EdgeEntry(msgspec.Struct, frozen=True):
    """An edge."""

    source: str
    target: str
    type: str


class Edges(msgspec.Struct, frozen=True):
    """Edges, the first of them."""

    results: list[EdgeEntry]
    total: int
    truncated: bool


class DiffAnswer(Answer, frozen=True, kw_only=True):
    """The atoms that differ between two states."""

    results: list[Change]
    before: GenerationRow
    after: GenerationRow
    edges_added: Edges
    edges_removed: Edges
    has_edges: bool = True  # false where commits were compared by the contents of files: what edges differ is unknown


class PastAnswer(Answer, frozen=True, kw_only=True):
    """The answer of another question, `at` another time."""

    inner: Answer
    at: GenerationRow

    def document(self) -> Document:
        """The document of that answer, with the state it is of."""
        return {**self.inner.document(), "at": msgspec.structs.asdict(self.at)}


class History(Question, frozen=True, kw_only=True):
    """All events of an existing or deleted atom, oldest first; of too many, the newest ones."""

    atom: str
    limit: _Limit = 100

    def answer(self, view: View) -> HistoryAnswer:
        repository = view.repository
        named_id, others = _resolve_past_name(view, self.atom)
        atom, steps = atom_history(repository, named_id)
        results = []
        notes = CommitNotes(view)
        for step in steps[-self.limit :]:
            changes = {key: [_value(end) for end in ends] for key, ends in step.changes.items()}
            note = notes.find(step.generation) or UNSET
            row = repository.generation(step.generation)
            told = msgspec.structs.asdict(step) | {"changes": changes, "commit": note}
            if row is not None:
                told |= {"actor": row.actor or UNSET, "reason": row.reason or UNSET}
            results.append(HistoryStep(**told))
        fresh = view.freshness([atom.partition("::")[0]])
        start = repository.history_start()
        return HistoryAnswer(
            results=results, freshness=fresh, total=len(steps), atom=atom, history_start=start, **others
        )


class At(Question, frozen=True, kw_only=True):
    """What another question would have been answered at another time."""

    when: str
    question: str
    arguments: dict[str, Any]

    def answer(self, view: View) -> PastAnswer:
        inner = parse_question(PRESENT, self.question, self.arguments)
        if isinstance(inner, Show) and inner.source:
            raise UsageError("", "source text of the past is not kept", hint=Hint.of("leave out {}", Option("source")))
        row = view.state_at(self.when)
        then = Freshness(
            token=f"{view.repository.meta().uuid}:{row.generation}",
            generation=row.generation,
            pending=[],
            stale=False,
            degraded=[],
            indexed_head=row.indexed_head,
        )
        with _ONE_AT_A_TIME:
            past = view.repository.as_of(row.generation)
            try:
                found = inner.answer(View(past, view.root, view.database, lambda _: then, view.clock, True))
            finally:
                past.close()
        if isinstance(found, StatusAnswer):  # nobody has written these down
            found = msgspec.structs.replace(found, files=UNSET, languages=UNSET, lines=UNSET, census=UNSET)
        return PastAnswer(results=found.results, total=found.total, freshness=then, inner=found, at=row)


class Diff(Question, frozen=True, kw_only=True):
    """Atoms and edges that differ between two states; of git commits that were never indexed, atoms alone."""

    before: str  # a state, or a range of commits
    after: str = "now"
    limit: _Limit = 1_000

    def answer(self, view: View) -> DiffAnswer:
        repository = view.repository
        ends = view.range_ends(self.before)
        if ends is not None:
            return self._compare_commits(view, never_indexed(self.before, ends[0]), ends[1])
        try:
            before = view.state_at(self.before)
        except NeverIndexedError as error:
            until = "" if self.after == "now" else view.find_commit(self.after)
            if until or self.after == "now":
                return self._compare_commits(view, error, until)
            raise
        try:
            after = view.state_at(self.after)
        except NeverIndexedError as error:
            if commit := view.find_commit(self.before):
                return self._compare_commits(view, never_indexed(self.before, commit), error.commit)
            raise
        found = difference(repository, before.generation, after.generation)
        return DiffAnswer(
            results=found.atoms[: self.limit],
            freshness=view.freshness(()),
            total=len(found.atoms),
            before=before,
            after=after,
            edges_added=_edges(found.edges_added, self.limit),
            edges_removed=_edges(found.edges_removed, self.limit),
        )

    def _compare_commits(self, view: View, error: NeverIndexedError, until: str) -> DiffAnswer:
        """The differences from the commit of the error to another one, or to the index: by the files' contents."""
        from omny.query.since_commit import differences  # here, since it loads the languages

        found = differences(view, error, until)
        now = view.state_at("now")
        return DiffAnswer(
            results=found.atoms[: self.limit],
            freshness=view.freshness(()),
            total=len(found.atoms),
            before=GenerationRow(0, "", "", error.commit),
            after=GenerationRow(0, "", "", until) if until else now,
            edges_added=_edges([], self.limit),
            edges_removed=_edges([], self.limit),
            has_edges=False,
        )


def _resolve_past_name(view: View, typed: str) -> tuple[str, Document]:
    """The id of the existing or deleted atom that a text names, and the remarks of a document about others of the name.
    Raises as `atom_history`."""
    repository = view.repository
    if found := matching_ids(repository, typed, view.top):
        try:
            meant = view.resolve_atom(typed)
        except DamagedError:  # a row of that name is malformed: events tell its history all the same
            return found[0].id, {}
        return meant.stored.atom.id, meant.document_fields
    ids = sorted({last_id(repository, id_) for id_ in _past_ids(repository, parse_name(typed, view.top))})
    if len(ids) > 1:
        raise AmbiguousError("", typed, ids)
    return (ids or [typed])[0], {}


def _past_ids(repository: AtomRepository, text: Named) -> list[str]:
    """The ids of the past that a text can mean: those of its longest part that any had."""
    if text.text in repository.ids_in_history(text.text):
        return [text.text]
    segments = (text.inside or text.dotted).split(".")
    parts = [".".join(segments[at:]) for at in range(len(segments))]
    return next((found for part in parts if part and (found := _find_past_ids(repository, text, part))), [])


def _find_past_ids(repository: AtomRepository, text: Named, part: str) -> list[str]:
    return [id_ for id_ in repository.ids_in_history(part) if can_mean(text, id_)]


def _value(value: Any) -> Any:
    return None if value is msgspec.UNSET else value


def _edges(edges: list[EdgeRow], limit: int) -> Edges:
    shown = [EdgeEntry(edge.source_id, edge.target_id, edge.edge_type) for edge in edges[:limit]]
    return Edges(shown, len(edges), len(edges) > limit)
