"""Renames in languages where an unknown place refuses: all that names the atom goes along, or nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.editing import edited
from tests.support.rename_trees import TREES
from tests.support.renaming import assert_renamed_and_back, rename

LIB, MORE = "src/main/kotlin/q/Lib.kt", "src/main/kotlin/q/More.kt"
USE = "src/main/kotlin/p/Use.kt"
SCALA, CART = "src/main/scala/q/Lib.scala", "Sources/Shop/Cart.swift"
SCALA_USE, MORE_CART, TILL = "src/main/scala/p/Use.scala", "Sources/Shop/More.swift", "Sources/Till/Use.swift"

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
    ("csharp", "Shop/Cart.More.cs::Tools.Given", "Passed", {}),
    ("csharp", "Shop/Cart.More.cs::Sorter.Own", "Mine", {}),
    ("php", "src/Shop/Cart.php::Cart", "Trolley", {"src/Shop/Cart.php": ("/** A Cart. */",)}),
    ("php", "src/Shop/Cart.php::Cart.price", "cost",
     {"src/Shop/Cart.php": ("make()->price",), "src/use.php": ('["price" => 1]["price"]',)}),
    ("php", "src/Shop/Cart.php::Cart.own", "mine", {"src/Shop/Cart.php": ("['own' => 1]['own']",)}),
    ("php", "src/Shop/Cart.php::Cart.make", "build", {}),
    ("php", "src/Lib/lib.php::helper", "aid", {}),
    ("php", "src/Lib/lib.php::Loud.shout", "yell", {}),
    ("php", "src/Lib/lib.php::Loud", "Noisy", {}),
    ("php", "src/Lib/lib.php::Priced", "Valued", {}),
    ("php", "src/Lib/lib.php::Tool", "Kit", {}),
    ("php", "src/Lib/lib.php::Odd.free", "loose", {}),
    ("cpp", "lib/shape.h::geo.Shape", "Form", {"lib/shape.cc": ("/* area of a Shape */",)}),
    ("cpp", "lib/shape.cc::geo.helper", "aid", {}),
    ("cpp", "lib/shape.cc::geo.Shape.area", "extent",
     {"lib/shape.h": ("int area; };",), "main.cc": ("Shape& area)", "return area."),
      "lib/shape.cc": ("/* area", "int area)", ".area = area", "goto area; area:", "i.area")}),
    ("cpp", "lib/shape.h::geo.Base.size", "len", {"lib/shape.cc": ("int size = 1", "* size;")}),
    ("cpp", "lib/shape.cc::geo.Shape.make", "build", {}),
    ("cpp", "lib/shape.h::geo.twice", "dbl", {}),
    ("cpp", "lib/shape.h::geo.Base", "Root", {}),
    ("cpp", "lib/shape.h::TWICE", "DOUBLE", {}),
    ("cpp", "lib/shape.h::geo.Shape.Inner", "Core", {}),
    ("scala", f"{SCALA}::Cart", "Trolley", {SCALA_USE: ("/** A Cart. */", 's"Cart')}),
    ("scala", f"{SCALA}::Priced.price", "cost", {SCALA_USE: ("total(price", "(price)")}),
    ("scala", f"{SCALA}::Priced.size", "len", {SCALA: ("val size", "* size }")}),
    ("scala", f"{SCALA}::Cart.grow", "rise", {}),
    ("scala", f"{SCALA}::Cart.make", "build", {}),
    ("scala", f"{SCALA}::Cart.Inner", "Core", {}),
    ("scala", f"{SCALA}::Tools", "Kit", {}),
    ("scala", f"{SCALA}::Tools.twice", "dbl", {}),
    ("swift", f"{CART}::Cart", "Trolley", {CART: ("/// A Cart.",)}),
    ("swift", f"{CART}::Priced.price", "cost",
     {CART: ("let price", "k * price"), TILL: ("total(price", "of: price")}),
    ("swift", f"{CART}::Base.grow", "rise", {}),
    ("swift", f"{CART}::Cart.own", "mine", {CART: ("red, own(Int)",), TILL: ("Kind.own(1)",)}),
    ("swift", f"{CART}::Cart.make", "create", {}),
    ("swift", f"{CART}::Cart.Kind.label", "title", {}),
    ("swift", f"{CART}::Priced", "Valued", {}),
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
        ("csharp", "Shop/Cart.More.cs::Tools.Far", "Away", "Shop/Cart.More.cs:17 names something that may mean"),
        ("csharp", "Shop/Cart.More.cs::Tools.Native", "Own", "Tools.Native belongs to a base or an interface"),
        ("csharp", "Shop/Cart.cs::MarkAttribute", "SignAttribute", "an attribute is applied by a shorter name"),
        ("php", "src/Lib/lib.php::named", "called", "the index would not be the same"),  # of a string
        ("php", "src/Lib/lib.php::alone", "single", "src/use.php:8 names it in a string"),
        ("php", "src/Till.php::Till", "Desk", "src/use.php:12 names it in a string"),  # by its file
        ("php", "src/Lib/lib.php::Loud.hush", "quiet", "src/use.php:10 names something that may mean the same"),
        ("php", "src/Lib/lib.php::Odd.asked", "told", "Odd has a base outside of the index"),
        ("php", "src/Shop/Cart.php::Cart.count", "size", "an interface outside of the index may ask for count"),
        ("php", "src/Lib/lib.php::helper", "Named", "src/Lib/lib.php::named is there already"),
        ("cpp", "lib/shape.cc::geo.spare", "extra", "lib/shape.h:3, lib/shape.h:3 name something"),  # in a macro
        ("cpp", "lib/shape.cc::geo.Shape.lost", "found", "main.cc:10 names something that may mean the same"),
        ("cpp", "lib/shape.h::geo.Odd.asked", "told", "Odd has a base outside of the index"),
        ("cpp", "lib/shape.cc::geo.use", "helper", "helper is there already"),
        ("scala", f"{SCALA}::Cart.own", "mine", f"{SCALA}:20 names something that may mean the same"),
        ("scala", f"{SCALA}::Tools.Ops.shrink", "less", f"{SCALA_USE}:15 names something that may mean the same"),
        ("scala", f"{SCALA}::Runner.go", "walk", "Runner has a base outside of the index"),
        ("scala", f"{SCALA}::Cart.grow", "sum", "Cart has sum already"),
        ("swift", f"{CART}::Cart.twin", "same", f"{MORE_CART}:5 names something that may mean the same"),
        ("swift", f"{CART}::Cart.bulk", "extent", f"{MORE_CART}:2 names something that may mean the same"),
        ("swift", f"{CART}::String.shout", "yell", f"{MORE_CART}:6 names something that may mean the same"),
        ("swift", f"{CART}::Cart.tapped", "hit", "Cart.tapped belongs to a base or an interface"),
        ("swift", f"{CART}::Odd.asked", "told", "Odd has a base outside of the index"),
        ("swift", f"{CART}::Cart.make", "build", "Cart has build already"),
        ("csharp", "Shop/Cart.cs::Cart.Price", "Compare", "Cart has Compare already"),
    ],
)
def test_what_cannot_be_proved_is_refused(tmp_path: Path, language: str, atom: str, name: str, reason: str) -> None:
    with edited(tmp_path, TREES[language]) as tree:
        result = rename(tree, atom, name)
        assert result.status == "refused"
        assert reason in result.reason
        assert {path: tree.text(path) for path in TREES[language]} == TREES[language]


def test_a_name_of_php_is_found_in_other_letters(tmp_path: Path) -> None:
    files = {**TREES["php"], "src/more.php": "<?php\nfunction more() { return \\App\\Lib\\HELPER(1); }\n"}
    with edited(tmp_path, files) as tree:
        assert rename(tree, "src/Lib/lib.php::helper", "aid").status == "applied"
        assert tree.text("src/more.php") == "<?php\nfunction more() { return \\App\\Lib\\aid(1); }\n"
