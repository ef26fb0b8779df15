"""No edit depends on a sentence for people: each sentence is reworded, and what becomes of a request is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.edit.request import EditRequest, Move, Refusal, Rename, Replace
from omny.model.places import WhyLeft
from tests.support.editing import edited

FILES: dict[str, str | bytes] = {
    "pkg/__init__.py": "",
    "pkg/cart.py": "class Cart:\n    def total(self):\n        return 1\n\n\ndef price():\n    return 2\n",
    "pkg/use.py": (
        "from pkg.cart import Cart, price\n\n\ndef use(cart: Cart):\n    return cart.total() + price()\n\n\n"
        'APP = "pkg.cart:price"\n'
    ),
}
REQUESTS: dict[str, EditRequest] = {
    "a name in a string": Rename(atom="pkg/cart.py::price", name="cost"),
    "a method known by a type": Rename(atom="pkg/cart.py::Cart.total", name="sum_up"),
    "a module in a string": Move(path="pkg/cart.py", target="pkg/basket.py"),
    "an old view": Replace(atom="pkg/cart.py::price", text="def price():\n    return 3\n", expect="99"),
}
REFUSALS = {
    "a name in a string": Refusal.NAMED,
    "a method known by a type": Refusal.INFERRED,
    "a module in a string": Refusal.IMPORTS,
    "an old view": Refusal.STALE,
}


@pytest.mark.parametrize("case", sorted(REQUESTS))
def test_a_reworded_sentence_changes_no_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    for why in WhyLeft:
        monkeypatch.setattr(why, "phrase", "reworded")
    with edited(tmp_path, FILES) as tree:
        result = tree.applied(REQUESTS[case])
        assert (result.status, result.refusal) == ("refused", REFUSALS[case])
        assert {each.why for each in result.left} <= {"reworded"}
