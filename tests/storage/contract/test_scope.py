"""What a search looks at: every store takes the same atoms, before it keeps the best ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omny.storage.port.records import SearchScope
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, write_tree

TREE = {
    "shop/cart.py": 'def price(cart):\n    """The price of all that is in a cart."""\n    return round(cart.sum)\n',
    "shop/old/cart.py": "class Cart:\n    def price(self):\n        return 1\n",
    "web/view.ts": "/** Shows a cart with its price. */\nexport function show(cart: Cart) { return cart.price }\n",
    "tests/test_cart.py": "def test_price(cart):\n    assert price(cart) == 1\n",
}

SCOPES: list[tuple[dict[str, Any], list[str]]] = [
    ({"paths": ("shop",)}, ["shop/cart.py::price", "shop/old/cart.py::Cart.price"]),
    ({"paths": ("old/*",)}, ["shop/old/cart.py::Cart.price"]),
    ({"paths": ("/cart.py",)}, []),
    ({"paths": ("cart.py",), "not_paths": ("old/", "test_*")}, ["shop/cart.py::price"]),
    ({"languages": ("typescript",)}, ["web/view.ts::show"]),
    ({"required": ("all that is in a cart",)}, ["shop/cart.py::price"]),
    ({"excluded": ("cart",), "types": ("function",)}, []),
    ({"excluded": ("rounded",), "types": ("function",), "tests": False}, ["web/view.ts::show"]),
]


@pytest.fixture
def shop(store: AtomRepository, tree: Path) -> AtomRepository:
    index_tree(write_tree(tree, TREE), store)
    return store


def ids(store: AtomRepository, text: str, **scope: Any) -> list[str]:
    hits = store.search(text, limit=20, scope=SearchScope(**scope))
    assert hits.total == len(hits.atoms)
    return [stored.atom.id for stored in hits.atoms]


@pytest.mark.parametrize(("scope", "found"), SCOPES)
def test_a_search_finds_what_is_in_its_scope(shop: AtomRepository, scope: dict[str, Any], found: list[str]) -> None:
    functions = {"types": ("function", "method"), **scope}
    assert sorted(ids(shop, "price cart", **functions)) == sorted(found)
    assert shop.ids_within([stored.atom.id for stored in shop.atoms()], SearchScope(**functions)) >= set(found)


def test_a_name_elsewhere_leaves_out_no_text_in_the_scope(shop: AtomRepository) -> None:
    assert shop.search("price", limit=9).total == 3
    assert ids(shop, "price", paths=("web/",)) == ["web/view.ts::show"]


def test_a_scope_alone_is_all_that_is_in_it(shop: AtomRepository) -> None:
    assert ids(shop, "", paths=("shop/**/*.py",), types=("function", "method", "class")) == [
        "shop/cart.py::price",
        "shop/old/cart.py::Cart",
        "shop/old/cart.py::Cart.price",
    ]
    assert ids(shop, "", languages=("python",), excluded=("cart",)) == []
    assert shop.search("", limit=1, scope=SearchScope(languages=("python",))).total == 7
    assert shop.search("", limit=1).total == 0


def test_all_atoms_with_words_next_to_each_other_are_found(shop: AtomRepository) -> None:
    assert [stored.atom.id for stored in shop.by_words("test_price")] == ["tests/test_cart.py::test_price"]
    assert [stored.atom.id for stored in shop.by_words("cart")] == [
        "shop/cart.py::price", "shop/old/cart.py::Cart", "tests/test_cart.py::test_price", "web/view.ts::show",
    ]  # fmt: skip
    assert shop.by_words("price_cart_test") == shop.by_words('"') == []


def test_a_scope_is_searched_among_all_that_have_a_very_frequent_word(store: AtomRepository, tree: Path) -> None:
    many = "".join(f"def go_{number}():\n    common()\n\n\n" for number in range(5_200))
    files = {
        "many.py": many,
        "one/a.py": "def beside():\n    common()\n",
        "one/b.ts": "function other() { common() }\n",
    }
    index_tree(write_tree(tree, files), store)
    assert ids(store, "common", paths=("one/",)) == ["one/a.py::beside", "one/b.ts::other"]
    assert ids(store, "common", languages=("typescript",)) == ["one/b.ts::other"]
    assert ids(store, "common", required=("beside common",)) == ["one/a.py::beside"]
    with memory_repository() as reference:
        index_tree(tree, reference)
        for scope in (SearchScope(types=("function",)), SearchScope(excluded=("beside",)), SearchScope(paths=("any",))):
            theirs = reference.search("common go_17", limit=10, scope=scope)
            assert store.search("common go_17", limit=10, scope=scope) == theirs
