"""Which tests reach an atom, or what has changed: what is worth running.

A test reaches what it depends on (`omny/query/dependents.py`). The index does not know who is called by a name that
is made up at run time, nor that a test looks at data which other code wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.errors import NeverIndexedError, UsageError
from omny.history.states import Change, difference, never_indexed
from omny.languages import find_testing
from omny.model.atom_data import read_detail
from omny.model.atoms import MODULE_NAME, AtomType
from omny.model.events import read_changes
from omny.query.answer import Answer, NamedAnswer, brief_fields
from omny.query.dependents import Dependents, members
from omny.query.impact import TestEntry, test_entry
from omny.query.index_snapshot import is_wanted
from omny.query.question import Limit, Narrowed, View
from omny.query.unlisted import unlisted_tests
from omny.storage.port.repository import AtomRepository

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.query.since_commit import Former
    from omny.storage.port.records import EdgeRow

_ELSEWHERE = frozenset(
    ("line", "end_line", "words", "data.lines_of_code", "data.source_line", "data.call_sites", "data.doc")
)
"""What can change of an atom that does the same as before."""


class TestsAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The tests, nearest first."""

    results: list[TestEntry]
    atom: str
    files: list[str]  # of all tests
    complete: bool


class AffectedTest(TestEntry, frozen=True, kw_only=True):
    """A test that reaches a changed atom, or is one."""

    changed: str  # the id of that atom


class ChangedAtom(msgspec.Struct, frozen=True, kw_only=True):
    """An atom that differs from the earlier state; one that is gone has an id only."""

    id: str
    type: str | UnsetType = UNSET
    file_path: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    held: int | UnsetType = UNSET
    kind: str  # added, removed, changed
    fields: list[str]


class Since(msgspec.Struct, frozen=True):
    """An earlier state."""

    generation: int  # 0 for a commit that was never indexed
    committed_at: str
    indexed_head: str
    files: int | UnsetType = UNSET  # files of such a commit that were read
    until: str | UnsetType = UNSET  # the commit that is compared with it, where that is not the index


class AffectedAnswer(Answer, frozen=True, kw_only=True):
    """The tests that reach what has changed, nearest first."""

    results: list[AffectedTest]
    since: Since
    changed: list[ChangedAtom]
    changed_total: int
    files: list[str]  # of all tests
    complete: bool


class Tests(Narrowed, frozen=True, kw_only=True):
    """The tests that reach an atom, nearest first, each with its path. Narrowed, those of them that are such atoms."""

    atom: str
    limit: Limit = 100

    def answer(self, view: View) -> TestsAnswer:
        """The tests that reach the atom, the nearest first, each with its way. Raises UsageError where they are to be
        none."""
        if self.tests is False:
            hint = f"see 'omny impact {self.atom} --no-tests' for what else depends on it"
            raise UsageError("list tests", "--no-tests leaves nothing to list", hint=hint)
        meant = view.resolve_atom(self.atom)
        stored = meant.stored
        reach = Dependents(view.repository, members(view.repository, stored))
        tests = [id_ for id_ in reach.tests if is_wanted(self, reach.atoms[id_], reach.details[id_])]
        results = [test_entry(reach, id_) for id_ in tests[: self.limit]]
        return TestsAnswer(
            results=results,
            freshness=view.freshness({stored.atom.file_path, *(each.file_path for each in results)}),
            total=len(tests),
            atom=stored.atom.id,
            files=_files([reach.atoms[id_] for id_ in tests]),
            complete=not reach.truncated,
            **meant.document_fields,
            **unlisted_tests(view.repository, stored).document_fields,
        )


class Affected(Narrowed, frozen=True, kw_only=True):
    """What has changed since a state, and the tests that reach that. Narrowed, of changes of such atoms only."""

    since: str  # a state, or a range of commits
    limit: Limit = 1_000

    def answer(self, view: View) -> AffectedAnswer:
        """The atoms that differ from that state, of those that the question is about, and the tests that reach
        one of them or are among them."""
        ends = view.range_ends(self.since)
        try:
            if ends is not None:
                raise never_indexed(self.since, ends[0])
            row = view.state_at(self.since)
        except NeverIndexedError as error:
            from omny.query.since_commit import differences  # here, since it loads the languages

            until = ends[1] if ends is not None else ""
            told = differences(view, error, until)
            since = Since(0, "", error.commit, told.files, until or UNSET)
            return _make_answer(view, self, told.atoms, [], since, told.gone)
        since = Since(row.generation, row.committed_at, row.indexed_head)
        found = difference(view.repository, row.generation, view.repository.meta().generation)
        return _make_answer(view, self, found.atoms, found.edges_removed, since, {})


