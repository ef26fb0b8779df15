"""Facts as they are stored: what is written is read, and damage is told."""

from __future__ import annotations

import msgspec
import pytest

from omny.languages import detect_language
from omny.model.facts import MIN_DEFLATED, FileFacts, encode_facts, inflate_facts


def facts_of(source: str) -> FileFacts:
    language = detect_language("a.py")
    assert language is not None
    return language.analyse("a.py", source.encode())[0]


@pytest.mark.parametrize("functions", [0, 1, 100])
def test_facts_are_read_as_they_were_written(functions: int) -> None:
    facts = facts_of("".join(f"def f{number}(a, b):\n    return g(a)\n" for number in range(functions)))
    assert msgspec.msgpack.decode(inflate_facts(encode_facts(facts)), type=FileFacts) == facts


def test_large_facts_take_less_than_half_and_those_of_an_older_omny_are_read_too() -> None:
    facts = facts_of("".join(f"def f{number}(a, b):\n    return g(a)\n" for number in range(100)))
    plain = msgspec.msgpack.encode(facts)
    assert MIN_DEFLATED < 2 * len(encode_facts(facts)) < len(plain)
    assert inflate_facts(plain) == plain


def test_damaged_facts_are_told() -> None:
    stored = encode_facts(facts_of("def f(): pass\n" * 100))
    for damaged in (stored[:-8], b"\x78" + stored[9:]):
        with pytest.raises(ValueError, match=r".+"):
            inflate_facts(damaged)
