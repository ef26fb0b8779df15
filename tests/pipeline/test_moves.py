"""What was renamed or moved keeps its history, what is ambiguous claims none, and the events still replay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from omny.integrity import ConsistencyValidator
from tests.support.faults import Rough
from tests.support.helpers import write_tree

LONG = "def {}(a):\n    b = a + 1\n    c = b * 2\n    return c\n"
SHORT = "def {}():\n    pass\n"
OTHER = "def {}(a):\n    x = a - 1\n    y = x / 2\n    return y\n"


class Moving(Rough):
    """A daemon whose events are read for moves."""

    def put(self, files: Mapping[str, str | None]) -> dict[str, str]:
        """Writes the files (None: removes) in one change; the moves that it claims."""

        def act(root: Path) -> None:
            for path, content in files.items():
                if content is None:
                    (root / path).unlink()
                else:
                    write_tree(root, {path: content})

        self.edit(act)
        return self.moves()

    def moves(self) -> dict[str, str]:
        """Old id to new id, of the last change; both events say the same."""
        generation = self.repository.meta().generation
        last = [event for event in self.repository.events() if event.transaction_id == generation]
        told = [(event, json.loads(event.delta)) for event in last]
        there = {event.atom_id: delta["moved_to"] for event, delta in told if "moved_to" in delta}
        back = {delta["moved_from"]: event.atom_id for event, delta in told if "moved_from" in delta}
        assert there == back
        assert all(event.operation == "delete" for event, delta in told if "moved_to" in delta)
        assert all(event.operation == "create" for event, delta in told if "moved_from" in delta)
        assert ConsistencyValidator(self.repository).check() == []
        return there


@pytest.fixture
def daemon(tree: Path) -> Iterator[Moving]:
    """Of an empty tree."""
    made = Moving(tree)
    made.settle()
    yield made
    made.close()


def test_a_renamed_file_takes_its_history_along(daemon):
    daemon.put({"a.py": LONG.format("f") + SHORT.format("g")})
    daemon.edit(lambda root: (root / "a.py").rename(root / "b.py"))
    assert daemon.moves() == {f"a.py::{name}": f"b.py::{name}" for name in ("<module>", "f", "g")}


def test_a_file_that_is_removed_and_written_anew_elsewhere_is_a_moved_one_too(daemon):
    daemon.put({"a.py": LONG.format("f")})
    assert daemon.put({"a.py": None, "deep/b.py": LONG.format("f")})["a.py::f"] == "deep/b.py::f"


def test_a_renamed_directory_takes_all_along(daemon):
    daemon.put({"old/a.py": LONG.format("f"), "old/in/b.py": OTHER.format("g"), "use.py": "import old.a\nold.a.f(1)\n"})
    daemon.edit(lambda root: (root / "old").rename(root / "new"))
    moves = daemon.moves()
    assert moves["old/a.py::f"] == "new/a.py::f"
    assert moves["old/in/b.py::g"] == "new/in/b.py::g"


def test_a_function_that_is_renamed_in_its_file_keeps_its_history(daemon):
    daemon.put({"a.py": LONG.format("f") + OTHER.format("g")})
    assert daemon.put({"a.py": LONG.format("h") + OTHER.format("g")}) == {"a.py::f": "a.py::h"}


def test_a_function_that_is_moved_to_another_file_keeps_its_history(daemon):
    daemon.put({"a.py": LONG.format("f") + OTHER.format("g"), "b.py": "x = 1\n"})
    assert daemon.put({"a.py": OTHER.format("g"), "b.py": "x = 1\n" + LONG.format("f")}) == {"a.py::f": "b.py::f"}


def test_a_function_of_the_same_name_and_another_body_is_another_one(daemon):
    daemon.put({"a.py": LONG.format("f") + SHORT.format("g")})
    moves = daemon.put({"a.py": SHORT.format("g"), "b.py": OTHER.format("f")})
    assert "a.py::f" not in moves


def test_a_class_takes_its_methods_along(daemon):
    text = "class {}:\n    def m(self):\n        a = 1\n        b = 2\n        return a + b\n"
    daemon.put({"a.py": text.format("A")})
    daemon.edit(lambda root: (root / "a.py").rename(root / "b.py"))
    assert daemon.moves()["a.py::A.m"] == "b.py::A.m"


def test_of_two_that_are_alike_the_one_of_the_same_name_is_meant(daemon):
    daemon.put({"a.py": LONG.format("f") + LONG.format("g")})
    moves = daemon.put({"a.py": None, "b.py": LONG.format("g") + LONG.format("f")})
    assert (moves["a.py::f"], moves["a.py::g"]) == ("b.py::f", "b.py::g")


def test_of_two_that_are_alike_and_of_new_names_none_is_claimed(daemon):
    daemon.put({"a.py": LONG.format("f") + LONG.format("g")})
    moves = daemon.put({"a.py": LONG.format("h") + LONG.format("i")})
    assert moves == {}


def test_one_that_comes_back_twice_is_not_claimed(daemon):
    daemon.put({"a.py": LONG.format("f")})
    moves = daemon.put({"a.py": None, "b.py": LONG.format("f"), "c.py": LONG.format("f")})
    assert "a.py::f" not in moves


def test_two_that_become_one_are_not_claimed(daemon):
    daemon.put({"a.py": LONG.format("f"), "b.py": LONG.format("f")})
    moves = daemon.put({"a.py": None, "b.py": None, "c.py": LONG.format("f")})
    assert "c.py::f" not in moves.values()


def test_a_copy_is_no_move(daemon):
    daemon.put({"a.py": LONG.format("f")})
    assert daemon.put({"b.py": LONG.format("f")}) == {}


def test_a_short_function_of_another_name_in_another_file_is_not_claimed(daemon):
    """Any `pass` is like any other."""
    daemon.put({"a.py": SHORT.format("f")})
    assert "a.py::f" not in daemon.put({"a.py": None, "b.py": SHORT.format("g")})


def test_two_files_that_change_places_move_nothing(daemon):
    """Both ids are there before and after: that is a change of each, not a move."""
    daemon.put({"a.py": LONG.format("f"), "b.py": OTHER.format("f")})
    assert daemon.put({"a.py": OTHER.format("f"), "b.py": LONG.format("f")}) == {}


def test_a_move_there_and_back_is_two_moves(daemon):
    daemon.put({"a.py": LONG.format("f")})
    daemon.edit(lambda root: (root / "a.py").rename(root / "b.py"))
    daemon.edit(lambda root: (root / "b.py").rename(root / "a.py"))
    assert daemon.moves()["b.py::f"] == "a.py::f"
    history = [(event.operation, event.atom_id) for event in daemon.repository.events("a.py::f")]
    assert [operation for operation, _ in history] == ["create", "delete", "create"]


def test_a_move_that_is_seen_in_two_passes_is_no_move(daemon):
    """The file was gone when it was looked at: what is not in one change has no other end."""
    daemon.put({"a.py": LONG.format("f")})
    assert daemon.put({"a.py": None}) == {}
    assert daemon.put({"b.py": LONG.format("f")}) == {}


def test_a_module_that_becomes_a_package_keeps_its_history(daemon):
    daemon.put({"a.py": LONG.format("f"), "use.py": "from a import f\nf(1)\n"})

    def act(root: Path) -> None:
        (root / "a").mkdir()
        shutil.move(root / "a.py", root / "a/__init__.py")

    daemon.edit(act)
    assert daemon.moves()["a.py::f"] == "a/__init__.py::f"


@pytest.mark.parametrize("suffix", ["js", "ts"])
def test_moves_of_other_languages(daemon, suffix):
    text = "export function f(a) {\n  const b = a + 1;\n  const c = b * 2;\n  return c;\n}\n"
    daemon.put({f"a.{suffix}": text})
    daemon.edit(lambda root: (root / f"a.{suffix}").rename(root / f"b.{suffix}"))
    assert daemon.moves()[f"a.{suffix}::f"] == f"b.{suffix}::f"


def test_a_move_says_what_it_was_and_what_it_is(daemon):
    """Whoever follows `moved_from` from an atom comes to its first create event."""
    daemon.put({"a.py": LONG.format("f")})
    daemon.edit(lambda root: (root / "a.py").rename(root / "b.py"))
    daemon.put({"b.py": LONG.format("g")})
    ids, id_ = [], "b.py::g"
    while id_:
        ids.append(id_)
        created = [event for event in daemon.repository.events(id_) if event.operation == "create"][-1]
        id_ = json.loads(created.delta).get("moved_from", "")
    assert ids == ["b.py::g", "b.py::f", "a.py::f"]
