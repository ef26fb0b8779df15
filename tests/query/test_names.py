"""An atom or a file is found by each name that people, editors, stack traces and test runners give it. Several matches
are listed; where there is none, the nearest names are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import AmbiguousError, UnknownNameError
from omny.base.paths import Root
from omny.cli import run
from omny.query.freshness import freshness
from omny.query.lookup import find_file, find_only_atom, resolve_atom
from omny.query.naming import parse_name
from omny.query.questions import View, answer
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, write_tree

TREE = {
    "src/shop/__init__.py": "",
    "src/shop/money.py": "def total_price(prices):\n    return sum(prices)\n\n\ndef helper():\n    return 1\n",
    "src/shop/cart.py": (
        "from shop.money import total_price\n\n\nclass Cart:\n    @property\n    def price(self):\n"
        "        def inner():\n            return 2\n\n        return total_price([inner()])\n\n"
        "    def add(self, item):\n"
        "        return item\n"
    ),
    "web/src/store/money.ts": (
        "export function totalOf(x: number) {\n  return x\n}\nexport class Store {\n  get(k: string) {\n"
        "    return k\n  }\n}\n"
    ),
    "web/src/store/index.ts": "export function open() {\n  return 1\n}\n",
    "tests/test_cart.py": (
        "class TestCart:\n    def test_add(self):\n        assert helper()\n\n\ndef helper():\n    return 2\n"
    ),
    "bench/run.py": "def helper():\n    return 3\n\n\ndef sweep():\n    return 1\n",
    "vendor/lib/run.py": "def sweep():\n    return 2\n\n\ndef twice():\n    pass\n",
    "a/twice.py": "def twice():\n    return 1\n",
    "b/twice.py": "def twice():\n    return 2\n",
    "over.py": (
        "from typing import overload\n\n\nclass Env:\n    @overload\n    def get(self, k: int) -> int: ...\n"
        "    @overload\n    def get(self, k: str) -> str: ...\n    def get(self, k):\n        return k\n\n\n"
        "def use(env: Env):\n    env.get(1)\n"
    ),
}  # fmt: skip

CART, PRICE, ADD = "src/shop/cart.py::Cart", "src/shop/cart.py::Cart.price", "src/shop/cart.py::Cart.add"
TOTAL = "src/shop/money.py::total_price"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("names") / "r", TREE)


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        index_tree(root, repository)
        yield repository


def ask(root: Path, index: AtomRepository, question: str, **arguments: Any) -> dict[str, Any]:
    view = View(index, Root.of(root), ":memory:", lambda paths: freshness(index, None, paths))
    return answer(view, question, arguments)


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        (PRICE, PRICE),
        ("Cart.price", PRICE),
        ("Cart#price", PRICE),
        ("Cart::price", PRICE),
        ("Cart\\price", PRICE),
        ("Cart->price", PRICE),
        ("Cart.price()", PRICE),
        ("Cart.price(1, x=[2])", PRICE),
        ("Cart price", PRICE),
        ("price", PRICE),
        ("price()", PRICE),
        ("price(2)", PRICE),
        ("price(2", PRICE),
        (" price ", PRICE),
        ("def price", PRICE),
        ("def price(self):", PRICE),
        ("async def price(self) -> int:", PRICE),
        ("class Cart", CART),
        ("class Cart(Base):", CART),
        ("new Cart()", CART),
        ("total_price()", TOTAL),
        ("shop.money.total_price", TOTAL),
        ("money.total_price", TOTAL),
        ("src.shop.money.total_price", TOTAL),
        ("shop.cart.Cart", CART),
        ("shop.cart.Cart.price", PRICE),
        ("shop/cart.Cart.price", PRICE),
        ("shop/cart::Cart.price", PRICE),
        ("shop/cart.py::Cart.price", PRICE),
        ("cart.py::Cart.price", PRICE),
        ("cart.py::Cart::price", PRICE),
        ("cart.py::price", PRICE),
        ("./src/shop/cart.py::Cart.price", PRICE),
        ("src\\shop\\cart.py::Cart.price", PRICE),
        (".\\src\\shop\\cart.py::Cart.price", PRICE),
        ("ROOT/src/shop/cart.py::Cart.price", PRICE),
        ("Cart.price.<locals>.inner", f"{PRICE}.inner"),
        ("src/shop/cart.py:4", CART),
        ("src/shop/cart.py:5", PRICE),  # the decorator
        ("src/shop/cart.py:8", f"{PRICE}.inner"),
        ("src/shop/cart.py:10", PRICE),
        ("src/shop/cart.py:10:9", PRICE),
        ("src/shop/cart.py:8-10", PRICE),
        ("src/shop/cart.py#L12", ADD),
        ("src/shop/cart.py#L6-L12", CART),
        ("cart.py:12", ADD),
        ("./shop/cart.py:12", ADD),
        ("ROOT/src/shop/cart.py:12", ADD),
        ("file://ROOT/src/shop/cart.py:12", ADD),
        ("src/shop/cart.py:1", "src/shop/cart.py::<module>"),
        ('File "ROOT/src/shop/cart.py", line 12, in add', ADD),
        ("src/shop/cart.py(12)", ADD),
        ("at get (ROOT/web/src/store/money.ts:5:3)", "web/src/store/money.ts::Store.get"),
        ("shop.money", "src/shop/money.py::<module>"),
        ("shop.cart", "src/shop/cart.py::<module>"),
        ("Store.get", "web/src/store/money.ts::Store.get"),
        ("Store<string>.get", "web/src/store/money.ts::Store.get"),
        ("Store.prototype.get", "web/src/store/money.ts::Store.get"),
        ("store/money.totalOf", "web/src/store/money.ts::totalOf"),
        ("@/store/money.totalOf", "web/src/store/money.ts::totalOf"),
        ("export function totalOf(x: number)", "web/src/store/money.ts::totalOf"),
        ("store.open", "web/src/store/index.ts::open"),
        ("store/index.open", "web/src/store/index.ts::open"),
        ("tests/test_cart.py::TestCart::test_add[1-2]", "tests/test_cart.py::TestCart.test_add"),
        ("Env.get", "over.py::Env.get~3"),  # of overloads the one with the code
        ("over.py::Env.get~2", "over.py::Env.get~2"),
    ],
)
def test_an_atom_is_found_by_its_name(root: Path, index: AtomRepository, typed: str, id_: str) -> None:
    assert resolve_atom(index, typed.replace("ROOT", str(root)), str(root)).stored.atom.id == id_


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("src/shop/cart.py", "src/shop/cart.py"),
        ("./src/shop/cart.py", "src/shop/cart.py"),
        ("src\\shop\\cart.py", "src/shop/cart.py"),
        ("ROOT/src/shop/cart.py", "src/shop/cart.py"),
        ("shop/cart.py", "src/shop/cart.py"),
        ("cart.py", "src/shop/cart.py"),
        ("index.ts", "web/src/store/index.ts"),
    ],
)
def test_a_file_is_found_by_its_path_or_a_unique_ending_of_it(
    root: Path, index: AtomRepository, typed: str, path: str
) -> None:
    assert find_file(index, typed.replace("ROOT", str(root)), str(root)) == path
    assert ask(root, index, "outline", file=typed.replace("ROOT", str(root)))["file"] == path


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (PRICE, [PRICE]),
        ("Cart.price()", [PRICE]),
        ("Cart#price", [PRICE]),
        ("shop.money.total_price", [TOTAL]),
        ("src/shop/cart.py:12", [ADD]),
        ("money.py", [TOTAL, "src/shop/money.py::helper"]),
    ],
)
def test_a_search_understands_names_too(root: Path, index: AtomRepository, text: str, ids: list[str]) -> None:
    document = ask(root, index, "search", text=text, types=["function", "method", "class"])
    assert [found["id"] for found in document["results"]] == ids
    assert document["total"] == len(ids)
    assert ask(root, index, "search", text=text, path="web/")["total"] == 0


@pytest.mark.parametrize(("text", "id_"), [("Cart price", PRICE), ("class Cart", CART)])
def test_a_search_in_words_has_what_they_name_first(root: Path, index: AtomRepository, text: str, id_: str) -> None:
    assert ask(root, index, "search", text=text)["results"][0]["id"] == id_


def test_a_search_that_finds_nothing_says_what_is_near(root: Path, index: AtomRepository) -> None:
    assert ask(root, index, "search", text="totl_price")["near"] == [TOTAL]


def test_an_ending_of_a_path_ends_at_a_folder(index: AtomRepository) -> None:
    with pytest.raises(UnknownNameError):
        find_file(index, "art.py")
    with pytest.raises(AmbiguousError) as several:
        find_file(index, "twice.py")
    assert several.value.ids == ("a/twice.py", "b/twice.py")


def test_several_matches_are_listed_the_projects_own_code_first_and_vendored_last(index: AtomRepository) -> None:
    with pytest.raises(AmbiguousError, match="'twice' means 3 atoms; name one by its id") as several:
        resolve_atom(index, "twice")
    assert several.value.ids == ("a/twice.py::twice", "b/twice.py::twice", "vendor/lib/run.py::twice")
    with pytest.raises(AmbiguousError) as beside:
        resolve_atom(index, "sweep")
    assert beside.value.ids == ("bench/run.py::sweep", "vendor/lib/run.py::sweep")


def test_the_one_match_in_the_projects_own_code_is_meant_and_the_others_are_told(
    root: Path, index: AtomRepository
) -> None:
    others = ["bench/run.py::helper", "tests/test_cart.py::helper"]
    for question in ("show", "callers", "callees", "impact", "tests", "history"):
        document = ask(root, index, question, atom="helper")
        assert (document["others"], document["others_total"]) == (others, 2), question
    assert "others" not in ask(root, index, "callers", atom="src/shop/money.py::helper")
    assert ask(root, index, "path", source="helper", target="Cart")["others"] == others


def test_a_file_on_disk_that_is_not_indexed_is_not_taken_for_another_one(
    root: Path, index: AtomRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "cart.py").write_text("def unindexed():\n    pass\n")
    try:
        for question, matching_ids in (("outline", {"file": "cart.py"}), ("show", {"atom": "cart.py:1"})):
            with pytest.raises(UnknownNameError):
                ask(root, index, question, **matching_ids)
        with pytest.raises(UnknownNameError):
            ask(root, index, "show", atom="cart.py::Cart.price")
    finally:
        (root / "cart.py").unlink()
    assert ask(root, index, "show", atom="cart.py::Cart.price")["total"] == 1


def test_the_overload_with_the_code_answers_and_names_the_others(root: Path, index: AtomRepository) -> None:
    stubs = ["over.py::Env.get", "over.py::Env.get~2"]
    for question in ("callers", "impact", "tests", "history"):
        document = ask(root, index, question, atom="Env.get")
        assert (document["atom"], document["definitions"]) == ("over.py::Env.get~3", stubs), question
        assert "definitions" not in ask(root, index, question, atom="over.py::Env.get~3")


def test_an_overload_that_is_named_by_its_id_says_where_the_code_is(root: Path, index: AtomRepository) -> None:
    for question in ("callers", "impact", "tests", "show"):
        for stub in ("over.py::Env.get", "over.py::Env.get~2"):
            document = ask(root, index, question, atom=stub)
            assert document["code_in"] == "over.py::Env.get~3", question
        assert "code_in" not in ask(root, index, question, atom="over.py::Env.get~3")
        assert "code_in" not in ask(root, index, question, atom="Cart.price")


def test_an_overload_that_is_named_by_its_id_has_the_edges_of_the_one_with_the_code(
    root: Path, index: AtomRepository
) -> None:
    for stub in ("over.py::Env.get", "over.py::Env.get~2"):
        callers = ask(root, index, "callers", atom=stub)
        assert (callers["atom"], callers["total"]) == ("over.py::Env.get~3", 1)
        assert ask(root, index, "impact", atom=stub)["summary"]["dependants"] == 1
        assert ask(root, index, "path", source="over.py::use", target=stub)["total"] == 1
    assert ask(root, index, "show", atom="over.py::Env.get")["results"][0]["id"] == "over.py::Env.get"


def test_an_edit_takes_none_of_several(index: AtomRepository) -> None:
    with pytest.raises(AmbiguousError):
        find_only_atom(index, "helper")
    assert find_only_atom(index, "money.py::helper").atom.id == "src/shop/money.py::helper"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("total_pric", "no atom is named 'total_pric'; similar names: src/shop/money.py::total_price"),
        ("shop.money.total_prize", "similar names: src/shop/money.py::total_price"),
        ("Cart#prize()", "similar names: src/shop/cart.py::Cart.price"),
        ("cart.py", "this is a file; 'omny outline' lists its atoms; its module is src/shop/cart.py::<module>"),
        ("twice.py", "2 files have that name; they are a/twice.py, b/twice.py"),
        ("no/such.py:3", "no/such.py: no indexed file has this path; see"),
        ("cart.py:999", "src/shop/cart.py: line 999 is in no atom; the file has 13 lines"),
        ("/elsewhere/src/shop/cart.py:4", "is outside the project; name a path below its root"),
        ("", "no atom is named ''"),
        ("::", "no atom is named '::'"),
        ("~2", "no atom is named '~2'"),
        (":7", "no atom is named ':7'"),
        ("\0", "no atom is named"),
        ("x" * 6_000, "…'; try 'omny search'"),
    ],
)
def test_a_name_that_means_nothing_is_told_with_the_nearest(index: AtomRepository, typed: str, told: str) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        resolve_atom(index, typed, "/r")
    assert told in str(unknown.value)


def test_an_atom_where_a_file_is_meant_is_told_to_be_one(index: AtomRepository) -> None:
    with pytest.raises(UnknownNameError, match="'Cart' is an atom: 'omny show' shows it"):
        find_file(index, "Cart")


def test_the_command_that_would_do_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(root), "--jobs", "1"]) == 0
    monkeypatch.chdir(root)
    assert run(["callers", "Cart#prize", "--depth", "2"]) == 2
    assert capsys.readouterr().err.endswith(f"; try 'omny callers {PRICE} --depth 2'\n")
    assert run(["callers", "helper"]) == 0
    assert "other atoms of this name: bench/run.py::helper, tests/test_cart.py::helper\n" in capsys.readouterr().out
    assert run(["callers", "twice"]) == 3
    assert capsys.readouterr().err == (
        "omny: 'twice' means 3 atoms; name one by its id\n"
        "a/twice.py::twice\nb/twice.py::twice\nvendor/lib/run.py::twice\n"
    )


def test_a_file_under_the_callers_feet_is_meant_before_one_of_that_name_at_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "def {0}():\n    return 1\n"
    write_tree(tmp_path, {"a.py": text.format("top"), "sub/a.py": text.format("here"), "sub/b.py": text.format("b")})
    assert run(["index", str(tmp_path), "--jobs", "1"]) == 0
    for folder, typed, id_ in (
        ("sub", "a.py:1", "sub/a.py::here"),
        ("sub", "./a.py:1", "sub/a.py::here"),
        ("sub", "a.py::here", "sub/a.py::here"),
        ("sub", "sub/a.py:1", "sub/a.py::here"),
        ("sub", "b.py:2", "sub/b.py::b"),
        (".", "a.py:1", "a.py::top"),
    ):
        monkeypatch.chdir(tmp_path / folder)
        capsys.readouterr()
        assert run(["show", typed]) == 0, typed
        assert capsys.readouterr().out.splitlines()[0] == id_, typed
        assert run(["history", typed]) == 0
        assert capsys.readouterr().out.splitlines()[0] == f"history of {id_}"
    monkeypatch.chdir(tmp_path / "sub")
    assert run(["show", "a.py::top"]) == 2
    assert run(["edit", "rename", "a.py:1", "there"]) == 0
    assert "def there" in (tmp_path / "sub/a.py").read_text()


def test_an_absolute_path_of_another_tree_names_nothing_here(root: Path, index: AtomRepository) -> None:
    with pytest.raises(UnknownNameError, match="outside the project"):
        resolve_atom(index, "/other/src/shop/cart.py::Cart.price", str(root))


def test_no_text_whatever_fails_to_be_read(index: AtomRepository) -> None:
    parts = ["", "a", "/", "::", "#", ".", ":", "1", "~2", "(", ")", "[", "<", "class ", "\\", "@", " ", "-", "é", '"']
    for one in parts:
        for two in parts:
            for three in parts:
                parse_name(one + two + three + one, "/r")


def test_a_name_with_thousands_of_atoms_is_looked_up_by_index(tmp_path: Path) -> None:
    files = {
        f"p{folder}/m{number}.py": "".join(f"def f{number}_{each}(): pass\n" for each in range(20))
        + "def run(): pass\n"
        for folder in range(10)
        for number in range(20)
    }
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, files), repository)
        start = time.process_time()
        for _ in range(20):
            assert resolve_atom(repository, "p3.m7.run").stored.atom.id == "p3/m7.py::run"
            assert resolve_atom(repository, "p3/m7.py:3").stored.atom.id == "p3/m7.py::f7_2"
        each = (time.process_time() - start) / 40
    assert each < 0.02  # some milliseconds: no walk through the atoms
