"""The SCIP export, decoded as any reader of Protocol Buffers would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from omny.export.wire import number, pack_numbers
from tests.support.helpers import write_tree

TREE = {
    "pkg/café.py": '''\
"""A place."""


class Base:
    pass


class Cup(Base):
    def __init__(self):
        self.fill()

    def fill(self):
        """Fills it."""
        return pour()


def pour():
    é = 'é'; return stir()


def stir(): return 1
''',
    "pkg/__init__.py": "",
    "tests/test_cup.py": """\
from pkg.café import Cup as C


def test_cup():
    def inner():
        return C()
    inner()
""",
    "web/odd-name.ts": """\
export interface Face { a(): void }
export class Man implements Face { get x() { return 1 } a() {} }
function twice() {}
function twice() {}
""",
}
IDENTIFIER = r"(?:[\w+$-]+|`(?:[^`]|``)+`)"
SYMBOL = re.compile(rf"omny \. \. \. (?:{IDENTIFIER}(?:/|#|\([\w+$-]*\)\.))+", re.ASCII)


def varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a message: numbers, or bytes."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        value: Any
        value, at = varint(data, at)
        if key & 7 == 2:
            value, at = data[at : at + value], at + value
            assert len(value) == len(data[at - len(value) : at])
        else:
            assert key & 7 == 0
        yield key >> 3, value


def numbers(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        value, at = varint(data, at)
        found.append(value)
    return found


def read(data: bytes, shape: dict[int, tuple[str, Any]]) -> dict[str, Any]:
    """A message of that shape: field to its name, and text, numbers, int, or a list of the shape of messages."""
    found: dict[str, Any] = {}
    for field, value in fields(data):
        name, kind = shape[field]
        if isinstance(kind, list):
            found.setdefault(name, []).append(value.decode() if kind == [str] else read(value, kind[0]))
        else:
            readers: dict[str, Any] = {"text": bytes.decode, "numbers": numbers, "int": int}
            found[name] = readers[kind](value)
    return found


OCCURRENCE = {1: ("range", "numbers"), 2: ("symbol", "text"), 3: ("roles", "int"), 7: ("around", "numbers")}
RELATION = {1: ("symbol", "text"), 3: ("is_implementation", "int")}
SYMBOL_SHAPE = {
    1: ("symbol", "text"),
    3: ("documentation", [str]),
    4: ("relationships", [RELATION]),
    5: ("kind", "int"),
    6: ("name", "text"),
    8: ("enclosing", "text"),
}
DOCUMENT = {
    1: ("path", "text"),
    2: ("occurrences", [OCCURRENCE]),
    3: ("symbols", [SYMBOL_SHAPE]),
    4: ("language", "text"),
    6: ("encoding", "int"),
}
METADATA = {2: ("tool", [{1: ("name", "text"), 2: ("version", "text")}]), 3: ("root", "text"), 4: ("encoding", "int")}
INDEX = {1: ("metadata", [METADATA]), 2: ("documents", [DOCUMENT])}


@pytest.fixture
def exported(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["export", "scip", "-o", str(tmp_path / "index.scip")]) == 0
    capsys.readouterr()
    return read((tmp_path / "index.scip").read_bytes(), INDEX)


def documents(exported: dict) -> dict[str, dict]:
    return {each["path"]: each for each in exported["documents"]}


def text_at(tree: Path, path: str, place: list[int]) -> str:
    line = (tree / path).read_bytes().split(b"\n")[place[0]]
    assert len(place) == 3
    return line[place[1] : place[2]].decode()


def test_numbers_are_written_as_protocol_buffers_do():
    assert (number(1, 150), number(1, 0), pack_numbers([0, 127, 128, 300])) == (
        b"\x08\x96\x01",
        b"",
        b"\x00\x7f\x80\x01\xac\x02",
    )


def test_an_index_says_what_made_it_and_of_what(exported, tree):
    (said,) = exported["metadata"]
    assert said["tool"][0]["name"] == "omny"
    assert (said["root"], said["encoding"]) == (f"file://{tree}", 1)
    assert list(documents(exported)) == sorted(TREE)
    assert {path: told["language"] for path, told in documents(exported).items()}["web/odd-name.ts"] == "TypeScript"


def test_every_symbol_is_of_the_grammar_and_is_defined_once(exported):
    defined = [each["symbol"] for told in exported["documents"] for each in told["symbols"]]
    assert [symbol for symbol in defined if not SYMBOL.fullmatch(symbol)] == []
    assert len(defined) == len(set(defined))
    occurring = {
        (each["symbol"], bool(each.get("roles", 0) & 1))
        for told in exported["documents"]
        for each in told["occurrences"]
    }
    assert {symbol for symbol, is_definition in occurring if is_definition} == set(defined)
    assert {symbol for symbol, _ in occurring} <= set(defined)


def test_definitions_and_references_stand_where_the_names_are(exported, tree):
    names: dict[tuple[str, str, bool], set[str]] = {}
    for path, told in documents(exported).items():
        for each in told["occurrences"]:
            if not each["symbol"].endswith("/"):
                short = each["symbol"].rpartition("/")[2]
                names.setdefault((path, short, bool(each.get("roles", 0) & 1)), set()).add(
                    text_at(tree, path, each["range"])
                )
    assert names["pkg/café.py", "Cup#", True] == {"Cup"}
    assert names["pkg/café.py", "Cup#fill().", True] == {"fill"}
    assert names["pkg/café.py", "Cup#fill().", False] == {"fill"}
    assert names["pkg/café.py", "stir().", False] == {"stir"}  # behind a name that takes two bytes a letter
    assert names["tests/test_cup.py", "Cup#__init__().", False] == {"C"}
    assert names["tests/test_cup.py", "test_cup().inner().", True] == {"inner"}
    assert names["web/odd-name.ts", "twice(+1).", True] == {"twice"}


def test_what_is_known_of_a_symbol_is_told(exported):
    symbols = {each["symbol"].rpartition("/")[2]: each for told in exported["documents"] for each in told["symbols"]}
    assert symbols["Cup#fill()."]["documentation"] == ["fill(self)", "Fills it."]
    assert symbols["Cup#"]["relationships"] == [{"symbol": "omny . . . `pkg/café.py`/Base#", "is_implementation": 1}]
    kinds = {name: each["kind"] for name, each in symbols.items()}
    assert (kinds["Cup#"], kinds["Cup#__init__()."], kinds["pour()."], kinds["Face#"], kinds["Man#x()."]) == (
        7,
        9,
        17,
        21,
        18,
    )
    assert symbols["Cup#fill()."]["enclosing"].endswith("Cup#")


def test_tests_are_marked_and_a_definition_has_its_extent(exported):
    told = documents(exported)
    assert all(each["roles"] & 0x20 for each in told["tests/test_cup.py"]["occurrences"])
    cup = next(each for each in told["pkg/café.py"]["occurrences"] if each["symbol"].endswith("Cup#"))
    assert cup["around"] == [7, 0, 13, 21]


def again(tmp_path: Path) -> bytes:
    assert run(["export", "scip", "-o", str(tmp_path / "again.scip")]) == 0
    return (tmp_path / "again.scip").read_bytes()


def test_the_same_index_gives_the_same_bytes(exported, tmp_path):
    assert again(tmp_path) == (tmp_path / "index.scip").read_bytes()


def test_a_file_that_has_changed_since_has_lines_and_no_columns(exported, tree, tmp_path):
    (tree / "pkg/café.py").write_text("x = 1\n" * 30)
    told = documents(read(again(tmp_path), INDEX))["pkg/café.py"]
    places = {each["symbol"].rpartition("/")[2]: each for each in told["occurrences"] if each.get("roles", 0) & 1}
    assert places["Cup#"]["range"] == [7, 0, 0]
    assert "around" not in places["Cup#"]
