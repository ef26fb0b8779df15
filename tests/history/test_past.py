"""What was, as a person or a program asks for it: history, at and diff on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from omny.cli import app, run
from omny.cli.declare import COMMANDS, Option, parameters
from omny.query.registry import PRESENT
from tests.support.helpers import write_tree
from tests.support.remembered import body

USE = "from a import f\n\n\ndef use():\n    f(1)\n"


@pytest.fixture
def lived(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three generations: f is called by use; then f takes more, and use calls it no more; then it is moved."""
    monkeypatch.chdir(tree)
    for files in (
        {"a.py": body("f"), "use.py": USE},
        {"a.py": body("f", 2).replace("(a)", "(a, b=1)"), "use.py": USE.replace("f(1)", "other()")},
    ):
        write_tree(tree, files)
        assert run(["index", "--jobs", "1"]) == 0
    (tree / "a.py").rename(tree / "b.py")
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def said(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    assert run(line) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def document(capsys: pytest.CaptureFixture[str], *line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *line, "--json"))
    return found


def test_a_history_is_told_by_what_changed(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "history", "f").splitlines()
    assert lines[0] == "history of b.py::f"
    assert lines[1].endswith("reindex  create  f(a) in a.py:1")
    assert [line.strip() for line in lines[3:4]] == ["body changed"]
    assert lines[2].endswith("update  signature (a) -> (a, b=1)")
    assert lines[-3].endswith("move    from a.py::f")
    assert lines[-2].strip() == "file a.py -> b.py"
    use = said(capsys, "history", "use")
    assert "- calls a.py::f" in use
    assert "+ calls outside other" in use


def test_a_history_gives_programs_every_field(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "history", "f")
    assert [step["operation"] for step in found["results"]] == ["create", "update", "move"]
    assert found["results"][1]["changes"]["signature"] == ["(a)", "(a, b=1)"]
    assert found["results"][0]["changes"]["signature"] == [None, "(a)"]
    assert found["results"][2]["moved_from"] == "a.py::f"
    assert (found["atom"], found["history_start"], found["total"]) == ("b.py::f", 0, 3)
    last = document(capsys, "history", "f", "--limit", "1")
    assert ([step["generation"] for step in last["results"]], last["truncated"]) == ([3], True)
    assert "2 earlier steps" in said(capsys, "history", "f", "--limit", "1")


