"""A store with every quirk of the legacy tool becomes an index: what of it lives, what is history, what is told."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from omny.base.errors import AmbiguousError, UsageError
from omny.base.paths import Root
from omny.history.states import atom_history
from omny.integrity import ConsistencyValidator
from omny.migrate import report as reports
from omny.migrate.legacy_repository import LegacyRepository
from omny.migrate.legacy_store import LegacyStore
from omny.migrate.plan import Plan
from omny.storage.port.archive import Archive, digest
from tests.support.helpers import assert_equals_fresh, atoms_by_id, data_of, dumped, index_tree, memory_repository
from tests.support.legacy_store import ELSEWHERE, SOURCES, STORE, Store, poor, pretty, quirky, rich, shadow

NOW = "2026-03-01T00:00:00.000000Z"


@contextmanager
def planned(project: Path, root: Path | None = None):
    """The plan of the store of a project, read."""
    with Plan(LegacyStore.find(project), Root.of(root) if root else None, NOW) as plan:
        plan.read()
        yield plan


@contextmanager
def migrated(project: Path, root: Path | None = None):
    """What a store becomes, before its sources are indexed."""
    with planned(project, root) as plan, memory_repository() as repository:
        repository.load(plan.archive())
        assert ConsistencyValidator(repository).check() == []
        yield repository


def fates(plan: Plan) -> dict[str, str]:
    """What became of each file, by its place."""
    return {row.place: reports.status(row) for row in plan.documents()}


def operations(repository, id_: str) -> list[str]:
    """What happened to an atom."""
    return [event.operation for event in repository.events(id_)]


@pytest.fixture
def project(tmp_path):
    quirky(tmp_path / "project")
    return tmp_path / "project"


# ── the whole ──


def test_every_file_of_a_store_is_accounted_for(project):
    with planned(project) as plan:
        told = fates(plan)
        there = {
            path.relative_to(project / STORE).as_posix() for path in (project / STORE).rglob("*") if path.is_file()
        }
        assert {place.replace("\\\\", "\\") for place in told} == there
        assert Counter(told.values()) == {
            "ok": 13,
            "salvaged": 3,
            "duplicate": 3,
            "ghost": 6,
            "foreign id": 2,
            "unreadable": 2,
            "other": 7,
        }
        assert sum(count for reads in plan.counts.documents.values() for count in reads.values()) == len(told)


def test_nothing_in_the_store_is_changed(project):
    before = {path: (path.stat(), path.read_bytes()) for path in (project / STORE).rglob("*") if path.is_file()}
    with migrated(project, project):
        pass
    after = {path: (path.stat(), path.read_bytes()) for path in (project / STORE).rglob("*") if path.is_file()}
    assert {path: (stat.st_mtime_ns, text) for path, (stat, text) in before.items()} == {
        path: (stat.st_mtime_ns, text) for path, (stat, text) in after.items()
    }


def test_what_is_migrated_can_be_replayed_and_looked_back_at(project):
    with migrated(project) as repository, repository.as_of(1) as past:
        assert dumped(past) == dumped(repository)
        assert {event.source for event in repository.events()} == {"migration"}
        assert {event.transaction_id for event in repository.events()} == {1}
        repository.prune(1)
        assert ConsistencyValidator(repository).check() == []


def test_no_edge_is_taken_over(project):
    with migrated(project) as repository:
        assert list(repository.edges()) == []
        assert data_of(repository, "src/services/store.js::makeStore")["unresolved"] == ["FileStore"]
        assert [row.source_id for row in repository.unresolved_callers("makeStore")] == [
            "src/services/store.js::<module>",  # only the atom that is called says so, by the path of a file
            "test/store.test.js::it(saves A::B)",
        ]
        assert data_of(repository, "src/utils/helper.js::helper")["unresolved"] == ["String", "trim"]


def test_indexed_afterwards_it_equals_a_fresh_index_and_keeps_its_past(project):
    with migrated(project, project) as repository:
        report = index_tree(project, repository)
        assert_equals_fresh(project, repository)
        assert ConsistencyValidator(repository).check() == []
        assert (report.modified > 0, report.deleted > 0) == (True, True)
        kept = "src/services/store.js::makeStore"
        assert operations(repository, kept) == ["create", "update"]
        assert atoms_by_id(repository)[kept].created_at == "2026-02-21T10:00:00.000000Z"
        _, steps = atom_history(repository, kept)
        assert [(step.source, step.operation) for step in steps] == [("migration", "create"), ("reindex", "update")]
        _, steps = atom_history(repository, "test/store.test.js::it(saves A::B)")
        assert [(step.source, step.operation) for step in steps] == [("migration", "create"), ("reindex", "delete")]
        assert not index_tree(project, repository).changed


def test_the_same_store_gives_the_same_archive(project, tmp_path):
    shutil.copytree(project, tmp_path / "copy")
    with planned(project) as one, planned(tmp_path / "copy") as other:
        assert digest(one.archive()) == digest(other.archive()) == digest(one.archive())
        assert one.digest == other.digest
    (tmp_path / "copy" / STORE / "atoms" / "src" / "empty.json").write_bytes(b" ")
    with planned(tmp_path / "copy") as other:
        assert one.digest != other.digest


def test_without_its_sources_a_store_is_migrated_all_the_same(tmp_path):
    quirky(tmp_path / "one", sources=False)
    quirky(tmp_path / "other")
    with migrated(tmp_path / "one") as one, migrated(tmp_path / "other") as other:
        assert dumped(one) != b""
        assert [stored.atom.id for stored in one.atoms()] == [stored.atom.id for stored in other.atoms()]


# ── one atom ──


def test_where_an_atom_comes_from_is_told(project):
    with migrated(project) as repository:
        told = data_of(repository, "src/utils.ts::saveThing")["provenance"]
        assert told == {
            "store": "atoms/src/utils/saveThing.json",
            "read": "leading document",
            "legacy_id": "src/utils.ts::saveThing",
            "extracted_at": "2026-02-21T10:00:00.000000Z",
            "purpose": "API_EXPORT",
            "archetype": "utility",
        }


def test_an_edit_under_another_id_is_the_next_version_of_its_atom(project):
    id_ = "src/services/store.js::FileStore.save"
    with migrated(project) as repository:
        stored = atoms_by_id(repository)[id_]
        assert stored.version == 3  # as the legacy tool counted
        assert (stored.created_at, stored.updated_at) == ("2026-02-21T10:00:00.000000Z", "2026-02-23T11:43:20.000000Z")
        provenance = data_of(repository, id_)["provenance"]
        assert provenance["legacy_id"] == f"{ELSEWHERE}/{id_}"
        assert provenance["changed_fields"] == ["signature"]
        assert operations(repository, id_) == ["create", "update", "update"]


def test_a_foreign_id_is_still_found_in_history(project):
    with migrated(project) as repository:
        id_, steps = atom_history(repository, "OL:oldest")
        assert (id_, [step.operation for step in steps]) == ("old/store.js::oldest", ["move"])
        assert atom_history(repository, "src\\Router.js::navigate")[0] == "src/Router.js::navigate"


def test_a_variable_is_history_unless_it_holds_a_function(project):
    with migrated(project) as repository:
        assert repository.get("src/utils.js::DEFAULTS") is None
        assert operations(repository, "src/utils.js::DEFAULTS") == ["create", "delete"]
        assert atoms_by_id(repository)["src/utils.js::arrow"].atom.type == "arrow"


def test_what_was_deleted_is_history(project):
    with migrated(project) as repository:
        ends = {"src/utils.js::index", "src/gone.js::deadOne", "src/gone.js::listed", "src/user.js::load"}
        assert not ends & atoms_by_id(repository).keys()
        for id_ in ends:
            assert operations(repository, id_) == ["create", "delete"]
        (died,) = [event for event in repository.events("src/gone.js::deadOne") if event.operation == "delete"]
        assert died.timestamp == "2026-02-23T12:30:00.500000Z"


def test_an_atom_that_came_back_after_its_shadow_lives(tmp_path):
    store = Store(tmp_path)
    store.atom(rich("a.js", "one", at="2026-02-24T00:00:00Z"))
    store.put("shadows/s.json", shadow("a.js::one", "a.js", "one"))
    with migrated(tmp_path) as repository:
        assert operations(repository, "a.js::one") == ["create", "delete", "create"]
        assert repository.get("a.js::one") is not None


def test_two_of_one_name_and_time_are_two_atoms_and_of_two_times_one(tmp_path):
    store = Store(tmp_path)
    store.put("atoms/1.json", rich("a.js", "save", 10, 12))
    store.put("atoms/2.json", rich("a.js", "save", 2, 4))
    store.put("atoms/3.json", rich("b.js", "save", 10, 12))
    store.put("atoms/4.json", rich("b.js", "save", 2, 4, at="2026-02-22T00:00:00Z"))
    with migrated(tmp_path) as repository:
        found = {id_: stored.atom.line for id_, stored in atoms_by_id(repository).items()}
        assert found == {"a.js::save": 2, "a.js::save~2": 10, "b.js::save": 2}
        assert operations(repository, "b.js::save") == ["create", "update"]


def test_repeated_names_do_not_disturb_the_order_of_atoms(tmp_path):
    store = Store(tmp_path)
    for number, name in enumerate(("x", "x", "x2", "x.y", "x", "y")):
        store.put(f"atoms/{number}.json", rich("a.js", name, 10 * number + 1))
    with planned(tmp_path) as plan, memory_repository() as repository:
        repository.load(plan.archive())
        ids = [stored.atom.id for stored in plan.archive().atoms]
        assert ids == ["a.js::x", "a.js::x.y", "a.js::x2", "a.js::x~2", "a.js::x~3", "a.js::y"]
        with repository.archive() as archive:
            assert digest(archive) == digest(plan.archive())


def test_control_characters_come_through_nowhere(tmp_path):
    store = Store(tmp_path)
    odd = "a\0b\x1b[31m\nc"
    document = rich("src/a.js", odd, calls=[odd], typeContracts={"params": [{"name": "x", "type": odd}]})
    store.put("atoms/1.json", {**document, "id": f"src\\a.js::{odd}", "filePath": f"src/{odd}.js"})
    with migrated(tmp_path) as repository:
        (stored,) = repository.atoms()
        told = stored.atom.id + stored.atom.signature + stored.atom.function_name
        assert stored.atom.id == "src/a b [31m c.js::a b [31m c"
        assert told.isprintable()
        assert [row.name for row in repository.unresolved_calls()] == []  # it calls but itself


def test_a_deep_store_is_read(tmp_path):
    store = Store(tmp_path)
    store.put("/".join(["d"] * 300) + "/one.json", rich("a.js", "one"))
    with planned(tmp_path) as plan:
        assert plan.counts.atoms == 1


def test_what_says_the_same_twice_is_told_once(tmp_path):
    store = Store(tmp_path)
    for number in range(4):
        store.put(f"atoms/{number}.json", rich("a.js", "save", calls=["x"]))
    with planned(tmp_path) as plan:
        assert Counter(fates(plan).values()) == {"ok": 1, "duplicate": 3}
        assert plan.counts.events == {"create": 1, "update": 0, "delete": 0}


def test_times_that_nobody_knows_are_those_of_the_file(tmp_path):
    store = Store(tmp_path)
    document = rich("a.js", "save", extractedAt="never", _meta=None)
    place = store.path / store.atom(document)
    os.utime(place, ns=(0, 1_700_000_000_000_000_000))
    with migrated(tmp_path) as repository:
        assert atoms_by_id(repository)["a.js::save"].created_at == "2023-11-14T22:13:20.000000Z"


def test_what_lies_outside_of_the_project_is_history(tmp_path):
    store = Store(tmp_path / "p")
    store.atom(rich("src/a.js", "one"))
    store.put("atoms/1.json", poor(f"{ELSEWHERE}/src/a.js", "two", 4))
    store.put("atoms/2.json", poor("/opt/other/lib.js", "three", 4))
    store.put("atoms/3.json", rich("../beside/x.js", "four"))
    with migrated(tmp_path / "p") as repository:
        assert atoms_by_id(repository).keys() == {"src/a.js::one", "src/a.js::two"}
        assert operations(repository, "/opt/other/lib.js::three") == ["create", "delete"]


def test_the_sources_tell_what_absolute_paths_are_relative_to(tmp_path):
    store = Store(tmp_path)
    store.put("atoms/1.json", poor("D:\\work\\shop\\src\\utils\\helper.js", "helper", 1))
    (tmp_path / "src" / "utils").mkdir(parents=True)
    (tmp_path / "src" / "utils" / "helper.js").write_text(SOURCES["src/utils/helper.js"])
    with planned(tmp_path, tmp_path) as plan:
        assert plan.legacy_root == "D:/work/shop"
        assert [stored.atom.id for stored in plan.archive().atoms] == ["src/utils/helper.js::helper"]


def test_a_monster_of_a_document_is_left_alone(tmp_path):
    store = Store(tmp_path)
    store.atom(rich("a.js", "one"))
    with (store.path / "system-map.json").open("wb") as file:
        file.truncate(400 << 20)  # sparse
    with planned(tmp_path) as plan:
        assert fates(plan)["system-map.json"] == "other"
        assert plan.counts.atoms == 1


def test_links_in_a_store_are_not_followed(tmp_path):
    store = Store(tmp_path / "p")
    outside = tmp_path / "outside.json"
    outside.write_bytes(pretty(rich("a.js", "secret")))
    store.atom(rich("a.js", "one"))
    (store.path / "atoms" / "link.json").symlink_to(outside)
    (store.path / "loop").symlink_to(store.path)
    with planned(tmp_path / "p") as plan:
        assert list(fates(plan)) == ["atoms/a/one.json"]


# ── where it is ──


@pytest.mark.parametrize("name", [".aver", ".OmnySystemData", ".OmnySysData", ".omnysysdata", ".OMNYSYSDATA"])
def test_a_store_is_found_by_any_of_its_names(tmp_path, name):
    store = Store(tmp_path, name)
    store.atom(rich("a.js", "one"))
    for where in (store.path, tmp_path, store.path / "atoms" / "a"):
        assert LegacyStore.find(where).root.path == store.path


def test_a_renamed_store_is_found_by_its_index(tmp_path):
    store = Store(tmp_path, "old-data")
    with pytest.raises(UsageError, match="there is none here"):
        LegacyStore.find(store.path)
    store.put("index.json", {"metadata": {}, "fileIndex": {}})
    assert LegacyStore.find(store.path).root.path == store.path


def test_several_stores_are_not_guessed_at(tmp_path):
    Store(tmp_path, ".aver")
    Store(tmp_path, ".omnysysdata")
    with pytest.raises(AmbiguousError):
        LegacyStore.find(tmp_path)
    assert LegacyStore.find(tmp_path / ".aver").root.path.name == ".aver"


# ── as a store to be asked ──


def test_a_legacy_store_can_be_asked_and_not_changed(project):
    with LegacyRepository.open_reading(project) as repository, migrated(project) as other:
        assert dumped(repository) == dumped(other)
        assert [stored.atom.id for stored in repository.search("helper", limit=9).atoms][:2] == [
            "src/utils/helper.js::helper",
            "src/utils/helper.js::Helper",
        ]
        for change in (
            lambda: index_tree(project, repository),
            lambda: repository.prune(1),
            lambda: repository.repair([], [], derive=True, timestamp=NOW),
            lambda: repository.load(Archive(repository.meta(), 0)),
        ):
            with pytest.raises(UsageError, match="a legacy store is only read"):
                change()
    assert json.loads((project / STORE / "atom-versions.json").read_bytes())
