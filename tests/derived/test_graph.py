"""The graph in memory says what the database says, at each generation, to each reader."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Condition, Event, Semaphore

import msgspec
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.config import Settings
from omny.base.errors import DamagedError, OmnyError
from omny.base.paths import Root
from omny.derived.graph import BROKEN, AtomGraph, GraphCounts
from omny.model.atoms import Atom, AtomType
from omny.model.delta import Delta, FileDelta
from omny.model.edges import EdgeType
from omny.model.meta import Meta
from omny.pipeline.indexer import Indexer
from omny.pipeline.transaction import TransactionManager
from omny.storage.port.records import EdgeRow, Neighbour
from omny.storage.port.repository import AtomRepository
from tests.support.graph_differences import differences
from tests.support.helpers import in_process, memory_repository, write_tree

LONG_SECONDS = 20  # nothing takes as long unless a thread is stuck

Edges = dict[str, list[str]]  # by list of `data`
Tree = dict[str, Edges]  # by id of an atom

A, B, C, D = "a.py::a", "a.py::b", "a.py::c", "a.py::d"
CALL = (EdgeType.CALL,)


def atom(id_: str, edges: Edges) -> Atom:
    path, _, name = id_.partition("::")
    data = msgspec.json.encode({"qualified_name": name, "calls": [], **edges}).decode()
    return Atom(id_, path, name, 1, 2, AtomType.FUNCTION, "()", data, "")


def delta_to(repository: AtomRepository, tree: Tree) -> Delta:
    """What makes the repository hold these atoms and no others."""
    before = {stored.atom.id: stored for stored in repository.atoms()}
    after = {id_: atom(id_, edges) for id_, edges in tree.items()}
    change = FileDelta(
        "a.py",
        created=tuple(after[id_] for id_ in after if id_ not in before),
        modified=tuple((before[id_], after[id_]) for id_ in after if id_ in before and before[id_].atom != after[id_]),
        deleted=tuple(before[id_] for id_ in before if id_ not in after),
    )
    return Delta(() if change == FileDelta("a.py") else (change,))


def commit(repository: AtomRepository, tree: Tree) -> tuple[Delta, int]:
    """Makes the repository hold these atoms; returns the change and the generation it made."""
    delta = delta_to(repository, tree)
    return delta, TransactionManager(repository).commit(delta, "reindex").generation


def loaded(repository: AtomRepository, tree: Tree) -> AtomGraph:
    """The graph of a repository that holds these atoms."""
    commit(repository, tree)
    return AtomGraph.load(repository)


def assert_equal(graph: AtomGraph, repository: AtomRepository) -> None:
    """The graph holds what the repository does, and is no larger than it has to be."""
    assert differences(graph, repository) == []
    assert differences(AtomGraph.load(repository), repository) == []
    with graph.reading() as view:
        digraph = view.digraph
        assert view.generation == graph.generation == repository.meta().generation
        assert len({id(end) for edge in digraph.edges for end in edge} | {id(node) for node in digraph}) == len(digraph)
        assert len({id(attributes) for _, attributes in digraph.nodes(data=True)}) <= 1
        combinations = {types for _, _, types in digraph.edges(data="types")}
        assert len({id(attributes) for _, _, attributes in digraph.edges(data=True)}) == len(combinations)


# ── what it holds ──

# Ids that UTF-8, in which the database sorts, and UTF-16 order differently are among them.
IDS = [A, B, C, "a.py::é", "a.py::\uffff", "a.py::\U0001f600"]
ids = st.sampled_from(IDS)
lists = st.sampled_from(["calls", "callbacks", "decorated_by", "inherits"])


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    drawn = draw(st.dictionaries(ids, st.dictionaries(lists, st.lists(ids, max_size=4))))
    return {
        id_: {name: [target for target in targets if target in drawn] for name, targets in edges.items()}
        for id_, edges in drawn.items()
    }


@given(
    st.lists(trees(), min_size=1, max_size=4),
    st.lists(ids, max_size=3),
    st.sets(st.sampled_from([*map(str, EdgeType), "no such type"])),
    st.integers(-1, 5),
    st.integers(-1, 12),
)
def test_after_any_changes_the_graph_answers_what_the_repository_answers(changes, asked, types, depth, limit):
    with memory_repository() as repository:
        graph = AtomGraph.load(repository)
        for tree in changes:
            delta, generation = commit(repository, tree)
            assert graph.follow(delta, generation) or generation == graph.generation
            assert_equal(graph, repository)
            with graph.reading() as view:
                for name in ("callers", "callees"):
                    expected = getattr(repository, name)(asked, types=types, depth=depth, limit=limit)
                    assert getattr(view, name)(asked, types=types, depth=depth, limit=limit) == expected


def test_an_edge_has_all_its_types_and_each_once(repository):
    graph = loaded(repository, {A: {"inherits": [B], "calls": [C, B, B], "decorated_by": [B]}, B: {}, C: {}})
    with graph.reading() as view:
        assert view.out_edges(A) == [
            EdgeRow(A, B, "call"), EdgeRow(A, B, "decorator"), EdgeRow(A, B, "inherit"), EdgeRow(A, C, "call")
        ]  # fmt: skip
        assert view.out_edges("a.py::nothing") == []
        assert view.counts() == GraphCounts(3, {"call": 2, "decorator": 1, "inherit": 1})


def test_a_cycle_ends_the_walk(repository):
    graph = loaded(repository, {A: {"calls": [B]}, B: {"calls": [C]}, C: {"calls": [A, C]}})
    with graph.reading() as view:
        found = view.callees([A], types=CALL, depth=100, limit=100)
    assert found == [
        Neighbour(A, B, "call", 1), Neighbour(B, C, "call", 2), Neighbour(C, A, "call", 3), Neighbour(C, C, "call", 3)
    ]  # fmt: skip


def test_an_analysis_reads_the_graph_and_cannot_change_it(repository):
    graph = loaded(repository, {A: {"calls": [B]}, B: {"callbacks": [C], "calls": [C]}, C: {}})
    with graph.reading() as view:
        assert nx.shortest_path(view.digraph, A, C) == [A, B, C]
        assert view.digraph.edges[B, C]["types"] == ("call", "callback")
        with pytest.raises(nx.NetworkXError):
            view.digraph.add_edge(C, A)
        own = view.digraph.copy()
    own.add_edge(C, A, weight=1)
    own.nodes[A]["seen"] = True
    own.edges[A, B]["types"] = ()
    assert_equal(graph, repository)


def test_an_edge_to_what_is_no_atom_is_damage_and_leaves_the_graph_as_it_was(repository):
    graph = loaded(repository, {A: {}})
    delta, generation = commit(repository, {A: {"calls": ["b.py::gone"]}})
    assert not graph.follow(delta, generation)
    with pytest.raises(DamagedError, match=r"b\.py::gone"):
        graph.reload(repository)
    assert differences(graph, repository) == [
        "generation 1 is not 2",
        "callee a.py::a b.py::gone call is in the repository only",
        "caller a.py::a b.py::gone call is in the repository only",
    ]


# ── following commits ──


def test_only_the_next_generation_is_followed(repository):
    graph = loaded(repository, {A: {}})
    delta = delta_to(repository, {A: {}, B: {"calls": [A]}})
    assert [graph.follow(delta, generation) for generation in (-1, 0, 1, 3)] == [False] * 4
    assert_equal(graph, repository)
    assert graph.follow(*commit(repository, {A: {}, B: {"calls": [A]}}))
    assert_equal(graph, repository)


def test_a_commit_that_leaves_all_atoms_as_they_are_still_makes_a_generation(repository):
    graph = loaded(repository, {A: {}})
    meta = TransactionManager(repository).commit(Delta(()), "reindex", "another HEAD")
    assert graph.follow(Delta(()), meta.generation)
    assert_equal(graph, repository)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({A: {}}, {A: {}, B: {}}, id="what is created is there"),
        pytest.param({A: {}, B: {}}, {A: {}}, id="what is deleted is not there"),
        pytest.param({A: {}, B: {}}, {A: {}, B: {"calls": [A]}}, id="what is modified is not there"),
    ],
)
def test_a_delta_that_does_not_fit_changes_nothing(repository, before, after):
    commit(repository, before)
    delta, _ = commit(repository, after)
    with memory_repository() as other:
        graph = loaded(other, {A: {}, **({B: {}} if B not in before else {C: {}})})
        assert not graph.follow(delta, graph.generation + 1)
        assert_equal(graph, other)


def test_a_delta_that_leaves_an_edge_to_a_deleted_atom_does_not_fit(repository):
    graph = loaded(repository, {A: {"calls": [B]}, B: {}})
    deleted = tuple(stored for stored in repository.atoms() if stored.atom.id == B)
    assert not graph.follow(Delta((FileDelta("a.py", deleted=deleted),)), 2)
    assert_equal(graph, repository)


def test_an_edge_that_stays_is_not_touched(repository):
    graph = loaded(repository, {A: {"calls": [D]}, B: {"calls": [C, D]}, C: {"calls": [D]}, D: {}})
    graph.follow(*commit(repository, {A: {"calls": [C, D]}, B: {"calls": [D], "inherits": [A]}, C: {}, D: {}}))
    with graph.reading() as view:
        assert list(view.digraph.predecessors(D)) == [A, B]  # an edge that is made again comes last
        assert list(view.digraph.successors(A)) == [D, C]
    assert_equal(graph, repository)


def test_a_graph_in_which_a_change_was_cut_off_is_not_read_until_it_is_reloaded(repository, monkeypatch):
    def fail(*_: object) -> None:
        raise MemoryError

    graph = loaded(repository, {A: {"calls": [B]}, B: {}})
    change = commit(repository, {A: {}, B: {}, C: {}})
    with monkeypatch.context() as patch:
        patch.setattr(nx.DiGraph, "remove_edges_from", fail)
        with pytest.raises(MemoryError):
            graph.follow(*change)
    assert graph.generation == BROKEN
    with pytest.raises(OmnyError, match="load it again"), graph.reading():
        pass
    assert not graph.follow(Delta(()), BROKEN + 1)
    assert not graph.follow(*change)
    graph.reload(repository)
    assert_equal(graph, repository)


def test_the_graph_follows_the_passes_of_an_indexer(tree, repository):
    graph, followed = AtomGraph.load(repository), []

    def follow(delta: Delta, meta: Meta) -> None:
        followed.append(graph.follow(delta, meta.generation))

    indexer = Indexer(Root.of(tree), repository, settings=Settings(), jobs=1, executors=in_process, follower=follow)
    for files in (
        {"a.py": "def a(): pass\ndef b(): a()\n", "b.py": "from a import a, b\nclass B:\n    def m(self): a(b)\n"},
        {"a.py": "import b\n\ndef a(): pass\ndef b(): a()\nclass A(b.B): pass\n"},
        {"a.py": "def b(): b()\n", "c.py": "def a(): pass\ndef b(): a()\n"},
        {"b.py": "from c import a, b\nclass B:\n    @b\n    def m(self): a(b)\n", "a.py": ""},
    ):
        write_tree(tree, files)
        indexer.run()
        assert_equal(graph, repository)
    assert followed == [True] * 4


# ── readers and the one who changes ──


class WatchedCondition(Condition):
    """Tells when somebody has to wait, and lets nobody wait for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.release()
        assert super().wait(LONG_SECONDS), "stuck"
        return True

    def until_somebody_waits(self) -> None:
        assert self.waits.acquire(timeout=LONG_SECONDS)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> WatchedCondition:
    """What the threads of the next graph wait at."""
    condition = WatchedCondition()
    monkeypatch.setattr("omny.derived.graph.Condition", lambda: condition)
    return condition


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def read_generation(graph: AtomGraph) -> int:
    with graph.reading() as view:
        return view.generation


