"""Small trees of languages whose renames are cautious, for `tests/edit/test_cautious_renames.py`."""

from __future__ import annotations

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

PHP = {
    "composer.json": '{"autoload": {"psr-4": {"App\\\\": "src/"}}}\n',
    "src/Shop/Cart.php": (
        "<?php\nnamespace App\\Shop;\n\nuse App\\Lib\\Tool as T;\nuse App\\Lib\\{Priced, Loud};\n"
        "use function App\\Lib\\helper;\n\n/** A Cart. */\nclass Cart implements Priced, \\Countable\n{\n"
        "    use Loud;\n    const Price = 1;\n    private ?Cart $cart = null;\n"
        "    public function __construct(private T $tool) {}\n"
        "    public function price(int $n = 1): static|Cart\n    {\n        $f = $this->price(...);\n"
        "        return $this->cart?->price(n: 2) ?? static::make()->price;\n    }\n"
        "    public static function make(): self { return new Cart(new T()); }\n"
        "    public function count(): int { return helper(1) + \\App\\Lib\\helper(2) + self::Price; }\n"
        "    private function own() { return $this->own(); }\n"
        "    public function open() { return ['own' => 1]['own']; }\n}\n"
    ),
    "src/Lib/lib.php": (
        "<?php\nnamespace App\\Lib;\n\ninterface Priced { public function price(int $n = 1); }\n"
        "trait Loud { public function shout(): string { return 'x'; } public function hush() {} }\n"
        "class Tool { public function run(Priced $p) { return $p->price(); } }\n"
        "function helper(int $a): int { return $a; }\nfunction named() { return 1; }\nfunction alone() {}\n"
        "function other(): Priced\n{\n"
        "    return new class implements Priced { public function price(int $n = 1) { return 3; } };\n}\n"
        "class Odd extends Outer { public function asked() {} private function free() {} }\n"
    ),
    "src/use.php": (
        "<?php\nuse App\\Shop\\Cart;\nuse App\\Lib;\n\nfunction total(Cart $cart, $any): int\n{\n"
        "    try { return $cart->price()->price() + ($any instanceof Cart ? 1 : 0); } catch (Lib\\Oops $e) {}\n"
        "    $names = array_map('App\\\\Lib\\\\named', ['alone']);\n    $cart->shout();\n"
        '    return Lib\\helper(3) + ["price" => 1]["price"] + Cart::Price + $any->hush();\n}\n'
    ),
}

TREES = {"kotlin": KOTLIN, "csharp": CSHARP, "php": PHP}
