"""The filter language: what it means, what it says of a mistake, and that an index never changes an answer."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import UsageError
from omny.base.globs import matches_name, matches_path
from omny.query.filter.fields import ATOM_FIELDS
from omny.query.filter.functions import FUNCTIONS, Index
from omny.query.filter.grammar import And, Call, Comparison, Not, Or, parse
from omny.query.filter.plan import Plan
from tests.support.graph_project import ask, ids, project
from tests.support.helpers import index_tree, write_tree
from tests.support.places import TOP

TREE = {
    "src/app.py": """\
        import requests
        from functools import lru_cache
        from src.base import Base, save

        class Shop(Base):
            @property
            def name(self):
                return "shop"

            async def store(self, key, *rest):
                if key:
                    save(key)
                return requests.get(key)

        @lru_cache(maxsize=1)
        def cached() -> int:
            return 1

        class ShopError(ValueError):
            pass

        class SmallError(ShopError):
            pass
        """,
    "src/base.py": """\
        class Base:
            def run(self):
                save(1)

        def save(key):
            "Keeps it."
            yield key
        """,
    "web/menu.js": """\
        export async function load(a, b) { return a ? render(a) : render(b) }
        function render(x) { return x }
        """,
    "tests/test_app.py": "from src.base import save\n\n\ndef test_save():\n    save(2)\n",
}  # fmt: skip


@pytest.fixture
def shop(tree: Path):
    with project(tree, {path: dedent(text) for path, text in TREE.items()}) as repository:
        yield repository, tree


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('name == "save"', ["src/base.py::save"]),
        ('name in ["save", "load"]', ["src/base.py::save", "web/menu.js::load"]),
        ('name not in ["save"] and type == "function" and language == "python"', ["cached", "test_save"]),
        ('name ~ "*or*" and type == "method"', ["Shop.store"]),
        ('name !~ "*" or qualified_name == "Shop.name"', ["Shop.name"]),
        ('id == "src/base.py::Base.run"', ["Base.run"]),
        ('file == "src/base.py" and type != "module"', ["Base", "Base.run", "save"]),
        ('file ~ "src/*.py" and type == "class"', ["Shop", "ShopError", "SmallError", "Base"]),
        ('in_file("web/") and type == "function"', ["load", "render"]),
        ("is_async", ["Shop.store", "load"]),
        ("is_async == false and is_generator", ["save"]),
        ("not is_async and is_exported and parameter_count >= 1 and not is_test", ["Shop.name", "Base.run", "save"]),
        ("complexity > 1", ["Shop.store", "load"]),
        ("1 in parameters or 2 > 1", None),
        ('"rest" in parameters', ["Shop.store"]),
        ('"self" not in parameters and type == "method"', []),
        ('decorators ~ "lru_cache*"', ["cached"]),
        ('decorated_by("lru_cache")', ["cached"]),
        ('decorated_by("functools.lru_cache")', ["cached"]),
        ('decorated_by("property")', ["Shop.name"]),
        ('inherits("Base")', ["Shop"]),
        ('inherits("ValueError")', ["ShopError", "SmallError"]),
        ('bases == "ValueError"', ["ShopError"]),
        ('calls("save")', ["Shop.store", "Base.run", "test_save"]),
        ('is_async and calls("save") and complexity > 1', ["Shop.store"]),
        ('calls("requests.get")', ["Shop.store"]),
        ('external("requests.*")', ["Shop.store"]),
        ('external("get")', ["Shop.store"]),
        ('called_by("Shop.store")', ["save"]),
        ('reaches("save") and not is_test', ["Shop.store", "Base.run"]),
        ('reached_by("test_save")', ["save"]),
        ("tested() and not is_test", ["save"]),
        ('class == "Shop"', ["Shop.name", "Shop.store"]),
        ('returns == "int"', ["cached"]),
        ('doc ~ "Keeps*"', ["save"]),
        ("callers >= 3", ["save"]),
        ('callees == 1 and file ~ "src/**"', ["Shop.store", "Base.run"]),
        ('language == "javascript" and type == "function" and callers == 1', ["render"]),
        ('version == 1 and name == "load"', ["load"]),
        ('updated_at > "2001" and name == "load"', ["load"]),
        ('outside == "requests.get"', ["Shop.store"]),
        ('kind == "" and name == "load"', ["load"]),
        ('name == "lo\\"ad"', []),
        ('name == "load" and (is_async or is_test) and not (is_test)', ["load"]),
        ("not not is_async", ["Shop.store", "load"]),
    ],
)
def test_an_expression_means_what_it_says(shop, expression, found):
    if found is None:
        with pytest.raises(UsageError):
            ask(shop, "query", expression=expression)
        return
    answer = ask(shop, "query", expression=expression)
    assert [id_.partition("::")[2] for id_ in ids(answer)] == [name.rpartition("::")[2] for name in found]
    assert answer["total"] == len(found)


@pytest.mark.parametrize(
    ("expression", "column", "said"),
    [
        ("", 1, "expected a field or a function, found the end"),
        ("is_asyn", 1, "unknown field 'is_asyn'; similar names: is_async"),
        ("cals('x')", 1, "unknown function 'cals'; similar names: calls"),
        ("calls", 1, "unknown field 'calls'; a function is followed by '('"),
        ("name('x')", 1, "unknown function 'name'; a field takes no '('"),
        ("complexity", 1, "complexity is a number and has to be compared"),
        ("complexity > 'x'", 14, "complexity is a number, 'x' is not"),
        ("complexity ~ '1'", 1, "complexity is a number, which '~' does not compare"),
        ("complexity == true", 15, "complexity is a number, True is not"),
        ("is_async == 1", 13, "is_async is true or false, 1 is not"),
        ("is_async and name = 'x'", 19, "'=' is no operator; write '=='"),
        ("is_async && is_test", 10, "'&' is no operator; write 'and'"),
        ("!is_async", 1, "'!' is no operator; write 'not'"),
        ("name == save", 9, "expected a value, found 'save'; text stands in quotes: 'save'"),
        ("name == 'save", 9, "the text does not end; close it with '"),
        ("name == 'a' name", 13, "expected 'and', 'or' or the end, found 'name'"),
        ("(is_async", 10, "expected 'and', 'or' or ')', found the end"),
        ("is_async and", 13, "expected a field or a function, found the end"),
        ("is_async and and is_test", 14, "expected a field or a function, found 'and'"),
        ("name in 'x'", 9, "expected '[', found"),
        ("name in ['x' 'y']", 14, "expected ',' or ']', found"),
        ("'x' == name", 5, "expected 'in', found '=='"),
        ("'x' in 'y'", 8, "expected a field, found"),
        ("type == 'func'", 9, "unknown type 'func'"),
        ("calls()", 7, "calls takes one text"),
        ("calls('a', 'b')", 7, "calls takes one text"),
        ("tested('a')", 8, "tested takes nothing"),
        ("calls('svae')", 7, "no atom is named 'svae'"),
        ("changed_since('yore')", 15, "no state is kept of 'yore'"),
        ("name == 'a' and \x00", 17, "cannot be read here"),
        ("(" * 100 + "is_async" + ")" * 100, 52, "inside each other"),
        ("not " * 100 + "is_async", 205, "inside each other"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(shop, expression, column, said):
    with pytest.raises(UsageError) as raised:
        ask(shop, "query", expression=expression)
    assert f"column {column}: " in str(raised.value)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_and_binds_closer_than_or_and_not_closer_than_both():
    a, b, c = (Comparison(name, "==", (True,), column, column) for name, column in (("a", 1), ("b", 6), ("c", 16)))
    assert parse("a or b and not c") == Or((a, And((msgspec_at(b, 6), Not(c)))))
    assert parse("f('x', 1, 2.5, false)") == Call("f", ("x", 1, 2.5, False), 1, 3)


def msgspec_at(node: Comparison, column: int) -> Comparison:
    return Comparison(node.field, node.operator, node.values, column, column)


_TESTS = st.sampled_from(
    [
        "is_async", "is_test", 'name == "save"', 'name in ["save", "run", "render"]', 'file == "src/base.py"',
        'file ~ "src/*"', 'in_file("web/")', 'calls("save")', 'called_by("Shop.store")', 'reaches("save")',
        'inherits("Base")', 'decorated_by("property")', 'external("requests.get")', "tested()", "complexity > 1",
        'id == "src/base.py::save"', 'qualified_name == "Shop.store"', '"self" in parameters', "callers > 0",
    ]
)  # fmt: skip
_EXPRESSIONS = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        inner.map(lambda part: f"not ({part})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
    ),
    max_leaves=6,
)


def test_what_an_index_finds_is_what_reading_all_finds(shop):
    repository, _ = shop
    index = Index(repository, SYSTEM_CLOCK)

    @given(_EXPRESSIONS)
    def check(expression: str) -> None:
        plan = Plan(parse(expression), index)
        found = [row.stored.atom.id for row in plan.rows()]
        assert found == [row.stored.atom.id for row in plan.rows(indexed=False)]
        assert found == sorted(found)

    check()


@given(st.text(max_size=30) | st.text("aisync()'\"[]<>=~!,.1 and or not in", max_size=40))
def test_any_text_is_an_expression_or_a_usage_error(text):
    with suppress(UsageError):
        parse(text)


def test_results_are_sorted_narrowed_and_cut(shop):
    every = ids(ask(shop, "query", expression='type == "function"'))
    assert every == sorted(every)
    by_complexity = ask(shop, "query", expression='type == "function"', sort="complexity", limit=1)
    assert (ids(by_complexity), by_complexity["total"], by_complexity["truncated"]) == (["web/menu.js::load"], 5, True)
    assert ids(ask(shop, "query", expression='type == "function"', tests=True)) == ["tests/test_app.py::test_save"]
    assert ids(ask(shop, "query", expression="is_async", path="web/")) == ["web/menu.js::load"]


def test_what_has_changed_since_can_be_asked_for(shop):
    repository, tree = shop
    write_tree(tree, {"src/base.py": dedent(TREE["src/base.py"]).replace("yield key", "yield key, key")})
    index_tree(tree, repository)
    assert ids(ask((repository, tree), "query", expression='changed_since("1")')) == ["src/base.py::save"]
    past = ask((repository, tree), "at", when="1", question="query", arguments={"expression": "is_async"})
    assert [each["id"] for each in past["results"]] == ["src/app.py::Shop.store", "web/menu.js::load"]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("src/**", "src/a.py", True), ("src/**", "src/a/b.py", True), ("src/**", "srcs/a.py", False),
        ("src/*", "src/a.py", True), ("src/*", "src/a/b.py", False), ("**/b.py", "b.py", True),
        ("**/b.py", "a/b.py", True), ("a/**/c", "a/c", True), ("a/**/c", "a/b/b/c", True), ("a/**/c", "a/b/d", False),
        ("a/**/b/**/c", "a/x/b/y/b/c", True), ("src/", "src/a/b.py", True), ("./src/a.py", "src/a.py", True),
        ("s?c/[ab].py", "src/b.py", True), ("s?c/[!ab].py", "src/b.py", False), ("*", "a/b", False),
        ("**", "a/b", True),
    ],
)  # fmt: skip
def test_a_pattern_of_a_path_keeps_within_folders(pattern, path, matches):
    assert matches_path(pattern, path) is matches


def test_no_pattern_takes_long():
    started = time.process_time()
    assert not matches_name("*a" * 30 + "b", "a" * 2_000)
    assert not matches_path("**/a/" * 20 + "b", "a/" * 300 + "c")
    assert time.process_time() - started < 5


def test_every_field_and_function_is_told_in_the_manual_and_no_other():
    text = (TOP / "docs" / "query.md").read_text(encoding="utf-8")
    fields = text.partition("## Fields")[2].partition("## Functions")[0]
    functions = text.partition("## Functions")[2].partition("## What it costs")[0]
    told = {name for row in re.findall(r"^\| (`.*?) \|", fields, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert told == ATOM_FIELDS.keys() | {"language", "callers", "callees"}
    assert set(re.findall(r"^\| `(\w+)\(", functions, re.MULTILINE)) == FUNCTIONS.keys()


def test_a_mistake_is_one_line_on_the_command_line(shop, monkeypatch, capsys):
    from omny.cli import run

    _, tree = shop
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["query", "is_async and"]) == 2
    assert capsys.readouterr().err.startswith("omny: read query: column 13: expected a field")
    assert run(["query", 'calls("save")']) == 0
    assert "3 atoms" in capsys.readouterr().out
