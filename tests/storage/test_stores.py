"""Which store is meant, what it is called, and that nothing is loaded which it does not need."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.roots import find_root
from omny.cli import run
from omny.service.choice import SWITCH_VARIABLE, URL_VARIABLE, choose
from omny.service.place import Place
from omny.service.session import Session
from omny.storage.stores import JsonStore, PostgresStore, SqliteStore, parse_store
from tests.support.helpers import write_tree
from tests.support.places import TOP

URL = "postgresql://me:secret@db.example:5433/team?sslmode=require&password=secret2"


@pytest.fixture
def root(tree: Path) -> Root:
    return Root.of(tree)


def chosen(root: Root, named: str | None = None, **environment: str) -> tuple[str, str]:
    """The rule, and the store by its name."""
    choice = choose(root, named, environment)
    return choice.rule, choice.store.name


# ── the order ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_of_the_rules_that_says_something_decides(root: Root) -> None:
    own = str(root.state_dir / "omny.db")
    rules = {"named": "memory:", URL_VARIABLE: "sqlite:////x/y.db", SWITCH_VARIABLE: "json"}
    seen = []
    for _ in range(4):
        seen.append(chosen(root, **rules))
        if rules:
            del rules[next(iter(rules))]
    assert seen == [
        ("option", "memory:"),
        ("url", "/x/y.db"),
        ("switch", f"json:{root.path}"),
        ("root", own),
    ]


def test_an_empty_value_is_none(root: Root) -> None:
    assert chosen(root, "", OMNY_DATABASE_URL="", OMNY_STORAGE="")[0] == "root"


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("x.db", "{here}/x.db"),
        ("/a/b.db", "/a/b.db"),
        ("sqlite:///x.db", "{here}/x.db"),
        ("sqlite:////a/b.db", "/a/b.db"),
        ("sqlite", "{state}/omny.db"),
        ("memory", "memory:"),
        ("memory:", "memory:"),
        ("json", "json:{root}"),
        ("json:/old", "json:/old"),
    ],
)
def test_a_store_is_named_by_its_kind_a_path_or_a_url(
    root: Root, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert chosen(root, named) == ("option", name.format(here=tmp_path, state=root.state_dir, root=root.path))


@pytest.mark.parametrize(
    ("named", "environment", "said"),
    [
        ("mysql://x", {}, "no backend for 'mysql'"),
        ("sqlite:///", {}, "names no file"),
        ("postgresql://u:p/q@h/db", {}, "no URL of a PostgreSQL server"),
        ("postgres", {}, "does not say which server"),
        ("postgres", {URL_VARIABLE: "x.db"}, "does not say which server"),
        (None, {URL_VARIABLE: "ftp://x"}, "OMNY_DATABASE_URL: no backend for 'ftp'"),
        (None, {SWITCH_VARIABLE: "mongo"}, "OMNY_STORAGE is 'mongo'; it can be sqlite, memory, json, postgres"),
        (None, {SWITCH_VARIABLE: "postgres"}, "does not say which server"),
    ],
)
def test_what_names_no_store_is_refused_in_one_line(
    root: Root, named: str | None, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        choose(root, named, environment)
    assert "\n" not in str(caught.value)
    assert "p/q" not in str(caught.value)


def test_the_kind_postgres_is_on_the_server_that_the_variable_names(root: Root) -> None:
    rule, name = chosen(root, "postgres", OMNY_DATABASE_URL="postgres://h/db?project=x")
    assert (rule, name) == ("option", "postgresql://h/db?project=x")


def test_the_old_switch_works_and_says_what_takes_its_place(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    monkeypatch.chdir(tree)
    monkeypatch.setenv(SWITCH_VARIABLE, "memory")
    assert run(["index", "--jobs", "1"]) == 0
    error = capsys.readouterr().err
    assert error == "omny: OMNY_STORAGE is deprecated; set OMNY_DATABASE_URL=memory:\n"
    monkeypatch.setenv(SWITCH_VARIABLE, "sqlite")  # the default, which needs no word
    assert run(["index", "--jobs", "1"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("named", "store"),
    [
        ("postgresql+psycopg://h/db?project=x", "postgresql://h/db?project=x"),
        ("postgres+asyncpg://h/db?project=x", "postgresql://h/db?project=x"),
        ("sqlite+apsw:////x/y.db", "/x/y.db"), ("sqlite+apsw:/x/y.db", "/x/y.db"),
        ("sqlite+pysqlite:////x/y+z.db", "/x/y+z.db"),
        ("sqlite:///~/y.db", "/home/you/y.db"), ("~/y.db", "/home/you/y.db"), ("json:~/atoms", "json:/home/you/atoms"),
    ],
)  # fmt: skip
def test_a_driver_in_a_url_says_nothing_and_a_tilde_is_the_home(
    root: Root, monkeypatch: pytest.MonkeyPatch, named: str, store: str
) -> None:
    monkeypatch.setenv("HOME", "/home/you")
    assert chosen(root, named) == ("option", store)
    assert chosen(root, None, OMNY_DATABASE_URL=named) == ("url", store)


def test_the_url_of_a_server_counts_after_the_url_of_a_store(root: Root) -> None:
    server = "postgresql://h/db?project=x"
    assert chosen(root, None, OMNY_POSTGRES_URL=server) == ("url", server)
    assert chosen(root, None, OMNY_POSTGRES_URL=server, OMNY_DATABASE_URL="memory:") == ("url", "memory:")
    assert chosen(root, "postgres", OMNY_POSTGRES_URL=server) == ("option", server)
    with pytest.raises(UsageError, match="OMNY_POSTGRES_URL: no URL"):
        chosen(root, None, OMNY_POSTGRES_URL="postgresql://a@b@c")


def test_without_the_variable_the_embedded_store_is_there_as_it_was(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    before = Session(Place.of(None, None)).ask("status", {})["freshness"]["token"]
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/other.db")
    write_tree(tree, {"b.py": "def g():\n    pass\n"})
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["search", "g"]) == 0
    assert "b.py:1  function  g()" in capsys.readouterr().out
    monkeypatch.delenv(URL_VARIABLE)
    assert Session(Place.of(None, None)).ask("status", {})["freshness"]["token"] == before
    assert run(["search", "f"]) == 0
    assert "a.py:1  function  f()" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["backup", "x"], ["restore", "x"]])
def test_what_only_a_file_can_do_is_refused_for_any_other_store(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.chdir(tree)
    assert run([*command, "--db", "memory:"]) == 2
    assert "with SQLite files only" in capsys.readouterr().err


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_password_is_in_a_name(root: Root) -> None:
    store = parse_store(URL, root)
    assert store.name == f"postgresql://me@db.example:5433/team?sslmode=require&project={root.label}"
    assert isinstance(store, PostgresStore)
    assert parse_store(store.name, root).name == store.name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql:///db?project=p", "postgresql:///db?project=p"),
        ("postgresql://%2Frun%2Fpg/db?project=p", "postgresql://%2Frun%2Fpg/db?project=p"),
        ("postgresql://a:1,b:2/db?project=p", "postgresql://a:1,b:2/db?project=p"),
        ("postgresql://u:a%40b@[::1]:5/db?project=a%20b", "postgresql://u@[::1]:5/db?project=a%20b"),
        ("postgresql://u:a?b@h/db?project=p", "postgresql://u@h/db?project=p"),
        ("postgresql://?project=p", "postgresql:///?project=p"),
    ],
)
def test_urls_are_read_as_libpq_reads_them(url: str, name: str) -> None:
    assert PostgresStore(url, "q").name == name


def test_only_a_file_can_be_copied_and_only_a_server_can_be_away(root: Root) -> None:
    stores = {store.kind: store for store in (SqliteStore.of(root), JsonStore(root.path), parse_store(URL, root))}
    stores["memory"] = parse_store("memory:", root)
    assert [kind for kind, store in stores.items() if store.file] == ["sqlite"]
    assert [kind for kind, store in stores.items() if not store.is_local] == ["postgres"]


def test_a_store_of_json_files_is_not_written_to(root: Root) -> None:
    with pytest.raises(UsageError, match="only read"):
        JsonStore(root.path).open()


# ── roots that cannot be written ─────────────────────────────────────────────────────────────────────────────────────

# Modes mean nothing to root, but to one without these capabilities: capset(2), CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH.
_AS_ANYBODY = """
import ctypes, os, sys
if os.geteuid() == 0:
    libc, words = ctypes.CDLL(None, use_errno=True), (ctypes.c_uint32 * 6)()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert libc.capget(header, words) == 0
    for number in (0, 1):
        words[number] &= ~0b110
    assert libc.capset(header, words) == 0
