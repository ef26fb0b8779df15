"""What a text of a search can hold beside words: phrases, filters, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.query.nearest import count_slips
from omny.query.search import Search
from omny.query.search_language import ParsedSearch, parse_search
from omny.storage.port.records import EVERYTHING
from omny.storage.port.repository import AtomRepository
from tests.support.graph_project import ask, ids, project
from tests.support.helpers import write_tree

TREE = {
    "shop/cart.py": (
        "# rounds up to cents\n# and never down\ndef price(cart):\n    # the sum, with every discount of a campaign\n"
        "    return round_up(cart.sum)\n\n\nclass Cart:\n    def size(self):\n        # how many things\n        pass\n"
        "\n    def discount(self):\n        # of some campaign\n        pass\n"
    ),
    "shop/campaign.py": "def campaign():\n    # discount for a friend\n    pass\n\n\ndef get_user_by_id(id): ...\n",
    "web/view.ts": "/** Shows a cart, and every discount of a campaign. */\nexport function showCart(cart: Cart) {}\n",
}


@pytest.fixture
def shop(tree: Path) -> Iterator[tuple[AtomRepository, Path]]:
    with project(tree, TREE) as repository:
        yield repository, tree


def unparsed(text: str) -> ParsedSearch:
    return ParsedSearch(text, text)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("class Cart", ParsedSearch("class Cart", "class Cart")),
        ("shop/cart.py::Cart - x type: path::y a:b", unparsed("shop/cart.py::Cart - x type: path::y a:b")),
        (
            'price path:shop/ -path:"my tests" lang:py -type:module',
            ParsedSearch(
                "price", "price", paths=("shop/",), not_paths=("my tests",), languages=("python",),
                not_types=("module",),
            ),
        ),
        ('"of a campaign" -friend -"for a"', ParsedSearch(
            "of a campaign", '"of a campaign"', ("of a campaign",), ("for a",), ("friend",)
        )),
        ('say("hello there") "open', unparsed('say("hello there") "open')),
    ],
)  # fmt: skip
def test_a_text_is_parsed(text: str, parsed: ParsedSearch) -> None:
    assert parse_search(text) == parsed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x type:foo", "unknown type 'foo'; types are function, arrow, method"),
        ("x lang:klingon", r"unknown language 'klingon'; the nearest are \w+(, \w+){4}, and 'omny languages"),
        ("x lang:typscript", "the nearest are typescript, "),
        ("-lang:", "nothing to search for"),
        ("-x", "nothing to search for"),
        ("", "nothing to search for"),
    ],
)
def test_a_value_that_a_filter_does_not_know_is_an_error(
    shop: tuple[AtomRepository, Path], text: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        ask(shop, "search", text=text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"discount of a campaign"', ["shop/cart.py::price", "web/view.ts::showCart"]),
        ('"Discount of a Campaign" lang:ts', ["web/view.ts::showCart"]),
        ('"discount of a campaign" -"every discount"', []),
        ('"rounds up to cents and never"', ["shop/cart.py::price"]),
        ('"user by id"', ["shop/campaign.py::get_user_by_id"]),
        ('discount -friend type:method', ["shop/cart.py::Cart.discount"]),
        ('"many things" discount', ["shop/cart.py::Cart.size"]),
        ("class Cart lang:ts", ["web/view.ts::showCart"]),
        ("class Cart path:shop -path:campaign", ["shop/cart.py::Cart"]),
        ("type:class", ["shop/cart.py::Cart"]),
        ("path:web/* -type:module", ["web/view.ts::showCart"]),
    ],
)  # fmt: skip
def test_phrases_and_filters_narrow_a_search(shop: tuple[AtomRepository, Path], text: str, found: list[str]) -> None:
    answer = ask(shop, "search", text=text)
    shown = ids(answer)
    assert (sorted(shown) if '"' in text else shown[: len(found)]) == found
    if '"' in text:
        assert answer["total"] == len(found)


def test_a_phrase_in_a_source_that_has_changed_is_not_taken_for_found(shop: tuple[AtomRepository, Path]) -> None:
    write_tree(shop[1], {"shop/cart.py": "\n" + TREE["shop/cart.py"]})
    answer = ask(shop, "search", text='"discount of a campaign"')
    assert ids(answer) == ["web/view.ts::showCart"]
    assert answer["unchecked"] >= 1


@pytest.mark.parametrize("typo", ["showCrat", "show_cart", "shoCart", "get_user_by_ib", "GetUserByIdd"])
def test_a_name_with_a_slip_of_the_pen_comes_first(shop: tuple[AtomRepository, Path], typo: str) -> None:
    first = ids(ask(shop, "search", text=typo))[0]
    assert first == ("web/view.ts::showCart" if "art" in typo or "rat" in typo else "shop/campaign.py::get_user_by_id")


def test_slips_are_letters_put_in_left_out_changed_and_changed_over() -> None:
    near = {
        "slugify": 0,
        "slugfy": 1,
        "sluggify": 1,
        "slugifi": 1,
        "slguify": 1,
        "slgufy": 2,
        "lsugfiy": 2,
        "plugins": 3,
    }
    assert {name: count_slips("slugify", name, 2) for name in near} == near


def test_a_text_without_filters_is_looked_for_everywhere() -> None:
    assert parse_search("price of a cart").scope(Search(text="").scope) == EVERYTHING
