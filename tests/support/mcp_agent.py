"""Agents of tests: the SDK's own client in a thread of its own, at the other end of real pipes or of HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from tests.support.helpers import write_tree
from tests.support.real_daemon import kill_holder

if TYPE_CHECKING:  # the SDK takes most of a second, and fixtures are imported for every test
    from mcp import Client, StdioServerParameters

SHOP = {
    "shop/__init__.py": "",
    "shop/money.py": '''"""Money."""


def total_price(prices, discount=0):
    """The sum of the prices, less the discount."""
    return sum(prices) - discount


def unused():
    return print("nobody calls this")


def register(function):
    return function


@register
def handler():
    return 1
''',
    "shop/cart.py": '''from shop.money import total_price


class Cart:
    """What a customer is about to buy."""

    def __init__(self, items):
        self.items = items

    def price(self):
        return total_price(self.items)


class Gift(Cart):
    def price(self):
        return 0

    def wrap(self):
        return self.price()
''',
    "tests/test_cart.py": """from shop.cart import Cart


def test_price():
    assert Cart([1, 2]).price() == 3
""",
    "big.py": "".join(
        f"def step_{number}(value):\n    return step_{max(number - 1, 0)}(value)\n\n\n" for number in range(120)
    ),
    "long.py": "def long():\n" + "".join(f"    x{number} = {number}  # {'.' * 60}\n" for number in range(400)),
    "wide.py": "def wide():\n    return '" + "é" * 30_000 + "'\n",
    "odd.py": "def wrong(:\n    pass\n\n\ndef right():\n    return 1\n",
}
"""A small project with one of each: calls, a subclass, a decorator, a test, a long file and one that does not parse."""


class Agent:
    """A client of `omny mcp`; every method waits for its answer."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self.client = client

    def call(self, name: str, /, **arguments: Any) -> Any:
        """What a tool answers."""
        return self._portal.call(self.client.call_tool, name, arguments)

    def whole(self, name: str, /, **arguments: Any) -> Any:
        """What it answers to a program that wants data."""
        meta: Any = {"omny/structured": True}
        return self._portal.call(partial(self.client.call_tool, meta=meta), name, arguments)

    def data(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Its structured content, where it is no error."""
        answer = self.whole(name, **arguments)
        assert not answer.is_error, answer.content
        found: dict[str, Any] = answer.structured_content
        return found

    def text(self, name: str, /, **arguments: Any) -> str:
        """Its text, be it an error or not."""
        found: str = self.call(name, **arguments).content[0].text
        return found

    def run(self, method: str, /, *arguments: Any) -> Any:
        """What another method of the client gives."""
        return self._portal.call(getattr(self.client, method), *arguments)

    def start(self, work: Any, /, *arguments: Any) -> Any:
        """A future of what a coroutine function gives."""
        return self._portal.start_task_soon(work, *arguments)


def parameters(tree: Path, *options: str, home: Path | None = None, cwd: Path | None = None) -> StdioServerParameters:
    """How a client starts the server of a tree, in a folder."""
    from mcp import StdioServerParameters

    env = {"HOME": str(home or tree.parent), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "omny", "mcp", str(tree), *options], env=env, cwd=cwd
    )


@contextmanager
def agent(tree: Path, *options: str, mode: str = "auto", cwd: Path | None = None) -> Iterator[Agent]:
    """An agent with a server of its own; what it says on standard error goes nowhere."""
    from mcp import Client
    from mcp.client.stdio import stdio_client

    with open(os.devnull, "w") as nowhere, start_blocking_portal() as portal:
        client = Client(stdio_client(parameters(tree, *options, cwd=cwd), errlog=nowhere), mode=mode)
        with portal.wrap_async_context_manager(client):
            yield Agent(portal, client)


@pytest.fixture(scope="module")
def shop_tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small project. Whichever daemon runs there in the end is killed."""
    tree = write_tree(tmp_path_factory.mktemp("shop") / "tree", SHOP)
    yield tree
    kill_holder(tree)


@pytest.fixture(scope="module")
def shared_agent(shop_tree: Path) -> Iterator[Agent]:
    """An agent that the tests of a module share, on the small project."""
    with agent(shop_tree) as found:
        yield found
