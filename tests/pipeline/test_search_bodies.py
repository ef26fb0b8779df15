"""`search_bodies = false` keeps the words of bodies out of the index; a change of it takes the next pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omny.base.config import load_settings
from omny.base.paths import Root
from omny.cli import run
from omny.integrity import ConsistencyValidator
from tests.support.helpers import index_tree, memory_repository, write_tree

TREE = {
    "shop.py": 'def price(cart):\n    """The price of a cart."""\n    # never rounded\n    return cart.sum("zebra")\n',
    "view.ts": "/** Shows a cart. */\nexport function show(cart: Cart) { return render(cart, 'zebra') }\n",
}

OFF = {".omny.toml": "search_bodies = false\n"}


def test_a_change_of_the_setting_leaves_what_a_fresh_index_has(tree: Path) -> None:
    with memory_repository() as repository:
        for files, found in ((TREE, 2), (OFF, 0), ({".omny.toml": ""}, 2), (OFF, 0)):
            write_tree(tree, files)
            settings = load_settings(Root.of(tree))
            index_tree(tree, repository, settings=settings)
            with memory_repository() as fresh:
                index_tree(tree, fresh, settings=settings)
                assert list(repository.search_rows()) == list(fresh.search_rows())
            assert repository.search("zebra", limit=9).total == found
            assert repository.search("cart price", limit=9).total >= 2
            assert ConsistencyValidator(repository).check(deep=True) == []


def test_a_search_says_that_bodies_are_left_out(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_tree(tree, {**TREE, **OFF}))
    assert run(["index", "--jobs", "1"]) == 0
    for text in ("cart", "zebra"):
        capsys.readouterr()
        assert run(["search", text]) == 0
        assert "bodies are not searched" in capsys.readouterr().out
    capsys.readouterr()
    assert run(["search", "cart", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bodies"] is False
