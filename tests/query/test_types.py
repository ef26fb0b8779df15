"""A question for classes finds everything with members; one for interfaces or enums only these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.query.question import Narrowed
from omny.storage.port.repository import AtomRepository
from tests.support.graph_project import ask, ids, project

TREE = {
    "shop/kinds.py": "from enum import Enum\nfrom typing import Protocol\n\n\nclass ColourKind(Enum):\n    RED = 1\n\n"
    "    def mix(self):\n        return self\n\n\nclass DrawnKind(Protocol):\n    def draw(self): ...\n\n\n"
    "class PlainKind(DrawnKind):\n    def draw(self):\n        return 1\n",
    "web/shape.ts": "export interface ShapeKind { area(): number }\n"
    "export class SquareKind implements ShapeKind { area() { return 1 } }\n",
}
ENUMS, INTERFACES = ["ColourKind"], ["DrawnKind", "ShapeKind"]
CLASSES = ["PlainKind", "SquareKind"]

Shop = tuple[AtomRepository, Path]


@pytest.fixture
def shop(tree: Path) -> Iterator[Shop]:
    with project(tree, TREE) as repository:
        yield repository, tree


def names(answer: dict) -> list[str]:
    return sorted(id_.partition("::")[2] for id_ in ids(answer))


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (["class"], CLASSES + ENUMS + INTERFACES),
        (["interface"], INTERFACES),
        (["enum"], ENUMS),
        (["enum", "interface"], ENUMS + INTERFACES),
        (["class", "enum"], CLASSES + ENUMS + INTERFACES),
        (["macro"], []),
    ],
)
def test_a_search_for_a_type_finds_it(shop: Shop, types: list[str], found: list[str]) -> None:
    answer = ask(shop, "search", text="kind", types=types, limit=20)
    assert (names(answer), answer["total"]) == (sorted(found), len(found))


def test_the_types_of_a_question_are_those_that_it_wants() -> None:
    for types in (["class"], ["enum"], ["class", "module"], []):
        asked = Narrowed(types=types)
        for type_ in ("class", "interface", "enum", "module", "method"):
            assert asked.wants(type_, "a.py", False) == (not types or type_ in asked.wanted_types)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('type == "class"', CLASSES + ENUMS + INTERFACES),
        ('type == "interface"', INTERFACES),
        ('type in ["enum", "macro"]', ENUMS),
        ('type ~ "cl*"', CLASSES + ENUMS + INTERFACES),
        ('type ~ "enu?"', ENUMS),
        ('type != "class" and name ~ "*Kind"', []),
        ('type == "class" and type != "interface" and type != "enum"', CLASSES),
        ('kind == "interface"', ["ShapeKind"]),
        ('kind == "protocol"', ["DrawnKind"]),
        ('inherits("ShapeKind")', ["SquareKind"]),
        ('inherits("Enum")', ENUMS),
    ],
)
def test_an_expression_takes_what_has_members_for_a_class(shop: Shop, expression: str, found: list[str]) -> None:
    assert names(ask(shop, "query", expression=expression)) == sorted(found)


def test_a_word_before_a_name_leaves_everything_with_members(shop: Shop) -> None:
    for text in ("class ShapeKind", "interface ShapeKind", "enum ColourKind"):
        assert ids(ask(shop, "show", atom=text))[0].endswith(text.rpartition(" ")[2])


def test_an_outline_names_the_types(shop: Shop) -> None:
    found = ask(shop, "outline", file="shop/kinds.py")["results"]
    assert [atom["type"] for atom in found if atom["type"] != "method"] == ["module", "enum", "interface", "class"]


def test_a_path_to_an_interface_and_from_an_enum_counts_its_methods(shop: Shop) -> None:
    assert "web/shape.ts::ShapeKind.area" in ids(ask(shop, "graph", target="ShapeKind"))
    assert "shop/kinds.py::ColourKind.mix" in ids(ask(shop, "graph", target="ColourKind"))
    methods = ask(shop, "query", expression='class == "ColourKind" or class == "ShapeKind"')
    assert names(methods) == ["ColourKind.mix", "ShapeKind.area"]
