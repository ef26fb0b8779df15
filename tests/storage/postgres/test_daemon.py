"""A real daemon over a real PostgreSQL server, which is killed, loses connections, and comes back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from omny.base.errors import BusyError, DaemonError, UnreachableError
from omny.storage.port.repository import AtomRepository
from omny.storage.postgres.repository import READ_LOCK_SECONDS
from omny.storage.stores import PostgresStore
from tests.support.postgres import PostgresServer, with_options
from tests.support.real_daemon import LONG, RealDaemon, Starter, children, needs_daemon, patience

psycopg = pytest.importorskip("psycopg")

pytestmark = needs_daemon

RECOVERY_SECONDS = 60.0  # it tries again after 30 s at most
FILES = 12

_projects = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of this module's own: nobody else's tests are to see it die."""
    made = PostgresServer()
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def url(server: PostgresServer) -> str:
    """The URL of a project. What the server acknowledges is out of its own memory: it is killed here, not the machine
    that it runs on."""
    durable = "-c synchronous_commit=on"
    return with_options(server.url, project=f"daemon-{next(_projects)}", options=durable)


@pytest.fixture
def far(tree: Path, url: str, starter: Starter) -> Iterator[RealDaemon]:
    for number in range(FILES):
        save(tree, number, "begin")
    daemon = RealDaemon(tree, starter, url)
    yield daemon
    daemon.kill()


def save(tree: Path, number: int, version: str) -> None:
    """A file whose atoms tell which version of it was indexed, and which is called by the next one."""
    before = (number - 1) % FILES
    text = f"from m{before} import shared\n\n\ndef shared():\n    pass\n\n\ndef v_{version}():\n    shared()\n"
    (tree / f"m{number}.py").write_text(text)


def stored_versions(repository: AtomRepository) -> dict[str, str]:
    """The version of each file that is in the store."""
    atoms = [stored.atom for stored in repository.atoms() if stored.atom.function_name.startswith("v_")]
    assert len({atom.file_path for atom in atoms}) == len(atoms), "half of a change"
    return {atom.file_path: atom.function_name.removeprefix("v_") for atom in atoms}


def settle(far: RealDaemon) -> None:
    """It catches up by itself, and is then what a fresh index is."""
    far.eventually(lambda: far.ask("daemon")["failures"] == 0, RECOVERY_SECONDS * patience())
    far.settle(RECOVERY_SECONDS * patience())


@pytest.mark.parametrize("seed", range(10 if LONG else 1))
def test_a_server_that_is_killed_in_a_storm_of_edits_loses_nothing_that_was_acknowledged(
    far: RealDaemon, server: PostgresServer, seed: int
) -> None:
    chance = random.Random(seed)
    far.start()
    far.settle()
    written: dict[str, int] = {}
    acknowledged: dict[str, int] = {}
    killed, restarted = chance.randrange(15, 25), chance.randrange(45, 55)
    for number in range(80):
        save(far.path, at := chance.randrange(FILES), str(number))
        written[f"m{at}.py"] = number
        if number == killed:
            server.stop(signal.SIGKILL)  # the saves before it are on their way
        elif number == restarted:
            assert far.ask("callers", atom="m3.py::shared", limit=50)["results"], "the graph still answers"
            with pytest.raises(UnreachableError):
                far.ask("search", text="shared")
            with pytest.raises(DaemonError, match="changes are not indexed at the moment"):
                far.sync(0.5)
            server.start()
            with far.store.open_reading() as repository:
                there = stored_versions(repository)
            assert {path: there[path] for path in acknowledged if int(there[path]) < acknowledged[path]} == {}
        elif not killed < number < restarted and chance.random() < 0.2:
            try:
                far.sync(RECOVERY_SECONDS * patience())
            except UnreachableError:  # it was committed, and cannot be asked about
                assert number <= restarted
            else:
                acknowledged.update(written)
    settle(far)
    with far.store.open_reading() as repository:
        assert stored_versions(repository) == {f"m{n}.py": str(written.get(f"m{n}.py", "begin")) for n in range(FILES)}
    said = far.ask("daemon")
    assert (said["failures"], said["problems"]) == (0, [])


