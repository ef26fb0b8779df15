"""The order of a class and its bases in an attribute look-up."""

from __future__ import annotations

from omny.resolve.values import Defined


def merge(first: Defined, orders: list[list[Defined]], bases: list[Defined]) -> list[Defined]:
    """The C3 merge (Barrett et al., "A Monotonic Superclass Linearization for Dylan"); depth first where it fails.
    `orders` are those of the bases."""
    if len(bases) <= 1:  # as most classes have
        return [first, *(item for order in orders for item in order if item != first)]
    queues = [list(order) for order in (*orders, bases) if order]
    merged = [first]
    while queues:
        head = next((q[0] for q in queues if not any(q[0] in other[1:] for other in queues)), None)
        if head is None:
            rest = [item for order in orders for item in order]
            return list(dict.fromkeys([*merged, *rest]))
        if head not in merged:
            merged.append(head)
        queues = [rest for q in queues if (rest := q[1:] if q[0] == head else q)]
    return merged
