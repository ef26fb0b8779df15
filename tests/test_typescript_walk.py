"""What the walk of TypeScript adds to that of JavaScript. Who calls whom is in tests/callgraph/typescript."""

from __future__ import annotations

import pytest

from omny.languages.typescript.annotations import annotated
from tests.test_javascript_walk import details as details_of
from tests.test_javascript_walk import surface as surface_of


def details(source: str) -> dict[str, dict]:
    return details_of(source, "a.ts")


def surface(source: str) -> dict[str, list[str]]:
    return surface_of(source, "a.ts")


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("Foo", ("Foo ()",)),
        ("ns.Foo<T>", ("ns Foo ()",)),
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
        ("typeof foo.bar", ("foo bar",)),
        ("ReturnType<typeof f>", ("f ()",)),
        ("InstanceType<typeof Foo>", ("Foo ()",)),
        ("Partial<Foo>", ("Foo ()",)),
        ('import("./a b").Foo', ("^./a%20b::Foo ()",)),
        ("this", ("this",)),
        ("string", ()),
        ("any", ()),
        ("'a' | 'b'", ()),
        ("(a: Foo) => Bar", ()),
        ("{ a: Foo }", ()),
        ("[A, B]", ()),
        ("keyof Foo", ()),
        ("T extends Foo ? A : B", ()),
        ("Foo['a']", ()),
        ("asserts x is Foo", ()),
        ("", ()),
        ("(" * 50, ()),
    ],
)
def test_an_annotation_tells_what_values_can_be(annotation, told):
    assert annotated(annotation) == told


def test_an_interface_is_a_class_of_signatures():
    found = details("export interface Repo<T> extends Base, ns.Other<T> { save(x: T): Promise<Row>; size: number }")
    assert found["Repo"]["kind"] == "interface"
    assert found["Repo"]["type"] == "class"
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
    assert found["A.y"] == ["~Foo ()"]
    assert found["A.repo"] == ["~Repo ()"]
    assert found["A.z"] == ["~Repo ()"]
    assert "A.plain" not in found


def test_types_are_no_atoms_but_known():
    source = "type P = { row: Row; make(): Row }; type Q = Row | P; enum E { A } declare module 'x' { function g(): P }"
    assert set(details(source)) == {"<module>", "g"}
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


def test_a_type_parameter_is_what_it_extends_or_nothing():
    found = surface("function f<T extends Row, U>(t: T, u: U): T { return t; } class T {}")
    assert found["@f"] == ["function", "", "Row ()"]
    assert surface("function f<T>(t: T): T { return t; }")["@f"] == ["function", ""]


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
