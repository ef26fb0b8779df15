"""The ranked search: every store finds the same atoms by their text, in the same order, and forgets former text."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.integrity import ConsistencyValidator
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import assert_equals_fresh, index_tree, memory_repository, write_tree

TREE = {
    "shop/cart.py": (
        'class Cart:\n    """What a customer wants to buy."""\n\n    def price(self):\n'
        "        # without the discounts of a campaign\n        return sum(item.cost for item in self.items)\n\n"
        '    def empty(self):\n        """Throws away all that was collected."""\n        self.items.clear()\n'
    ),
    "shop/customers.py": (
        "def find_customer(email):\n    return table.lookup(email)\n\n\ndef greet(who):\n    return f'Hello, {who}'\n"
    ),
    "web/view.ts": "/** Shows the customer's basket, and its price. */\nexport function showBasket(cart: Cart) {\n"
    "    // never cached\n    return render(cart.items)\n}\n",
    "tests/test_cart.py": "def test_price_of_customer():\n    assert find_customer('a').price\n",
    "vendor/lib.py": "def customer():\n    pass\n",
}

QUESTIONS = (
    "customer",
    '"customer"',
    "findCustomer",
    "what a customer wants to buy",
    "price without discounts",
    "where are emails looked up",
    "basket price",
    "hello",
    "throw away everything collected",
    "cached rendering",
    "shop cart",
    "Cart.price",
    "find customers by email",
    "view",
    "the of and",
    "customer price cart items",
)


@pytest.fixture
def shop(store: AtomRepository, tree: Path) -> AtomRepository:
    index_tree(write_tree(tree, TREE), store)
    return store


def ids(store: AtomRepository, text: str, limit: int = 10) -> list[str]:
    return [stored.atom.id for stored in store.search(text, limit=limit).atoms]


def test_the_first_ten_come_in_the_same_order_on_every_store(shop: AtomRepository, tree: Path) -> None:
    with memory_repository() as reference:
        index_tree(tree, reference)
        for text in QUESTIONS:
            hits, theirs = shop.search(text, limit=10), reference.search(text, limit=10)
            assert [each.atom.id for each in hits.atoms] == [each.atom.id for each in theirs.atoms], text
            assert hits.total == theirs.total
            assert ids(shop, text, 2) == ids(shop, text)[:2]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("what does a customer want to buy?", "shop/cart.py::Cart"),
        ("discounts of a campaign", "shop/cart.py::Cart.price"),
        ("throw collected things away", "shop/cart.py::Cart.empty"),
        ("emails", "shop/customers.py::find_customer"),
        ("hello", "shop/customers.py::greet"),
        ("customers basket", "web/view.ts::showBasket"),
        ("caching", "web/view.ts::showBasket"),
        ("customer", "vendor/lib.py::customer"),
        ("find the customer", "shop/customers.py::find_customer"),
    ],
)
def test_an_atom_is_found_by_its_docs_comments_names_and_literals(shop: AtomRepository, text: str, first: str) -> None:
    assert ids(shop, text)[0] == first


def test_a_comment_that_changes_is_found_and_makes_no_event(shop: AtomRepository, tree: Path) -> None:
    events = len(list(shop.events()))
    write_tree(tree, {"shop/cart.py": TREE["shop/cart.py"].replace("discounts of a campaign", "rebates for friends")})
    index_tree(tree, shop)
    assert_equals_fresh(tree, shop)
    assert ids(shop, "rebate") == ["shop/cart.py::Cart.price"]
    assert ids(shop, "campaign") == []
    assert len(list(shop.events())) == events
    assert ConsistencyValidator(shop).check(deep=True) == []


def test_a_file_that_moves_or_goes_takes_its_words_along(shop: AtomRepository, tree: Path) -> None:
    (tree / "billing").mkdir()
    (tree / "shop/customers.py").rename(tree / "billing/people.py")
    (tree / "web/view.ts").unlink()
    index_tree(tree, shop)
    assert_equals_fresh(tree, shop)
    assert ids(shop, "billing people")[0].startswith("billing/people.py::")
    assert ids(shop, "emails")[0] == "billing/people.py::find_customer"
    assert ids(shop, "basket") == ids(shop, "cached") == []


def test_the_text_of_a_body_that_comes_back_is_that_of_its_facts(shop: AtomRepository, tree: Path) -> None:
    before = {text: ids(shop, text) for text in QUESTIONS}
    write_tree(tree, {"shop/cart.py": "def nothing():\n    pass\n"})
    index_tree(tree, shop)
    assert ids(shop, "campaign") == []
    write_tree(tree, TREE)
    index_tree(tree, shop)
    assert {text: ids(shop, text) for text in QUESTIONS} == before
    assert_equals_fresh(tree, shop)


def test_a_word_that_very_many_atoms_have_still_finds_names(store: AtomRepository, tree: Path) -> None:
    functions = "".join(f"def go_{number}():\n    common()\n\n\n" for number in range(6_000))
    index_tree(write_tree(tree, {"many.py": functions, "one.py": "def common():\n    return 1\n"}), store)
    assert ids(store, "common")[0] == "one.py::common"
    assert ids(store, "go common")[0] == "one.py::common"
    assert ids(store, "go_17")[0] == "many.py::go_17"


def test_a_large_index_reads_related_words_one_by_one_with_the_same_results(
    shop: AtomRepository, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is small reads them at once."""
    with memory_repository() as other:
        index_tree(tree, other)
        expected = [other.search(text, limit=10) for text in QUESTIONS]
    monkeypatch.setattr("omny.storage.sql.search.SMALL", 0)
    for text, hits in zip(QUESTIONS, expected, strict=True):
        found = shop.search(text, limit=10)
        assert (ids(shop, text), found.scores) == ([each.atom.id for each in hits.atoms], hits.scores), text
