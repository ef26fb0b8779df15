"""One document answers a question, whoever asks; arguments from elsewhere are not believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omny.base.errors import BehindError, UsageError
from omny.cli import run
from omny.model.meta import Meta
from omny.query.documents import MAX_DEPTH, MAX_RESULTS
from omny.query.freshness import MAX_PENDING, freshness
from omny.query.questions import QUESTIONS, demand
from omny.query.registry import EVERYWHERE
from omny.service.place import Place
from omny.service.session import Session
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import write_tree

TREE = {
    "pkg/a.py": "def make():\n    pass\n",
    "b.py": "from pkg.a import make\n\n\ndef use():\n    make()\n",
    ".omny.toml": '[[boundaries]]\nfrom = "pkg/**"\nmay_not_call = "b.py"\n',
}
UUID = "5f2c6a1e-0b7d-4c3e-9a58-2d1f0e9b8c7a"


@pytest.fixture
def place(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return Place.of(None, None)


@pytest.mark.parametrize(
    ("line", "question", "arguments"),
    [
        (["search", "make"], "search", {"text": "make"}),
        (["show", "make"], "show", {"atom": "make"}),
        (["outline", "b.py"], "outline", {"file": "b.py"}),
        (["callers", "make"], "callers", {"atom": "make"}),
        (["callees", "use"], "callees", {"atom": "use"}),
        (["status"], "status", {}),
        (["impact", "make"], "impact", {"atom": "make"}),
        (["path", "use", "make"], "path", {"source": "use", "target": "make"}),
        (["cycles"], "cycles", {}),
        (["dead"], "dead", {}),
        (["tests", "make"], "tests", {"atom": "make"}),
        (["affected", "--since", "1"], "affected", {"since": "1"}),
        (["hubs"], "hubs", {}),
        (["clusters"], "clusters", {}),
        (["duplicates"], "duplicates", {}),
        (["external"], "external", {}),
        (["stats"], "stats", {}),
        (["boundaries"], "boundaries", {}),
        (["query", "is_async"], "query", {"expression": "is_async"}),
        (["history", "make"], "history", {"atom": "make"}),
        (["diff", "1"], "diff", {"before": "1"}),
        (["at", "1", "show", "make"], "at", {"when": "1", "question": "show", "arguments": {"atom": "make"}}),
    ],
)
def test_a_command_without_options_asks_what_a_question_without_arguments_does(
    place: Place, capsys: pytest.CaptureFixture[str], line: list[str], question: str, arguments: dict
) -> None:
    assert run([*line, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    told.pop("daemon", None)  # which does not answer for itself
    assert told == Session(place).read(question, arguments)


def test_every_question_is_a_command_that_can_be_held_to_a_state(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    token = Session(place).ask("status", {})["freshness"]["token"]
    for question in QUESTIONS:
        if question in EVERYWHERE or question in ("owners", "hot"):
            continue  # options, which need a server; and what needs git
        words = {
            "outline": ["b.py"], "at": ["1", "show", "make"], "diff": ["1", "now"], "path": ["use", "make"],
            "query": ["is_async"], "affected": ["--since", "1"],
        }  # fmt: skip
        alone = (
            "status",
            "languages",
            "cycles",
            "dead",
            "hubs",
            "clusters",
            "duplicates",
            "external",
            "notes",
            "stats",
            "boundaries",
        )
        line = [question, *words.get(question, [] if question in alone else ["make"])]
        assert run([*line, "--at-least", token]) == 0
        uuid, generation = token.split(":")
        assert run([*line, "--at-least", f"{uuid}:{int(generation) + 1}"]) == 2
        said = capsys.readouterr().err
        assert (said.count("\n"), "the token is of generation 2" in said) == (1, True)


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("nonsense", {}), ("answer", {}), ("", {}),
        ("search", {"text": None}), ("search", {"text": 1}), ("search", {"text": "a", "limit": "1"}),
        ("search", {"text": "a", "limit": 0}), ("search", {"text": "a", "limit": MAX_RESULTS + 1}),
        ("search", {"text": "a", "limit": True}), ("search", {"text": "a", "limit": 1.5}),
        ("search", {"text": "a", "types": "class"}), ("search", {"text": "a", "types": ["nonsense"]}),
        ("search", {"text": "a", "tests": "yes"}), ("search", {"text": "a", "path": None}),
        ("show", {"atom": ["make"]}), ("show", {"atom": "make", "source": 1}), ("show", {"atom": "make", "more": 1}),
        ("outline", {"file": None}), ("outline", {"file": "../b.py"}), ("outline", {"file": "b.py", "path": 1}),
        ("callers", {"atom": "make", "depth": 0}), ("callers", {"atom": "make", "depth": MAX_DEPTH + 1}),
        ("callees", {"atom": "use", "types": ["nonsense"]}), ("callees", {"atom": {}}), ("status", {"root": "/"}),
        ("history", {}), ("history", {"atom": "make", "limit": 0}), ("diff", {}), ("diff", {"before": 1}),
        ("diff", {"before": "now", "after": "2"}), ("at", {"when": "1"}), ("at", {"when": "1", "question": "status"}),
        ("at", {"when": "1", "question": "at", "arguments": {}}),
        ("at", {"when": "", "question": "status", "arguments": {}}),
        ("at", {"when": "1", "question": "status", "arguments": {"root": "/"}}),
        ("at", {"when": "1", "question": "show", "arguments": {"atom": "make", "source": True}}),
    ],
)  # fmt: skip
def test_a_faulty_question_is_a_usage_error(place: Place, question: str, arguments: dict) -> None:
    with pytest.raises(UsageError):
        Session(place).ask(question, arguments)


def test_any_text_may_be_asked_for(place: Place) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        Session(place).ask("search", {"text": " "})
    for text in ("\0", "\x1b[31m", "a" * 100_000, '"', "*", "NEAR(", "\u202e", "..", "/"):
        Session(place).ask("search", {"text": text})
        for question in ("show", "callers", "callees"):
            with pytest.raises(UsageError):
                Session(place).ask(question, {"atom": text})
        with pytest.raises(UsageError):
            Session(place).ask("outline", {"file": text, "path": text})


def meta(generation: int) -> Meta:
    return Meta(uuid=UUID, schema_version=1, generation=generation, indexed_head="", indexed_at="")


def test_a_state_is_reached_from_its_generation_on() -> None:
    demand(meta(5), f"{UUID}:5")
    demand(meta(6), f"{UUID}:5")
    with pytest.raises(
        BehindError, match="the index is at generation 4, the token is of generation 5; run 'omny sync'"
    ) as raised:
        demand(meta(4), f"{UUID}:5")
    assert raised.value.recoverable


@pytest.mark.parametrize(
    "token",
    ["", ":", "5", UUID, f"{UUID}:", f"{UUID}:-1", f"{UUID}:x", f"{UUID}:1\n", f"{UUID}:{'9' * 5000}",
     f"{UUID}:\uff11", f"{UUID[:-1]}0:1", "x" * 100_000],
)  # fmt: skip
def test_a_token_that_is_none_or_of_another_index_is_one_line(token: str) -> None:
    with pytest.raises(UsageError) as raised:
        demand(meta(5), token)
    assert "omny status" in str(raised.value)
    assert len(str(raised.value)) < 300


def test_freshness_names_few_of_many_waiting_files_and_counts_them_all(repository: AtomRepository) -> None:
    waiting = {f"f{number:04}.py" for number in range(1_000)}
    fresh = freshness(repository, None, pending=waiting, problems=["watch limit reached"])
    assert fresh.pending == sorted(waiting)[:MAX_PENDING]
    assert (fresh.pending_total, fresh.problems) == (1_000, ["watch limit reached"])


def test_people_are_told_what_waits_and_what_hinders_in_one_line_each(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = [f"f{number:02}.py" for number in range(12)]

    def told(self: Place, repository: AtomRepository, paths: object, *, problems: object = ()) -> object:
        return freshness(repository, None, pending=waiting, problems=["a thread died", "a directory is not watched"])

    monkeypatch.setattr(Place, "freshness", told)
    for line in (["show", "make"], ["status"], ["status", "--skipped"]):
        assert run(line) == 0
        first, second = capsys.readouterr().err.splitlines()
        assert first == f"not indexed yet: {', '.join(waiting[:10])} and 2 more"
        assert second == "changes may be missing: a thread died; a directory is not watched"
