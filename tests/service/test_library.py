"""The library answers as the commands do, and what it says to a type checker is what the questions take."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest

import omny
from omny.cli import run
from omny.query.questions import QUESTIONS
from omny.query.registry import EVERYWHERE, PRESENT
from omny.service.questions import Narrowing, Questions, QuestionsOfNow
from tests.support.helpers import write_tree
from tests.support.places import TOP
from tests.support.real_daemon import RealDaemon, git, needs_daemon, needs_git

TREE = {
    "shop/cart.py": "class Cart:\n    def price(self):\n        return total()\n\n\ndef total():\n    return 1\n",
    "main.py": "from shop.cart import Cart\n\n\ndef main():\n    return Cart().price()\n",
    "tests/test_cart.py": "from shop.cart import Cart\n\n\ndef test_price():\n    assert Cart().price()\n",
}

WORDS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "search": (["price"], {"text": "price"}),
    "show": (["Cart.price", "--source"], {"atom": "Cart.price", "source": True}),
    "outline": (["shop/cart.py"], {"file": "shop/cart.py"}),
    "callers": (["Cart.price", "--depth", "3"], {"atom": "Cart.price", "depth": 3}),
    "callees": (["main"], {"atom": "main"}),
    "references": (["main"], {"atom": "main"}),
    "grep": (["main"], {"pattern": "main"}),
    "explore": (["Cart.price", "--budget", "400"], {"ask": "Cart.price", "budget": 400}),
    "impact": (["total", "--type", "function"], {"atom": "total", "types": ["function"]}),
    "path": (["main", "total", "--all"], {"source": "main", "target": "total", "all": True}),
    "tests": (["total"], {"atom": "total"}),
    "affected": (["--since", "1"], {"since": "1"}),
    "dead": (["--certainty", "possible"], {"certainty": ["possible"]}),
    "query": (["callers > 1", "--sort", "callers"], {"expression": "callers > 1", "sort": "callers"}),
    "history": (["Cart.price"], {"atom": "Cart.price"}),
    "diff": (["1"], {"before": "1"}),
    "graph": (["Cart.price", "--format", "json"], {"target": "Cart.price"}),
}
"""What a question that needs words is asked with, on a command line and in the library."""

ASKED = [question for question in QUESTIONS if question != "at" and question not in EVERYWHERE]


def method_of(question: str) -> str:
    return question.replace(" ", "_")


def said_by_command(capsys: pytest.CaptureFixture[str], *line: str) -> dict[str, Any]:
    # What a picture is made of is printed by its format, all other documents by an option.
    options = [] if line[0] == "graph" else ["--json"]
    run([*line, *options])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def without_what_passes(document: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what differs between two moments: of a daemon, how long it runs, and how much it holds."""
    return {key: value for key, value in document.items() if key not in ("daemon", "backup")}


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tree, TREE)
    (tree / ".omny.toml").write_text('[[boundaries]]\nfrom = "main.py"\nmay_not_call = "shop/**"\n')
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "first")
    monkeypatch.chdir(tree)
    return tree


def assert_says_what_the_commands_say(index: omny.Index, capsys: pytest.CaptureFixture[str]) -> None:
    for question in ASKED:
        words, arguments = WORDS.get(question, ([], {}))
        told = said_by_command(capsys, question, *words)
        found = getattr(index, method_of(question))(**arguments)
        assert without_what_passes(found) == without_what_passes(told), question
    for question in PRESENT:
        if question == "show":
            continue  # source text of the past is not kept
        words, arguments = WORDS.get(question, ([], {}))
        found = getattr(index.at("1"), method_of(question))(**arguments)
        assert found == said_by_command(capsys, "at", "1", question, *words), question


@needs_git
def test_each_question_has_the_answer_of_its_command(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with omny.open() as index:
        index.index(jobs=1)
        assert_says_what_the_commands_say(index, capsys)


@needs_git
@needs_daemon
def test_each_question_has_the_answer_of_its_command_where_a_daemon_runs(
    live: RealDaemon, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live.start().sync()
    live.loaded()
    with omny.open() as index:
        assert_says_what_the_commands_say(index, capsys)
        status = index.status()["daemon"]
        assert status["pid"] == live.pid


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each != "at"])
def test_a_method_takes_the_arguments_of_its_question(question: str) -> None:
    home = Questions if question in PRESENT else QuestionsOfNow
    method = vars(home)[method_of(question)]
    taken = {name: each for name, each in inspect.signature(method).parameters.items() if name != "self"}
    narrowing = get_type_hints(Narrowing) if taken.pop("narrowing", None) else {}
    fields = {each.name: each for each in msgspec.structs.fields(QUESTIONS[question])}
    if question in ("outline", "graph", "owners"):
        del fields["path"]  # the file from the root on, which nobody but Omny says
    assert {*taken, *narrowing} == set(fields)
    for name, hint in narrowing.items():
        assert_takes(hint, fields[name].type)  # of no default of their own: the question has it
    hints = get_type_hints(method)
    for name, parameter in taken.items():
        field = fields[name]
        default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
        told = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
        default = list(default) if isinstance(default, tuple) else default
        assert told == (inspect.Parameter.empty if default is msgspec.NODEFAULT else default), name
        assert_takes(hints[name], field.type)


