"""What only the PostgreSQL backend promises: who writes, who hears of it, a lost server, several projects."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import psycopg
import pytest
from psycopg import errors as pg

from omny.base.errors import BusyError, OmnyError, SchemaError, StorageError, UnreachableError, UsageError
from omny.cli import run
from omny.integrity import ConsistencyValidator
from omny.storage.port.records import SearchScope
from omny.storage.postgres import connection as postgres_connection
from omny.storage.postgres.connection import Server, as_omny_error, escape, unescape
from omny.storage.postgres.repository import PostgresRepository
from omny.storage.postgres.session import channel
from tests.support.deltas import apply, atom, created, named
from tests.support.helpers import index_tree, write_tree
from tests.support.postgres import PostgresServer, opened, project_url, with_options

# ── names and text ──


def test_a_project_is_named_by_the_url_or_else_by_who_opens() -> None:
    server = Server.of("postgresql://me:secret@db.example:5433/team?project=shop&sslmode=require", "other")
    assert (server.project, server.name) == ("shop", "postgresql://me@db.example:5433/team?project=shop")
    assert Server.of("postgresql:///team?host=/run/pg", "x").name == "postgresql:///team?host=/run/pg&project=x"
    assert "secret" in server.conninfo
    assert "project" not in server.conninfo.replace("project=", "project")
    assert "sslmode=require" in server.conninfo
    assert Server.of("postgresql://db/team", "other").project == "other"
    assert "connect_timeout=1 " in f"{Server.of('postgresql://db/team?connect_timeout=1', 'x').conninfo} "
    assert "secret" not in repr(Server.of("postgresql://me:secret@db/team?password=secret", "x").name)
    with pytest.raises(UsageError, match="no project"):
        Server.of("postgresql://db/team", "")
    with pytest.raises(UsageError, match="no URL of a server"):
        Server.of("postgresql://db/team?no_such_option=1", "x")


@pytest.mark.parametrize("text", ["", "a", "\0", "\1", "\2", "\0\1\2", "\1\1", "\1\2", "\1\2\1\1", "a\0b\1c\2d"])
def test_nul_is_spelled_otherwise_and_back(text: str) -> None:
    assert "\0" not in escape(text)
    assert unescape(escape(text)) == text


def test_the_spelling_of_nul_keeps_the_order() -> None:
    texts = sorted(f"{one}{two}" for one in ("", "\0", "\1", "\2", "a") for two in ("", "\0", "\1", "\2", "a"))
    assert sorted(map(escape, texts)) == [escape(text) for text in texts]


def test_an_edge_to_a_name_with_nul_finds_it(postgres_url: str) -> None:
    target = "a.js::\0~\1"
    names = ["m.\0\0", "m.\\u0000", "\\\0"]
    with opened(postgres_url) as repository:
        apply(repository, created("a.js", atom("a.js", "\0~\1"), atom("a.js", "f", calls=[target], unresolved=names)))
        assert [edge.source_id for edge in repository.callers([target], types=["call"], depth=1, limit=9)] == [
            "a.js::f"
        ]
        assert sorted(row.name for row in repository.unresolved_calls()) == sorted(names)
        assert ConsistencyValidator(repository).check() == []


def test_what_names_more_than_an_index_takes_is_refused_with_the_cure(postgres_url: str) -> None:
    long = "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=20_000))
    with opened(postgres_url) as repository:
        apply(repository, created("a.py", atom("a.py", "f", unresolved=[f"x.{long}.y"])))
        with pytest.raises(StorageError, match="leave out the file"):
            apply(repository, created("b.py", atom("b.py", long)))
        assert repository.meta().generation == 1


# ── the schema ──


def test_the_schema_is_made_once_whoever_comes_first(empty_database: str) -> None:
    errors: list[BaseException] = []

    def come(number: int) -> None:
        try:
            opened(with_options(empty_database, project=f"p{number}"), busy_timeout_seconds=30).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with opened(with_options(empty_database, project="p0")) as repository:
        assert repository.projects() == ["p0", "p1", "p2", "p3"]


def test_a_schema_of_another_version_is_refused_with_the_cure(empty_database: str) -> None:
    url = with_options(empty_database, project="p")
    opened(url).close()
    with psycopg.connect(empty_database, autocommit=True) as raw:
        raw.execute("UPDATE omny.schema_version SET version = 99")
    for again in (opened, PostgresRepository.open_reading):
        with pytest.raises(SchemaError, match="upgrade Omny"):
            again(url)


def test_reading_where_nothing_is_changes_nothing_and_names_the_cure(empty_database: str) -> None:
    with pytest.raises(StorageError, match="omny index"):
        PostgresRepository.open_reading(empty_database, "p")
    with psycopg.connect(empty_database) as raw:
        assert raw.execute("SELECT to_regnamespace('omny')").fetchone() == (None,)


def test_what_was_switched_off_is_found(empty_database: str) -> None:
    with opened(empty_database + "&project=p") as repository:
        apply(repository, created("a.py"))
        with psycopg.connect(empty_database, autocommit=True) as raw:
            raw.execute("ALTER TABLE omny.atoms DISABLE TRIGGER atoms_changed")
            raw.execute("ALTER TABLE omny.edges DISABLE ROW LEVEL SECURITY")
        found = [what for _, what in repository.damage()]
    assert found == ["atoms: trigger atoms_changed is switched off", "edges: row-level security is switched off"]


# ── the lease ──


def test_a_second_writer_is_told_who_writes_and_can_when_that_has_ended(postgres_url: str) -> None:
    with opened(postgres_url) as first:
        apply(first, created("a.py"))
        with pytest.raises(BusyError, match=r"omny pid \d+ on .*, role \w+.* writes this project") as raised:
            opened(postgres_url)
        assert raised.value.recoverable
        with PostgresRepository.open_reading(postgres_url) as reader:
            assert reader.meta().generation == 1
        opened(with_options(postgres_url.partition("project=")[0].rstrip("&"), project="another one")).close()
    with opened(postgres_url) as second:
        assert apply(second, created("b.py")) == 2


def test_a_lease_dies_with_its_process(postgres_url: str) -> None:
    script = (
        "import sys, time; from omny.storage.postgres.repository import PostgresRepository; "
        "held = PostgresRepository.open(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, postgres_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"pid {holder.pid} "):
            opened(postgres_url)
        holder.send_signal(signal.SIGKILL)
    opened(postgres_url, busy_timeout_seconds=30).close()


def cut_off(url: str) -> None:
    """Ends all connections of the database but one's own, as an administrator would."""
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_lost_connection_is_made_anew_with_its_lease(empty_database: str) -> None:
    url = with_options(empty_database, project="p")
    with opened(url, busy_timeout_seconds=5) as repository, PostgresRepository.open_reading(url) as reader:
        apply(repository, created("a.py"))
        repository.ledger()
        cut_off(empty_database)
        for lost in (repository, reader):
            with pytest.raises(UnreachableError) as raised:
                lost.meta()
            assert raised.value.recoverable
            assert lost.meta().generation == 1
        assert apply(repository, created("b.py")) == 2
        with pytest.raises(BusyError):
            opened(url)
        cut_off(empty_database)
        with opened(url) as other:
            with pytest.raises(UnreachableError):
                repository.meta()
            with pytest.raises(BusyError, match="writes this project"):
                repository.meta()
            apply(other, created("c.py"))
        with pytest.raises(BusyError, match="changed it meanwhile"):
            apply(repository, created("d.py"))
        repository.ledger()
        assert apply(repository, created("d.py")) == 4


