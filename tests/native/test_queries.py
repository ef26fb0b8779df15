"""The native core matches queries as tree-sitter does, those that it knows; of others it says that it does not."""

from __future__ import annotations

import gc
import random
import re
import subprocess
import sys
from copy import copy
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

import pytest
from tree_sitter import Node

from omny import native
from omny.base.errors import LanguageError
from omny.extract.draft import Draft
from omny.extract.syntax import Syntax as PlainSyntax
from omny.extract.walk import Walk, parse_and_walk
from omny.languages import own_languages
from omny.languages.base import GrammarLanguage
from omny.languages.python.walk import PythonWalk
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.native.patterns import parse_query, walk_shapes
from tests.support.native_forms import FIXTURES, broken, captured_by, sources_of
from tests.support.walked import grammar_of

needs_core = pytest.mark.skipif(not native.available(), reason=f"no native core: {native.unavailable_reason()}")

PATHS = ("a.py", "a.js", "a.ts", "a.tsx")

UNKNOWN = (
    *("(call)? @a", "(call)* @a", "(call)+ @a", "_ @a", "(call !function) @a", "[(call) (_)] @a", "[] @a", "call @a"),
    *("[(call (identifier)) (module)] @a", "[(call) @a (module) @b]", "(call) @a @b", "(call (identifier) . (_)) @a"),
    *("(call .) @a", "((call) (call)) @a", '((call) @a (#not-eq? @a "b"))', "((call) @a (#eq? @a @a))"),
    *('((call) @a (#any-of? @a "b" "c"))', "((call) @a (#eq? @a b))", '((call) @a (#eq? @a "b" "c"))'),
    *('((call) @a (#set! b "c"))', '((call) @a (#match? @a "\\\\."))', '((call) @a (#eq? @a "\\""))', '"\\n" @a'),
    *(
        "(ERROR) @a",
        "(MISSING) @a",
        "(MISSING identifier) @a",
        '(MISSING "(") @a',
        "(expression) @a",
        "(expression/call) @a",
    ),
    *(
        "(nothing) @a",
        '"nothing" @a',
        "(call nothing: (_)) @a",
        "(call function: _) @a",
        "(call",
        "(call))",
        "[(call)",
        '"',
    ),
    *("(call (identifier) @a (_))", "(call (_) @a function: (_))", "(call function: (_) . ) @a", "(call (_)) @a"),
    *("(call) @", "(call (_ (_ @a)))", "((call) @a", "(E) @a", "(call [(identifier) @a]) @b", "(module . . ) @a"),
    "(call " + "(identifier) " * 16 + ") @a",
)


def native_syntax(path: str, query: str) -> Any:
    return import_module("omny.native.syntax").Syntax(grammar_of(path).capsule(), query, (), {})


@pytest.mark.parametrize("path", PATHS)
def test_the_queries_of_the_languages_are_known(path):
    patterns = parse_query(grammar_of(path).query_text())
    assert len(patterns) > 20
    assert {capture for pattern in patterns for shape in walk_shapes(pattern.shape) for capture in shape.captures} > {
        "comment"
    }


@needs_core
@pytest.mark.parametrize("query", UNKNOWN)
def test_what_else_a_query_has_is_not_known(query):
    with pytest.raises(NotImplementedError):
        native_syntax("a.py", query)


@needs_core
def test_a_syntax_in_a_cycle_is_freed_without_a_word(capfd):
    holder = [native_syntax("a.py", "(call) @callee")]
    holder.append(holder)
    del holder
    gc.collect()
    assert capfd.readouterr().err == ""


def with_query(monkeypatch: pytest.MonkeyPatch, query: str, **others: Any) -> GrammarLanguage:
    """Python with another query, and what else is given."""
    other = copy(grammar_of("a.py"))
    for cached in ("syntax", "plain_syntax", "walk"):
        other.__dict__.pop(cached, None)
    for name, value in {"query_text": lambda: query, **others}.items():
        monkeypatch.setattr(other, name, value)
    return other


@needs_core
def test_a_walk_in_python_with_such_a_query_does_without_the_core(monkeypatch):
    known = with_query(monkeypatch, "(call) @callee", walk=Calls)
    assert (type(known.syntax) is PlainSyntax, known.why_plain) == (False, "")
    other = with_query(monkeypatch, "(call !arguments) @callee", walk=Calls)
    assert type(other.syntax) is PlainSyntax
    assert other.why_plain == "the native core does not match its query: !arguments) @callee"


@needs_core
def test_a_walk_on_a_compiled_one_with_such_a_query_is_refused(monkeypatch):
    """Its methods take nodes of the core alone, so it would fail in each file."""

    class Derived(PythonWalk):
        pass

    query = f"{grammar_of('a.py').query_text()}\n(call !arguments) @callee"
    with pytest.raises(LanguageError, match="Derived builds on PythonWalk, which takes nodes of that core only"):
        _ = with_query(monkeypatch, query, walk=Derived).syntax


def test_every_capture_of_a_query_has_something_to_do(monkeypatch):
    for language in own_languages():
        if isinstance(language, GrammarLanguage):
            language.verify()
    query = '; @not\n(call) @call (call) @lost ((comment) @comment (#eq? @comment "@neither"))'
    with pytest.raises(LanguageError, match="its query captures @lost, and PythonWalk has no on_lost"):
        with_query(monkeypatch, query).verify()


