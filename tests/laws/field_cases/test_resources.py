"""Mechanism 12: what an edit, a rest and a lifetime cost."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.cli import run
from tests.support.faults import rough
from tests.support.field_cases import put
from tests.support.helpers import write_tree
from tests.support.places import TOP
from tests.support.real_daemon import needs_daemon
from tests.support.simulation import simulated

MAX_IDLE_BYTES = 200 * 2**20  # of a daemon of a small tree: Python, SQLite's cache, the grammars

# Parses the same two files again and again, and prints by how many bytes the process has grown after a first round.
REPARSE = """
import gc, sys
from omny.languages import detect_language
sources = [("a.py", b"def f(x):\\n    return [g(y) for y in x if y.z() is not None]\\n\\n\\n" * 10),
           ("a.tsx", b"export const F = (p: P) => <A b={() => p.c?.(1)}>{p.d.map(e => <G key={e} />)}</A>\\n" * 10)]
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
def parse(times):
    for _ in range(times):
        for path, source in sources:
            detect_language(path).analyse(path, source)
parse(50)
gc.collect()
before = resident()
parse(450)
gc.collect()
print(resident() - before)
"""


@pytest.mark.parametrize("importers", [10, 400])
def test_case_029_an_edit_of_a_hub_costs_the_same_whoever_imports_it(tree, importers):
    files = {f"u{i}.py": f"from hub import f\n\n\ndef u{i}():\n    return f()\n" for i in range(importers)}
    write_tree(tree, {"hub.py": "def f():\n    return 1\n", **files})
    with rough(tree) as daemon:
        daemon.faults.statements.clear()
        daemon.disk.calls.clear()
        daemon.tell(daemon.change(put("hub.py", "def f():\n    return 2\n")))
        daemon.settle(compare=False)
        assert len(daemon.faults.statements) < 100
        assert {path for _, path in daemon.disk.calls} == {"hub.py"}
        daemon.settle()


@needs_daemon
def test_case_112_and_115_a_daemon_at_rest_takes_little_memory_and_no_processor(live):
    write_tree(live.path, {f"f{i}.py": f"def f{i}():\n    return {i}\n" for i in range(50)})
    live.start()
    live.settle()

    def spent() -> float:
        fields = Path(f"/proc/{live.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    resident = int(Path(f"/proc/{live.pid}/statm").read_text().split()[1]) * resource.getpagesize()
    assert resident < MAX_IDLE_BYTES
    before = spent()
    assert not live.ended(1.5)  # a second and a half in which nothing happens
    assert spent() - before < 0.3


def test_case_113_neither_the_home_directory_nor_the_root_of_all_files_is_indexed_unasked(
    monkeypatch, capsys, tmp_path
):
    home = Path.home()
    write_tree(home, {"a.py": "def f():\n    return 1\n"})
    for command in ("index", "watch", "start"):
        for root in (str(home), "/"):
            assert run([command, root]) == 2
            assert "--force" in capsys.readouterr().err
    monkeypatch.chdir(home)
    assert run(["index"]) == 2
    assert not (home / ".omny").exists()
    with pytest.raises(UsageError):
        Root.of(home)
    assert Root.of(home, force=True).path == home.resolve()


@needs_daemon
def test_case_115_of_clients_that_die_amid_a_question_nothing_is_left_in_the_daemon(live):
    write_tree(live.path, {"a.py": "def f():\n    return 1\n"})
    live.start()
    live.settle()

    def held() -> tuple[int, int]:
        """Sockets, and threads."""
        task = Path(f"/proc/{live.pid}")
        links = []
        for link in (task / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # it was closed meanwhile
                links.append(os.readlink(link))
        return sum(link.startswith("socket:") for link in links), len(list((task / "task").iterdir()))

    before = held()
    script = (
        "import os, signal, sys\nfrom omny.service.client import connect\nfrom omny.service import envelope, protocol\n"
        "from omny.base.paths import Root\n"
        "clients = [connect(Root.of(sys.argv[1])) for _ in range(8)]\n"
        "for client in clients[:4]:\n"
        "    request = envelope.Request(jsonrpc='2.0', id=1, method='sync')\n"
        "    frame = protocol.encode(request, protocol.MAX_REQUEST_BYTES)\n"
        "    client._connection.sendall(frame)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(live.path)], cwd=TOP, timeout=60, check=False)
    live.eventually(lambda: held() <= before)
    live.settle()


def test_case_116_the_parser_is_pinned_below_the_version_that_crashes():
    assert tuple(map(int, version("tree-sitter").split(".")[:2])) < (0, 26)
    assert any(wanted.startswith("tree-sitter==0.25.") for wanted in requires("omny-index") or ())


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_case_116_parsing_again_and_again_takes_no_more_memory():
    done = subprocess.run([sys.executable, "-c", REPARSE], cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 8 * 2**20


def test_case_115_a_daemon_at_rest_has_nothing_to_do_between_two_doubts(tree):
    write_tree(tree, {"a.py": "def f():\n    return 1\n"})
    with simulated(tree) as daemon:
        daemon.let_doubt()
        passes, now = daemon.daemon.health.passes, daemon.clock.monotonic()
        turns = 0
        while daemon.clock.monotonic() < now + 250:
            daemon.clock.advance(max(daemon.daemon.turn() - daemon.clock.monotonic(), 0.001))
            turns += 1
        assert turns < 60
        assert daemon.daemon.health.passes == passes
