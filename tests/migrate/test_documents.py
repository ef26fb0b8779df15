"""What is read of one legacy file, whatever became of it, and what its ids and paths mean."""

from __future__ import annotations

import json

import pytest

from omny.migrate.documents import Kind, Read, document
from omny.migrate.names import common_root, is_outside, plain_path, qualify, split_id
from omny.migrate.records import VARIABLE, accounts, moment
from tests.support.legacy_store import AT, ELSEWHERE, poor, pretty, rich, shadow, variable

MODIFIED = "2026-03-01T00:00:00.000000Z"


def said(content: dict[str, object] | bytes):
    """The one account of a document."""
    (account,) = accounts(document(content if isinstance(content, bytes) else pretty(content)), MODIFIED)
    return account


def test_the_leading_document_of_an_interleaved_file_is_what_counts():
    ours, longer = pretty(rich("a.js", "one")), pretty(rich("b.js", "another_one", calls=["x", "y", "z"]))
    for content in (ours + longer[len(ours) :], ours + longer[-1:], ours + b"}", ours + b'{"id": "x"}'):
        found = document(content)
        assert (found.read, found.kind, found.fields.id) == (Read.LEADING, Kind.ATOM, "a.js::one")


def test_what_follows_a_document_and_says_nothing_is_no_damage():
    assert document(b"\xef\xbb\xbf" + pretty(rich("a.js", "one")) + b"\r\n\n").read == Read.CLEAN


def test_of_a_file_that_was_cut_off_the_first_fields_are_kept():
    whole = pretty(rich("a.js", "one", 7, 9, calls=["x"]))
    read = {document(whole[:end]).read for end in range(len(whole) - 1)}
    assert read == {Read.NOT, Read.HEAD}
    found = document(whole[: whole.index(b'"internalCalls"')])
    assert (found.kind, found.fields.id, found.fields.line, found.fields.endLine) == (Kind.ATOM, "a.js::one", 7, 9)


def test_a_number_at_the_very_end_of_a_cut_off_file_is_not_believed():
    whole = pretty(rich("a.js", "one", 7, 912))
    found = document(whole[: whole.index(b"912") + 2])
    assert found.fields.line == 7
    assert found.fields.endLine is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"\0" * 500,
        b"null",
        b"[]",
        b'"text"',
        b"12",
        b"\xff\xfe{",
        b"{" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_what_is_no_document_is_not_read(content):
    assert document(content).read == Read.NOT


def test_half_a_character_does_not_cost_a_document():
    found = document(pretty(rich("a.js", "one", icon="?")).replace(b'"icon": "?"', b'"purpose": "\\ud83d"'))
    assert (found.read, found.fields.purpose) == (Read.MENDED, "\ufffd")
    found = document(pretty(rich("a.js", "one")).replace(b"API_EXPORT", b"API\xff"))
    assert (found.read, found.fields.purpose) == (Read.MENDED, "API\ufffd")


def test_kinds_are_told_by_content():
    kinds = {
        Kind.ATOM: rich("a.js", "one"),
        Kind.FILE: {"path": "a.js", "definitions": []},
        Kind.SHADOW: shadow("a.js::one", "a.js", "one"),
        Kind.SHADOWS: {"shadows": {}, "lineages": {}},
        Kind.VERSIONS: {"atoms": {"a.js::one": {"lastModified": 1}}, "lastUpdated": AT},
        Kind.INDEX: {"metadata": {}, "fileIndex": {}},
        Kind.CONNECTIONS: {"connections": [], "total": 0},
        Kind.OTHER: {"filePath": "a.js", "type": "molecule", "atoms": ["a.js::one"]},
    }
    assert {kind: document(pretty(content)).kind for kind, content in kinds.items()} == {kind: kind for kind in kinds}


def test_fields_of_unexpected_types_do_no_harm():
    odd = {key: [None, {"x": [1.5]}] for key in rich("a.js", "one")}
    account = said({**odd, "id": "a.js::one", "name": "one", "filePath": "a.js"})
    assert (account.line, account.end_line, account.type, account.signature) == (1, 1, "function", "()")
    assert said({"id": "x", "name": "y", "line": float("inf")}).line == 1
    assert said({**rich("a.js", "one", 10), "endLine": 3, "calls": [{"name": 5}, "x", {"callee": ""}]}).end_line == 10


def test_both_schemas_say_the_same():
    one, two = (
        said(rich("a.js", "save", 4, class_name="Shop", kind="method")),
        said(poor("a.js", "save", 4, class_name="Shop")),
    )
    assert (one.path, one.qualified, one.type, one.line) == (two.path, two.qualified, two.type, two.line)
    assert (two.signature, two.data["is_async"], two.data["unresolved"]) == ("(item): Promise", True, ["items.set"])


