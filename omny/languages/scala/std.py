"""Members of collections of the language itself that give what these hold."""

from __future__ import annotations

_ITEMS = """
head last get getOrElse apply next max min maxBy minBy reduce reduceLeft reduceRight result value dequeue pop
getOrElseUpdate orNull
""".split()  # noqa: SIM905
_CONTAINERS = """
filter filterNot take takeWhile takeRight drop dropWhile dropRight tail init reverse sorted sortBy sortWith distinct
distinctBy toList toSeq toVector toSet toArray toIndexedSeq toStream iterator slice headOption lastOption find orElse
values withFilter par seq view force toOption updated prepended appended concat maxByOption minByOption maxOption
minOption recover recoverWith tapEach filterInPlace toBuffer toIterator diff intersect union
""".split()  # noqa: SIM905

ITEM_MEMBERS = frozenset(f"{name}/{count}" for name in _ITEMS for count in "012-")
"""Those that return one of the items."""

CONTAINER_MEMBERS = frozenset(f"{name}/{count}" for name in _CONTAINERS for count in "012-")
"""Those that return the items, or some of them, as another collection."""

OF_STD = frozenset(each.partition("/")[0] for each in ITEM_MEMBERS | CONTAINER_MEMBERS)

OF_ITEMS = frozenset(
    """
    map flatMap foreach filter filterNot withFilter exists forall find count takeWhile dropWhile partition span sortBy
    groupBy maxBy minBy collect collectFirst mapConcat tapEach distinctBy partitionMap flatTap maxByOption minByOption
    indexWhere lastIndexWhere groupMap filterInPlace mapInPlace traverse parTraverse evalMap evalTap
    """.split()  # noqa: SIM905
)
"""Members that give an item to the function that they get."""
