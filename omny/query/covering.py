"""Which tests reach an atom, or what has changed: what is worth running.

A test reaches what it depends on (`omny/query/reach.py`). What the index cannot know, it does not: who is called by a
name that is made up at run time, and a test that looks at data which other code wrote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.history import Change, difference, state_at
from omny.model import AtomType
from omny.query.documents import Document, answer_document
from omny.query.impact import test_document
from omny.query.lookup import find_atom
from omny.query.question import View
from omny.query.reach import Reach, members
from omny.query.whole import brief
from omny.storage.port import AtomRepository

if TYPE_CHECKING:
    from omny.model import StoredAtom
    from omny.query.analyses import Affected, Tests

_ELSEWHERE = frozenset(
    ("line", "end_line", "words", "data.lines_of_code", "data.source_line", "data.call_sites", "data.doc")
)
"""What can change of an atom that does the same as before."""


_RUN = re.compile(r"test|setUp|tearDown|setup_|teardown_")
_TEST_FILE = re.compile(r"tests?\.py|test_.*\.py|.*_test\.py")
"""What runners of Python's tests look for, by default."""


def tests_of(view: View, asked: Tests) -> Document:
    """The tests that reach the atom, the nearest first, each with its way."""
    stored = find_atom(view.repository, asked.atom)
    reach = Reach(view.repository, members(view.repository, stored))
    tests = reach.tests
    results = [test_document(reach, id_) for id_ in tests[: asked.limit]]
    return answer_document(
        results,
        view.freshness({stored.atom.file_path, *(each["file_path"] for each in results)}),
        total=len(tests),
        atom=stored.atom.id,
        files=_files([reach.atoms[id_] for id_ in tests]),
        complete=not reach.truncated,
    )


def affected(view: View, asked: Affected) -> Document:
    """The atoms that are otherwise than at that state, and the tests that reach one of them or are among them."""
    repository = view.repository
    row = state_at(repository, asked.since, view.clock.now())
    found = difference(repository, row.generation, repository.meta().generation)
    changes = [change for change in found.atoms if _matters(change)]
    there = repository.get_many([change.id for change in changes])
    starts = _starts(repository, there)
    reach = Reach(repository, starts)
    # What was taken away or is new is only there through those that use it, and they have changed, too.
    tests = [id_ for id_ in reach.depth if reach.is_test(id_)]
    results = [{**test_document(reach, id_), "changed": reach.way(id_)[-1]} for id_ in tests[: asked.limit]]
    files = _files([reach.atoms[id_] for id_ in tests])
    return answer_document(
        results,
        view.freshness(files),
        total=len(tests),
        since={"generation": row.generation, "committed_at": row.committed_at, "indexed_head": row.indexed_head},
        changed=[_changed(change, there.get(change.id)) for change in changes[: asked.limit]],
        changed_total=len(changes),
        files=files,
        complete=not reach.truncated,
    )


def _matters(change: Change) -> bool:
    return change.kind != "changed" or not _ELSEWHERE.issuperset(change.fields)


def _changed(change: Change, stored: StoredAtom | None) -> Document:
    place = brief(stored) if stored is not None else {"id": change.id}
    return {**place, "kind": change.kind, "fields": [field for field in change.fields if field not in _ELSEWHERE]}


def _starts(repository: AtomRepository, changed: dict[str, StoredAtom]) -> set[str]:
    """What is otherwise because these are: a class with its methods, since attributes and bases are theirs, and a
    module with all of its file, since any of it may read what stands there."""
    return {id_ for stored in changed.values() for id_ in members(repository, stored)}


def _files(tests: list[StoredAtom]) -> list[str]:
    """The files that a runner of tests is to be given: those with tests in them, and not those that only help."""
    return sorted({stored.atom.file_path for stored in tests if _is_run(stored)})


def _is_run(stored: StoredAtom) -> bool:
    path = stored.atom.file_path
    if not path.endswith(".py"):
        return True  # tests of other languages stand in the module itself
    if stored.atom.type == AtomType.MODULE:
        return _TEST_FILE.fullmatch(path.rpartition("/")[2]) is not None
    return _RUN.match(stored.atom.function_name) is not None
