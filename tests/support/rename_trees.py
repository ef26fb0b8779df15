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
        "        public static int Half(int n) => n;\n        static T Given<T>(T t) => t;\n"
        "        public static int Far(this Uri uri) => 1;\n        static Func<int, int> Held() => Given<int>;\n"
        "        static int Use(Uri uri) => uri.Next().Far();\n        extern static int Native();\n    }\n"
        "    class Sorter : IRanking<Cart> { public int Sort(Cart a) => 1; int Own() => 2; }\n}\n"
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
    "src/Till.php": "<?php\nclass Till {}\n",
    "src/use.php": (
        "<?php\nuse App\\Shop\\Cart;\nuse App\\Lib;\n\nfunction total(Cart $cart, $any): int\n{\n"
        "    try { return $cart->price()->price() + ($any instanceof Cart ? 1 : 0); } catch (Lib\\Oops $e) {}\n"
        "    $names = array_map('App\\\\Lib\\\\named', ['alone']);\n    $cart->shout();\n"
        '    return Lib\\helper(3) + ["price" => 1]["price"] + Cart::Price + $any->hush();\n}\nrequire "Till.php";\n'
    ),
}

CPP = {
    "lib/shape.h": (
        "#ifndef SHAPE_H\n#define SHAPE_H\n#define TWICE(x) (spare(x) + spare(x))\nnamespace geo {\n"
        "class Shape;\nint helper(int n);\nint helper(double n);\nint spare(int n);\nclass Base {\n public:\n"
        "  virtual ~Base();\n  virtual int size() const = 0;\n  int plain() { return size(); }\n};\n"
        "class Odd : public Outer { int asked(); };\nclass Shape : public Base {\n public:\n"
        "  explicit Shape(int n);\n  ~Shape();\n  int area(int scale = 1) const;\n  int size() const override;\n"
        "  static Shape* make();\n  int lost();\n  Shape& operator=(const Shape& o);\n"
        "  struct Inner { int area; };\n private:\n  int n_;\n  friend class Other;\n};\n"
        "template <class T> T twice(T t) { return t; }\ntypedef Shape Alias;\n}  // namespace geo\n#endif\n"
    ),
    "lib/shape.cc": (
        '#include "shape.h"\nnamespace geo {\nBase::~Base() {}\nShape::Shape(int n) : Base(), n_(n) {}\n'
        "Shape::~Shape() {}\n/* area of a Shape */\n"
        "int Shape::area(int scale) const { int size = 1; return n_ * scale * size; }\n"
        "int Shape::size() const { return this->area(2) + Base::plain(); }\n"
        "Shape* Shape::make() { return new Shape(1); }\n"
        "Shape& Shape::operator=(const Shape& o) { n_ = o.n_; return *this; }\nint Shape::lost() { return 1; }\n"
        "int spare(int n) { return n; }\nint helper(int n) { return n; }\nint helper(double n) { return 1; }\n"
        "static int lone(int area) { Shape::Inner i = {.area = area}; goto area; area: return i.area; }\n"
        "int use() { return lone(helper(1)); }\n}\n"
    ),
    "main.cc": (
        '#include "lib/shape.h"\nusing geo::Shape;\nusing namespace geo;\n'
        "int (*table[])(int) = {geo::helper, &geo::helper};\nint main() {\n  geo::Shape s(1);\n"
        "  Shape* p = Shape::make();\n  auto f = [&](const Shape& area) { return area.area(1); };\n"
        "  int helper_count = TWICE(1);\n"
        "  return s.area() + p->area(2) + f(s) + geo::helper(2.0) + twice<Shape>(s).lost() + "
        "static_cast<Base*>(p)->size() +\n         sizeof(Shape) + s.plain();\n}\n"
    ),
}

