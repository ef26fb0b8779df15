"""Renames in languages that are compiled: all that names the atom goes along, and what cannot is told or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.edit.request import Rename
from tests.support.editing import edited
from tests.support.renaming import assert_renamed_and_back, rename

GO = {
    "go.mod": "module example.com/shop\n\ngo 1.19\n",
    "cart.go": (
        "package shop\n\n// Price is ä.\nfunc Price(n int) int { return n }\n\ntype Cart struct{ n int }\n\n"
        "func (c *Cart) Sum() int { return Price(c.n) }\n\nfunc New() *Cart { return &Cart{n: Price(1)} }\n"
    ),
    "more.go": "package shop\n\nfunc (c Cart) Twice() int { return 2 * c.Sum() }\n",
    "till/till.go": (
        'package till\n\nimport (\n\tshop "example.com/shop"\n)\n\ntype Till struct {\n\t*shop.Cart\n\tPrice int\n}\n\n'
        "func Use(c *shop.Cart, f func(int) int) int {\n\tprice := shop.Price(c.Sum())\n"
        '\ttill := Till{Price: price, Cart: c}\n\tprintln("Price", "é")\n'
        "\treturn f(till.Price) + Use(shop.New(), shop.Price) + till.Sum() + till.Cart.Sum()\n}\n"
    ),
}

JAVA = {
    "p/Work.java": (
        "package p;\n\n/** Work is {@link Work}. */\npublic class Work {\n    private final int n;\n"
        "    public Work(int n) { this.n = n; }\n    public int cost() { return n; }\n"
        "    public static Work of(int n) { return new Work(n); }\n}\n"
    ),
    "q/Use.java": (
        "package q;\n\nimport p.Work;\nimport static p.Work.of;\n\nclass Use implements Priced {\n"
        "    Work work = new Work(1);\n    @Override\n"
        "    public int price() { Work w = of(2); return w.cost() + work.cost() + Work.of(3).cost(); }\n"
        "    java.util.function.Function<Integer, Work> f = Work::of;\n"
        "    Priced unnamed = new Priced() { @Override public int price() { return 1; } };\n"
        '    @Override\n    public String name() { return "Work"; }\n}\n'
    ),
    "q/Priced.java": (
        "package q;\n\ninterface Priced {\n    int price();\n    default int total() { return price() + 1; }\n}\n"
    ),
}

RUST = {
    "Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
    "src/lib.rs": (
        "pub mod cart;\nmod util;\npub use cart::{Cart, price as cost};\npub use self::util::*;\n\n/// Calls price.\n"
        'pub fn total(c: &Cart) -> i32 {\n    assert_eq!(cart::price(1), crate::cart::price(1), "price ä");\n'
        "    let f = cart::price;\n    c.sum() + cost(2) + f(1) + double(1)\n}\n"
    ),
    "src/cart.rs": (
        "#[derive(Clone)]\npub struct Cart { pub n: i32 }\n\nimpl Cart {\n    pub fn new() -> Self { Cart { n: 1 } }\n"
        "    pub fn sum(&self) -> i32 { price(self.n) }\n}\n\npub fn price(n: i32) -> i32 { n }\n\n"
        "impl std::fmt::Display for Cart {\n"
        '    fn fmt(&self, f: &mut std::fmt::Formatter<\'_>) -> std::fmt::Result { write!(f, "{}", self.n) }\n}\n'
    ),
    "src/util.rs": (
        "use crate::cart::{self, Cart};\n\npub trait Extent { fn size(&self) -> i32; }\n\nimpl Extent for Cart {\n"
        "    fn size(&self) -> i32 { self.sum() + cart::price(3) }\n}\n\nimpl Extent for Vec<i32> {\n"
        "    fn size(&self) -> i32 { 1 }\n}\n\nimpl Iterator for Cart {\n    type Item = i32;\n}\n\n"
        "pub fn double(n: i32) -> i32 {\n    let c = Cart::new();\n"
        "    let v = vec![Cart::new()];\n    c.size() * n * v.len() as i32\n}\n"
    ),
}

C = {
    "lib/work.h": (
        "#ifndef WORK_H\n#define WORK_H\n#define TWICE(x) (work(x) + work(x))\ntypedef struct cart { int n; } cart;\n"
        "struct till { struct cart *c; int work; };\nint work(int n);\n#endif\n"
    ),
    "lib/work.c": (
        '#include "work.h"\n\n/* work is ä */\nint work(int n) { return n; }\n'
        "static int help(cart *c) { return work(c->n); }\nint other(void) {\n    struct cart c = { .n = 1 };\n"
        "    struct till t = { &c, .work = 2 };\n    return help(&c) + t.work;\n}\n"
    ),
    "main.c": (
        '#include "lib/work.h"\n\nint (*table[])(int) = { work, &work };\nint main(void) {\n    int (*f)(int) = work;\n'
        "    cart c = { 1 };\n    return f(1) + work(2) + TWICE(c.n) + sizeof(struct cart);\n}\n"
    ),
}

TREES = {"go": GO, "java": JAVA, "rust": RUST, "c": C}

RENAMES = [
    # tree, atom, name, the file of which a part stays
    ("go", "cart.go::Price", "Fee",
     {"till/till.go": ("Price int", "{Price: price", '"Price"', "till.Price"), "cart.go": ("// Price",)}),
    ("go", "cart.go::Cart.Sum", "Total", {}),
    ("go", "cart.go::Cart", "Basket", {}),
    ("java", "p/Work.java::Work", "Labour",
     {"p/Work.java": ("/** Work is {@link Work}. */",), "q/Use.java": ('"Work"',)}),
    ("java", "p/Work.java::Work.of", "make", {}),
    ("java", "q/Priced.java::Priced.price", "fee", {}),
    ("rust", "src/cart.rs::price", "fee", {"src/lib.rs": ("/// Calls price.", '"price ä"')}),
    ("rust", "src/cart.rs::Cart", "Basket", {}),
    ("rust", "src/util.rs::Extent.size", "extent", {}),
    ("c", "lib/work.c::work", "labour",
     {"lib/work.h": ("int work; }",), "lib/work.c": ("/* work is ä */", '"work.h"', ".work = 2", "t.work"),
      "main.c": ('"lib/work.h"',)}),
    ("c", "lib/work.h::cart", "basket", {}),
    ("c", "lib/work.h::TWICE", "DOUBLE", {}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "atom", "name", "kept"), RENAMES, ids=lambda value: str(value)[:24])
def test_an_atom_is_renamed_wherever_it_is_meant_and_back(
    tmp_path: Path, language: str, atom: str, name: str, kept: dict[str, tuple[str, ...]]
) -> None:
    assert_renamed_and_back(tmp_path, TREES[language], atom, name, kept)


@pytest.mark.parametrize(
    ("language", "atom", "name", "reason"),
    [
        ("go", "cart.go::Price", "New", "cart.go::New is there already"),
        ("go", "cart.go::Price", "price", "other packages would not see it any more"),
        ("go", "cart.go::Cart.Sum", "Twice", "cart.go::Cart has Twice already"),
        ("java", "p/Work.java::Work.cost", "of", "the index would not be the same"),  # of `Work::of`
        ("java", "q/Use.java::Use.name", "title", "belongs to a base or an interface that would keep the name"),
        (
            "java",
            "q/Use.java::Use.unnamed.price",
            "fee",
            "belongs to a base or an interface that would keep the name",
        ),
        ("rust", "src/cart.rs::Cart.fmt", "show", "belongs to a base or an interface that would keep the name"),
        ("rust", "src/util.rs::Cart.Item", "Gram", "belongs to a base or an interface that would keep the name"),
        ("c", "lib/work.c::help", "other", "lib/work.c::other is there already"),
        ("rust", "src/cart.rs::Cart.sum", "new", "src/cart.rs::Cart has new already"),
    ],
)
def test_a_name_that_is_taken_or_known_elsewhere_is_refused(
    tmp_path: Path, language: str, atom: str, name: str, reason: str
) -> None:
    with edited(tmp_path, TREES[language]) as tree:
        result = rename(tree, atom, name)
        assert result.status == "refused"
        assert reason in result.reason
        assert {path: tree.text(path) for path in TREES[language]} == TREES[language]


def test_a_local_name_that_would_hide_the_new_one_is_refused(tmp_path: Path) -> None:
    files = {
        "go.mod": "module example.com/x\n",
        "a.go": (
            "package x\n\nfunc work() int { return 1 }\n\n"
            "func use(labour func()) int {\n\tlabour()\n\treturn work()\n}\n"
        ),
    }
    with edited(tmp_path, files) as tree:
        result = rename(tree, "a.go::work", "labour")
        assert (result.status, result.refusal) == ("refused", "index")
        assert result.reason == "labour means something else at a.go:7"


def test_a_place_that_may_mean_a_method_refuses_itsrename(tmp_path: Path) -> None:
    files = {**GO, "other.go": "package shop\n\nfunc other[T interface{ Sum() int }](x T) int { return x.Sum() }\n"}
    with edited(tmp_path, files) as tree:
        result = rename(tree, "cart.go::Cart.Sum", "Total")
        assert (result.status, result.refusal) == ("refused", "unsure")
        assert result.reason == "other.go:3 names something that may mean the same, and would keep the old name"


@pytest.mark.parametrize(("method", "refusal"), [("Sum", "outside"), ("twin", None)])
def test_an_implicit_interface_is_renamed_with_what_implements_it(
    tmp_path: Path, method: str, refusal: str | None
) -> None:
    sums = (
        f"package shop\n\ntype Sums interface {{\n\t{method}() int\n}}\n\n"
        f"func all(s Sums) int {{ return s.{method}() }}\n"
    )
    files = {**GO, "sums.go": sums, "twin.go": "package shop\n\nfunc (c Cart) twin() int { return c.n }\n"}
    with edited(tmp_path, files) as tree:
        result = rename(tree, f"sums.go::Sums.{method}", "Total" if refusal else "total", inferred=False)
        assert result.status == "refused"
        result = rename(tree, f"sums.go::Sums.{method}", "Total" if refusal else "total")
        assert result.refusal == refusal  # other packages can have types with an exported method
        if refusal is None:
            assert tree.text("sums.go") == sums.replace("twin()", "total()")
            assert "func (c Cart) total() int" in tree.text("twin.go")


def test_a_name_in_another_language_of_the_same_program_goes_along(tmp_path: Path) -> None:
    with edited(tmp_path, {**C, "more.cpp": '#include "lib/work.h"\n\nint more(cart *c) { return c->n; }\n'}) as tree:
        assert rename(tree, "lib/work.h::cart", "basket").status == "applied"
        assert tree.text("more.cpp") == '#include "lib/work.h"\n\nint more(basket *c) { return c->n; }\n'


def test_the_type_of_a_field_is_not_a_field(tmp_path: Path) -> None:
    files = {**GO, "ring.go": "package shop\n\ntype Ring struct {\n\tRing *Ring\n}\n"}
    with edited(tmp_path, files) as tree:
        assert rename(tree, "ring.go::Ring", "Loop").status == "applied"
        assert tree.text("ring.go") == "package shop\n\ntype Loop struct {\n\tRing *Loop\n}\n"


def test_what_a_module_has_in_a_way_that_is_not_known_refuses_arename(tmp_path: Path) -> None:
    lib = "macro_rules! root { () => { pub mod cart; } }\nroot!();\nmod far;\n"
    far = "use crate::cart::price;\n\nfn use_it() -> i32 { price(1) }\n"
    files = {"Cargo.toml": RUST["Cargo.toml"], "src/lib.rs": lib, "src/far.rs": far, "src/cart.rs": RUST["src/cart.rs"]}
    with edited(tmp_path, files) as tree:
        result = rename(tree, "src/cart.rs::price", "fee")
        assert (result.status, result.refusal) == ("refused", "unsure")


def test_a_method_that_the_standard_library_may_ask_for_is_refused(tmp_path: Path) -> None:
    files = {**GO, "name.go": 'package shop\n\nfunc (c Cart) String() string { return "" }\n'}
    with edited(tmp_path, files) as tree:
        result = rename(tree, "name.go::Cart.String", "Text")
        assert (result.status, result.refusal) == ("refused", "outside")
        assert tree.applied(Rename(atom="name.go::Cart.String", name="Text", force=True)).status == "applied"


def test_a_directive_for_the_compiler_that_names_a_function_refuses_itsrename(tmp_path: Path) -> None:
    files = {**GO, "c.go": "package shop\n\n//export Ring\nfunc Ring() {}\n"}
    with edited(tmp_path, files) as tree:
        assert rename(tree, "c.go::Ring", "Chime").refusal == "named"


def test_a_file_of_java_is_not_renamed_over_another(tmp_path: Path) -> None:
    with edited(tmp_path, {**JAVA, "p/Labour.java": "package p;\n\nclass Other {\n}\n"}) as tree:
        with pytest.raises(UsageError, match="there is such a file already"):
            rename(tree, "p/Work.java::Work", "Labour")
        with pytest.raises(UsageError, match="it has the name of its class"):
            rename(tree, "p/Work.java::Work.Work", "Labour")


def test_a_macro_and_a_function_of_one_name_get_the_new_one_together(tmp_path: Path) -> None:
    text = (
        "macro_rules! twice {\n    ($x:expr) => { $x + $x };\n}\n\nfn twice(n: i32) -> i32 { n }\n\n"
        "fn use_both() -> i32 { twice!(twice(1)) }\n"
    )
    files = {"Cargo.toml": RUST["Cargo.toml"], "src/lib.rs": text}
    with edited(tmp_path, files) as tree:
        assert rename(tree, "src/lib.rs::twice", "same").status == "applied"
        assert tree.text("src/lib.rs") == text.replace("twice", "same")
