"""Which tests reach an atom, or what has changed: what is worth running.

A test reaches what it depends on (`omny/query/dependents.py`). The index does not know who is called by a name that
is made up at run time, nor that a test looks at data which other code wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.history.states import Change
from omny.languages import find_testing
from omny.model.atoms import AtomType
from omny.query.answer import Answer, NamedAnswer, brief_fields
from omny.query.changed import Since, changed_fields, find_changed
from omny.query.dependents import Dependents, members
from omny.query.impact import TestEntry, test_entry
from omny.query.index_snapshot import is_wanted
from omny.query.question import Limit, Narrowed, View
from omny.query.unlisted import unlisted_tests

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom


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
        meant = view.resolve_called(self.atom)
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
        changed = find_changed(view, self, self.since)
        reach = Dependents(view.repository, changed.starts)
        tests = [id_ for id_ in reach.depth if reach.is_test(id_)]
        results = [_affected_test(reach, id_) for id_ in tests[: self.limit]]
        files = _files([reach.atoms[id_] for id_ in tests])
        return AffectedAnswer(
            results=results,
            freshness=view.freshness(files),
            total=len(tests),
            since=changed.since,
            changed=[
                _describe_change(change, changed.there.get(change.id)) for change in changed.changes[: self.limit]
            ],
            changed_total=len(changed.changes),
            files=files,
            complete=not reach.truncated,
        )


def _describe_change(change: Change, stored: StoredAtom | None) -> ChangedAtom:
    place = {"id": change.id} if stored is None else brief_fields(stored)
    return ChangedAtom(**place | {"held": place.get("held") or UNSET}, kind=change.kind, fields=changed_fields(change))


def _affected_test(reach: Dependents, id_: str) -> AffectedTest:
    way = reach.way(id_)
    return AffectedTest(**brief_fields(reach.atoms[id_]), depth=reach.depth[id_], way=way, changed=way[-1])


def _files(tests: list[StoredAtom]) -> list[str]:
    """The files that a runner of tests is to be given: those with tests in them, and not those that only help."""
    return sorted({stored.atom.file_path for stored in tests if _is_run(stored)})


def _is_run(stored: StoredAtom) -> bool:
    atom = stored.atom
    name = "" if atom.type == AtomType.MODULE else atom.function_name
    return find_testing(atom.file_path).is_runnable(atom.file_path, name)
