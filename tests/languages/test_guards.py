"""The guards of a call: conditions, loops, handlers and arms around it, by the table of its language."""

from __future__ import annotations

import re

import pytest

from omny.languages import find_language
from omny.languages.base import GrammarLanguage
from omny.languages.facets.guards import load_guards

SOURCES = {
    "python": (
        "def f(x):\n    if not x:  # why\n        a()\n    elif y:\n        b()\n    else:\n        c()\n"
        "    for i in x:\n        while i:\n            d()\n"
        "    try:\n        e()\n    except Timeout as t:\n        g()\n"
        "    with lock:\n        # why not\n        h()\n    n = i() if p else j()\n"
        "    match x:\n        case 1 if w:\n            k()\n"
        "    return x and l()\n"
    ),
    "typescript": (
        "function f(x) {\n  if (!x) a(); else { b(); }\n  for (const i of x) { c(); }\n"
        "  try { d(); } catch (t) { e(); }\n"
        "  switch (x) { case 1: g(); default: h(); }\n  const n = p ? i() : j();\n  x && k(); x ?? l();\n}\n"
    ),
    "javascript": "function f(x) {\n  while (x) { if (x > 1) a(); }\n}\n",
    "go": (
        "package p\nfunc f(x int) {\n\tif err := a(); err != nil { b() } else { c() }\n\tfor i := range x { d() }\n"
        "\tswitch x { case 1: e() }\n\tselect { case m := <-ch: g() }\n\tdefer h()\n\tgo i()\n}\n"
    ),
    "java": (
        "class A { void run() {\n  if (!x) a(); else { b(); }\n  for (String s : x) { c(); }\n"
        "  try { d(); } catch (Timeout t) { e(); }\n  switch (x) { case 1: g(); }\n"
        "  y = switch (x) { case 1, 2 -> h(); };\n"
        "  synchronized (this) { i(); }\n  boolean b = x && j();\n} }\n"
    ),
    "rust": (
        "fn f(x: i32) {\n    if x > 1 { a(); } else { b(); }\n"
        "    loop { c(); }\n    match x { Some(y) if w => d(), _ => e() }\n}\n"
    ),
}

GUARDS = {
    "python": {
        "a": "if not x", "b": "elif y", "c": "else of if not x", "d": "for i in x > while i", "e": "",
        "g": "except Timeout as t", "h": "with lock", "i": "if p", "j": "else of if p",
        "k": "match x > case 1 if w", "l": "x and",
    },
    "typescript": {
        "a": "if (!x)", "b": "else of if (!x)", "c": "for (const i of x)", "d": "", "e": "catch (t)",
        "g": "switch (x) > case 1", "h": "switch (x) > default", "i": "p ?", "j": "else of p ?",
        "k": "x &&", "l": "x ??",
    },
    "javascript": {"a": "while (x) > if (x > 1)"},
    "go": {
        "a": "", "b": "if err := a(); err != nil", "c": "else of if err := a(); err != nil", "d": "for i := range x",
        "e": "switch x > case 1", "g": "select > case m := <-ch", "h": "defer", "i": "go",
    },
    "java": {
        "a": "if (!x)", "b": "else of if (!x)", "c": "for (String s : x)", "d": "", "e": "catch (Timeout t)",
        "g": "switch (x) > case 1", "h": "switch (x) > case 1, 2", "i": "synchronized (this)", "j": "x &&",
    },
    "rust": {"a": "if x > 1", "b": "else of if x > 1", "c": "loop", "d": "match x > Some(y) if w", "e": "match x > _"},
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_the_guards_of_each_call_are_read_from_the_syntax(name):
    language = find_language(name)
    assert isinstance(language, GrammarLanguage)
    source = SOURCES[name].encode()
    root = language.plain_syntax.parse(source).root
    found = {}
    for match in re.finditer(rb"\b[a-l](?=\(\))", source):
        row, start = source.count(b"\n", 0, match.start()), source.rfind(b"\n", 0, match.start()) + 1
        found[match[0].decode()] = " > ".join(load_guards(language.packages).find(root, row, match.start() - start, 1))
    assert found == GUARDS[name]


def test_a_long_guard_is_cut_and_a_language_without_a_table_has_none():
    language, other = find_language("python"), find_language("lua")
    assert isinstance(language, GrammarLanguage)
    assert isinstance(other, GrammarLanguage)
    source = f"if {'very_long_name and ' * 20}x:\n    a()\n".encode()
    (guard,) = load_guards(language.packages).find(language.plain_syntax.parse(source).root, 1, 4, 0)
    assert len(guard) < 70
    assert load_guards(other.packages).kinds == {}
