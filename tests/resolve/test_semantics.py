"""The meaning of a step comes from the language: resolution itself knows no member by name."""

from __future__ import annotations

import ast
import re
from types import SimpleNamespace
from typing import Any

import pytest

from omny.languages import own_languages
from omny.model.edges import EDGE_TYPES
from omny.model.surfaces import CONFIG_LANGUAGE
from omny.resolve.evaluate import Evaluator
from omny.resolve.recording import RecordingLookup
from omny.resolve.semantics import FunctionAttribute, Semantics
from omny.resolve.values import Container, Defined, External, Instance, Module, Values
from tests.support.places import TOP

SURFACE = {
    "@C": ["class"],
    "@D": ["class", "C"],
    "@item": ["function", "", "@D ()"],
    "@all": ["function", "", "*@D ()"],
    "@f": ["function", "", "@D ()"],
    "C.run": ["@item"],
    "C.at": ["@item"],
    "C.each": ["@all"],
    "C::make": ["@f"],
    "!shown": ["@f"],
    "=": ["@C ()"],
}

OWN_WORDS = Semantics(
    call="run",
    subscription="at",
    iteration="each",
    entering=frozenset(("open",)),
    object_class="kind",
    function_attributes={
        "now": FunctionAttribute.CALLS,
        "later": FunctionAttribute.RETURNS,
        "sample": FunctionAttribute.PROTOTYPE,
    },
)


class _Rules:
    """Modules are named by their path."""

    def vantage(self, importer: str) -> str:
        return "*"

    def locate(self, spec: str, importer: str, lookup: Any) -> str | None:
        return spec if lookup.module(spec) else None

    def reexports(self, path: str, name: str, lookup: Any) -> bool:
        return True

    def submodule(self, path: str, name: str, lookup: Any) -> None:
        return None

    def namespace(self, path: str, spec: str, evaluator: Any) -> None:
        return None


class _Tree:
    """A tree of some surfaces."""

    def __init__(self, surfaces: dict[str, dict[str, list[str]]]) -> None:
        self.surfaces = surfaces
        self.known: dict[tuple[str, str], tuple[int, list[str] | None]] = {}
        self.modules: dict[str, tuple[int, bool]] = {}

    def entry(self, path: str, key: str) -> tuple[int, list[str] | None]:
        surface = self.surfaces.get(path, {})
        return hash((path, key)), surface.get(key, [f"@{key}"] if f"@{key}" in surface else None)

    def module(self, path: str) -> tuple[int, bool]:
        return hash(path), path in self.surfaces

    def publishers(self, name: str) -> tuple[int, tuple[str, ...] | None]:
        return hash(name), ()


def evaluated(chain: str, semantics: Semantics, **others: dict[str, list[str]]) -> Values:
    """What a chain stands for in the file `a` with that surface, in a language of these semantics."""
    surfaces = {"a": SURFACE, **others}
    language: Any = SimpleNamespace(rules=_Rules(), semantics=semantics)
    return Evaluator("a", surfaces["a"], language, RecordingLookup(_Tree(surfaces), "a"), {}).evaluate("a", chain)


D_OBJECT = {Instance("a", "D"): True}


@pytest.mark.parametrize(
    ("chain", "values"),
    [
        ("@C () ()", D_OBJECT),
        ("@C () []", D_OBJECT),
        ("@C () [*]", D_OBJECT),
        ("@all () open", {Container("(", "a", "@D ()"): True}),
        ("@C () kind", {Defined("a", "C"): True}),
        ("@f now ()", D_OBJECT),
        ("@f later () ()", D_OBJECT),
        ("@D sample", D_OBJECT),
    ],
)
def test_each_step_means_what_the_language_says_and_else_nothing(chain, values):
    assert evaluated(chain, OWN_WORDS) == values
    assert evaluated(chain, Semantics()) == {}


def test_only_a_language_with_statics_of_their_own_asks_for_them():
    assert evaluated("@C make ()", Semantics(has_separate_statics=True)) == D_OBJECT
    assert evaluated("@C make ()", Semantics()) == {}


