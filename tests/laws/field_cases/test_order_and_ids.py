"""Mechanism 10: an id says what an atom is and never when it came, so nothing depends on the order of work."""

from __future__ import annotations

from itertools import permutations

from omny.daemon.stop import Stop, StopReason
from tests.support.field_cases import append, ids, put, put_all
from tests.support.helpers import dumped, write_tree
from tests.support.packages import HUB, SIGNED
from tests.support.simulation import simulated


def test_case_037_a_daemon_that_starts_again_gives_no_id_twice(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        for number in range(4):
            daemon.edit(append("pkg/exc.py", text=f"\n\ndef more{number}():\n    return 1\n"))
            daemon.daemon.stop(Stop(StopReason.REQUESTED))
            daemon.crash()
            daemon.begin()
            daemon.settle()
            daemon.edit(put(f"pkg/new{number}.py", "from .exc import BadData\n\n\ndef new():\n    raise BadData(1)\n"))
            found = [stored.atom.id for stored in daemon.repository.atoms()]
            assert len(found) == len(set(found))
            assert {f"pkg/exc.py::more{number}", f"pkg/new{number}.py::new"} <= set(found)


def test_case_038_an_edit_in_a_long_file_keeps_every_other_id_and_makes_no_event_for_it(tree):
    functions = [f"def f{i}():\n    return f{i + 1}()\n\n\n" for i in range(400)]
    write_tree(tree, {"a.py": "".join(functions)})
    with simulated(tree) as daemon:
        before, events = ids(daemon.repository), len(list(daemon.repository.events()))
        functions[200] = "def f200():\n    return 0\n\n\n"
        functions.insert(0, "def first():\n    return 1\n\n\n")
        daemon.edit(put("a.py", "".join(functions)))
        assert ids(daemon.repository) == before | {"a.py::first"}
        new = list(daemon.repository.events())[events:]
        created = [event.atom_id for event in new if event.operation == "create"]
        assert created == ["a.py::first"]
        assert not [event for event in new if event.operation == "delete"]
        # What only moved has other lines, and nothing else that is other.
        delta, _ = daemon.commits[-1]
        changed = [
            after.id
            for file in delta.files
            for before_, after in file.modified
            if (before_.atom.data, before_.atom.signature) != (after.data, after.signature)
        ]
        assert sorted(set(changed) - {"a.py::<module>"}) == ["a.py::f200"]


def test_case_107_a_daemon_that_looks_again_and_again_adds_nothing_to_any_id(tree):
    write_tree(tree, {**HUB, **SIGNED})
    with simulated(tree) as daemon:
        before, generation = dumped(daemon.repository), daemon.repository.meta().generation
        for _ in range(3):
            daemon.let_doubt()
            daemon.crash()
            daemon.begin()
            daemon.settle()
            assert dumped(daemon.repository) == before
        assert daemon.repository.meta().generation == generation


def test_case_107_the_order_in_which_files_come_does_not_show(tree, tmp_path):
    files = {
        "a.py": "from b import x\n\n\ndef f():\n    return x()\n",
        "b.py": "from c import *\n\n\ndef x():\n    return y()\n",
        "c.py": "from a import f\n\n\ndef y():\n    return f()\n",
    }
    dumps = set()
    for number, order in enumerate(permutations(files)):
        root = tmp_path / str(number)
        root.mkdir()
        with simulated(root) as daemon:
            for path in order:
                daemon.edit(put_all({path: files[path]}))
            dumps.add(dumped(daemon.repository))
    assert len(dumps) == 1
