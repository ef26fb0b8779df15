"""The words of definitions: where they stand decides whose they are; data and secrets give none."""

from __future__ import annotations

import msgspec
import pytest

from omny.languages import detect_language
from omny.model.texts import AtomText, pack_texts, split_words, texts_by_name, unpack_texts


def texts(path: str, source: str) -> dict[str, AtomText]:
    language = detect_language(path)
    assert language is not None
    return texts_by_name(msgspec.msgpack.encode(language.analyse(path, source.encode())[0]))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("getHTTPUser_2", ("get", "http", "user", "gethttpuser")),
        ("plain", ("plain",)),
        ("GrößeÄndern", ("größe", "ändern", "größeändern")),
        ("__init__", ("init",)),
        ("x" * 41, ()),
        ("", ()),
    ],
)
def test_a_name_is_split_where_its_case_changes(name: str, words: tuple[str, ...]) -> None:
    assert split_words(name) == words


def test_words_belong_to_the_definition_that_they_stand_in() -> None:
    source = (
        "# licence\n\nimport os\n\n\n# Counts the beans.\n# All of them.\ndef count(beans):\n"
        "    # slowly\n    go()\n\n    def inner():\n        return 'deeply nested'\n    return inner\n"
    )
    found = texts("a.py", source)
    assert found["count"].doc == ("counts", "beans", "all")
    assert "slowly" in found["count"].body
    assert found["count.inner"].body == ("return", "deeply", "nested")
    assert "deeply" not in found["count"].body
    assert "licence" in found["<module>"].body
    assert "slowly" not in found["<module>"].body


def test_all_of_a_docstring_is_documentation_and_long_literals_are_data() -> None:
    long = "lorem ipsum " * 30
    source = f'def f():\n    """First line.\n\n    {long}\n    """\n    g("short text", "{"dolor " * 40}")\n'
    found = texts("a.py", source)["f"]
    assert found.doc == ("first", "line", "lorem", "ipsum")
    assert found.body == ("short", "text")


def test_what_looks_random_gives_no_word() -> None:
    source = "def f():\n    go('aGVsbG8gd29ybGQhIQ', 'd41d8cd98f00b204e9800998ecf8427e')\n"
    assert texts("a.py", source)["f"].body == ("go",)


def test_texts_are_unpacked_as_they_were_packed() -> None:
    said = [AtomText(), AtomText(("a", "b"), ("b", "c")), AtomText((), ("ä",))]
    assert unpack_texts(pack_texts(said)) == said
    assert unpack_texts(b"") == unpack_texts(pack_texts([])) == []


def test_facts_of_an_older_extractor_have_no_texts() -> None:
    language = detect_language("a.py")
    assert language is not None
    facts = language.analyse("a.py", b"def f():\n    pass\n")[0]
    assert texts_by_name(msgspec.msgpack.encode(msgspec.structs.replace(facts, texts=b""))) == {}