def test_a_daemon_waits_for_a_server_that_is_not_there_yet(far: RealDaemon, server: PostgresServer) -> None:
    server.stop(signal.SIGKILL)
    try:
        far.start()
        far.eventually(lambda: bool(far.ask("daemon")["problems"]))
        assert "changes are not indexed at the moment" in far.ask("daemon")["problems"][0]
        with pytest.raises(UnreachableError):
            far.ask("status")
        done = subprocess.run(
            [sys.executable, "-m", "omny", "doctor", str(far.path), *far._options], capture_output=True, text=True
        )
        assert done.returncode == 1
        assert "cure: see that the server runs" in done.stdout
    finally:
        server.start()
    settle(far)


def test_who_calls_is_answered_from_the_graph_while_somebody_locks_the_atoms(
    far: RealDaemon, server: PostgresServer
) -> None:
    far.start()
    far.settle()
    with psycopg.connect(server.url) as somebody:
        somebody.execute("LOCK TABLE omny.atoms IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        answer = far.ask("callers", atom="m3.py::shared")
        assert time.monotonic() - started < 5 * READ_LOCK_SECONDS
        assert "another process" in "".join(answer["freshness"]["problems"])
    after = far.ask("callers", atom="m3.py::shared")
    assert [found["id"] for found in after["results"]] == [found["id"] for found in answer["results"]] != []
    assert after["freshness"]["problems"] == []


@pytest.mark.slow
def test_a_lease_that_was_lost_is_taken_again_when_it_is_free(far: RealDaemon, server: PostgresServer) -> None:
    far.start()
    far.settle()
    assert isinstance(far.store, PostgresStore)
    with pytest.raises(BusyError, match=f"omny pid {far.pid} on "):
        far.store.open().close()
    other = None
    while other is None:  # whoever is quicker
        terminate(server)
        try:
            other = far.store.open()
        except (BusyError, UnreachableError):
            continue
    with other:
        save(far.path, 1, "meanwhile")
        far.eventually(lambda: "writes this project" in "".join(far.ask("daemon")["problems"]), RECOVERY_SECONDS)
        assert far.ask("search", text="shared", types=["function"])["total"] >= FILES, "reading needs no lease"
        generation = other.meta().generation
        save(far.path, 2, "meanwhile")
        with pytest.raises(DaemonError, match="writes this project"):
            far.sync(1.0)
        assert other.meta().generation == generation, "it has stopped writing"
    settle(far)


def test_the_checks_of_a_daemon_find_and_repair_what_is_wrong_on_a_server(
    far: RealDaemon, server: PostgresServer
) -> None:
    (far.path / ".omny.toml").write_text("check_seconds = 1\n")
    far.start()
    far.settle()
    assert isinstance(far.store, PostgresStore)
    with psycopg.connect(server.url) as connection:
        assert connection.execute(
            "DELETE FROM omny.edges WHERE project = (SELECT number FROM omny.projects WHERE name = %s) "
            "AND target_id = 'm3.py::shared'",
            (far.store.project,),
        ).rowcount
    if LONG:  # which it finds in its own time
        far.eventually(lambda: "repaired: " in far.log(), RECOVERY_SECONDS * patience())
    else:
        found = far.ask("verify", repair=True)["results"]
        assert {each["kind"] for each in found} >= {"missing edge"}
        assert all(each["repaired"] for each in found)
    assert far.ask("verify", deep=True)["results"] == []
    settle(far)


@pytest.mark.skipif(not LONG, reason="waits for what no server says")
def test_a_frozen_server_hangs_nobody(far: RealDaemon, server: PostgresServer) -> None:
    far.start()
    far.settle()
    assert server._process is not None
    frozen = [server._process.pid, *children(server._process.pid)]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        save(far.path, 1, "meanwhile")
        assert far.ask("callers", atom="m3.py::shared", limit=50)["results"]
        far.eventually(lambda: "changes are not indexed" in "".join(far.ask("daemon")["problems"]), RECOVERY_SECONDS)
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    settle(far)


def terminate(server: PostgresServer) -> None:
    """Ends all other connections."""
    with psycopg.connect(server.url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
