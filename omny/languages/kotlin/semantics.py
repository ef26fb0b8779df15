"""What steps of a chain mean in Kotlin."""

from __future__ import annotations

from omny.languages.java.overloads import CONVERSIONS
from omny.resolve.semantics import Semantics


def _list_getters(name: str) -> tuple[str, ...]:
    """The methods of a Java class that code reads as a property."""
    large = name[:1].upper() + name[1:]
    return (f"{name}/0",) if name[:2] == "is" and name[2:3].isupper() else (f"get{large}/0",)


WORDS = {
    "Any": "Object",
    "Boolean": "boolean",
    "Byte": "byte",
    "Char": "char",
    "Double": "double",
    "Float": "float",
    "Int": "int",
    "Long": "long",
    "Short": "short",
}
"""The words that Java has for types: see `omny.languages.kotlin.arguments`."""

SEMANTICS = Semantics(
    has_units=True,
    has_namespaces=True,
    has_arity=True,
    sees_companions=True,
    choose_overloads=CONVERSIONS.choose,
    type_words=WORDS,
    binds_stars=True,
    has_extensions=True,
    imports_extensions=True,
    makes_by_name=True,
    list_getters=_list_getters,
    iteration="iterator/0",
    subscription="get/1",
    has_entries=True,
    entry_members=frozenset(("entries",)),
    part_members={
        **{f"component{place + 1}/0": str(place) for place in range(3)},
        "first": "0",
        "second": "1",
        "third": "2",
        "key": "0",
        "value": "1",
        "getKey/0": "0",
        "getValue/0": "1",
    },
    container_properties=frozenset(("values",)),
    item_members=frozenset(
        """
        invoke/0 invoke/1 invoke/2 invoke/3 invoke/4 invoke/5
        component1/0 component2/0 component3/0 elementAt/1 elementAtOrNull/1 find/1 findLast/1 first/0 first/1
        firstOrNull/0 firstOrNull/1 get/1 getOrDefault/2 getOrElse/2 getOrNull/1 getOrPut/2 getValue/1 last/0 last/1
        lastOrNull/0 lastOrNull/1 maxBy/1 maxByOrNull/1 maxOrNull/0 minBy/1 minByOrNull/1 minOrNull/0 next/0 pop/0
        previous/0 put/2 random/0 reduce/1 remove/1 removeAt/1 removeFirst/0 removeFirstOrNull/0 removeLast/0
        removeLastOrNull/0 single/0 single/1 singleOrNull/0 singleOrNull/1
        """.split()  # noqa: SIM905
    ),
    container_members=frozenset(
        """
        asIterable/0 asReversed/0 asSequence/0 distinct/0 distinctBy/1 drop/1 dropLast/1 dropWhile/1 filter/1
        filterNot/1 filterNotNull/0 intersect/1 iterator/0 listIterator/0 minus/1 onEach/1 orEmpty/0 plus/1 reversed/0
        shuffled/0 slice/1 sorted/0 sortedBy/1 sortedByDescending/1 sortedDescending/0 sortedWith/1 subList/2 subtract/1
        take/1 takeLast/1 takeWhile/1 toHashSet/0 toList/0 toMutableList/0 toMutableSet/0 toSet/0 toTypedArray/0 union/1
        """.split()  # noqa: SIM905
    ),
)
