"""A plugin of pytest: no test sees what belongs to whoever runs it, and all begin from the same state."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test has printed can hold names that are no UTF-8, which no other process takes."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report


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
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("OMNY_DATABASE_URL", raising=False)
    monkeypatch.setenv("OMNY_VECTOR_URL", "off")  # a test that is about vectors has them
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
