"""A daemon whose store goes away: it goes on watching, says so, and catches up by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from omny.base.errors import AmbiguousError, BusyError, NoIndexError, UnreachableError, UsageError
from omny.daemon.answering import Answering
from omny.daemon.loop import MAX_RETRY_SECONDS, TICK_SECONDS
from omny.storage.port.records import Commit
from omny.storage.port.repository import AtomRepository
from omny.storage.resilience.deadlines import SILENT_SECONDS, CallWatchdog
from omny.storage.resilience.reconnecting import make_reconnecting
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.stores import MemoryStore, Store
from omny.watch.rescan import RescanReason
from tests.support.helpers import index_tree, write_tree
from tests.support.severed import Line, Remote, remote

FILES = {
    "a.py": "from b import g\n\n\ndef f():\n    g()\n\n\nclass C:\n    def __init__(self):\n        f()\n",
    "b.py": "def g():\n    pass\n\n\ndef h():\n    g()\n    C2().m()\n\n\nclass C2:\n    def m(self):\n        h()\n",
    "c.py": "import a\n\n\ndef h():\n    a.C()\n",
}


@pytest.fixture
def project(tree: Path) -> Path:
    return write_tree(tree, FILES)


@pytest.fixture
def daemon(project: Path) -> Iterator[Remote]:
    with remote(project) as made:
        yield made


class _Far:
    """The store of a `Remote`, for who answers."""

    kind, file, is_local, name = "postgres", None, False, "far:"

    def __init__(self, daemon: Remote) -> None:
        self._daemon = daemon

    def open_reading(self) -> AtomRepository:
        return self._daemon.open_reading(self._daemon.root.state_file("omny.db"))


@pytest.fixture
def answering(daemon: Remote) -> Iterator[Answering]:
    far: Any = _Far(daemon)
    made = Answering(daemon.root, far, daemon.daemon, daemon.graph, daemon.monitor, "")
    yield made
    made.close()


def edit(daemon: Remote, name: str, text: str) -> None:
    """Saves a file, and gives the daemon a second."""
    daemon.tell(daemon.change(lambda root: (root / name).write_text(text)))
    daemon.pass_time(1.0)


def save(root: Path, name: str, number: int) -> None:
    """A version of a file."""
    (root / name).write_text(f"def v{number}():\n    pass\n")


# ── the repository ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def far(project: Path, tmp_path: Path) -> Iterator[tuple[Line, AtomRepository]]:
    line = Line()
    with make_reconnecting(lambda: line.open(SqliteRepository.open, tmp_path / "db", writing=True)) as repository:
        index_tree(project, repository)
        yield line, repository


def test_what_was_lost_is_opened_anew_by_the_next_call(far: tuple[Line, AtomRepository]) -> None:
    line, repository = far
    line.cut()
    for _ in range(2):
        with pytest.raises(UnreachableError):
            repository.meta()
    line.repair()
    assert repository.meta().generation == 1
    assert line.opened == 2


def test_a_block_of_reading_does_not_go_on_over_another_connection(far: tuple[Line, AtomRepository]) -> None:
    line, repository = far

    def read() -> None:
        with repository.reading():
            line.cut()
            with pytest.raises(UnreachableError):
                repository.meta()
            line.repair()
            repository.meta()

    with pytest.raises(UnreachableError):
        read()
    assert repository.meta().generation == 1


def test_rows_that_do_not_come_are_no_end_of_rows(far: tuple[Line, AtomRepository]) -> None:
    line, repository = far
    rows = repository.atoms()
    next(rows)
    line.cut()
    with pytest.raises(UnreachableError):
        next(rows)
    line.repair()
    assert len(list(repository.atoms())) == 11


def test_nothing_is_written_over_a_new_connection_before_the_ledger_was_read(
    far: tuple[Line, AtomRepository], project: Path
) -> None:
    line, repository = far
    line.cut()
    line.repair()
    with pytest.raises(UnreachableError):
        repository.meta()
    delta: Any = None
    with pytest.raises(BusyError, match="a new one"):
        repository.apply(delta, Commit("reindex", ""))
    (project / "a.py").write_text("def f2():\n    pass\n")
    assert index_tree(project, repository).changed


# ── the daemon ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_changes_while_the_store_is_away_stays_pending_and_is_caught_up(daemon: Remote) -> None:
    daemon.line.cut()
    edit(daemon, "d.py", "def new():\n    pass\n")
    pending = daemon.daemon.inbox.list_pending()
    assert (pending.paths, bool(pending.rescan)) == (("d.py",), True)
    assert any("the line is cut" in problem for problem in daemon.daemon.health.problems)
    daemon.recover()
    assert daemon.daemon.health.problems == ()
    assert daemon.repository.by_name("new")


def test_an_idle_daemon_notices_within_a_tick(daemon: Remote) -> None:
    daemon.line.cut()
    daemon.pass_time(TICK_SECONDS + 1)
    assert any("the line is cut" in problem for problem in daemon.daemon.health.problems)
    daemon.recover()
    assert daemon.daemon.health.problems == ()


def test_a_store_that_stays_away_is_asked_less_and_less_often(daemon: Remote) -> None:
    daemon.line.cut()
    edit(daemon, "d.py", "")
    daemon.pass_time(10 * MAX_RETRY_SECONDS, turns=3_000)
    before = daemon.line.passages
    daemon.pass_time(10 * MAX_RETRY_SECONDS, turns=3_000)
    assert daemon.line.passages - before <= 25
    daemon.recover()


def test_a_daemon_starts_although_its_store_is_away(project: Path) -> None:
    line = Line()
    line.cut()
    daemon = Remote(project, line)
    daemon.pass_time(10)
    assert not daemon.daemon.stopped
    assert "the line is cut" in daemon.daemon.trouble
    edit(daemon, "d.py", "def new():\n    pass\n")
    daemon.recover()
    assert daemon.repository.by_name("new")
    daemon.close()


def test_a_graph_that_could_not_be_loaded_at_the_start_is_loaded_when_it_can_be(daemon: Remote) -> None:
    daemon.crash()
    daemon.line.cut()
    daemon.begin()
    daemon.pass_time(5)
    assert daemon.graph.graph is None
    daemon.recover()  # nothing has changed meanwhile, so that no commit brings the graph
    assert daemon.graph.graph is not None


def test_who_has_the_lease_is_told_and_it_is_taken_again_when_it_is_free(daemon: Remote) -> None:
    daemon.line.cut()
    daemon.line.repair()
    daemon.line.holder = "omny pid 7 on elsewhere"
    edit(daemon, "d.py", "def new():\n    pass\n")
    assert "omny pid 7 on elsewhere writes this project" in daemon.daemon.trouble
    daemon.line.holder = ""
    daemon.recover()
    assert daemon.daemon.trouble == ""


def test_what_somebody_else_wrote_meanwhile_is_where_it_goes_on_from(daemon: Remote) -> None:
    database = daemon.root.state_file("omny.db")
    daemon.line.cut()
    with SqliteRepository.open(database) as other:
        write_tree(daemon.path, {"d.py": "def theirs():\n    pass\n"})
        index_tree(daemon.path, other)
    daemon.tell([("d.py", False)])
    daemon.recover()
    edit(daemon, "d.py", "def ours():\n    pass\n")
    daemon.settle()
    assert [event.operation for event in daemon.repository.events("d.py::theirs")] == ["create", "delete"]


def test_a_cut_at_any_call_of_a_pass_is_caught_up_with(daemon: Remote) -> None:
    number, calls = 0, 1
    while number < calls:
        number += 1
        before = daemon.line.passages
        daemon.line.fuse = number
        edit(daemon, "d.py", f"from a import f\n\n\ndef new{number}():\n    f()\n")
        if not daemon.line.is_cut:  # the pass has fewer calls
            break
        calls = max(calls, daemon.line.passages - before + 1)
        daemon.recover()
    assert number > 10, "the pass was cut nowhere"
    daemon.recover()


@pytest.mark.parametrize("seed", range(8))
def test_a_storm_of_edits_over_a_bad_line_loses_nothing_that_was_acknowledged(daemon: Remote, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    waiting = []
    for number in range(30):
        name = f"d{chance.randrange(5)}.py"
        daemon.tell(daemon.change(partial(save, name=name, number=number)))
        waiting.append((name, number, daemon.daemon.inbox.rescan_and_wait(RescanReason.REQUESTED)))
        if chance.random() < 0.3:
            daemon.line.fuse = chance.randrange(1, 60)
        if chance.random() < 0.4:
            daemon.line.repair()
        daemon.pass_time(chance.choice((0.1, 1.0, 10.0)))
        for name_, number_, waiter in waiting:
            if waiter.done.is_set() and waiter.error is None:
                acknowledged[name_] = max(number_, acknowledged.get(name_, 0))
        with SqliteRepository.open_reading(daemon.root.state_file("omny.db")) as stored:
            for name_, number_ in acknowledged.items():
                versions = [
                    int(each.atom.function_name[1:]) for each in stored.in_file(name_) if each.atom.type != "module"
                ]
                assert versions
                assert versions[0] >= number_
    daemon.recover()


# ── what it answers meanwhile ────────────────────────────────────────────────────────────────────────────────────────


def walked(answering: Answering, question: str, atom: str, **more: Any) -> list[str]:
    """The ids that it answers."""
    return [each["id"] for each in answering.answer(question, {"atom": atom, **more}, None)["results"]]


@pytest.mark.parametrize("question", ["callers", "callees"])
@pytest.mark.parametrize("atom", ["a.py::f", "C.__init__", "g", "a.py::C", "C2.m", "b.py::h"])
@pytest.mark.parametrize("depth", [1, 3])
def test_the_graph_answers_what_the_store_would(
    daemon: Remote, answering: Answering, question: str, atom: str, depth: int
) -> None:
    there = walked(answering, question, atom, depth=depth)
    daemon.line.cut()
    assert walked(answering, question, atom, depth=depth) == there


def test_an_answer_from_the_graph_says_so_and_of_when_it_is(daemon: Remote, answering: Answering) -> None:
    token = answering.answer("callers", {"atom": "g"}, None)["freshness"]["token"]
    daemon.line.cut()
    edit(daemon, "d.py", "")
    document = answering.answer("callers", {"atom": "g"}, token)
    assert document["atom"] == "b.py::g"
    assert document["total"] == 2
    first = document["results"][0]
    assert (first["id"], first["file_path"], first["function_name"]) == ("a.py::f", "a.py", "f")
    fresh = document["freshness"]
    assert (fresh["token"], fresh["pending"]) == (token, ["d.py"])
    assert "generation 1 from memory" in fresh["problems"][0]
    assert "the line is cut" in fresh["problems"][1]


def test_a_commit_while_all_was_well_is_in_the_graph_that_answers_later(daemon: Remote, answering: Answering) -> None:
    daemon.edit(lambda root: (root / "d.py").write_text("from b import g\n\n\ndef late():\n    g()\n"))
    daemon.line.cut()
    assert "d.py::late" in walked(answering, "callers", "g")


def test_what_the_graph_does_not_know_is_refused_in_one_line(daemon: Remote, answering: Answering) -> None:
    answering.answer("status", {}, None)
    daemon.line.cut()
    for question, arguments in (
        ("status", {}),
        ("search", {"text": "g"}),
        ("show", {"atom": "g"}),
        ("callers", {"atom": "requests.get"}),
    ):
        with pytest.raises(UnreachableError, match="the line is cut"):
            answering.answer(question, arguments, None)
    with pytest.raises(AmbiguousError):
        answering.answer("callers", {"atom": "h"}, None)
    with pytest.raises(UsageError):
        answering.answer("callers", {"atom": "g", "depth": 0}, None)


def test_connections_that_were_lost_are_made_anew(daemon: Remote, answering: Answering) -> None:
    answering.answer("status", {}, None)  # its connection is kept
    daemon.line.cut()
    daemon.line.repair()
    assert answering.answer("show", {"atom": "g"}, None)["freshness"]["problems"] == []


def test_a_sync_says_why_it_cannot(daemon: Remote, answering: Answering) -> None:
    daemon.line.cut()
    edit(daemon, "d.py", "")
    with pytest.raises(Exception, match=r"not done after 0.01 s: 1 paths are pending; .*the line is cut"):
        answering.answer("sync", {"timeout": 0.01}, None)


# ── a server that says nothing ───────────────────────────────────────────────────────────────────────────────────────


class _Frozen:
    """A store whose repository calls back in the midst of each call, and takes no new connection while it is frozen."""

    kind, name, file, is_local = "postgres", "frozen:", None, False
    is_frozen = True
    opened = 0
    broken_off = 0

    def exists(self) -> bool:
        return True

    def upgrade(self, *, dry_run: bool) -> Any:
        raise NotImplementedError

    def about(self) -> dict[str, str]:
        return {"size": "none"}

    def open(self) -> Any:
        return self

    def open_reading(self) -> Any:
        self.opened += 1
        if self.is_frozen:
            raise UnreachableError("open", "connection timeout expired")
        return self

    def meta(self) -> int:
        self.meanwhile()
        return self.broken_off

    def atoms(self) -> Iterator[int]:
        for number in range(3):
            self.meanwhile()
            yield number

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.meanwhile()
        yield

    def meanwhile(self) -> None:
        pass

    def break_off(self) -> None:
        self.broken_off += 1

    def close(self) -> None:
        pass


@pytest.mark.parametrize("call", ["meta", "atoms", "reading"])
@pytest.mark.parametrize(
    ("seconds", "is_frozen", "opened", "is_broken_off"),
    [(SILENT_SECONDS / 2, True, 0, False), (SILENT_SECONDS, True, 1, True), (SILENT_SECONDS, False, 1, False)],
)
def test_a_call_is_broken_off_where_the_server_takes_no_new_connection_either(
    call: str, seconds: float, is_frozen: bool, opened: int, is_broken_off: bool
) -> None:
    now, far = [0.0], _Frozen()
    far.is_frozen = is_frozen
    store = CallWatchdog(cast(Store, far), lambda: now[0])
    repository = store.open()
    store.look()
    assert far.opened == 0, "nobody waits"

    def meanwhile() -> None:
        if not now[0]:
            now[0] = seconds
            store.look()

    far.meanwhile = meanwhile  # type: ignore[method-assign]
    if call == "reading":
        with repository.reading():
            pass
    elif call == "atoms":
        assert cast(Any, list(repository.atoms())) == [0, 1, 2]
    else:
        repository.meta()
    assert (far.opened, far.broken_off) == (opened, int(is_broken_off))
    now[0] += 60
    store.look()
    assert far.opened == opened, "nobody waits any more"


def test_a_watched_store_says_of_itself_what_the_store_says() -> None:
    far = cast(Store, _Frozen())
    watched: Store = CallWatchdog(far, float)
    assert (watched.kind, watched.name, watched.file, watched.is_local) == ("postgres", "frozen:", None, False)
    assert (watched.exists(), watched.about()) == (True, {"size": "none"})


def test_a_daemon_in_memory_keeps_its_index_for_who_reads(project: Path) -> None:
    store = MemoryStore()
    with pytest.raises(NoIndexError, match="while its daemon runs"):
        store.open_reading()
    with store.open() as writer:
        index_tree(project, writer)
        with store.open_reading() as reader, reader.reading():
            assert reader.meta().generation == 1
            assert len(list(reader.atoms())) == 11
