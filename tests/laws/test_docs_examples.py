"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import json
import re
import shutil
from pathlib import Path

import pytest

from scripts import sessions
from tests.support.places import TOP

DOCUMENTS = sessions.documents()
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def name_of(file: Path) -> str:
    return file.relative_to(TOP).as_posix()


def commands() -> dict[str, object]:
    from omny.cli import app, declare  # `app` declares the commands by being imported

    assert app
    return dict(declare.COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_session_prints_what_it_shows(document):
    text = document.read_text(encoding="utf-8")
    assert sessions.fill(text) == text, "run scripts/sessions.py"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_example_in_python_or_json_is_in_order(document):
    for kind, text in _BLOCK.findall(document.read_text(encoding="utf-8")):
        if kind == "python":
            exec(compile(text, name_of(document), "exec"), {"__name__": "example"})
        elif kind == "json":
            json.loads(text)


@pytest.mark.parametrize(
    "document", [each for each in DOCUMENTS if "```pycon" in each.read_text(encoding="utf-8")], ids=name_of
)
def test_every_session_of_python_prints_what_it_shows(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a document are one session, in a copy of the example."""
    home = tmp_path / "example"
    shutil.copytree(sessions.EXAMPLE, home, ignore=shutil.ignore_patterns("__pycache__", ".omny"))
    monkeypatch.chdir(home)
    text = document.read_text(encoding="utf-8")
    blocks = "\n".join(block for kind, block in _BLOCK.findall(text) if kind == "pycon")
    session = doctest.DocTestParser().get_doctest(blocks, {}, name_of(document), None, None)
    said: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(session, out=said.append)
    assert tried
    assert not failed, "".join(said)


def test_the_readme_holds_a_session():
    assert "```console\n$ omny index" in (TOP / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_documented(command):
    written = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert re.search(rf"\bomny {command}\b", written), f"no document shows `omny {command}`"


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_says_what_it_does(command):
    assert getattr(commands()[command], "__doc__", None)


def test_documents_show_no_command_that_is_not_there():
    shown = set()
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        shown |= set(re.findall(r"(?:^\$ |`)omny ([a-z]+)\b", text, re.MULTILINE))
    assert shown - {name.partition(" ")[0] for name in commands()} == {"help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_pictures_that_a_document_shows_are_there_and_of_what_is_there(document):
    text = document.read_text(encoding="utf-8")
    source = "\n".join(file.read_text(encoding="utf-8") for file in (TOP / "omny").rglob("*.py"))
    for picture in re.findall(r"!\[[^\]]*\]\(((?!http)[^)]+)\)", text):
        assert (document.parent / picture).is_file(), picture
    for drawn in re.findall(r"`omny graph (\w+)` in Omny's own tree", text):
        assert f"def {drawn}(" in source, f"{drawn} is drawn and is no longer there"