def result(future: Future):
    return future.result(LONG_SECONDS)


def test_readers_do_not_wait_for_each_other(repository, threads):
    graph = loaded(repository, {A: {}})
    together = Barrier(4)

    def read() -> int:
        with graph.reading() as view:
            together.wait(LONG_SECONDS)
            return view.generation

    assert [result(future) for future in [threads.submit(read) for _ in range(4)]] == [1] * 4


def test_a_change_waits_for_the_readers_and_those_that_come_later_wait_for_it(waiting, repository, threads):
    graph = loaded(repository, {A: {}})
    change = commit(repository, {A: {}, B: {}})
    with graph.reading() as view:
        changed = threads.submit(graph.follow, *change)
        waiting.until_somebody_waits()
        later = [threads.submit(read_generation, graph) for _ in range(2)]
        for _ in later:
            waiting.until_somebody_waits()
        assert list(view.digraph) == [A]
        assert not changed.done()
        assert not any(future.done() for future in later)
    assert result(changed)
    assert [result(future) for future in later] == [2, 2]


def test_who_reads_may_read_again_although_a_change_waits(waiting, repository, threads):
    graph = loaded(repository, {A: {}})
    change = commit(repository, {A: {}, B: {}})
    with graph.reading():
        changed = threads.submit(graph.follow, *change)
        waiting.until_somebody_waits()
        assert read_generation(graph) == 1
    assert result(changed)