def test_every_question_can_be_asked_of_another_time(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [found["id"] for found in document(capsys, "at", "1", "callers", "f")["results"]] == ["use.py::use"]
    assert document(capsys, "at", "2", "callers", "f")["results"] == []
    assert [found["id"] for found in document(capsys, "at", "1", "callees", "use")["results"]] == ["a.py::f"]
    assert document(capsys, "at", "1", "show", "f")["results"][0]["signature"] == "(a)"
    assert [found["id"] for found in document(capsys, "at", "2", "search", "f")["results"]] == ["a.py::f"]
    assert [found["id"] for found in document(capsys, "at", "2", "outline", "a.py")["results"]][-1] == "a.py::f"
    assert run(["at", "3", "outline", "a.py"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    then = document(capsys, "at", "1", "status")
    assert then["atoms"] == {"function": 2, "module": 2}
    assert "lines" not in then


def test_branches_tags_and_head_are_commits(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = "1" * 40, "2" * 40
    write_tree(lived, {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{old}\n"})
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(lived, {".git/refs/heads/main": f"{new}\n", ".git/refs/heads/fix/it": f"{old}\n"})
    packed = f"# pack-refs with: peeled\n{'3' * 40} refs/tags/v1\n^{old}\n"
    write_tree(lived, {".git/packed-refs": packed, "n.py": "x = 1\n"})
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(lived, {"m.py": "def m():\n    pass\n"})
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    for name in ("HEAD", "main", "refs/heads/main"):
        assert document(capsys, "affected", "--since", name)["since"]["indexed_head"] == new
        changed = {each["id"] for each in document(capsys, "diff", name)["results"]}
        assert changed == {"m.py::<module>", "m.py::m"}
    for name in ("fix/it", "v1"):
        assert document(capsys, "affected", "--since", name)["since"]["indexed_head"] == old
    write_tree(lived, {".git/refs/heads/never": f"{'4' * 40}\n"})
    assert run(["affected", "--since", "never"]) == 2
    assert "'never' is the commit 444444444444, which was never indexed" in capsys.readouterr().err
    for name in ("no/such", "../HEAD"):
        assert run(["affected", "--since", name]) == 2
        assert "no state is kept of" in capsys.readouterr().err
    assert run(["affected", "--since", "a..b"]) == 2
    assert "git has no such commits: 'a..b'" in capsys.readouterr().err


def test_an_answer_of_another_time_is_of_that_time(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It neither looks at files of today nor calls itself stale."""
    for path in ("b.py", "use.py"):
        (lived / path).unlink()
    write_tree(lived, {".git/HEAD": "1" * 40 + "\n"})
    found = document(capsys, "at", "1", "callers", "f")
    assert (found["at"]["generation"], found["freshness"]["generation"]) == (1, 1)
    assert found["freshness"]["token"].endswith(":1")
    fresh = found["freshness"]
    assert (fresh["stale"], fresh["changed"], fresh["pending"], fresh["degraded"]) == (False, [], [], [])
    assert "at generation 1, " in said(capsys, "at", "1", "callers", "f")
    assert "at generation 2, " in said(capsys, "at", "2", "status", "--skipped")


def test_a_git_commit_is_a_time(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, text in enumerate(("x = 1\n", "x = 1\ny()\n"), 1):
        write_tree(lived, {".git/HEAD": str(number) * 40 + "\n", "c.py": text})
        assert run(["index", "--jobs", "1"]) == 0
    write_tree(lived, {"d.py": "z()\n"})  # an edit that is in no commit yet
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert document(capsys, "at", "1111111", "show", "c.py::<module>")["freshness"]["indexed_head"] == "1" * 40
    assert document(capsys, "at", "2" * 40, "search", "d")["total"] == 0
    assert [each["id"] for each in document(capsys, "diff", "1" * 40, "2" * 40)["results"]] == ["c.py::<module>"]


def test_a_difference_tells_atoms_and_edges(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "diff", "1", "2")
    kinds = {change["id"]: (change["kind"], change["fields"]) for change in found["results"]}
    assert kinds["a.py::f"][0] == "changed"
    assert {"signature", "data.body_hash"} <= {*kinds["a.py::f"][1]}
    assert found["edges_removed"]["results"] == [{"source": "use.py::use", "target": "a.py::f", "type": "call"}]
    assert (found["before"]["generation"], found["after"]["generation"]) == (1, 2)
    back = document(capsys, "diff", "2", "1")
    assert (back["edges_added"], back["edges_removed"]) == (found["edges_removed"], found["edges_added"])
    lines = [" ".join(line.split()) for line in said(capsys, "diff", "1").splitlines()]
    assert "+ b.py::f was a.py::f" in lines
    assert "- use.py::use -> a.py::f call" in lines
    cut = document(capsys, "diff", "1", "--limit", "1")
    assert (len(cut["results"]), cut["total"] > 1, cut["truncated"]) == (1, True, True)
    assert said(capsys, "diff", "1", "--limit", "1").endswith("more with --limit\n")


def test_nothing_from_a_source_of_the_past_reaches_a_terminal(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree)
    for colour in "12":
        write_tree(tree, {"a.py": f'def f(x="\x1b[3{colour}m\u202e"):\n    "\x1b]0;title\x07{colour}"\n'})
        assert run(["index", "--jobs", "1"]) == 0
    for line in (["history", "f"], ["diff", "1"], ["at", "1", "show", "f"]):
        assert run(line) == 0
    assert not {"\x1b", "\x07", "\u202e"} & {*capsys.readouterr().out}


def test_a_look_back_changes_nothing(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = said(capsys, "dump"), said(capsys, "events")
    copy = lived.parent / "copy.db"
    shutil.copy(lived / ".omny/omny.db", copy)
    said(capsys, "at", "1", "status")
    assert (said(capsys, "dump"), said(capsys, "events")) == before
    assert (lived / ".omny/omny.db").read_bytes() == copy.read_bytes()


def test_every_question_of_now_has_an_option_for_another_time(tmp_path, monkeypatch, capsys):
    assert app
    write_tree(tmp_path, {"a.py": "def one():\n    return two()\n\n\ndef two():\n    pass\n"})
    monkeypatch.chdir(tmp_path)
    assert run(["index"]) == 0
    (tmp_path / "a.py").write_text("def other():\n    pass\n")
    assert run(["index"]) == 0
    given = {
        "search": ["one"],
        "show": ["one"],
        "outline": ["a.py"],
        "path": ["one", "two"],
        "query": ["complexity > 0"],
    }
    atoms = ("callers", "callees", "references", "impact", "tests")
    more = {"affected": ["--since", "1"], "external": ["nobody"]}
    for name in PRESENT:
        function = COMMANDS.get(name)
        if function is None or name in ("graph", "boundaries"):
            continue
        names = {
            spelling for each in parameters(function) if isinstance(each.place, Option) for spelling in each.place.names
        }
        assert "--at" in names, name
        words = [name, *given.get(name, ["two"] if name in atoms else more.get(name, []))]
        capsys.readouterr()
        assert run([*words, "--at", "1"]) == 0, name
        assert "at generation 1" in capsys.readouterr().out, name
