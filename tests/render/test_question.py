"""What is on a picture, and the command that draws it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from omny.cli import run
from omny.query import subgraph as question
from omny.render import layout

TREE = {
    "lib/core.py": "class Base:\n    pass\n\n\nclass Thing(Base):\n    def run(self):\n        return helper()\n\n\n"
    "def helper():\n    return deep()\n\n\ndef deep():\n    return deeper()\n\n\ndef deeper():\n    pass\n",
    "lib/use.py": "from lib.core import Thing, helper\n\n\ndef use():\n    Thing().run()\n    return helper()\n",
    "app.py": "from lib.use import use\n\n\ndef main():\n    use()\n    use()\n",
    "alone.py": "def nobody():\n    pass\n",
    "tests/test_core.py": "from lib.core import helper\n\n\ndef test_helper():\n    helper()\n",
}


@pytest.fixture
def indexed(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    for path, content in TREE.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(content)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run(["graph", *arguments, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"results", "total", "truncated", "title", "of", "alone", "edges", "freshness"} == told.keys()
    return told


def depths(told: dict) -> dict[str, int]:
    return {each["name"]: each["depth"] for each in told["results"]}


def test_around_an_atom_are_its_callers_and_what_it_calls(indexed, capsys):
    told = asked(capsys, "helper")
    assert depths(told) == {
        "helper": 0,
        "Thing.run": -1,
        "test_helper": -1,
        "use": -1,
        "deep": 1,
        "main": -2,
        "deeper": 2,
    }
    assert depths(asked(capsys, "helper", "--depth", "1")).keys() == {
        "helper",
        "Thing.run",
        "test_helper",
        "use",
        "deep",
    }


def test_every_edge_between_two_that_are_shown_is_there(indexed, capsys):
    told = asked(capsys, "helper")
    edges = {(each["source"].rpartition("::")[2], each["target"].rpartition("::")[2]): each for each in told["edges"]}
    assert edges.keys() == {
        ("Thing.run", "helper"),
        ("deep", "deeper"),
        ("helper", "deep"),
        ("main", "use"),
        ("test_helper", "helper"),
        ("use", "Thing.run"),
        ("use", "helper"),
    }
    assert (edges["main", "use"]["sites"], edges["use", "Thing.run"]["how"]) == (2, "inferred")


def test_a_class_is_asked_for_with_its_methods(indexed, capsys):
    told = asked(capsys, "Thing")
    assert depths(told) == {"Thing": 0, "Thing.run": 0, "Base": 1, "helper": 1, "use": -1}
    assert ("inherit", "exact") in {(each["type"], each["how"]) for each in told["edges"]}


def test_a_file_is_asked_for_from_the_root_or_from_here(indexed, capsys, monkeypatch):
    told = asked(capsys, "lib/use.py")
    assert {name for name, depth in depths(told).items() if depth == 0} == {"use", "<module>"}
    monkeypatch.chdir(indexed / "lib")
    assert asked(capsys, "use.py")["results"] == told["results"]


def test_files_are_shown_as_they_use_each_other(indexed, capsys, monkeypatch):
    told = asked(capsys, "--modules")
    assert [(each["id"], each["group"], each["is_test"]) for each in told["results"]] == [
        ("app.py", "", False),
        ("lib/core.py", "lib", False),
        ("lib/use.py", "lib", False),
        ("tests/test_core.py", "tests", True),
    ]
    assert (told["of"], told["alone"], told["title"]) == ("files", 1, "all files")
    assert {each["id"] for each in asked(capsys, "--modules", "lib")["results"]} == {"lib/core.py", "lib/use.py"}
    monkeypatch.chdir(indexed / "lib")
    assert asked(capsys, "--modules", ".")["title"] == "lib"


def test_too_many_files_are_shown_as_folders(indexed, capsys, monkeypatch):
    monkeypatch.setattr(question, "MAX_NODES", 3)
    told = asked(capsys, "--modules")
    assert (told["of"], [each["id"] for each in told["results"]]) == ("folders", [".", "lib", "tests"])


def test_too_many_atoms_are_cut_to_the_nearest_and_that_is_said(indexed, capsys, monkeypatch):
    monkeypatch.setattr(question, "MAX_NODES", 5)
    told = asked(capsys, "helper")
    assert (len(told["results"]), told["total"], told["truncated"]) == (5, 7, True)
    assert {abs(depth) for depth in depths(told).values()} == {0, 1}
    assert run(["graph", "helper", "--format", "dot"]) == 0
    assert "the nearest 5 of 7 atoms" in capsys.readouterr().err


def test_too_many_lines_are_cut_in_a_picture_that_is_laid_out_and_that_is_said(indexed, capsys, monkeypatch):
    pytest.importorskip("graphlay")
    monkeypatch.setattr(layout, "MAX_WIRES", 3)
    assert run(["graph", "helper", "--format", "svg"]) == 0
    out, err = capsys.readouterr()
    assert "the nearest 3 of 7 atoms; 3 edges" in err
    assert "the nearest 3 of 7 atoms; 3 edges" in out
    assert run(["graph", "helper", "--format", "dot"]) == 0
    assert capsys.readouterr().err == ""


def test_files_with_too_many_lines_are_drawn_as_folders_and_that_is_said(indexed, capsys, monkeypatch):
    pytest.importorskip("graphlay")
    monkeypatch.setattr(layout, "MAX_WIRES", 2)
    assert run(["graph", "--modules", "--format", "svg"]) == 0
    out, err = capsys.readouterr()
    assert "3 folders; files are too many to be shown, or their edges; 2 edges" in err
    assert "3 folders; files are too many" in out


def test_json_holds_no_character_that_a_terminal_obeys(indexed, capsys):
    path = "lib/evil\u202e\x9b.py"
    (indexed / path).write_text("def evil():\n    pass\n")
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["graph", "evil", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert "\\u202e" in out
    assert not set("\u202e\x9b") & set(out)
    assert json.loads(out)["results"][0]["group"] == path


def test_what_is_not_there_is_said_in_one_line(indexed, capsys):
    for arguments, words in (
        (["graph", "helpr"], "helper"),
        (["graph"], "--modules"),
        (["graph", "--modules", "nowhere"], "no indexed file"),
        (["graph", "helper", "--format", "gif"], "formats are svg"),
        (["graph", "helper", "-o", "x.gif"], "known by its ending '.gif'"),
    ):
        assert run(arguments) == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert words in said


def test_the_format_goes_by_the_name_of_the_file(indexed, capsys, tmp_path):
    pytest.importorskip("graphlay")
    begins = {"a.svg": b"<svg", "a.dot": b"digraph", "a.mmd": b"flowchart", "a.graphml": b"<graphml", "a.json": b"{"}
    for name, beginning in begins.items():
        assert run(["graph", "helper", "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().lstrip().startswith(beginning), name
        assert "7 atoms; 7 edges" in capsys.readouterr().out


def test_formats_without_a_layout_need_no_library(indexed, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "graphlay", None)
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    for form in ("dot", "mermaid", "graphml", "json"):
        assert run(["graph", "helper", "--format", form]) == 0
    capsys.readouterr()
    assert run(["graph", "helper", "--format", "svg"]) == 2
    assert "pip install 'omny-index[pictures]'" in capsys.readouterr().err


def _on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omny.cli.pictures.is_terminal", lambda: True)


def test_on_a_terminal_a_picture_goes_to_a_file_whose_path_is_told(indexed, capsys, monkeypatch):
    pytest.importorskip("graphlay")
    _on_a_terminal(monkeypatch)
    for arguments, name in (
        (["lib/core.py"], "lib-core.py.svg"),
        (["helper"], "helper.svg"),
        (["helper", "--format", "png"], "helper.png"),
        (["--modules"], "modules.svg"),
    ):
        assert run(["graph", *arguments]) == 0
        path = indexed / ".omny" / "pictures" / name
        out = capsys.readouterr().out
        assert out.startswith(f"{path}: ")
        assert out.endswith("--open shows it\n")
        assert b"<svg" in path.read_bytes() or name.endswith("png")
    assert run(["graph", "helper", "--format", "dot"]) == 0
    assert capsys.readouterr().out.startswith("digraph"), "text is for a terminal, too"


def test_in_a_pipe_a_picture_is_what_it_was(indexed, capsys):
    pytest.importorskip("graphlay")
    assert run(["graph", "helper"]) == 0
    assert "<svg" in capsys.readouterr().out
    assert not (indexed / ".omny" / "pictures").exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_picture_is_opened_where_that_is_asked_for(indexed, capsys, monkeypatch, there):
    pytest.importorskip("graphlay")
    opened = []

    def shown(url: str) -> bool:
        opened.append(url)
        return there

    monkeypatch.setattr("webbrowser.open", shown)
    assert run(["graph", "helper", "--open"]) == (0 if there else 2)
    assert opened == [(indexed / ".omny" / "pictures" / "helper.svg").as_uri()]
    printed = capsys.readouterr()
    assert ("no browser was found" in printed.err) is not there
    assert run(["graph", "helper", "--open", "-o", "mine.svg"]) == (0 if there else 2)
    assert opened[1:] == [(indexed / "mine.svg").as_uri()]
