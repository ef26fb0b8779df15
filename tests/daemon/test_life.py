"""The life of a real daemon: starts, signals, a flood, what it costs, and whether a reader sees half of a change."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import OmnyError, UsageError
from omny.base.lock import holder
from omny.daemon.process.registry import VARIABLE
from omny.service.client import SOCKET_NAME, connect
from tests.support.helpers import one_line, write_tree
from tests.support.real_daemon import LONG, RealDaemon, children, needs_daemon, omny, omny_document, patience

pytestmark = needs_daemon

READY_SECONDS = 2.0
FLOOD = 20_000 if LONG else 5_600  # files; the kernel keeps 16,384 events, and a new file has three
FLOOD_SECONDS = 30.0
ROUNDS = 20_000 if LONG else 1_000
STORM = 2_000 if LONG else 150  # edits
IDLE_SECONDS = 60.0 if LONG else 10.0
MAX_IDLE_CPU = 0.005  # of a processor
MAX_IDLE_MB = 150.0

SMALL = {
    "a.py": "from b import g\n\n\ndef f():\n    g()\n",
    "b.py": "def g():\n    return 1\n",
    "c/d.py": "from b import g\n\n\nclass K:\n    def m(self):\n        return g()\n",
}

# Of twenty starts, or questions of agents, all at once; each says its status and what it printed.
STARTS = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
import omny.daemon.process.background, omny.daemon.lives, omny.daemon.process.service_files
from omny.cli import agents, run
from omny.daemon.start import start_daemon
from omny.service.place import Place
from omny.service.live import LiveSession
from omny.service.session import Session
from omny.service.starter import Starter

def ask():  # as `omny mcp`
    place = Place.of(sys.argv[1], None)
    session = Session(place)
    starter = Starter(lambda _: agents.void(start_daemon(place, on_demand=True)))
    index = LiveSession(
        place.root, place.path, start=lambda: starter(""), read=session.read, has_index=session.has_index
    )
    while not hasattr(found := index.ask("search", {"text": "f"}, wait_seconds=50), "document"):
        pass  # the first index
    print(index.ask("daemon", {}).document["pid"], found.document["total"], found.document["freshness"]["problems"])
    index.close()
    return 0

gun, trigger = os.pipe()
ends = []
for number in range(int(sys.argv[3])):
    mine, its = os.pipe()
    if os.fork() == 0:
        os.close(trigger)
        os.read(gun, 1)  # all of them wait here until the other end is closed
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            status = ask() if sys.argv[2] == "ask" and number else run(["start", sys.argv[1]])
        os.write(its, json.dumps([status, said.getvalue()]).encode())
        os._exit(0)
    os.close(its)
    ends.append(mine)
os.close(trigger)
print(json.dumps([json.loads(open(end).read()) for end in ends]))
"""


@pytest.fixture
def small(live: RealDaemon) -> RealDaemon:
    """A daemon at rest over a small tree."""
    write_tree(live.path, SMALL)
    live.start().settle()
    return live


# ── starts and ends ──


def at_once(live: RealDaemon, what: str, count: int, registered: Path) -> list[tuple[int, str]]:
    """Status and output of so many at once. Nothing but one daemon is left of them, and after its end nothing."""
    temporary = registered.parent / "tmp"
    temporary.mkdir()
    env = {**os.environ, VARIABLE: str(registered), "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-c", STARTS, str(live.path), what, str(count)],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    live.adopt()
    live.eventually(lambda: processes_of(live.path) == {live.pid})
    live.eventually(lambda: len(list(temporary.iterdir())) <= 1)  # the daemon's own
    (entry,) = registered.glob("*.daemon")
    assert json.loads(entry.read_text())["pid"] == live.pid
    live.settle()
    assert not live.ask("daemon")["on_demand"]
    live.hang_up()
    live.signal(signal.SIGTERM)
    assert live.ended()
    assert {path.name for path in registered.iterdir()} == {"gate"}
    assert list(temporary.iterdir()) == []
    assert not (live.root.state_dir / SOCKET_NAME).exists()
    assert holder(live.root) is None
    return [(status, text) for status, text in json.loads(done.stdout)]


