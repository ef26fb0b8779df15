"""Each defined language: the atoms and calls of a small source, in each form and from each source of its grammar.

Grammars that are not installed here are skipped; `make test-languages` installs all.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from omny.base.grammars import find_source
from omny.languages.defined.language import DefinedLanguage, find_row, make_language
from omny.languages.defined.table import TABLE, Row
from omny.languages.defined.walk import SORTS
from omny.languages.table import ENDINGS
from omny.watch.unread import UNREAD
from tests.support.defined_cases import DEFINED_CASES, describe_atoms, describe_calls
from tests.support.helpers import index_tree, memory_repository, sync, write_tree

INSTALLED = [row for row in TABLE if make_language(row).source is not None]
KINDS = ("wheel", "pack", "bundle")

each_language = pytest.mark.parametrize("row", INSTALLED, ids=lambda row: row.name)


def case_of(row: Row) -> dict[str, Any]:
    return DEFINED_CASES[row.name]


def from_source(row: Row, kind: str) -> Row:
    """The row with one source of its grammar alone."""
    kept: dict[str, Any] = {each: "" for each in KINDS if each != kind}
    return row._replace(**kept)


def available(row: Row) -> list[Row]:
    rows = (from_source(row, kind) for kind in KINDS)
    return [each for each in rows if find_source(each.wheel, each.pack, each.bundle) is not None]


# ── the table ──


def test_each_language_has_a_query_and_a_case() -> None:
    assert sorted(DEFINED_CASES) == sorted(row.name for row in TABLE)
    assert [row.name for row in TABLE] == sorted(row.name for row in TABLE)
    assert all(make_language(row).query_text() for row in TABLE)


def test_no_two_languages_share_an_ending_and_none_is_told_as_unread() -> None:
    files = [each for row in TABLE for each in row.files.split()]
    assert len(files) == len(set(files))
    assert set(files).isdisjoint(ending.lower() for endings in ENDINGS.values() for ending in endings)
    assert [each for each in files if each.removeprefix(".") in UNREAD] == []
    assert all(row.wheel or row.pack or row.bundle for row in TABLE)


def test_words_for_any_definition_come_last() -> None:
    assert sorted(SORTS)[-3:] == ["value", "variable", "view"]


# ── each language ──


@each_language
def test_it_has_the_atoms_and_calls_of_its_case(row: Row, tmp_path: Path) -> None:
    case = case_of(row)
    language = make_language(row)
    language.verify()
    assert language.why_plain == ""
    facts, _ = language.analyse(case["path"], case["source"].encode())
    assert describe_atoms(facts) == case["atoms"]
    assert facts.error_ratio == 0
    assert find_row(case["path"]) is row
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, {case["path"]: case["source"]}), repository)
        assert describe_calls(repository, case["path"]) == (case["calls"], case["others"])


@each_language
def test_each_source_of_the_grammar_gives_the_same_facts(row: Row) -> None:
    case = case_of(row)
    facts = [DefinedLanguage(each).analyse(case["path"], case["source"].encode())[0] for each in available(row)]
    for other in facts[1:]:
        assert describe_atoms(other) == describe_atoms(facts[0])
        assert other.chains == facts[0].chains


@each_language
def test_no_source_makes_it_fail(row: Row) -> None:
    case, language = case_of(row), make_language(row)
    source = case["source"].encode()
    randomness = random.Random(row.name)
    for _ in range(6):
        language.analyse(case["path"], source[: randomness.randrange(len(source))])
        torn = bytearray(source)
        for _ in range(10):
            torn[randomness.randrange(len(torn))] = randomness.randrange(256)
        language.analyse(case["path"], bytes(torn).decode("utf-8", "replace").encode())
    language.analyse(case["path"], randomness.randbytes(2000).decode("utf-8", "replace").encode())
    for bracket in (b"(", b"{", b"["):
        language.analyse(case["path"], source + bracket * 10_000)


def test_any_edit_of_a_tree_of_all_leaves_what_a_fresh_index_has(tmp_path: Path) -> None:
    randomness = random.Random(7)
    cases = [case_of(row) for row in INSTALLED]
    with memory_repository() as repository:
        write_tree(tmp_path, {case["path"]: case["source"] for case in cases})
        sync(tmp_path, repository)
        for _ in range(4):
            for case in randomness.sample(cases, min(5, len(cases))):
                file = tmp_path / case["path"]
                if file.exists() and randomness.random() < 0.3:
                    file.unlink()
                else:
                    lines = case["source"].splitlines(keepends=True)
                    lines.pop(randomness.randrange(len(lines)))
                    file.write_text("".join(lines))
            sync(tmp_path, repository)


@pytest.mark.skipif(make_language(find_row("a.m") or TABLE[0]).source is None, reason="its grammar is not installed")
def test_no_edge_leads_to_a_language_that_is_read_by_other_rules(tmp_path: Path) -> None:
    files = {
        "cart.h": "int half(int n);\nstatic inline int twice(int n) { return n * 2; }\n",
        "cart.c": '#include "cart.h"\nint half(int n) { return n / 2; }\nint use(void) { return half(1); }\n',
        "Cart.m": '#import "cart.h"\n@implementation Cart\n- (int)price { return half(1) + twice(own()); }\n@end\n'
        "int own(void) { return 1; }\n",
    }
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, files), repository)
        edges = {(edge.source_id, edge.target_id) for edge in repository.edges()}
        assert edges == {("Cart.m::Cart.price", "Cart.m::own"), ("cart.c::use", "cart.c::half")}
        assert describe_calls(repository, "Cart.m")[1] == ["half", "twice"]
        write_tree(tmp_path, {"cart.c": "int rest(void) { return 1; }\n"})
        sync(tmp_path, repository)
        assert {edge.source_id for edge in repository.edges()} == {"Cart.m::Cart.price"}
