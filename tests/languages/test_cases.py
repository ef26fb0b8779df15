"""Small trees with the calls that compilers and interpreters say they have, in any state of an edited tree.

Each file of `cases` is a list of `{id, lang, source, why, files, calls, not, atoms, whole, steps?, callbacks?,
implicit?, routes?, absent?}`: `calls` must be edges of type call, `callbacks` of type call or callback, `not` neither.
All edges of type implicit are in `implicit`, those of type route in `routes`. `atoms` must exist, `absent` must not.
With `whole`, nothing else is called between the atoms of the case, but types. After `files` are indexed, each step
writes and deletes, and says the calls of its state.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.helpers import assert_equals_fresh, atoms_by_id, index_tree, memory_repository, sync, write_tree
from tests.support.language_cases import CASES

MEMBERLESS = ("class", "interface", "enum", "type")


def faults_of(case: dict[str, Any], state: dict[str, Any], repository: Any) -> list[str]:
    """What is wrong with the edges and atoms of a state."""
    atoms = atoms_by_id(repository)
    called = {(edge.source_id, edge.target_id) for edge in repository.edges() if edge.edge_type == "call"}
    passed = {(edge.source_id, edge.target_id) for edge in repository.edges() if edge.edge_type == "callback"}
    calls, wrong = {tuple(each) for each in state["calls"]}, {tuple(each) for each in state["not"]}
    used = {tuple(each) for each in state.get("callbacks", case.get("callbacks", ()))}
    faults = [f"no call {source} -> {target}" for source, target in sorted(calls - called)]
    faults += [f"no use {source} -> {target}" for source, target in sorted(used - called - passed)]
    faults += [f"a call {source} -> {target}" for source, target in sorted(wrong & (called | passed))]
    for kind, key in (("implicit", "implicit"), ("route", "routes")):
        if key in state:
            found = {(edge.source_id, edge.target_id) for edge in repository.edges() if edge.edge_type == kind}
            stated = {tuple(each) for each in state[key]}
            faults += [f"{kind}: {source} -> {target}" for source, target in sorted(stated ^ found)]
    if case["whole"]:
        values = {(s, t) for s, t in called if t in atoms and str(atoms[t].atom.type) not in MEMBERLESS}
        faults += [f"also {source} -> {target}" for source, target in sorted(values - calls - used)]
    if state is case:
        faults += [f"no atom {each}" for each in case["atoms"] if each not in atoms]
        faults += [f"an atom {each}" for each in case.get("absent", ()) if each in atoms]
        faults += [f"{path} is not ok" for path, entry in repository.ledger().items() if str(entry.status) != "ok"]
    return faults


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['id']}")
def test_it_calls_what_the_compiler_says_that_it_calls(case: dict[str, Any], tmp_path: Path) -> None:
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, case["files"]), repository)
        assert faults_of(case, case, repository) == [], case["why"]
        for step in case.get("steps", ()):
            for path in step.get("delete", ()):
                (tmp_path / path).unlink()
            write_tree(tmp_path, step["write"])
            sync(tmp_path, repository)
            assert_equals_fresh(tmp_path, repository)
            assert faults_of(case, step, repository) == [], case["why"]
