"""A name of any length is indexed on every store, shorten_name where no index could hold it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from string import ascii_letters

import pytest

from omny.base.config import Settings
from omny.base.paths import Root
from omny.integrity import ConsistencyValidator
from omny.model.atoms import MAX_NAME_BYTES, shorten_name
from omny.storage.port.repository import AtomRepository
from omny.storage.postgres.repository import PostgresRepository
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.scan import MAX_PATH_BYTES, TOO_LONG, scan
from tests.support.helpers import atoms_by_id, dumped, fresh_dump, index_tree, memory_repository, sync, write_tree


def name_of(length: int, seed: int) -> str:
    """A name that no compression makes shorter."""
    return "n" + "".join(Random(seed).choices(ascii_letters, k=length - 1))


LONG, LONG_CLASS, LONG_METHOD, LONG_UNKNOWN = (name_of(6_000, seed) for seed in range(4))
DEEP = "".join(f"{' ' * depth}class {name_of(60, depth)}:\n" for depth in range(90)) + " " * 90 + "pass\n"

TREE = {
    "plain.py": "def plain():\n    return 1\n",
    "long.py": f"from plain import plain\n\n\ndef {LONG}():\n    plain()\n\n\n"
    f"class {LONG_CLASS}:\n    def {LONG_METHOD}(self):\n        {LONG}()\n        plain.{LONG_UNKNOWN}()\n"
    f"        self.{LONG_METHOD}()\n",
    "deep.py": DEEP,
    "user.py": f"from long import {LONG}\n\n\ndef use():\n    {LONG}()\n",
    "package.json": '{"name": "' + LONG + '"}',
}


@pytest.fixture(params=["memory", "postgres"])
def repository(request: pytest.FixtureRequest) -> Iterator[AtomRepository]:
    if request.param == "postgres":
        with PostgresRepository.open(request.getfixturevalue("postgres_url")) as server:
            yield server
        return
    with memory_repository() as memory:
        yield memory


def test_a_hostile_file_stops_no_index(tree: Path, repository: AtomRepository) -> None:
    index_tree(write_tree(tree, {"plain.py": TREE["plain.py"]}), repository)
    write_tree(tree, TREE)
    sync(tree, repository)
    assert dumped(repository) == fresh_dump(tree), "and as on every other store"
    assert ConsistencyValidator(repository).check(deep=True) == []
    assert len(atoms_by_id(repository)) > 90
    assert all(len(id_.encode()) <= MAX_NAME_BYTES + 20 for id_ in atoms_by_id(repository))
    callers = repository.callers([f"long.py::{shorten_name(LONG)}"], types=["call"], depth=1, limit=9)
    assert {edge.source_id for edge in callers} >= {"user.py::use"}
    assert len(repository.callers(["plain.py::plain"], types=["call"], depth=1, limit=9)) == 1
    write_tree(tree, {"long.py": TREE["plain.py"]})
    sync(tree, repository)
    assert repository.by_name(shorten_name(LONG)) == []


def test_two_long_names_stay_two_and_a_short_one_stays_as_it_is() -> None:
    one, other = LONG, LONG[:-1] + "_"
    assert shorten_name(one) != shorten_name(other)
    assert len(shorten_name(one).encode()) < MAX_NAME_BYTES
    for name in ("a", "x" * MAX_NAME_BYTES, "\u00e9" * (MAX_NAME_BYTES // 2)):
        assert shorten_name(name) == name
    assert shorten_name(shorten_name(one)) == shorten_name(one)


def deep_tree(tree: Path) -> str:
    """Makes files whose paths are as long as is indexed, and longer; the longest path that is."""
    folders: list[str] = []
    path = ""
    while len(path) + 201 <= MAX_PATH_BYTES - 60:
        folders.append(name_of(200, len(folders)))
        path = "/".join(folders)
    home = os.getcwd()
    os.chdir(tree)  # a path from the root may be longer than the system takes
    try:
        for folder in folders:
            os.mkdir(folder)
            os.chdir(folder)
        fits = "f" * (MAX_PATH_BYTES - len(path) - 4) + ".py"
        for name in (fits, "f" + fits):
            Path(name).write_text(f"def {LONG}():\n    pass\n")
        for folder in (name_of(200, 90), name_of(200, 91)):
            os.mkdir(folder)
            os.chdir(folder)
        Path("below.py").write_text("def below():\n    pass\n")
    finally:
        os.chdir(home)
    return f"{path}/{fits}"


def test_a_path_that_no_store_can_hold_is_skipped_and_told_and_stops_nothing(
    tree: Path, repository: AtomRepository
) -> None:
    longest = deep_tree(tree)
    assert len(longest) == MAX_PATH_BYTES
    write_tree(tree, {"plain.py": TREE["plain.py"]})
    report = sync(tree, repository)
    assert dumped(repository) == fresh_dump(tree), "and as on every other store"
    told = {row.path.removeprefix(longest[: longest.rindex("/") + 1]): row.reason for row in report.left_out}
    assert told == dict.fromkeys((f"f{longest.rpartition('/')[2]}", name_of(200, 90)), TOO_LONG)
    assert repository.get(f"{longest}::{shorten_name(LONG)}") is not None
    assert ConsistencyValidator(repository).check(deep=True) == []
    below = f"{longest.rpartition('/')[0]}/{name_of(200, 90)}/below.py"
    root = Root.of(tree)
    rules = IgnoreRules(root)
    part = scan(root, rules, lambda path: path.endswith(".py"), Settings(), runs=lambda _: False, below=[below])
    assert (part.files, part.skipped) == ({}, {})
