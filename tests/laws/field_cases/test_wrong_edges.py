"""Second collection: edges that lead to another atom than the one that is called, and valid files that lose some."""

from __future__ import annotations

import pytest

from omny.model.files import FileStatus
from tests.support.field_cases import callees, callers, ids, put, put_all, remove
from tests.support.helpers import data_of, dumped, write_tree
from tests.support.simulation import simulated

STATIC = "static add(a: Money, b: Money) { return a.add(b) }"
INSTANCE = "add(o: Money) { return o }"
USE = "import { Money } from './money'\nexport const total = () => Money.add(new Money(), new Money())\n"


def money(*members: str) -> str:
    return f"export class Money {{\n  {members[0]}\n  {members[1]}\n}}\n"


def test_f03_a_static_member_and_an_instance_member_of_one_name_are_told_apart_in_either_order(tree):
    write_tree(tree, {"money.ts": money(STATIC, INSTANCE), "use.ts": USE})
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        first, second = "money.ts::Money.add", "money.ts::Money.add~2"
        assert (callers(daemon.repository, first), callers(daemon.repository, second)) == (["use.ts::total"], [first])
        daemon.edit(put("money.ts", money(INSTANCE, STATIC)))
        assert (callers(daemon.repository, first), callers(daemon.repository, second)) == ([second], ["use.ts::total"])
        daemon.edit(put("money.ts", money(STATIC, INSTANCE)))
        assert dumped(daemon.repository) == before


def test_f03_what_a_class_inherits_as_static_is_no_member_of_its_instances(tree):
    base = "export class Base {{\n  {}add() {{ return 1 }}\n}}\n"
    use = (
        "import { Base } from './base'\nclass Sub extends Base {}\n"
        "export const one = () => Sub.add()\nexport const two = () => new Sub().add()\n"
    )
    write_tree(tree, {"base.js": base.format("static "), "use.js": use})
    with simulated(tree) as daemon:
        assert callers(daemon.repository, "base.js::Base.add") == ["use.js::one"]
        daemon.edit(put("base.js", base.format("")))
        assert callers(daemon.repository, "base.js::Base.add") == ["use.js::two"]
        daemon.edit(put("base.js", base.format("static async ")))
        assert callers(daemon.repository, "base.js::Base.add") == ["use.js::one"]


def test_f03_a_static_accessor_and_a_method_of_one_name_are_told_apart(tree):
    held = "export class Box {{ {} }}\n"
    parts = ("static get make() { return () => 1 }", "make() { return 2 }")
    use = "import { Box } from './box'\nexport const f = (b: Box) => b.make()\n"
    write_tree(tree, {"box.ts": held.format(" ".join(parts)), "use.ts": use})
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "use.ts::f") == ["box.ts::Box.make~2"]
        daemon.edit(put("box.ts", held.format(" ".join(reversed(parts)))))
        assert callees(daemon.repository, "use.ts::f") == ["box.ts::Box.make"]


def test_f13a_of_two_whole_re_exports_of_one_name_none_is_called_and_one_that_goes_gives_it_back(tree):
    one = "export const a = () => 1\n"
    use = "import {{ a }} from './{}'\nexport const u = () => a()\n"
    write_tree(
        tree,
        {
            "one.ts": one,
            "two.ts": one,
            "all.ts": "export * from './one'\nexport * from './two'\n",
            "use.ts": use.format("all"),
        },
    )
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "use.ts::u") == []
        daemon.edit(put("two.ts", "export const b = () => 2\n"))
        assert callees(daemon.repository, "use.ts::u") == ["one.ts::a"]
        daemon.edit(put("two.ts", one))
        assert callees(daemon.repository, "use.ts::u") == []
        daemon.edit(put("all.ts", "export * from './one'\nexport * from './two'\nexport { a } from './two'\n"))
        assert callees(daemon.repository, "use.ts::u") == ["two.ts::a"]


def test_f13a_one_function_by_two_whole_re_exports_is_one_function(tree):
    write_tree(
        tree,
        {
            "one.ts": "export const a = () => 1\n",
            "mid.ts": "export * from './one'\n",
            "all.ts": "export * from './one'\nexport * from './mid'\n",
            "use.ts": "import { a } from './all'\nexport const u = () => a()\n",
        },
    )
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "use.ts::u") == ["one.ts::a"]
        daemon.edit(put("mid.ts", "export const a = () => 2\n"))
        assert callees(daemon.repository, "use.ts::u") == []


@pytest.mark.parametrize(
    ("path", "source", "function"),
    [
        ("a.js", "function fn() {}\nlet orig = fn\nfn = function () { orig() }\n", "fn"),
        ("b.js", "function run() {}\nconst old = run\nrun = () => old()\n", "run"),
        ("c.ts", "let go = () => 1\nconst was = go\ngo = () => was()\n", "go"),
        ("d.py", "def go():\n    return 1\n\n\nwas = go\n\n\ndef go():\n    return was()\n", "go"),
        ("e.py", "def go():\n    return 1\n\n\ndef wrap(inner=go):\n    return inner()\n", "wrap"),
    ],
)
def test_f13b_a_function_that_takes_the_place_of_the_one_it_calls_is_not_its_own_caller(tree, path, source, function):
    write_tree(tree, {"other.py": "", "other.js": ""})
    with simulated(tree) as daemon:
        daemon.edit(put(path, source))
        loops = [edge for edge in daemon.repository.edges() if edge.source_id == edge.target_id]
        assert loops == []
        assert f"{path}::{function}" in ids(daemon.repository)
        daemon.edit(put(path, source + "\n"))
        daemon.edit(remove(path))


