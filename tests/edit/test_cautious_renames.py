"""Renames in languages where an unknown place refuses: all that names the atom goes along, or nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.editing import edited
from tests.support.renaming import assert_renamed_and_back, rename

KOTLIN = {
    "src/main/kotlin/q/Lib.kt": (
        "package q\n\ninterface Shape { fun area(): Int }\nopen class Foo(val n: Int) : Shape {\n"
        "    override fun area(): Int = n\n    open fun grow(by: Int): Foo = Foo(n + by)\n"
        "    class Inner<T>(val t: T)\n    companion object { fun make(): Foo = Foo(0) }\n"
        '    override fun toString() = "Foo $n"\n    val size: Int get() = n\n    fun text() = "$size"\n}\n'
        "class Sub : Foo(1) { override fun grow(by: Int): Foo = super.grow(by) }\nfun helper(a: Int) = a\n"
        "fun helper(s: String) = 1\nfun Foo.ext(): Int = this.n + grow(1).area()\n"
        "object Reg { fun all() = listOf(Foo(1)) }\n"
    ),
    "src/main/kotlin/q/More.kt": (
        "package q\n\nfun helper(d: Double) = d\nfun use() = helper(1.5)\n"
        "fun unnamed(): Shape = object : Shape { override fun area() = 3 }\n"
        "enum class Color { RED { override fun tint() = 1 }; abstract fun tint(): Int }\n"
        "fun keyed(make: Int) = make\nfun named() = keyed(make = 1) + Foo.make().area()\n"
        "fun runs(f: () -> Unit) {}\nfun labels() { runs { return@runs } }\n"
        'fun String.shout() = this + "!"\nfun shouts() = listOf("x").map { it.shout() }\n'
        "fun any() = unknown().grown()\nfun Foo.grown() = 1\n"
        "class Dog : Animal() { override fun bark() = 1; fun sit() = 2 }\n"
    ),
    "src/main/kotlin/p/Use.kt": (
        "package p\n\nimport q.Foo\nimport q.Foo.Inner\nimport q.helper as h\nimport q.helper\nimport q.ext\n"
        "import q.Reg\n\n/** Doc of [Foo]. */\nclass Use(val foo: Foo, val ext: Int) : q.Shape by foo {\n"
        "    val list: List<Foo> = Reg.all()\n    fun run(foo: Foo, f: (Foo) -> Unit): Foo.Inner<Foo> {\n"
        '        val helper = { n: Int -> n }\n        helper(1)\n        println("Foo ${foo.area()} $foo")\n'
        "        if (foo is q.Foo) f(Foo.make())\n        listOf(1).map(::h)\n"
        "        foo.ext(); foo.grow(by = 2).ext()\n"
        "        list.forEach { it.area() }\n        return Inner(foo as Foo)\n    }\n}\n"
        'fun more(x: Any) = h(2) + helper("a") + (x as? Foo)!!.ext() + Foo::class.hashCode()\n'
        "fun refs() = listOf(Foo(1)).map(Foo::area)\n"
    ),
    "src/main/java/p/J.java": (
        "package p;\n\nimport q.Foo;\nimport q.LibKt;\nimport static q.LibKt.helper;\n\nclass J {\n"
        "    int f(Foo foo) { return LibKt.helper(1) + helper(2) + foo.area() + Foo.Companion.make().area(); }\n}\n"
    ),
}

CSHARP = {
    "Shop/Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk"></Project>\n',
    "Shop/Cart.cs": (
        "using System;\nnamespace Shop.Core;\n\npublic interface IPriced { int Price(int n); }\n"
        "public class MarkAttribute : Attribute { }\npublic abstract class Base { public virtual int Grow() => 1; }\n"
        "public partial class Cart : Base, IPriced\n{\n    public int Count { get; set; }\n"
        "    public Cart(int n) { Count = n; }\n    public int Price(int n) => n + nameof(Price).Length;\n"
        "    public override int Grow() => base.Grow() + this.Price(1);\n"
        '    void Run() { Func<int, int> f = Price; Console.WriteLine($"Price {Price(2)}"); }\n'
        '    public override string ToString() => "Cart";\n'
        "    public static Cart operator +(Cart a, Cart b) => new Cart(a.Price(1));\n}\n"
    ),
    "Shop/Cart.More.cs": (
        "namespace Shop.Core\n{\n    public partial class Cart\n    {\n        public Cart(string s) : this(1) { }\n"
        "        public int Price(string s) => Price(1);\n        public int Compare(object o) => 1;\n    }\n"
        "    public class Box<T> { public Box(T t) { } public Box<T> Same(T t) => new Box<T>(t); }\n"
        "    public static class Tools\n    {\n        public static int Twice(this Cart cart) => cart.Price(2) * 2;\n"
        "        public static int Half(int n) => n;\n    }\n"
        "    class Sorter : IComparer<Cart> { public int Sort(Cart a) => 1; int Own() => 2; }\n}\n"
    ),
    "Shop/Use.cs": (
        "using Shop.Core;\nusing static Shop.Core.Tools;\nusing Basket = Shop.Core.Cart;\nnamespace Shop.Web\n{\n"
        '    /// <see cref="Cart"/>\n    [Mark]\n    class Use\n    {\n        Cart cart = new Cart(1) { Count = 2 };\n'
        "        Box<Cart> box = new Box<Cart>(null);\n        int Price;\n"
        "        int Go(IPriced priced, Box<Box<int>> b)\n        {\n            int Half = 3;\n"
        '            var basket = new Basket("x");\n'
        '            if (priced is Cart c && c is { Count: 1 }) return c.Twice() + Half(1) + basket.Price("x");\n'
        "            return priced.Price(1) + cart.Price(n: 2) + (priced as Cart).Grow() + typeof(Cart).Name.Length\n"
        '                + typeof(Box<>).Name.Length;\n        }\n        string Cart() => "Cart";\n'
        "        object Any(dynamic d) => d.Half();\n    }\n}\n"
    ),
}

TREES = {"kotlin": KOTLIN, "csharp": CSHARP}

LIB, MORE = "src/main/kotlin/q/Lib.kt", "src/main/kotlin/q/More.kt"
USE = "src/main/kotlin/p/Use.kt"

RENAMES = [
    # tree, atom, name, what stays of each file
    ("kotlin", f"{LIB}::Foo", "Bar", {LIB: ('"Foo $n"',), USE: ("[Foo]", '"Foo $')}),
    ("kotlin", f"{LIB}::helper", "aid",
     {USE: ("val helper", "        helper(1)")}),
    ("kotlin", f"{LIB}::Shape.area", "size2", {}),
    ("kotlin", f"{LIB}::Foo.ext", "more2", {USE: ("val ext",)}),
    ("kotlin", f"{LIB}::Foo.make", "build", {MORE: ("keyed(make: Int) = make", "keyed(make = 1)")}),
    ("kotlin", f"{LIB}::Foo.Inner", "Core", {}),
    ("kotlin", f"{LIB}::Foo.grow", "rise", {}),
    ("kotlin", f"{LIB}::Reg.all", "every", {}),
    ("kotlin", f"{MORE}::Color.tint", "hue", {}),
    ("kotlin", f"{MORE}::String.shout", "yell", {}),
    ("kotlin", f"{MORE}::runs", "starts", {}),
    ("csharp", "Shop/Cart.cs::Cart", "Trolley",
     {"Shop/Cart.cs": ('"Cart"',), "Shop/Use.cs": ('cref="Cart"', 'string Cart() => "Cart"')}),
    ("csharp", "Shop/Cart.cs::IPriced.Price", "Cost",
     {"Shop/Cart.cs": ('$"Price ',), "Shop/Use.cs": ("int Price;",)}),
    ("csharp", "Shop/Cart.cs::Base.Grow", "Rise", {}),
    ("csharp", "Shop/Cart.More.cs::Box", "Crate", {}),
    ("csharp", "Shop/Cart.More.cs::Tools", "Kit", {}),
    ("csharp", "Shop/Cart.More.cs::Tools.Twice", "Double", {}),
    ("csharp", "Shop/Cart.More.cs::Sorter.Own", "Mine", {}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "atom", "name", "kept"), RENAMES, ids=lambda value: str(value)[-24:])
def test_an_atom_is_renamed_wherever_it_is_meant_and_back(
    tmp_path: Path, language: str, atom: str, name: str, kept: dict[str, tuple[str, ...]]
) -> None:
    assert_renamed_and_back(tmp_path, TREES[language], atom, name, kept)


@pytest.mark.parametrize(
    ("language", "atom", "name", "reason"),
    [
        ("kotlin", f"{MORE}::Foo.grown", "risen", "names something that may mean the same"),
        ("kotlin", f"{MORE}::Dog.bark", "howl", "Dog.bark belongs to a base or an interface"),
        ("kotlin", f"{LIB}::Foo.grow", "ext", "Foo has ext already"),
        ("kotlin", f"{LIB}::Foo.size", "extent", f"{LIB}:11 names something that may mean the same"),
        ("kotlin", f"{LIB}::helper", "use", f"{MORE}::use is there already"),
        ("csharp", "Shop/Cart.More.cs::Tools.Half", "Part", "Shop/Use.cs:22 names something that may mean the same"),
        ("csharp", "Shop/Cart.More.cs::Sorter.Sort", "Rank", "Sorter has a base outside of the index"),
        ("csharp", "Shop/Cart.cs::MarkAttribute", "SignAttribute", "an attribute is applied by a shorter name"),
        ("csharp", "Shop/Cart.cs::Cart.Price", "Compare", "Cart has Compare already"),
    ],
)
def test_what_cannot_be_proved_is_refused(tmp_path: Path, language: str, atom: str, name: str, reason: str) -> None:
    with edited(tmp_path, TREES[language]) as tree:
        result = rename(tree, atom, name)
        assert result.status == "refused"
        assert reason in result.reason
        assert {path: tree.text(path) for path in TREES[language]} == TREES[language]