def processes_of(path: Path) -> set[int]:
    """The processes that are left of those that had the tree on their command line."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if os.fsencode(path) in words and "python" in os.readlink(entry / "exe"):
                    found.add(int(entry.name))
    return found


def test_of_twenty_starts_at_once_one_daemon_comes(live: RealDaemon, tmp_path: Path) -> None:
    """Case 110."""
    write_tree(live.path, SMALL)
    said = at_once(live, "start", 20, tmp_path / "run")
    assert [status for status, _ in said] == [0] * 20
    assert [text for _, text in said if not text.startswith("already")] == [f"watching {live.path}; pid {live.pid}\n"]
    others = [text for _, text in said if text.startswith("already")]
    assert all(text.startswith(f"already watching {live.path}; pid {live.pid}, since ") for text in others)


def test_of_agents_that_ask_at_once_each_is_answered_by_one_daemon_that_a_start_among_them_keeps(
    live: RealDaemon, tmp_path: Path
) -> None:
    write_tree(live.path, SMALL)
    said = at_once(live, "ask", 20 if LONG else 6, tmp_path / "run")
    assert {text for _, text in said[1:]} == {f"{live.pid} 1 []\n"}
    assert {status for status, _ in said} == {0}
    assert f"pid {live.pid}" in said[0][1]


def test_a_start_of_the_command_line_is_ready_at_once_after_a_kill(small: RealDaemon) -> None:
    """Cases 59 and 101: nothing acknowledged is lost, and what happened meanwhile is found."""
    write_tree(small.path, {"b.py": "def g():\n    return 2\n\n\ndef acknowledged():\n    pass\n"})
    token = small.sync()
    small.kill()
    write_tree(small.path, {"c/new.py": "def meanwhile():\n    pass\n"})
    (small.path / "a.py").unlink()
    started = time.monotonic()
    omny("start", str(small.path))
    small.adopt()
    found = small.client.ask("search", {"text": "meanwhile"}, next_state(token))
    took = time.monotonic() - started
    assert found["total"] == 1
    print(f"ready {took:.2f} s after the command")
    small.settle()
    assert "b.py::acknowledged" in small.ids()
    assert took < READY_SECONDS * patience()


def next_state(token: str) -> str:
    uuid, _, generation = token.rpartition(":")
    return f"{uuid}:{int(generation) + 1}"


def test_workers_end_with_a_daemon_that_is_killed(live: RealDaemon) -> None:
    """Case 115."""
    function = "def f{0}(x):\n    return f{0}(x + {0})\n\n\n"
    write_tree(live.path, {f"m{n}.py": "".join(function.format(i) for i in range(400)) for n in range(20)})
    live.start().sync()
    below = children(live.pid)
    assert below, "so many bytes are parsed by workers"
    descriptors = [os.pidfd_open(pid) for pid in below]
    live.kill()
    for descriptor in descriptors:
        assert live.ended_of(descriptor)
        os.close(descriptor)


def test_a_sigterm_ends_it_in_good_order(small: RealDaemon) -> None:
    write_tree(small.path, {"b.py": "def g():\n    return 2\n"})
    small.settle()
    generation = small.generation()
    small.signal(signal.SIGTERM)
    assert small.ended()
    assert holder(small.root) is None
    left = {file.name for file in small.root.state_dir.iterdir()}
    assert left.isdisjoint({"daemon.sock", "omny.db-wal", "omny.db-shm"})
    assert "stopped: a stop was requested" in small.log()
    small.start().settle()
    assert small.generation() == generation, "nothing has changed"


def test_a_sigterm_amid_the_first_index_leaves_what_was_before(live: RealDaemon) -> None:
    write_tree(live.path, {f"p{n % 9}/m{n}.py": f"def f{n}():\n    f{n}()\n" * 5 for n in range(600)})
    live.start()
    live.signal(signal.SIGTERM)
    assert live.ended()
    live.start().settle()


def test_who_waits_for_a_daemon_that_ends_is_told_and_does_not_keep_it(live: RealDaemon) -> None:
    write_tree(live.path, {f"p{n % 9}/m{n}.py": f"def f{n}():\n    f{n}()\n" * 5 for n in range(600)})
    live.start()
    client = connect(live.root)
    assert client is not None
    with client, ThreadPoolExecutor(1) as other:
        waiting = other.submit(client.ask, "sync", {"timeout": 60.0}, timeout=65.0)
        live.ask("daemon")  # by then the other question is there, too
        live.signal(signal.SIGTERM)
        assert live.ended()
        assert isinstance(waiting.exception(), OmnyError | None)


def test_a_sighup_has_the_rules_read_again(live: RealDaemon) -> None:
    """Also those that lie outside of the tree, of which no event tells."""
    write_tree(live.path, SMALL | {".omny.toml": 'log_level = "debug"\n'})
    omny("start", str(live.path))  # with this test's home
    live.adopt()
    live.settle()
    write_tree(Path.home(), {".config/git/ignore": "c/\n"})
    live.signal(signal.SIGHUP)
    live.eventually(lambda: "the configuration was read again" in live.log())
    live.settle()
    assert "c/d.py::K" not in live.ids()


def test_a_faulty_configuration_is_named_until_it_is_mended(small: RealDaemon) -> None:
    settings = small.path / ".omny.toml"
    settings.write_text("exclude = 7\n")
    small.sync()
    problems = small.ask("daemon")["problems"]
    assert len(problems) == 1
    assert ".omny.toml" in problems[0]
    write_tree(small.path, {"b.py": "def later():\n    pass\n"})
    small.sync()
    assert "b.py::later" in small.ids(), "with the settings before"
    small.signal(signal.SIGHUP)
    settings.write_text('exclude = ["c/"]\nlog_level = "debug"\n')
    small.settle()
    assert "c/d.py::K" not in small.ids()
    (small.path / ".gitignore").touch()
    small.sync()
    assert " debug omny.daemon: looking at the whole tree: " in small.log(), "from the new level on"


def test_the_log_holds_no_source_text(live: RealDaemon) -> None:
    secret = "xyzzy_plugh"
    write_tree(
        live.path,
        {
            ".omny.toml": 'log_level = "debug"\n',
            "a.py": f'"""{secret}"""\n\n\ndef {secret}(x="{secret}"):\n    {secret}()  # {secret}\n',
            "broken.py": f"def (:\n  {secret} = = '{secret}\n" * 20,
            "b.ts": f'import {{ {secret} }} from "./{secret}"; {secret}({secret});\n',
            "package.json": f'{{"name": "{secret}", {secret}',
            "tsconfig.json": f'{{"compilerOptions": {{"paths": {{"{secret}": {secret}\n',
            "pyproject.toml": f'[project]\nname = "{secret}"\n{secret}',
            ".gitignore": f"{secret}[\n",
        },
    )
    live.start().sync()
    for number in range(5):
        write_tree(live.path, {"a.py": f"{secret} = {number}\n\n\ndef {secret}{number}(): {secret}()\n"})
        live.sync()
        with pytest.raises(UsageError):
            live.ask("show", atom=f"{secret}{secret}")
        live.ask("search", text=secret)
    live.signal(signal.SIGHUP)
    live.sync()
    live.signal(signal.SIGTERM)
    assert live.ended()
    logged = live.log()
    assert "debug omny" in logged
    assert secret not in logged


# ── much at once ──


def test_a_flood_while_it_is_suspended_is_indexed_after_it(small: RealDaemon) -> None:
    """Case 89: the kernel drops events."""
    write_tree(small.path, {".omny.toml": 'log_level = "debug"\n'})
    small.kill()
    small.start()
    for number in range(20):
        (small.path / f"flood{number}").mkdir()
    small.sync()
    small.signal(signal.SIGSTOP)
    for number in range(FLOOD):
        with open(small.path / f"flood{number % 20}/m{number}.py", "w") as file:
            file.write(f"def f{number}():\n    f{number}()\n")
    small.signal(signal.SIGCONT)
    started = time.monotonic()
    small.sync()
    took = time.monotonic() - started
    print(f"{FLOOD:,} files written while it was suspended: indexed {took:.1f} s after")
    assert "the queue of inotify overflowed" in small.log()
    assert len([identity for identity in small.ids() if identity.startswith("flood")]) == 2 * FLOOD
    assert took < FLOOD_SECONDS * patience()
    assert small.loaded()["problems"] == []
    if LONG:
        small.settle()


@pytest.mark.slow
def test_what_is_written_is_read(small: RealDaemon) -> None:
    """Cases 55, 61, 64: no answer of before, in however many rounds."""
    stale = []
    started = time.monotonic()
    for number in range(ROUNDS):
        path = small.path / f"r{number % 7}.py"
        old = small.path / f"r{(number + 3) % 7}.py"
        if number % 5 == 3 and old.exists():
            os.replace(old, path)  # what was there is there under another name
            name = path.read_text().partition("(")[0].removeprefix("def ")
        else:
            name = f"round{number}"
            path.write_text(f"def {name}():\n    pass\n")
        token = small.sync()
        found = small.client.ask("search", {"text": name}, token)
        exact = [atom["id"] for atom in found["results"] if atom["function_name"] == name]
        if exact != [f"{path.name}::{name}"] or found["freshness"]["stale"]:
            stale.append((number, found))
    took = time.monotonic() - started
    print(f"{ROUNDS:,} rounds of write, sync and query: {len(stale)} stale, {1e3 * took / ROUNDS:.1f} ms each")
    assert stale == []
    small.settle()


# ── readers beside it ──

# One statement, so one state of the file. Every column but the first two has to be 0.
CONSISTENT = """
SELECT (SELECT generation FROM meta), (SELECT count(*) FROM atoms),
    (SELECT count(*) FROM edges WHERE target_id NOT IN (SELECT id FROM atoms)),
    (SELECT count(*) FROM edges WHERE source NOT IN (SELECT number FROM atoms)),
    (SELECT count(*) FROM atoms WHERE file_path NOT IN (SELECT path FROM files WHERE status = 'ok')),
    (SELECT count(*) FROM files WHERE status = 'ok' AND path || '::<module>' NOT IN (SELECT id FROM atoms)),
    (SELECT count(*) FROM atoms_fts WHERE atoms_fts MATCH 'first') - (SELECT count(*) FROM files WHERE path LIKE 's%'),
    (SELECT max(0, max(transaction_id) - (SELECT generation FROM meta)) FROM atom_events),
    (SELECT count(*) FROM (SELECT file_path, count(DISTINCT signature) AS kinds FROM atoms
        WHERE function_name LIKE 'round%' GROUP BY file_path) WHERE kinds != 1)