from omny.cli import run
for line in sys.argv[1:]:
    status = run(line.split())
    print(f"= {status}", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs modes, of root too")
def test_the_index_of_a_root_that_cannot_be_written_is_with_the_users_data(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    for directory in (project, home):
        directory.mkdir()
    write_tree(project, {"inner/a.py": "def f():\n    pass\n"})
    project.chmod(0o555)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(TOP)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    lines = ["index --jobs 1", "search f", "start", "sync", "status", "doctor", "stop"]
    done = subprocess.run(
        [sys.executable, "-c", _AS_ANYBODY, *lines],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    try:
        assert done.stdout.count("= 0\n") == len(lines), done.stdout + done.stderr
        (place,) = (home / ".local" / "share" / "omny").iterdir()
        assert place.name.startswith("project-")
        assert {"omny.db", "daemon.lock", "daemon.log"} <= set(os.listdir(place))
        assert "because     the root cannot be written, so it is in the data directory" in done.stdout
        assert "project/.omny" not in done.stdout
    finally:
        project.chmod(0o755)


def test_where_the_data_is_and_from_where_it_is_found(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omny.base.paths.os.access", lambda *_: False)
    (tree / "below").mkdir()
    for value, base in (
        (str(tmp_path / "xdg"), tmp_path / "xdg"),
        ("relative", Path.home() / ".local" / "share"),  # which the specification has ignored
        ("", Path.home() / ".local" / "share"),
    ):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        root = Root.of(tree)
        assert root.state_dir == base.resolve() / "omny" / root.label
        assert find_root(tree / "below") == tree / "below"
        assert root.state_file("omny.db").parent == root.state_dir
        assert find_root(tree / "below") == tree
        assert chosen(root) == ("data home", str(root.state_dir / "omny.db"))
        assert not (tree / ".omny").exists()
        shutil.rmtree(base)


# ── what is loaded ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["search f", "callers f", "status", "doctor"])
def test_a_question_to_a_file_loads_no_driver_of_a_server_and_no_graph(tree: Path, command: str) -> None:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    start = (
        "import sys; from omny.cli import run; status = run(sys.argv[1:]); "
        "heavy = {'psycopg', 'networkx', 'tree_sitter', 'typer'} & sys.modules.keys(); "
        "assert status == 0 and not heavy, (status, heavy)"
    )
    for line in ("index --jobs 1", command):
        text = start if line == command else start.partition("heavy")[0]
        done = subprocess.run(
            [sys.executable, "-c", text, *line.split()], cwd=tree, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
