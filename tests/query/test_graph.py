"""Impact, paths and cycles say what trying everything says, from the repository and from the graph alike."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.errors import UsageError
from omny.query.digraph import Digraph, components, ranks, reachable_nodes, shortest_cycle, simple_paths
from omny.query.paths import shortest
from omny.storage.port.repository import AtomRepository
from tests.support.graph_project import ask, atom, hold, hold_calls, ids, numbered, project
from tests.support.helpers import memory_repository

SIZE = 5
ARROWS = st.sets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=12)

TREE = {
    "shop/money.py": """\
        def total(prices):
            return rounded(sum(prices))

        def rounded(value):
            return value
        """,
    "shop/cart.py": """\
        from shop.money import total

        class Cart:
            def price(self):
                return total([1])

            def show(self):
                return self.price()

        def checkout():
            return Cart().price()
        """,
    "tests/test_cart.py": """\
        from shop.cart import Cart, checkout
        from shop.money import rounded

        def test_checkout():
            checkout()

        def test_rounded():
            rounded(1)
        """,
}  # fmt: skip


def dedented(files: dict[str, str]) -> dict[str, str]:
    from textwrap import dedent

    return {path: dedent(text) for path, text in files.items()}


@pytest.fixture
def shop(tree: Path):
    with project(tree, dedented(TREE)) as repository:
        yield repository, tree


# ── impact ──


def test_impact_names_the_tests_first_and_then_who_depends_on_it_by_distance_and_risk(shop):
    found = ask(shop, "impact", atom="rounded")
    assert [(test["id"], test["depth"]) for test in found["tests"]] == [
        ("tests/test_cart.py::test_rounded", 1),
        ("tests/test_cart.py::test_checkout", 4),
    ]
    assert found["tests"][1]["way"] == [
        "tests/test_cart.py::test_checkout", "shop/cart.py::checkout", "shop/cart.py::Cart.price",
        "shop/money.py::total", "shop/money.py::rounded",
    ]  # fmt: skip
    assert [(each["id"], each["depth"], each["is_tested"], each["risk"]) for each in found["results"]] == [
        ("shop/money.py::total", 1, True, 4),
        ("shop/cart.py::Cart.price", 2, True, 6),
        ("shop/cart.py::Cart.show", 3, False, 4),
        ("shop/cart.py::checkout", 3, True, 4),
    ]
    assert found["results"][0]["edges"] == [
        {
            "source": "shop/money.py::total", "target": "shop/money.py::rounded", "type": "call", "how": "exact",
            "basis": "scope", "sites": [{"line": 2, "column": 11, "how": "exact", "basis": "scope"}],
        }
    ]  # fmt: skip
    assert found["summary"] == {
        "dependants": 4, "by_depth": {"1": 1, "2": 1, "3": 2}, "files": 2, "tests": 2, "untested": 1, "exported": 4,
        "possible": 0, "overrides": [], "complete": True,
    }  # fmt: skip


def test_impact_ends_at_a_depth_and_can_be_narrowed(shop):
    assert ids(ask(shop, "impact", atom="rounded", depth=2)) == ["shop/money.py::total", "shop/cart.py::Cart.price"]
    narrowed = ask(shop, "impact", atom="rounded", types=["method"], path="shop/")
    assert ids(narrowed) == ["shop/cart.py::Cart.price", "shop/cart.py::Cart.show"]
    cut = ask(shop, "impact", atom="rounded", limit=1)
    assert (len(cut["results"]), len(cut["tests"]), cut["total"], cut["truncated"]) == (1, 1, 4, True)


def test_impact_of_a_class_is_that_of_all_that_is_in_it(shop):
    found = ask(shop, "impact", atom="Cart")
    assert (ids(found), found["parts"]) == (["shop/cart.py::checkout"], 2)


def test_impact_tells_which_methods_it_takes_the_place_of_and_how_many_unknown_calls_have_its_name(tree):
    files = {
        "a.py": "class A:\n    def save(self):\n        pass\n\n\nclass B(A):\n    def save(self):\n        pass\n",
        "b.py": "def store(thing):\n    thing.save()\n",
    }
    with project(tree, files) as repository:
        summary = ask((repository, tree), "impact", atom="B.save")["summary"]
        assert (summary["overrides"], summary["possible"]) == (["a.py::A.save"], 1)


@given(ARROWS, st.integers(0, SIZE - 1), st.integers(1, SIZE))
def test_impact_is_what_walking_backwards_gives(arrows, start, depth):
    graph = nx.DiGraph(arrows)
    graph.add_nodes_from(range(SIZE))
    distance = nx.single_source_shortest_path_length(graph.reverse(), start, cutoff=depth)
    with memory_repository() as repository:
        hold_calls(repository, SIZE, arrows)
        found = ask((repository, Path.cwd()), "impact", atom=numbered(start), depth=depth)
    assert {each["id"]: each["depth"] for each in found["results"]} == {
        numbered(node): far for node, far in distance.items() if far
    }
    assert {each["id"]: each["dependants"] for each in found["results"]} == {
        numbered(node): len(set(graph.predecessors(node))) for node, far in distance.items() if far
    }


# ── paths ──


def test_a_path_has_its_edges_with_types_and_places(shop):
    found = ask(shop, "path", source="test_checkout", target="rounded")
    (path,) = found["results"]
    assert [each["id"].partition("::")[2] for each in path["atoms"]] == [
        "test_checkout", "checkout", "Cart.price", "total", "rounded",
    ]  # fmt: skip
    assert [(edge["types"], edge["how"], edge["path"], edge["sites"][0]["line"]) for edge in path["edges"]] == [
        (["call"], "exact", "tests/test_cart.py", 5),
        (["call"], "inferred", "shop/cart.py", 11),
        (["call"], "exact", "shop/cart.py", 5),
        (["call"], "exact", "shop/money.py", 2),
    ]


def test_where_there_is_no_path_the_one_back_is_told(shop):
    found = ask(shop, "path", source="rounded", target="total")
    assert (found["results"], found["total"], found["complete"]) == ([], 0, True)
    assert [each["id"] for each in found["reverse"][0]["atoms"]] == ["shop/money.py::total", "shop/money.py::rounded"]
    assert ask(shop, "path", source="test_rounded", target="checkout")["reverse"] == []


def test_a_path_from_a_class_begins_in_any_of_its_methods(shop):
    (path,) = ask(shop, "path", source="Cart", target="rounded")["results"]
    assert path["atoms"][0]["id"] == "shop/cart.py::Cart.price"


def test_all_simple_paths_come_by_length(tree, repository):
    f = numbered
    hold_calls(repository, 5, {(0, 1), (1, 4), (0, 2), (2, 3), (3, 4), (1, 3), (3, 1), (0, 4)})
    found = ask((repository, tree), "path", source=f(0), target=f(4), all=True)
    assert [[each["id"] for each in path["atoms"]] for path in found["results"]] == [
        [f(0), f(4)],
        [f(0), f(1), f(4)],
        [f(0), f(1), f(3), f(4)],
        [f(0), f(2), f(3), f(4)],
        [f(0), f(2), f(3), f(1), f(4)],
    ]
    cut = ask((repository, tree), "path", source=f(0), target=f(4), all=True, limit=2)
    assert (len(cut["results"]), cut["truncated"], cut["complete"]) == (2, True, False)
    short = ask((repository, tree), "path", source=f(0), target=f(4), all=True, max_depth=2)
    assert [path["length"] for path in short["results"]] == [1, 2]


def test_the_search_for_all_paths_has_an_end(tree, repository):
    size = 12  # among all pairs of so many there are more simple paths than anybody can count
    hold_calls(repository, size, {(a, b) for a in range(size) for b in range(size) if a != b and a != size - 1})
    found = ask((repository, tree), "path", source=numbered(0), target=numbered(size - 1), all=True, limit=500)
    assert found["truncated"]
    assert [path["length"] for path in found["results"]] == sorted(path["length"] for path in found["results"])


@given(ARROWS, st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2), st.integers(0, SIZE - 1))
def test_paths_are_those_that_trying_all_orders_finds(arrows, starts, end):
    every = [
        list(nodes)
        for length in range(1, SIZE + 1)
        for nodes in permutations(range(SIZE), length)
        if nodes[0] in starts and end not in nodes[:-1] and not starts & set(nodes[1:-1])
        and all(pair in arrows for pair in pairwise(nodes))
        and nodes[-1] == end and (length > 1)
    ]  # fmt: skip
    every = [nodes for nodes in every if nodes[-1] not in starts]
    near = {node: sorted(b for a, b in arrows if a == node) for node in range(SIZE)}
    back = {node: [a for a, b in arrows if b == node] for node in range(SIZE)}
    if end not in starts:
        found = list(simple_paths(near, starts, reachable_nodes(back, [end]), longest=SIZE, steps=10**9))
        assert found == sorted(every, key=lambda nodes: (len(nodes), nodes))
    with memory_repository() as repository:
        hold_calls(repository, SIZE, arrows)
        path, is_cut = shortest(repository, [numbered(each) for each in starts], [numbered(end)], SIZE)
    graph = nx.DiGraph(arrows)
    graph.add_nodes_from(range(SIZE))
    lengths = [
        1 + nx.shortest_path_length(graph, b, end) for a, b in arrows if a in starts and nx.has_path(graph, b, end)
    ]
    assert (len(path) - 1, is_cut) == (min(lengths, default=-1), False)
    if path and end not in starts:
        assert path == [numbered(each) for each in min(every, key=lambda nodes: (len(nodes), nodes))]


# ── cycles ──


def test_a_group_has_a_ring_with_places_and_recursion_is_told_apart(tree):
    files = {"a.py": "import b\n\n\ndef one():\n    b.two()\n", "b.py": "import a\n\n\ndef two():\n    a.one()\n"}
    files["c.py"] = "def down(n):\n    return down(n - 1)\n"
    with project(tree, files) as repository:
        found = ask((repository, tree), "cycles")
        assert found["total"] == 1
        assert [
            (step["source"], step["target"], step["line"], step["how"]) for step in found["results"][0]["cycle"]
        ] == [
            ("a.py::one", "b.py::two", 5, "exact"),
            ("b.py::two", "a.py::one", 5, "exact"),
        ]
        assert (found["results"][0]["files"], found["results"][0]["size"]) == (["a.py", "b.py"], 2)
        assert [each["id"] for each in found["recursive"]] == ["c.py::down"]
        assert ask((repository, tree), "cycles", path="a")["total"] == 0


@given(ARROWS)
def test_groups_are_what_reaching_each_other_makes_and_rings_are_shortest(arrows):
    near = Digraph(SIZE, arrows).successors
    graph = nx.DiGraph(arrows)
    groups = [sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1]
    assert components(near) == sorted(groups, key=lambda group: (-len(group), group))
    for group in groups:
        ring = shortest_cycle(near, group[0], set(group))
        assert all(pair in arrows for pair in zip(ring, [*ring[1:], ring[0]], strict=True))
        assert len(ring) == min(
            len(nodes)
            for size in range(2, len(group) + 1)
            for nodes in permutations(group, size)
            if nodes[0] == group[0] and all(pair in arrows for pair in zip(nodes, [*nodes[1:], nodes[0]], strict=True))
        )


def test_a_chain_deeper_than_the_stack_of_python_is_no_problem():
    size = 20_000
    ring = Digraph(size, [(node, (node + 1) % size) for node in range(size)]).successors
    assert components(ring) == [list(range(size))]
    assert len(shortest_cycle(ring, 0, range(size))) == size


@given(ARROWS)
def test_ranks_are_those_of_the_same_sum_over_all_nodes(arrows):
    found = ranks(Digraph(SIZE, arrows))
    plain = [1 / SIZE] * SIZE
    for _ in range(200):
        given = [0.0] * SIZE
        for node in range(SIZE):
            targets = {b for a, b in arrows if a == node} or set(range(SIZE))
            for target in targets:
                given[target] += plain[node] / len(targets)
        plain = [0.15 / SIZE + 0.85 * each for each in given]
    assert found == pytest.approx(plain, abs=2e-3)
    assert sum(found) == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("impact", {"atom": "f00", "depth": 0}), ("impact", {"atom": "f00", "types": ["nonsense"]}),
        ("impact", {"atom": "nothing"}), ("path", {"source": "f00"}), ("path", {"source": "f00", "target": "nothing"}),
        ("path", {"source": "f00", "target": "f00", "max_depth": 31}), ("cycles", {"limit": 0}),
        ("cycles", {"tests": 1}), ("dead", {"certainty": ["sure"]}), ("affected", {}), ("duplicates", {"lines": 0}),
        ("query", {"expression": 1}), ("query", {"expression": "is_async", "sort": "parameters"}),
    ],
)  # fmt: skip
def test_a_faulty_question_is_a_usage_error(tree, repository: AtomRepository, question, arguments):
    hold(repository, [atom("a.py::f00")])
    with pytest.raises(UsageError):
        ask((repository, tree), question, **arguments)
