"""An answer tells what it leaves out: what is passed, decorated, read as a property, injected, a fixture, or called on
something unknown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.paths import Root
from omny.cli import run
from omny.query.freshness import freshness
from omny.query.questions import View, answer
from omny.query.unlisted import COMMANDS, TOOLS, sentences
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, write_tree
from tests.support.mcp_agent import Agent

TREE = {
    "app.py": """import functools
import pytest
from fastapi import Depends


def deco(function):
    return function


def passed(x):
    return x


def run(function):
    return function(1)


class Base:
    @property
    def price(self):
        return 1

    @functools.cached_property
    def slow(self):
        return 1

    def from_string(self, text):
        return text


class Sub(Base):
    pass


@deco
def user(unknown):
    run(passed)
    map(passed, [])
    unknown.from_string("x")
    return Base().price


def other(unknown, more):
    more.from_string("y")
    return run(deco)


def current():
    return 1


def handler(user=Depends(current)):
    return user


@pytest.fixture
def env():
    return Base()
""",
    "web.ts": "export const LIMIT = 3\n"
    "export class M { get total() { return 1 } }\nexport function u(m: M) { return m.total }\n",
}

VALUE = "it is a value or a type, and not called: see what refers to it (omny references)"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("unlisted"), TREE)


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        index_tree(root, repository)
        yield repository


def ask(root: Path, index: AtomRepository, question: str, **arguments: Any) -> dict[str, Any]:
    view = View(index, Root.of(root), ":memory:", lambda paths: freshness(index, None, paths))
    return answer(view, question, arguments)


@pytest.mark.parametrize(
    ("atom", "told"),
    [
        ("passed", ["1 callback (--type all)"]),
        ("deco", ["1 callback, 1 decorator (--type all)"]),
        ("current", ["1 callback (--type all)"]),
        ("Base.price", ["1 implicit call (--type all)", "it is a property: not all reads of it are known"]),
        ("Base.slow", ["it is a property: not all reads of it are known"]),
        ("M.total", ["it is a property: not all reads of it are known"]),
        ("env", ["it is a fixture: tests use it by name (omny tests)"]),
        ("from_string", ["2 calls named from_string with an unknown receiver (--possible)"]),
        ("Base", ["1 subclass (--type all)"]),
        ("LIMIT", [VALUE]),
        ("run", []),
    ],
)
def test_callers_tell_what_is_not_among_them(root: Path, index: AtomRepository, atom: str, told: list[str]) -> None:
    document = ask(root, index, "callers", atom=atom)
    assert sentences(document, COMMANDS) == told
    assert ("unlisted" in document) == bool(told)
    if told:
        assert (
            not sentences(ask(root, index, "callers", atom=atom, types=["all"], possible=True), COMMANDS)
            or (document["unlisted"]["used_as"])
        )


def test_what_is_listed_is_not_told_to_be_left_out(root: Path, index: AtomRepository) -> None:
    document = ask(root, index, "callers", atom="deco", types=["call", "decorator"])
    assert document["unlisted"]["types"] == {"callback": 1}
    document = ask(root, index, "callers", atom="from_string", possible=True)
    assert "unlisted" not in document
    assert document["total"] == 2


def test_callees_and_tests_tell_it_too(root: Path, index: AtomRepository) -> None:
    assert sentences(ask(root, index, "callees", atom="user"), COMMANDS) == [
        "1 callback, 1 decorator, 1 implicit call (--type all)",
        "2 external or unknown names (omny show)",
    ]
    assert sentences(ask(root, index, "tests", atom="from_string"), TOOLS) == [
        "2 calls named from_string with an unknown receiver (possible=true)"
    ]
    assert ask(root, index, "impact", atom="from_string")["summary"]["possible"] == 2
    assert sentences(ask(root, index, "impact", atom="LIMIT"), COMMANDS) == [VALUE]
    assert sentences(ask(root, index, "impact", atom="Base.price"), COMMANDS) == []


def test_one_query_counts_all_of_it(root: Path, index: AtomRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    count_uses = type(index).count_uses

    def counting(self: Any, *arguments: Any) -> Any:
        counted.append(arguments)
        return count_uses(self, *arguments)

    def refused(self: Any, *arguments: Any) -> Any:
        raise AssertionError("a list is read to be counted")

    monkeypatch.setattr(type(index), "count_uses", counting)
    monkeypatch.setattr(type(index), "unresolved_callers", refused)
    ask(root, index, "callers", atom="deco")
    assert len(counted) == 1
    ask(root, index, "callees", atom="deco")
    assert len(counted) == 1


def test_the_command_line_says_it_on_the_last_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(root), "--jobs", "1"]) == 0
    monkeypatch.chdir(root)
    capsys.readouterr()
    assert run(["callers", "deco"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 caller; 1 callback, 1 decorator (--type all)"
    assert run(["impact", "from_string"]) == 0
    told = "2 calls named from_string with an unknown receiver (omny callers --possible)"
    assert told in capsys.readouterr().out


def test_an_agent_is_told_in_words_of_its_tools(shared_agent: Agent) -> None:
    notes = shared_agent.data("callers", atom="shop/money.py::register")["notes"]
    assert '1 decorator (types=["all"])' in notes
    assert "1 decorator" not in str(shared_agent.data("callers", atom="register", types=["all"]).get("notes", []))
