"""Notes are kept on every store, follow their atoms in the transaction of a change, and say what became of them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from omny.integrity import ConsistencyValidator
from omny.model.atom_data import read_detail
from omny.model.cures import Cure
from omny.model.notes import Note
from omny.storage.port.archive import digest
from omny.storage.port.repository import AtomRepository
from tests.support.backends import Place
from tests.support.deltas import WHEN
from tests.support.helpers import index_tree, memory_repository, write_tree

TOTAL = "def total(cart):\n    found = cart.sum()\n    found += 1\n    return found\n"


def annotate(store: AtomRepository, id_: str, text: str = "net until checkout") -> Note:
    stored = store.get(id_)
    assert stored is not None
    hash_ = read_detail(stored.atom.data).body_hash
    return store.write_note(Note(0, id_, text, "ann", WHEN, id_, hash_))


def test_a_note_is_kept_under_a_number_and_removed_by_it(store: AtomRepository, tree: Path) -> None:
    index_tree(write_tree(tree, {"a.py": TOTAL}), store)
    generation = store.meta().generation
    one, two = annotate(store, "a.py::total"), annotate(store, "a.py::<module>", "many\nlines \x00 é")
    assert (one.number, two.number) == (1, 2)
    assert store.notes() == [one, two]
    assert store.notes(["a.py::total", "a.py::none"]) == [one]
    assert store.meta().generation == generation
    assert store.remove_notes([1, 7]) == 1
    assert store.notes() == [two]


def test_a_note_follows_a_rename_and_a_move_and_tells_a_change_and_an_end(store: AtomRepository, tree: Path) -> None:
    index_tree(write_tree(tree, {"a.py": TOTAL}), store)
    annotate(store, "a.py::total")

    def now() -> Note:
        index_tree(tree, store)
        (note,) = store.notes()
        assert ConsistencyValidator(store).check(deep=True) == []
        return note

    write_tree(tree, {"a.py": TOTAL.replace("total", "sum_up")})
    assert (now().atom_id, now().written_for) == ("a.py::sum_up", "a.py::total")
    (tree / "a.py").rename(tree / "b.py")
    assert (now().atom_id, now().changed_at, now().gone_at) == ("b.py::sum_up", "", "")
    write_tree(tree, {"b.py": TOTAL.replace("total", "sum_up").replace("1", "2")})
    changed = now().changed_at
    assert changed
    write_tree(tree, {"b.py": TOTAL.replace("total", "sum_up").replace("1", "3")})
    assert now().changed_at == changed
    write_tree(tree, {"b.py": TOTAL.replace("total", "sum_up")})
    assert now().changed_at == ""
    (tree / "b.py").unlink()
    assert (now().atom_id, bool(now().gone_at)) == ("b.py::sum_up", True)
    write_tree(tree, {"b.py": TOTAL.replace("total", "sum_up")})
    assert now().gone_at == ""


def test_an_archive_has_the_notes_and_a_state_of_the_past_has_none(store: AtomRepository, tree: Path) -> None:
    index_tree(write_tree(tree, {"a.py": TOTAL}), store)
    annotate(store, "a.py::total")
    past = store.as_of(1)
    assert past.notes() == []
    past.close()
    with memory_repository() as other:
        with store.archive() as archive:
            other.load(archive)
        assert other.notes() == store.notes()
        with store.archive() as ours, other.archive() as theirs:
            assert digest(ours) == digest(theirs)


def test_a_note_that_is_wrong_about_its_atom_is_found_and_mended(shared_place: Place, tree: Path) -> None:
    with shared_place.open() as store:
        index_tree(write_tree(tree, {"a.py": TOTAL}), store)
        annotate(store, "a.py::total")
    shared_place.spoil("UPDATE notes SET gone_at = '2026-01-01', changed_at = '2026-01-01'")
    with shared_place.open() as store:
        (found,) = ConsistencyValidator(store).check()
        assert (found.kind, found.where, found.cure) == ("note", "a.py::total", Cure.DERIVE)
        store.repair([], [], derive=True, timestamp=WHEN)
        assert ConsistencyValidator(store).check() == []
        assert [(note.changed_at, note.gone_at) for note in store.notes()] == [("", "")]


@pytest.mark.parametrize("seed", range(4))
def test_notes_follow_random_renames_moves_changes_and_deletions(seed: int, tree: Path) -> None:
    """Of eight functions, each with a note; one of them changes in each pass."""
    chance = random.Random(seed)
    where = {number: (f"f{number % 3}.py", f"name_{number}") for number in range(8)}
    text = {
        number: f"def NAME(x):\n    x += {number}\n    x -= len('{number}')\n    return x * {number + 10}\n"
        for number in where
    }
    first, there, fresh = dict(text), set(where), 100

    def index(store: AtomRepository) -> None:
        files: dict[str, str] = {f"f{each}.py": "" for each in range(3)} | {"g.py": ""}
        for number in sorted(there, key=where.__getitem__):
            path, name = where[number]
            files[path] += text[number].replace("NAME", name)
        index_tree(write_tree(tree, files), store)

    with memory_repository() as store:
        index(store)
        numbers = {annotate(store, "::".join(where[each])).number: each for each in where}
        for _ in range(40):
            number = chance.choice(list(where))
            deed = chance.choice(["rename", "move", "change", "restore", "delete", "return"])
            path, name = where[number]
            fresh += 1
            if deed == "rename" and number in there:
                where[number] = (path, f"name_{fresh}")
            elif deed == "move" and number in there:
                where[number] = (chance.choice(["f0.py", "f1.py", "f2.py", "g.py"]), name)
            elif deed == "change":
                text[number] = re.sub(r"\* \d+", f"* {fresh}", text[number])
            elif deed == "restore":
                text[number] = first[number]
            elif deed in ("delete", "return"):
                (there.discard if deed == "delete" else there.add)(number)
            index(store)
            for note in store.notes():
                its = numbers[note.number]
                assert note.atom_id == "::".join(where[its])
                assert bool(note.gone_at) == (its not in there)
                if its in there:
                    assert bool(note.changed_at) == (text[its] != first[its])
        assert ConsistencyValidator(store).check(deep=True) == []
