"""What the walk of TypeScript adds to that of JavaScript. Who calls whom is in tests/languages/typescript/callgraph."""

from __future__ import annotations

import pytest

from omny.languages import detect_language
from omny.languages.base import GrammarLanguage
from omny.languages.javascript.annotations import read_annotation
from omny.languages.typescript.walk import TypeScriptWalk
from tests.support.walked import analysed
from tests.support.walked import details as details_of
from tests.support.walked import surface as surface_of


def details(source: str) -> dict[str, dict]:
    return details_of(source, "a.ts")


def surface(source: str) -> dict[str, list[str]]:
    return surface_of(source, "a.ts")


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("Foo", ("Foo ()",)),
        ("ns.Foo<T>", ("ns Foo ;T ()",)),
        ("Foo | null | undefined", ("Foo ()",)),
        ("A & B", ("A ()", "B ()")),
        ("Promise<Foo>", ("Foo ()",)),
        ("Promise<Foo | Bar>", ("Foo ()", "Bar ()")),
        ("Foo[]", ("*Foo ()",)),
        ("readonly Foo[]", ("*Foo ()",)),
        ("(A | B)[]", ("*A ()", "*B ()")),
        ("Array<Foo>", ("*Foo ()",)),
        ("Set<Foo>", ("*Foo ()",)),
        ("Record<string, Foo>", ("%Foo ()",)),
        ("Map<K, Foo[]>", ("%*Foo ()",)),
        ("typeof foo.bar", ("foo bar type()",)),
        ("ReturnType<typeof f>", ("f type() ()",)),
        ("InstanceType<typeof Foo>", ("Foo type() ()",)),
        ("Partial<Foo>", ("Foo ()",)),
        ('import("./a b").Foo', ("^./a%20b::Foo ()",)),
        ("this", ("this self()",)),
        ("string", ()),
        ("any", ()),
        ("'a' | 'b'", ()),
        ("(a: Foo) => Bar", ("{()=Bar%20()|(0)=Foo%20()",)),
        ("new (a: Foo) => void", ("{(0)=Foo%20()",)),
        ("<T>(a: T, b?: Foo) => T", ("{(1)=Foo%20()",)),
        ("() => void", ()),
        ("FC<Foo>", ("{(0)=Foo%20()",)),
        ("{ a: Foo }", ("{a=Foo%20()",)),
        ("{ a?: { b: Foo[] }; c(d: Foo): string }", ("{a={b=*Foo%2520()|c={(0)=Foo%2520()",)),
        ("{ [key: string]: Foo }", ("{[]=Foo%20()",)),
        ("{ a: string }", ()),
        ("[A, B]", ("[A ()|B ()",)),
        ("keyof Foo", ()),
        ("T extends Foo ? A : B", ()),
        ("Foo['a']", ("Foo () a",)),
        ("asserts x is Foo", ()),
        ("", ()),
        ("(" * 50, ()),
    ],
)
def test_an_annotation_tells_what_values_can_be(annotation, told):
    assert read_annotation(annotation) == told


def test_a_function_gives_the_objects_of_both_branches_of_a_condition():
    found = surface("export const f = (x: boolean) => x ? { a: g } as const : ({ b: g } as const)")
    assert found["@f"] == ["function", "", "@f{}", "@f{}2"]
    assert found["f{}2.b"] == ["~g"]


def test_an_interface_has_signatures():
    found = details("export interface Repo<T> extends Base, ns.Other<T> { save(x: T): Promise<Row>; size: number }")
    assert found["Repo"]["type"] == "interface"
    assert "kind" not in found["Repo"]
    assert found["Repo"]["bases"] == ["Base", "ns.Other<T>"]
    assert found["Repo.save"]["kind"] == "signature"
    assert found["Repo.save"]["type"] == "method"
    assert found["Repo.save"]["signature"] == "(x: T): Promise<Row>"
    assert found["Repo.save"]["returns"] == "Promise<Row>"
    assert found["Repo.save"]["parameters"] == [{"name": "x", "annotation": "T"}]
    assert "Repo.size" not in found


def test_abstract_classes_and_methods_say_so():
    found = details("abstract class A extends B<C> implements I { abstract m(): void; n() {} }")
    assert found["A"]["kind"] == found["A.m"]["kind"] == "abstract"
    assert found["A"]["bases"] == ["B", "I"]
    assert "kind" not in found["A.n"]


