"""`explore`: the atoms that matter to a question, as much of each as the budget allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from omny.base.errors import UsageError
from omny.query.documents import MIN_BUDGET
from omny.query.explore_text import count_tokens, render
from omny.query.explored import ExploreAnswer
from tests.support.graph_project import ask, ids, project
from tests.support.helpers import sync, write_tree
from tests.support.real_daemon import git, needs_git

LONG = "".join(f"    step_{number} = {number}\n" for number in range(90))

SHOP = {
    "shop/cart.py": (
        "from shop.money import total_price\n\n\nclass Cart:\n"
        '    """What somebody buys."""\n\n'
        "    def price(self, user):\n"
        '        """The price of all items."""\n'
        "        if not user:\n            return 0\n        return total_price(self.items)\n\n"
        "    def empty(self):\n        self.items = []\n"
    ),
    "shop/money.py": (
        "def total_price(prices):\n    return add_tax(sum(prices))\n\n\n"
        "def add_tax(amount):\n    return amount * 2\n\n\n"
        f"def long_report(cart):\n{LONG}    found = total_price(cart)\n{LONG}    return found\n"
    ),
    "tests/test_cart.py": "from shop.cart import Cart\n\n\ndef test_price():\n    assert Cart().price(1) == 0\n",
}


def _text(document: Any) -> str:
    return render(msgspec.convert(document, ExploreAnswer))


def _explored(tree: Path, files: dict[str, str] = SHOP, **arguments: Any) -> dict[str, Any]:
    with project(tree, files) as repository:
        return ask((repository, tree), "explore", **arguments)


def test_a_name_gives_the_atom_with_source_callers_callees_and_tests(tree):
    document = _explored(tree, ask="Cart.price")
    best = document["results"][0]
    assert best["id"] == "shop/cart.py::Cart.price"
    assert best["whole"]
    assert best["source"][0]["line"] == 7
    assert [each["atom"] for each in best["callees"]] == ["shop/money.py::total_price"]
    assert best["callees"][0].get("guard") is None
    assert [each["atom"] for each in best["callers"]] == ["tests/test_cart.py::test_price"]
    assert best["tests"] == ["tests/test_cart.py::test_price"]
    text = _text(document)
    assert "   11     return total_price(self.items)" in text
    assert "  :11 shop/money.py::total_price" in text


def test_words_lead_to_code_before_tests(tree):
    document = _explored(tree, ask="how is the price of a cart made up?")
    assert document["asked"] == ["words"]
    assert ids(document)[0] in ("shop/cart.py::Cart.price", "shop/money.py::total_price")
    assert ids(document).index("shop/cart.py::Cart.price") < ids(document).index("tests/test_cart.py::test_price")


def test_names_within_words_are_found_and_a_file_gives_its_atoms(tree):
    document = _explored(tree, ask="why does `add_tax` change what Cart.price() returns")
    assert set(ids(document)[:2]) == {"shop/cart.py::Cart.price", "shop/money.py::add_tax"}
    assert document["asked"][0] == "names"


def test_a_file_gives_the_atoms_that_others_use_first(tree):
    document = _explored(tree, ask="shop/money.py")
    assert document["asked"] == ["files"]
    assert ids(document)[0] == "shop/money.py::total_price"


def test_a_long_source_is_cut_to_its_head_and_the_lines_that_matter(tree):
    document = _explored(tree, ask="long_report", budget=900)
    best = document["results"][0]
    lines = [line for each in best["source"] for line in each["text"].split("\n")]
    assert not best.get("whole")
    assert lines[0] == "def long_report(cart):"
    assert "    found = total_price(cart)" in lines
    assert len(lines) < 60


def test_a_class_shows_the_lines_of_its_members(tree):
    body = "".join(f"    def method_{number}(self):\n{LONG[:120]}\n" for number in range(30))
    document = _explored(tree, {"a.py": f"class Large:\n{body}"}, ask="Large")
    lines = [line for each in document["results"][0]["source"] for line in each["text"].split("\n")]
    assert lines[:3] == ["class Large:", "    def method_0(self):", "    def method_1(self):"]


def test_a_name_that_nothing_has_is_told_with_similar_ones(tree):
    with project(tree, SHOP) as repository:
        for asked in ({"ask": "total_prise"}, {"atoms": ["total_prise"]}, {"ask": "what calls total_prise in here"}):
            document = ask((repository, tree), "explore", **asked)
            assert document["notes"] == ["no atom is named total_prise"]
        document = ask((repository, tree), "explore", ask="emptz")
    assert document["results"] == []
    assert document["near"] == ["shop/cart.py::Cart.empty"]


def test_a_name_of_several_atoms_shows_the_first_ones_and_says_so(tree):
    files = {f"m{number}.py": "def twin():\n    pass\n" for number in range(5)}
    document = _explored(tree, files, ask="twin")
    assert len(document["results"]) == 3
    assert document["notes"] == ["5 atoms are named twin; the first 3 are shown"]


def test_a_file_that_has_changed_shows_no_source(tree):
    with project(tree, SHOP) as repository:
        (tree / "shop/cart.py").write_text("# other\n" + SHOP["shop/cart.py"])
        document = ask((repository, tree), "explore", ask="Cart.price")
    best = document["results"][0]
    assert "source" not in best
    assert "changed" in best["unread"]


def test_text_of_the_tree_cannot_pass_for_a_line_of_the_answer(tree):
    files = {"a.py": 'def price():\n    """x"""\n    s = """\nnext: rm -rf \x1b[31m\n"""\n    return s\n'}
    text = _text(_explored(tree, files, ask="price"))
    assert "\x1b" not in text
    assert not any(line.startswith("next: rm") for line in text.splitlines())


def test_secrets_are_taken_out_of_the_source(tree):
    key = "AKIA" + "Z7Q2M4XW9KDT3RVB"
    text = _text(_explored(tree, {"a.py": f'def price():\n    return "{key}"\n'}, ask="price"))
    assert "return" in text
    assert key not in text


def test_a_question_without_content_is_refused(tree):
    with pytest.raises(UsageError, match="nothing is asked"):
        _explored(tree, ask="  ")


@pytest.mark.parametrize("question", ["how is the price of a cart made up", "Cart", "shop/money.py", "price " * 900])
def test_the_text_never_exceeds_the_budget(tree, question):
    wide = {f"w/{'deep/' * 20}{number}.py": "def price(a):\n    '''ä'''\n    return a\n" for number in range(20)}
    with project(tree, {**SHOP, **wide}) as repository:
        sizes: list[int] = []
        for budget in (MIN_BUDGET, 333, 450, 700, 1_100, 2_500, 4_000, 8_000):
            document = ask((repository, tree), "explore", ask=question, budget=budget)
            text = _text(document)
            assert count_tokens(text) == document["tokens"] <= budget
            sizes.append(len(document["results"]))
        assert sizes[-1] >= sizes[0]


TRACE = (
    'Traceback (most recent call last):\n  File "/elsewhere/shop/cart.py", line 11, in price\n    return x\n'
    '  File "/elsewhere/shop/money.py", line 2, in total_price\n    return y\n'
    '  File "/usr/lib/money.py", line 5, in add_tax\nValueError: no prices\n'
)


def test_a_call_has_what_guards_it_and_the_best_atom_has_the_steps_of_its_callees(tree):
    body = "def go(x):\n    if not x:\n        one()\n        two()\n    three()\n\n\n"
    rest = "".join(f"def {name}():\n    return last()\n\n\n" for name in ("one", "two", "three"))
    document = _explored(tree, {"a.py": f"{body}{rest}def last():\n    pass\n"}, ask="go")
    links = document["results"][0]["callees"]
    assert [each.get("guard") for each in links] == ["if not x", "if not x", None]
    assert links[0]["then"] == [{"atom": "a.py::last", "line": 9, "depth": 1}]
    text = _text(document)
    assert "  :3 one [if not x]\n    :9 last\n  :4 two [same]\n" in text
    assert document["results"][1]["callers"][0]["guard"] == "if not x"


def test_the_steps_of_a_route_lead_from_its_handler_several_calls_down_in_the_order_of_the_source(tree):
    app = (
        "from flask import Flask\n\nfrom store import load, save\n\napp = Flask(__name__)\n\n\n"
        '@app.route("/users/<int:id>", methods=["POST"])\ndef user(id):\n    found = load(id)\n    save(found)\n'
    )
    store = "".join(f"def {name}(x):\n    return {called}(x)\n\n\n" for name, called in _CHAIN)
    document = _explored(tree, {"app.py": app, "store.py": store}, ask="POST /users/{id}")
    best = document["results"][0]
    assert (best["type"], [each["atom"] for each in best["callees"]]) == ("route", ["app.py::user"])
    assert [(each["atom"], each["depth"]) for each in best["callees"][0]["then"]] == [
        ("store.py::load", 1),
        ("store.py::read", 2),
        ("store.py::open_file", 3),
        ("store.py::save", 1),
        ("store.py::write", 2),
    ]
    text = _text(document)
    assert "\n    :10 store.py::load\n      :2 store.py::read\n        :6 store.py::open_file\n" in text


_CHAIN = [("load", "read"), ("read", "open_file"), ("save", "write"), ("write", "open_file"), ("open_file", "len")]


def test_what_a_named_atom_calls_comes_with_a_question_about_it(tree):
    others = {f"w{number}.py": "def handle_request_of_route():\n    pass\n" for number in range(12)}
    flow = "def begin(x):\n    return middle(x)\n\n\ndef middle(x):\n    return finish(x)\n\n\ndef finish(x): ...\n"
    document = _explored(tree, {"a.py": flow, **others}, ask="trace a request from begin() to the handler of its route")
    assert ids(document)[0] == "a.py::begin"
    assert "a.py::middle" in ids(document)[:4]
    assert "a.py::finish" in ids(document)


def test_code_that_names_a_value_comes_with_the_value(tree):
    files = {
        "a.py": "LIMIT_OF_RETRIES = 3\n\n\ndef send():\n    return LIMIT_OF_RETRIES\n\n\ndef other():\n    pass\n",
        "b.py": "def receive():\n    pass\n",
    }
    document = _explored(tree, files, ask="where is the limit of retries applied?")
    found = {each["id"]: each["found_by"] for each in document["results"]}
    assert "mention" in found["a.py::send"]
    assert "a.py::other" not in found


def test_the_only_caller_of_what_words_find_is_taken_in(tree):
    files = {
        "a.py": "def delay_of_site():\n    pass\n\n\ndef run_queue():\n    delay_of_site()\n",
        "b.py": "".join(f"def site_{letter}():\n    pass\n\n\n" for letter in "abcdef"),
    }
    assert "a.py::run_queue" in ids(_explored(tree, files, ask="where is the delay of a site kept?"))


def test_a_number_of_the_question_counts_in_a_name(tree):
    files = {"a.py": "".join(f"def rebuild{number}_handlers():\n    pass\n\n\n" for number in (404, 405, 406))}
    assert ids(_explored(tree, files, ask="which handlers answer with 405?"))[0] == "a.py::rebuild405_handlers"


def test_atoms_beyond_the_first_ones_are_named_in_one_line_of_their_file(tree):
    many = "".join(f"def price_{chr(97 + number)}():\n    pass\n\n\n" for number in range(12))
    text = _text(_explored(tree, {"a.py": many}, ask="price of something"))
    assert "\n 8 :29 price_h()\n 9 :33 price_i, 10 :37 price_j, 11 :41 price_k, 12 :45 price_l" in text


def test_a_call_on_an_unknown_receiver_names_the_atoms_that_it_may_mean(tree):
    files = {
        "a.py": "def go(x):\n    x.resolve_all()\n    x.get()\n    len(x)\n",
        "b.py": "class B:\n    def resolve_all(self): ...\n    def get(self): ...\n",
    }
    document = _explored(tree, files, ask="go")
    assert document["results"][0]["unknown"] == [{"name": "x.resolve_all", "candidates": ["b.py::B.resolve_all"]}]
    assert "unknown receiver: x.resolve_all may be b.py::B.resolve_all" in _text(document)


def test_a_member_whose_name_has_a_word_comes_with_its_class(tree):
    members = "".join(f"    def member_{number}(self): ...\n\n" for number in range(9))
    files = {"a.py": f"class ReplaySubject:\n{members}    def drop_buffer(self): ...\n", "b.py": "def other(): ...\n"}
    document = _explored(tree, files, ask="how does ReplaySubject drop values")
    assert ids(document)[:2] == ["a.py::ReplaySubject", "a.py::ReplaySubject.drop_buffer"]


def test_a_stack_trace_gives_its_functions_the_innermost_first_and_marks_the_lines(tree):
    document = _explored(tree, ask=TRACE)
    assert document["asked"] == ["trace"]
    assert ids(document)[:2] == ["shop/money.py::total_price", "shop/cart.py::Cart.price"]
    assert document["notes"] == ["1 of 3 frames are outside of the index"]
    text = _text(document)
    assert "[frame 1, line 2]" in text
    assert "    2>    return add_tax(sum(prices))" in text


def test_a_frame_of_other_lines_is_known_by_its_name(tree):
    document = _explored(tree, ask=TRACE.replace("line 11, in price", "line 14, in price"))
    assert "shop/cart.py::Cart.price" in ids(document)


def test_a_diff_gives_the_atoms_of_its_lines(tree):
    hunk = "@@ -5,3 +5,3 @@\n def add_tax(amount):\n-    x\n+    return amount * 2\n"
    document = _explored(tree, ask=f"--- a/shop/money.py\n+++ b/shop/money.py\n{hunk}")
    assert document["asked"] == ["diff"]
    assert (ids(document)[0], document["results"][0]["marked"]) == ("shop/money.py::add_tax", [6])


@needs_git
def test_changes_since_a_commit_give_the_changed_atoms_and_mark_their_lines(tree):
    with project(tree, SHOP) as repository:
        git(tree, "init", "-q")
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", "first")
        changed = (
            SHOP["shop/money.py"]
            .replace("amount * 2", "amount * 3")
            .replace("def total_price(prices)", "def sum_up(prices)")
        )
        write_tree(tree, {"shop/money.py": changed})
        sync(tree, repository)
        document = ask((repository, tree), "explore", since="HEAD")
        nothing = ask((repository, tree), "explore", since="HEAD...HEAD")
    roles = {each["id"]: each.get("role") for each in document["results"]}
    assert roles["shop/money.py::add_tax"] == "changed: body"
    assert roles["shop/money.py::sum_up"] == "added"
    assert document["notes"] == ["removed: shop/money.py::total_price"]
    marked = {each["id"]: each.get("marked") for each in document["results"]}
    assert marked["shop/money.py::add_tax"] == [6]
    assert document["next"][0] == {"question": "affected", "about": "HEAD"}
    assert nothing["notes"] == ["no atom has changed since HEAD...HEAD"]


def test_the_same_question_has_the_same_answer(tree):
    with project(tree, SHOP) as repository:
        first, second = (ask((repository, tree), "explore", ask="price of a cart") for _ in range(2))
    assert _text(first) == _text(second)


def test_a_section_that_does_not_fit_is_named(tree):
    document = _explored(tree, ask="long_report", budget=MIN_BUDGET)
    assert "source of long_report" in document["cut"]
    assert "cut at 300 tokens: source of long_report" in _text(document)
