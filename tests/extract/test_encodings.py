"""A file is read in the encoding that it is written in, everywhere, and an edit writes the same encoding back."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import MIB, Root
from omny.edit.request import Body, Rename
from omny.integrity.validator import ConsistencyValidator
from omny.languages import decode_text
from omny.languages.python.encoding import declared_encoding
from omny.query.source import read_atom_source
from tests.support.editing import edited
from tests.support.helpers import atoms_by_id, data_of, file_checks, index_tree, problems, sync, write_tree

TEXT = 'def café(naïve="ü"):\n    return größe()\n\n\ndef größe():\n    """Größe."""\n    return 1\n'
SCRIPT = "export function größe() { return 1 }\nexport const café = () => größe()\n"


def written(encoding: str, name: str = "") -> bytes:
    return f"# -*- coding: {name or encoding} -*-\n{TEXT}".encode(encoding)


FILES = {
    "a.py": written("latin-1"),
    "b.py": written("cp1252"),
    "c.py": f"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\n{TEXT}".encode("iso-8859-15"),
    "d.py": b"# coding: latin-1-unix\r\n" + TEXT.replace("\n", "\r\n").encode("latin-1"),
    "e.py": b"# coding: no_such_codec\n" + TEXT.encode(),
    "f.py": codecs.BOM_UTF8 + b"# coding: utf-8-sig\n" + TEXT.encode(),
    "g.py": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "h.py": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "i.py": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "j.js": codecs.BOM_UTF16_LE + SCRIPT.encode("utf-16-le"),
    "k.ts": codecs.BOM_UTF16_BE + SCRIPT.encode("utf-16-be"),
    "l.py": written("mac_roman"),
}


def test_names_are_read_in_the_encoding_of_the_file(tmp_path, repository):
    """F15: an atom `caf` stood for `café`."""
    write_tree(tmp_path, FILES)
    report = index_tree(tmp_path, repository)
    assert problems(report) == {}
    for path in FILES:
        assert data_of(repository, f"{path}::café")["calls"] == [f"{path}::größe"], path
        assert repository.ledger()[path].status == "ok"
    assert sum(stored.atom.line for stored in repository.atoms() if stored.atom.function_name == "café") == 22


def test_source_is_shown_in_its_encoding_on_the_right_lines(tmp_path, repository):
    write_tree(tmp_path, FILES)
    index_tree(tmp_path, repository)
    for path in FILES:
        stored = atoms_by_id(repository)[f"{path}::größe"]
        shown = read_atom_source(repository, Root.of(tmp_path), stored, MIB)
        assert shown.line == stored.atom.line
        assert shown.text.startswith(("def größe", "export function größe")), path


def test_files_in_other_encodings_are_found_as_indexed(tmp_path, repository):
    write_tree(tmp_path, FILES)
    index_tree(tmp_path, repository)
    validator = ConsistencyValidator(repository, files=file_checks(tmp_path, repository))
    assert list(validator.check(deep=True)) == []


def test_another_encoding_of_the_same_bytes_is_another_content(tmp_path, repository):
    write_tree(tmp_path, {"a.py": b"# coding: latin-1\ndef caf\xe9(): pass\n"})
    index_tree(tmp_path, repository)
    write_tree(tmp_path, {"a.py": b"# coding: cp1251\ndef caf\xe9(): pass\n"})
    sync(tmp_path, repository)
    assert set(atoms_by_id(repository)) == {"a.py::<module>", "a.py::cafй"}
    write_tree(tmp_path, {"a.py": codecs.BOM_UTF16_LE + "def café(): pass\n".encode("utf-16-le")})
    sync(tmp_path, repository)
    assert set(atoms_by_id(repository)) == {"a.py::<module>", "a.py::café"}


def test_secrets_are_taken_out_whatever_the_encoding(tmp_path, repository):
    secret = "ghp_" + "a1B2" * 9
    text = f'def f(token="{secret}", café=1): pass\n'
    write_tree(
        tmp_path,
        {
            "a.py": codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
            "b.py": b"# coding: latin-1\n" + text.encode("latin-1"),
        },
    )
    index_tree(tmp_path, repository)
    for path in ("a.py", "b.py"):
        stored = atoms_by_id(repository)[f"{path}::f"]
        assert "REDACTED" in stored.atom.signature
        assert secret not in str(stored)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"# coding: no-such-codec\nx = '\xe9'\n", "its encoding 'no-such-codec' is not known"),
        (b"# coding: rot13\nx = '\xe9'\n", "its encoding 'rot13' is not known"),
        (b"# coding: unicode_escape\nx = '\xe9'\n", "its encoding 'unicode_escape' is not known"),
        (b"# coding: idna\nx = '\xe9'\n", "its encoding 'idna' is not known"),
        (
            codecs.BOM_UTF16_LE + b"x\0=\0001\0\0\xd8",
            "UTF-16 or UTF-32 that ends inside a character, or has a wrong one",
        ),
        (codecs.BOM_UTF16_LE + b"x", "UTF-16 or UTF-32 that ends inside a character, or has a wrong one"),
    ],
)
def test_what_cannot_be_read_is_told(content, why, tmp_path, repository):
    write_tree(tmp_path, {"a.py": content})
    assert problems(index_tree(tmp_path, repository)) == {"a.py": why}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"# coding: latin-1\n", "latin-1"),
        (b"#!/bin/sh\n#coding=cp1252\n", "cp1252"),
        (b"\n\t# -*- encoding: utf-8 -*-\n", "utf-8"),
        (b"# vim: set fileencoding=utf8 :\n", "utf8"),
        (b"# coding: Latin_1-mac\r", "latin-1"),
        (b"x = 1\n# coding: latin-1\n", ""),
        (b"\n\n# coding: latin-1\n", ""),
        (b"'''\n# coding: latin-1\n'''", ""),
        (b"coding: latin-1\n", ""),
        (b"# decoding\n", ""),
        (b"", ""),
    ],
)
def test_an_encoding_is_named_where_python_looks_for_it(head, name):
    assert declared_encoding(head) == name


def test_a_comment_that_python_would_refuse_changes_nothing():
    for content in (
        b"# coding: utf-16\ncaf = 1\n",
        b"# coding: ascii\ncaf\xe9 = 1\n",
        b"# coding: utf-8\ncaf\xe9 = 1\n",
    ):
        assert decode_text("a.py", content).content == content
    assert decode_text("a.js", b"# coding: latin-1\ncaf\xe9").content == b"# coding: latin-1\ncaf\xe9"


# ── edits ──


@pytest.mark.parametrize("path", [path for path in FILES if path not in "e.py"])
def test_an_edit_writes_the_encoding_of_the_file(path, tmp_path):
    before = decode_text(path, FILES[path])
    with edited(tmp_path, {path: FILES[path]}) as tree:
        tree.applied(Rename(atom=f"{path}::café", name="thé", inferred=True))
        raw = (tmp_path / path).read_bytes()
        assert decode_text(path, raw).content == before.content.replace("café".encode(), "thé".encode())
        assert raw[:3] == FILES[path][:3]
        body = "return 'é'" if path.endswith("y") else "return 'é';"
        tree.applied(Body(atom=f"{path}::größe", text=body))
        assert "'é'".encode() in decode_text(path, (tmp_path / path).read_bytes()).content


def test_text_that_the_encoding_does_not_have_is_refused(tmp_path):
    with edited(tmp_path, {"a.py": FILES["a.py"], "b.py": "# coding: latin-1\ndef f(): return 1\n"}) as tree:
        for atom in ("a.py::größe", "b.py::f"):
            with pytest.raises(UsageError, match="does not have all of the text"):
                tree.applied(Body(atom=atom, text="return 'ж'"))
        tree.applied(Body(atom="b.py::f", text="return 'é'"))
    assert Path(tmp_path, "b.py").read_bytes() == b"# coding: latin-1\ndef f():\n    return '\xe9'\n"
    assert Path(tmp_path, "a.py").read_bytes() == FILES["a.py"]
