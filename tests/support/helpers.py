"""What tests share. All access to Omny's public interface goes through here, to be adapted in one place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from omny.base.config import Settings
from omny.base.paths import Root
from omny.executors.pool import ExtractPool
from omny.integrity.files import FileChecks
from omny.model.atoms import StoredAtom
from omny.model.files import FileStatus
from omny.pipeline.indexer import IndexReport, index
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.checksums import RESERVED_BYTES, first_wrong_page
from omny.storage.sqlite.repository import SqliteRepository


class ImmediateExecutor(Executor):
    """An executor that does what is submitted at once, in this process: fast, and the same each time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def in_process(_: int) -> Executor:
    """The executor factory of tests that are not about processes."""
    return ImmediateExecutor()


@contextmanager
def memory_repository() -> Iterator[AtomRepository]:
    """An empty repository that no file stands behind."""
    repository = SqliteRepository.in_memory()
    try:
        yield repository
    finally:
        repository.close()


def index_tree(
    root: Path,
    repository: AtomRepository,
    *,
    jobs: int = 1,
    settings: Settings | None = None,
    executors: Callable[[int], Executor] | None = in_process,
) -> IndexReport:
    """Brings the repository to what is below `root`; `executors` None means real worker processes."""
    more: dict[str, Any] = {} if executors is None else {"executors": executors}
    return index(Root.of(root), repository, settings=settings or Settings(), jobs=jobs, **more)


def file_checks(root: Path, repository: AtomRepository, settings: Settings | None = None) -> FileChecks:
    """The checks of the files below `root`, in this process."""
    settings = settings or Settings()
    pool = ExtractPool(
        Root.of(root), 1, max_bytes=settings.max_file_bytes, seconds=settings.parse_seconds, executors=in_process
    )
    return FileChecks(Root.of(root), repository, settings, pool)


def dumped(repository: AtomRepository, *, held: bool = True, ranked: bool = True) -> bytes:
    """The canonical dump."""
    from omny.query.dump import dump

    return "".join(f"{line}\n" for line in dump(repository, held=held, ranked=ranked)).encode()


def fresh_dump(
    root: Path,
    *,
    jobs: int = 1,
    executors: Callable[[int], Executor] | None = in_process,
    settings: Settings | None = None,
) -> bytes:
    """The canonical dump of a fresh index of what is below `root`."""
    with memory_repository() as repository:
        index_tree(root, repository, jobs=jobs, settings=settings, executors=executors)
        return dumped(repository)


def assert_equals_fresh(root: Path, repository: AtomRepository, settings: Settings | None = None) -> None:
    """The oracle E(x): the repository holds what a fresh index of the same files would, and apart from that only what
    former contents of broken files give."""
    live, fresh = dumped(repository, held=False), fresh_dump(root, settings=settings)
    if live != fresh:
        ours, theirs = live.splitlines(), fresh.splitlines()
        extra = [line.decode() for line in ours if line not in set(theirs)]
        missing = [line.decode() for line in theirs if line not in set(ours)]
        order = [] if extra or missing else ["the same lines in another order"]
        raise AssertionError(
            "\n".join(["not what a fresh index gives", "extra:", *extra, "missing:", *missing, *order])
        )
    if repository.held_files():
        found = [
            finding for piece in file_checks(root, repository, settings).walk(repository.ledger()) for finding in piece
        ]
        assert found == [], found


def assert_checksums(database: Path) -> None:
    """Every page of a closed database has a checksum, which is that of its content."""
    with database.open("rb") as file:
        assert file.read(100)[20] == RESERVED_BYTES, f"{database} was made without checksums"
    assert first_wrong_page(str(database)) == 0


def sync(root: Path, repository: AtomRepository) -> IndexReport:
    """Indexes what changed, and compares with a fresh index: no test of a delta can forget to."""
    report = index_tree(root, repository)
    assert_equals_fresh(root, repository)
    return report


def one_line(text: str) -> str:
    """What was printed, however it was broken into lines of a width."""
    return " ".join(text.split())


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Makes the files (path to content) below `root`, and returns it."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def atoms_by_id(repository: AtomRepository) -> dict[str, StoredAtom]:
    """All atoms."""
    return {stored.atom.id: stored for stored in repository.atoms()}


def data_of(repository: AtomRepository, identity: str) -> dict[str, Any]:
    """`atoms.data` of one atom."""
    stored = repository.get(identity)
    assert stored is not None, f"no atom {identity}"
    data: dict[str, Any] = json.loads(stored.atom.data)
    return data


def problems(report: IndexReport) -> dict[str, str]:
    """The files that the pass could not index, with why."""
    return {row.path: row.explanation for row in report.left_out if row.status == FileStatus.SKIPPED}


def everything(repository: AtomRepository) -> tuple[Any, ...]:
    """All that a pass without a change leaves as it is: generation, atoms with versions and times, events, ledger."""
    return (
        repository.meta(),
        list(repository.atoms()),
        list(repository.edges()),
        list(repository.events()),
        repository.ledger(),
    )


def dump_of(path: str | Path) -> bytes:
    """The canonical dump of a database file."""
    with SqliteRepository.open_reading(path) as repository:
        return dumped(repository)
