"""What has changed since a state: the atoms that differ from it, and what else changes with them.

A state is one of the index's history, or a git commit that was never indexed, whose files git keeps; a range of commits
has both ends. See `omny/query/since_commit.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.errors import NeverIndexedError
from omny.history.states import Change, difference, never_indexed
from omny.model.atom_data import read_detail
from omny.model.atoms import MODULE_NAME
from omny.model.events import read_changes
from omny.query.dependents import members
from omny.query.index_snapshot import is_wanted
from omny.query.question import Narrowed, View
from omny.storage.port.repository import AtomRepository

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.query.since_commit import Former
    from omny.storage.port.records import EdgeRow

_ELSEWHERE = frozenset(
    ("line", "end_line", "words", "data.lines_of_code", "data.source_line", "data.call_sites", "data.doc")
)
"""What can change of an atom that does the same as before."""


class Since(msgspec.Struct, frozen=True):
    """An earlier state."""

    generation: int  # 0 for a commit that was never indexed
    committed_at: str
    indexed_head: str
    files: int | UnsetType = UNSET  # files of such a commit that were read
    until: str | UnsetType = UNSET  # the commit that is compared with it, where that is not the index


class Changed(NamedTuple):
    """What has changed."""

    since: Since
    changes: list[Change]  # by id; of atoms that the question is about
    there: dict[str, StoredAtom]  # those of them that exist
    starts: set[str]  # ids of the atoms that exist and change with them


def find_changed(view: View, asked: Narrowed, since: str) -> Changed:
    """What has changed since a state, or in a range of commits. Raises UsageError for an unknown one."""
    ends = view.range_ends(since)
    try:
        if ends is not None:
            raise never_indexed(since, ends[0])
        row = view.state_at(since)
    except NeverIndexedError as error:
        return _find_by_git(view, asked, error, ends[1] if ends is not None else "")
    found = difference(view.repository, row.generation, view.repository.meta().generation)
    state = Since(row.generation, row.committed_at, row.indexed_head)
    return _narrow(view, asked, found.atoms, found.edges_removed, state, {})


def find_changed_since_commit(view: View, asked: Narrowed, since: str) -> Changed:
    """As `find_changed`, but a commit means what git keeps of it. The first state that was indexed at it may hold edits
    that were not committed."""
    commit = "" if view.is_past or view.range_ends(since) is not None else view.find_commit(since)
    try:
        if commit:
            return _find_by_git(view, asked, never_indexed(since, commit), "")
    except NeverIndexedError:
        pass  # git's objects do not hold it here
    return find_changed(view, asked, since)


def _find_by_git(view: View, asked: Narrowed, error: NeverIndexedError, until: str) -> Changed:
    """By the contents that git keeps. Raises the error where it does not keep them."""
    from omny.query.since_commit import differences  # here, since it loads the languages

    told = differences(view, error, until)
    return _narrow(view, asked, told.atoms, [], Since(0, "", error.commit, told.files, until or UNSET), told.gone)


def _narrow(
    view: View,
    asked: Narrowed,
    every: list[Change],
    edges_removed: list[EdgeRow],
    since: Since,
    former: dict[str, Former],
) -> Changed:
    """Of all changes those that the question is about; `former` has the former state of atoms without an event."""
    repository = view.repository
    changes = [change for change in every if change.kind != "changed" or changed_fields(change)]
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
    return Changed(since, changes, there, _starts(repository, there, {change.id for change in changes} | users))


def changed_fields(change: Change) -> list[str]:
    """The fields that changed in an atom. Of a module its own statements count; a new function is listed separately."""
    elsewhere = _ELSEWHERE | {"data.body_hash"} if change.id.endswith(f"::{MODULE_NAME}") else _ELSEWHERE
    return [field for field in change.fields if field not in elsewhere]


def _is_wanted_change(repository: AtomRepository, asked: Narrowed, change: Change, stored: StoredAtom | None) -> bool:
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
