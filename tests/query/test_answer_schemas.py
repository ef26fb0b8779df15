"""Each answer is as its struct says, and `docs/answers.schema.json` says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from omny.cli import run
from omny.query.answer import Answer
from omny.query.registry import ALL, EVERYWHERE, answer_type
from omny.query.schemas import answer_schema, schemas
from omny.service.place import Place
from omny.service.session import Session
from scripts.answer_schemas import PLACE, text
from tests.support.helpers import write_tree
from tests.support.json_schemas import assert_conforms
from tests.support.real_daemon import git, needs_git

TREE = {
    "shop/cart.py": (
        "import requests\n\n\nclass Base:\n    def price(self):\n        return 1\n\n\nclass Cart(Base):\n"
        "    def price(self):\n        return total(self)\n\n\ndef total(cart):\n"
        "    return again(cart) + requests.get('x')\n\n\ndef again(cart):\n    return total(cart)\n\n\n"
        "def unused(x):\n    return x.nothing()\n"
    ),
    "shop/copy.py": "".join(f"def {name}(a):\n    b = a\n    c = b\n    return c\n\n\n" for name in ("one", "two")),
    "tests/test_cart.py": "from shop.cart import Cart, total\n\n\ndef test_total():\n    assert total(Cart())\n",
    "bad.py": "def fine():\n    pass\n\n\ndef broken(:\n",
    ".omny.toml": '[[boundaries]]\nfrom = "tests/"\nmay_not_call = ["shop/"]\n',
}

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("search", {"text": "total"}), ("search", {"text": "totle"}), ("show", {"atom": "total", "source": True}),
    ("show", {"atom": "shop/cart.py"}), ("show", {"atom": "Cart.price"}), ("outline", {"file": "bad.py"}),
    ("callers", {"atom": "total", "depth": 2}), ("callers", {"atom": "requests.get"}),
    ("callees", {"atom": "total", "possible": True, "types": ["all"]}), ("status", {}),
    ("references", {"atom": "total", "possible": True}), ("grep", {"pattern": "total"}),
    ("impact", {"atom": "total"}), ("path", {"source": "test_total", "target": "again"}),
    ("path", {"source": "again", "target": "test_total"}), ("cycles", {}),
    ("dead", {"certainty": ["likely", "possible"]}),
    ("tests", {"atom": "again"}), ("affected", {"since": "1"}), ("hubs", {}), ("clusters", {}),
    ("duplicates", {"lines": 2}), ("external", {}), ("external", {"name": "requests"}),
    ("external", {"name": "requets"}),
    ("stats", {}), ("boundaries", {}), ("query", {"expression": "line > 1"}), ("history", {"atom": "total"}),
    ("at", {"when": "1", "question": "callers", "arguments": {"atom": "total"}}),
    ("at", {"when": "1", "question": "status", "arguments": {}}), ("diff", {"before": "1"}),
    ("graph", {"target": "total"}), ("languages", {}),
    ("graph", {"modules": True}), ("explain search", {"text": "totle"}), ("explain edges", {"atom": "unused"}),
    ("explain file", {"file": "nothing.py"}), ("events", {"since": "1"}), ("notes", {}),
    ("owners", {"name": "shop"}), ("hot", {}), ("explore", {"ask": "how is the total of a cart made up"}),
    ("explore", {"atoms": ["Cart.price", "totle"], "files": ["shop/copy.py"]}),
]  # fmt: skip


@pytest.fixture
def session(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Session:
    write_tree(tree, TREE)
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "first")
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    changed = {
        "shop/cart.py": TREE["shop/cart.py"].replace("return 1", "return 2") + "\n\ndef new():\n    return total(1)\n"
    }
    write_tree(tree, changed)
    assert run(["index", "--jobs", "1"]) == 0
    return Session(Place.of(None, None))


def test_the_document_has_the_schemas_of_now() -> None:
    assert PLACE.read_text() == text(), "run python -m scripts.answer_schemas"


def test_every_question_has_an_answer_of_its_own() -> None:
    assert all(issubclass(answer_type(question), Answer) and answer_type(question) is not Answer for question in ALL)
    assert schemas()["questions"].keys() == set(ALL)
    jsonschema.Draft202012Validator.check_schema(schemas())


@needs_git
def test_every_document_is_as_its_schema_says(session: Session) -> None:
    assert {question for question, _ in ASKED} == set(ALL) - set(EVERYWHERE)  # which only a server answers
    for question, arguments in ASKED:
        document = session.read(question, arguments)
        schema = answer_schema(question)
        assert_conforms(document, schema)
        if question != "at":
            known = schema["$defs"][answer_type(question).__name__]["properties"]
            assert set(document) <= known.keys(), question


@needs_git
def test_a_field_that_is_missing_or_of_another_type_is_found(session: Session) -> None:
    document, schema = session.read("callers", {"atom": "total"}), answer_schema("callers")
    for wrong in ({**document, "total": "1"}, {key: value for key, value in document.items() if key != "atom"}):
        with pytest.raises(jsonschema.ValidationError):
            assert_conforms(wrong, schema)
