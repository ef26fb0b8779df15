"""What the walk of JavaScript leaves of a file. Who calls whom is in tests/languages/javascript/callgraph."""

from __future__ import annotations

import random
import time

import pytest

from omny.languages import detect_language, own_languages
from omny.languages.javascript import JAVASCRIPT
from tests.support.walked import analysed, details, surface

SNIPPET = b"""
import d, { a as b } from "./m";
/** Says hello. */
export async function* hello(name = "you", { x, y: [z] } = {}, ...rest) { yield d(name || x ? b : z); }
export default class extends d.Base {
  #p = () => this.#q();
  static make = function () { return new this(); };
  constructor() { super(); this.on = this.on.bind(this); }
  get on() { for (const i of [1]) if (i && this) continue; }
  set on(v) {}
  #q() {}
}
const tools = { run() { this.stop(); }, stop: () => {}, deep: { go: function () {} } };
function Old() { this.a = 1; }
Old.prototype.first = function () { return this.second(); };
Old.prototype.second = () => 2;
exports.late = function () {};
setTimeout(function tick() { tick(); }, 1);
"""


def test_every_form_of_a_named_function_is_an_atom_of_its_type():
    assert {name: str(d["type"]) for name, d in details(SNIPPET).items()} == {
        "<module>": "module",
        "hello": "function",
        "tools": "constant",
        "default": "class",
        "default.#p": "arrow",
        "default.make": "function",
        "default.constructor": "method",
        "default.on": "method",
        "default.on~2": "method",
        "default.#q": "method",
        "tools.run": "method",
        "tools.stop": "arrow",
        "tools.deep.go": "function",
        "Old": "function",
        "Old.first": "method",
        "Old.second": "arrow",
        "late": "function",
        "tick": "function",
    }


def test_a_function_is_described_as_written():
    hello = details(SNIPPET)["hello"]
    assert hello["signature"] == '(name = "you", { x, y: [z] } = {}, ...rest)'
    assert hello["parameters"] == [
        {"name": "name", "default": '"you"'},
        {"name": "{ x, y: [z] }", "default": "{}"},
        {"name": "...rest"},
    ]
    assert hello["doc"] == "Says hello."
    assert hello["is_async"]
    assert hello["is_generator"]
    assert hello["complexity"] == 3


def test_kinds_and_bases_of_a_class():
    found = details(SNIPPET)
    assert found["default"]["bases"] == ["d.Base"]
    assert found["default"]["signature"] == "extends d.Base"
    kinds = {name.rpartition(".")[2]: d.get("kind") for name, d in found.items() if name.startswith("default.")}
    assert kinds["constructor"] == "constructor"
    assert (kinds["on"], kinds["on~2"]) == ("getter", "setter")


def test_what_an_export_reaches_is_exported_and_nothing_else():
    exported = {name for name, d in details(SNIPPET).items() if d.get("is_exported")}
    assert exported == {"hello", "default", "default.make", "default.constructor", "default.on", "default.on~2", "late"}


@pytest.mark.parametrize(
    ("source", "exported"),
    [
        ("function f() {} export { f as g };", {"f"}),
        ("const o = { m() {} }; export default o;", {"o", "o.m"}),
        ("module.exports = { f() {}, g: () => {}, h };\nfunction h() { function inner() {} }", {"f", "g", "h"}),
        ("(function () { function f() {} exports.g = f; })();", {"f"}),
        ("module.exports = class A { m() {} #p() {} };", {"A", "A.m"}),
        ("function f() {}", set()),
    ],
)
def test_exports_in_all_their_forms(source, exported):
    assert {name for name, d in details(source).items() if d.get("is_exported")} == exported


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export function f() {}", {"=f": ["f"]}),
        ("export default () => 1", {"=default": ["@default"]}),
        ("const x = 1; export { x as default, x as y };", {"=default": ["x"], "=y": ["x"]}),
        ('export { a, b as c } from "./m";', {"=a": ["^./m::a"], "=c": ["^./m::b"]}),
        ('export { default } from "./m";', {"=default": ["^./m::default"]}),
        ('export * from "./m n"; export * as ns from "./o";', {"*": ["./m%20n"], "=ns": ["^./o"]}),
        ("export const { p, q: [r] } = z();", {"=p": ["p"], "=r": ["r"]}),
        ('module.exports = require("./b");', {"=": ["^./b"]}),
        ("exports.f = g;", {"=f": ["g"]}),
    ],
)
def test_exports_are_published_apart_from_names(source, expected):
    found = surface(source)
    assert {key: found.get(key) for key in expected} == expected


def test_names_that_nothing_leads_to_are_not_for_others_to_find():
    found = surface("setTimeout(function parse() {}); exports.run = function () {}; class A { m() {} }")
    assert found["parse"] == found["run"] == ["?"]
    assert "A" not in found


