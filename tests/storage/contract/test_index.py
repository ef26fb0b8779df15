"""Real projects, indexed into every backend: a delta equals a fresh index, and all backends dump the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from omny.base.errors import UsageError
from omny.integrity import ConsistencyValidator, Finding
from omny.model.atoms import StoredAtom
from omny.model.cures import CURES
from omny.model.delta import Delta, FileDelta
from omny.model.edges import EdgeType
from omny.query.dispatch import Dispatch, list_edges
from omny.storage.port.archive import digest
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, Commit, EdgeRow
from omny.storage.port.repository import AtomRepository
from tests.support.backends import BACKENDS, Place
from tests.support.deltas import WHEN, apply, atom, created
from tests.support.helpers import dumped, everything, file_checks, index_tree, memory_repository, sync, write_tree
from tests.support.planted import MODULE, ONE, TWO, kinds_and_places
from tests.support.projects import EDITS, LANGUAGES, Project

STEPS = 40 if os.environ.get("OMNY_LONG") else 6
SEED = int(os.environ.get("OMNY_SEED", "1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_each_edit_the_index_is_what_a_fresh_one_would_be(
    store: AtomRepository, tree: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # steps follow one another within a tick: every file is read
    monkeypatch.setattr("omny.pipeline.ledger.RACY_NS", 10**9)
    print(f"OMNY_SEED={SEED}")
    random, project = Random(f"{SEED}{language}"), Project(language)
    names = sorted(EDITS)
    for _ in range(STEPS):
        project.write(tree)
        sync(tree, store)
        project.remember()
        for name in random.choices(names, k=3):
            EDITS[name](project, random)
    assert ConsistencyValidator(store, files=file_checks(tree, store)).check(deep=True) == []
    generation = store.meta().generation
    before = everything(store)
    index_tree(tree, store)
    assert store.meta().generation == generation
    assert everything(store) == before


SHAPES = {
    "shapes.py": "class Shape:\n    def area(self): ...\n\n\ndef use(shape: Shape):\n    shape.area()\n",
    "square.py": "from shapes import Shape\n\n\nclass Square(Shape):\n    def area(self): ...\n",
}


def test_every_backend_gives_the_edges_of_dispatch(store: AtomRepository, tree: Path) -> None:
    index_tree(write_tree(tree, SHAPES), store)
    edges = [edge for edge in list_edges(store) if edge.edge_type == EdgeType.DISPATCH]
    assert [(edge.source_id, edge.target_id) for edge in edges] == [("shapes.py::use", "square.py::Square.area")]
    assert Dispatch(store).callers(["square.py::Square.area"]) == edges
    (tree / "square.py").unlink()
    sync(tree, store)
    assert [edge for edge in list_edges(store) if edge.edge_type == EdgeType.DISPATCH] == []


# ── archives ──


@pytest.fixture
def lived(store: AtomRepository, tree: Path) -> AtomRepository:
    """A store with a past, and some of everything."""
    project, random = Project("python"), Random(SEED)
    for _ in range(3):
        project.write(tree)
        index_tree(tree, store)
        EDITS["edit_body"](project, random)
        EDITS["rename_function"](project, random)
    store.prune(1)
    store.repair([RepairRow(0, "", "kind", "place\0", "what", "", "cure")], [], derive=False, timestamp=WHEN)
    return store


def test_what_is_given_away_comes_back_the_same(lived: AtomRepository) -> None:
    with lived.archive() as archive:
        ours = digest(archive)
    with memory_repository() as other:
        with lived.archive() as archive:
            meta = other.load(archive)
        assert msgspec.structs.replace(meta, schema_version=0) == msgspec.structs.replace(
            lived.meta(), schema_version=0
        )
        with other.archive() as archive:
            assert digest(archive) == ours
        assert dumped(other) == dumped(lived)


def test_what_is_taken_in_is_the_same_and_can_be_gone_on_from(place: Place, tree: Path) -> None:
    with memory_repository() as other, place.open() as store:
        project, random = Project("typescript"), Random(SEED)
        for _ in range(3):
            project.write(tree)
            index_tree(tree, other)
            EDITS["edit_body"](project, random)
        with other.archive() as archive:
            theirs = digest(archive)
        with other.archive() as archive:
            store.load(archive)
        with store.archive() as archive:
            assert digest(archive) == theirs
        assert (dumped(store), store.meta().uuid) == (dumped(other), other.meta().uuid)
        with other.archive() as archive, pytest.raises(UsageError, match="not empty"):
            store.load(archive)
        project.write(tree)
        sync(tree, store)
        sync(tree, other)
        assert [event.id for event in store.events()] == [event.id for event in other.events()]
        assert ConsistencyValidator(store, files=file_checks(tree, store)).check(deep=True) == []


def test_an_archive_that_breaks_off_changes_nothing(store: AtomRepository) -> None:
    with memory_repository() as other:
        apply(other, created("a.py"))
        with other.archive() as archive:
            broken = msgspec.structs.replace(archive, events=_breaking())
            with pytest.raises(ZeroDivisionError):
                store.load(broken)
    assert (store.meta().generation, store.atom_count(), store.ledger()) == (0, 0, {})
    assert apply(store, created("b.py")) == 1


def _breaking() -> Iterator[AtomEvent]:
    yield from ()
    raise ZeroDivisionError


# ── the validator ──


def healthy(store: AtomRepository) -> None:
    """The index of `tests/integrity/test_validator.py`."""
    one = atom("a.py", "one", line=3, signature="(user)", calls=[TWO], unresolved=["requests.get"], doc="first")
    two = atom("a.py", "two", line=7, signature="(name)", calls=[MODULE], doc="other")
    apply(store, created("a.py", one, two), created("b.py", atom("b.py", "<lambda>")))
    stored = store.get(TWO)
    assert stored is not None
    moved = atom("a.py", "two", line=8, signature="(name)", calls=[MODULE], doc="other")
    apply(store, FileDelta("a.py", modified=((stored, moved),)))


def test_a_healthy_index_has_no_finding(store: AtomRepository) -> None:
    healthy(store)
    assert ConsistencyValidator(store).check(deep=True) == []
    assert [found for table in store.tables() for found in store.damage(table)] == []


P = "{project}"
OF_ONE = f"(SELECT number FROM atoms WHERE id = '{ONE}')"
ITS_ONE = f"(SELECT number FROM atoms WHERE id = '{ONE}' AND project = {P})"


def both(statement: str) -> tuple[str, str]:
    """The same in each dialect."""
    return statement, f"{statement} AND project = {P}".replace(OF_ONE, ITS_ONE)


PLANTED: dict[str, tuple[str, str, set[tuple[str, str]]]] = {
    # what: (in SQLite, in PostgreSQL, what is found); None where the backend takes no such row
    "missing edge": (*both(f"DELETE FROM edges WHERE source = {OF_ONE}"), {("missing edge", f"{ONE} -> {TWO}")}),
    "extra edge": (
        f"INSERT INTO edges (source, target_id, edge_type) VALUES ({OF_ONE}, '{MODULE}', 'call')",
        f"INSERT INTO edges (project, source, target_id, edge_type) VALUES ({P}, {ITS_ONE}, '{MODULE}', 'call')",
        {("extra edge", f"{ONE} -> {MODULE}")},
    ),
    "edge of no atom": (
        f"INSERT INTO edges (source, target_id, edge_type) VALUES (999, '{ONE}', 'call')",
        f"INSERT INTO edges (project, source, target_id, edge_type) VALUES ({P}, 999, '{ONE}', 'call')",
        {("extra edge", f"no atom -> {ONE}")},
    ),
    "missing unresolved": (*both("DELETE FROM unresolved WHERE TRUE"), {("missing unresolved", ONE)}),
    "extra unresolved": (
        f"INSERT INTO unresolved VALUES ({OF_ONE}, 'x', 'x')",
        f"INSERT INTO unresolved VALUES ({P}, {ITS_ONE}, 'x', 'x')",
        {("extra unresolved", ONE)},
    ),
    "orphan search row": (
        "INSERT INTO atoms_fts (rowid, function_name, signature, words) VALUES (999, 'ghost', '', '')",
        f"INSERT INTO terms VALUES ({P}, 999, 'ghost', '', '')",
        {("orphan search row", "")},
    ),
    "missing search row": (
        f"""INSERT INTO atoms_fts (atoms_fts, rowid, function_name, signature, words)
        SELECT 'delete', number, function_name, signature, words FROM atoms WHERE id = '{ONE}'""",
        f"DELETE FROM terms WHERE project = {P} AND number = {ITS_ONE}",
        {("missing search row", ONE)},
    ),
    "stale search row": (
        f"UPDATE atoms SET signature = '(changed)' WHERE id = '{ONE}'",
        f"UPDATE terms SET signature = 'changed' WHERE project = {P} AND number = {ITS_ONE}",
        {("stale search row", ONE)},
    ),
    "wrong line": (*both(f"UPDATE atoms SET line = 4 WHERE id = '{ONE}'"), {("events", ONE)}),
    "ghost file": (
        *both("DELETE FROM files WHERE path = 'b.py'"),
        {("ghost file", "b.py::<module>"), ("ghost file", "b.py::<lambda>")},
    ),
    "version mismatch": (*both(f"UPDATE atoms SET version = 5 WHERE id = '{ONE}'"), {("version", ONE)}),
    "lost event": (
        *both(f"DELETE FROM atom_events WHERE atom_id = '{TWO}' AND operation = 'update'"),
        {("events", TWO)},
    ),
    "changed event": (
        *both(f"UPDATE atom_events SET delta = replace(delta, '[7,8]', '[6,8]') WHERE atom_id = '{TWO}'"),
        {("events", TWO)},
    ),
    "malformed event": (*both(f"UPDATE atom_events SET delta = '[' WHERE atom_id = '{TWO}'"), {("events", TWO)}),
    "event of the future": (*both("UPDATE atom_events SET transaction_id = 7 WHERE id = 6"), {("events", TWO)}),
    "swapped data": (
        *both('UPDATE atoms SET data = \'{"qualified_name":"two","calls":["a.py::two"]}\' WHERE id = \'a.py::one\''),
        {("data", ONE), ("events", ONE), ("extra unresolved", ONE)},
    ),
    "foreign key": (
        "INSERT INTO names VALUES ('py:ghost', 999999)",
        f"INSERT INTO names VALUES ({P}, 'py:ghost', 999999)",
        {("foreign key", "")},
    ),
}
Spoil = Callable[[str], tuple[list[Finding], AtomRepository]]
SPOILED = [name for name, backend in BACKENDS.items() if backend.dialect]


@pytest.fixture(params=SPOILED)
def spoiled(request: pytest.FixtureRequest) -> Spoil:
    """Plants damage by its name; the findings, and the store."""
    backend = BACKENDS[request.param]
    place = backend.place(request)

    def planted(name: str) -> tuple[list[Finding], AtomRepository]:
        with place.open() as store:
            healthy(store)
        in_sqlite, in_postgres, _ = PLANTED[name]
        place.spoil(in_sqlite if backend.dialect == "sqlite" else in_postgres)
        store = place.open()
        request.addfinalizer(store.close)
        return ConsistencyValidator(store).check(), store

    return planted


def test_the_cure_of_an_older_repair_is_read_as_its_code(store: AtomRepository) -> None:
    told = [*CURES.values(), "derive edges and search anew from the atoms", "derive", "rebuilt", ""]
    store.repair([RepairRow(0, "", "k", "p", "w", "", cure) for cure in told], [], derive=False, timestamp=WHEN)
    codes = [*CURES, "derive", "derive", "rebuilt", ""]
    assert [row.cure for row in store.repairs()] == codes
    with store.archive() as archive:
        assert [row.cure for row in archive.repairs] == codes


@pytest.mark.parametrize("name", PLANTED)
def test_planted_damage_is_named_and_mended(name: str, spoiled: Spoil) -> None:
    found, store = spoiled(name)
    expected = PLANTED[name][2]
    assert kinds_and_places(found) >= expected
    # SQLite's terms are changed by way of the atom, and SQLite compares them itself.
    assert kinds_and_places(found) - expected <= {("events", ONE), ("search", "")}
    if name == "ghost file":
        return  # the file is read again: no business of a store
    repair = RepairRow(0, "", "edge", ONE, "it was wrong", "", "derived again")
    before = store.meta()
    meta = store.repair([repair], ["a.py"], derive=True, timestamp=WHEN)
    assert (meta.generation, store.meta()) == (before.generation + 1, meta)
    left = ConsistencyValidator(store).check(deep=True)
    # No event is left that tells of the other atom: the file is to be read again.
    lost = name in ("malformed event", "changed event", "lost event")
    assert {finding.kind for finding in left} <= ({"dangling edge"} if lost else set())
    first, *cut = store.repairs()
    assert first == msgspec.structs.replace(repair, generation=meta.generation, repaired_at=WHEN)
    assert all(row.kind == "cut" and json.loads(row.lost) for row in cut)
    assert list(store.generations())[-1].source == "repair"
    assert [row.id for row in store.search_rows()] == [stored.atom.id for stored in store.atoms()]


def test_a_look_at_the_whole_in_small_pieces_meets_every_row(lived: AtomRepository) -> None:
    with lived.reading():
        atoms: list[StoredAtom] = []
        edges: list[EdgeRow] = []
        after: int | None = -1
        while after is not None:
            piece = lived.atoms_piece(after, 2)
            atoms += piece.atoms
            edges += piece.edges
            assert not [*piece.unsearchable, *piece.orphans]
            after = piece.last
        assert sorted(stored.atom.id for stored in atoms) == [stored.atom.id for stored in lived.atoms()]
        assert sorted(edges) == sorted(lived.edges())
        events: list[AtomEvent] = []
        last: str | None = ""
        while last is not None:
            part = lived.history_piece(last, 3)
            events += part.events
            last = part.last
        assert sorted(event.id for event in events) == [event.id for event in lived.events()]
        terms = 0
        at: tuple[str, int] | None = ("", -1)
        while at is not None:
            found = lived.terms_piece(at, 7)
            terms += len(found.terms)
            at = found.last
        rows = list(lived.search_rows())
        texts = [getattr(row, column) for row in rows for column in ("function_name", "signature", "words")]
        assert terms == sum(len(text.split()) for text in texts)
        numbered = lived.numbered_atoms(-1, 10**6, since=lived.meta().generation - 2)
        changed = {event.atom_id for event in lived.events(after=lived.meta().generation - 2)}
        assert {stored.atom.id for _, stored, has_changed in numbered if has_changed} <= changed
        assert len(numbered) == lived.atom_count()
        assert lived.files_without_atoms() == []


def test_an_empty_delta_with_another_head_is_a_commit(store: AtomRepository) -> None:
    assert store.apply(Delta(()), Commit("reindex", WHEN, "abc")).generation == 1