def test_who_reads_is_told_that_it_cannot_change(waiting, repository):
    graph = loaded(repository, {A: {}})
    change = commit(repository, {A: {}, B: {}})
    with graph.reading():
        with pytest.raises(RuntimeError):
            graph.follow(*change)
        with pytest.raises(RuntimeError):
            graph.reload(repository)
        assert graph.generation == 1
    assert graph.follow(*change)
    assert_equal(graph, repository)


def test_each_reader_sees_one_generation_whole(repository, threads):
    trees: list[Tree] = [{A: {"calls": [B]}, B: {}}, {A: {}, C: {"calls": [A]}}]
    graph = loaded(repository, trees[1])
    done = Event()

    def read() -> set[tuple[int, tuple[EdgeRow, ...]]]:
        seen = set()
        while not done.is_set():
            with graph.reading() as view:
                edges = tuple(edge for id_ in view.digraph for edge in view.out_edges(id_))
                seen.add((view.generation % 2, edges))
        return seen

    readers = [threads.submit(read) for _ in range(3)]
    try:
        for turn in range(200):
            assert graph.follow(*commit(repository, trees[turn % 2]))
    finally:
        done.set()
    assert set().union(*map(result, readers)) <= {(0, (EdgeRow(A, B, "call"),)), (1, (EdgeRow(C, A, "call"),))}
    assert_equal(graph, repository)
