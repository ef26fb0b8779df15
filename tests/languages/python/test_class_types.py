"""Enums and protocols are known by what the file itself imports, and by nothing of that name."""

from __future__ import annotations

import pytest

from omny.model.atoms import is_class_like
from tests.support.walked import details

ENUM, INTERFACE, CLASS = ("enum", None), ("interface", "protocol"), ("class", None)


def types(source: str) -> dict[str, tuple[str, str | None]]:
    """The type and the kind of each class."""
    found = details(source, "a.py")
    classes = {name: each for name, each in found.items() if is_class_like(each["type"])}
    return {name: (each["type"], each.get("kind")) for name, each in classes.items()}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from enum import Enum\nclass A(Enum): pass\n", {"A": ENUM}),
        ("import enum as e\nclass A(str, e.StrEnum): pass\n", {"A": ENUM}),
        ("from enum import IntFlag as F\nclass A(F): pass\nclass B(A, Other): pass\n", {"A": ENUM, "B": ENUM}),
        ("import enum\nclass A:\n    class B(enum.Flag): pass\n", {"A": CLASS, "A.B": ENUM}),
        ("from enum import Enum\nBase = Enum\nclass A(Base): pass\n", {"A": ENUM}),
        (
            "try:\n    from enum import Enum\nexcept ImportError:\n    from old import Enum\nclass A(Enum): pass\n",
            {"A": ENUM},
        ),
        ("from typing import Protocol\nclass A(Protocol): pass\nclass B(A): pass\n", {"A": INTERFACE, "B": CLASS}),
        ("import typing_extensions as t\nclass A(Sized, t.Protocol[T]): pass\n", {"A": INTERFACE}),
        ("from shop.enum import Enum\nclass A(Enum): pass\n", {"A": CLASS}),
        ("from .enum import Enum\nclass A(Enum): pass\n", {"A": CLASS}),
        ("from enum import EnumMeta\nclass A(metaclass=EnumMeta): pass\n", {"A": CLASS}),
        ("class Enum: pass\nclass A(Enum): pass\n", {"Enum": CLASS, "A": CLASS}),
        ("class A(Enum): pass\nclass B(B): pass\n", {"A": CLASS, "B": CLASS}),
        ("__all__ = ['', ' ', '^', '@A']\nclass A(__all__): pass\n", {"A": CLASS}),
        ("A = B\nB = A\nclass C(A): pass\n", {"C": CLASS}),
    ],
)
def test_a_class_is_what_the_imports_of_its_file_say(source: str, found: dict[str, tuple[str, str | None]]) -> None:
    assert types(source) == found


def test_names_that_stand_for_many_names_take_no_time() -> None:
    many = "".join(f"N{at} = N{(at * 7 + other) % 50}\n" for at in range(50) for other in range(50))
    source = many + "".join(f"class C{at}(N{at % 50}): pass\n" for at in range(500))
    assert set(types(source).values()) == {CLASS}