SCALA = {
    "src/main/scala/q/Lib.scala": (
        "package q\n\ntrait Priced { def price(n: Int): Int; def size: Int = 1 }\n"
        "class Cart(val n: Int) extends Priced {\n"
        "  override def price(k: Int): Int = { val size = 2; n * k * size }\n"
        "  def grow: Cart = new Cart(n + this.size)\n  def sum(other: Cart) = price(k = 1) + other.price(2)\n"
        "  private def own() = 1\n  def uses = own()\n}\nobject Cart {\n  def apply(n: Int): Cart = new Cart(n)\n"
        "  def make(): Cart = Cart(1)\n  case class Inner(n: Int)\n}\nobject Tools {\n"
        "  def twice(c: Cart): Int = c.price(2)\n  implicit class Ops(c: Cart) { def shrink: Int = c.price(1) }\n"
        "  def anon: Priced = new Priced { override def price(n: Int) = n; override def size = 3 }\n"
        "  def loose(x: Any) = List(x).map(_.own)\n}\n"
        "class Runner extends Thread { def go() = 1; override def run(): Unit = () }\n"
    ),
    "src/main/scala/p/Use.scala": (
        "package p\n\nimport q.Cart\nimport q.Cart.Inner\nimport q.{Priced => P, Tools}\n"
        "import q.Tools.{twice, _}\n\n/** A Cart. */\nobject Use {\n"
        "  val carts: List[Cart] = List(Cart(1), new Cart(2))\n  def total(price: Int, p: P): Int = {\n"
        "    val in = Inner(1)\n"
        "    carts.map(_.price(1)).sum + p.price(price) + twice(carts.head) + carts.map(twice).sum\n"
        '    in match { case Inner(n) => s"Cart ${p.size} $n".length; case _: Inner => carts.head.grow.n }\n'
        "    (carts.head sum carts.head) + Cart.make().shrink + q.Cart.make().uses\n  }\n}\n"
    ),
}

SWIFT = {
    "Package.swift": (
        "// swift-tools-version:5.9\nimport PackageDescription\n"
        'let package = Package(name: "Shop", targets: [.target(name: "Shop"), '
        '.target(name: "Till", dependencies: ["Shop"])])\n'
    ),
    "Sources/Shop/Cart.swift": (
        "import Foundation\n\npublic protocol Priced { func price(of n: Int) -> Int }\n"
        "open class Base { public func grow() -> Int { 1 } }\n/// A Cart.\npublic class Cart: Base, Priced {\n"
        "    let n: Int\n    public init(n: Int) { self.n = n; super.init() }\n"
        "    public override func grow() -> Int { super.grow() + self.price(of: 1) }\n"
        "    public func price(of k: Int) -> Int { let price = 2; return n * k * price }\n"
        "    public func price(_ a: Int, with b: Int) -> Int { price(of: a) + b }\n"
        "    public static func make() -> Cart { Cart(n: 1) }\n"
        "    private func own() -> Int { [1].map(twin).first! }\n    func twin(_ n: Int) -> Int { n }\n"
        "    var bulk: Int { own() }\n"
        '    enum Kind { case red, own(Int); func label() -> String { "\\(self)" } }\n'
        "    @IBAction func tapped() {}\n    func selected() { addTarget(self, action: #selector(tapped)) }\n}\n"
        "struct Odd: Outer { func asked() {} ; func use() { asked() } }\n"
        'extension String { func shout() -> String { self + "!" } }\n'
    ),
    "Sources/Shop/More.swift": (
        "extension Cart {\n    func price(with other: Cart) -> Int { other.price(of: bulk) }\n"
        "    static func build() -> Cart { .make() }\n}\nfunc loose(x: Any) { unknown().twin(1) }\n"
        'func shouts() -> String { "a".shout() + other().shout() }\n'
    ),
    "Sources/Till/Use.swift": (
        "import Shop\n\nfunc total(price: Int, cart: Cart, p: Priced) -> Int {\n"
        "    let carts: [Cart] = [Cart(n: 1), Cart.make()]\n    let k = Cart.Kind.own(1)\n"
        "    guard let cart = carts.first else { return 0 }\n    if case .red = k { return 1 }\n"
        "    let more = carts.map { $0.grow() }.count + k.label().count\n"
        "    return cart.price(of: price) + p.price(of: 1) + (cart as Priced).price(of: 2) + more\n}\n"
    ),
}

TREES = {"kotlin": KOTLIN, "csharp": CSHARP, "php": PHP, "cpp": CPP, "scala": SCALA, "swift": SWIFT}