def test_calls_become_names_once_each_with_their_receiver():
    document_ = rich("a.js", "save", 4, calls=["fs.writeFile", "check", "this.items.get"])
    document_["externalCalls"] = [{"callee": "bus.on", "name": "on", "object": "bus", "line": 22}]
    document_["calls"].append({"name": "save", "line": 9})  # this one calls itself
    assert said(document_).data["unresolved"] == ["bus.on", "check", "fs.writeFile", "save", "this.items.get"]


def test_the_declaration_is_no_call_of_itself():
    assert said(rich("a.js", "save", 4)).data["unresolved"] == []


def test_code_that_was_taken_for_parameters_is_left_out():
    bad = rich("a.js", "it(x)", typeContracts={"params": [{"name": "'it works'"}, {"name": "async ("}]})
    assert said(bad).signature == "()"
    told = {
        "params": [{"name": "id", "type": "string", "inferred": False}],
        "returns": {"type": "any", "inferred": True},
    }
    assert said(rich("a.ts", "one", typeContracts=told)).signature == "(id: string)"


def test_what_a_constant_holds_tells_what_it_is():
    assert said(variable("a.js", "X")).type == VARIABLE
    assert said(variable("a.js", "f", "ArrowFunctionExpression")).type == "arrow"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-02-21T10:00:00.000Z", "2026-02-21T10:00:00.000000Z"),
        ("2026-02-21T12:00:00+02:00", "2026-02-21T10:00:00.000000Z"),
        ("2026-02-21T10:00:00", "2026-02-21T10:00:00.000000Z"),
        (1771847000000, "2026-02-23T11:43:20.000000Z"),
        ("yesterday", ""),
        (1e300, ""),
        (True, ""),
        (None, ""),
    ],
)
def test_times_are_told_in_one_form(value, told):
    assert moment(value) == told


@pytest.mark.parametrize(
    ("given", "plain", "outside"),
    [
        ("src/a.js", "src/a.js", False),
        ("src\\b\\a.js", "src/b/a.js", False),
        ("./src//a.js", "src/a.js", False),
        ("src/x/../a.js", "src/a.js", False),
        ("../other/a.js", "../other/a.js", True),
        ("/home/dev/a.js", "/home/dev/a.js", True),
        ("c:\\Users\\📁 X\\a.js", "C:/Users/📁 X/a.js", True),
        ("", "", True),
    ],
)
def test_paths_have_one_form(given, plain, outside):
    assert (plain_path(given), is_outside(plain)) == (plain, outside)


@pytest.mark.parametrize(
    ("id_", "parts"),
    [
        ("a.js::save", ("a.js", "save")),
        ("a.js::Shop.save", ("a.js", "Shop.save")),
        ("t.test.js::it(finds A::B in C:\\x)", ("t.test.js", "it(finds A::B in C:\\x)")),
        ("C:\\p\\a.js::save", ("C:/p/a.js", "save")),
        ("atom_test_123", ("", "atom_test_123")),
        ("a.js::two\nlines", ("a.js", "two lines")),
        ("a.js::save~2", ("a.js", "save_2")),
    ],
)
def test_an_id_ends_its_path_at_the_first_separator(id_, parts):
    assert split_id(id_) == parts


def test_the_class_is_part_of_the_name():
    assert qualify("save", "Shop", "Shop.save") == "Shop.save"
    assert qualify("save", "Shop", "save") == "Shop.save"
    assert qualify("save", None, "outer.save") == "outer.save"
    assert qualify("Shop.save", "Shop", "") == "Shop.save"
    assert qualify("save", None, "GA:save") == "save"


def test_absolute_paths_are_below_what_most_of_them_have_before_a_known_one():
    known = {"src/a.js", "src/b/a.js"}.__contains__
    paths = [f"{ELSEWHERE}/src/a.js", f"{ELSEWHERE}/src/b/a.js", f"{ELSEWHERE}/src/new.js", "/tmp/x/src/a.js"]
    assert common_root(paths, known) == ELSEWHERE
    assert common_root(["C:/p/src/a.js"], known) == "C:/p"
    assert common_root([f"{ELSEWHERE}/x.js", f"{ELSEWHERE}/lib/y.js"], lambda path: False) == ELSEWHERE
    assert common_root([], known) == ""


def test_documents_are_what_the_standard_library_reads():
    content = rich("a.js", "one", 3, calls=["a.b"])
    assert document(json.dumps(content).encode()).fields == document(pretty(content)).fields
