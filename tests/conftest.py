"""What every test runs under."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from omny.storage.port import AtomRepository
from tests.helpers import memory_repository
from tests.large_index import large, large_template, small_caches  # noqa: F401  # fixtures
from tests.mcp_agent import shared_agent, shop_tree  # noqa: F401  # fixtures
from tests.postgres import (  # noqa: F401  # fixtures
    empty_database,
    postgres_database,
    postgres_server,
    postgres_url,
)
from tests.real_daemon import live, shared, shared_daemon, starter  # noqa: F401  # fixtures
from tests.support.faulty_daemon import impatient  # noqa: F401  # a fixture

SLOW = ("test_delta_machine.py", "test_simulation.py", "test_crash.py", "test_faults.py")
"""Whose tests take most of the time: they come first, so that no processor is left alone with them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has the slow ones begin."""
    items.sort(key=lambda item: item.path.name not in SLOW)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test has printed can hold names that are no UTF-8, which no other process takes."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report


# Deterministic and without deadlines: a busy machine is no failure, and a failure comes back when run again.
settings.register_profile(
    "omny", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("hunt", parent=settings.get_profile("omny"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("OMNY_HYPOTHESIS_PROFILE", "omny"))


@pytest.fixture(scope="session", autouse=True)
def _own_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test lists or stops a daemon of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMNY_RUNTIME_DIR", str(tmp_path_factory.mktemp("registry") / "omny"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_signals() -> None:
    """What tests start is interrupted and hung up as a user's programs are. A shell that runs the tests in the
    background, or nohup, has these signals ignored: programs inherit that, and no handler."""
    for number in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the ignore rules or settings of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("OMNY_DATABASE_URL", raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository() -> Iterator[AtomRepository]:
    """An empty repository in memory."""
    with memory_repository() as opened:
        yield opened


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty directory to be indexed."""
    root = tmp_path / "tree"
    root.mkdir()
    return root
