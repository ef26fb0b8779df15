"""What calling, iterating, entering, attribute access and exporting mean in Python (language reference, section 3)."""

from __future__ import annotations

from omny.languages.python.frameworks import DELEGATE, WRAPPED
from omny.languages.python.naming import NAMING
from omny.resolve.semantics import FunctionAttribute, Semantics

_LIST = {"pop": "", "popleft": "", "__getitem__": "", "__next__": "", "__anext__": "", "copy": "*", "__iter__": "*"}
_SET = dict.fromkeys(("union", "intersection", "difference", "symmetric_difference"), "*")
_QUERY = {
    **dict.fromkeys(
        ("all", "filter", "exclude", "order_by", "distinct", "select_related", "prefetch_related", "only", "defer")
        + ("annotate", "alias", "using", "reverse", "iterator", "aiterator", "select_for_update", "none")
        + ("get_queryset",),
        "*",
    ),
    **dict.fromkeys(("get", "first", "last", "create", "earliest", "latest", "aget", "afirst", "alast", "acreate"), ""),
    **dict.fromkeys(("get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"), "["),
    "in_bulk": "%",
}
"""The methods of a query set that give its objects. No list has them."""

_MAP = {"get": "", "get_nowait": "", "pop": "", "setdefault": "", "__getitem__": "", "copy": "%"}

SEMANTICS = Semantics(
    held_members={"*": {**_LIST, **_SET, **_QUERY}, "%": {**_MAP, "values": "*", "items": "*[?|", "popitem": "[?|"}},
    has_generic_classes=True,
    delegate=DELEGATE,
    function_attributes=dict.fromkeys(WRAPPED, FunctionAttribute.RUNS),
    constructor=NAMING.constructor,
    call="__call__",
    iteration="__iter__",
    subscription="__getitem__",
    entering=frozenset(("__enter__", "__aenter__")),
    object_class="__class__",
    syntax_calls=frozenset(("super", "super()")),
    binds_stars=True,
    submodule_separator=".",
)
