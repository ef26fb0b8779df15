"""Lines and columns of a notebook's facts are those of its file, however the file is written."""

from __future__ import annotations

import json

import pytest

from omny.base.errors import UsageError
from omny.edit.source import SourceFile
from omny.languages import require_language

CELLS = [
    ["# Notes\n", "def no(): pass"],
    ["%matplotlib inline\n", "def load(path):\n", '    return "é\\t", path\n', "\n", "!ls \\\n", "  load()\n"],
    ["%%bash\n", "load() { echo; }\n"],
    ["%time rows = load('a')\n", "load?"],
]
DOCUMENT = {
    "cells": [{"cell_type": "code" if at else "markdown", "source": source} for at, source in enumerate(CELLS)],
    "metadata": {"kernelspec": {"language": "python"}},
}


@pytest.mark.parametrize("layout", [{"indent": 1}, {"indent": 1, "ensure_ascii": False}, {}])
def test_a_definition_and_its_use_are_found_where_the_file_has_them(layout: dict[str, object]) -> None:
    text = json.dumps(DOCUMENT, **layout)  # type: ignore[arg-type]
    facts, _ = require_language("jupyter").analyse("a.ipynb", text.encode())
    lines = text.encode().split(b"\n")
    assert [each.qualname for each in facts.definitions] == ["<module>", "load", "rows"]
    assert b"def load" in lines[facts.definitions[1].line - 1]
    assert b"path" in lines[facts.definitions[1].end_line - 1]
    assert [lines[use.line - 1][use.column :][:9] for use in facts.references] == [b"load('a')"]
    assert (facts.error_ratio, facts.lines) == (0.0, len(lines))


def test_what_is_no_notebook_is_an_error_and_a_cell_as_one_text_is_none() -> None:
    analyse = require_language("jupyter").analyse
    assert analyse("a.ipynb", b'{"cells": [')[0].error_line == 1
    one = json.dumps({"cells": [{"cell_type": "code", "source": "def f(): g()\ndef g(): pass"}]})
    assert [each.qualname for each in analyse("a.ipynb", one.encode())[0].definitions] == ["<module>", "f", "g"]
    other = json.dumps(DOCUMENT | {"metadata": {"kernelspec": {"language": "R"}}})
    assert [each.qualname for each in analyse("a.ipynb", other.encode())[0].definitions] == ["<module>"]


def test_a_notebook_is_not_edited() -> None:
    with pytest.raises(UsageError, match="text in JSON"):
        SourceFile("a.ipynb", json.dumps(DOCUMENT).encode())
