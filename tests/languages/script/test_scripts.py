"""A file without an ending is indexed while its first line names a program whose language is read."""

from __future__ import annotations

import pytest

from omny.base.errors import SourceError, UsageError
from omny.base.shebang import MAX_SCRIPT_BYTES, find_interpreter
from omny.base.skip_reason import Reason, SkipReason
from omny.edit.source import SourceFile
from omny.model.files import FileStatus
from omny.storage.port.repository import AtomRepository
from omny.watch import scan
from tests.support.helpers import atoms_by_id, file_checks, index_tree, memory_repository, sync, write_tree

PYTHON = "#!/usr/bin/env python3\nfrom shop import total\n\ndef price():\n    return total()\n\nprice()\n"
SHELL = "#!/bin/sh\nprice() { echo 1; }\nprice\n"
SHOP = {"bin/shop.py": "def total():\n    return 1\n"}


def edges(repository: AtomRepository) -> set[tuple[str, str]]:
    return {(edge.source_id, edge.target_id) for edge in repository.edges()}


@pytest.mark.parametrize(
    ("head", "program"),
    [
        (b"#!/bin/bash\n", "bash"),
        (b"#! /usr/bin/env  -S python3.11 -u\n", "python"),
        (b"#!/usr/bin/env LANG=C ruby\n", "ruby"),
        (b"#!/usr/bin/node", "node"),
        (b"#!", ""),
        (b"#!/usr/bin/env\n", ""),
        (b"#include <x>\n", ""),
        (b"", ""),
    ],
)
def test_the_first_line_names_the_program(head, program):
    assert find_interpreter(head) == program


def test_scripts_in_several_languages_are_read_and_other_files_are_not(tmp_path):
    files = {
        **SHOP,
        "bin/tool": PYTHON,
        "bin/run": SHELL,
        "bin/serve": "#!/usr/bin/env node\nfunction go() { stop() }\nfunction stop() {}\ngo()\n",
        "bin/cut": "#!/usr/bin/awk -f\n{ print }\n",
        "LICENSE": "def price(): pass\n",
        "bin/data": "#!/bin/sh\n" + "x" * MAX_SCRIPT_BYTES,
    }
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, files), repository)
        assert {path: entry.language for path, entry in repository.ledger().items()} == {
            "bin/shop.py": "python", "bin/tool": "script", "bin/run": "script", "bin/serve": "script",
        }  # fmt: skip
        assert edges(repository) == {
            ("bin/tool::<module>", "bin/tool::price"),
            ("bin/tool::price", "bin/shop.py::total"),
            ("bin/run::<module>", "bin/run::price"),
            ("bin/serve::<module>", "bin/serve::go"),
            ("bin/serve::go", "bin/serve::stop"),
        }


def test_a_script_comes_changes_its_language_and_goes_by_its_first_line(tmp_path):
    write_tree(tmp_path, {**SHOP, "bin/tool": "no script\n"})
    with memory_repository() as repository:
        for text, atoms in (
            (None, set()),
            (PYTHON, {"bin/tool::<module>", "bin/tool::price"}),
            (SHELL, {"bin/tool::<module>", "bin/tool::price"}),
            (SHELL.replace("/bin/sh", "/usr/bin/awk"), set()),
            (SHELL, {"bin/tool::<module>", "bin/tool::price"}),
            ("", set()),
            (PYTHON.replace("price", "cost"), {"bin/tool::<module>", "bin/tool::cost"}),
        ):
            if text is not None:
                write_tree(tmp_path, {"bin/tool": text})
            sync(tmp_path, repository)
            assert [finding for piece in file_checks(tmp_path, repository).tree() for finding in piece] == []
            assert {each for each in atoms_by_id(repository) if each.startswith("bin/tool::")} == atoms
        (tmp_path / "bin/tool").rename(tmp_path / "bin/other")
        sync(tmp_path, repository)
        assert ("bin/other::cost", "bin/shop.py::total") in edges(repository)
        (tmp_path / "bin/other").unlink()
        (tmp_path / "bin/other").mkdir()
        sync(tmp_path, repository)
        assert set(repository.ledger()) == {"bin/shop.py"}


def test_a_script_that_cannot_be_read_for_a_while_keeps_its_atoms(tmp_path, monkeypatch):
    def deny(root, path, max_bytes):
        error = SourceError("read", Reason(SkipReason.PERMISSION_DENIED), path=path)
        error.recoverable = True
        raise error

    write_tree(tmp_path, {**SHOP, "bin/tool": PYTHON, "bin/secret": "x y z"})
    with memory_repository() as repository:
        index_tree(tmp_path, repository)
        before = set(atoms_by_id(repository))
        with monkeypatch.context() as patched:
            patched.setattr(scan, "read_source", deny)
            index_tree(tmp_path, repository)
        rows = repository.ledger()
        assert set(atoms_by_id(repository)) == before
        assert (rows["bin/tool"].status, rows["bin/secret"].status) == (FileStatus.SKIPPED, FileStatus.EXCLUDED)
        sync(tmp_path, repository)
        assert set(repository.ledger()) == {"bin/shop.py", "bin/tool"}


def test_a_script_is_not_edited(tmp_path):
    with pytest.raises(UsageError, match="no refactoring"):
        SourceFile("bin/tool", PYTHON.encode())
