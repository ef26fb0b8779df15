"""The scorer of `bench.accuracy` on made trees with made truth: nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from bench.accuracy.libraries import draw
from bench.accuracy.python_truth import find_calls, read_functions
from bench.accuracy.score import find_edges_by_name, score
from bench.accuracy.truth import Call, Function, Truth, read, write

SOURCE = """\
class Shop:
    def __init__(self):
        self.items = []

    def add(self, item):
        check(item)
        item.save()


class Market(Shop):
    pass


def check(item):
    return len(item)


def main(callback):
    Market().add(callback())
"""

SHOP, ADD, CHECK, MAIN = ("shop.py", 1), ("shop.py", 5), ("shop.py", 14), ("shop.py", 18)


def _truth(tmp_path: Path) -> Truth:
    (tmp_path / "shop.py").write_text(SOURCE, encoding="utf-8")
    functions, modules = read_functions(tmp_path)
    targets: dict[str, tuple[str | None, int]] = {
        "check": CHECK,
        "save": ("", 0),
        "len": ("", 0),
        "Market": SHOP,
        "add": ADD,
    }
    calls = []
    for line, column, name, how in find_calls(modules["shop.py"]):
        path, at = targets.get(name, (None, 0))
        calls.append(Call("shop.py", line, column, how, path, at, name))
    return Truth(functions, calls)


def test_a_constructor_and_a_class_that_inherits_it_count_as_one_class(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    assert truth.find_function("shop.py", 2, "__init__") == SHOP
    assert truth.find_function("shop.py", 10, "Market") == SHOP


def test_right_wrong_missed_and_unjudged_pairs_are_told_apart(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    edges = [
        ("shop.py", 6, 9, CHECK),  # right
        ("shop.py", 7, 14, ADD),  # wrong: the truth has it outside of the tree
        ("shop.py", 19, 5, SHOP),  # right, and `add` of the same line is missed
        ("shop.py", 19, 18, CHECK),  # unjudged: what is called is a parameter
    ]
    found = score(truth, edges)
    assert found.right == {(ADD, CHECK), (MAIN, SHOP)}
    assert list(found.wrong) == [(ADD, ADD)]
    assert list(found.missed) == [(MAIN, ADD)]
    assert found.unjudged == {(MAIN, CHECK)}
    assert (found.precision, found.recall) == (2 / 3, 2 / 3)


def test_what_ran_makes_an_edge_right_and_does_not_count_as_missed(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    ran = [("shop.py", 19, 18, CHECK), ("shop.py", 7, 14, CHECK)]
    found = score(truth, [("shop.py", 19, 18, CHECK)], ran)
    assert found.right == {(MAIN, CHECK)}
    assert found.only_in_runs == {(MAIN, CHECK)}
    assert len(found.missed) == 3


def test_an_edge_to_what_is_no_function_is_wrong_where_the_truth_knows_better(tmp_path: Path) -> None:
    found = score(_truth(tmp_path), [("shop.py", 6, 9, None)])
    assert list(found.wrong) == [(ADD, ("shop.py", -1))]


def test_an_index_by_names_has_one_edge_for_each_function_of_the_name(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    double = Function("other.py", 3, "check", 3, 1, 4, 9, "other.py", 3, "check")
    truth = Truth([*truth.functions, double], truth.calls)
    by_name = [edge[3] for edge in find_edges_by_name(truth, is_unique=False)]
    assert ("other.py", 3) in by_name
    assert CHECK in by_name
    assert CHECK not in [edge[3] for edge in find_edges_by_name(truth, is_unique=True)]


def test_a_file_that_the_index_leaves_out_is_outside_of_the_tree(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    call = Call("shop.py", 19, 5, "import", "generated.py", 7, "make")
    narrowed = Truth(truth.functions, [call]).narrow({"shop.py"})
    assert narrowed.calls[0].target_path == ""


def test_receivers_are_named_by_how_they_are_known(tmp_path: Path) -> None:
    hows = {call.name: call.how for call in _truth(tmp_path).calls}
    assert hows["save"] == "parameter: untyped."
    assert hows["add"] == "call()."
    assert hows["check"] == "function"


def test_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    truth = _truth(tmp_path)
    write(truth, tmp_path / "truth.jsonl")
    again = read(tmp_path / "truth.jsonl")
    assert (again.functions, again.calls) == (truth.functions, truth.calls)


def test_three_libraries_of_each_kind_are_drawn_and_one_of_them_is_unseen() -> None:
    drawn = draw()
    assert drawn == draw()
    for kind in ("python", "typescript", "jsdoc", "commonjs"):
        assert [each.is_unseen for each in drawn if each.kind == kind] == [True, False, False]
