"""`references`: every place that refers to an atom, with its use, and no other thing of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.query.registry import QUESTIONS
from tests.support.graph_project import ask, project

SHOP = {
    "shop/__init__.py": 'from shop.money import total\n\n__all__ = ["total"]\n',
    "shop/money.py": "class Price:\n    pass\n\n\ndef total(prices: list[Price]) -> Price:\n    return prices[0]\n",
    "shop/cart.py": (
        "from shop import money\nfrom shop.money import Price, total as add_up\n\n\n"
        "class Cart(money.Price):\n    best: Price\n\n"
        "    def sum(self, total):\n        total()\n        kept = money.total\n        return add_up([Price()])\n"
    ),
    "tests/test_money.py": "from shop.money import total\n\n\ndef test_total(box):\n    total([])\n    box.total()\n",
    "docs/money.md": "# Money\n\nCall `total` to add prices.\n",
}


def _places(tree: Path, files: dict[str, str], **arguments: Any) -> list[tuple[str, int, str, str]]:
    with project(tree, files) as repository:
        found = ask((repository, tree), "references", **arguments)
    return [(each["path"], each["line"], each["use"], each["how"]) for each in found["results"]]


def test_each_place_has_its_use_and_a_parameter_of_the_name_is_none(tree):
    assert _places(tree, SHOP, atom="shop/money.py::total") == [
        ("shop/__init__.py", 1, "import", "exact"),
        ("shop/__init__.py", 3, "export", "exact"),
        ("shop/cart.py", 2, "import", "exact"),
        ("shop/cart.py", 10, "read", "exact"),
        ("shop/cart.py", 11, "call", "exact"),  # by an alias, where the name does not stand
        ("tests/test_money.py", 1, "import", "exact"),
        ("tests/test_money.py", 5, "call", "exact"),
        ("docs/money.md", 3, "doc", "inferred"),
    ]


def test_a_class_is_a_base_a_type_and_is_called_where_its_name_stands(tree):
    assert _places(tree, SHOP, atom="Price") == [
        ("shop/cart.py", 2, "import", "exact"),
        ("shop/cart.py", 5, "inherit", "exact"),
        ("shop/cart.py", 6, "type", "exact"),
        ("shop/cart.py", 11, "call", "exact"),
        ("shop/money.py", 5, "type", "exact"),
        ("shop/money.py", 5, "type", "exact"),
    ]


def test_a_call_of_a_class_by_its_subclass_is_no_reference_to_it(tree):
    files = {
        "a.py": "class A:\n    def __init__(self): ...\n\n\nclass B(A): ...\n\n\nB()\nA()\n",
    }
    assert _places(tree, files, atom="A") == [("a.py", 5, "inherit", "exact"), ("a.py", 9, "call", "exact")]


def test_what_only_has_the_name_is_counted_and_listed_on_request(tree):
    with project(tree, SHOP) as repository:
        found = ask((repository, tree), "references", atom="shop/money.py::total")
        assert (found["possible"], found["uses"]) == (1, {"call": 2, "import": 3, "export": 1, "read": 1, "doc": 1})
        listed = ask((repository, tree), "references", atom="shop/money.py::total", possible=True)
        more = [(each["path"], each["line"], each["use"]) for each in listed["results"] if each["how"] == "possible"]
        assert more == [("tests/test_money.py", 6, "read")]
        docs = ask((repository, tree), "references", atom="shop/money.py::total", uses=["doc"])
        assert [each["text"] for each in docs["results"]] == ["Call `total` to add prices."]


def test_code_in_a_document_that_names_one_atom_refers_to_it_and_tells_its_section(tree):
    guide = "Guide\n=====\n\nPrices\n------\n\nSee :meth:`~shop.cart.Cart.sum`, ``Other.sum`` and sum.\n"
    page = "# Cart\n\nText.\n\n## Sums\n\nCall `Cart.sum()`.\n\n```py\nCart().sum()\n```\n"
    files = {**SHOP, "docs/guide.rst": guide, "docs/cart.md": page}
    with project(tree, files) as repository:
        found = ask((repository, tree), "references", atom="Cart.sum")
        named = [(each["path"], each["line"], each["section"]) for each in found["results"] if each["use"] == "doc"]
        assert named == [("docs/cart.md", 7, "Sums"), ("docs/guide.rst", 7, "Prices")]
        assert {each["basis"] for each in found["results"]} == {"name"}
        assert found["possible"] == 3
    with project(tree, {"other.py": "class Cart:\n    def sum(self): ...\n"}) as repository:  # now the name means two
        found = ask((repository, tree), "references", atom="shop/cart.py::Cart.sum")
    assert [each["path"] for each in found["results"]] == ["docs/guide.rst"]


def test_uses_paths_and_the_limit_narrow_the_places(tree):
    with project(tree, SHOP) as repository:
        found = ask(
            (repository, tree), "references", atom="shop/money.py::total", uses=["import"], path="shop/", limit=1
        )
    assert (found["total"], found["truncated"]) == (2, True)
    assert [(each["path"], each["atom"]) for each in found["results"]] == [
        ("shop/__init__.py", "shop/__init__.py::<module>")
    ]


def test_a_file_that_has_changed_is_named_and_not_read(tree):
    with project(tree, SHOP) as repository:
        (tree / "shop/cart.py").write_text("# total\n" + SHOP["shop/cart.py"])
        found = ask((repository, tree), "references", atom="shop/money.py::total")
    assert found["unread"] == ["shop/cart.py"]
    assert [(each["line"], each.get("text", "")) for each in found["results"] if each["path"] == "shop/cart.py"] == [
        (11, "")
    ]


def test_secrets_are_taken_out_of_the_lines(tree):
    key = "AKIA" + "Z7Q2M4XW9KDT3RVB"
    files = {"a.py": f'def f(key): ...\n\n\nf("{key}")\n'}
    with project(tree, files) as repository:
        found = ask((repository, tree), "references", atom="f")
    (only,) = found["results"]
    assert key not in only["text"]
    assert only["text"].startswith('f("REDACTED')


def test_places_of_typescript_and_of_a_language_of_tables_have_their_uses(tree):
    script = {
        "a.ts": "export class Cart {}\nexport function make(): Cart { return new Cart(); }\n",
        "b.ts": (
            "import { Cart, make } from './a';\nlet kept: Cart;\nkept = make();\nexport { make };\nconst f = make;\n"
        ),
    }
    assert _places(tree / "ts", script, atom="make") == [
        ("b.ts", 1, "import", "exact"),
        ("b.ts", 3, "call", "exact"),
        ("b.ts", 4, "export", "exact"),
        ("b.ts", 5, "read", "exact"),
    ]
    assert [each[:3] for each in _places(tree / "ts2", script, atom="Cart")] == [
        ("a.ts", 2, "type"),
        ("a.ts", 2, "call"),
        ("b.ts", 1, "import"),
        ("b.ts", 2, "type"),
    ]
    go = {
        "go.mod": "module shop\n",
        "a.go": "package shop\n\ntype Cart struct{}\n\nfunc Make() Cart { return Cart{} }\n\nvar kept = Make\n",
        "b/b.go": 'package b\n\nimport "shop"\n\nfunc Use(c shop.Cart) { shop.Make() }\n',
    }
    assert _places(tree / "go", go, atom="Make") == [("a.go", 7, "read", "exact"), ("b/b.go", 5, "call", "exact")]
    assert {each[:3] for each in _places(tree / "go2", go, atom="Cart")} >= {("a.go", 5, "type"), ("b/b.go", 5, "type")}


def test_a_file_and_an_unknown_use_are_refused_in_a_line(tree):
    with project(tree, SHOP) as repository:
        with pytest.raises(UsageError, match="a file is no name"):
            ask((repository, tree), "references", atom="shop/money.py::<module>")
        with pytest.raises(UsageError, match="unknown type 'write-off'"):
            ask((repository, tree), "references", atom="shop/money.py::total", uses=["write-off"])
    assert "references" in QUESTIONS