def test_a_block_whose_connection_is_lost_fails_and_the_next_one_goes_on(empty_database: str) -> None:
    with opened(with_options(empty_database, project="p"), busy_timeout_seconds=5) as repository:
        apply(repository, created("a.py"))
        with repository.reading():
            cut_off(empty_database)
            with pytest.raises(UnreachableError):
                list(repository.atoms())
        with repository.reading():
            assert len(list(repository.atoms())) == 1


# ── commits ──


@pytest.mark.parametrize("when", ["before", "after"])
def test_whether_a_commit_that_raised_was_made_is_asked_of_a_new_connection(
    empty_database: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(with_options(empty_database, project="p"), busy_timeout_seconds=5) as repository:
        apply(repository, created("a.py"))
        execute = psycopg.Connection.execute

        def failing(self, query, *arguments, **more):
            if query == "COMMIT":
                monkeypatch.undo()
                if when == "after":
                    execute(self, query)
                cut_off(empty_database)
            return execute(self, query, *arguments, **more)

        monkeypatch.setattr(psycopg.Connection, "execute", failing)
        if when == "after":
            assert apply(repository, created("b.py")) == 2
        else:
            with pytest.raises(UnreachableError):
                apply(repository, created("b.py"))
        assert set(repository.ledger()) == ({"a.py", "b.py"} if when == "after" else {"a.py"})
        assert apply(repository, created("c.py")) == repository.meta().generation


def test_commits_are_announced_at_once_and_only_those_of_the_project(postgres_url: str, postgres_database: str) -> None:
    with opened(postgres_url) as writer, opened(project_url(postgres_database)) as other:
        apply(writer, created("a.py"))
        with psycopg.connect(Server.of(postgres_url, "").conninfo, autocommit=True) as listener:
            listener.execute(f"LISTEN {channel(writer.meta().uuid)}".encode())

            def hear(seconds: float) -> list[int]:
                heard = listener.notifies(timeout=seconds, stop_after=1)
                return [msgspec.json.decode(notify.payload)["generation"] for notify in heard]

            assert hear(0) == []
            apply(other, created("a.py"))
            apply(writer)  # nothing
            assert hear(0.05) == []
            for number in range(3):
                apply(writer, created(f"b{number}.py"))
            generations: list[int] = []
            while generations[-1:] != [4]:
                generations += hear(30) or pytest.fail("no commit was announced")
            with pytest.raises(StorageError):
                apply(writer, created("a.py"))
            assert hear(0.05) == []


# ── a server that is not there ──


@pytest.fixture(scope="module")
def mortal() -> Iterator[PostgresServer]:
    """A server that is stopped in the tests."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.close()


def test_a_server_that_goes_away_is_unreachable_until_it_is_back(mortal: PostgresServer) -> None:
    url = with_options(mortal.url, project="p")
    repository = PostgresRepository.open(url, busy_timeout_seconds=5)
    apply(repository, created("a.py"))
    mortal.stop()
    for again in (repository.meta, repository.ledger, lambda: apply(repository, created("b.py")), lambda: opened(url)):
        with pytest.raises(UnreachableError, match="see that the server runs"):
            again()
    mortal.start()
    assert apply(repository, created("b.py")) == 2
    repository.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (pg.AdminShutdown(), UnreachableError),
        (pg.TooManyConnections(), UnreachableError),
        (pg.CannotConnectNow(), UnreachableError),
        (psycopg.OperationalError("the connection is lost"), UnreachableError),
        (psycopg.InterfaceError("the connection is closed"), UnreachableError),
        (pg.LockNotAvailable(), BusyError),
        (pg.DeadlockDetected(), BusyError),
        (pg.SerializationFailure(), BusyError),
        (pg.InsufficientPrivilege(), StorageError),
        (pg.DiskFull(), StorageError),
        (pg.InvalidPassword(), StorageError),
        (pg.UndefinedTable(), StorageError),
        (pg.UniqueViolation(), StorageError),
        (pg.DataCorrupted(), StorageError),
        (pg.QueryCanceled(), StorageError),
        (psycopg.Error(), StorageError),
    ],
)
def test_every_error_of_the_driver_becomes_one_line(error: psycopg.Error, kind: type[OmnyError]) -> None:
    told = as_omny_error(error, "read index", "postgresql://x")
    assert type(told) is kind or (kind is StorageError and isinstance(told, StorageError))
    assert isinstance(told, UnreachableError) == (kind is UnreachableError)
    assert "\n" not in str(told)


def test_without_the_driver_the_cure_is_told(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError('not installed')\n")
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import omny.storage.postgres.repository"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (
        "UsageError: open index: the driver of PostgreSQL is missing; pip install 'omny-index[postgres]'" in done.stderr
    )


def test_a_server_that_is_too_old_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connection, "OLDEST_SERVER", 10**9)
    with pytest.raises(StorageError, match="15 or newer"):
        opened(postgres_url)


# ── several projects ──


def test_projects_do_not_see_each_other(postgres_database: str, tree: Path) -> None:
    one, other = (opened(project_url(postgres_database)) for _ in range(2))
    with one, other:
        index_tree(write_tree(tree, {"a.py": "def f():\n    g()\n\n\ndef g():\n    h()\n"}), one)
        (tree / "a.py").write_text("def g():\n    pass\n")
        index_tree(tree, other)
        assert [stored.atom.id for stored in other.atoms()] == ["a.py::<module>", "a.py::g"]
        assert other.callers(["a.py::g"], types=["call"], depth=1, limit=9) == []
        assert other.search("f", limit=9).total == 0
        assert other.unresolved_callers("h") == []
        assert len(list(one.events())) == 3
        assert one.search("g", limit=9).total == other.search("g", limit=9).total == 1
        other.prune(9)
        assert (one.history_start(), len(list(one.events()))) == (0, 3)


@pytest.fixture
def several(empty_database: str) -> str:
    """Three projects of one database."""
    money = created("shop/money.py", named("shop/money.py", "total"), named("shop/money.py", "subtotal"))
    web = created("web.py", named("web.py", "page", unresolved=["shop.money.total", "x.subtotal", "print"]))
    app = created("app.py", named("app.py", "total", is_test=True, unresolved=["money.total", "total"]))
    for name, file in (("shop", money), ("web", web), ("app", app)):
        with opened(with_options(empty_database, project=name)) as repository:
            apply(repository, file)
    return empty_database


def test_all_projects_are_searched_at_once(several: str) -> None:
    with PostgresRepository.open_reading(several, "web") as repository:
        assert repository.projects() == ["app", "shop", "web"]
        hits = repository.search_projects("total", limit=9)
        assert [(project, stored.atom.id) for project, stored in hits.atoms] == [
            ("shop", "shop/money.py::total"),
            ("app", "app.py::total"),  # a test
        ]
        assert (hits.total, hits.alike) == (2, False)
        assert repository.search_projects("total", limit=1).total == 2
        assert [
            project for project, _ in repository.search_projects("total", limit=9, scope=SearchScope(tests=False)).atoms
        ] == ["shop"]
        assert repository.search_projects("none", limit=9).atoms == []


def test_who_calls_an_exported_name_is_told_across_projects(several: str) -> None:
    with PostgresRepository.open_reading(several, "shop") as repository:
        calls, total = repository.callers_across("total", limit=9)
        assert [(call.project, call.caller.atom.id, call.name) for call in calls] == [
            ("app", "app.py::total", "money.total"),
            ("app", "app.py::total", "total"),
            ("web", "web.py::page", "shop.money.total"),
        ]
        assert total == 3
        assert repository.callers_across("total", limit=2)[1] == 3
        assert [call.project for call in repository.callers_across("shop.money.total", limit=9)[0]] == ["web"]
        assert repository.callers_across("ney.total", limit=9) == ([], 0)
        assert repository.callers_across("%", limit=9) == ([], 0)


def test_names_that_are_alike_are_found_where_the_server_can(several: str, postgres_server: str) -> None:
    with psycopg.connect(postgres_server) as raw:
        if raw.execute("SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone() is None:
            with PostgresRepository.open_reading(several, "web") as repository:
                assert not repository.can_find_alike()
                assert repository.search_projects("subtotl", limit=9).atoms == []
            pytest.skip("the server has no pg_trgm")
    with psycopg.connect(several, autocommit=True) as owner:
        owner.execute("CREATE EXTENSION pg_trgm")  # a trusted one: who may make a schema may have it
    with PostgresRepository.open_reading(several, "web") as repository:
        assert repository.can_find_alike()
        hits = repository.search_projects("subtotl", limit=9)
        assert (hits.atoms[0][1].atom.function_name, hits.alike) == ("subtotal", True)


# ── the commands ──


@pytest.fixture
def asking(several: str, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the root of the project "shop", whose store the variable names."""
    monkeypatch.chdir(tree)
    monkeypatch.setenv("OMNY_DATABASE_URL", with_options(several, project="shop"))


@pytest.mark.usefixtures("asking")
def test_the_commands_ask_all_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "--everywhere", "total", "--root", "."]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split() for line in shown] == [
        ["shop", "shop/money.py:1", "function", "total()"],
        ["app", "app.py:1", "function", "total()"],
        ["2", "atoms"],
    ]
    assert run(["callers", "--everywhere", "shop/money.py::total", "--root", ".", "--limit", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["atom"], said["total"], said["truncated"]) == ("total", 3, True)
    (only,) = said["results"]
    assert (only["project"], only["name"], only["id"]) == ("app", "money.total", "app.py::total")
    assert run(["callers", "--everywhere", "total", "--root", "."]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 calls"


@pytest.mark.usefixtures("asking")
def test_other_stores_ask_the_workspace_of_the_user(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tree, {"a.py": ""})
    monkeypatch.delenv("OMNY_DATABASE_URL")
    assert run(["index"]) == 0
    for command in ("search", "callers"):
        capsys.readouterr()
        assert run([command, "--everywhere", "total"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "the workspace is empty; run 'omny workspace add DIR...'" in line
