"""The server over HTTP: who gets in, and that those who do are served."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.mcp import serve
from omny.mcp.token import TOKEN_NAME, read_token
from tests.support.mcp_agent import Agent, parameters
from tests.support.real_daemon import END_SECONDS, needs_daemon

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


@pytest.fixture(scope="module")
def served(shop_tree: Path) -> Iterator[tuple[int, str]]:
    """A server: its port and token."""
    given = parameters(shop_tree, "--http", "127.0.0.1:0")
    env = {**os.environ, **(given.env or {})}
    server = subprocess.Popen(
        [given.command, *given.args], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env
    )
    assert server.stderr is not None
    said = server.stderr.readline()
    found = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)/mcp; the token is in (.*)\n", said)
    assert found, said
    yield int(found[1]), Path(found[2]).read_text().strip()
    server.send_signal(signal.SIGTERM)
    assert server.wait(END_SECONDS) is not None
    server.stderr.close()


@contextlib.contextmanager
def remote(port: int, token: str) -> Iterator[Agent]:
    """An agent at the other end of HTTP."""
    with start_blocking_portal() as portal:
        headers = {"Authorization": f"Bearer {token}"}
        with portal.wrap_async_context_manager(_client(port, headers)) as client:
            yield Agent(portal, client)


@contextlib.asynccontextmanager
async def _client(port: int, headers: dict[str, str]) -> Any:
    async with httpx2.AsyncClient(headers=headers, timeout=30) as client:
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=client)
        async with Client(transport) as found:
            yield found


def status(port: int, path: str = "/mcp", body: bytes | None = None, **headers: str) -> int:
    """What the server says to a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    try:
        connection.request("POST", path, json.dumps(CALL).encode() if body is None else body, sent)
        return connection.getresponse().status
    finally:
        connection.close()


@needs_daemon
def test_agents_with_the_token_are_served_several_at_a_time(served: tuple[int, str]) -> None:
    with remote(*served) as one, remote(*served) as other:
        for each in (one, other, one):
            assert each.data("callers", atom="total_price")["total"] == 1
        assert "no tool is named" not in one.text("get_atom", atom="Cart.price")


@needs_daemon
def test_without_the_token_nothing_is_said(served: tuple[int, str]) -> None:
    port, token = served
    assert status(port) == 401
    for wrong in (f"Bearer {token}x", f"bearer {token}", token, f"Bearer {token[:-1]}", "Bearer ", "Basic x"):
        assert status(port, Authorization=wrong) == 401
    assert status(port, "/") == 401
    assert status(port, "/", Authorization=f"Bearer {token}") == 404


@needs_daemon
def test_another_host_or_any_web_page_is_refused_even_with_it(served: tuple[int, str]) -> None:
    port, token = served
    bearer = f"Bearer {token}"
    assert status(port, Authorization=bearer, Host="evil.example") == 421
    assert status(port, Authorization=bearer, Host=f"evil.example:{port}") == 421
    assert status(port, Authorization=bearer, Host=f"127.0.0.1:{port + 1}") == 421
    for origin in ("http://evil.example", f"http://127.0.0.1:{port}", "null"):
        assert status(port, Authorization=bearer, Origin=origin) == 403


@needs_daemon
def test_a_body_that_is_too_long_or_no_message_is_refused(served: tuple[int, str]) -> None:
    port, token = served
    bearer = f"Bearer {token}"
    with contextlib.suppress(ConnectionError):  # it need not be read to its end
        assert status(port, Authorization=bearer, body=b" " * (serve.MAX_BODY_BYTES + 1)) == 413
    assert status(port, Authorization=bearer, body=b"{") == 400
    assert status(port, Authorization=bearer, body=b"[]") == 400


# ── where it listens ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_address_that_others_can_reach_has_to_be_asked_for(host: str) -> None:
    with pytest.raises(UsageError, match=r"others could reach|every address"):
        serve.open_listener(host, 0, exposed=False)
    if host != "192.0.2.1":  # requests could not be checked for the host that they name
        with pytest.raises(UsageError, match="every address"):
            serve.open_listener(host, 0, exposed=True)


def test_a_port_that_is_taken_is_one_line() -> None:
    with serve.open_listener("127.0.0.1", 0, exposed=False) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"listen 127.0.0.1:{port}: address already in use"):
            serve.open_listener("127.0.0.1", port, exposed=False)


@pytest.mark.parametrize("http", ["", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000", "[::1]"])
def test_an_address_without_a_port_is_refused(http: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mcp", str(tree), "--http", http]) == 2
    assert "names no port" in capsys.readouterr().err


def test_options_of_http_say_nothing_without_it(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in (["--expose"], ["--token-file", "t"]):
        assert run(["mcp", str(tree), *option]) == 2
    assert capsys.readouterr().err.count("need --http") == 2


# ── the token ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_is_made_once_and_only_its_owner_can_read_it(tree: Path, tmp_path: Path) -> None:
    root = Root.of(tree)
    file, token = read_token(root, None)
    assert Path(file) == root.state_dir / TOKEN_NAME
    assert len(token) >= 43
    assert read_token(root, None) == (file, token)
    named, other = read_token(root, str(tmp_path / "token"))
    assert other != token
    for each in (file, named):
        assert stat.S_IMODE(os.stat(each).st_mode) == 0o600


def test_a_token_that_others_can_read_or_guess_is_refused(tree: Path, tmp_path: Path) -> None:
    root = Root.of(tree)
    file = tmp_path / "token"
    file.write_text("0123456789abcdef0123\n")
    file.chmod(0o644)
    with pytest.raises(UsageError, match="others can read it; chmod 600"):
        read_token(root, str(file))
    file.chmod(0o600)
    assert read_token(root, str(file))[1] == "0123456789abcdef0123"
    file.write_text("short")
    with pytest.raises(UsageError, match="it holds no token"):
        read_token(root, str(file))
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(UsageError, match="symlink"):
        read_token(root, str(tmp_path / "link"))
