"""What steps of a chain mean in C++."""

from __future__ import annotations

from omny.languages.cpp.overloads import choose_overloads
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True,
    has_declarations=True,
    has_namespaces=True,
    sees_outer_namespaces=True,
    binds_stars=True,
    choose_overloads=choose_overloads,
    call="operator()",
    subscription="operator[]",
    indirection="operator->",
    item_members=frozenset(
        """
        get lock release value value_or load front back top at begin end rbegin cbegin find lower_bound upper_bound
        emplace_back data
        """.split()  # noqa: SIM905
    ),
    syntax_calls=frozenset(("sizeof", "decltype", "defined", "offsetof", "static_assert", "alignof", "noexcept")),
)
