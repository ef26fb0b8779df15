"""The text of an atom is edited in each language. What goes for a language is its layout: data, and no code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.edit.request import Body, Delete, EditRequest, Insert, Move, Rename, Replace, Undo
from tests.support.editing import Edited, edited


@dataclass(frozen=True)
class Sample:
    """Two definitions below what a file begins with; the second has a comment or an attribute above it."""

    path: str
    head: str
    first: str
    second: str
    added: str
    body: tuple[str, str]  # of the first, and another one

    def text(self, *parts: str) -> str:
        return "\n\n".join((*([self.head] if self.head else []), *parts)) + "\n"


SAMPLES = [
    Sample(
        "a.go",
        'package a\n\nimport "fmt"',
        'func one() string {\n\treturn "ä"\n}',
        "// two is ü.\nfunc two() {\n\tfmt.Println(2)\n}",
        "func three() int {\n\treturn 3\n}",
        ('\treturn "ä"', '\tx := "ö"\n\n\treturn x'),
    ),
    Sample(
        "A.java",
        "package a;\n\nimport java.util.List;",
        'class one {\n    String of() {\n        return "ä";\n    }\n}',
        "/** Two is ü. */\nclass two {\n}",
        "class three {\n}",
        ('    String of() {\n        return "ä";\n    }', '    int n = 1; // "ö"'),
    ),
    Sample(
        "a.rs",
        "#![allow(dead_code)]",
        'fn one() -> &\'static str {\n    "ä"\n}',
        "/// Two is ü.\n#[inline]\nfn two() {\n    one();\n}",
        "fn three() {}",
        ('    "ä"', '    let x = "ö";\n    x'),
    ),
    Sample(
        "a.sh",
        "#!/bin/bash\nset -e",
        'one() {\n  echo "ä"\n}',
        "# Two is ü.\ntwo() {\n  one\n}",
        "three() {\n  echo 3\n}",
        ('  echo "ä"', '  local x="ö"\n  echo "$x"'),
    ),
    Sample(
        "a.php",
        "<?php\nnamespace A;\n\nuse B\\C;",
        "function one() {\n    return 'ä';\n}",
        "// Two is ü.\nfunction two() {\n    return one();\n}",
        "function three() {\n}",
        ("    return 'ä';", "    $x = 'ö';\n    return $x;"),
    ),
    Sample(
        "a.cs",
        "using A;\n\nnamespace N;",
        'class one {\n    string Of() {\n        return "ä";\n    }\n}',
        "/// <summary>Two is ü.</summary>\n[Obsolete]\nclass two {\n}",
        "class three {\n}",
        ('    string Of() {\n        return "ä";\n    }', '    int n = 1; // "ö"'),
    ),
    Sample(
        "a.lua",
        "",
        'function one()\n  return "ä"\nend',
        "-- Two is ü.\nlocal function two()\n  return one()\nend",
        "function three()\nend",
        ('  return "ä"', '  local x = "ö"\n  return x'),
    ),
    Sample(
        "a.rb",
        "",
        "def one\n  # why\n  'ä'\nend",
        "# Two is ü.\ndef two\n  one\nend",
        "def three\nend",
        ("  # why\n  'ä'", "  x = 'ö'\n  x"),
    ),
    Sample(
        "a.c",
        "#include <a.h>",
        'const char *one(void) {\n    return "ä";\n}',
        "/* Two is ü. */\nint two(void) {\n    return 2;\n}",
        "int three(void) {\n    return 3;\n}",
        ('    return "ä";', '    const char *x = "ö";\n    return x;'),
    ),
    Sample(
        "a.cpp",
        "#include <a>",
        'const char *one() {\n    return "ä";\n}',
        "// Two is ü.\n[[nodiscard]]\nint two() {\n    return 2;\n}",
        "int three() {\n    return 3;\n}",
        ('    return "ä";', '    auto x = "ö";\n    return x;'),
    ),
    Sample(
        "a.swift",
        "import A",
        'func one() -> String {\n    return "ä"\n}',
        "/// Two is ü.\n@inline(never)\nfunc two() -> Int {\n    return 2\n}",
        "func three() {\n}",
        ('    return "ä"', '    let x = "ö"\n    return x'),
    ),
    Sample(
        "a.scala",
        "package a\n\nimport b.C",
        'def one(): String = {\n  "ä"\n}',
        "/** Two is ü. */\ndef two(): Int = {\n  2\n}",
        "def three(): Int = {\n  3\n}",
        ('  "ä"', '  val x = "ö"\n  x'),
    ),
    Sample(
        "a.js",
        "",
        'function one() {\n  return "ä";\n}',
        "function two() {\n  return one();\n}",
        "function three() {\n}",
        ('  return "ä";', '  const x = "ö";\n  return x;'),
    ),
    Sample(
        "a.py",
        "",
        'def one():\n    return "ä"',
        "def two():\n    return one()",
        "def three():\n    pass",
        ('    return "ä"', '    x = "ö"\n    return x'),
    ),
]  # fmt: skip


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.path)
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.param
    return found


def _edit(tree: Edited, request: EditRequest) -> None:
    result = tree.applied(request)
    assert (result.status, result.reason) == ("applied", "")


def test_an_atom_is_edited_and_each_edit_taken_back(tmp_path: Path, sample: Sample) -> None:
    gap = "\n\n\n" if sample.path == "a.py" else "\n\n"
    first, second, added, (old, new) = sample.first, sample.second, sample.added, sample.body
    before = sample.text(f"{first}{gap}{second}")
    with edited(tmp_path, {sample.path: before.replace("\n", "\r\n")}) as tree:

        def check(text: str) -> None:
            assert tree.text(sample.path) == text.replace("\n", "\r\n")

        _edit(tree, Body(atom="one", text=new))
        check(sample.text(f"{first.replace(old, new)}{gap}{second}"))
        _edit(tree, Undo())
        check(before)
        _edit(tree, Insert(atom="one", text=added))
        check(sample.text(f"{first}{gap}{added}{gap}{second}"))
        _edit(tree, Undo())
        _edit(tree, Insert(atom="two", text=added, where="before"))
        check(sample.text(f"{first}{gap}{added}{gap}{second}"))
        _edit(tree, Undo())
        check(before)
        _edit(tree, Delete(atom="two"))
        check(sample.text(first))
        _edit(tree, Undo())
        check(before)
        _edit(tree, Replace(atom="one", text=added))
        check(sample.text(f"{added}{gap}{second}"))
        _edit(tree, Undo())
        check(before)


def test_what_is_put_first_in_a_file_comes_after_its_head(tmp_path: Path, sample: Sample) -> None:
    with edited(tmp_path, {sample.path: sample.text(sample.first)}) as tree:
        _edit(tree, Insert(atom=f"{sample.path}::<module>", text=sample.added, where="before"))
        if not sample.head or sample.path == "a.sh":
            assert sample.added in tree.text(sample.path)
        else:
            assert tree.text(sample.path) == sample.text(sample.added, sample.first)


def test_a_text_that_does_not_parse_is_refused(tmp_path: Path, sample: Sample) -> None:
    before = sample.text(sample.first)
    with edited(tmp_path, {sample.path: before}) as tree:
        for request in (Replace(atom="one", text=sample.first + "\n)}"), Insert(atom="one", text="((")):
            result = tree.applied(request)
            assert (result.status, result.refusal) == ("refused", "syntax")
        assert tree.text(sample.path) == before


@pytest.mark.parametrize("path", ["a.rb", "a.lua"])
def test_a_language_without_references_says_what_can_be_done(tmp_path: Path, path: str) -> None:
    text = {"a.rb": "def one\nend\n", "a.lua": "function one()\nend\n"}[path]
    with edited(tmp_path, {path: text}) as tree:
        with pytest.raises(UsageError, match="replace, body, insert and delete work"):
            tree.applied(Rename(atom="one", name="two"))
        with pytest.raises(UsageError, match="move it by hand: the index follows"):
            tree.applied(Move(path=path, target=f"b/{path}"))
        assert tree.text(path) == text