def test_a_walk_overrides_the_methods_of_a_compiled_one():
    """Also those that begin with an underscore: a class of Python cannot see a method that C alone can call."""
    declared = [
        (module, line.strip())
        for module in native.COMPILED
        if "class" in (text := native.source_paths(module)[1].read_text()) and "cdef class _" not in text
        for line in text.splitlines()
        if re.match(r"    cdef (?!public\b).*\(", line) and module.startswith(("omny.extract.walk", "omny.languages."))
    ]
    assert declared == []


class Calls(Walk):
    """A walk in plain Python, as a package that adds a language has one."""

    USES: ClassVar[dict[str, EdgeType]] = {"callee": EdgeType.CALL}

    def on_function(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        assert name is not None
        draft = self.define(self.text(name), AtomType.FUNCTION, node, name, node)
        self.scope.bind(draft.name, f"@{draft.qualname}")
        self.open_definition(draft, node.end_byte)

    def chain(self, node: Node) -> str:
        return self.text(node)

    def is_exported(self, draft: Draft) -> bool:
        return draft.name != "g"


def test_a_walk_in_python_works_with_either_syntax():
    """It overrides methods of the compiled walk, and takes nodes of tree-sitter where the query is left to that."""
    known = "(function_definition) @function (call function: (_) @callee) (comment) @comment"
    source = b"def f():\n    return g()\n\n\ndef g():\n    f()  # c\n"
    plain = PlainSyntax(grammar_of("a.py").capsule(), known, (), {"callee": 0})
    facts, surface = parse_and_walk(source, plain, Calls)
    assert [(each.qualname, each.words) for each in facts.definitions[1:]] == [("f", ""), ("g", "")]
    assert [chain.values for chain in facts.chains] == [["g"], ["f"]]
    assert [b'"is_exported":true' in each.detail for each in facts.definitions[1:]] == [True, False]
    if native.available():
        ours = import_module("omny.native.syntax").Syntax(grammar_of("a.py").capsule(), known, (), {"callee": 0})
        assert parse_and_walk(source, ours, Calls) == (facts, surface)


class Queries:
    """Patterns after what is in a tree, at random: they match, and where."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._captures = 0

    def pattern(self, node: Node) -> str:
        self._captures = 0
        shape = self._shape(node, 0)
        return shape if self._captures else f"{shape} @c0"

    def _shape(self, node: Node, depth: int) -> str:
        chance, children = self._chance, []
        chosen = sorted(chance.sample(range(node.child_count), min(node.child_count, chance.choice((0, 0, 1, 1, 2)))))
        for at in chosen if depth < 3 else ():
            child = node.children[at]
            if child.type == "ERROR" or child.is_missing or '"' in child.type or "\\" in child.type:
                continue
            field = node.field_name_for_child(at)
            named = f"{field}: " if field and chance.random() < 0.8 else ""
            children.append(named + self._shape(child, depth + 1))
        if children and chance.random() < 0.2:
            children.insert(0, ".")
        if children and children[-1] != "." and chance.random() < 0.2:
            children.append(".")
        if not node.is_named:
            shape = f'"{node.type}"'
        elif not children and depth and chance.random() < 0.3:
            other = node.parent.type if node.parent and node.parent.type != "ERROR" else node.type
            shape = f"[({node.type}) ({other})]"
        else:
            shape = " ".join([f"({'_' if chance.random() < 0.2 else node.type}", *children]) + ")"
        if self._captures < 4 and chance.random() < 0.6:
            shape += f" @c{self._captures}"
            self._captures += 1
        return shape


@cache
def nodes_of(path: str, source: bytes) -> list[Node]:
    """All that a pattern can be made of."""
    found, left = [], [grammar_of(path).plain_syntax.parse(source).root]
    while left:
        node = left.pop()
        left += node.children
        if node.is_named and node.type != "ERROR" and not node.is_missing:
            found.append(node)
    return found


@needs_core
@pytest.mark.parametrize("path", PATHS)
def test_random_queries_capture_alike(path):
    chance, queries = random.Random(path), Queries(len(path))
    language = grammar_of(path)
    sources = [content for name, content in sources_of(FIXTURES) if language.accepts(name)]
    matched = 0
    for _ in range(150):
        source = chance.choice(sources)
        query = queries.pattern(chance.choice(nodes_of(path, source)))
        try:
            ours = native_syntax(path, query)
        except NotImplementedError:
            continue
        plain = PlainSyntax(language.capsule(), query, (), {})
        for version in (source, broken(source, chance)):
            told, right = captured_by(ours, version), captured_by(plain, version)
            for captured in (told, right):  # two nodes with one name and one place have no order
                captured["events"].sort()
            assert told == right, (query, version)
            matched += bool(right["events"])
    assert matched > 100


@needs_core
def test_a_walk_is_compiled_whichever_part_is_imported_first():
    asked = (
        "import sys; from omny.languages import require_language; walk = require_language('python').walk;"
        "print(type(sys.modules[walk.__module__].__loader__).__name__)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "ExtensionFileLoader"
