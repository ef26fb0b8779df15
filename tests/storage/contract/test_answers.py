"""The answers side: every backend finds the same, and in the order that the port promises."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omny.model.atoms import Atom, AtomType
from omny.query.question import Narrowed
from omny.storage.port.records import Neighbour, SearchScope, UnresolvedRow
from omny.storage.port.repository import AtomRepository
from omny.storage.port.search_text import search_text
from tests.support.backends import BACKENDS
from tests.support.deltas import apply, atom, created, found, named
from tests.support.helpers import memory_repository

ALL = ("call", "callback", "decorator", "inherit")

SHAPES = (
    "getUserById",
    "get_user_by_id",
    "user",
    "User",
    "users_of",
    "userÉtat",
    "HTTPServer2",
    "_",
    "__init__",
    "x1y2",
)

SAMPLE = (
    created(
        "src/a.py",
        named("src/a.py", "getUserById", "get User By Id"),
        named("src/a.py", "get_user_by_id"),
        named("src/a.py", "user"),
        named("src/a.py", "users_of"),
        named("src/a.py", "Service.save", signature="(self, user: UserModel)", words="User Model"),
        msgspec.structs.replace(named("src/a.py", "Service.save~2"), function_name="save"),
        named("src/a.py", "Größe", signature="(número: Ångström)"),
    ),
    created("tests/b.py", named("tests/b.py", "test_user", is_test=True), named("tests/b.py", "user")),
)


@pytest.fixture
def sample(store: AtomRepository) -> AtomRepository:
    apply(store, *SAMPLE)
    return store


@pytest.fixture(scope="module", params=[name for name, backend in BACKENDS.items() if backend.writes])
def many(request: pytest.FixtureRequest) -> Iterator[AtomRepository]:
    """Atoms of many shapes, written once for all texts that are searched for."""
    place = BACKENDS[request.param].place(request)
    with place.open() as opened:
        apply(opened, *SAMPLE, created("c.py", *(named("c.py", name, words=name) for name in SHAPES)))
        yield opened


@pytest.fixture(scope="module")
def reference() -> Iterator[AtomRepository]:
    with memory_repository() as opened:
        apply(opened, *SAMPLE, created("c.py", *(named("c.py", name, words=name) for name in SHAPES)))
        yield opened


def test_atoms_are_found_by_id_by_name_by_qualified_name_and_by_file(sample: AtomRepository) -> None:
    ids = ["src/a.py::user", "tests/b.py::user"]
    assert list(sample.get_many([*reversed(ids), "none"])) == ids
    assert sample.get("none") is None
    assert [stored.atom.id for stored in sample.by_name("user")] == ids
    assert [stored.atom.id for stored in sample.by_qualified_name("Service.save")] == ["src/a.py::Service.save"]
    assert [stored.atom.id for stored in sample.by_qualified_name("Service.save~2")] == ["src/a.py::Service.save~2"]
    assert sample.by_qualified_name("save") == sample.by_name("Save") == []
    assert sample.not_atoms([*ids, "none", "a"]) == {"none", "a"}
    assert sample.totals() == (sample.atom_count(), 0) == (11, 0)


def test_names_are_told_without_text_and_paths_by_what_they_hold(store: AtomRepository) -> None:
    apply(store, *SAMPLE)
    assert [each.id for each in store.namesakes("user")] == ["src/a.py::user", "tests/b.py::user"]
    assert [each.is_test for name in ("user", "test_user") for each in store.namesakes(name)] == [False, False, True]
    assert store.namesakes("User") == store.namesakes("") == []
    assert store.search_paths("b.p") == ["tests/b.py"]
    assert store.search_paths("%") == store.search_paths("B.py") == []


def test_uses_of_an_atom_are_counted_by_type(store: AtomRepository) -> None:
    data: dict[str, Any] = {
        "calls": ["a.py::f"],
        "callbacks": ["a.py::f", "a.py::g"],
        "unresolved": ["x.f", "?.f", "f.x"],
    }
    one, two = atom("b.py", "one", **data), atom("b.py", "two", calls=["a.py::f", "a.py::g"], unresolved=["y.f"])
    apply(store, created("a.py", atom("a.py", "f"), atom("a.py", "g")), created("b.py", one, two))
    assert store.count_uses(["a.py::f"], "f") == ({"call": 2, "callback": 1}, 3)
    assert store.count_uses(["a.py::f", "a.py::g"], "g") == ({"call": 3, "callback": 2}, 0)
    assert store.count_uses([], "f") == ({}, 3)


def test_atoms_of_a_file_come_in_source_order(store: AtomRepository) -> None:
    outer, inner = atom("a.py", "Outer", line=1), atom("a.py", "inner", line=1)
    outer = msgspec.structs.replace(outer, end_line=9)
    apply(store, created("a.py", inner, outer, atom("a.py", "above", line=2), atom("a.py", "a", line=12)))
    names = [stored.atom.function_name for stored in store.in_file("a.py")]
    assert names == ["<module>", "Outer", "inner", "above", "a"]
    assert [stored.atom.id for stored in store.file_atoms("a.py")] == sorted(f"a.py::{name}" for name in names)


def test_all_comes_in_the_order_of_bytes(store: AtomRepository) -> None:
    names = ["b", "B", "a", "_", "é", "z", "\uffff", "\U0001f600", "a~2", "a b", "10", "9"]
    apply(store, created("a.py", *(atom("a.py", name, calls=sorted(names)) for name in names)))
    ids = [stored.atom.id for stored in store.atoms()]
    assert ids == sorted(ids, key=str.encode)
    assert [row.id for row in store.search_rows()] == ids
    edges = list(store.edges())
    assert edges == sorted(edges, key=lambda edge: (edge.source_id.encode(), edge.target_id.encode()))


# ── search ──


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("user", ["user", "user"]),
        ("get_user_by_id", ["get_user_by_id", "getUserById"]),
        ("getUserById", ["getUserById", "get_user_by_id"]),
        ("Service.save", ["Service.save"]),
        ("usermodel", ["Service.save"]),
        ("groSSe", []),
        ("GRÖSSE", []),
        ("grosse", []),
        ("Große", ["Größe"]),
        ("größe", ["Größe"]),
        ("GROẞE", ["Größe"]),
        ("angstrom", ["Größe"]),
    ],
)
def test_the_exact_name_comes_first_and_then_the_other_spelling(
    sample: AtomRepository, text: str, first: list[str]
) -> None:
    assert found(sample, text)[: len(first) or 1] == first


def test_filters_and_limits_keep_the_total_honest(sample: AtomRepository) -> None:
    assert found(sample, "user", tests=True) == ["test_user"]
    assert "test_user" not in found(sample, "user", tests=False)
    assert sorted(found(sample, "user", path_prefix="tests/")) == ["test_user", "user"]
    assert found(sample, "user", path_prefix="tests/%") == found(sample, "user", path_prefix="Tests/") == []
    assert found(sample, "user", types=["module"]) == []
    assert found(sample, "user", types=[AtomType.FUNCTION]) == found(sample, "user")
    assert found(sample, "user", types=Narrowed(types=["class", "function"]).wanted_types) == found(sample, "user")
    hits = sample.search("user", limit=2)
    assert (len(hits.atoms), hits.total) == (2, len(found(sample, "user")))


def test_own_code_comes_before_tests_examples_and_vendored_copies(store: AtomRepository) -> None:
    paths = ("vendor/lib/a.py", "bench/a.py", "examples/a.py", "tests/a.py", "src/z.py")
    files = [
        created(path, named(path, "helper", is_test=path == "tests/a.py"), named(path, f"escape_{number}"))
        for number, path in enumerate(paths)
    ]
    apply(store, *files)
    ordered = ["src/z.py", "bench/a.py", "examples/a.py", "tests/a.py", "vendor/lib/a.py"]
    for text in ("helper", "HELPER", "hel", "escape"):
        hits = store.search(text, limit=20)
        assert [hit.atom.file_path for hit in hits.atoms] == ordered, text
        assert [hit.atom.id for hit in store.search(text, limit=3).atoms] == [hit.atom.id for hit in hits.atoms[:3]]


PLACES = 3  # exact name, plain name, all else


def _places(text: str, atoms: list[Atom]) -> list[int]:
    """In which part of the promised order each hit stands."""
    query = search_text(text)
    return [
        0
        if one.function_name == query.text or one.id == f"{one.file_path}::{query.text}"
        else 1
        if query.plain and one.function_name.lower().replace("_", "") == query.plain
        else 2
        for one in atoms
    ]


TEXTS = st.one_of(
    st.sampled_from(
        [*SHAPES, "get user", "by id", "save user", "éta", "http", "httpserver", "ser", "2", "id user get"]
    ),
    st.lists(st.sampled_from([*SHAPES, "É", "e\u0301", "\u02bc", "²", "ⅷ", "߷", "\0", "'", "\\", ":*", "&", " "])).map(
        "".join
    ),
    st.text(max_size=12),
)


@settings(max_examples=500 if os.environ.get("OMNY_LONG") else 60)
@given(text=TEXTS, tests=st.sampled_from([None, True, False]))
def test_every_backend_finds_the_same_for_any_text(
    many: AtomRepository, reference: AtomRepository, text: str, tests: bool | None
) -> None:
    text = text.encode("utf-8", "replace").decode()
    ours = many.search(text, limit=100, scope=SearchScope(tests=tests))
    theirs = reference.search(text, limit=100, scope=SearchScope(tests=tests))
    assert {stored.atom.id for stored in ours.atoms} == {stored.atom.id for stored in theirs.atoms}
    assert ours.total == theirs.total == len(ours.atoms)
    places = _places(text, [stored.atom for stored in ours.atoms])
    assert places == sorted(places)
    assert places == _places(text, [stored.atom for stored in theirs.atoms])


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            "'",
            "\\",
            "AND",
            "a AND",
            "NEAR(",
            "*",
            "-x",
            "col:x",
            "'; DROP TABLE atoms",
            "\0",
            "^a",
            "{",
            "%s",
            "%",
        ),
        *(":*", "a & b", "a | !b", "<->", "a:AB", "x" * 10**6, "a " * 10**5, "aB" * 5000, "\U0010ffff", "\x01\x02"),
    ],
)
def test_what_a_query_language_would_choke_on_is_only_text(many: AtomRepository, text: str) -> None:
    assert many.search(text, limit=5).total >= 0
    assert not [*many.by_name(text), *many.by_qualified_name(text), *many.ids_in_history(text)]


def test_names_are_listed_by_their_length_once_each(many: AtomRepository) -> None:
    names = [stored.atom.function_name for stored in many.atoms()]
    least, most = min(map(len, names)) + 1, max(map(len, names)) - 1
    expected = {name for name in names if least <= len(name) <= most}
    assert sorted(many.names_of_length(least, most)) == sorted(expected)
    assert set(names) - expected
    assert many.names_of_length(5, 4) == []


def test_the_terms_of_the_index_are_those_of_its_texts(many: AtomRepository) -> None:
    atoms = {stored.atom.id: stored.atom for stored in many.atoms()}
    for row in many.search_rows():
        for column in ("function_name", "signature", "words"):
            assert getattr(row, column) == many.search_terms(getattr(atoms[row.id], column))


# ── the call graph ──


def _graph(store: AtomRepository) -> None:
    calls = {"a": ["b", "c"], "b": ["c", "d"], "c": ["a"], "d": ["d"], "e": ["a"]}
    apply(
        store,
        created(
            "g.py",
            *(atom("g.py", name, calls=[f"g.py::{far}" for far in fars]) for name, fars in calls.items()),
            atom("g.py", "f", calls=["g.py::a", "g.py::a"], callbacks=["g.py::a"], inherits=["g.py::b", "gone"]),
        ),
    )


def _near(neighbours: list[Neighbour]) -> list[tuple[str, str, str, int]]:
    return [
        (edge.source_id.removeprefix("g.py::"), edge.target_id.removeprefix("g.py::"), edge.edge_type, edge.depth)
        for edge in neighbours
    ]


def test_callers_and_callees_are_each_met_once_at_their_least_depth(store: AtomRepository) -> None:
    _graph(store)
    assert _near(store.callers(["g.py::c"], types=["call"], depth=2, limit=9)) == [
        *(("a", "c", "call", 1), ("b", "c", "call", 1)),
        *(("a", "b", "call", 2), ("c", "a", "call", 2), ("e", "a", "call", 2), ("f", "a", "call", 2)),
    ]
    assert _near(store.callees(["g.py::a"], types=["call"], depth=5, limit=9)) == [
        *(("a", "b", "call", 1), ("a", "c", "call", 1)),
        *(("b", "c", "call", 2), ("b", "d", "call", 2), ("c", "a", "call", 2), ("d", "d", "call", 3)),
    ]


def test_types_and_limits_bound_a_walk(store: AtomRepository) -> None:
    _graph(store)
    assert _near(store.callees(["g.py::f"], types=ALL, depth=1, limit=9)) == [
        *(("f", "a", "call", 1), ("f", "a", "callback", 1), ("f", "b", "inherit", 1), ("f", "gone", "inherit", 1))
    ]
    assert _near(store.callers(["g.py::a"], types=["callback"], depth=3, limit=9)) == [("f", "a", "callback", 1)]
    assert len(store.callers(["g.py::a", "g.py::c"], types=ALL, depth=9, limit=3)) == 3
    assert store.callers([], types=ALL, depth=9, limit=3) == store.callees(["none"], types=ALL, depth=1, limit=3) == []
    assert (store.pair_count(), store.totals()[1]) == (10, 11)


def test_who_calls_out_of_the_index_is_told_by_the_last_part_of_a_name(store: AtomRepository) -> None:
    names = ["requests.get", "get", "a.b().get", "x.gets", "get.", "a..get", ""]
    apply(store, created("a.py", atom("a.py", "one", unresolved=names), atom("a.py", "two", unresolved=["get"])))
    one, two = "a.py::one", "a.py::two"
    assert store.unresolved_callers("get") == [
        *(UnresolvedRow(one, name, "get") for name in ("a..get", "a.b().get")),
        *(UnresolvedRow(source, "get", "get") for source in (one, two)),
        UnresolvedRow(one, "requests.get", "get"),
    ]
    assert store.unresolved_callers("get", "requests.get") == [UnresolvedRow(one, "requests.get", "get")]
    assert store.unresolved_callers("get", "x.get") == []
    assert len(list(store.unresolved_calls())) == store.counts().unresolved == 8


def test_counts_tell_how_much_of_each_there_is(store: AtomRepository) -> None:
    _graph(store)
    counts = store.counts()
    assert (counts.atoms, counts.edges) == ({"function": 6, "module": 1}, {"call": 8, "callback": 1, "inherit": 2})
    assert (counts.events, counts.unresolved, counts.bytes > 0) == (7, 0, True)
