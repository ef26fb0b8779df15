"""What every language keeps in every facet. Its `conformance.toml` says what is expected of the language itself."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from omny.extract.brackets import find_family
from omny.extract.generic_walk import GenericWalk
from omny.languages import (
    accepts,
    detect_language,
    find_liveness,
    find_naming,
    own_languages,
    registry,
    require_language,
)
from omny.languages.base import GrammarLanguage, Language
from omny.languages.facets.liveness import Candidate, FileText, Liveness, MadeUpNames
from omny.languages.facets.naming import Naming
from omny.languages.facets.refactor import REFACTOR
from omny.languages.facets.testing import Testing
from omny.languages.table import SCRIPT
from omny.model.atoms import AtomType
from omny.query.spelling import module_path

CASES: dict[str, dict[str, Any]] = {
    name: case
    for file in sorted(Path(__file__).parent.glob("*/conformance.toml"))
    for name, case in tomllib.loads(file.read_text(encoding="utf-8")).items()
}

FACETS = [name for name, part in vars(Language).items() if isinstance(part, property) and name != "fingerprint"]
PARTS = sorted(name for name in {*vars(Language), *Language.__annotations__} if not name.startswith("_"))
GRAMMARS = [language for language in own_languages() if isinstance(language, GrammarLanguage)]
OF_THE_WALK = {"comment", "block", "branch", "error"}  # captures that every language has alike

each_language = pytest.mark.parametrize("language", own_languages(), ids=lambda language: language.name)
each_grammar = pytest.mark.parametrize("language", GRAMMARS, ids=lambda language: language.name)
each_facet = pytest.mark.parametrize("facet", FACETS)


def candidate(path: str, name: str = "price") -> Candidate:
    """A function at the top of a file."""
    return Candidate(path, name, name, AtomType.FUNCTION, False, False, "", f"{path}::m", "m", AtomType.MODULE)


def no_names() -> MadeUpNames:
    return MadeUpNames(set(), set(), set())


# ── the whole ──


def test_every_language_has_a_case() -> None:
    assert sorted(CASES) == sorted(language.name for language in own_languages())


@each_language
@pytest.mark.parametrize("part", PARTS)
def test_it_has_each_part_of_the_protocol(language: Language, part: str) -> None:
    assert hasattr(language, part)
    asked = getattr(Language, part, None)
    if inspect.isfunction(asked):
        has, wants = inspect.signature(getattr(language, part)), inspect.signature(asked)
        assert list(has.parameters) == list(wants.parameters)[1:]


@each_language
def test_it_is_found_by_its_name(language: Language) -> None:
    assert require_language(language.name) is language


@each_language
def test_a_path_belongs_to_one_language_alone(language: Language) -> None:
    for path in CASES[language.name]["accepts"]:
        assert [each.name for each in own_languages() if each.accepts(path)] == [language.name], path
        assert detect_language(path) is language
        assert accepts(path) == (language.name != SCRIPT), path  # a script is told by its content
    for path in CASES[language.name]["rejects"]:
        assert not language.accepts(path), path


def test_no_two_languages_share_an_ending() -> None:
    for one, other in combinations(GRAMMARS, 2):
        assert set(one.suffixes).isdisjoint(other.suffixes)
    for language in GRAMMARS:
        assert all(suffix.startswith(".") for suffix in language.suffixes)


# ── facets ──


@each_language
@each_facet
def test_a_facet_is_the_same_object_each_time_and_goes_through_pickle(language: Language, facet: str) -> None:
    own = getattr(language, facet)
    assert getattr(language, facet) is own
    assert type(pickle.loads(pickle.dumps(own))) is type(own)
    assert type(copy.copy(own)) is type(own)


@each_language
@each_facet
def test_no_attribute_of_a_facet_can_be_set(language: Language, facet: str) -> None:
    own = getattr(language, facet)
    if own is None or facet == "rules":  # import rules keep what they have worked out
        return
    for name in (*(each for each in dir(own) if not each.startswith("_")), "another"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(own, name, None)


@pytest.mark.parametrize(("name", "facet"), [("testing", Testing), ("liveness", Liveness), ("naming", Naming)])
def test_a_language_that_says_nothing_gets_harmless_answers(name: str, facet: type) -> None:
    bare = GrammarLanguage("bare", (".bare",), grammar="none", package="none")
    assert type(getattr(bare, name)) is facet
    assert bare.refactor is REFACTOR


def test_nothing_is_claimed_of_a_file_in_no_language() -> None:
    testing, liveness, naming = registry.find_testing("a.none"), find_liveness("a.none"), find_naming("a.none")
    assert not testing.is_test("tests/test_a.none")
    assert testing.fixture_name("cart", ["fixture"]) == ""
    assert not testing.gets_fixtures("test_cart", is_test=True)
    assert not liveness.is_private(candidate("a.none", "_price"), ())
    assert not liveness.is_harmless("property")
    assert liveness.reader("a.none") is None
    assert liveness.is_published([]) is None
    assert naming.is_name("price")
    assert not naming.is_fixed("price")


# ── captures and walk ──


@each_grammar
def test_each_capture_of_its_query_is_handled_and_each_method_has_one(language: GrammarLanguage) -> None:
    query = re.sub(r'"(?:[^"\\]|\\.)*"|;.*', "", language.query_text())
    captures = set(re.findall(r"@([\w.]+)", query))
    assert captures
    known = {*OF_THE_WALK, *GenericWalk.FIRST, *language.walk.USES}
    opened = {name.removeprefix("open_") for name in dir(language.walk) if name.startswith("open_")}
    left = {capture for capture in captures - known if not find_family(capture)}
    assert {capture for capture in left if capture.partition(".")[0] not in opened} == set()


@each_language
def test_its_source_gives_its_atoms(language: Language) -> None:
    case = CASES[language.name]
    facts, _ = language.analyse(case["accepts"][0], case["source"].encode())
    assert [definition.qualname for definition in facts.definitions] == case["atoms"]


@each_language
def test_no_source_is_too_bad(language: Language) -> None:
    path, source = CASES[language.name]["accepts"][0], CASES[language.name]["source"].encode()
    for bad in (b"", b"\0\xff\xfe", source[: len(source) // 2], source[::-1], source * 3):
        facts, _ = language.analyse(path, bad)
        assert (facts, _) == language.analyse(path, bad)


@each_language
def test_what_a_source_says_does_not_depend_on_its_folder(language: Language) -> None:
    case = CASES[language.name]
    path = case["accepts"][0]
    assert language.analyse(path, case["source"].encode()) == language.analyse(f"x/y/{path}", case["source"].encode())


@each_language
def test_published_names_are_sorted(language: Language) -> None:
    case = CASES[language.name]
    for path in case["accepts"]:
        _, surface = language.analyse(path, case["source"].encode())
        names = language.names(path, surface)
        assert names == sorted(set(names))


# ── testing ──


@each_language
def test_tests_are_told_by_their_paths(language: Language) -> None:
    case = CASES[language.name]
    for path in case["tests"]:
        assert (language.accepts(path), language.testing.is_test(path), registry.find_testing(path).is_test(path)) == (
            True,
            True,
            True,
        ), path
    for path in case["code"]:
        assert (language.accepts(path), language.testing.is_test(path), registry.find_testing(path).is_test(path)) == (
            True,
            False,
            False,
        ), path


@each_language
def test_a_runner_runs_what_is_named_so_and_nothing_else(language: Language) -> None:
    testing = language.testing
    for name in CASES[language.name]["test_names"]:
        assert testing.is_run(name), name
        assert testing.is_test_name(name), name
    assert not testing.is_run("price")
    assert not testing.is_test_name("price")


@each_language
def test_a_fixture_is_told_by_its_decorator(language: Language) -> None:
    testing = language.testing
    for decorator, name in CASES[language.name]["fixtures"].items():
        assert testing.fixture_name("cart", [decorator]) == name
    assert bool(CASES[language.name]["fixtures"]) == bool(testing.fixture_decorators)
    assert testing.fixture_name("cart", []) == ""
    assert testing.fixture_name("cart", ["somewhere.other"]) == ""


@each_language
def test_its_least_source_breaks_no_file_that_it_is_added_to(language: Language) -> None:
    case, stub = CASES[language.name], language.naming.stub.format(name="added")
    path, source = case["accepts"][0], case["source"]
    before, after = (language.analyse(path, text.encode())[0] for text in (source, f"{source}\n\n{stub}"))
    assert [each.qualname for each in after.definitions if each.qualname != "added"] == case["atoms"]
    assert (before.error_ratio, after.error_ratio) == (0.0, 0.0)


# ── liveness ──


@each_language
def test_the_language_calls_its_protocol(language: Language) -> None:
    case, liveness = CASES[language.name], language.liveness
    assert liveness.is_protocol("anything", "constructor")
    assert all(liveness.is_protocol(name, "") for name in case["protocol"])
    assert not liveness.is_protocol("price", "")
    assert [name for name in case["harmless"] if not liveness.is_harmless(name)] == []
    assert [name for name in case["harmful"] if liveness.is_harmless(name)] == []


@each_language
def test_reasons_are_sentences_and_need_no_knowledge(language: Language) -> None:
    liveness, path = language.liveness, CASES[language.name]["accepts"][0]
    for name in ("price", "_price", "make_price", "#price"):
        asked = candidate(path, name)
        reasons = (
            liveness.export_reason(asked),
            liveness.entry_reason(asked, lambda framework: False),
            liveness.text_reason(asked, FileText(frozenset(), "", ""), no_names(), ()),
        )
        assert all(reason == reason.strip() and not reason.endswith(".") for reason in reasons)
        assert isinstance(liveness.is_private(asked, ()), bool)
        assert liveness.word(name) in name
    assert liveness.is_published([b""] * len(liveness.manifests)) in (None, False)
    assert liveness.dependencies(b"\xff{") == frozenset()
    assert liveness.code_before([]) == b""
    liveness.note_names(no_names(), path, b"", ())


@each_language
def test_a_text_that_names_nothing_gives_no_names(language: Language) -> None:
    for path in (*CASES[language.name]["accepts"], "Makefile", "shop.toml"):
        read = language.liveness.reader(path)
        assert read is None or list(read("nothing of the kind")) == []


# ── naming ──


@each_language
def test_identifiers_are_told_from_other_text(language: Language) -> None:
    case, naming = CASES[language.name], language.naming
    assert [name for name in case["names"] if not naming.is_name(name)] == []
    assert [name for name in case["no_names"] if naming.is_name(name)] == []
    assert [name for name in case["fixed"] if not naming.is_fixed(name)] == []
    assert not any(map(naming.is_fixed, case["names"]))


@each_language
def test_a_name_is_found_where_the_source_has_it(language: Language) -> None:
    case, naming = CASES[language.name], language.naming
    source = case["source"].encode()
    for name in (qualname.rpartition(".")[2] for qualname in case["atoms"][1:]):
        assert naming.is_name(name)
        places = [found.start() for found in naming.occurrences(name).finditer(source)]
        assert places
        written = {source[place : place + len(name)].decode() for place in places}
        assert {each.lower() if naming.ignores_case else each for each in written} == {
            name.lower() if naming.ignores_case else name
        }
        assert naming.occurrences(name).search(f"x{name}x".encode()) is None


@each_language
def test_a_file_that_stands_for_its_folder_is_named_by_it(language: Language) -> None:
    path, short = CASES[language.name]["module"]
    assert module_path(path).short == short
    assert module_path(path).whole.startswith(short)
