"""What steps of a chain mean in Rust, and the members of std that give what something holds."""

from __future__ import annotations

from omny.resolve.semantics import Semantics

ITEM_MEMBERS = frozenset(
    """
    unwrap expect unwrap_or unwrap_or_else unwrap_or_default unwrap_unchecked borrow borrow_mut or_insert
    or_insert_with or_default get_or_init get_or_insert_with load blocking_lock
    """.split()  # noqa: SIM905
)
"""Members of types of std that return one of the items."""

CONTAINER_MEMBERS = frozenset(
    """
    iter iter_mut into_iter get get_mut first last first_mut last_mut next pop pop_front pop_back front back peek
    as_ref as_mut as_deref as_deref_mut as_slice take replace ok filter skip take_while skip_while step_by rev chain
    cycle inspect peekable or or_else ok_or ok_or_else map_err cloned copied drain values values_mut into_values find
    max_by_key min_by_key max min nth next_back collect to_vec lock try_lock read write upgrade entry context
    with_context recv try_recv join
    """.split()  # noqa: SIM905
)
"""Members of them that return the items, or some of them, as another collection."""

OF_STD = ITEM_MEMBERS | CONTAINER_MEMBERS

STD_MARK = "/0"
"""The end of the names of all these in chains. By it a step from something that holds values is one of these."""

OF_ITEMS = frozenset(
    """
    all any filter find for_each map flat_map inspect max_by_key min_by_key partition position skip_while take_while
    and_then map_or_else is_some_and is_ok_and then filter_map find_map sort_by_key retain
    """.split()  # noqa: SIM905
)
"""Members of them that give an item to the function that they get."""

OF_PAIRS = {
    "fold": (1,),
    "try_fold": (1,),
    **dict.fromkeys(("reduce", "sort_by", "sort_unstable_by", "max_by", "min_by", "is_sorted_by", "dedup_by"), (0, 1)),
}
"""Members of them whose function has several parameters: which of these are items."""

SEMANTICS = Semantics(
    has_units=True,
    has_open_types=True,
    names_extended_types=True,
    binds_stars=True,
    has_exclusive_stars=True,
    iteration="next",
    syntax_calls=frozenset(("Some", "Ok", "Err")),
    item_members=frozenset(name + STD_MARK for name in ITEM_MEMBERS),
    container_members=frozenset(name + STD_MARK for name in CONTAINER_MEMBERS),
)