def test_an_implementation_stands_for_its_overloads():
    found = details("export function f(a: A): void; export function f(a: B): void; export function f(a: any) {}")
    assert list(found) == ["<module>", "f"]
    assert found["f"]["signature"] == "(a: any)"
    assert "kind" not in found["f"]
    found = details("class A { m(): void; m(a: string): void; m(a?: any) {} }")
    assert list(found) == ["<module>", "A", "A.m"]
    assert found["A.m"]["signature"] == "(a?: any)"


def test_of_overloads_without_an_implementation_the_first_is_the_atom():
    found = details("declare function f(a: string): Row; declare function f(a: number): Row; f(1);")
    assert list(found) == ["<module>", "f"]
    assert found["f"]["kind"] == "signature"
    assert found["f"]["signature"] == "(a: string): Row"


def test_overloads_in_two_scopes_stay_apart():
    found = details("function f(): void;\nnamespace N { function f() {} }\nfunction f() {}")
    assert set(found) == {"<module>", "f", "N.f"}


def test_fields_are_published_with_what_their_types_tell():
    constructor = "constructor(private repo: Repo, plain: Repo) { this.z = plain; }"
    found = surface(f"class A {{ x: Foo; static y = new Foo(); {constructor} }}")
    assert found["A.x"] == ["~Foo ()"]
    assert found["A::y"] == ["~Foo ()"]
    assert found["A.repo"] == ["~Repo ()"]
    assert found["A.z"] == ["~Repo ()"]
    assert "A.plain" not in found


def test_an_enum_is_an_atom_and_holds_the_calls_of_its_values():
    source = (
        "export const enum Mode { /* one */ A = start(), B = A << 1 }\nnamespace Mode { export function read() {} }"
    )
    found = details(source)
    assert (found["Mode"]["type"], found["Mode"]["is_exported"]) == ("enum", True)
    assert found["Mode.read"]["type"] == "function"


def test_an_enum_is_exported_in_any_form():
    source = "enum A {} export { A as B }; enum C {} export default C; enum D {} namespace N { enum E {} } export { N }"
    found = details(source)
    assert {name: found[name]["is_exported"] for name in "ACD"} == {"A": True, "C": True, "D": False}
    assert found["N.E"]["is_exported"]


def test_names_of_types_are_atoms_and_known():
    source = "type P = { row: Row; make(): Row }; type Q = Row | P; enum E { A } declare module 'x' { function g(): P }"
    assert set(details(source)) == {"<module>", "E", "g", "P", "Q"}
    found = surface(source)
    assert found["@P<>"] == ["type", "", "@P{}"]
    assert found["P{}.row"] == ["~Row ()"]
    assert found["@Q<>"] == ["type", "", "Row ()", "P ()"]
    assert found["E"] == ["?"]


def test_namespaces_qualify_names_and_show_them():
    source = "export namespace A.B { export function f() {} export class C { m() {} } }"
    assert set(details(source)) == {"<module>", "A.B.f", "A.B.C", "A.B.C.m"}
    found = surface(source)
    assert found["A"] == ["@A{}"]
    assert found["A{}.B"] == ["@A.B{}"]
    assert found["A.B{}.f"] == ["@A.B.f"]
    assert details(source)["A.B.f"]["is_exported"]


def test_a_type_parameter_is_published_with_what_it_extends():
    found = surface("function f<T extends Row, U>(t: T, u: U): T { return t; } class T {}")
    assert found["@f"] == ["function", "", ";f:0 ()"]
    assert found["f;"] == ["Row", "?"]


def test_decorators_are_listed_and_their_text_begins_the_atom():
    found = details("@a()\nexport class A {\n  @b @c(1)\n  m() {}\n}\n")
    assert found["A"]["decorators"] == ["a()"]
    assert found["A.m"]["decorators"] == ["b", "c(1)"]
    assert found["A.m"]["source_line"] == 3


def test_exports_of_types_are_exports():
    source = 'export type T = A; export interface I {} export = z; export type { U } from "./u"; import q = a.b;'
    found = surface(source)
    assert found["=T"] == ["T"]
    assert found["=I"] == ["I"]
    assert found["=U"] == ["^./u::U"]
    assert found["="] == ["z"]
    assert found["q"] == ["~a b"]


