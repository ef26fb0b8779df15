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
        + (
            "get_queryset",
            "where",
            "filter_by",
            "join",
            "outerjoin",
            "options",
            "limit",
            "offset",
            "group_by",
            "having",
        )
        + (
            "with_for_update",
            "execution_options",
            "unique",
            "scalars",
            "stream_scalars",
            "execute",
            "exec",
            "fetchall",
        ),
        "*",
    ),
    **dict.fromkeys(("get", "first", "last", "create", "earliest", "latest", "aget", "afirst", "alast", "acreate"), ""),
    **dict.fromkeys(("one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"), ""),
    **dict.fromkeys(("get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"), "["),
    "in_bulk": "%",
}
"""The methods of query sets and of statements of SQLAlchemy that give their objects. No list has them."""

_MAP = {"get": "", "get_nowait": "", "pop": "", "setdefault": "", "__getitem__": "", "copy": "%"}

_SIZED = frozenset(("Sized", "Iterable", "Collection", "Container"))
_TYPES = {
    **dict.fromkeys(("str", "bytes", "bytearray", "tuple", "list"), _SIZED | {"Sequence", "Reversible", "Hashable"}),
    **dict.fromkeys(("dict", "set", "frozenset"), _SIZED | {"Mapping", "MutableMapping", "Set", "AbstractSet"}),
    "bool": frozenset(("int", "float", "complex", "Hashable")),
    "int": frozenset(("float", "complex", "Hashable")),
    "float": frozenset(("complex", "Hashable")),
    "PathLike": frozenset[str](),
    **dict.fromkeys(("Path", "PurePath"), frozenset(("PurePath", "PathLike", "Hashable"))),
    "None": frozenset(("Hashable",)),
    "function": frozenset(("Callable", "Hashable")),
    "slice": frozenset[str](),
}

SEMANTICS = Semantics(
    closed_types=_TYPES,
    scalar_types=frozenset(("str", "bytes", "bool", "int", "float", "None", "slice")),
    open_types=frozenset(("object", "Any")),
    plain_bases=frozenset(("object", "Generic", "ABC", "Protocol")),
    structural_base="Protocol",
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
