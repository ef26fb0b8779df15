"""What calling, constructing and finding names mean in C#."""

from __future__ import annotations

from omny.languages.csharp.overloads import choose_overloads
from omny.languages.csharp.words import WORDS
from omny.resolve.semantics import Semantics

OF_ITEMS = frozenset(
    """
    All Any Average Count DistinctBy Exists Find FindAll FindIndex FindLast First FirstOrDefault ForEach GroupBy Last
    LastOrDefault LongCount Max MaxBy Min MinBy OrderBy OrderByDescending RemoveAll RemoveWhere Select SelectMany Single
    SingleOrDefault SkipWhile Sum TakeWhile ThenBy ThenByDescending ToDictionary ToHashSet ToLookup TrueForAll Where
    """.split()  # noqa: SIM905
)
"""Methods of collections that give an item to the lambda."""

SEMANTICS = Semantics(
    has_units=True,
    has_arity=True,
    has_namespaces=True,
    choose_overloads=choose_overloads,
    type_words=WORDS,
    most_equal=2,
    has_extensions=True,
    sees_outer_namespaces=True,
    binds_stars=True,
    calls_values=True,
    has_entries=True,
    part_members={
        "Key": "0",
        "Value": "1",
        **{f"Item{place + 1}": str(place) for place in range(7)},
    },
    item_properties=frozenset(("Current", "Value")),
    container_properties=frozenset(("Values",)),
    item_members=frozenset(
        """
        Aggregate/1 Dequeue/0 ElementAt/1 ElementAtOrDefault/1 Find/1 FindLast/1 First/0 First/1 FirstOrDefault/0
        FirstOrDefault/1 GetValueOrDefault/1 GetValueOrDefault/2 Last/0 Last/1 LastOrDefault/0 LastOrDefault/1 MaxBy/1
        MinBy/1 Peek/0 Pop/0 Single/0 Single/1 SingleOrDefault/0 SingleOrDefault/1
        """.split()  # noqa: SIM905
    ),
    container_members=frozenset(
        """
        Append/1 AsEnumerable/0 AsParallel/0 AsQueryable/0 AsReadOnly/0 Concat/1 DefaultIfEmpty/0 Distinct/0
        DistinctBy/1 Except/1 FindAll/1 GetEnumerator/0 GetRange/2 Intersect/1 OrderBy/1 OrderByDescending/1 Prepend/1
        Reverse/0 Skip/1 SkipLast/1 SkipWhile/1 Take/1 TakeLast/1 TakeWhile/1 ThenBy/1 ThenByDescending/1 ToArray/0
        ToHashSet/0 ToImmutableArray/0 ToImmutableList/0 ToList/0 Union/1 Where/1
        """.split()  # noqa: SIM905
    ),
    syntax_calls=frozenset(("nameof", "nameof/1")),
)
