"""A sentence is also ranked by vectors, a name by its words alone; and an answer says in a word what vectors did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from omny.query.hybrid import fuse
from omny.query.search import is_sentence
from tests.support.embedders import write_model
from tests.support.helpers import write_tree

TREE = {
    "shop.py": "def total(cart): ...\n\n\ndef send_letter(person): ...\n\n\ndef draw(circle): ...\n",
    "tests/test_shop.py": "def test_total_price():\n    pass\n",
}


@pytest.fixture
def shop(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("OMNY_VECTOR_URL")
    monkeypatch.setenv("OMNY_EMBEDDER", str(write_model(tmp_path / "words")))
    monkeypatch.chdir(write_tree(tree, TREE))
    return tree


def ask(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def found(document: Any) -> list[str]:
    return [atom["id"].rpartition("::")[2] for atom in document["results"]]


def test_a_sentence_finds_what_has_other_words(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "index")["embedded"] == 6
    answer = ask(capsys, "search", "post mail to customer")
    assert (found(answer)[0], answer["vectors"]) == ("send_letter", "used")
    assert "total" in found(ask(capsys, "search", "what cost has it"))[:2]
    assert "vectors" not in ask(capsys, "search", "send_letter")


def test_an_atom_finds_those_near_to_it(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "index")
    answer = ask(capsys, "search", "--similar", "total", "--no-tests")
    assert "total" not in found(answer)
    assert found(answer) == ["send_letter"] or not found(answer)
    assert found(ask(capsys, "search", "--similar", "total", "--tests"))[0] == "test_total_price"
    assert ask(capsys, "status")["vectors"]["generation"] == 1


def test_what_has_changed_since_is_not_found_by_an_old_vector(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(capsys, "index")
    write_tree(shop, {"shop.py": "def forget(circle):\n    pass\n\n\ndef send_letter(person):\n    pass\n"})
    with monkeypatch.context() as without:
        without.setenv("OMNY_VECTOR_URL", "off")
        ask(capsys, "index")
    answer = ask(capsys, "search", "what cost has it")
    assert answer["vectors"] == "late"
    assert "total" not in found(answer)
    assert "forget" not in found(ask(capsys, "search", "clear all of that"))
    assert ask(capsys, "index")["embedded"] == 1
    assert found(ask(capsys, "search", "clear all of that"))[0] == "forget"


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("OMNY_VECTOR_URL", "postgresql://nobody@127.0.0.1:9/none", "away"),
        ("OMNY_EMBEDDER", "http://127.0.0.1:9/v1/embeddings", "empty"),
    ],
)
def test_without_vectors_words_alone_answer(
    variable: str,
    value: str,
    word: str,
    shop: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    assert "embedded" not in ask(capsys, "index")
    answer = ask(capsys, "search", "def send letter person")
    assert answer["vectors"] == word
    assert ask(capsys, "status")["vectors"]["word"] == word
    assert run(["search", "--similar", "total"]) == 2
    assert f"there are no vectors to compare: {word}" in capsys.readouterr().err


def test_vectors_can_be_switched_off(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNY_VECTOR_URL", "off")
    assert "embedded" not in ask(capsys, "index")
    assert "vectors" not in ask(capsys, "search", "post mail to customer")
    assert "vectors" not in ask(capsys, "status")


@pytest.mark.parametrize(
    "text",
    ["price", "getUserById", "get user", "Cart.price of it", "shop/cart.py is here", '"quoted words" in it',
     "path:shop price of cart", "class Cart(Base) has it", "a 404 page is shown", ""],
)  # fmt: skip
def test_what_looks_like_a_name_is_ranked_by_its_words(text: str) -> None:
    assert not is_sentence(text)


@pytest.mark.parametrize(
    "text", ["how are passwords hashed", "the user's mail isn't sent", "remove old sessions, please?"]
)
def test_a_sentence_is_ranked_by_vectors_too(text: str) -> None:
    assert is_sentence(text)


def test_scores_and_similarities_are_added() -> None:
    assert fuse({"a": 4.0, "b": 2.0}, {"b": 0.9, "c": 0.8}) == ["b", "a", "c"]
    assert fuse({"a": 4.0, "b": 2.0}, {"b": 0.3}) == ["a", "b"]
    assert fuse({}, {"x": 0.9, "y": 0.2}) == ["x", "y"]