def test_an_object_literal_is_a_shape_of_its_own():
    found = surface("const o = { a() {}, b, ...c };")
    assert found["o"] == ["@o{}"]
    assert found["@o{}"] == ["object", "c"]
    assert found["o{}.a"] == ["@o.a"]
    assert found["o{}.b"] == ["~b"]


def test_a_function_with_a_prototype_is_a_class_to_others():
    found = surface(SNIPPET.decode())
    assert found["@Old"] == ["class"]
    assert found["@Old.first"][0] == "function"


def test_an_edit_inside_a_body_leaves_the_surface_as_it_is():
    source = SNIPPET.decode()
    assert surface(source) == surface("\n\n" + source.replace("this.stop();", "this.stop(); other(1);"))


def test_the_body_hash_ignores_white_space_and_comments():
    one, other = "const f = (a) => { return a + 1; };", "const f =  (a) => {\n // why\n return a + 1 ; };"
    assert details(one)["f"]["body_hash"] == details(other)["f"]["body_hash"]
    assert details(one)["f"]["body_hash"] != details(one.replace("1", "2"))["f"]["body_hash"]


def test_complexity_counts_the_ways_through_a_function_of_its_own():
    body = "if (a) {} else if (b) {} for (;;) {} while (c) {} do {} while (d); switch (e) { case 1: case 2: default: }"
    more = "try {} catch {} f ? g : h; i && j || k ?? l; a?.b; (() => { if (m) {} })(); function n() { if (o) {} }"
    assert details(f"function f() {{ {body} {more} }}")["f"]["complexity"] == 1 + 5 + 2 + 1 + 1 + 3 + 1


def test_positions_are_bytes_in_files_with_bom_crlf_and_wide_characters():
    facts, _ = analysed("\ufeff// é\r\nconst ü = () => { f('é', g()); };\r\n".encode())
    assert [(r.line, r.column) for r in facts.references] == [(2, 19), (2, 27)]
    assert facts.definitions[1].line == 2


def test_tests_are_known_by_their_paths():
    for path in ("src/a.test.js", "a.spec.tsx", "__tests__/a.js", "test/a.mjs", "x/cypress/a.ts", "a_test.js"):
        assert JAVASCRIPT.testing.is_test(path), path
    for path in ("src/latest.js", "contest/a.js", "testing.js", "a.tests.d/x.js"):
        assert not JAVASCRIPT.testing.is_test(path), path


def test_every_extension_has_one_language():
    expected = {"a.js": "javascript", "a.jsx": "javascript", "a.mjs": "javascript", "a.cjs": "javascript"}
    expected |= {"a.ts": "typescript", "a.mts": "typescript", "a.d.ts": "typescript", "a.tsx": "tsx"}
    expected |= {"x/package.json": "config", "tsconfig.base.json": "config"}
    for path, name in expected.items():
        assert [language.name for language in own_languages() if language.accepts(path)] == [name]


def test_a_configuration_has_a_surface_and_no_atoms():
    facts, found = analysed('{"name": "x", "main": "a.js"}', "package.json")
    assert facts.definitions == []
    assert "config" in found


@pytest.mark.parametrize("path", ["a.js", "a.ts", "a.tsx"])
def test_broken_code_never_raises(path):
    language = detect_language(path)
    assert language is not None
    generator = random.Random(7)
    pieces = [b"{", b"}", b"(", b")", b"=>", b"class ", b"this.", b"`", b"'", b"export ", b"import ", b"@", b"<"]
    for _ in range(300):
        source = bytearray(SNIPPET)
        for _ in range(generator.randint(1, 8)):
            at = generator.randrange(len(source))
            source[at : at + generator.choice((0, 0, 1, 9))] = generator.choice(pieces) * generator.randint(0, 1)
        facts, _ = language.analyse(path, bytes(source))
        names = [definition.qualname for definition in facts.definitions]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000 + ")" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "x = " + "{a:" * 10_000 + "1" + "}" * 10_000,
        "x =>" * 10_000 + "1",
        "f" + ".a()" * 10_000,
        "a = " * 10_000 + "() => 1",
        "x = " + "a || " * 10_000 + "b",
        "const " + "{a:" * 10_000 + "b" + "}" * 10_000 + " = x",
        "if (a) {} else " * 10_000 + ";",
        "{" * 10_000 + "}" * 10_000,
        "function f() {" * 2_000 + "}" * 2_000,
    ],
    ids=lambda source: source[:12],
)
def test_deep_nesting_is_no_danger(source):
    start = time.process_time()
    facts, _ = JAVASCRIPT.analyse("a.js", source.encode())
    assert facts.definitions
    assert time.process_time() - start < 15
