"""The fingerprint of an extractor changes with all that facts and edges come from: old ones are not used again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import omny
from omny.languages import base, own_languages

PACKAGE = Path(omny.__file__).parent


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the package that fingerprints are taken of."""
    top = tmp_path / "omny"
    shutil.copytree(PACKAGE, top, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("importlib.resources.files", lambda _: top)
    return top


def taken() -> str:
    return base.code_fingerprint.__wrapped__()


@pytest.mark.parametrize(
    "path",
    [
        "extract/scopes.pxd",
        "extract/walk.py",
        "languages/typescript/walk.py",
        "languages/typescript/captures.scm",
        "native/tree.pyx",
        "native/flat.c",
        "resolve/evaluate.py",
        "model/facts.py",
    ],
)
def test_a_change_of_what_facts_and_edges_come_from_is_another_fingerprint(copied, path):
    before = taken()
    with (copied / path).open("a") as file:
        file.write("\n")
    assert taken() != before


@pytest.mark.parametrize(
    "path", ["daemon/loop.py", "cli/__init__.py", "storage/stores.py", "languages/python/refactor/moved.py"]
)
def test_a_change_elsewhere_is_not(copied, path):
    before = taken()
    with (copied / path).open("a") as file:
        file.write("\n")
    (copied / "extract" / "notes.txt").write_text("x")
    (copied / "native" / "tree.so").write_text("x")
    assert taken() == before


def test_it_is_part_of_what_each_language_says_of_itself():
    assert all(language.fingerprint.endswith(base.code_fingerprint()) for language in own_languages())
    assert len({language.fingerprint for language in own_languages()}) == len(own_languages())
