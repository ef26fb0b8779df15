"""A file that breaks: the index is that of the disk, and what the file last held is a layer that says so everywhere."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from omny.base.paths import Root
from omny.cli import run
from omny.derived.graph import AtomGraph
from omny.integrity import ConsistencyValidator
from omny.storage.port.records import Commit
from omny.storage.port.repository import AtomRepository
from omny.storage.postgres.repository import PostgresRepository
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.graph_differences import differences
from tests.support.helpers import (
    assert_equals_fresh,
    data_of,
    dumped,
    file_checks,
    fresh_dump,
    index_tree,
    memory_repository,
    problems,
    sync,
    write_tree,
)
from tests.support.projects import EDITS, LANGUAGES, Project

SEED = int(os.environ.get("OMNY_SEED", "1"))
STORMS = 7 * int(os.environ.get("OMNY_FUZZ", "1"))

WHOLE = "import x\n\n\ndef hello(a):\n    return a\n\n\nclass Shop:\n    def open(self): hello(self)\n"
CUT = "import x\n\n\n@x.y(a, defau"
USER = "from a import Shop, hello\n\n\ndef use(s: Shop):\n    hello(1)\n    return s.open()\n"
HELLO, OPEN, USE = "a.py::hello", "a.py::Shop.open", "b.py::use"

Opening = Callable[[], AtomRepository]


@pytest.fixture(params=["sqlite", "postgres"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Opens the same store, again and again."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        return lambda: PostgresRepository.open(url)
    return lambda: SqliteRepository.open(tmp_path / "db")


@pytest.fixture
def broken(tree: Path, opening: Opening) -> Iterator[AtomRepository]:
    """An index of a file that another one uses, and that has gone to pieces at generation 2."""
    with opening() as repository:
        index_tree(write_tree(tree, {"a.py": WHOLE, "b.py": USER}), repository)
        write_tree(tree, {"a.py": CUT})
        sync(tree, repository)
        yield repository


def held_lines(repository: AtomRepository) -> list[dict[str, Any]]:
    """The lines of the dump that are of the held layer."""
    return [line for line in map(json.loads, dumped(repository).splitlines()) if "held" in line]


def held_edges(repository: AtomRepository) -> dict[tuple[str, str], int]:
    return {(edge.source_id, edge.target_id): edge.held for edge in repository.edges() if edge.held}


def elsewhere(tree: Path, scratch: Path) -> bytes:
    """The dump of a fresh index of a copy in another place."""
    copy = scratch / "copy"
    shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".omny"))
    try:
        return fresh_dump(copy)
    finally:
        shutil.rmtree(copy)


def test_what_a_broken_file_held_is_marked_in_every_atom_and_edge(broken: AtomRepository) -> None:
    assert {line["id"] for line in held_lines(broken) if line["kind"] == "atom"} == {HELLO, "a.py::Shop", OPEN}
    assert {line["held"] for line in held_lines(broken)} == {1}
    assert held_edges(broken) == {(USE, HELLO): 1, (USE, OPEN): 1, (OPEN, HELLO): 1}
    assert data_of(broken, HELLO)["held"] == 1
    assert data_of(broken, USE)["calls"] == []
    assert {site["how"] for site in data_of(broken, OPEN)["call_sites"]} == {"held"}
    assert [row.held for row in broken.callers([HELLO], types=["call"], depth=1, limit=9)] == [1, 1]
    assert differences(AtomGraph.load(broken), broken) == []


def test_without_the_layer_the_index_is_a_fresh_one_of_a_copy_in_another_place(
    tree: Path, tmp_path: Path, broken: AtomRepository
) -> None:
    assert dumped(broken, held=False) == elsewhere(tree, tmp_path / "elsewhere")
    marked = [line for line in dumped(broken).splitlines() if "held" not in json.loads(line)]
    assert b"".join(line + b"\n" for line in marked) == dumped(broken, held=False)


def test_who_imports_from_a_broken_file_is_resolved_against_both_layers_when_it_changes(
    tree: Path, broken: AtomRepository
) -> None:
    write_tree(tree, {"b.py": USER + "\n\ndef more():\n    hello(2)\n", "c.py": "import a\n\na.hello(3)\n"})
    sync(tree, broken)
    assert held_edges(broken).keys() >= {("b.py::more", HELLO), ("c.py::<module>", HELLO), (USE, OPEN)}
    write_tree(tree, {"b.py": "def use():\n    pass\n"})
    sync(tree, broken)
    assert held_edges(broken) == {("c.py::<module>", HELLO): 1, (OPEN, HELLO): 1}


def test_a_file_that_is_mended_holds_nothing_any_more(tree: Path, broken: AtomRepository) -> None:
    write_tree(tree, {"a.py": WHOLE.replace("return a", "return b")})
    sync(tree, broken)
    assert held_lines(broken) == []
    assert broken.held_files() == {}
    assert [row.held for row in broken.callers([HELLO], types=["call"], depth=1, limit=9)] == [0, 0]
    assert [event.operation for event in broken.events(HELLO)] == ["create", "update", "update"]


def test_a_file_that_breaks_otherwise_holds_what_it_held(tree: Path, broken: AtomRepository) -> None:
    before = held_lines(broken)
    write_tree(tree, {"a.py": CUT + "lt, ((("})
    sync(tree, broken)
    assert held_lines(broken) == before


@pytest.mark.parametrize("content", ["", "x = 1\n", "def other():\n    pass\n"])
def test_a_file_that_parses_without_what_it_held_has_lost_it(tree: Path, broken: AtomRepository, content: str) -> None:
    write_tree(tree, {"a.py": content})
    sync(tree, broken)
    assert held_lines(broken) == []


def test_a_broken_file_that_is_deleted_or_renamed_holds_nothing(tree: Path, broken: AtomRepository) -> None:
    (tree / "a.py").rename(tree / "d.py")
    sync(tree, broken)
    assert held_lines(broken) == []
    assert broken.get(HELLO) is None
    (tree / "d.py").unlink()
    sync(tree, broken)
    assert held_lines(broken) == []


def test_two_broken_files_that_use_each_other_are_held_each_from_its_generation(
    tree: Path, broken: AtomRepository
) -> None:
    write_tree(tree, {"b.py": "def use((((\n"})
    sync(tree, broken)
    assert {(line["id"], line["held"]) for line in held_lines(broken) if line["kind"] == "atom"} == {
        (HELLO, 1), ("a.py::Shop", 1), (OPEN, 1), (USE, 2)
    }  # fmt: skip
    assert held_edges(broken) == {(USE, HELLO): 2, (USE, OPEN): 2, (OPEN, HELLO): 1}
    write_tree(tree, {"a.py": WHOLE})
    sync(tree, broken)
    assert held_edges(broken) == {(USE, HELLO): 2, (USE, OPEN): 2}


def test_the_layer_is_there_when_the_store_is_opened_again(tree: Path, opening: Opening) -> None:
    with opening() as repository:
        index_tree(write_tree(tree, {"a.py": WHOLE, "b.py": USER}), repository)
        write_tree(tree, {"a.py": CUT})
        sync(tree, repository)
        before = dumped(repository)
    with opening() as repository:
        assert not sync(tree, repository).changed
        assert dumped(repository) == before
        repository.sweep(0)
        write_tree(tree, {"b.py": USER + "\n"})
        sync(tree, repository)
        assert held_edges(repository).keys() == {(USE, HELLO), (USE, OPEN), (OPEN, HELLO)}


def test_both_stores_hold_the_same(tree: Path, broken: AtomRepository) -> None:
    write_tree(tree, {"a.py": WHOLE})
    with memory_repository() as other:
        index_tree(tree, other)
        write_tree(tree, {"a.py": CUT})
        index_tree(tree, other)
        assert dumped(other) == dumped(broken)


def test_history_tells_when_an_atom_was_held(tree: Path, broken: AtomRepository) -> None:
    for generation, expected in ((1, 0), (2, 3)):
        past = broken.as_of(generation)
        assert len([line for line in held_lines(past) if line["kind"] == "atom"]) == expected
        past.close()


def test_a_check_finds_what_is_wrong_in_either_layer(tree: Path, broken: AtomRepository) -> None:
    def check() -> set[tuple[str, str]]:
        checks = file_checks(tree, broken)
        found = ConsistencyValidator(broken, files=checks).check(deep=True)
        return {(finding.kind, finding.where) for finding in found}

    assert check() == set()
    for id_, old, new in ((HELLO, "held", "hold"), (USE, "held_edges", "hold_edges")):
        stored = broken.get(id_)
        assert stored is not None
        _replace(broken, stored, stored.atom.data.replace(f'"{old}":', f'"{new}":'))
        assert ("wrong atom", id_) in check()
        index_tree(tree, broken)
        _replace(broken, broken.get(id_), stored.atom.data)
        assert check() == set()


def _replace(repository: AtomRepository, stored: Any, data: str) -> None:
    import msgspec

    from omny.model.delta import Delta, FileDelta

    repository.ledger()
    atom = msgspec.structs.replace(stored.atom, data=data)
    delta = Delta((FileDelta(atom.file_path, modified=((stored, atom),)),))
    repository.apply(delta, Commit("reindex", "2030-01-01T00:00:00.000000Z"))


def test_a_file_that_cannot_be_read_at_the_moment_is_held_and_comes_back(
    tree: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    from omny.base.errors import SourceError
    from omny.base.paths import read_source

    with opening() as repository:
        index_tree(write_tree(tree, {"a.py": WHOLE, "b.py": USER}), repository)

        def failing(root: Root, path: str, most: int) -> Any:
            if path == "a.py":
                error = SourceError("read", "input/output error", path=path)
                error.recoverable = True
                raise error
            return read_source(root, path, most)

        os.utime(tree / "a.py", (1, 1))
        with monkeypatch.context() as patch:
            for module in ("omny.executors.worker", "omny.pipeline.change_detection"):
                patch.setattr(f"{module}.read_source", failing)
            report = index_tree(tree, repository)
            assert list(problems(report)) == ["a.py"]
            assert_equals_fresh(tree, repository)
            assert held_edges(repository) == {(USE, HELLO): 1, (USE, OPEN): 1, (OPEN, HELLO): 1}
            assert "a.py::<module>" in {line["id"] for line in held_lines(repository) if line["kind"] == "atom"}
        sync(tree, repository)
        assert held_lines(repository) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_storms_that_truncate_files_leave_what_a_copy_in_another_place_gives(language: str, tmp_path: Path) -> None:
    for storm in range(STORMS):
        random = Random(f"{SEED}-{storm}")
        print(f"OMNY_SEED={SEED} storm {storm}")
        project, tree = Project(language), tmp_path / str(storm)
        tree.mkdir()
        project.write(tree)
        with memory_repository() as repository:
            index_tree(tree, repository)
            for _ in range(4):
                other = random.choice(sorted(EDITS.keys() - {"edit_settings"}))
                for name in ("truncate", "truncate", "break_syntax", other):
                    EDITS[name](project, random)
                project.write(tree)
                sync(tree, repository)
            assert dumped(repository, held=False) == elsewhere(tree, tmp_path)


def test_commands_say_what_is_held(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*arguments: str, status: int = 0) -> str:
        assert run([*arguments, "--root", str(tree)]) == status
        return "".join(capsys.readouterr())

    write_tree(tree, {"a.py": WHOLE, "b.py": USER})
    said("index")
    write_tree(tree, {"a.py": CUT})
    said("index")
    assert "held (of generation 1)" in said("callers", "hello")
    assert "held: earlier content of broken files: a.py" in said("callers", "hello")
    assert "held (of generation 1)" in said("callees", USE)
    assert "(held, of generation 1)" in said("search", "hello")
    assert "as of generation 1; not in the file as it is now" in said("show", HELLO)
    assert "held" in said("show", HELLO, "--source", status=2)
    assert "hello (held)" in said("graph", "hello", "--format", "mermaid")
    assert "1 broken file" in said("status")
    assert " held" in said("path", USE, "hello")
    document = json.loads(said("callers", "hello", "--json"))
    assert document["freshness"]["held"] == ["a.py"]
    assert {(edge["how"], edge["held"]) for atom in document["results"] for edge in atom["edges"]} == {("held", 1)}
    assert said("dump", "--no-held") == said("dump", "--fresh")
    assert said("dump") != said("dump", "--fresh")
    assert "clean" in said("verify", "--deep")
    assert HELLO not in said("dead", "--certainty", "possible", "--certainty", "likely", "--certainty", "certain")


def test_a_call_that_a_held_edge_tells_of_is_told_once(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*arguments: str) -> str:
        assert run([*arguments, "--root", str(tree)]) == 0
        return "".join(capsys.readouterr())

    other = "def other(thing):\n    thing.hello()\n\n\ndef both(thing):\n    hello(2)\n    thing.hello()\n"
    write_tree(tree, {"a.py": WHOLE, "b.py": USER, "c.py": f"from a import hello\n\n\n{other}"})
    said("index")
    before = "2 calls named hello with an unknown receiver"
    assert before in said("callers", "hello")
    write_tree(tree, {"a.py": CUT})
    said("index")
    assert before in said("callers", "hello")
    possible = said("callers", "hello", "--possible")
    assert [possible.count(how) for how in ("held (of", "possible")] == [3, 2]


def test_what_is_left_out_of_callers_is_counted_without_held_calls(broken: AtomRepository) -> None:
    assert broken.count_uses([HELLO], "hello") == ({"call": 2}, 0)
    assert broken.count_uses([], "hello") == ({}, 1)
