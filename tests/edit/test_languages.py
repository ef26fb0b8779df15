"""A language says how its names and definitions are written. One that says nothing has its text edited, and no name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from omny.base.errors import UsageError
from omny.edit.request import Body, Delete, EditRequest, Insert, Move, Rename, Replace
from omny.languages import registry
from omny.languages.base import GrammarLanguage
from omny.languages.facets.refactor import REFACTOR
from omny.model.places import WhyLeft
from tests.support.editing import edited


class Made(GrammarLanguage):
    """Python without what an edit asks."""

    refactor = REFACTOR


MADE = Made("made", (".made",), grammar="tree_sitter_python", package="omny.languages.python")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language that has no facet."""
    monkeypatch.setitem(registry._FOLDERS, MADE.name, "made")
    monkeypatch.setitem(registry._CANDIDATES, ".made", [MADE.name])
    monkeypatch.setitem(sys.modules, "omny.languages.made", SimpleNamespace(LANGUAGES=(MADE,)))
    caches = (registry.detect_language, registry.current_extractor, registry._own_language)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (Replace(atom="a.made::price", text="def price(): return 2"), "def price(): return 2\n"),
        (Body(atom="a.made::price", text="return 2"), "def price():\n    return 2\n"),
        (Insert(atom="a.made::price", text="x = 2"), "def price():\n    return 1\n\nx = 2\n"),
        (Delete(atom="a.made::price"), ""),
    ],
    ids=lambda value: "" if isinstance(value, str) else type(value).__name__,
)
def test_a_language_that_says_nothing_has_its_text_edited(tmp_path: Path, request_: EditRequest, text: str) -> None:
    with edited(tmp_path, {"a.made": "def price():\n    return 1\n"}) as tree:
        assert "a.made::price" in tree.ids()
        assert tree.applied(request_).status == "applied"
        assert tree.text("a.made") == text


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (
            Rename(atom="a.made::price", name="cost"),
            (
                "rename a.made::price: Omny does not know the references of made; replace, body, insert and delete "
                "work; rename it by hand: the index follows"
            ),
        ),
        (
            Move(path="a.made", target="b.made"),
            "move a.made: Omny does not adapt the imports of made; move it by hand: the index follows",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else type(value).__name__,
)
def test_a_language_that_says_nothing_has_no_name_changed(tmp_path: Path, request_: EditRequest, line: str) -> None:
    with edited(tmp_path, {"a.made": "def price():\n    return 1\n"}) as tree:
        with pytest.raises(UsageError) as refused:
            tree.applied(request_)
        assert str(refused.value) == line
        assert tree.text("a.made") == "def price():\n    return 1\n"


@pytest.mark.usefixtures("made")
def test_a_name_in_a_file_without_references_is_listed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "shop.py": "def price():\n    return 1\n",
        "use.py": "from shop import price\n\nprice()\n",
        "b.made": "x = 1\nprice()\n",
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Rename(atom="shop.py::price", name="cost"))
        assert result.status == "applied"
        assert [(each.path, each.line, each.code) for each in result.left] == [("b.made", 2, WhyLeft.UNSUPPORTED)]
        assert tree.text("use.py") == "from shop import cost\n\ncost()\n"


def test_a_key_of_a_dictionary_in_python_is_a_reference(tmp_path: Path) -> None:
    with edited(tmp_path, {"shop.py": "def price():\n    return 1\n\n\nTABLE = {price: 'price'}\n"}) as tree:
        result = tree.applied(Rename(atom="shop.py::price", name="cost"))
        assert result.status == "applied"
        assert tree.text("shop.py") == "def cost():\n    return 1\n\n\nTABLE = {cost: 'price'}\n"


@pytest.mark.parametrize("name", ["default", "constructor", "function"])
def test_a_word_of_another_language_is_a_name(tmp_path: Path, name: str) -> None:
    with edited(tmp_path, {"shop.py": "def price():\n    return 1\n", "shop.js": "function price() {}\n"}) as tree:
        assert tree.applied(Rename(atom="shop.py::price", name=name)).status == "applied"
        assert tree.applied(Rename(atom=f"shop.py::{name}", name="price")).status == "applied"
        with pytest.raises(UsageError, match="is no name"):
            tree.applied(Rename(atom="shop.js::price", name=name))


def test_a_body_that_begins_with_a_dictionary_is_indented(tmp_path: Path) -> None:
    with edited(tmp_path, {"shop.py": "def table():\n    {1: 2}\n    return {3: 4}\n"}) as tree:
        assert tree.applied(Body(atom="shop.py::table", text="return 1")).status == "applied"
        assert tree.text("shop.py") == "def table():\n    return 1\n"
