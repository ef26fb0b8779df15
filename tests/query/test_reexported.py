"""An atom is found by the names that other modules show it by, and a file by its name: on the command line, through the
daemon and by an agent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.errors import AmbiguousError, UnknownNameError
from omny.cli import run
from omny.query.lookup import find_only_atom, resolve_atom
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, write_tree
from tests.support.mcp_agent import Agent

TREE = {
    "shop/__init__.py": "from shop.money import total_price\nfrom shop.money import total_price as price_of\n"
    "from shop.cart import Cart\nfrom shop.stars import *\n",
    "shop/money.py": "def total_price(prices):\n    return sum(prices)\n",
    "shop/cart.py": "class Base:\n    def empty(self):\n        return True\n\n\n"
    "class Cart(Base):\n    @property\n    def price(self):\n        return 1\n",
    "shop/stars.py": "def starred():\n    return 1\n",
    "shop/sub/__init__.py": "from ..money import total_price\n",
    "web/store/index.ts": "export { total, Till } from './money'\nexport { total as sum } from './money'\n"
    "export * from './more'\n",
    "web/store/money.ts": "export function total(x: number) {\n  return x\n}\n"
    "export class Till {\n  open() {\n    return 1\n  }\n}\n",
    "web/store/more.ts": "export const extra = () => 1\n",
    "two/pair/__init__.py": "from two.left import both\n",
    "two/left.py": "def both():\n    return 1\n",
    "other/pair/__init__.py": "from other.right import both\n",
    "other/right.py": "def both():\n    return 2\n",
    "main.py": "import shop\n\n\ndef report():\n    return shop.total_price([1])\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("shown") / "r", TREE)


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        index_tree(root, repository)
        yield repository


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("shop.total_price", "shop/money.py::total_price"),
        ("shop.total_price()", "shop/money.py::total_price"),
        ("shop.price_of", "shop/money.py::total_price"),
        ("shop.sub.total_price", "shop/money.py::total_price"),
        ("shop/__init__.py::total_price", "shop/money.py::total_price"),
        ("shop.starred", "shop/stars.py::starred"),
        ("shop.Cart", "shop/cart.py::Cart"),
        ("Cart.empty", "shop/cart.py::Base.empty"),
        ("Cart#empty()", "shop/cart.py::Base.empty"),
        ("shop.Cart.price", "shop/cart.py::Cart.price"),
        ("shop.Cart.empty", "shop/cart.py::Base.empty"),
        ("store.total", "web/store/money.ts::total"),
        ("store.sum", "web/store/money.ts::total"),
        ("web/store/index.ts::total", "web/store/money.ts::total"),
        ("store/index.ts::Till.open", "web/store/money.ts::Till.open"),
        ("store.extra", "web/store/more.ts::extra"),
        ("two.pair.both", "two/left.py::both"),
    ],
)
def test_a_name_that_a_module_shows_is_that_of_the_atom(
    root: Path, index: AtomRepository, typed: str, id_: str
) -> None:
    assert resolve_atom(index, typed, str(root)).stored.atom.id == id_
    assert find_only_atom(index, typed, str(root)).atom.id == id_


def test_a_name_that_two_modules_show_of_different_atoms_is_ambiguous(root: Path, index: AtomRepository) -> None:
    with pytest.raises(AmbiguousError) as said:
        resolve_atom(index, "pair.both", str(root))
    assert list(said.value.ids) == ["other/right.py::both", "two/left.py::both"]


@pytest.mark.parametrize("typed", ["shop.nothing", "shop.sum", "store.Cart", "shop/__init__.py::nothing", "a.b.c.d"])
def test_what_a_module_does_not_show_is_told_as_unknown(root: Path, index: AtomRepository, typed: str) -> None:
    with pytest.raises(UnknownNameError, match="no atom is named"):
        resolve_atom(index, typed, str(root))


def test_the_command_line_answers_by_a_shown_name_and_by_a_file(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["show", "shop.total_price"]) == 0
    assert capsys.readouterr().out.startswith("shop/money.py::total_price\n")
    assert run(["callers", "shop.total_price"]) == 0
    assert "main.py:5  exact  report" in capsys.readouterr().out
    assert run(["show", "cart.py"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("shop/cart.py::<module>\n")
    assert said.endswith("shop/cart.py is a file: 'omny outline' lists its atoms\n")
    assert run(["show", "__init__.py"]) == 2, "of several files none is taken"
    assert "files have that name" in capsys.readouterr().err


def test_an_agent_is_answered_by_a_shown_name_and_by_a_file(shared_agent: Agent, shop_tree: Path) -> None:
    (shop_tree / "shown").mkdir()
    (shop_tree / "shown" / "__init__.py").write_text("from shop.money import total_price as shown_price\n")
    assert "shop/money.py::total_price" in shared_agent.text("get_atom", atom="shown.shown_price")
    assert "Cart.price(self)  exact" in shared_agent.text("callers", atom="shown.shown_price")
    said = shared_agent.text("get_atom", atom="shop/cart.py")
    assert "shop/cart.py::<module>" in said
    assert "it is a file: get lists its atoms" in said
