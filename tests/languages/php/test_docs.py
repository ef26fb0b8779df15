"""Types in comments of PHP."""

from __future__ import annotations

import pytest

from omny.languages.php.docs import MAX_DEPTH, find_chains, read_types


@pytest.mark.parametrize(
    ("comment", "types"),
    [
        ("@var Mill", {"var": "Mill"}),
        (
            "* @return array<string, Mill|null> the mills\n * @param Mill &...$mills",
            {"return": "array<string, Mill|null>", "$mills": "Mill"},
        ),
        ("@param Mill", {}),
        ("@phpstan-return list<Mill>", {"return": "list<Mill>"}),
        ("@template T of Mill\n@return T\n@param Mill $a", {"$a": "Mill"}),
        ("@returns Mill\n@variable Mill", {}),
        ("no tag", {}),
    ],
)  # fmt: skip
def test_a_comment_gives_types(comment: str, types: dict[str, str]) -> None:
    assert read_types(comment) == types


@pytest.mark.parametrize(
    ("type_", "chains"),
    [
        ("Mill", ["Mill"]),
        ("?Mill", ["Mill"]),
        ("null|\\Shop\\Mill|false", ["\\Shop\\Mill"]),
        ("Mill[]", ["*Mill"]),
        ("(Mill|Press)[]", ["*Mill", "*Press"]),
        ("array<int, Mill>|Press", ["*Mill", "Press"]),
        ("\\Generator<Mill>", ["*Mill"]),
        ("Shelf<Mill>", ["Shelf"]),
        ("$this", ["static"]),
        ("array{a: Mill}", []),
        ("callable(Mill): Press", []),
        ("int|string|class-string<Mill>", []),
        ("list<list<Mill>>", []),
        ("list<" * MAX_DEPTH * 1000 + "Mill", []),
        ("", []),
    ],
)
def test_a_type_stands_for_objects(type_: str, chains: list[str]) -> None:
    assert find_chains(type_, lambda name: name) == chains