def assert_takes(hint: Any, wanted: Any) -> None:
    """What a signature allows can be said to the question."""
    least = max((each.ge or 1 for each in getattr(wanted, "__metadata__", ()) if isinstance(each.ge, int)), default=1)
    for value in ("x", ["x"], least, True, None):
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError:
            is_taken = False
        else:
            is_taken = True
        allowed = hint if not str(hint).startswith("collections.abc.Sequence") else list[str]
        try:
            msgspec.convert(value, allowed)
        except msgspec.ValidationError:
            assert not is_taken, (value, hint, wanted)
        else:
            assert is_taken, (value, hint, wanted)


def test_every_question_of_the_library_is_a_question() -> None:
    methods = {name for home in (Questions, QuestionsOfNow) for name in vars(home) if not name.startswith("_")}
    assert methods == {method_of(question) for question in QUESTIONS if question != "at"}


def test_an_answer_has_its_common_fields_as_attributes(here: Path) -> None:
    with omny.open() as index:
        found = index.search("price", limit=1)  # which makes the index
        assert found.results == found["results"]
        assert [atom["id"] for atom in found.results] == ["shop/cart.py::Cart.price"]
        assert (found.total, found.truncated) == (found["total"], True)
        assert found.freshness.token == found["freshness"]["token"] == index.sync().freshness.token
        assert index.root == here
        assert index.database == str(here / ".omny" / "omny.db")