"""


class Readers:
    """Threads that look until they are told that it is over; what goes wrong in one is told at the end."""

    def __init__(self) -> None:
        self.is_over = threading.Event()
        self.looks = 0
        self.afterwards: list[Callable[[], None]] = []
        self._errors: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def look(self, again: Callable[[], None]) -> None:
        """Starts a thread that looks again and again."""

        def run() -> None:
            try:
                while not self.is_over.is_set():
                    again()
                    self.looks += 1
            except BaseException as error:
                self._errors.append(error)

        self._threads.append(threading.Thread(target=run))
        self._threads[-1].start()

    def end(self) -> None:
        """Ends them."""
        self.is_over.set()
        for thread in self._threads:
            thread.join()
        while self.afterwards:
            self.afterwards.pop()()
        for error in self._errors:
            raise error


@pytest.fixture
def readers() -> Iterator[Readers]:
    """Readers that end with the test."""
    made = Readers()
    yield made
    made.end()


def side(number: int) -> str:
    """A file of which each generation shows but one `number`."""
    names = ("first", *(f"round{i}" for i in range(9)), "last")
    return "from base import base\n" + "".join(f"\n\ndef {name}(x={number}):\n    base()\n" for name in names)


def test_no_reader_sees_half_of_a_change(live: RealDaemon, readers: Readers) -> None:
    """Cases 68 and 104."""
    write_tree(live.path, {"base.py": "def base():\n    pass\n", **{f"s{n}.py": side(0) for n in range(8)}})
    live.start().settle()
    least = len(live.ids()) - 12  # one file may be away
    generations = []

    def by_file() -> Callable[[], None]:
        connection = sqlite3.connect(f"file:{live.database}?mode=ro", uri=True, check_same_thread=False)
        readers.afterwards.append(connection.close)

        def look() -> None:
            generation, atoms, *wrong = connection.execute(CONSISTENT).fetchone()
            generations.append(generation)
            assert (atoms >= least, wrong) == (True, [0] * len(wrong)), generation

        return look

    def by_socket() -> Callable[[], None]:
        client = connect(live.root)
        assert client is not None
        readers.afterwards.append(client.close)

        def look() -> None:
            for number in range(8):
                try:
                    found: list[dict[str, Any]] = client.ask("outline", {"file": f"s{number}.py"})["results"]
                except UsageError:  # away
                    continue
                assert len(found) == 12
                assert len({atom["signature"] for atom in found if atom["type"] == "function"}) == 1
            assert sum(client.ask("status", {})["atoms"].values()) >= least

        return look

    for make in (by_file, by_file, by_socket, by_socket):
        readers.look(make())
    for number in range(STORM):
        path = live.path / f"s{number % 8}.py"
        if number % 11 == 10:
            os.rename(path, live.path / "away.txt")
            live.sync()
        temporary = live.path / "saved.tmp"
        temporary.write_text(side(number))
        os.replace(temporary, path)
        if number % 4 == 0:
            live.sync()
    live.sync()
    readers.end()
    assert readers.looks > 20
    assert len(set(generations)) > 5
    live.settle()


# ── commands beside it ──


def test_an_index_beside_a_daemon_goes_through_it(small: RealDaemon) -> None:
    passes = small.ask("daemon")["passes"]
    write_tree(small.path, {"b.py": "def g():\n    return 2\n\n\ndef h():\n    pass\n", "d.py": "def d():\n    pass\n"})
    said = omny_document("index", str(small.path))
    assert small.ask("daemon")["passes"] > passes
    small.settle()
    counted = {name: said[name] for name in ("files", "atoms", "edges", "skipped")}
    assert counted == {"files": 4, "atoms": 10, "edges": 2, "skipped": 0}
    assert said["freshness"]["generation"] == small.generation()
    printed = omny("index", str(small.path)).stdout.splitlines()
    assert printed[0].startswith("indexed 4 files (0 parsed), 10 atoms, 2 edges in ")
    assert printed[1] == "nothing has changed since the last index"
    assert printed[2].endswith(f"omny.db, generation {small.generation()}")
    with small.reading() as repository:
        assert {event.source for event in repository.events()} == {"file-watcher"}


def test_an_index_beside_a_suspended_daemon_is_made_all_the_same(small: RealDaemon) -> None:
    small.signal(signal.SIGSTOP)
    write_tree(small.path, {"d.py": "def d():\n    pass\n"})
    said = omny_document("index", str(small.path))
    assert (said["created"], said["files"]) == (2, 4)
    small.signal(signal.SIGCONT)
    small.settle()
    write_tree(small.path, {"d.py": "def e():\n    pass\n"})
    small.settle()


def test_a_status_tells_of_the_daemon(small: RealDaemon) -> None:
    said = omny_document("status", str(small.path))["daemon"]
    assert (said["pid"], said["watched"], said["pending_total"], said["problems"]) == (small.pid, 2, 0, [])
    printed = one_line(omny("status", str(small.path)).stdout)
    assert f"pid {small.pid}, since " in printed
    assert "2 directories watched, 0 pending" in printed
    assert "kept up to date by the daemon" in printed
    (small.path / ".omny.toml").write_text("exclude = 7\n")
    small.sync()
    assert "read settings .omny.toml: exclude is not a list" in one_line(omny("status", str(small.path)).stdout)
    small.kill()
    assert omny_document("status", str(small.path))["daemon"] is None
    assert "'omny start' starts one" in omny("status", str(small.path)).stdout


# ── nothing at all ──


def stats_of(folder: Path) -> list[tuple[Path, int, int]]:
    return [(path, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))]


def cpu_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@pytest.mark.slow
def test_an_idle_daemon_writes_nothing_and_takes_no_processor(live: RealDaemon) -> None:
    """Cases 112 and 115. The one backup of a day is no work of an idle daemon."""
    write_tree(live.path, SMALL | {".omny.toml": "backup_hours = 0\n"})
    live.start().settle()
    before = stats_of(live.root.state_dir)
    connection = sqlite3.connect(f"file:{live.database}?mode=ro", uri=True)
    version = connection.execute("PRAGMA data_version").fetchone()
    used = cpu_seconds(live.pid)
    started = time.monotonic()
    assert not live.ended(IDLE_SECONDS)
    share = (cpu_seconds(live.pid) - used) / (time.monotonic() - started)
    status = Path(f"/proc/{live.pid}/status").read_text()
    megabytes = int(status.partition("VmRSS:")[2].split()[0]) / 1e3
    print(f"idle for {IDLE_SECONDS:g} s: {100 * share:.3f} % of a processor, {megabytes:.0f} MB resident")
    assert connection.execute("PRAGMA data_version").fetchone() == version
    connection.close()
    assert stats_of(live.root.state_dir) == before
    assert share < MAX_IDLE_CPU
    assert megabytes < MAX_IDLE_MB
    live.hang_up()  # a connection that is silent for a minute is closed by the other side
    live.settle()
