"""`grep`: the lines of all text files that match, each with the atom around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.query.grep import MAX_FILE_BYTES, widen
from tests.support.graph_project import ask, project
from tests.support.helpers import sync

SHOP = {
    "shop/cart.py": "class Cart:\n    def price(self):\n        # TODO: tax\n        return 1  # TODO\n",
    "tests/test_cart.py": "def test_price():\n    pass  # TODO\n",
    "docs/notes.md": "TODO in a document\r\n",
    "shop/vendor.min.js": "var TODO=1",
    "Makefile": "all:\n\techo TODO\n",
}


def _hits(tree: Path, files: dict[str, Any], **arguments: Any) -> list[tuple[str, int, str]]:
    tree.mkdir(exist_ok=True)
    with project(tree, {}) as repository:
        for path, content in files.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        sync(tree, repository)
        found = ask((repository, tree), "grep", **arguments)
    return [(each["path"], each["line"], each.get("atom", "").partition("::")[2]) for each in found["results"]]


def test_every_text_file_is_searched_code_before_tests_and_documents_last(tree):
    assert _hits(tree, SHOP, pattern="TODO") == [
        ("Makefile", 2, ""),
        ("shop/cart.py", 3, "Cart.price"),
        ("shop/cart.py", 4, "Cart.price"),
        ("shop/vendor.min.js", 1, ""),
        ("tests/test_cart.py", 2, "test_price"),
        ("docs/notes.md", 1, ""),
    ]


def test_a_file_that_has_changed_since_it_was_indexed_is_read_as_it_is_now(tree):
    with project(tree, SHOP) as repository:
        (tree / "shop/cart.py").write_text("# TODO, first\n" + SHOP["shop/cart.py"])
        found = ask((repository, tree), "grep", pattern="TODO", path="shop/cart")
    assert [(each["line"], each.get("atom", "")) for each in found["results"]] == [(1, ""), (4, ""), (5, "")]


def test_what_git_ignores_binaries_and_secrets_by_name_are_not_searched(tree):
    files = {
        ".gitignore": "out/\n",
        "out/a.txt": "needle",
        "a.bin": b"\0\1needle",
        ".env": "needle=1",
        "kept.txt": "a needle here",
    }
    assert _hits(tree, files, pattern="needle") == [("kept.txt", 1, "")]


def test_a_line_counts_once_and_no_match_goes_over_its_end(tree):
    files = {"a.txt": "aa aa\nb\n\na\n"}
    assert [line for _, line, _ in _hits(tree / "1", files, pattern="a")] == [1, 4]
    assert [line for _, line, _ in _hits(tree / "2", files, pattern="^")] == [1, 2, 3, 4]
    assert [line for _, line, _ in _hits(tree / "3", files, pattern="^$")] == [3]
    assert _hits(tree / "4", files, pattern=r"a\sb|a\nb") == []
    assert [line for _, line, _ in _hits(tree / "5", {"a.txt": "x\ny"}, pattern="y$")] == [2]


def test_text_of_any_language_and_encoding_is_found(tree):
    files = {"a.txt": "größe ٣\n", "b.txt": "größe".encode("utf-16"), "c.txt": b"caf\xe9 x\n"}
    assert [path for path, _, _ in _hits(tree / "1", files, pattern=r"^\w+e\b")] == ["a.txt", "b.txt"]
    assert [path for path, _, _ in _hits(tree / "2", files, pattern=r"[\d]")] == ["a.txt"]
    assert [path for path, _, _ in _hits(tree / "3", files, pattern=r"caf. x|caf\W x")] == []
    assert [path for path, _, _ in _hits(tree / "4", files, pattern="GRÖSSE|GRÖßE", ignore_case=True)] == [
        "a.txt",
        "b.txt",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\w", r"[\pL\pM\p{Nd}\p{Pc}]"),
        (r"[^\w-]", r"[^\pL\pM\p{Nd}\p{Pc}-]"),
        (r"\\w", r"\\w"),
        (r"[]\d]", r"[]\p{Nd}]"),
        (r"\D", r"[^\p{Nd}]"),
        (r"[\W]", r"[\W]"),
        (r"a]\d", r"a]\p{Nd}".replace(r"\p{Nd}", r"[\p{Nd}]")),
    ],
)
def test_classes_stand_for_all_of_unicode(written, meant):
    assert widen(written) == meant


def test_secrets_are_taken_out_of_the_lines(tree):
    key = "AKIA" + "Z7Q2M4XW9KDT3RVB"
    with project(tree, {"a.py": f'KEY = "{key}"\n'}) as repository:
        (only,) = ask((repository, tree), "grep", pattern="KEY")["results"]
    assert key not in only["text"]
    assert only["text"].startswith('KEY = "REDACTED')


def test_the_limit_cuts_what_is_shown_and_not_what_is_counted(tree):
    with project(tree, SHOP) as repository:
        found = ask((repository, tree), "grep", pattern="todo", ignore_case=True, limit=2)
    assert (len(found["results"]), found["total"], found["files"], found["truncated"]) == (2, 6, 5, True)


def test_a_file_that_is_too_large_is_named(tree):
    with project(tree, {"a.txt": "needle\n"}) as repository:
        with (tree / "huge.txt").open("wb") as file:
            file.truncate(MAX_FILE_BYTES + 1)
        found = ask((repository, tree), "grep", pattern="needle")
    assert (found["unread"], found["total"]) == (["huge.txt"], 1)


def test_a_wrong_expression_is_refused_in_a_line_and_literal_takes_it(tree):
    with project(tree, {"a.txt": r"f( \1"}) as repository:
        for pattern in ("f(", r"(a)\1", "(?=a)"):
            with pytest.raises(UsageError, match="grep"):
                ask((repository, tree), "grep", pattern=pattern)
        assert ask((repository, tree), "grep", pattern="f(", literal=True)["total"] == 1
