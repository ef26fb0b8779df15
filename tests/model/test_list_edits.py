"""Edits of a list can be applied in both directions, and are there only where they are smaller."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.model.list_edits import apply_edits, find_edits

_IDS = st.lists(st.sampled_from([f"a.py::f{number}" for number in range(12)]), max_size=12)
_SITES = st.lists(
    st.fixed_dictionaries(
        {"target": st.sampled_from("abc"), "offset": st.integers(0, 2)}, optional={"on": st.just(".")}
    ),
    max_size=6,
)
_ODD = st.lists(st.sampled_from([1, 1.0, True, None, "x", [1], {"a": 1}, {"a": True}]), max_size=6)
_LISTS = _IDS | _IDS.map(lambda ids: sorted(set(ids))) | _SITES | _ODD


def as_json(value: Any) -> bytes:
    return msgspec.json.encode(value)


@given(_LISTS, _LISTS)
def test_edits_lead_from_one_list_to_the_other_and_back(before: list, after: list) -> None:
    edits = find_edits(before, after)
    if edits is not None:
        edits = msgspec.json.decode(as_json(edits))
        assert as_json(apply_edits(before, edits, forward=True)) == as_json(after)
        assert as_json(apply_edits(after, edits, forward=False)) == as_json(before)


def test_a_name_that_changes_in_a_sorted_list_is_two_names() -> None:
    before = [f"a.py::f{number}" for number in range(10, 99)]
    after = sorted([*before[:40], *before[41:], "b.py::g"])
    assert find_edits(before, after) == [[40, ["a.py::f50"], []], [89, [], ["b.py::g"]]]


def test_of_an_object_only_the_values_that_changed_are_held() -> None:
    site = {"target": "a.py::f", "type": "call", "how": "exact", "offset": 3, "column": 4}
    assert find_edits([site, site], [site, site | {"target": "a.py::g"}]) == [[1, {"target": ["a.py::f", "a.py::g"]}]]


def test_lists_that_have_little_in_common_are_no_edits() -> None:
    assert find_edits([f"a{number}" for number in range(9)], [f"b{number}" for number in range(9)]) is None


@pytest.mark.parametrize("items", [[], ["a"], ["a", "x", "c"], ["a", "b", "c", "x"]])
def test_edits_that_do_not_fit_are_refused(items: list[str]) -> None:
    edits = [[1, ["b"], ["y"]], [3, ["d"], ["z"]]]
    with pytest.raises(ValueError, match="edit"):
        apply_edits(items, edits, forward=True)
