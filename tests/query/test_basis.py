"""What speaks for an edge, in documents and in words for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omny.cli import run
from omny.query.basis import describe_how, site_basis
from tests.support.helpers import write_tree

TREE = {
    "shop/cart.py": "class Cart:\n    def price(self):\n        return 1\n",
    "shop/crate.py": "class Crate:\n    def price(self):\n        return 2\n",
    "main.py": "from shop.cart import Cart\nfrom shop.crate import Crate\n\n\n"
    "def report(cart: Cart):\n    return cart.price()\n\n\n"
    "def either(big):\n    box = Crate() if big else Cart()\n    return box.price()\n\n\n"
    "def both():\n    return report(Cart())\n",
}


@pytest.fixture
def shop(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def test_people_read_typed_and_one_of_n_where_documents_say_inferred(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, "callers", "Cart.price")
    assert [line.split() for line in said.splitlines()[1:3]] == [
        ["main.py:11", "one", "of", "2", "either"],
        ["main.py:6", "typed", "report"],
    ]
    assert "exact" in told(capsys, "callers", "report")
    for arguments in (["callers", "Cart.price"], ["callees", "either"], ["path", "both", "Cart.price"]):
        assert "inferred" not in told(capsys, *arguments), arguments


def test_a_document_keeps_how_and_adds_the_basis(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(capsys, "callers", "Cart.price", "--json"))["results"]
    edges = {atom["function_name"]: atom["edges"][0] for atom in found}
    assert {name: (edge["how"], edge["basis"]) for name, edge in edges.items()} == {
        "either": ("inferred", "candidates:2"),
        "report": ("inferred", "type"),
    }
    assert [site["basis"] for site in edges["either"]["sites"]] == ["candidates:2"]
    step = json.loads(told(capsys, "path", "both", "report", "--json"))["results"][0]["edges"][0]
    assert (step["how"], step["basis"]) == ("exact", "scope")
    (user,) = json.loads(told(capsys, "impact", "report", "--depth", "1", "--json"))["results"]
    assert user["edges"][0]["basis"] == "scope"


@pytest.mark.parametrize(
    ("how", "targets", "basis", "word"),
    [
        ("exact", ["a.py::f", "b.py::f"], "scope", "exact"),
        ("inferred", ["a.py::f"], "type", "typed"),
        ("inferred", ["a.py::f", "b.py::f"], "candidates:2", "one of 2"),
        ("inferred", ["a.py::f", "a.py::f~2"], "type", "typed"),
        ("inferred", ["a.py::A", "b.py::Base.__init__"], "type", "typed"),
        ("inferred", ["a.py::A.__init__", "b.py::B.__init__"], "candidates:2", "one of 2"),
        ("held", ["a.py::f"], "", "held"),
    ],
)
def test_a_basis_counts_what_one_site_can_mean(how: str, targets: list[str], basis: str, word: str) -> None:
    assert site_basis(how, targets) == basis
    assert describe_how(how, basis) == word