def test_a_root_is_found_and_refused_as_by_a_command(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    omny.open().index(jobs=1)
    monkeypatch.chdir(here / "shop")
    index = omny.open()
    assert index.root == here
    assert [atom["id"] for atom in index.outline("cart.py").results][-1] == "shop/cart.py::total"
    with pytest.raises(omny.UsageError, match="home"):
        omny.open(Path.home())
    with pytest.raises(omny.UsageError):
        omny.open(here, database="mysql://x/y")


def test_what_cannot_be_answered_raises_the_error_that_a_command_prints(here: Path) -> None:
    index = omny.open()
    with pytest.raises(omny.NoIndexError):
        index.history("main")
    index.index(jobs=1)
    with pytest.raises(omny.UnknownNameError) as raised:
        index.callers("Cart.prise")
    assert isinstance(raised.value, omny.OmnyError)
    assert raised.value.exit_status == 2
    with pytest.raises(omny.UsageError, match="limit"):
        index.search("x", limit=0)
    with pytest.raises(omny.UsageError, match="source text of the past"):
        index.at("1").show("main", source=True)
    with pytest.raises(omny.UsageError):
        index.index(jobs=0)


def test_the_past_is_asked_as_the_present_is(here: Path) -> None:
    with omny.open() as index:
        before = index.sync().freshness.token
        write_tree(here, {"main.py": "def main():\n    pass\n"})
        index.sync()
        assert [atom["id"] for atom in index.callers("Cart.price").results] == ["tests/test_cart.py::test_price"]
        then = index.at(before).callers("Cart.price")
        assert "main.py::main" in [atom["id"] for atom in then.results]
        assert then.freshness.token == before


def test_the_feed_is_gone_on_with_from_a_token(here: Path) -> None:
    with omny.open() as index:
        index.index(jobs=1)
        lines = list(index.changes())
        assert [line.kind for line in lines].count("event") == len(lines) - 1
        assert lines[-1].kind == "generation"
        assert lines[-1].token == index.sync().freshness.token
        write_tree(here, {"new.py": "def new():\n    pass\n"})
        index.sync()
        newer = list(index.changes(lines[-1].token))
        assert "new.py::new" in {line["atom_id"] for line in newer if line.kind == "event"}
        assert list(index.changes(newer[-1].token)) == []


def test_the_feed_is_what_the_command_prints(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = omny.open()
    index.index(jobs=1)
    assert run(["events"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == list(index.changes())


def test_who_follows_the_feed_is_told_of_what_comes_next(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = omny.open()
    index.index(jobs=1)
    token = index.sync().freshness.token

    def nap(_: float) -> None:
        write_tree(here, {"new.py": "def new():\n    pass\n"})
        index.sync()

    monkeypatch.setattr("omny.service.library.time.sleep", nap)
    assert next(index.changes(token, follow=True))["generation"] == 2


@pytest.mark.parametrize("database", [None, "memory:"])
def test_of_several_threads_one_makes_the_first_index(here: Path, database: str | None) -> None:
    with omny.open(database=database) as index, ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(index.search, "price") for _ in range(4)]
        assert {(each.result().total, each.result().freshness.generation) for each in answers} == {(2, 1)}


def test_an_index_in_memory_is_there_until_it_is_closed(here: Path) -> None:
    with omny.open(database="memory:") as index:
        first = index.search("price").freshness
        write_tree(here, {"new.py": "def new():\n    pass\n"})
        assert index.index(jobs=1)["created"] >= 1
        second = index.search("new").freshness
        assert second.token.partition(":")[0] == first.token.partition(":")[0]
        assert (first.generation, second.generation) == (1, 2)
    assert not (here / ".omny" / "omny.db").exists()


@needs_daemon
def test_a_block_that_watches_has_a_daemon_which_ends_with_it(live: RealDaemon, here: Path) -> None:
    (here / "json.py").write_text("raise SystemExit('a module of the tree was run')\n")
    with omny.open() as index, index.watch() as watched:
        live.adopt()
        assert watched is index
        write_tree(here, {"new.py": "def new():\n    pass\n"})
        index.sync()
        assert index.show("new").total == 1
        assert index.status()["daemon"]["on_demand"]
    assert live.ended()


@needs_daemon
def test_a_daemon_that_runs_is_used_and_stays(live: RealDaemon, here: Path) -> None:
    live.start()
    with omny.open() as index, index.watch():
        assert index.status()["daemon"]["pid"] == live.pid
    live.sync()


@needs_daemon
def test_a_daemon_that_was_told_to_stay_outlives_the_block(
    live: RealDaemon, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with omny.open() as index, index.watch():
        live.adopt()
        assert run(["start"]) == 0
    live.sync()


@needs_daemon
def test_a_daemon_ends_with_the_program_that_wanted_it(live: RealDaemon, here: Path) -> None:
    code = "import omny, os\nwith omny.open() as index, index.watch():\n    print(flush=True); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, check=False)
    live.eventually(lambda: not is_held(live))


def is_held(live: RealDaemon) -> bool:
    from omny.base.lock import holder

    return holder(live.root) is not None


@needs_daemon
def test_why_no_daemon_starts_is_the_error_that_a_start_prints(here: Path) -> None:
    (here / ".omny.toml").write_text("jobs = 'many'\n")
    with pytest.raises(omny.UsageError, match="jobs"), omny.open() as index, index.watch():
        pass


def test_to_import_omny_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import omny; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) - {"__future__"} == {"omny"}


def test_every_name_that_omny_exports_is_there_and_no_other() -> None:
    from omny.base import errors

    for name in omny.__all__:
        assert getattr(omny, name).__name__ in (name, "open")
    trees = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, Exception)}
    assert trees <= set(omny.__all__)
    with pytest.raises(AttributeError):
        omny.nonsense  # type: ignore[attr-defined]  # noqa: B018


PROGRAM = """
    import asyncio
    import omny

    def names(root: str) -> list[str]:
        with omny.open(root) as index, index.watch():
            index.sync(timeout=5)
            found: omny.Document = index.callers("Cart.price", depth=2, types=["call"])
            for change in index.changes(found.freshness.token):
                print(change.kind, change["generation"])
            then: omny.Document = index.at("2h").impact("Cart.price")
            return [str(atom["id"]) for atom in found.results + then.results]

    async def total(root: str) -> int:
        try:
            async with omny.open_async(root) as index:
                found, dead = await asyncio.gather(index.search("price", limit=5), index.dead())
                task = asyncio.create_task(index.at("1").stats())
                async for change in index.changes(follow=True):
                    return found.total + dead.total + (await task).total
        except omny.AmbiguousError as error:
            return len(error.ids)
        return 0
"""


@pytest.mark.slow
def test_a_type_checker_takes_a_program_that_is_right_and_no_other(tmp_path: Path) -> None:
    right = textwrap.dedent(PROGRAM)
    wrong = {
        "depth=2": 'depth="2"',
        "limit=5": "limits=5",
        'index.callers("Cart.price", ': "index.callers(7, ",
        ".total + dead": ".totals + dead",
        "omny.AmbiguousError": "omny.AmbiguosError",
        'index.at("2h").impact': 'index.at("2h").history',
        "(await task).total": "task.total",
    }
    (tmp_path / "right.py").write_text(right)
    for number, (old, new) in enumerate(wrong.items()):
        assert old in right
        (tmp_path / f"wrong_{number}.py").write_text(right.replace(old, new))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"), "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = {line.partition(":")[0] for line in done.stdout.splitlines() if ": error:" in line}
    assert told == {f"wrong_{number}.py" for number in range(len(wrong))}, done.stdout + done.stderr
