"""All that a store holds goes to another, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import apsw
import msgspec
import pytest

from omny.base.errors import StorageError, UsageError
from omny.integrity import ConsistencyValidator
from omny.model.atom_data import read_detail
from omny.model.atoms import StoredAtom
from omny.model.notes import Note
from omny.storage.port.archive import STREAMS, Archive, DependencyRow, Digest, digest
from omny.storage.port.pieces import RepairRow
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.archive import close_up
from omny.storage.sqlite.checksums import VFS, checksum_vfs
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import dumped, index_tree, memory_repository, sync, write_tree

FILES = {
    "shop/money.py": "def total(xs):\n    return sum(xs)\n",
    "shop/cart.py": "from shop.money import total\n\n\nclass Cart:\n    def pay(self):\n        return total([1])\n",
    "pyproject.toml": '[project]\nname = "shop"\n',
    "broken.py": "def f(:\n",
}


@pytest.fixture
def lived(tmp_path):
    """A repository with some generations, pruned events, a repair and a note."""
    root = write_tree(tmp_path / "project", FILES)
    with memory_repository() as repository:
        index_tree(root, repository)
        (root / "shop/money.py").write_text("def total(xs):\n    return max(xs)\n")
        sync(root, repository)
        repository.prune(1)
        (root / "broken.py").unlink()
        sync(root, repository)
        row = RepairRow(0, "", "graph", "x", "what", "since", "cure", "[]")
        repository.repair([row], ["shop/cart.py"], derive=True, timestamp="2026-01-01T00:00:00.000000Z")
        id_ = "shop/money.py::total"
        stored = repository.get(id_)
        assert stored is not None
        hash_ = read_detail(stored.atom.data).body_hash
        repository.write_note(Note(0, id_, "net", "ann", "2026-01-01T00:00:00.000000Z", id_, hash_))
        yield repository, root


def digest_of(repository: AtomRepository) -> Digest:
    with repository.archive() as archive:
        return digest(archive)


def test_what_is_loaded_is_what_was_archived(lived):
    repository, _ = lived
    with memory_repository() as other:
        with repository.archive() as archive:
            meta = other.load(archive)
        assert meta == other.meta() == repository.meta()
        assert dumped(other) == dumped(repository)
        assert digest_of(other) == digest_of(repository)
        assert all(digest_of(other).rows[name] for name in STREAMS)
        assert other.history_start() == 1
        assert ConsistencyValidator(other).check() == []


def test_a_database_that_was_closed_up_is_one_file_whose_pages_have_their_checksums(lived, tmp_path):
    """Also where the process that does it has opened no database before, so that nothing has asked for them."""
    repository, _ = lived
    path = tmp_path / "other.db"
    with SqliteRepository.open(path) as other, repository.archive() as archive:
        other.load(archive)
    apsw.unregister_vfs(VFS)
    close_up(str(path))
    assert [file.name for file in tmp_path.glob("other.db*")] == ["other.db"]
    raw = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, vfs=checksum_vfs())
    assert raw.pragma("journal_mode") == "delete"
    assert raw.pragma("integrity_check") == "ok"  # reads every page
    raw.close()


def test_a_loaded_store_goes_on_as_the_other_would(lived, tmp_path):
    repository, root = lived
    with SqliteRepository.open(tmp_path / "other.db") as other:
        with repository.archive() as archive:
            other.load(archive)
        assert not sync(root, other).changed
        (root / "shop/cart.py").write_text("def pay():\n    pass\n")
        report = sync(root, other)
        assert (report.parsed, report.meta.generation) == (1, repository.meta().generation + 1)
        assert other.connection.pragma("journal_mode") == "wal"


def test_an_archive_is_of_one_generation(tmp_path):
    root = write_tree(tmp_path / "project", FILES)
    path = tmp_path / "index.db"
    with SqliteRepository.open(path) as writer:
        index_tree(root, writer)
        with SqliteRepository.open_reading(path) as reader, reader.archive() as archive:
            events = iter(archive.events)
            next(iter(events))
            (root / "more.py").write_text("def more():\n    pass\n")
            index_tree(root, writer)
            ids = {stored.atom.id for stored in archive.atoms}
            assert not any(id_.startswith("more.py") for id_ in ids)
            assert {event.transaction_id for event in events} == {1}


def test_a_store_that_holds_anything_takes_nothing_in(lived, tmp_path):
    repository, _ = lived
    with memory_repository() as other:
        index_tree(write_tree(tmp_path / "more", {"a.py": "x = 1\n"}), other)
        before = dumped(other)
        with repository.archive() as archive, pytest.raises(UsageError, match="the store is not empty"):
            other.load(archive)
        assert dumped(other) == before


def test_what_does_not_fit_together_is_not_loaded_in_part(lived):
    repository, _ = lived
    with memory_repository() as other:
        with repository.archive() as archive:
            wrong = msgspec.structs.replace(archive, dependencies=[DependencyRow(1, "not/there.py")])
            with pytest.raises(StorageError, match="not in the ledger"):
                other.load(wrong)
        assert digest_of(other).total == 0
        with repository.archive() as archive:
            other.load(archive)


def test_what_fails_on_the_way_leaves_an_empty_store(lived):
    repository, _ = lived

    def failing(atoms: Iterable[StoredAtom]) -> Iterator[StoredAtom]:
        yield next(iter(atoms))
        raise KeyboardInterrupt

    with memory_repository() as other:
        with repository.archive() as archive, pytest.raises(KeyboardInterrupt):
            other.load(msgspec.structs.replace(archive, atoms=failing(archive.atoms)))
        assert digest_of(other).total == 0


def test_a_digest_tells_which_stream_is_other(lived):
    repository, _ = lived
    with repository.archive() as archive:
        events = list(archive.events)
    one = digest_of(repository)
    with repository.archive() as archive:
        other = digest(msgspec.structs.replace(archive, events=events[:-1]))
    assert one.differing_streams(other) == ["events"]
    with repository.archive() as archive:
        meta = msgspec.structs.replace(archive.meta, uuid="another")
        assert digest(msgspec.structs.replace(archive, meta=meta)) == one


def test_an_empty_archive_leaves_a_store_empty():
    with memory_repository() as repository:
        meta = repository.meta()
        assert repository.load(Archive(meta, 0)) == meta
        assert digest_of(repository).total == 0