def _make_answer(
    view: View,
    asked: Affected,
    every: list[Change],
    edges_removed: list[EdgeRow],
    since: Since,
    former: dict[str, Former],
) -> AffectedAnswer:
    """The answer for these changed atoms; `former` has the former state of atoms without an event."""
    repository = view.repository
    changes = [change for change in every if change.kind != "changed" or _changed_fields(change)]
    there = repository.get_many([change.id for change in changes])
    changes = [
        change
        for change in changes
        if (
            asked.wants(*former[change.id])
            if change.id in former
            else _is_wanted_change(repository, asked, change, there.get(change.id))
        )
    ]
    # What was taken away is only there through those that used it, and they have changed, too.
    gone = {change.id for change in changes} - there.keys()
    users = {edge.source_id for edge in edges_removed if edge.target_id in gone}
    reach = Dependents(repository, _starts(repository, there, {change.id for change in changes} | users))
    tests = [id_ for id_ in reach.depth if reach.is_test(id_)]
    results = [_affected_test(reach, id_) for id_ in tests[: asked.limit]]
    files = _files([reach.atoms[id_] for id_ in tests])
    return AffectedAnswer(
        results=results,
        freshness=view.freshness(files),
        total=len(tests),
        since=since,
        changed=[_describe_change(change, there.get(change.id)) for change in changes[: asked.limit]],
        changed_total=len(changes),
        files=files,
        complete=not reach.truncated,
    )


def _changed_fields(change: Change) -> list[str]:
    """The fields that changed in an atom. Of a module its own statements count; a new function is listed separately."""
    elsewhere = _ELSEWHERE | {"data.body_hash"} if change.id.endswith(f"::{MODULE_NAME}") else _ELSEWHERE
    return [field for field in change.fields if field not in elsewhere]


def _describe_change(change: Change, stored: StoredAtom | None) -> ChangedAtom:
    place = {"id": change.id} if stored is None else brief_fields(stored)
    return ChangedAtom(**place | {"held": place.get("held") or UNSET}, kind=change.kind, fields=_changed_fields(change))


def _affected_test(reach: Dependents, id_: str) -> AffectedTest:
    way = reach.way(id_)
    return AffectedTest(**brief_fields(reach.atoms[id_]), depth=reach.depth[id_], way=way, changed=way[-1])


def _is_wanted_change(repository: AtomRepository, asked: Affected, change: Change, stored: StoredAtom | None) -> bool:
    """Whether the question is about a changed atom, by its present state, or by its former one if it was deleted."""
    if stored is not None:
        return is_wanted(asked, stored, read_detail(stored.atom.data))
    if not asked.is_narrowed:
        return True
    *_, deleted = repository.events(change.id)
    was = {key: before for key, (before, _) in read_changes(deleted.delta).items()}
    return asked.wants(was["type"], was["file_path"], was.get("data.is_test", False))


def _starts(repository: AtomRepository, there: dict[str, StoredAtom], changed: set[str]) -> set[str]:
    """The existing atoms that change with the changed ones: the methods of a class, since attributes and bases are
    theirs, and all atoms of the file of a module, since any of them may read its statements."""
    return {id_ for changed_id in changed & there.keys() for id_ in members(repository, there[changed_id])}


def _files(tests: list[StoredAtom]) -> list[str]:
    """The files that a runner of tests is to be given: those with tests in them, and not those that only help."""
    return sorted({stored.atom.file_path for stored in tests if _is_run(stored)})


def _is_run(stored: StoredAtom) -> bool:
    atom = stored.atom
    name = "" if atom.type == AtomType.MODULE else atom.function_name
    return find_testing(atom.file_path).is_runnable(atom.file_path, name)
