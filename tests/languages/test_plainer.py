"""What a grammar cannot read is parsed in another form of the same length, and everything else stays as it was."""

from __future__ import annotations

import random
import time

import pytest

from omny.languages.javascript.skeleton import skeleton
from tests.support.constructs.cases import PATHS, alone
from tests.support.helpers import atoms_by_id, data_of, index_tree, sync, write_tree
from tests.support.walked import grammar_of

SEED = 5


def plainer(path: str, source: bytes) -> bytes:
    return grammar_of(path).walk.plainer(source)


@pytest.mark.parametrize("path", PATHS)
def test_the_plainer_form_has_the_length_of_the_source(path):
    chance = random.Random(SEED)
    for case in alone(path):
        source = case.made.source.encode()
        start = chance.randrange(len(source))
        for text in (source, source[start:], source[:start], source[:start] + source):
            assert len(plainer(path, text)) == len(text), f"seed {SEED}"


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("a.py", b"def f[T = int"),
        ("a.py", b"def f["),
        ("a.tsx", b"<a b='&"),
        ("a.tsx", b"<a>{"),
        ("a.tsx", b"= <a>"),
        ("a.tsx", b"/[a"),
        ("a.tsx", b"`${"),
        ("a.tsx", b"`"),
        ("a.tsx", b"<in T, "),
        ("a.ts", b"export default function ("),
        ("a.ts", b"typeof import("),
        ("a.ts", b"import('a').B<"),
        ("a.ts", b"import 'a' with {"),
        ("a.ts", b"export\n"),
        ("a.ts", b"\n<T"),
        ("a.ts", b"\n <T"),
        ("a.ts", b" <T"),
        ("a.ts", b"accessor ["),
        ("a.ts", b"// a comment\n"),
        ("a.ts", b"\n"),
    ],
)
def test_the_plainer_form_takes_linear_time(path, piece):
    """100 kB take half a second at most: what is quadratic takes many."""
    started = time.process_time()
    plainer(path, piece * (100_000 // len(piece)))
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("path", "source", "times"),
    [
        ("a.ts", "let x = 1\n", 1),
        ("a.ts", "class A<in T> {}\n", 1),
        ("a.ts", "class A<in T> { = }\n", 2),
        ("a.ts", "// A<in T>\nlet = = =\n", 1),
        ("a.ts", "let using = 1\n// A<in T>\n", 1),
        ("a.tsx", "class A<in T> {}\n", 2),
        ("a.ts", "const a: {\n  (b: B): C\n  // d\n  <T>(e: T):\n    | T\n}\n", 1),
        ("a.ts", "const a: {\n  <T>(b: T): () =>\n    D<T>\n\n  <U>(b: U): U\n} = c\n", 1),
        ("a.ts", "const a: {\n  (b: B): C\n  <T>(e: T): = T\n}\n", 2),
        ("a.ts", "const a: { (b: B): C, d\n  <T>(e: T): T\n}\n", 1),
        ("a.ts", "const a: { (b: B): C; d\n  <T>(e: T): T\n}\n", 1),
        ("a.ts", "const a: { (b: B): C }, d = e\n  <T>(f)\n", 1),
        ("a.tsx", "const a: {\n  (b: B): C\n  <T>(e: T): T\n}\n", 2),
        ("a.ts", "let = = =\n", 1),
        ("a.js", "export\nclass A {}\n", 1),
        ("a.js", "export\nclass = )", 2),
        ("a.js", "const a = <p>b & c</p>\n", 2),
        ("a.py", "def f[T = int](): pass\n", 2),
        ("a.py", "x = 1\n", 1),
    ],
)
def test_a_file_is_parsed_again_only_where_another_form_may_do(path, source, times, monkeypatch):
    language, parsed = grammar_of(path), []
    syntax = language.syntax

    class Counting:
        """A syntax that counts."""

        faults, capture = syntax.faults, syntax.capture

        def parse(self, text):
            parsed.append(text)
            return syntax.parse(text)

    monkeypatch.setitem(vars(language), "syntax", Counting())
    language.analyse(path, source.encode())
    assert len(parsed) == times


def test_code_is_told_from_texts():
    source = b"a('b' /* c */) // d\n;/e[/]f/.g(`h${i('j')}k`) / 2; x = <b c='d' e={f('g')}>h {i} &</b>\n"
    found = skeleton(source, jsx=True)
    assert found.code == (b"a('_'        )     \n;_______.g(`_${i('_')}_`) / 2; x = <b c='_' e={f('_')}>__{i}__</b>\n")
    assert [source[slice(*span)] for span in found.texts] == [b"d", b"h ", b" &"]
    assert [source[slice(*span)] for span in found.templates] == [b"h", b"k"]
    comparison = b"if (a < b && c > d) e = <f>(g) => h\n"
    assert skeleton(comparison, jsx=True).code == comparison


FILES = {
    "use.ts": "import { Widget } from './widget'\nexport const use = () => new Widget().draw()\n",
    "widget.ts": "export\nclass Widget { draw() {} }\n",
}


def test_a_class_behind_a_line_that_says_export_is_exported(tmp_path, repository):
    """F7: importers were not bound, and nothing said so."""
    write_tree(tmp_path, FILES)
    index_tree(tmp_path, repository)
    assert data_of(repository, "use.ts::use")["calls"] == ["widget.ts::Widget", "widget.ts::Widget.draw"]
    write_tree(tmp_path, {"widget.ts": FILES["widget.ts"].replace("export\n", "\n")})
    sync(tmp_path, repository)
    assert data_of(repository, "use.ts::use")["calls"] == []
    write_tree(tmp_path, {"widget.ts": FILES["widget.ts"].replace("export\n", "export // here\r\n")})
    sync(tmp_path, repository)
    assert data_of(repository, "use.ts::use")["calls"] == ["widget.ts::Widget", "widget.ts::Widget.draw"]


@pytest.mark.parametrize("path", ["a.js", "a.ts", "a.tsx"])
@pytest.mark.parametrize(
    "head", ["using x = new A()", "await using x = new A()", "for (using x of [1]) x.m()\nusing x = new A()"]
)
def test_what_using_declares_has_its_type(path, head, tmp_path, repository):
    write_tree(tmp_path, {path: f"class A {{ m() {{}} }}\nasync function use() {{ {head}\n x.m() }}\n"})
    index_tree(tmp_path, repository)
    assert f"{path}::A.m" in data_of(repository, f"{path}::use")["calls"]
    assert repository.ledger()[path].status == "ok"


def test_names_that_are_masked_are_told_as_they_are_written(tmp_path, repository):
    text = (
        "let using; using = (p) => calc(p)\nfunction calc() { using(1) }\nclass B { accessor() { this.accessor() } }\n"
    )
    write_tree(tmp_path, {"a.js": text, "b.ts": text})
    index_tree(tmp_path, repository)
    for path in ("a.js", "b.ts"):
        assert {f"{path}::using", f"{path}::calc", f"{path}::B.accessor"} <= set(atoms_by_id(repository))
        assert data_of(repository, f"{path}::calc")["calls"] == [f"{path}::using"]
        assert data_of(repository, f"{path}::using")["calls"] == [f"{path}::calc"]


def test_a_function_that_a_declared_module_exports_by_default_is_no_fault(tmp_path, repository):
    write_tree(tmp_path, {"a.d.ts": "declare module 'x' { export default function (l: string): Promise<any> }\n"})
    index_tree(tmp_path, repository)
    assert repository.ledger()["a.d.ts"].status == "ok"


def test_what_a_star_spreads_is_called(tmp_path, repository):
    write_tree(tmp_path, {"a.py": "def g(): return []\ndef f(): return 1, *g(), *g().x()\n"})
    index_tree(tmp_path, repository)
    assert data_of(repository, "a.py::f")["calls"] == ["a.py::g"]