# A call signature that begins a line, which the grammar takes for arguments of the type before it.

CALLABLE = """\
export interface Make {
  name: string
  // makes one
  <T>(value: T): T
  other: Map<string, Row>
  <
    T,
  >(value: T, more: T): T
  save(row: Row): Row
}
export function use(make: Make) {
  return make.save(row())
}
function row(): Row {}
"""


def placed(source: str, path: str = "a.ts") -> tuple[float, list, list]:
    """How much does not parse, and where definitions and uses are."""
    facts, _ = analysed(source, path)
    return (
        facts.error_ratio,
        [(d.qualname, d.line, d.end_line, d.signature) for d in facts.definitions],
        [*facts.uses()],
    )


def test_a_call_signature_that_begins_a_line_parses_and_nothing_moves():
    found = placed(CALLABLE)
    assert found == placed(CALLABLE.replace("  <", " ;<"))
    assert found[0] == 0.0
    assert [d[:3] for d in found[1]] == [
        ("<module>", 1, 14),
        ("Make", 1, 10),
        ("Make.save", 9, 9),
        ("use", 11, 13),
        ("row", 14, 14),
    ]
    assert placed(CALLABLE.replace("\n", "\r\n"))[1:] == found[1:]


def test_what_is_parsed_in_its_stead_has_each_byte_at_its_place_but_for_some_white_space():
    plain = TypeScriptWalk.plainer(CALLABLE.encode()).decode()
    assert [(a, b) for a, b in zip(CALLABLE, plain, strict=True) if a != b] == [(" ", ";"), (" ", ";")]


@pytest.mark.parametrize(
    "rest",
    [
        "const f =\n  <A>(a: A) =>\n  <B>(b: B) => row(a, b)\n",
        "const f = [\n  row, // one\n  <A>(a: A) => row(a),\n]\n",
        "const f = row(a)\n  < row(b)\n",
        "const f = row(a)\n  <= row(b)\n",
        "const f = row(\n  <any>row(a)\n)\n",
    ],
)
def test_what_begins_a_line_with_a_bracket_elsewhere_in_the_file_is_what_it_was(rest):
    shift = CALLABLE.count("\n")
    ratio, _, uses = placed(CALLABLE + rest)
    assert ratio == 0.0
    assert [(line - shift, column) for _, _, line, column in uses if line > shift] == [
        (line, column) for _, _, line, column in placed(rest)[2]
    ]


def test_elements_of_jsx_that_begin_a_line_are_what_they_were():
    rest = "const X = () =>\n  <ul>\n    <li>{row()}</li>\n    <Item/>\n  </ul>\n"
    assert placed(CALLABLE + rest, "a.tsx") == placed(CALLABLE.replace("  <", " ;<") + rest, "a.tsx")
    assert placed(CALLABLE + rest, "a.tsx")[0] == 0.0


def test_where_no_more_of_a_file_parses_it_is_read_as_it_stands():
    source = "make\n  <T>(value)\nconst broken = (;\n"
    assert TypeScriptWalk.plainer(source.encode()) != source.encode()
    facts, _ = analysed(source, "a.ts")
    assert facts.error_ratio > 0
    assert "make" in [chain.text for chain in facts.chains]


@pytest.mark.parametrize(
    ("source", "times"),
    [
        ("const f = make\n  <T>(value)\n", 1),  # parses
        ("const broken = (;\n", 1),  # does not, and nothing can be put in
        (CALLABLE, 2),
        (CALLABLE * 50, 2),
    ],
)
def test_a_file_is_parsed_again_only_where_it_does_not_parse_and_something_can_be_put_in(source, times, monkeypatch):
    language = detect_language("a.ts")
    assert isinstance(language, GrammarLanguage)
    syntax = language.syntax
    parsed = []

    class Counting:
        faults, capture = syntax.faults, syntax.capture

        def parse(self, text):
            parsed.append(text)
            return syntax.parse(text)

    monkeypatch.setitem(vars(language), "syntax", Counting())
    analysed(source, "a.ts")
    assert len(parsed) == times
