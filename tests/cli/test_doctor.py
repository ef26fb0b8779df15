"""What `omny doctor` says of a place where all is well, and of one where it is not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from omny import native
from omny.base.paths import Root
from omny.cli import doctor, run
from omny.service.place import Place
from omny.service.session import Session
from omny.watch.sources.limits import WatchLimits, watch_limits
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, git, needs_daemon, needs_git

Output = pytest.CaptureFixture[str]


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> Path:
    """An indexed tree, as the current folder."""
    write_tree(tree, {"a.py": "def f():\n    pass\n", "sub/b.py": "", ".gitignore": "*.log\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def examined(capsys: Output, *options: str) -> tuple[int, dict[str, str], dict[str, tuple[str, str]]]:
    """The status, what was found by the name of the check, and the problems, each with its cure."""
    capsys.readouterr()
    status = run(["doctor", "--json", *options])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    results = document["results"]
    assert (document["total"], document["truncated"]) == (len(results), False)
    wrong = {each["check"]: (each["problem"], each["cure"]) for each in results if each["problem"]}
    assert status == (1 if wrong else 0)
    assert document["problems"] >= len(wrong)
    return status, {each["check"]: each["found"] for each in results if each["found"]}, wrong


def test_where_all_is_well_it_says_what_there_is(here: Path, capsys: Output) -> None:
    status, found, wrong = examined(capsys)
    assert (status, wrong) == (0, {})
    assert found["store"] == str(here / ".omny" / "omny.db")
    assert found["because"] == "the default: a file in the root"
    assert found["index"].startswith("generation 1 of ")
    assert found["index"].endswith(", 3 atoms, 0 edges")
    assert found["files"] == "2"
    assert ".gitignore" in found["ignored by"]
    assert "FTS5" in found["SQLite"]
    assert "tree-sitter-python 0." in found["grammars"]
    assert "watchdog 7." in found["packages"]
    assert found["extraction"] == native.describe()
    assert found["daemon"].startswith("none")
    assert run(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("\nnothing is wrong\n")


def test_it_makes_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.chdir(tree)
    _, _, wrong = examined(capsys)
    assert wrong == {"store": (f"{tree}/.omny/omny.db: there is no index yet", "run 'omny index'")}
    assert os.listdir(tree) == []


def _damage(tree: Path, _: pytest.MonkeyPatch) -> None:
    (tree / ".omny" / "omny.db").write_bytes(b"not a database, though long enough to be read as the header of one" * 99)


def _newer(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omny.storage.sqlite.connection.SCHEMA_VERSION", 0)


def _misconfigure(tree: Path, _: pytest.MonkeyPatch) -> None:
    (tree / ".omny.toml").write_text("debounce_ms = 0\n")


def _full(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage)


def _unwritable(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(tree / ".omny"))
    monkeypatch.setattr(Root, "of", classmethod(lambda cls, path, force: cls(tree)))


def _few_watches(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "watch_limits", lambda: WatchLimits(8, 128, 7, 1))


def _few_instances(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "watch_limits", lambda: WatchLimits(80_000, 128, 7, 128))


def _no_grammar(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = metadata.version

    def missing(name: str) -> str:
        if name == "tree-sitter-python":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", missing)


def _binary(tree: Path, _: pytest.MonkeyPatch) -> None:
    (tree / "bad.py").write_bytes(b"\0\1\2" * 1000)
    assert run(["index", "--jobs", "1"]) == 1


WRONG: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], None], str, str, str]] = {
    "damaged database": (_damage, "store", "not an Omny database", "move this one aside"),
    "another schema": (_newer, "store", "a newer Omny wrote it", "upgrade Omny"),
    "faulty settings": (_misconfigure, "settings", "debounce_ms is not between", "correct the file"),
    "full disk": (_full, "free", "nearly full", "free some disk space"),
    "state directory": (_unwritable, "root", "cannot be written", "XDG_DATA_HOME"),
    "watches": (_few_watches, "watches", "the limit of 8 watches", "sysctl fs.inotify.max_user_watches="),
    "instances": (
        _few_instances,
        "instances",
        "limit of inotify instances",
        "sysctl fs.inotify.max_user_instances=256",
    ),
    "no grammar": (_no_grammar, "grammars", "tree-sitter-python is not installed", "pip install tree-sitter-python"),
    "left out": (_binary, "files", "1 path could not be indexed", "omny status --skipped"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_cure_and_hides_nothing_else(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output, name: str
) -> None:
    spoil, check, problem, cure = WRONG[name]
    spoil(here, monkeypatch)
    _, found, wrong = examined(capsys)
    assert problem in wrong[check][0]
    assert cure in wrong[check][1]
    assert {"root", "store", "because", "daemon", "Omny", "packages"} <= found.keys()
    assert run(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert f"\n{check}: {wrong[check][0]}\n    cure: {wrong[check][1]}\n" in shown
    assert shown.rstrip().endswith((" problem", " problems"))


def test_a_driver_that_is_missing_is_a_problem_only_where_it_is_needed(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr(doctor, "OPTIONAL", {"psycopg-of-another-name": "a store on PostgreSQL"})
    _, found, wrong = examined(capsys)
    assert "needed for a store on PostgreSQL" in found["optional"]
    assert wrong == {}
    _, _, wrong = examined(capsys, "--db", "postgresql://localhost:1/db?connect_timeout=1")
    assert wrong["optional"][1] == "pip install 'omny-index[postgres]'"
    assert "store" in wrong


@needs_git
def test_an_index_of_another_commit_is_told(here: Path, capsys: Output) -> None:
    git(here, "init")
    git(here, "add", ".")
    git(here, "commit", "-m", "x")
    _, found, wrong = examined(capsys)
    assert wrong == {"git HEAD": ("the index is of no commit", "'omny index', or 'omny start'")}
    assert run(["index", "--jobs", "1"]) == 0
    _, found, wrong = examined(capsys)
    assert found["git HEAD"].endswith(", as indexed")
    assert wrong == {}


def test_which_rule_has_chosen_the_store_is_told(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    for variables, options, why in (
        ({}, ("--storage", "sqlite"), "it is named with --db or --storage"),
        ({"OMNY_DATABASE_URL": "sqlite:///.omny/omny.db"}, (), "OMNY_DATABASE_URL is set"),
        ({"OMNY_STORAGE": "sqlite"}, (), "OMNY_STORAGE is set"),
    ):
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            assert examined(capsys, *options)[1]["because"] == why


def test_a_variable_that_omny_does_not_know_is_named_with_the_nearest_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("OMNY_DATABASE", "x.db")
    _, _, wrong = examined(capsys)
    assert "OMNY_DATABASE is not a variable of Omny" in str(wrong["environment"])
    assert "OMNY_DATABASE_URL" in str(wrong["environment"])


@pytest.mark.skipif(not os.path.exists("/proc/sys/fs/inotify"), reason="needs inotify")
def test_the_limits_of_watching_are_read_off_the_system() -> None:
    found = watch_limits()
    assert found.watches is not None
    assert found.instances is not None
    assert found.watches >= (found.watches_used or 0) >= 0


@needs_daemon
def test_the_daemon_is_asked(live: RealDaemon, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(live.path, {"a.py": "def f():\n    pass\n", "sub/b.py": ""})
    live.start()
    live.settle()
    root = str(live.path)
    _, found, wrong = examined(capsys, root)
    assert wrong == {}
    assert found["daemon"].startswith(f"pid {live.pid}")
    assert found["watching"] == "2 directories watched, none polled"
    _, _, wrong = examined(capsys, root, "--db", "memory")
    assert wrong["daemon"] == (
        "it does not accept connections, or serves another store",
        "'omny stop', then 'omny start' with this store",
    )
    (live.path / ".omny.toml").write_text("nonsense = 1\n")
    live.sync()
    _, _, wrong = examined(capsys, root)
    assert "the settings before are in use" in " ".join(wrong["daemon"])
    assert Session(Place.of(root, None)).daemon() is not None
