"""What steps of a chain mean in Java."""

from __future__ import annotations

from omny.languages.java.overloads import CONVERSIONS
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True,
    has_namespaces=True,
    has_arity=True,
    sees_companions=True,
    choose_overloads=CONVERSIONS.choose,
    binds_stars=True,
    syntax_calls=frozenset(("super.<init>/0",)),
    iteration="iterator/0",
    item_members=frozenset(
        """
        call/0 ceiling/1 compute/2 computeIfAbsent/2 computeIfPresent/2 element/0 elementAt/1 first/0 firstElement/0
        floor/1 get/0 get/1 get/2 getAndSet/1 getFirst/0 getLast/0 getNow/1 getValue/0 getOrDefault/2 getPlain/0
        higher/1 join/0 last/0 lastElement/0 lower/1 merge/3 next/0 nextElement/0 orElse/1 orElseGet/1 orElseThrow/0
        orElseThrow/1 peek/0 peekFirst/0 peekLast/0 poll/0 pollFirst/0 pollLast/0 pop/0 previous/0 put/2 putIfAbsent/2
        remove/0 remove/1 removeFirst/0 removeLast/0 set/2 take/0
        """.split()  # noqa: SIM905
    ),
    container_members=frozenset(
        """
        descendingIterator/0 descendingSet/0 distinct/0 dropWhile/1 elements/0 filter/1 findAny/0 findFirst/0 headSet/1
        iterator/0 limit/1 listIterator/0 listIterator/1 max/1 min/1 or/1 parallel/0 parallelStream/0 peek/1 reversed/0
        sequential/0 skip/1 sorted/0 sorted/1 stream/0 subList/2 subSet/2 tailSet/1 takeWhile/1 toArray/1 toList/0
        unordered/0 values/0
        """.split()  # noqa: SIM905
    ),
)
