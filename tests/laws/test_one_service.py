"""Whether a daemon answers or the process itself is decided in one place: `omny/service/session.py`, and for a server
that keeps connections `omny/service/live.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.places import TOP

DECIDES = {"omny/service/session.py", "omny/service/live.py"}
"""Modules that may connect to a daemon."""

CHANNEL = {f"omny/service/{name}.py" for name in ("client", "envelope", "protocol", "starter", "watching")}
"""The channel itself, and what sends an error between a program and the process that starts its daemon."""

FORBIDDEN = {
    "omny.service.client": "the channel",
    "omny.service.protocol": "the channel",
    "omny.service.envelope": "the channel",
    "omny.base.lock.holder": "whether a daemon runs",
}


def imported(source: str) -> set[str]:
    """Every module and every name of a module that is imported, inside of functions, too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def asks(source: str) -> list[str]:
    """What of the forbidden a module imports outside of type checking."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    return sorted(imported(ast.unparse(tree)) & FORBIDDEN.keys())


def modules() -> list[str]:
    return sorted(path.relative_to(TOP).as_posix() for path in (TOP / "omny").rglob("*.py"))


def test_nothing_but_the_session_asks_whether_a_daemon_runs() -> None:
    asking = {path: asks((TOP / path).read_text()) for path in modules() if not path.startswith("omny/daemon/")}
    offenders = {path: found for path, found in asking.items() if found and path not in DECIDES | CHANNEL}
    assert offenders == {}


def test_the_channel_connects_to_no_daemon_by_itself() -> None:
    connecting = [path for path in CHANNEL if "omny.service.client.connect" in imported((TOP / path).read_text())]
    assert connecting == []


@pytest.mark.parametrize(
    "planted",
    [
        "from omny.service.client import connect",
        "from omny.service import protocol",
        "def f():\n    import omny.service.client",
        "def f():\n    from omny.base.lock import DaemonLock, holder",
    ],
)
def test_a_planted_import_is_found(planted: str) -> None:
    assert asks(planted) != []


def test_every_named_module_is_there() -> None:
    assert all(Path(TOP, path).exists() for path in DECIDES | CHANNEL)