WHOLE = {
    "text": (
        "a.tsx",
        'export const A = () => <a href="/s?q=1&w=2">Terms & Conditions {b()}</a>\nfunction b() {}\n',
        "b",
    ),
    "type of an import": (
        "a.ts",
        "function b() {}\nvi.mock('./a', async (o) => { const r = await o<typeof import('./a')>(); b() })\n",
        "b",
    ),
    "a name that may be a keyword": ("a.js", "function b(x) { return x }\nlet using; using = (p) => b(p)\n", "b"),
    "variance": ("a.ts", "function b() {}\nexport class A<in out T> { m() { b() } }\n", "b"),
    "import defer": ("a.ts", "import defer * as x from './y'\nfunction b() {}\nexport const f = () => b()\n", "b"),
    "a declared default": (
        "a.ts",
        "declare module 'x' { export default function (l: string): Promise<any> }\nfunction b() {}\nb()\n",
        "b",
    ),
    "abstract accessor": (
        "a.ts",
        "function b() {}\nexport abstract class A { abstract accessor y: number; m() { b() } }\n",
        "b",
    ),
    "default of a type parameter": (
        "a.py",
        "def f[T = int](x: T):\n    return b(x)\n\n\ndef b(x):\n    return x\n",
        "b",
    ),
    "decorators": ("a.js", "function b() {}\n@b class A { @b m() { b() } @b accessor x = 1 }\n", "b"),
    # of the same kind
    "const type parameter": (
        "a.ts",
        "function b() {}\nexport function f<const T extends unknown[]>(t: T) { b() }\n",
        "b",
    ),
    "an instantiation": ("a.ts", "function b<T>() {}\nconst c = b<string>\nexport const f = () => { b(); c }\n", "b"),
    "a name in two tongues": ("a.ts", "function b() {}\nconst of = 1, type = 2\nexport const f = () => b()\n", "b"),
    "an exception group": (
        "a.py",
        "def b():\n    return 1\n\n\ndef f():\n    try:\n        b()\n    except* ValueError as e:\n        b()\n",
        "b",
    ),
    "a type statement": ("a.py", "type L[*Ts = *tuple[int]] = list[int]\n\n\ndef b():\n    pass\n\n\nb()\n", "b"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_f06_a_valid_file_is_whole_and_keeps_its_calls_whenever_it_comes(tree, case):
    path, source, called = WHOLE[case]
    write_tree(tree, {"other.py": "def other():\n    return 1\n"})
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(put(path, source))
        assert daemon.repository.ledger()[path].status == FileStatus.OK
        assert callers(daemon.repository, f"{path}::{called}")
        daemon.edit(put(path, f"{source}\n"))
        assert daemon.repository.ledger()[path].status == FileStatus.OK
        daemon.edit(remove(path))
        assert dumped(daemon.repository) == before


@pytest.mark.parametrize("between", ["\n", "\n\n", " // exported\n", " /* a\n b */ "])
def test_f07_what_is_exported_on_a_line_before_it_is_imported(tree, between):
    use = "import { Widget } from './w'\nexport const make = () => new Widget()\n"
    write_tree(tree, {"w.ts": "class Widget {}\n", "use.ts": use})
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "use.ts::make") == []
        daemon.edit(put("w.ts", f"export{between}class Widget {{}}\n"))
        assert callees(daemon.repository, "use.ts::make") == ["w.ts::Widget"]
        assert data_of(daemon.repository, "w.ts::Widget")["is_exported"]
        daemon.edit(put("w.ts", f"export{between}abstract class Widget {{}}\n"))
        assert callees(daemon.repository, "use.ts::make") == ["w.ts::Widget"]


@pytest.mark.parametrize(
    ("line", "encoding", "name"),
    [
        ("# -*- coding: latin-1 -*-", "latin-1", "café"),
        ("# vim: set fileencoding=cp1252 :", "cp1252", "naïve"),
        ("#!/usr/bin/python\n# coding=koi8-r", "koi8-r", "имя"),
        ("# coding: utf-8", "utf-8", "ñame"),
    ],
)
def test_f15_names_are_those_of_the_encoding_that_a_file_names(tree, line, encoding, name):
    source = f"{line}\ndef {name}():\n    return 1\n\n\ndef use():\n    return {name}()\n"
    write_tree(tree, {"a.py": source.encode(encoding)})
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "a.py::use") == [f"a.py::{name}"]
        before = dumped(daemon.repository)
        daemon.edit(put("a.py", source.replace(line, "# plain").encode("utf-8")))
        assert callees(daemon.repository, "a.py::use") == [f"a.py::{name}"]
        daemon.edit(put_all({"b.py": "import a\n"}))
        daemon.edit(put("a.py", source.encode(encoding)))
        daemon.edit(remove("b.py"))
        assert dumped(daemon.repository) == before
