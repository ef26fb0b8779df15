"""The tags file, by the rules of tags(5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.cli import run
from tests.support.helpers import write_tree

TREE = {
    "a.py": """\
class Base:
    pass


class Sub(Base, metaclass=M):
    def go(self, x: int = 1) -> list[int]:
        def inner(): pass
        return []


def zed(pattern=r'\\d\t+'): pass
""",
    "b.ts": """\
export interface Face { a: number }
export class Man { get x(): number { return 1 } m(a: string): void {} }
export const fly = (a: number): string => '';
""",
    "Big.py": "from enum import Enum\n\n\ndef Zed(): pass\n\n\nclass Hue(Enum):\n    def mix(self): pass\n",
}


@pytest.fixture
def lines(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["export", "ctags"]) == 0
    return capsys.readouterr().out.splitlines()


def tags(lines: list[str]) -> dict[str, tuple[str, str, str, dict[str, str]]]:
    found = {}
    for line in lines:
        if not line.startswith("!_TAG_"):
            name, path, address, kind, *fields = line.split("\t")
            found[name] = (path, address, kind, dict(field.split(":", 1) for field in fields))
    return found


def test_the_head_says_how_to_read_it_and_lines_are_sorted_by_bytes(lines):
    head = [line.split("\t") for line in lines if line.startswith("!_TAG_")]
    told = {row[0]: row[1] for row in head}
    assert (told["!_TAG_FILE_FORMAT"], told["!_TAG_FILE_SORTED"], told["!_TAG_FILE_ENCODING"]) == ("2", "1", "utf-8")
    assert all(len(row) == 3 for row in head)
    assert lines == sorted(lines, key=str.encode)


def test_every_tag_has_its_place_kind_scope_and_signature(lines):
    found = tags(lines)
    assert found.keys() == {"Base", "Face", "Hue", "Man", "Sub", "Zed", "fly", "go", "inner", "m", "mix", "x", "zed"}
    path, address, kind, fields = found["go"]
    assert (path, address, kind) == ("a.py", '6;"', "m")
    assert fields == {
        "line": "6",
        "language": "Python",
        "class": "Sub",
        "typeref": "typename:list[int]",
        "signature": "(self, x: int = 1)",
        "end": "8",
    }
    assert found["inner"][3]["method"] == "Sub.go"
    assert found["mix"][3]["enum"] == "Hue"
    assert found["Sub"][3]["inherits"].startswith("Base")
    assert {name: found[name][2] for name in ("Face", "Hue", "Man", "fly", "x", "zed")} == {
        "Face": "i",
        "Hue": "g",
        "Man": "c",
        "fly": "f",
        "x": "G",
        "zed": "f",
    }


def test_no_value_breaks_out_of_its_field(lines):
    signature = tags(lines)["zed"][3]["signature"]
    assert "\\\\d" in signature
    assert all(line.count("\t") >= 5 for line in lines if not line.startswith("!_TAG_"))


def test_the_same_index_gives_the_same_bytes(lines, capsys, tmp_path):
    assert run(["export", "ctags", "--output", str(tmp_path / "tags")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'tags'}: 13 tags\n"
    assert (tmp_path / "tags").read_text().splitlines() == lines
