"""Mechanism 1: edges into a file belong to the files that make them, and stay when that file changes."""

from __future__ import annotations

import pytest

from omny.integrity import ConsistencyValidator
from tests.support.field_cases import append, callees, callers, ids, put, put_all, remove
from tests.support.helpers import dumped, write_tree
from tests.support.packages import HUB, SIGNED
from tests.support.simulation import simulated


def test_case_011_a_comment_at_the_end_of_a_hub_keeps_every_kind_of_edge(tree):
    write_tree(tree, HUB)
    with simulated(tree) as daemon:
        before = list(daemon.repository.edges())
        daemon.edit(append("src/logger.js", text="// test\n"))
        assert list(daemon.repository.edges()) == before
        wanted = ["src/logger.js::Sink.write", "src/old.js::old", "src/user.js::use"]
        assert callers(daemon.repository, "src/logger.js::log") == wanted
        assert callers(daemon.repository, "src/logger.js::format", "callback") == ["src/user.js::use"]
        assert callers(daemon.repository, "src/logger.js::Sink", "inherit") == ["src/file.js::FileSink"]
        assert callers(daemon.repository, "src/logger.js::Sink.write") == ["src/file.js::FileSink.flush"]


@pytest.mark.parametrize("path", sorted(HUB))
def test_case_014_an_append_and_its_reversal_are_the_identity_in_a_daemon(tree, path):
    write_tree(tree, HUB)
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(append(path, text="\n// test\nexport function extra() {}\n"))
        daemon.edit(put(path, HUB[path]))
        assert dumped(daemon.repository) == before


def test_case_019_an_unrelated_file_edited_and_reverted_costs_no_call_through_a_receiver(tree):
    write_tree(tree, {**SIGNED, "notes.py": "def note():\n    return 1\n"})
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        assert callees(daemon.repository, "tests/test_signer.py::test_sign") == [
            "pkg/encoding.py::encode",
            "pkg/signer.py::Signer.__init__",
            "pkg/signer.py::Signer.sign",
        ]
        daemon.edit(put("notes.py", "import pkg\n\n\ndef note(signer: pkg.Signer):\n    return signer.unsign(1)\n"))
        assert callers(daemon.repository, "pkg/signer.py::Signer.unsign") == ["notes.py::note"]
        daemon.edit(put("notes.py", "def note():\n    return 1\n"))
        assert dumped(daemon.repository) == before


@pytest.mark.parametrize("path", sorted(SIGNED))
def test_case_031_a_comment_in_one_file_of_a_package_neither_loses_nor_invents_an_edge(tree, path):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        before = list(daemon.repository.edges())
        daemon.edit(append(path, text="# a comment\n"))
        assert list(daemon.repository.edges()) == before
        assert not [id_ for id_ in ids(daemon.repository) if id_.startswith("/") or str(tree) in id_]


def test_case_032_a_changed_file_keeps_its_calls_into_files_that_did_not_change_and_theirs_into_it(tree):
    write_tree(tree, SIGNED)
    with simulated(tree) as daemon:
        into = callers(daemon.repository, "pkg/signer.py::Signer.sign")
        others = [edge for edge in daemon.repository.edges() if not edge.source_id.startswith("pkg/signer.py")]
        daemon.edit(put("pkg/signer.py", SIGNED["pkg/signer.py"].replace("raise BadData(text)", "return encode(text)")))
        assert callers(daemon.repository, "pkg/signer.py::Signer.sign") == into
        assert callees(daemon.repository, "pkg/signer.py::Signer.unsign") == ["pkg/encoding.py::encode"]
        kept = [edge for edge in daemon.repository.edges() if not edge.source_id.startswith("pkg/signer.py")]
        assert kept == others


def test_case_046_no_edge_leads_to_an_atom_that_is_gone(tree):
    callers_of_it = {f"c{i}.py": f"from target import t\n\n\ndef c{i}():\n    return t()\n" for i in range(21)}
    write_tree(tree, {"target.py": "def t():\n    return 1\n\n\ndef other():\n    return 2\n", **callers_of_it})
    with simulated(tree) as daemon:
        assert len(callers(daemon.repository, "target.py::t")) == 21
        for without in (put("target.py", "def other():\n    return 2\n"), remove("target.py")):
            daemon.edit(without)
            assert callers(daemon.repository, "target.py::t") == []
            assert ConsistencyValidator(daemon.repository).check() == []
            daemon.edit(put_all({"target.py": "def t():\n    return 1\n"}))
            assert len(callers(daemon.repository, "target.py::t")) == 21
