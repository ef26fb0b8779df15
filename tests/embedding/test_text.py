"""What of an atom is embedded."""

from __future__ import annotations

import msgspec

from omny.embedding.text import MAX_WORDS, embedded_text, list_words, text_key
from omny.model.atoms import Atom, AtomType


def atom(id_: str, signature: str = "", **data: object) -> Atom:
    path, _, name = id_.partition("::")
    given = {"qualified_name": name, **data}
    return Atom(
        id_, path, name.rpartition(".")[2], 1, 2, AtomType.FUNCTION, signature, msgspec.json.encode(given).decode(), ""
    )


def test_the_text_is_the_name_twice_then_the_documentation_and_the_signature() -> None:
    found = embedded_text(atom("shop/cart.py::Cart.getPrice", "(self, rate: Rate)", doc="The price of all items."))
    assert found == "cart get price cart get price the price of all items self rate rate"


def test_a_module_has_the_words_of_its_file() -> None:
    assert embedded_text(atom("shop/mail_queue.py::<module>", doc="Sends mail.")) == (
        "mail queue mail queue sends mail"
    )


def test_the_text_does_not_change_when_the_atom_moves() -> None:
    before, after = atom("a.py::Cart.price", "(self)"), atom("other/b.py::Cart.price", "(self)", body_hash="1")
    assert embedded_text(before) == embedded_text(after)


def test_a_long_text_is_cut() -> None:
    assert len(embedded_text(atom("a.py::f", doc="word " * 1_000)).split()) == MAX_WORDS


def test_names_are_taken_apart() -> None:
    assert list_words("parseHTTPRequest2 find_all Größe") == ["parse", "http", "request2", "find", "all", "größe"]


def test_the_key_depends_on_model_and_text() -> None:
    keys = {text_key(model, text) for model in ("one", "two") for text in ("a b", "a", "", "\ud800")}
    assert len(keys) == 8
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert text_key("one", "a b") == text_key("one", "a b")