def test_a_name_is_exported_under_the_mark_of_the_language():
    marked = {"a": {}, "b": {"!shown": ["@f"], "@f": ["function", ""], "@g": ["function", ""]}}
    assert evaluated("^b::shown", Semantics(export_mark="!"), **marked) == {Defined("b", "f"): False}
    assert evaluated("^b::g", Semantics(export_mark="!"), **marked) == {External("b.g"): False}
    assert evaluated("^b::g", Semantics(), **marked) == {Defined("b", "g"): False}


def test_a_module_is_a_value_where_the_language_has_such_modules():
    language = Semantics(export_mark="!", has_module_values=True, default_export="all")
    others = {"b": {"=": ["@C"], "@C": ["class"], "C.f": ["@C.f"], "@C.f": ["function", ""]}}
    assert evaluated("^b::all", language, **others) == {Defined("b", "C"): False}
    assert evaluated("^b::f", language, **others) == {Defined("b", "C.f"): False}
    assert evaluated("^b::f", Semantics(export_mark="!"), **others) == {External("b.f"): False}


def test_importing_a_whole_module_binds_its_names_where_the_language_says_so():
    others: dict[str, dict[str, list[str]]] = {"a": {"*": ["b"]}, "b": {"@f": ["function", ""]}}
    assert evaluated("f", Semantics(binds_stars=True), **others) == {Defined("b", "f"): False}
    assert evaluated("f", Semantics(), **others) == {External("f"): False}


def test_a_name_that_two_whole_modules_show_is_hidden_or_the_last_one():
    others = {"a": {"*": ["b", "c"]}, "b": {"@f": ["function", ""]}, "c": {"@f": ["function", ""]}}
    assert evaluated("f", Semantics(binds_stars=True), **others) == {Defined("c", "f"): True}
    assert evaluated("f", Semantics(binds_stars=True, has_exclusive_stars=True), **others) == {}


def test_an_imported_name_is_a_module_below_where_the_language_joins_them():
    others: dict[str, dict[str, list[str]]] = {"a": {}, "b/c": {}}
    assert evaluated("^b::c", Semantics(submodule_separator="/"), **others) == {Module("b/c"): False}
    assert evaluated("^b::c", Semantics(), **others) == {External("b.c"): False}


def test_the_order_of_bases_is_the_language_s():
    surface = {"@A": ["class"], "A.f": ["@A.f"], "@B": ["class"], "B.f": ["@B.f"], "@E": ["class", "A", "B"]}
    surface |= {"@A.f": ["function", ""], "@B.f": ["function", ""]}
    assert evaluated("@E f", Semantics(), a=surface) == {Defined("a", "A.f"): False}
    reverse = Semantics(order=lambda first, orders, bases: [first, *reversed(bases)])
    assert evaluated("@E f", reverse, a=surface) == {Defined("a", "B.f"): False}


def words_of_languages() -> set[str]:
    """The members, attributes and names that the languages give a meaning, and the names of the languages."""
    words = {language.name for language in own_languages()}
    for semantics in (language.semantics for language in own_languages()):
        words |= {semantics.constructor, semantics.call, semantics.iteration, semantics.subscription}
        words |= {semantics.object_class, semantics.default_export, *semantics.entering, *semantics.function_attributes}
    return words - {"", "class", "[]", "()", CONFIG_LANGUAGE, *EDGE_TYPES}  # a word of surfaces and segments of chains


def test_resolution_names_no_member_of_a_language_and_no_file():
    words = words_of_languages()
    assert {"__init__", "constructor", "prototype", "python"} < words
    found = []
    for file in sorted((TOP / "omny" / "resolve").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(text := node.value, str)
                and (text in words or re.fullmatch(r"/?__\w+__.*|\.\w{1,4}", text))
            ):
                found.append(f"{file.name}:{node.lineno}: {text!r}")
    assert found == []
