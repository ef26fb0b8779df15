"""A database that is built anew takes over all of the past that can be read, whatever else is in it."""

from __future__ import annotations

from pathlib import Path

import apsw

from omny.base.clock import SYSTEM_CLOCK
from omny.integrity import ConsistencyValidator
from omny.integrity.repair import rebuild_database
from omny.storage.sqlite.checksums import checksum_vfs
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, index_tree, write_tree


def test_an_atom_of_an_impossible_type_costs_no_other_history(tree: Path) -> None:
    path = tree.parent / "index.db"
    write_tree(tree, {"a.py": "def f(): pass\n", "b.py": "def g(): pass\n"})
    with SqliteRepository.open(path) as repository:
        index_tree(tree, repository)
        before = len(list(repository.events(after=0)))
    damaging = apsw.Connection(str(path), vfs=checksum_vfs())
    damaging.pragma("ignore_check_constraints", True)  # a flipped bit asks none
    damaging.execute("UPDATE atoms SET type = 'nonsense' WHERE id = 'a.py::f'")
    damaging.close()
    done = rebuild_database(str(path), SYSTEM_CLOCK)
    assert (done.events, done.lost) == (before - 1, 1), "a creation refers to its row"
    with SqliteRepository.open(path) as repository:
        index_tree(tree, repository)
        assert_equals_fresh(tree, repository)
        assert ConsistencyValidator(repository).check(deep=True) == []
