"""The commands, from the command line to the exit status."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from omny.cli import app, run
from omny.cli.declare import COMMANDS, bind_arguments, parameters, try_parse
from tests.support.helpers import write_tree
from tests.support.places import TOP

TREE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "class Thing:\n    def __init__(self):\n        pass\n\n\ndef make():\n    return Thing()\n",
    "pkg/b.py": "import requests\nfrom pkg.a import make\n\n\ndef use():\n    make()\n    return requests.get('x')\n",
    "other.py": "def make():\n    pass\n",
}


@pytest.fixture
def indexed(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_index_reports_what_it_did(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = document(capsys, "index", str(indexed), "--jobs", "1")
    assert {
        "files",
        "atoms",
        "edges",
        "skipped",
        "seconds",
        "cpu_seconds",
        "results",
        "total",
        "truncated",
    } <= said.keys()
    assert (said["files"], said["changed"], said["freshness"]["generation"]) == (4, False, 1)


def test_callers_come_with_their_places_and_how_they_are_known(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = document(capsys, "callers", "pkg/a.py::make")
    assert [found["id"] for found in said["results"]] == ["pkg/b.py::use"]
    assert said["results"][0]["edges"][0]["sites"] == [
        {"path": "pkg/b.py", "line": 6, "column": 4, "how": "exact", "basis": "scope"}
    ]
    assert run(["callers", "pkg/a.py::make"]) == 0
    assert "pkg/b.py:6  exact  use" in capsys.readouterr().out


def test_callers_of_a_class_include_those_of_its_constructor(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [found["id"] for found in document(capsys, "callers", "Thing")["results"]] == ["pkg/a.py::make"]


def test_callers_and_callees_go_as_deep_as_asked(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = document(capsys, "callers", "Thing.__init__", "--depth", "2")["results"]
    assert [found["id"] for found in deep] == ["pkg/a.py::make", "pkg/b.py::use"]
    down = document(capsys, "callees", "use", "--depth=2")["results"]
    assert [found["id"] for found in down] == ["pkg/a.py::make", "pkg/a.py::Thing.__init__"]


def test_a_name_from_outside_of_the_index_has_callers_too(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [found["id"] for found in document(capsys, "callers", "requests.get")["results"]] == ["pkg/b.py::use"]


def test_an_ambiguous_name_lists_the_ids_and_ends_with_three(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "make"]) == 3
    assert capsys.readouterr().err.splitlines()[1:] == ["other.py::make", "pkg/a.py::make"]


@pytest.mark.parametrize("name", ["mak", "amke", "ake", "MAKE", "ma_ke", "other.mke", "nowhere.py::make"])
def test_an_unknown_name_is_one_line_with_the_nearest_names(
    indexed: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["show", name]) == 2
    said = capsys.readouterr().err
    assert said == (
        f"omny: no atom is named {name!r}; similar names: other.py::make, pkg/a.py::make; "
        "try 'omny show other.py::make'\n"
    )


def test_what_is_like_no_name_is_told_by_what_a_search_finds(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"a.py": "def send(path_or_file): pass\n"})
    assert run(["index", str(tree), "--jobs", "1"]) == 0
    capsys.readouterr()
    for name, told in (
        ("path_or_file", "similar names: a.py::send; try 'omny show a.py::send --root TREE'"),
        ("x" * 5000, "try 'omny search'"),
    ):
        assert run(["show", name, "--root", str(tree)]) == 2
        assert capsys.readouterr().err.endswith(f"; {told.replace('TREE', str(tree))}\n")


def test_source_is_shown_only_while_it_is_what_was_indexed(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = document(capsys, "show", "use", "--source")["results"][0]["source"]
    assert len(source.pop("hash")) == 32
    assert source == {
        "line": 5,
        "text": "def use():\n    make()\n    return requests.get('x')",
        "redacted": 0,
    }
    path = indexed / "pkg/b.py"
    path.write_text("# one line more\n" + path.read_text())
    assert run(["show", "use", "--source"]) == 2
    printed = capsys.readouterr()
    assert "stale" in printed.err
    assert "def" not in printed.out
    fresh = document(capsys, "show", "use")["freshness"]
    assert (fresh["stale"], fresh["changed"]) == (True, ["pkg/b.py"])


def test_a_moved_git_head_makes_answers_stale(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "status")["freshness"]["stale"] is False
    write_tree(indexed, {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "1" * 40 + "\n"})
    assert document(capsys, "status")["freshness"]["stale"] is True
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    fresh = document(capsys, "status")["freshness"]
    assert (fresh["stale"], fresh["indexed_head"]) == (False, "1" * 40)


def test_a_dump_equals_a_fresh_one_and_verify_is_clean(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dump"]) == 0
    kept = capsys.readouterr().out
    assert run(["dump", "--fresh"]) == 0
    assert capsys.readouterr().out == kept
    assert run(["verify", "--deep"]) == 0


def test_an_outline_is_in_source_order_from_wherever_it_is_asked(
    indexed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(indexed / "pkg")
    names = [found["function_name"] for found in document(capsys, "outline", "a.py")["results"]]
    assert names == ["<module>", "Thing", "__init__", "make"]
    assert run(["outline", "nothing.py"]) == 2


def test_without_an_index_one_line_names_the_command_that_makes_it(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree)
    for command in (
        ["search", "x", "--no-index"],
        ["show", "x", "--no-index"],
        ["callers", "x", "--no-index"],
        ["status"],
        ["verify"],
        ["dump"],
        ["history", "x"],
        ["diff", "1"],
        ["at", "1", "status"],
        ["events"],
        ["events", "prune", "--keep", "1d"],
    ):
        assert run(command) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "omny index" in said
    assert not (tree / ".omny").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"], ["search"], ["callers", "x", "--depth", "0"], ["callers", "x", "--depth", "x"], ["show"],
        ["show", "a", "b"], ["index", "--jobs", "0"], ["index", "/no/such/place"], ["search", "x", "--nonsense"],
        ["callers", "use", "--type", "nonsense"], ["search", "x", "--db", "mysql://x"], ["outline"],
        ["search", "x", "--type", "nonsense"], ["index", "other.py"],
        ["history"], ["history", "nothing"], ["diff"], ["diff", "1", "99"], ["at"], ["at", "1"], ["at", "1", "index"],
        ["at", "1", "callers"], ["at", "99", "callers", "use"], ["at", "1", "show", "use", "--source"],
        ["at", "-1", "show"], ["at", "1", "at", "1", "status"], ["at", "1", "--json", "status"],
        ["at", "--json", "1", "status"],
    ],
)  # fmt: skip
def test_a_faulty_command_line_is_one_line_and_status_two(
    indexed: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert (printed.err.count("\n"), printed.out) == (1, "")


def test_a_damaged_database_is_one_line(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (indexed / ".omny/omny.db").write_bytes(b"garbage" * 1000)
    for command in ("status", "verify", "index"):
        assert run([command]) == 2
        assert "not an Omny database" in capsys.readouterr().err


def test_control_characters_of_a_source_reach_no_terminal(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tree, {"a.py": 'def f(x="\x1b[31m\u202e"):\n    "\x1b]0;title\x07"\n'})
    monkeypatch.chdir(tree)
    run(["index", "--jobs", "1"])
    for command in (["show", "f", "--source"], ["search", "f"], ["outline", "a.py"]):
        assert run(command) == 0
    printed = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)


def test_another_database_can_be_named(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, TREE)
    named = tmp_path / "elsewhere.db"
    assert run(["index", str(tree), "--jobs", "1", "--db", str(named)]) == 0
    monkeypatch.setenv("OMNY_DATABASE_URL", f"sqlite:///{named}")
    capsys.readouterr()
    assert document(capsys, "search", "use", "--root", str(tree))["total"] >= 1
    assert not (tree / ".omny").exists()


EXAMPLES = [
    ["search", "a", "b", "--limit", "3", "--type", "class", "--type=module", "--no-tests", "--path", "x/"],
    ["search", "--json", "--", "-x"],
    ["show", "a", "--source", "--root", "r", "--db", "d"],
    ["callers", "a", "--depth", "2", "--possible", "--type", "all"],
    ["callees", "--limit=5", "a"],
    ["path", "a", "b", "--all", "--no-tests", "--type", "class", "--path=x/", "--at", "1", "--json"],
    ["affected", "--files", "--since", "1", "--tests"],
    ["status", "r", "--root", "other", "--at", "2h"],
    ["index", "r", "-j", "2", "--force"],
    ["index"],
    ["status", "--skipped", "--at-least", "t"],
    ["dump", "--fresh", "r"],
    ["verify", "--deep", "--json"],
    ["outline", "f"],
    ["history", "a", "--limit", "3"],
    ["at", "2h", "callers", "a", "--depth", "2", "--json", "--", "-x"],
    ["at", "2h", "-h", "x"],
    ["diff", "1", "now", "--json"],
    ["diff", "1"],
    ["events", "--since", "t", "--follow", "--limit", "3"],
    ["events", "prune", "--keep", "90d"],
]


@pytest.mark.parametrize("arguments", EXAMPLES, ids=" ".join)
def test_both_readers_of_a_command_line_understand_it_alike(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from omny.cli import wrong

    assert app, "which declares the commands"
    calls: list[dict] = []
    original = COMMANDS[arguments[0]]

    def recorded(function, values):
        calls.append(bind_arguments(function, values))
        raise NotImplementedError  # nothing is to be done

    monkeypatch.setattr(wrong, "bind_arguments", recorded)
    with pytest.raises(NotImplementedError):
        wrong.application()(arguments, standalone_mode=False)
    light = try_parse(arguments)
    assert light is not None
    defaults = {each.name: each.default for each in parameters(original) if each.optional}
    assert {**bind_arguments(original, defaults), **light.keywords} == calls[0]  # type: ignore[attr-defined]


def test_an_option_that_is_needed_and_left_out_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["affected"]) == 2
    assert "missing option '--since'" in capsys.readouterr().err


def _process(arguments: list[str], **more) -> subprocess.CompletedProcess[str]:
    code = "from omny.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, **more
    )


@pytest.mark.parametrize("more", [(), ("--depth", "2"), ("--possible",)])
def test_callers_beyond_the_limit_are_counted(
    tree: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    callers = "".join(f"def user_{number}():\n    make()\n    make()\n\n\n" for number in range(5))
    write_tree(tree, {"a.py": f"def make():\n    pass\n\n\n{callers}", "b.py": "def other(x):\n    x.make()\n"})
    assert run(["index", str(tree), "--jobs", "1"]) == 0
    capsys.readouterr()
    whole = document(capsys, "callers", "make", "--root", str(tree), *more)
    cut = document(capsys, "callers", "make", "--root", str(tree), "--limit", "2", *more)
    assert (whole["total"], whole["truncated"]) == (6 if "--possible" in more else 5, False)
    assert (cut["results"], cut["total"], cut["truncated"]) == (whole["results"][:2], whole["total"], True)
    assert [len(edge["sites"]) for found in cut["results"] for edge in found["edges"]] == [2, 2]


_NOT_FOR_A_QUESTION = (
    "typer", "rich", "networkx", "tree_sitter", "pydantic", "mcp", "psycopg", "watchdog",
    "typing_extensions",  # msgspec would load it, and with it `inspect`
    # of Python's own, each some milliseconds of the seventy that an answer may take
    "ast", "asyncio", "ctypes", "dataclasses", "difflib", "hashlib", "importlib.metadata", "importlib.resources",
    "inspect", "logging", "multiprocessing", "shutil", "socket", "subprocess", "tempfile", "tomllib", "zipfile",
    "omny.cli.analyses", "omny.cli.help", "omny.cli.status", "omny.cli.wrong",
    "omny.service.protocol", "omny.daemon.server", "omny.edit", "omny.executors.pool", "omny.pipeline.indexer",
    "omny.extract", "omny.resolve", "omny.native", "omny.render.layout", "omny.query.digraph",
    "omny.storage.postgres.repository", "omny.storage.sql.session", "omny.storage.sqlite.writer",
    "omny.storage.port.archive", "omny.storage.port.pieces", "omny.storage.port.repository",
    "omny.integrity", "omny.watch.ignore.rules", "omny.watch.scan",
)  # fmt: skip


_FOR_STATUS = frozenset(
    (
        "ast", "dataclasses", "hashlib", "inspect", "omny.cli.analyses", "omny.cli.status", "omny.storage.port.archive",
        "omny.storage.port.pieces", "omny.storage.port.repository", "omny.watch.ignore.rules", "omny.watch.scan",
    )
)  # fmt: skip
"""A status counts what it leaves out, as a pass would."""


@pytest.mark.parametrize(
    "command", ["callers use", "callees use --json", "search use", "show use", "outline pkg/b.py", "status"]
)
def test_a_question_imports_nothing_that_it_has_no_use_for(indexed: Path, command: str) -> None:
    for_it = _FOR_STATUS if command == "status" else frozenset()
    assert _imported(indexed, command) & set(_NOT_FOR_A_QUESTION) <= for_it


_MOST_MODULES = {"callers use": 106, "show use": 101, "search use": 103}
"""How many modules of Omny these questions import. Each takes 0.2 ms: a higher number here should have a reason.
A search says what vectors did, of a closed list. Callers look for the calls that lead to an atom by dispatch, which two
modules derive. Three modules rank the text of atoms, and are bases of every reader; a search cuts words by a fourth.
A fifth has the language of its text, two more add up the lists of its stems and
keep them. An atom is shown with its notes, of which two modules know."""


@pytest.mark.parametrize("command", _MOST_MODULES)
def test_a_question_imports_no_more_modules_than_are_on_record(indexed: Path, command: str) -> None:
    ours = {name for name in _imported(indexed, command) if name.partition(".")[0] == "omny"}
    assert len(ours) <= _MOST_MODULES[command]


def _imported(folder: Path, command: str) -> set[str]:
    """The modules that a process of the command imports."""
    code = (
        "import sys; before = set(sys.modules); from omny.cli import run; status = run(sys.argv[1:]);"
        "print(*(sys.modules.keys() - before), file=sys.stderr); sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    words = [sys.executable, "-c", code, *command.split()]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    return set(done.stderr.split())


def test_the_version_is_printed_without_any_library(tmp_path: Path) -> None:
    """Programs ask for it before each use."""
    code = (
        "import sys; from omny.cli import run; status = run(['--version']);"
        "sys.exit(status or sorted({'msgspec', 'omny.base.errors'} & set(sys.modules)) or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("omny ")


def test_the_collector_is_on_again_after_a_question(indexed: Path) -> None:
    assert run(["show", "use", "--root", str(indexed)]) == 0
    assert gc.isenabled()


def test_a_reader_who_has_seen_enough_is_no_error(indexed: Path) -> None:
    code = "from omny.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "dump"], cwd=indexed, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize("word", ["edit", "migrate"])
def test_the_first_word_of_several_commands_tells_them(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([word]) == 0
    said = capsys.readouterr()
    assert (said.out.startswith(f"Usage: omny {word}"), said.err) == (True, "")


def test_help_tells_every_command(indexed: Path) -> None:
    said = _process(["help", "all"]).stdout
    assert all(f"  {name} " in said for name in COMMANDS)
    assert _process(["--version"]).stdout.startswith("omny ")


def test_a_query_is_quick(indexed: Path) -> None:
    def once() -> float:
        started = time.perf_counter()
        assert _process(["callers", "use", "--json"], cwd=indexed).returncode == 0
        return time.perf_counter() - started

    assert min(once() for _ in range(5)) < 1.0  # 0.1 s; ten times that on a machine that is busy
